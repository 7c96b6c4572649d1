/* NewSessionTicket (RFC 5077 3.3): before the server's ChangeCipherSpec. */
#include "tls/endpoint_state.h"
#include "tls/message/items.h"
#include "tls/message/message.h"
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

/* TLS 1.3 (RFC 9846 4.7.1): nothing is made of it yet. */
enum status session_ticket_take(struct connection *c)
{
	c->s.ticket = msg_content(c, msg_field(c, "ticket"), "ticket");
	c->s.ticket_lifetime = msg_uint(c, "ticket_lifetime");
	return ST_OK;
}

enum status new_session_ticket_take(struct connection *c)
{
	value_id ticket = msg_content(c, msg_field(c, "ticket"), "ticket");

	c->s.ticket_expected = false;
	c->s.ticket = trace_bytes(c->w.t, ticket).n ? ticket : 0;
	c->s.ticket_lifetime = msg_uint(c, "ticket_lifetime_hint");
	return ST_OK;
}
