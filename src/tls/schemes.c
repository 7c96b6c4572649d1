#include "tls/schemes.h"

/* rsae and pss: which one depends on how the certificate names the key (RFC 9846 4.3.3). */
static bool fits_rsa(const struct scheme *s, struct pss_only pss)
{
	if (!pss.only)
		return s->key == SIGNER_RSA;
	return s->key == SIGNER_RSA_PSS && (pss.hash == HASH_NONE || pss.hash == s->hash);
}

static bool fits_private(const struct scheme *s, const struct private_key *key)
{
	if (key->kind == KEY_EC)
		return s->key == SIGNER_EC;
	/* a block of PSS with SHA-512 does not go into a key of 1024 bits */
	return key->kind == KEY_RSA && fits_rsa(s, key->pss) &&
	       (s->kind != SIG_RSA_PSS || crypto_rsa_size(key->rsa) >= 2 * hash_size(s->hash) + 2);
}

bool scheme_fits_public(uint16_t version, const struct scheme *s, const struct public_key *key)
{
	switch (key->kind) {
	case PUBLIC_RSA:
		return fits_rsa(s, key->pss);
	case PUBLIC_DSA:
		return s->key == SIGNER_DSA;
	case PUBLIC_EC:
		return s->key == SIGNER_EC && (version < VERSION_TLS13 || s->curve == key->curve);
	default:
		return false;
	}
}

void scheme_list_of_key(uint16_t version, struct code_list own, const struct private_key *key, struct buf *out)
{
	for (int paired = 1; paired >= (version >= VERSION_TLS13); paired--)
		for (size_t i = 0; i < own.n; i++) {
			const struct scheme *s = scheme_find(own.codes[i]);

			if (version >= s->from && version <= s->to && fits_private(s, key) && (!s->curve || s->curve == key->curve) == paired)
				buf_add_uint(out, 2, s->code.value);
		}
}

/* Before TLS 1.2 the kind of key decides (RFC 4346 4.7, 7.4.3; RFC 8422 5.4). */
static const struct scheme before_tls12[] = {
	{ .kind = SIG_RSA_PKCS1, .key = SIGNER_RSA, .hash = HASH_MD5_SHA1 },
	{ .kind = SIG_DSA, .key = SIGNER_DSA, .hash = HASH_SHA1 },
	{ .kind = SIG_ECDSA, .key = SIGNER_EC, .hash = HASH_SHA1 },
};

/* SSL 3.0 knows no elliptic curves. */
static const struct scheme *fixed_scheme(uint16_t version, const struct private_key *key)
{
	for (size_t i = 0; i < ARRAY_LEN(before_tls12); i++)
		if (fits_private(&before_tls12[i], key) && (version > VERSION_SSL30 || before_tls12[i].key != SIGNER_EC))
			return &before_tls12[i];
	return NULL;
}

const struct scheme *scheme_choose(uint16_t version, struct bytes peer_list, struct code_list own, const struct private_key *key)
{
	struct buf b = { 0 };
	const struct scheme *chosen = NULL;

	if (version < VERSION_TLS12)
		return fixed_scheme(version, key);
	scheme_list_of_key(version, own, key, &b);
	for (size_t i = 0; i + 2 <= b.n && !chosen; i += 2) {
		const uint16_t code = (uint16_t)bytes_uint(bytes_slice(buf_bytes(&b), i, 2));

		if (code_listed_in(peer_list, code))
			chosen = scheme_find(code);
	}
	buf_free(&b);
	return chosen;
}

const struct scheme *scheme_before_tls12(const struct public_key *key)
{
	for (size_t i = 0; i < ARRAY_LEN(before_tls12); i++)
		if (scheme_fits_public(VERSION_TLS11, &before_tls12[i], key))
			return &before_tls12[i];
	return NULL;
}
