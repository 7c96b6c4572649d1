#include "tls/schemes.h"

static bool fits_private(const struct scheme *s, const struct private_key *key)
{
	if (s->key == SIGNER_EC)
		return key->kind == KEY_EC;
	/* a block of PSS with SHA-512 does not go into a key of 1024 bits */
	return s->key == SIGNER_RSA && key->kind == KEY_RSA &&
	       (s->kind != SIG_RSA_PSS || crypto_rsa_size(key->rsa) >= 2 * hash_size(s->hash) + 2);
}

/* TLS 1.2 lets any hash go with any curve; the names since TLS 1.3 pair them, and so do we where we can. */
const struct scheme *scheme_choose(struct bytes peer_list, const struct private_key *key)
{
	const struct scheme *other = NULL;

	for (size_t i = 0; i < schemes_spoken.n; i++) {
		const struct scheme *s = scheme_find(schemes_spoken.codes[i]);

		if (!fits_private(s, key) || !code_listed_in(peer_list, s->code.value))
			continue;
		if (!s->curve || s->curve == key->curve)
			return s;
		if (!other)
			other = s;
	}
	return other;
}

const struct scheme *scheme_before_tls12(const struct public_key *key)
{
	static const struct scheme rsa = { .kind = SIG_RSA_PKCS1, .key = SIGNER_RSA, .hash = HASH_MD5_SHA1 },
				   dsa = { .kind = SIG_DSA, .key = SIGNER_DSA, .hash = HASH_SHA1 },
				   ecdsa = { .kind = SIG_ECDSA, .key = SIGNER_EC, .hash = HASH_SHA1 };

	return key->kind == PUBLIC_RSA ? &rsa : key->kind == PUBLIC_DSA ? &dsa : key->kind == PUBLIC_EC ? &ecdsa : NULL;
}

bool scheme_fits_public(const struct scheme *s, const struct public_key *key)
{
	switch (s->key) {
	case SIGNER_RSA:
		return key->kind == PUBLIC_RSA;
	case SIGNER_DSA:
		return key->kind == PUBLIC_DSA;
	case SIGNER_EC:
		return key->kind == PUBLIC_EC;
	default:
		return false;
	}
}

void scheme_list(struct buf *out)
{
	for (size_t i = 0; i < schemes_spoken.n; i++)
		buf_add_uint(out, 2, schemes_spoken.codes[i]);
}
