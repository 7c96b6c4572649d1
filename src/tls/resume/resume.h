/* Going on with the session of an earlier connection: offered by the client, decided by the server (RFC 5246 7.3, RFC 5077),
 * and what both keep for the next time. An endpoint without a store (struct tls_config) offers, takes and keeps nothing. */
#ifndef SLOWSHAKE_TLS_RESUME_H
#define SLOWSHAKE_TLS_RESUME_H

#include "tls/connection.h"
#include "tls/message/items.h"

/* ---- client.c ---- */
/* Before ClientHello is built: is there a session to go on with? Adds the session id under which the server finds it, or
 * that it echoes. */
void resume_offer(struct connection *c, struct items *it);
/* ServerHello's session id was read: c->s.resumed. */
void resume_answer_read(struct connection *c);
/* The rest of it was, too: whether the session that goes on is the one that was kept. */
enum status resume_answer_check(struct connection *c) MUST_USE;

/* ---- server.c ---- */
/* When the version is known: c->s.resumed, with the session's suite and secret. Otherwise a full handshake follows, and it is
 * told why. */
enum status resume_decide(struct connection *c) MUST_USE;
/* Whether ClientHello asks a server that keeps sessions to go on with one. */
bool resume_asked(const struct connection *c);
/* Whether the server takes ClientHello's session_ticket: the client gets a ticket. */
bool resume_gives_ticket(const struct connection *c);

/* ---- keep.c ---- */
/* Both hellos are there, and they go on: the master secret is that of the earlier handshake. */
void resume_begin(struct connection *c);
/* Both have finished: what a later connection may go on with. */
void resume_keep(struct connection *c);
/* Server, TLS 1.3: how many tickets it gives. */
unsigned resume_tickets(const struct connection *c);
/* Client, TLS 1.3: a ticket came, and its key is this; its parts stand in c->s. */
void resume_keep_ticket(struct connection *c, value_id psk);
/* RFC 5246 7.2.2: after a fatal alert nobody may go on with the session. */
void resume_forget(struct connection *c);
/* What this connection's session is for a later one; parts in the trace. */
struct saved_session resume_session(struct connection *c);

#endif
