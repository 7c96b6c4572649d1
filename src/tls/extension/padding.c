/* padding (RFC 7685): zeros, so that ClientHello has a length that no peer trips over. */
#include "tls/endpoint_state.h"
#include "tls/extension/rows.h"
#include "tls/message/message.h"

static size_t zeros(const struct connection *c)
{
	return config_of(c)->hello_padding[c->s.retried];
}

static bool padding_wanted(const struct connection *c)
{
	return zeros(c) > 0;
}

static void padding_make(struct connection *c, struct items *it)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < zeros(c); i++)
		buf_add_uint(&b, 1, 0);
	items_add(it, "padding", trace_add_leaf(c->w.t, c->actor, OP_CONST, "padding", buf_bytes(&b)));
	buf_free(&b);
}

static enum reason padding_take(struct connection *c, field_id ext, int *alert)
{
	(void)c, (void)ext, (void)alert;
	return REASON_EXTENSION_NOTED;
}

const struct extension extension_padding = {
	.type = EXT_PADDING,
	.in = { [IN_CLIENT_HELLO] = { .wanted = padding_wanted, .make = padding_make, .take = padding_take } },
};
