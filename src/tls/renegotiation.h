/* A further handshake inside a connection, up to TLS 1.2 (RFC 5246 7.4.1.1, 7.4.1.2; RFC 5746). */
#ifndef SLOWSHAKE_TLS_RENEGOTIATION_H
#define SLOWSHAKE_TLS_RENEGOTIATION_H

#include "tls/connection.h"

/* Whether this party would let the peer begin one now. */
bool renegotiation_is_taken(const struct connection *c);
/* The message that asks for one is answered by no_renegotiation, and all goes on (RFC 5246 7.2.2). */
enum status renegotiation_refuse(struct connection *c) MUST_USE;
/* It begins: the hello is made, or is the message that is taken in. */
void renegotiation_begin(struct connection *c);
/* The peer does not want the one that this party has begun: the handshake before holds on. */
void renegotiation_drop(struct connection *c);

#endif
