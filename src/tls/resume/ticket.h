/* Tickets as RFC 5077 4 recommends them: what the server would have to remember, encrypted under a key that only it has
 * (AES-128-CBC), and a MAC over that (HMAC-SHA-256). Two keys are in use: one seals, the one before still opens. */
#ifndef SLOWSHAKE_TLS_TICKET_H
#define SLOWSHAKE_TLS_TICKET_H

#include "tls/connection.h"
#include "tls/keys/session_store.h"

/* A ticket for this connection's session, as it goes into NewSessionTicket. 0: the state does not fit into one. */
value_id ticket_seal(struct connection *c, const struct saved_session *s);
/* The same for TLS 1.3: with that key, and c->s.ticket_age_add. */
value_id ticket_seal_psk(struct connection *c, const struct saved_session *s, value_id psk);

/* A ticket that the server was given (struct given_value), c->s.ticket: it keeps what a sealed one would have inside. */
void ticket_keep(struct connection *c, const struct saved_session *s, value_id psk, value_id lifetime);

/* What stands in a ticket that came. */
struct ticket_state {
	struct saved_session s;                    /* its byte strings lie in the trace */
	value_id secret, suite, timestamp;
	value_id age_add, alpn;                    /* TLS 1.3; alpn 0: none was chosen */
	bool key_before;                           /* sealed with the key before: the client should get a new one */
};
/* By a ticket that it keeps; false: it is none of those. What stands in it is then as if it had been opened. */
bool ticket_find(struct connection *c, value_id ticket, struct ticket_state *out);
/* Opens it, each step an event. REASON_NONE, or why it is of no use; none of that is an error (RFC 5077 3.1). */
enum reason ticket_open(struct connection *c, value_id ticket, struct ticket_state *out);

#endif
