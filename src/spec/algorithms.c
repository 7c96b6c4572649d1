#include "spec/algorithms.h"

/* name, bytes of the digest, bytes of a block */
static const struct {
	const char *name;
	uint8_t size, block;
} hashes[HASH_N] = {
	[HASH_NONE] = { "none", 0, 0 },
	[HASH_MD5] = { "MD5", 16, 64 },
	[HASH_SHA1] = { "SHA-1", 20, 64 },
	[HASH_SHA224] = { "SHA-224", 28, 64 },
	[HASH_SHA256] = { "SHA-256", 32, 64 },
	[HASH_SHA384] = { "SHA-384", 48, 128 },
	[HASH_SHA512] = { "SHA-512", 64, 128 },
	[HASH_MD5_SHA1] = { "MD5+SHA-1", 36, 64 },
};

const char *hash_name(enum hash_alg h)
{
	return hashes[h].name;
}

size_t hash_size(enum hash_alg h)
{
	return hashes[h].size;
}

size_t hash_block_size(enum hash_alg h)
{
	return hashes[h].block;
}

const struct cipher_spec cipher_specs[CIPHER_N] = {
#define STREAM(key) key, 0, 0, 0, CIPHER_IS_STREAM
#define CBC(key, block) key, block, block, 0, CIPHER_IS_CBC
/* RFC 5288 3, RFC 6655 3: 4 bytes of the key block, 8 of the record. */
#define AEAD(key, tag) key, 0, 12, tag, CIPHER_IS_AEAD, 4, 8
	[CIPHER_NULL] = { "NULL" },
	[CIPHER_3DES_EDE_CBC] = { "3DES-EDE-CBC", CBC(24, 8) },
	[CIPHER_AES_128_CBC] = { "AES-128-CBC", CBC(16, 16) },
	[CIPHER_AES_256_CBC] = { "AES-256-CBC", CBC(32, 16) },
	[CIPHER_AES_128_GCM] = { "AES-128-GCM", AEAD(16, 16) },
	[CIPHER_AES_256_GCM] = { "AES-256-GCM", AEAD(32, 16) },
	[CIPHER_RC4_128] = { "RC4-128", STREAM(16) },
	[CIPHER_RC4_40] = { "RC4-40", STREAM(5) },
	[CIPHER_RC2_CBC_40] = { "RC2-CBC-40", CBC(5, 8) },
	[CIPHER_DES40_CBC] = { "DES40-CBC", CBC(5, 8) },
	[CIPHER_DES_CBC] = { "DES-CBC", CBC(8, 8) },
	[CIPHER_IDEA_CBC] = { "IDEA-CBC", CBC(16, 8) },
	[CIPHER_SEED_CBC] = { "SEED-CBC", CBC(16, 16) },
	[CIPHER_CAMELLIA_128_CBC] = { "CAMELLIA-128-CBC", CBC(16, 16) },
	[CIPHER_CAMELLIA_256_CBC] = { "CAMELLIA-256-CBC", CBC(32, 16) },
	[CIPHER_CAMELLIA_128_GCM] = { "CAMELLIA-128-GCM", AEAD(16, 16) },
	[CIPHER_CAMELLIA_256_GCM] = { "CAMELLIA-256-GCM", AEAD(32, 16) },
	[CIPHER_ARIA_128_CBC] = { "ARIA-128-CBC", CBC(16, 16) },
	[CIPHER_ARIA_256_CBC] = { "ARIA-256-CBC", CBC(32, 16) },
	[CIPHER_ARIA_128_GCM] = { "ARIA-128-GCM", AEAD(16, 16) },
	[CIPHER_ARIA_256_GCM] = { "ARIA-256-GCM", AEAD(32, 16) },
	[CIPHER_AES_128_CCM] = { "AES-128-CCM", AEAD(16, 16) },
	[CIPHER_AES_256_CCM] = { "AES-256-CCM", AEAD(32, 16) },
	[CIPHER_AES_128_CCM_8] = { "AES-128-CCM-8", AEAD(16, 8) },
	[CIPHER_AES_256_CCM_8] = { "AES-256-CCM-8", AEAD(32, 8) },
	/* RFC 7905 2: no explicit part. */
	[CIPHER_CHACHA20_POLY1305] = { "CHACHA20-POLY1305", 32, 0, 12, 16, CIPHER_IS_AEAD, 12, 0 },
	[CIPHER_OTHER] = { "other", .kind = CIPHER_IS_OTHER },
#undef STREAM
#undef CBC
#undef AEAD
};

const struct kx_spec kx_specs[KX_N] = {
	/* name, method, signer, ephemeral, forward_secret, psk, certificate, export.
	 * With RSA_EXPORT, ServerKeyExchange comes only if the certificate's key is too long. clang-format off */
	[KX_RSA] = { "RSA", KX_BY_RSA, KX_UNSIGNED, false, false, false, true, false },
	[KX_RSA_EXPORT] = { "RSA_EXPORT", KX_BY_RSA, KX_SIGNED_RSA, true, false, false, true, true },
	[KX_DH_RSA] = { "DH_RSA", KX_BY_DH, KX_UNSIGNED, false, false, false, true, false },
	[KX_DH_RSA_EXPORT] = { "DH_RSA_EXPORT", KX_BY_DH, KX_UNSIGNED, false, false, false, true, true },
	[KX_DH_DSS] = { "DH_DSS", KX_BY_DH, KX_UNSIGNED, false, false, false, true, false },
	[KX_DH_DSS_EXPORT] = { "DH_DSS_EXPORT", KX_BY_DH, KX_UNSIGNED, false, false, false, true, true },
	[KX_DHE_RSA] = { "DHE_RSA", KX_BY_DH, KX_SIGNED_RSA, true, true, false, true, false },
	[KX_DHE_RSA_EXPORT] = { "DHE_RSA_EXPORT", KX_BY_DH, KX_SIGNED_RSA, true, true, false, true, true },
	[KX_DHE_DSS] = { "DHE_DSS", KX_BY_DH, KX_SIGNED_DSS, true, true, false, true, false },
	[KX_DHE_DSS_EXPORT] = { "DHE_DSS_EXPORT", KX_BY_DH, KX_SIGNED_DSS, true, true, false, true, true },
	[KX_DH_ANON] = { "DH_anon", KX_BY_DH, KX_UNSIGNED, true, true, false, false, false },
	[KX_DH_ANON_EXPORT] = { "DH_anon_EXPORT", KX_BY_DH, KX_UNSIGNED, true, true, false, false, true },
	[KX_ECDH_RSA] = { "ECDH_RSA", KX_BY_ECDH, KX_UNSIGNED, false, false, false, true, false },
	[KX_ECDH_ECDSA] = { "ECDH_ECDSA", KX_BY_ECDH, KX_UNSIGNED, false, false, false, true, false },
	[KX_ECDHE_RSA] = { "ECDHE_RSA", KX_BY_ECDH, KX_SIGNED_RSA, true, true, false, true, false },
	[KX_ECDHE_ECDSA] = { "ECDHE_ECDSA", KX_BY_ECDH, KX_SIGNED_ECDSA, true, true, false, true, false },
	[KX_ECDH_ANON] = { "ECDH_anon", KX_BY_ECDH, KX_UNSIGNED, true, true, false, false, false },
	[KX_PSK] = { "PSK", KX_BY_NOTHING, KX_UNSIGNED, false, false, true, false, false },
	[KX_DHE_PSK] = { "DHE_PSK", KX_BY_DH, KX_UNSIGNED, true, true, true, false, false },
	[KX_RSA_PSK] = { "RSA_PSK", KX_BY_RSA, KX_UNSIGNED, false, false, true, true, false },
	[KX_ECDHE_PSK] = { "ECDHE_PSK", KX_BY_ECDH, KX_UNSIGNED, true, true, true, false, false },
	[KX_KRB5] = { "KRB5", KX_BY_OTHER, KX_UNSIGNED, false, false, false, false, false },
	[KX_KRB5_EXPORT] = { "KRB5_EXPORT", KX_BY_OTHER, KX_UNSIGNED, false, false, false, false, true },
	[KX_SRP_SHA] = { "SRP_SHA", KX_BY_SRP, KX_UNSIGNED, true, true, false, false, false },
	[KX_SRP_SHA_RSA] = { "SRP_SHA_RSA", KX_BY_SRP, KX_SIGNED_RSA, true, true, false, true, false },
	[KX_SRP_SHA_DSS] = { "SRP_SHA_DSS", KX_BY_SRP, KX_SIGNED_DSS, true, true, false, true, false },
	[KX_ECCPWD] = { "ECCPWD", KX_BY_OTHER, KX_UNSIGNED, true, true, false, false, false },
	[KX_GOST] = { "GOSTR341112_256", KX_BY_OTHER, KX_UNSIGNED, false, false, false, true, false },
	[KX_ANY] = { "any", KX_BY_OTHER, KX_UNSIGNED, false, true, false, false, false },
	[KX_NONE] = { "none", KX_BY_NOTHING, KX_UNSIGNED, false, false, false, false, false },
	/* clang-format on */
};

static const struct {
	const char *name;
	uint16_t bits;
} curves[CURVE_N] = {
	[CURVE_NONE] = { "none", 0 },
	[CURVE_P256] = { "P-256", 256 },
	[CURVE_P384] = { "P-384", 384 },
	[CURVE_P521] = { "P-521", 521 },
	[CURVE_P192] = { "P-192", 192 },
	[CURVE_P224] = { "P-224", 224 },
	[CURVE_SECP256K1] = { "secp256k1", 256 },
	[CURVE_BRAINPOOL_P256] = { "brainpoolP256r1", 256 },
	[CURVE_BRAINPOOL_P384] = { "brainpoolP384r1", 384 },
	[CURVE_BRAINPOOL_P512] = { "brainpoolP512r1", 512 },
	[CURVE_X25519] = { "X25519", 255 },
	[CURVE_X448] = { "X448", 448 },
};

const char *curve_name(enum curve c)
{
	return curves[c].name;
}

size_t curve_size(enum curve c)
{
	return (curves[c].bits + 7u) / 8;
}

bool curve_is_montgomery(enum curve c)
{
	return c == CURVE_X25519 || c == CURVE_X448;
}

size_t curve_public_size(enum curve c)
{
	return curve_is_montgomery(c) ? curve_size(c) : 1 + 2 * curve_size(c);
}
