/* The finite field that a server chose: whether a client computes in it (RFC 7919 3, 3.1), whoever looks. */
#ifndef SLOWSHAKE_TLS_KEX_FIELD_H
#define SLOWSHAKE_TLS_KEX_FIELD_H

#include "tls/connection.h"

enum {
	FIELD_BITS_MIN = 2048,     /* RFC 9325 4.5 */
	FIELD_BITS_MAX = 8192,     /* ours: more takes too long */
	FIELD_ROUNDS = 32,         /* ours: a composite p passes with a chance below 1 in 2^64 */
};

/* p and g of the current message are used from here on. ST_REFUSED: they must not be. */
enum status field_take(struct connection *c) MUST_USE;

#endif
