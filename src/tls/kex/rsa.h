/* The block that a client encrypts with the server's RSA key, opened: by the server, and by an observer that has the key. */
#ifndef SLOWSHAKE_TLS_KEX_RSA_H
#define SLOWSHAKE_TLS_KEX_RSA_H

#include "tls/connection.h"

/* encrypted^d mod n into *padded, told. `key` is the private key's value. NULL: it is no number below n. */
struct event *rsa_block_open(struct connection *c, const struct private_key *private, value_id key, value_id encrypted, value_id *padded);
/* What is wrong with its form: 00 02, at least eight non-zero bytes, 00, and exactly 48 bytes (RFC 5246 7.4.7.1). REASON_NONE: nothing. */
enum reason rsa_block_form(struct bytes padded);
/* Its last 48 bytes. */
value_id rsa_block_secret(struct connection *c, value_id padded);

#endif
