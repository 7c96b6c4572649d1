/* A message of which only the beginning is there: what can be read of it. */
#include "tls/message/message.h"
#include "tls/observe/observe.h"

enum { HEADER = 4, RECORD_HEADER = 5 };

/* Of a handshake message in the clear: what earlier records brought, and what is there of the last. */
static void gather(const struct connection *c, const struct side *s, struct buf *out)
{
	const struct bytes in = buf_bytes(&s->in);

	for (size_t i = 0; i < s->hs_parts.n; i++) {
		const struct part *p = &LIST_AT(&s->hs_parts, struct part, i);
		const struct bytes b = trace_bytes(c->w.t, p->value);

		buf_add(out, bytes_slice(b, p->off, b.n - p->off));
	}
	if (in.n > RECORD_HEADER && in.p[0] == CT_HANDSHAKE && in.p[1] == 3)
		buf_add(out, bytes_slice(in, RECORD_HEADER, in.n - RECORD_HEADER));
}

static void make_unit(struct observer *o, struct bytes there)
{
	struct connection *c = &o->c;
	struct trace *t = c->w.t;
	struct parse_context ctx = c->facts;
	struct parse_error err;
	value_id value;
	unit_id unit;

	trace_open_step(t, handshake_type_title(there.p[0]), conn_sender(c));
	value = trace_add_leaf(t, ACTOR_OBSERVER, OP_WIRE, "message", there);
	unit = trace_add_unit(t, UNIT_MESSAGE, conn_sender(c), value);
	trace_edit_unit(t, unit)->content_type = CT_HANDSHAKE;
	trace_edit_unit(t, unit)->handshake_type = there.p[0];
	ctx.cut = true;
	if (parse_unit(t, unit, &layout_handshake, &ctx, &err) == ST_OK)
		trace_edit_unit(t, unit)->problem = REASON_TOO_SHORT;
	c->msg = (struct incoming){ unit, value, trace_unit(t, unit)->first_field };
}

void observe_cut(struct observer *o, enum side_id side)
{
	struct connection *c = &o->c;
	const struct side *s = &c->sides[side];
	struct buf there = { 0 };
	struct event *e;
	size_t whole;

	if (s->protection.kind != PROTECT_NONE || o->watched[side].ended)
		return;
	gather(c, s, &there);
	whole = there.n < HEADER ? 0 : HEADER + (size_t)bytes_uint(bytes_of(there.p + 1, 3));
	if (there.n && handshake_type_title(there.p[0]) && (!whole || whole > there.n)) {
		conn_turn(c, side);
		make_unit(o, buf_bytes(&there));
		if (there.p[0] == HS_CLIENT_HELLO && !o->any)
			observe_hello_cut(o, there.n, whole);
		e = CONN_FACT(c, EV_MESSAGE_CUT);
		e->arg[0] = (int64_t)there.n;
		e->arg[1] = whole ? (int64_t)whole : ARG_UNKNOWN;
		c->msg = (struct incoming){ 0 };
	}
	buf_free(&there);
}
