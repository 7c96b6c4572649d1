/* cookie (RFC 9846 4.3.2): what the server wants to see again in the ClientHello that follows its HelloRetryRequest. */
#include "tls/endpoint_state.h"
#include "tls/extension/rows.h"
#include "tls/message/message.h"

enum { COOKIE_SIZE = 32 };

static field_id cookie_in(struct connection *c, field_id ext)
{
	const field_id f = trace_find_field(c->w.t, ext, "cookie", 0);

	return f ? f : ext;
}

/* ---- HelloRetryRequest ---- */

static bool cookie_wanted(const struct connection *c)
{
	return config_of(c)->cookie && config_of(c)->quirk != QUIRK_EMPTY_RETRY;
}

static void cookie_draw(struct connection *c, struct items *it)
{
	c->s.cookie = value_random(c->w, "cookie", config_of(c)->cookie_size ? config_of(c)->cookie_size : COOKIE_SIZE);
	CONN_EVENT(c, EV_RANDOM_DRAWN, c->s.cookie);
	items_add(it, "cookie", c->s.cookie);
}

static enum reason cookie_keep(struct connection *c, field_id ext, int *alert)
{
	(void)alert;
	c->s.cookie = msg_content(c, cookie_in(c, ext), "cookie");
	return REASON_COOKIE_KEPT;
}

/* ---- the ClientHello after it ---- */

static bool cookie_came(const struct connection *c)
{
	return c->s.cookie != 0;
}

static void cookie_return(struct connection *c, struct items *it)
{
	items_add(it, "cookie", c->s.cookie);
}

static enum reason cookie_check(struct connection *c, field_id ext, int *alert)
{
	if (c->s.cookie && bytes_equal(msg_list(c, cookie_in(c, ext)), trace_bytes(c->w.t, c->s.cookie)))
		return REASON_COOKIE_RETURNED;
	*alert = ALERT_ILLEGAL_PARAMETER;
	return REASON_COOKIE_OTHER;
}

const struct extension extension_cookie = {
	.type = EXT_COOKIE,
	.in = {
		[IN_CLIENT_HELLO] = { .wanted = cookie_came, .make = cookie_return, .take = cookie_check },
		[IN_HELLO_RETRY_REQUEST] = { .wanted = cookie_wanted, .make = cookie_draw, .take = cookie_keep },
	},
};
