/* The mark by which a server that speaks a higher version than was agreed says so, in the last eight bytes of its random
 * (RFC 9846 4.2.3). Endpoints only. */
#ifndef SLOWSHAKE_TLS_DOWNGRADE_H
#define SLOWSHAKE_TLS_DOWNGRADE_H

#include "tls/connection.h"

/* The server's random, drawn, with the mark where there must be one; told. */
value_id downgrade_random(struct connection *c);
/* The client looks for the mark in c->s.server_random, of which `random` is the field. */
enum status downgrade_check(struct connection *c, field_id random) MUST_USE;

#endif
