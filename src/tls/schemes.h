/* Signature schemes that the engine makes and checks (RFC 5246 7.4.1.4.1, RFC 9846 4.3.3). */
#ifndef SLOWSHAKE_TLS_SCHEMES_H
#define SLOWSHAKE_TLS_SCHEMES_H

#include "crypto/value.h"

struct scheme {
	uint16_t code;
	enum signature_kind kind;
	enum hash_alg hash;
};

/* In order of preference. */
extern const struct scheme schemes[];
extern const size_t n_schemes;

const struct scheme *scheme_find(uint16_t code);
/* Whether the code stands in the list (2 bytes each). */
bool scheme_listed(struct bytes list, uint16_t code);
/* The same with those that are only met in captures. */
const struct scheme *scheme_find_any(uint16_t code);
/* Before TLS 1.2 the key alone decided (RFC 4346 7.4.3). NULL: no such key. */
const struct scheme *scheme_before_tls12(const struct public_key *key);
/* The first scheme that stands in the peer's list (2 bytes each) and fits the key; NULL: none. */
const struct scheme *scheme_choose(struct bytes peer_list, const struct private_key *key);
bool scheme_fits_public(const struct scheme *s, const struct public_key *key);
/* All of them, 2 bytes each: what signature_algorithms lists. */
void scheme_list(struct buf *out);

#endif
