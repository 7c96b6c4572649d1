#include "tls/connection.h"

#include <stdlib.h>
#include <string.h>

void conn_init(struct connection *c, struct trace *t, enum side_id side, const struct role *role)
{
	const enum actor *parties = trace_current(t)->parties;

	c->side = side;
	c->actor = side == SIDE_NONE ? ACTOR_OBSERVER : parties[side];
	memcpy(c->parties, parties, sizeof(c->parties));
	c->w = (struct work){ .t = t, .actor = c->actor, .keys = value_keys_new() };
	c->role = role;
	conn_turn(c, side_other(side));
	conn_begin(c);
	c->renegotiation.number = side != SIDE_NONE;   /* an observer waits for a hello */
}

void conn_begin(struct connection *c)
{
	const struct record_limits limits = c->s.limits;

	c->offer = (struct offer){ 0 };
	memset(&c->s, 0, sizeof(c->s));
	memset(&c->secrets, 0, sizeof(c->secrets));
	memset(&c->facts, 0, sizeof(c->facts));
	c->s.limits = limits;                      /* of the records that still come */
	c->facts.facts[SEL_VERSION] = VERSION_TLS12;   /* until another is agreed */
	for (size_t i = 0; i < ARRAY_LEN(c->sides); i++) {
		memset(&c->sides[i].pending, 0, sizeof(c->sides[i].pending));
		memset(&c->sides[i].shown, 0, sizeof(c->sides[i].shown));
	}
	c->request_contexts.n = 0;
	c->renegotiation.number++;
	transcript_clear(&c->transcript);
	flow_begin(c);
}

void conn_begin_tell(struct connection *c)
{
	if (c->renegotiation.number > 1)
		CONN_FACT(c, EV_RENEGOTIATION)->arg[0] = c->renegotiation.number;
}

void conn_free(struct connection *c)
{
	for (size_t i = 0; i < ARRAY_LEN(c->sides); i++) {
		crypto_stream_free(c->sides[i].protection.stream);
		buf_free(&c->sides[i].in);
		free(c->sides[i].hs_parts.p);
	}
	free(c->request_contexts.p);
	transcript_free(&c->transcript);
	value_keys_free(c->w.keys);
}

void conn_turn(struct connection *c, enum side_id sender)
{
	c->sender = sender;
	c->from = &c->sides[sender];
}

struct event *conn_event(struct connection *c, enum event_type type, const value_id *values, size_t n)
{
	struct event *e = trace_add_event(c->w.t, type, c->actor, values, n);

	e->unit = c->msg.unit;
	return e;
}

enum status conn_check(struct connection *c, struct event *e, bool holds, enum reason reason, int alert)
{
	struct trace_outcome *o = &trace_current(c->w.t)->outcome;

	e->verdict = holds ? VERDICT_OK : VERDICT_FAIL;
	e->reason = reason;
	if (holds)
		return ST_OK;
	if (!o->failed_check)
		o->failed_check = event_specs[e->type].name;
	c->role->failed(c, e, alert);
	return ST_REFUSED;
}

enum status conn_check_unless(struct connection *c, unsigned without, struct event *e, bool holds, enum reason reason, int alert)
{
	if (holds || !(c->without & without))
		return conn_check(c, e, holds, reason, alert);
	e->verdict = VERDICT_WARN;
	e->reason = reason;
	CONN_FACT(c, EV_UNPROTECTED);
	return ST_OK;
}

value_id conn_const(struct connection *c, const char *label, const char *text)
{
	return trace_show(c->w.t, trace_add_leaf(c->w.t, c->actor, OP_CONST, label, bytes_str(text)), SHOW_TEXT, NULL);
}

value_id conn_uint(struct connection *c, enum value_op op, const char *label, unsigned width, uint64_t v)
{
	return trace_add_uint(c->w.t, c->actor, op, label, width, v);
}

value_id conn_codes(struct connection *c, const char *label, struct buf *list, const struct code_table *codes)
{
	value_id v = trace_add_leaf(c->w.t, c->actor, OP_CONFIG, label, buf_bytes(list));

	buf_free(list);
	return trace_show(c->w.t, v, SHOW_CODES, codes);
}

value_id conn_code_list(struct connection *c, const char *label, struct code_list own, const struct code_table *codes)
{
	struct buf list = { 0 };

	for (size_t i = 0; i < own.n; i++)
		buf_add_uint(&list, 2, own.codes[i]);
	return conn_codes(c, label, &list, codes);
}

value_id conn_common(struct connection *c, const char *label, value_id a, value_id b)
{
	struct bytes x = trace_bytes(c->w.t, a), y = trace_bytes(c->w.t, b);
	struct buf out = { 0 };
	value_id v;

	for (size_t i = 0; i + 2 <= y.n; i += 2)
		if (code_listed_in(x, (uint32_t)bytes_uint(bytes_slice(y, i, 2))))
			buf_add(&out, bytes_slice(y, i, 2));
	v = trace_add_value(c->w.t, c->actor, OP_INTERSECT, label, NULL, (value_id[]){ a, b }, 2, buf_bytes(&out));
	buf_free(&out);
	return trace_show(c->w.t, v, SHOW_CODES, trace_value(c->w.t, a)->codes);
}
