/* Cipher suites, all that the registry has: one row each, from which their names come, too. */
#ifndef SLOWSHAKE_SPEC_SUITES_H
#define SLOWSHAKE_SPEC_SUITES_H

#include "spec/algorithms.h"
#include "spec/codes.h"

/* Whether records of a suite can be opened is asked of crypto_cipher_supported. */
struct suite {
	struct code code;             /* first; a row of codes_cipher_suite */
	const char *openssl_name;     /* as in openssl-ciphers(1); NULL if it has none */
	enum key_exchange kx;
	enum cipher_alg cipher;
	enum hash_alg mac;            /* HASH_NONE: AEAD */
	enum hash_alg prf;            /* TLS 1.2: of the PRF (before, HASH_MD5_SHA1 whatever the suite); TLS 1.3: of HKDF.
	                               * HASH_NONE: one that has no name here */
	uint16_t from, to;            /* versions that have it */
};

/* Values in the list that are no suites: RFC 5746 3.3, RFC 7507 2. */
enum { SUITE_RENEGOTIATION_SCSV = 0x00ff, SUITE_FALLBACK_SCSV = 0x5600 };

/* What the engine offers and takes unless it is told which, in order of preference. All that it speaks are more (tls/suites.h):
 * a suite that comes to be spoken enters by name, and nothing that was changes. */
extern const struct code_list suites_usual;

/* The suite of that code point; NULL: unknown, or no suite but a signalling value. */
const struct suite *suite_find(uint16_t code);
/* The first version in which it is spoken: SSL 3.0 also where the RFC that defines it begins with TLS 1.0 (AES, Camellia), if
 * that has all that it needs. No RFC says so, but every implementation did it, and a server of SSL 3.0 chooses such suites. */
uint16_t suite_spoken_from(const struct suite *s);
/* By IANA or OpenSSL name, ASCII case ignored; NULL if there is none. */
const struct suite *suite_by_name(const char *name);

#endif
