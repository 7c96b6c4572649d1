/* Signature schemes against keys: which one signs, which one can have signed. */
#ifndef SLOWSHAKE_TLS_SCHEMES_H
#define SLOWSHAKE_TLS_SCHEMES_H

#include "crypto/value.h"
#include "spec/schemes.h"

/* Before TLS 1.2 the key alone decided (RFC 4346 7.4.3); its code is 0. NULL: no such key. */
const struct scheme *scheme_before_tls12(const struct public_key *key);
/* The first scheme that stands in the peer's list (2 bytes each) and fits the key; NULL: none. */
const struct scheme *scheme_choose(struct bytes peer_list, const struct private_key *key);
bool scheme_fits_public(const struct scheme *s, const struct public_key *key);
/* All that are spoken, 2 bytes each: what signature_algorithms lists. */
void scheme_list(struct buf *out);

#endif
