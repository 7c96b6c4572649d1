/* renegotiation_info (RFC 5746): in a first handshake its content is one empty vector (3.4, 3.6). */
#include "tls/extension/rows.h"
#include "tls/message/message.h"

static void info_make(struct connection *c, struct items *it)
{
	items_add(it, "renegotiated_connection", trace_add_leaf(c->w.t, c->actor, OP_CONST, "renegotiated_connection", BYTES_NONE));
}

static field_id info_content(struct connection *c, field_id ext)
{
	return trace_find_field(c->w.t, ext, "renegotiated_connection", 0);
}

static enum reason empty_check(struct connection *c, field_id content, int *alert)
{
	if (content && trace_field(c->w.t, content)->len > 1) {
		*alert = ALERT_HANDSHAKE_FAILURE;
		return REASON_RENEGOTIATION_NOT_EMPTY;
	}
	c->s.secure_renegotiation = true;
	return REASON_RENEGOTIATION_EMPTY;
}

static void info_read(struct connection *c, field_id ext)
{
	c->offer.renegotiated_connection = info_content(c, ext);
}

static enum reason info_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext;
	return empty_check(c, c->offer.renegotiated_connection, alert);
}

/* SSL 3.0 has no extensions: there a signal among the suites says the same (RFC 5746 4.5). */
static bool info_wanted(const struct connection *c)
{
	return wanted_before_tls13(c) && config_of(c)->max_version > VERSION_SSL30;
}

static bool info_came(const struct connection *c)
{
	return c->s.secure_renegotiation;
}

static enum reason info_answered(struct connection *c, field_id ext, int *alert)
{
	return empty_check(c, info_content(c, ext), alert);
}

const struct extension extension_renegotiation_info = {
	.type = EXT_RENEGOTIATION_INFO,
	.in = {
		[IN_CLIENT_HELLO] = { .from = VERSION_SSL30, .wanted = info_wanted, .make = info_make, .read = info_read, .take = info_take },
		[IN_SERVER_HELLO] = { .from = VERSION_SSL30, .to = VERSION_TLS12, .wanted = info_came, .make = info_make, .take = info_answered },
	},
};
