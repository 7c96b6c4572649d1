/* The server decides: out of what the ClientHello offers (c->offer) and what it is configured
 * with. Only then is anything answered. */
#ifndef SLOWSHAKE_TLS_NEGOTIATE_H
#define SLOWSHAKE_TLS_NEGOTIATE_H

#include "tls/connection.h"

/* Version, suite, credential, group, signature scheme and compression method into c->s. Each decision is an event with what was offered,
 * what this server takes, what remained, and why this one. Nothing remains: the alert is sent. */
enum status negotiate(struct connection *c) MUST_USE;
/* TLS 1.3: the client's share for the group that was chosen; if this is still to be asked for, c->s.retries. */
enum status negotiate_share(struct connection *c) MUST_USE;

#endif
