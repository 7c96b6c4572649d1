/* NewSessionTicket: before the server's ChangeCipherSpec (RFC 5077 3.3); in TLS 1.3 after the handshake. */
#include "tls/endpoint_state.h"
#include "tls/extension/extension.h"
#include "tls/keys/keys.h"
#include "tls/message/items.h"
#include "tls/message/message.h"
#include "tls/quirk.h"
#include "tls/resume/resume.h"
#include "tls/resume/ticket.h"

/* How long the server will still honour the session: a new ticket does not make it younger. */
static uint32_t time_left(const struct connection *c, const struct saved_session *s)
{
	return (uint32_t)(s->since + SESSION_LIFETIME - config_of(c)->peer.now);
}

/* RFC 5077 3.3: a server that promised a ticket and has none after all sends an empty one. */
unit_id new_session_ticket_make(struct connection *c)
{
	struct saved_session s = resume_session(c);
	struct items it = { .n = 0 };

	c->s.ticket = ticket_seal(c, &s);
	items_add(&it, "ticket_lifetime_hint", conn_uint(c, OP_CONFIG, "ticket_lifetime_hint", 4, time_left(c, &s)));
	items_add(&it, "ticket", c->s.ticket ? c->s.ticket : trace_add_leaf(c->w.t, c->actor, OP_CONST, "ticket", BYTES_NONE));
	return message_build(c, HS_NEW_SESSION_TICKET, it.v, it.n);
}

enum status new_session_ticket_take(struct connection *c)
{
	value_id ticket = msg_content(c, msg_field(c, "ticket"), "ticket");

	c->s.ticket_expected = false;
	c->s.ticket = trace_bytes(c->w.t, ticket).n ? ticket : 0;
	c->s.ticket_lifetime = msg_uint(c, "ticket_lifetime_hint");
	return ST_OK;
}

/* ---- TLS 1.3 (RFC 9846 4.7.1) ---- */

enum { NONCE_SIZE = 8, AGE_ADD_SIZE = 4, LIFETIME_MOST = 7 * 24 * 60 * 60 };

static value_id drawn_or_given(struct connection *c, const char *label, size_t n)
{
	value_id v = endpoint_given(c, label);

	if (!v) {
		v = value_random(c->w, label, n);
		CONN_EVENT(c, EV_RANDOM_DRAWN, v);
	}
	return v;
}

static value_id lifetime_of(struct connection *c)
{
	const value_id given = endpoint_given(c, "ticket_lifetime");

	return given ? given : conn_uint(c, OP_CONFIG, "ticket_lifetime", 4, quirk_fires(c, QUIRK_LIFETIME) ? LIFETIME_MOST + 1 : SESSION_LIFETIME);
}

/* The key of this ticket is one of its own; the age that the client will tell is hidden by a number that nobody else knows. */
unit_id session_ticket_make(struct connection *c)
{
	struct saved_session s = resume_session(c);
	struct items it = { .n = 0 };
	value_id nonce, age_add, psk, lifetime, given;

	endpoint_of(c)->tickets_due--;
	nonce = drawn_or_given(c, "ticket_nonce", NONCE_SIZE);
	age_add = c->s.ticket_age_add = drawn_or_given(c, "ticket_age_add", AGE_ADD_SIZE);
	psk = keys_resumption(c, nonce);
	s.since = config_of(c)->peer.now;
	s.max_early_data = config_of(c)->max_early_data;
	given = endpoint_given(c, "ticket");
	c->s.ticket = given ? given : ticket_seal_psk(c, &s, psk);
	if (!c->s.ticket)
		return 0;
	lifetime = lifetime_of(c);
	if (given)
		ticket_keep(c, &s, psk, lifetime);
	items_add(&it, "ticket_lifetime", lifetime);
	items_add(&it, "ticket_age_add", age_add);
	items_add(&it, "ticket_nonce", nonce);
	items_add(&it, "ticket", c->s.ticket);
	extensions_make(c, IN_NEW_SESSION_TICKET, &it);
	return message_build(c, HS_NEW_SESSION_TICKET, it.v, it.n);
}

/* RFC 9846 4.7.1: seven days at most; 0: not at all. */
static enum status lifetime_check(struct connection *c)
{
	const uint32_t lifetime = c->s.ticket_lifetime = msg_uint(c, "ticket_lifetime");
	const bool holds = lifetime <= LIFETIME_MOST;
	struct event *e = CONN_FACT(c, EV_TICKET_LIFETIME);

	e->field = msg_field(c, "ticket_lifetime");
	e->arg[0] = lifetime;
	return conn_check(c, e, holds, !holds ? REASON_LIFETIME_TOO_LONG : lifetime ? REASON_LIFETIME_GOOD : REASON_LIFETIME_ZERO, ALERT_ILLEGAL_PARAMETER);
}

enum status session_ticket_take(struct connection *c)
{
	TRY(lifetime_check(c));
	c->s.ticket = msg_content(c, msg_field(c, "ticket"), "ticket");
	c->s.ticket_age_add = msg_value(c, msg_field(c, "ticket_age_add"), "ticket_age_add");
	c->s.ticket_nonce = msg_content(c, msg_field(c, "ticket_nonce"), "ticket_nonce");
	c->s.ticket_early_data = 0;
	extensions_read(c, IN_NEW_SESSION_TICKET);
	TRY(extensions_take(c, IN_NEW_SESSION_TICKET));
	if (config_of(c)->sessions && c->s.ticket_lifetime)
		resume_keep_ticket(c, keys_resumption(c, c->s.ticket_nonce));
	return endpoint_idle_limit(c, IDLE_TICKET);
}
