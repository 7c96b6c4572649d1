/* The pre-master secret of a key exchange that a pre-shared key takes part in: for who has the key, an observer too. */
#ifndef SLOWSHAKE_TLS_KEX_PSK_H
#define SLOWSHAKE_TLS_KEX_PSK_H

#include "tls/connection.h"

/* c->secrets.pre_master, what the other half of the exchange gave (of none: zeros take its place), joined with the key
 * (RFC 4279 2); told. */
void kex_psk_join(struct connection *c, value_id psk);

#endif
