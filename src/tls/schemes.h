/* Signature schemes against keys: which one signs, which one can have signed. */
#ifndef SLOWSHAKE_TLS_SCHEMES_H
#define SLOWSHAKE_TLS_SCHEMES_H

#include "crypto/value.h"
#include "spec/schemes.h"

/* Those of the own list that the key can sign with in that version, added to out. In TLS 1.2 any hash goes with any curve; the
 * pairs that have names since TLS 1.3, which has no others, go first. */
void scheme_list_of_key(uint16_t version, struct code_list own, const struct private_key *key, struct buf *out);
/* The first of these that stands in the peer's list; NULL: none. */
const struct scheme *scheme_choose(uint16_t version, struct bytes peer_list, struct code_list own, const struct private_key *key);

/* Before TLS 1.2 the key alone decided (RFC 4346 7.4.3); its code is 0. NULL: no such key. */
const struct scheme *scheme_before_tls12(const struct public_key *key);
bool scheme_fits_public(uint16_t version, const struct scheme *s, const struct public_key *key);

#endif
