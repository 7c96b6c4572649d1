/* Pre-shared keys of TLS 1.3 (RFC 9846 2.2, 4.3.11): external ones, and those that a ticket stands for; with them early data (2.3). */
#ifndef SLOWSHAKE_TLS_PSK_H
#define SLOWSHAKE_TLS_PSK_H

#include "tls/connection.h"
#include "tls/message/items.h"

struct stored_session;

/* Seconds by which the age that a client tells of its ticket may be off (RFC 9846 8.3), where the server is not told otherwise. */
enum { PSK_AGE_WINDOW = 10 };

/* How this party would use one: bits of enum psk_modes. */
unsigned psk_modes(const struct connection *c);

/* ---- psk_client.c ---- */
/* What the next ClientHello offers: `kept` (NULL: none) first. After a HelloRetryRequest those remain that fit its suite. */
void psk_offer(struct connection *c, const struct stored_session *kept);
/* The identities, and in place of the binders zeros. */
void psk_identities_make(struct connection *c, struct items *it);
/* The binders instead of those zeros, in a ClientHello that is complete but for them; they are its last items. */
void psk_bind(struct connection *c, struct items *it);
/* The server's choice, out of that field. */
enum reason psk_answer_take(struct connection *c, field_id selected, int *alert);

/* ---- psk_server.c ---- */
/* When the version is known: one of those that came is chosen, and its binder checked (c->s.psk), with the suite; or none. */
enum status psk_decide(struct connection *c) MUST_USE;
/* The window in force. */
utc_time psk_age_window(const struct connection *c);
/* Whether the two share a way of using a pre-shared key. */
bool psk_is_usable(const struct connection *c);

/* ---- binder.c: server, and who listens with the key ---- */
/* The i-th binder of the current ClientHello, which is no part of the transcript yet: what is made of the early secret is held
 * against it. */
enum status psk_binder_check(struct connection *c, enum hash_alg h, value_id early, bool external, size_t i) MUST_USE;
/* The i-th field of that name in the list; 0: there are fewer. */
field_id psk_nth(struct connection *c, field_id list, const char *name, size_t i);

/* ---- early.c: early data ---- */
/* Client, before its ClientHello: whether it has some, and may send it. */
void early_offer(struct connection *c);
/* Server: whether it takes it; the hello is read. */
void early_decide(struct connection *c);
/* The ClientHello is part of the transcript: the keys of early data, if there is some. */
enum status early_begin(struct connection *c) MUST_USE;
/* Client: whether EncryptedExtensions may say that it was taken. */
bool early_may_be_accepted(const struct connection *c);
/* Client: EncryptedExtensions says that it was taken; so it must go on as the ticket's connection went. */
enum status early_taken(struct connection *c) MUST_USE;
/* Client: HelloRetryRequest, or EncryptedExtensions, does not take it: it goes again later, under the keys of then. */
enum status early_refused(struct connection *c) MUST_USE;
/* Server: a record of early data that was not taken is passed over. ST_MORE: it is none. */
enum status early_pass_over(struct connection *c, value_id record) MUST_USE;
/* Server that took early data and has finished: the secret for the next time, by the Finished that must come. */
void early_foresee(struct connection *c);
/* Server: so many bytes of early data came. */
enum status early_count(struct connection *c, size_t n) MUST_USE;

#endif
