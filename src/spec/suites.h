/* Cipher suites that the engine can speak, and the algorithms that they name. */
#ifndef SLOWSHAKE_SPEC_SUITES_H
#define SLOWSHAKE_SPEC_SUITES_H

#include <stddef.h>
#include <stdint.h>

enum hash_alg { HASH_NONE, HASH_MD5, HASH_SHA1, HASH_SHA224, HASH_SHA256, HASH_SHA384, HASH_SHA512, HASH_N };

enum cipher_alg {
	CIPHER_NULL, CIPHER_3DES_EDE_CBC, CIPHER_AES_128_CBC, CIPHER_AES_256_CBC, CIPHER_AES_128_GCM, CIPHER_AES_256_GCM,
	CIPHER_N,
};

enum key_exchange { KX_RSA };

struct suite {
	uint16_t code;
	const char *name;             /* IANA */
	const char *openssl_name;
	enum key_exchange kx;
	enum cipher_alg cipher;
	enum hash_alg mac;            /* HASH_NONE: AEAD */
	enum hash_alg prf;
	const char *rfc;
};

/* In the order in which the engine prefers them. */
extern const struct suite suites[];
extern const size_t n_suites;

/* The engine's suite of that code point, or NULL. */
const struct suite *suite_find(uint16_t code);
/* By IANA or OpenSSL name, ASCII case ignored; NULL if there is none. */
const struct suite *suite_by_name(const char *name);

#endif
