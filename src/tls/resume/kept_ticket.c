/* A ticket may be a name for what the server keeps, instead of having it inside (RFC 9846 4.7.1). */
#include "tls/endpoint_state.h"
#include "tls/resume/ticket.h"

static uint32_t number(const struct connection *c, value_id v)
{
	return (uint32_t)bytes_uint(trace_bytes(c->w.t, v));
}

void ticket_keep(struct connection *c, const struct saved_session *s, value_id psk, value_id lifetime)
{
	struct saved_session now = *s;
	struct stored_session *stored;

	now.secret = trace_bytes(c->w.t, psk);
	now.lifetime = number(c, lifetime);
	now.age_add = number(c, c->s.ticket_age_add);
	stored = session_store_add(config_of(c)->sessions, &now);
	session_value_keep(&stored->secret, c->w.t, psk);
	session_value_keep(&stored->ticket, c->w.t, c->s.ticket);
	CONN_EVENT(c, EV_SESSION_KEPT, psk)->reason = REASON_KEPT_BY_TICKET;
}

bool ticket_find(struct connection *c, value_id ticket, struct ticket_state *out)
{
	struct trace *t = c->w.t;
	struct stored_session *s = session_store_by_ticket(config_of(c)->sessions, trace_bytes(t, ticket));
	struct event *e;

	if (!s)
		return false;
	*out = (struct ticket_state){
		.s = s->s,
		.secret = session_value_of(&s->secret, t, c->actor, "psk"),
		.suite = conn_uint(c, OP_CONFIG, "cipher_suite", 2, s->s.suite),
		.timestamp = trace_add_uint(t, c->actor, OP_CONFIG, "timestamp", 4, (uint64_t)s->s.since & 0xffffffff),
		.age_add = conn_uint(c, OP_CONFIG, "ticket_age_add", 4, s->s.age_add),
		.alpn = s->s.alpn.n ? trace_add_leaf(t, c->actor, OP_CONFIG, "alpn", s->s.alpn) : 0,
	};
	e = CONN_EVENT(c, EV_TICKET_KEY_FOUND, ticket);
	e->verdict = VERDICT_OK;
	e->reason = REASON_TICKET_KEPT;
	return true;
}
