#include "tls/schemes.h"

const struct scheme schemes[] = {
	{ 0x0403, SIG_ECDSA, HASH_SHA256 },     { 0x0503, SIG_ECDSA, HASH_SHA384 },     { 0x0603, SIG_ECDSA, HASH_SHA512 },
	{ 0x0401, SIG_RSA_PKCS1, HASH_SHA256 }, { 0x0501, SIG_RSA_PKCS1, HASH_SHA384 }, { 0x0601, SIG_RSA_PKCS1, HASH_SHA512 },
	{ 0x0804, SIG_RSA_PSS, HASH_SHA256 },   { 0x0805, SIG_RSA_PSS, HASH_SHA384 },   { 0x0806, SIG_RSA_PSS, HASH_SHA512 },
};
const size_t n_schemes = ARRAY_LEN(schemes);

const struct scheme *scheme_find(uint16_t code)
{
	for (size_t i = 0; i < n_schemes; i++)
		if (schemes[i].code == code)
			return &schemes[i];
	return NULL;
}

bool scheme_listed(struct bytes list, uint16_t code)
{
	for (size_t i = 0; i + 2 <= list.n; i += 2)
		if (bytes_uint(bytes_slice(list, i, 2)) == code)
			return true;
	return false;
}

static bool fits_private(const struct scheme *s, const struct private_key *key)
{
	if (s->kind == SIG_ECDSA)
		return key->kind == KEY_EC;
	/* a block of PSS with SHA-512 does not go into a key of 1024 bits */
	return key->kind == KEY_RSA && (s->kind != SIG_RSA_PSS || crypto_rsa_size(key->rsa) >= 2 * hash_size(s->hash) + 2);
}

/* TLS 1.2 lets any hash go with any curve; the names since TLS 1.3 pair them, and so do we where we can. */
static bool names_curve(const struct scheme *s, const struct private_key *key)
{
	static const enum hash_alg pairs[CURVE_N] = { [CURVE_P256] = HASH_SHA256, [CURVE_P384] = HASH_SHA384, [CURVE_P521] = HASH_SHA512 };

	return s->kind != SIG_ECDSA || pairs[key->curve] == s->hash;
}

const struct scheme *scheme_choose(struct bytes peer_list, const struct private_key *key)
{
	const struct scheme *other = NULL;

	for (size_t i = 0; i < n_schemes; i++) {
		const struct scheme *s = &schemes[i];

		if (!fits_private(s, key) || !scheme_listed(peer_list, s->code))
			continue;
		if (names_curve(s, key))
			return s;
		if (!other)
			other = s;
	}
	return other;
}

const struct scheme *scheme_find_any(uint16_t code)
{
	/* RFC 5246 7.4.1.4.1: what nobody should sign with any more */
	static const struct scheme old[] = {
		{ 0x0101, SIG_RSA_PKCS1, HASH_MD5 },    { 0x0201, SIG_RSA_PKCS1, HASH_SHA1 }, { 0x0301, SIG_RSA_PKCS1, HASH_SHA224 },
		{ 0x0202, SIG_DSA, HASH_SHA1 },         { 0x0302, SIG_DSA, HASH_SHA224 },     { 0x0402, SIG_DSA, HASH_SHA256 },
		{ 0x0502, SIG_DSA, HASH_SHA384 },       { 0x0602, SIG_DSA, HASH_SHA512 },     { 0x0203, SIG_ECDSA, HASH_SHA1 },
		{ 0x0303, SIG_ECDSA, HASH_SHA224 },
	};

	for (size_t i = 0; i < ARRAY_LEN(old); i++)
		if (old[i].code == code)
			return &old[i];
	return scheme_find(code);
}

const struct scheme *scheme_before_tls12(const struct public_key *key)
{
	static const struct scheme rsa = { 0, SIG_RSA_PKCS1, HASH_MD5_SHA1 }, dsa = { 0, SIG_DSA, HASH_SHA1 }, ecdsa = { 0, SIG_ECDSA, HASH_SHA1 };

	return key->kind == PUBLIC_RSA ? &rsa : key->kind == PUBLIC_DSA ? &dsa : key->kind == PUBLIC_EC ? &ecdsa : NULL;
}

bool scheme_fits_public(const struct scheme *s, const struct public_key *key)
{
	return key->kind == (s->kind == SIG_ECDSA ? PUBLIC_EC : s->kind == SIG_DSA ? PUBLIC_DSA : PUBLIC_RSA);
}

void scheme_list(struct buf *out)
{
	for (size_t i = 0; i < n_schemes; i++)
		buf_add_uint(out, 2, schemes[i].code);
}
