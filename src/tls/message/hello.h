/* What ClientHello and ServerHello have in common. Files of tls/ only. */
#ifndef SLOWSHAKE_TLS_HELLO_H
#define SLOWSHAKE_TLS_HELLO_H

#include "spec/layout.h"
#include "tls/connection.h"

enum { GREASE_VALUE = 0x1a1a };

/* The random of a hello, or its beginning: drawn, if the party draws any; at most 32 bytes. */
value_id hello_random(struct connection *c, const char *label, size_t n);

/* How the ServerHello in these bytes of a handshake message is laid out; HELLO_USUAL for any other message. */
enum hello_form hello_form(struct bytes message);

/* A client holds what ServerHello or HelloRetryRequest chose against what it offered: version, suite, compression method, and
 * the echo of its session id. */
enum status server_answer_check(struct connection *c) MUST_USE;

/* Both hellos are known: what the outcome says of them. */
void hello_agreed(struct connection *c);

#endif
