/* Cipher suites: those that the engine can speak, and all of the registry up to
 * TLS 1.2 whose algorithms have a name here. */
#ifndef SLOWSHAKE_SPEC_SUITES_H
#define SLOWSHAKE_SPEC_SUITES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* HASH_MD5_SHA1: both side by side, 36 bytes; what SSL 3.0 to TLS 1.1 sign and put
 * into Finished (RFC 4346 7.4.3, 7.4.9). As the hash of value_prf it names the PRF of
 * TLS 1.0 and 1.1. */
enum hash_alg {
	HASH_NONE, HASH_MD5, HASH_SHA1, HASH_SHA224, HASH_SHA256, HASH_SHA384, HASH_SHA512, HASH_MD5_SHA1, HASH_N,
};

/* Named does not mean possible: crypto_cipher_supported says what the library has. */
enum cipher_alg {
	CIPHER_NULL, CIPHER_3DES_EDE_CBC, CIPHER_AES_128_CBC, CIPHER_AES_256_CBC, CIPHER_AES_128_GCM, CIPHER_AES_256_GCM,
	CIPHER_RC4_128, CIPHER_RC4_40, CIPHER_RC2_CBC_40, CIPHER_DES40_CBC, CIPHER_DES_CBC, CIPHER_IDEA_CBC, CIPHER_SEED_CBC,
	CIPHER_CAMELLIA_128_CBC, CIPHER_CAMELLIA_256_CBC, CIPHER_CAMELLIA_128_GCM, CIPHER_CAMELLIA_256_GCM,
	CIPHER_ARIA_128_CBC, CIPHER_ARIA_256_CBC, CIPHER_ARIA_128_GCM, CIPHER_ARIA_256_GCM,
	CIPHER_AES_128_CCM, CIPHER_AES_256_CCM, CIPHER_AES_128_CCM_8, CIPHER_AES_256_CCM_8,
	CIPHER_CHACHA20_POLY1305,
	CIPHER_N,
};

enum key_exchange {
	KX_RSA, KX_RSA_EXPORT, KX_DH_RSA, KX_DH_RSA_EXPORT, KX_DH_DSS, KX_DH_DSS_EXPORT,
	KX_DHE_RSA, KX_DHE_RSA_EXPORT, KX_DHE_DSS, KX_DHE_DSS_EXPORT, KX_DH_ANON, KX_DH_ANON_EXPORT,
	KX_ECDH_RSA, KX_ECDH_ECDSA, KX_ECDHE_RSA, KX_ECDHE_ECDSA, KX_ECDH_ANON,
	KX_PSK, KX_DHE_PSK, KX_RSA_PSK, KX_ECDHE_PSK,
	KX_KRB5, KX_KRB5_EXPORT, KX_SRP_SHA, KX_SRP_SHA_RSA, KX_SRP_SHA_DSS, KX_ECCPWD,
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

struct suite {
	uint16_t code;
	const char *name;             /* IANA */
	const char *openssl_name;     /* as in openssl-ciphers(1); NULL if it has none */
	enum key_exchange kx;
	enum cipher_alg cipher;
	enum hash_alg mac;            /* HASH_NONE: AEAD */
	enum hash_alg prf;            /* in TLS 1.2; before that HASH_MD5_SHA1, whatever the suite */
	const char *rfc;
};

/* What the engine can speak, in the order in which it prefers them. */
extern const struct suite suites[];
extern const size_t n_suites;

/* The engine's suite of that code point, or NULL. */
const struct suite *suite_find(uint16_t code);
/* By IANA or OpenSSL name, ASCII case ignored, among the engine's; NULL if there is none. */
const struct suite *suite_by_name(const char *name);

/* SSL 3.0 to TLS 1.2, what a capture may show, sorted by code. Left out: TLS_NULL_WITH_NULL_NULL,
 * the signalling values, TLS 1.3, and suites of GOST ciphers. */
extern const struct suite all_suites[];
extern const size_t n_all_suites;
const struct suite *suite_find_any(uint16_t code);

#endif
