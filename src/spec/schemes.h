/* Signature schemes, all that the registry has (RFC 5246 7.4.1.4.1, RFC 9846 4.3.3). */
#ifndef SLOWSHAKE_SPEC_SCHEMES_H
#define SLOWSHAKE_SPEC_SCHEMES_H

#include "base/bytes.h"
#include "spec/algorithms.h"
#include "spec/codes.h"

struct scheme {
	struct code code;         /* first; a row of codes_signature_scheme */
	enum signature_kind kind;
	enum signer key;          /* the key that it takes */
	enum hash_alg hash;       /* HASH_NONE: the scheme hashes by itself, or one that has no name here */
	enum curve curve;         /* TLS 1.3: that the key must be on (in TLS 1.2 it may be any); CURVE_NONE: none */
	uint16_t from, to;        /* versions whose handshakes may be signed with it */
};

/* What the engine makes and checks; what it lists unless it is told something else; what current clients and servers
 * list. Each in order of preference. */
extern const struct code_list schemes_spoken, schemes_usual, schemes_current;
/* What RFC 5246 7.4.1.4.1 lets a server assume of a client that says nothing. RFC 9155 forbids all of it. */
extern const struct bytes schemes_assumed;                 /* 2 bytes each, as in the extension */

const struct scheme *scheme_find(uint16_t code);           /* NULL: unknown */
const struct scheme *scheme_find_spoken(uint16_t code);
/* By its name in the registry, or as OpenSSL writes it ("RSA-PSS+SHA256"); letters of either case. NULL: none. */
const struct scheme *scheme_by_name(const char *name);
/* As OpenSSL writes it, added to b; false: it has no such name. */
bool scheme_openssl_name(const struct scheme *s, struct buf *b);
/* The first of that kind and hash, whatever the curve: what the signature on a certificate is called. NULL: none. */
const struct scheme *scheme_of(enum signature_kind kind, enum hash_alg hash);

#endif
