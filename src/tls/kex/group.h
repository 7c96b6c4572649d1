/* Key agreement over the group of the session: a key for this handshake alone, the peer's public value, the secret of both.
 * Only curves so far. */
#ifndef SLOWSHAKE_TLS_KEX_GROUP_H
#define SLOWSHAKE_TLS_KEX_GROUP_H

#include "tls/connection.h"

/* Draws the private key, tells it, and returns its public value. */
value_id group_key_make(struct connection *c);
/* The peer's public value, out of that field of the current message. ST_REFUSED: it is none of the group. */
enum status group_public_take(struct connection *c, field_id f) MUST_USE;
/* The secret, as the pre-master secret of the connection, labelled `label`. ST_REFUSED: it is zero. */
enum status group_agree(struct connection *c, const char *label) MUST_USE;

#endif
