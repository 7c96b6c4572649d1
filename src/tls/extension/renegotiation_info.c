/* renegotiation_info (RFC 5746): in a first handshake its content is one empty vector (3.4, 3.6); in a further one the client says
 * what its Finished said before, and the server what both said (3.5, 3.7). */
#include "tls/extension/rows.h"
#include "tls/message/message.h"
#include "tls/quirk.h"

static bool is_bound(const struct connection *c)
{
	return c->renegotiation.number > 1 && c->renegotiation.secure;
}

/* What the hello of that side has to say. */
static value_id expected(struct connection *c, enum side_id hello)
{
	const value_id *said = c->renegotiation.verify_data;

	if (!is_bound(c))
		return trace_add_leaf(c->w.t, c->actor, OP_CONST, "renegotiated_connection", BYTES_NONE);
	return hello == SIDE_CLIENT ? said[SIDE_CLIENT] : trace_add_concat(c->w.t, c->actor, "client_verify_data, server_verify_data", said, 2);
}

static void info_make(struct connection *c, struct items *it)
{
	value_id v = expected(c, c->side);

	if (is_bound(c) && quirk_fires(c, QUIRK_RENEGOTIATION_INFO))
		v = quirk_altered_value(c, v, trace_bytes(c->w.t, v).n - 1, 1);
	else if (!is_bound(c) && quirk_fires(c, QUIRK_RENEGOTIATION_NOT_EMPTY))
		v = conn_uint(c, OP_CONFIG, "renegotiated_connection", 1, 0);
	items_add(it, "renegotiated_connection", v);
}

static field_id info_content(struct connection *c, field_id ext)
{
	return trace_find_field(c->w.t, ext, "renegotiated_connection", 0);
}

static enum reason info_taken(struct connection *c, field_id content, int *alert)
{
	if (config_of(c)->ignores_renegotiation_info)
		return REASON_RENEGOTIATION_IGNORED;
	if (c->renegotiation.number > 1)
		return REASON_RENEGOTIATION_NOTED;
	if (content && trace_field(c->w.t, content)->len > 1) {
		*alert = ALERT_HANDSHAKE_FAILURE;
		return REASON_RENEGOTIATION_NOT_EMPTY;
	}
	c->renegotiation.secure = true;
	return REASON_RENEGOTIATION_EMPTY;
}

static void info_read(struct connection *c, field_id ext)
{
	c->offer.renegotiated_connection = info_content(c, ext);
}

static enum reason info_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext;
	return info_taken(c, c->offer.renegotiated_connection, alert);
}

/* The party that errs, in a further handshake. */
static bool leaves_out(const struct connection *c)
{
	return config_of(c)->quirk == QUIRK_NO_RENEGOTIATION_INFO && c->renegotiation.number > 1;
}

/* SSL 3.0 has no extensions: there a signal among the suites says the same (RFC 5746 4.5). */
static bool info_wanted(const struct connection *c)
{
	return wanted_before_tls13(c) && config_of(c)->max_version > VERSION_SSL30 && !config_of(c)->ignores_renegotiation_info && !leaves_out(c);
}

static bool info_came(const struct connection *c)
{
	return c->renegotiation.secure && !leaves_out(c);
}

static enum reason info_answered(struct connection *c, field_id ext, int *alert)
{
	return info_taken(c, info_content(c, ext), alert);
}

/* ---- a further handshake ---- */

static bool has_signal(struct connection *c, enum side_id hello)
{
	return hello == SIDE_CLIENT && code_listed_in(msg_list(c, c->offer.suites), SUITE_RENEGOTIATION_SCSV);
}

static enum reason unfit(struct connection *c, enum side_id hello, field_id content, bool equal)
{
	if (c->side != SIDE_NONE && config_of(c)->ignores_renegotiation_info)
		return REASON_RENEGOTIATION_UNBOUND;
	if (!c->renegotiation.secure)
		return content || has_signal(c, hello) ? REASON_RENEGOTIATION_UNEXPECTED : REASON_RENEGOTIATION_UNBOUND;
	if (has_signal(c, hello))
		return REASON_RENEGOTIATION_SIGNAL;
	return !content ? REASON_RENEGOTIATION_MISSING : equal ? REASON_RENEGOTIATION_BOUND : REASON_RENEGOTIATION_OTHER;
}

enum status renegotiation_check(struct connection *c, enum side_id hello)
{
	const field_id content = msg_field(c, "renegotiated_connection");
	const bool known = c->renegotiation.verify_data[SIDE_CLIENT] && c->renegotiation.verify_data[SIDE_SERVER];
	value_id came, own;
	enum reason why;
	struct event *e;

	if (c->renegotiation.number < 2 || !known)
		return ST_OK;
	came = content ? msg_content(c, content, "renegotiated_connection received") :
			 trace_add_leaf(c->w.t, c->actor, OP_CONST, "renegotiated_connection received", BYTES_NONE);
	own = expected(c, hello);
	why = unfit(c, hello, content, bytes_equal(trace_bytes(c->w.t, came), trace_bytes(c->w.t, own)));
	e = CONN_EVENT(c, EV_RENEGOTIATION_INFO, came, own);
	e->field = content;
	TRY(conn_check(c, e, why == REASON_RENEGOTIATION_BOUND || why == REASON_RENEGOTIATION_UNBOUND, why, ALERT_HANDSHAKE_FAILURE));
	if (why == REASON_RENEGOTIATION_UNBOUND)
		e->verdict = VERDICT_WARN;
	return ST_OK;
}

const struct extension extension_renegotiation_info = {
	.type = EXT_RENEGOTIATION_INFO,
	.in = {
		[IN_CLIENT_HELLO] = { .from = VERSION_SSL30, .wanted = info_wanted, .make = info_make, .read = info_read, .take = info_take },
		[IN_SERVER_HELLO] = { .from = VERSION_SSL30, .to = VERSION_TLS12, .wanted = info_came, .make = info_make, .take = info_answered },
	},
};
