/* The algorithms that suites, groups and signature schemes are made of: what they are
 * called and how long their keys and results are. What the library has of them is for
 * crypto/ to say. */
#ifndef SLOWSHAKE_SPEC_ALGORITHMS_H
#define SLOWSHAKE_SPEC_ALGORITHMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- hashes ---- */

/* HASH_MD5_SHA1: both side by side, 36 bytes; what SSL 3.0 to TLS 1.1 sign and put
 * into Finished (RFC 4346 7.4.3, 7.4.9). As the hash of value_prf it names the PRF of
 * TLS 1.0 and 1.1. */
enum hash_alg {
	HASH_NONE, HASH_MD5, HASH_SHA1, HASH_SHA224, HASH_SHA256, HASH_SHA384, HASH_SHA512, HASH_MD5_SHA1, HASH_N,
};
const char *hash_name(enum hash_alg h);            /* "SHA-256" */
size_t hash_size(enum hash_alg h);                 /* bytes; 0 for HASH_NONE */
size_t hash_block_size(enum hash_alg h);           /* 64 or 128 */

/* ---- ciphers ---- */

/* Named does not mean possible: crypto_cipher_supported says what the library has. */
enum cipher_alg {
	CIPHER_NULL, CIPHER_3DES_EDE_CBC, CIPHER_AES_128_CBC, CIPHER_AES_256_CBC, CIPHER_AES_128_GCM, CIPHER_AES_256_GCM,
	CIPHER_RC4_128, CIPHER_RC4_40, CIPHER_RC2_CBC_40, CIPHER_DES40_CBC, CIPHER_DES_CBC, CIPHER_IDEA_CBC, CIPHER_SEED_CBC,
	CIPHER_CAMELLIA_128_CBC, CIPHER_CAMELLIA_256_CBC, CIPHER_CAMELLIA_128_GCM, CIPHER_CAMELLIA_256_GCM,
	CIPHER_ARIA_128_CBC, CIPHER_ARIA_256_CBC, CIPHER_ARIA_128_GCM, CIPHER_ARIA_256_GCM,
	CIPHER_AES_128_CCM, CIPHER_AES_256_CCM, CIPHER_AES_128_CCM_8, CIPHER_AES_256_CCM_8,
	CIPHER_CHACHA20_POLY1305,
	CIPHER_OTHER,   /* of a suite whose cipher has no name here: GOST, SM4, AEGIS */
	CIPHER_N,
};
enum cipher_kind { CIPHER_IS_NULL, CIPHER_IS_STREAM, CIPHER_IS_CBC, CIPHER_IS_AEAD, CIPHER_IS_OTHER };

struct cipher_spec {
	const char *name;                 /* "AES-128-CBC"; the alg of values */
	uint8_t key_size, block_size;     /* bytes; block 0 for stream and AEAD */
	uint8_t iv_size;                  /* CBC: a block; AEAD: the 12-byte nonce */
	uint8_t tag_size;                 /* AEAD only */
	enum cipher_kind kind;
	/* AEAD, how a record's nonce comes about: the fixed part is cut from the key block; an explicit
	 * part of the record follows it, or, where there is none, the sequence number is XORed in. */
	uint8_t fixed_iv_size, explicit_iv_size;
};
extern const struct cipher_spec cipher_specs[CIPHER_N];

/* ---- key exchanges ---- */

enum key_exchange {
	KX_RSA, KX_RSA_EXPORT, KX_DH_RSA, KX_DH_RSA_EXPORT, KX_DH_DSS, KX_DH_DSS_EXPORT,
	KX_DHE_RSA, KX_DHE_RSA_EXPORT, KX_DHE_DSS, KX_DHE_DSS_EXPORT, KX_DH_ANON, KX_DH_ANON_EXPORT,
	KX_ECDH_RSA, KX_ECDH_ECDSA, KX_ECDHE_RSA, KX_ECDHE_ECDSA, KX_ECDH_ANON,
	KX_PSK, KX_DHE_PSK, KX_RSA_PSK, KX_ECDHE_PSK,
	KX_KRB5, KX_KRB5_EXPORT, KX_SRP_SHA, KX_SRP_SHA_RSA, KX_SRP_SHA_DSS, KX_ECCPWD, KX_GOST,
	KX_ANY,    /* TLS 1.3: chosen apart from the suite */
	KX_NONE,   /* no suite: a signalling value, or TLS_NULL_WITH_NULL_NULL */
	KX_N,
};

/* Where the pre-master secret comes from, besides a pre-shared key. */
enum kx_method { KX_BY_NOTHING, KX_BY_RSA, KX_BY_DH, KX_BY_ECDH, KX_BY_SRP, KX_BY_OTHER };
/* Whose key signs ServerKeyExchange. */
enum kx_signer { KX_UNSIGNED, KX_SIGNED_RSA, KX_SIGNED_DSS, KX_SIGNED_ECDSA };

struct kx_spec {
	const char *name;             /* as in a suite's name: "ECDHE_RSA" */
	enum kx_method method;
	enum kx_signer signer;        /* not KX_UNSIGNED: ServerKeyExchange has a signature */
	bool ephemeral;               /* the server's public value is in ServerKeyExchange, not in its certificate */
	bool forward_secret;          /* no long-term key gives the pre-master secret */
	bool psk;                     /* a pre-shared key takes part; messages begin with hint and identity */
	bool certificate;             /* the server shows a certificate */
	bool export;                  /* keys cut to 40 bits, the RSA key or group to 512 (RFC 2246 6.3.1, D.1) */
};
extern const struct kx_spec kx_specs[KX_N];

/* ---- signatures ---- */

enum signature_kind { SIG_RSA_PKCS1, SIG_RSA_PSS, SIG_ECDSA, SIG_DSA, SIG_EDDSA, SIG_OTHER, SIG_N };
/* The key that signs. SIGNER_RSA_PSS: one that its certificate keeps for PSS (RFC 4055 1.2). */
enum signer { SIGNER_RSA, SIGNER_RSA_PSS, SIGNER_DSA, SIGNER_EC, SIGNER_ED25519, SIGNER_ED448, SIGNER_OTHER };

/* ---- elliptic curves ---- */

enum curve {
	CURVE_NONE, CURVE_P256, CURVE_P384, CURVE_P521, CURVE_P192, CURVE_P224, CURVE_SECP256K1,
	CURVE_BRAINPOOL_P256, CURVE_BRAINPOOL_P384, CURVE_BRAINPOOL_P512,
	CURVE_X25519, CURVE_X448,   /* key agreement only */
	CURVE_N,
};
const char *curve_name(enum curve c);              /* "P-256" */
size_t curve_size(enum curve c);                   /* bytes of a coordinate */
bool curve_is_montgomery(enum curve c);            /* X25519, X448: numbers are little-endian, a public value is one coordinate */
size_t curve_public_size(enum curve c);            /* bytes of a public value: u, or 04 x y */

#endif
