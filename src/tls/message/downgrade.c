#include "tls/message/downgrade.h"

#include <string.h>

#include "tls/endpoint_state.h"
#include "tls/message/hello.h"

enum { RANDOM = 32, MARK = 8, BEFORE = RANDOM - MARK };

/* By what was agreed, and the lowest highest version of an endpoint to which that is less than it could do. RFC 9846 4.2.3
 * makes the first row a duty; of the second, one for TLS 1.3 and a recommendation for TLS 1.2. */
static const struct mark {
	uint16_t agreed_from, agreed_to, speaks;
	char bytes[MARK + 1];
} marks[] = {
	{ VERSION_TLS12, VERSION_TLS12, VERSION_TLS13, "DOWNGRD\1" },
	{ VERSION_SSL30, VERSION_TLS11, VERSION_TLS12, "DOWNGRD\0" },
};

static struct bytes mark_bytes(const struct mark *m)
{
	return bytes_of(m->bytes, MARK);
}

/* The mark for what was agreed, if this endpoint could do more; NULL: it could not. */
static const struct mark *mark_of(const struct connection *c)
{
	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (c->s.version >= marks[i].agreed_from && c->s.version <= marks[i].agreed_to && config_of(c)->max_version >= marks[i].speaks)
			return &marks[i];
	return NULL;
}

value_id downgrade_random(struct connection *c)
{
	const struct mark *m = mark_of(c);
	value_id drawn = hello_random(c, m ? "drawn part of server_random" : "server_random", m ? BEFORE : RANDOM), parts[2] = { drawn, 0 };

	if (!m)
		return drawn;
	parts[1] = trace_add_leaf(c->w.t, c->actor, OP_CONST, "downgrade mark", mark_bytes(m));
	drawn = trace_add_concat(c->w.t, c->actor, "server_random", parts, 2);
	CONN_EVENT(c, EV_DOWNGRADE_MARKED, drawn, parts[1])->arg[0] = config_of(c)->max_version;
	return drawn;
}

/* Any of them: RFC 9846 4.2.3 has a client that speaks TLS 1.3 look for both. */
static bool is_marked(struct bytes tail)
{
	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (bytes_equal(tail, mark_bytes(&marks[i])))
			return true;
	return false;
}

enum status downgrade_check(struct connection *c, field_id random)
{
	const value_id tail = trace_add_slice(c->w.t, c->actor, c->s.server_random, BEFORE, MARK, "end of server_random");
	const bool marked = is_marked(trace_bytes(c->w.t, tail)), could_more = mark_of(c) != NULL;
	struct event *e;

	if (!marked && !could_more)
		return ST_OK;
	e = CONN_EVENT(c, EV_DOWNGRADE_CHECKED, tail);
	e->field = random;
	return conn_check(c, e, !(marked && could_more),
			  !marked ? REASON_DOWNGRADE_NO_MARK : could_more ? REASON_DOWNGRADED : REASON_DOWNGRADE_MARK, ALERT_ILLEGAL_PARAMETER);
}
