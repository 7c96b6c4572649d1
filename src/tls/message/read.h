/* What every role reads of a message, written once: facts and events, no judgement of a party. */
#ifndef SLOWSHAKE_TLS_READ_H
#define SLOWSHAKE_TLS_READ_H

#include "tls/connection.h"

/* Into c->offer: version, lists, and what the extensions say. */
void client_hello_read(struct connection *c);
/* After a HelloRetryRequest: but for what it asked for the hello is the first one, c->s.first_hello (RFC 9846 4.2.2). */
enum status client_hello_same_check(struct connection *c) MUST_USE;
/* Into c->s: version, suite (also one that is not spoken here), and what the extensions say. */
void server_hello_read(struct connection *c);
/* The certificates of the message as values of this party (room for MAX_CERTIFICATES), and as fields; how many. */
size_t certificate_read(struct connection *c, value_id *values, field_id *fields);
/* Client: chooses what it shows of itself, and tells it: how many certificates. */
size_t certificate_choose(struct connection *c);
/* Server: whether n of them will do. */
enum status certificate_present_check(struct connection *c, size_t n) MUST_USE;
/* A server's has some. */
enum status certificate_some_check(struct connection *c, size_t n) MUST_USE;
/* TLS 1.3: whether it answers the request that was made, c->s.request_context. */
enum status certificate_context_check(struct connection *c) MUST_USE;
void alert_read(struct connection *c, int *level, int *description);
void application_data_read(struct connection *c);
/* Checks the signature, where the exchange has one. */
enum status server_key_exchange_read(struct connection *c) MUST_USE;

#endif
