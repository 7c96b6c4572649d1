/* supported_versions (RFC 9846 4.3.1): where TLS 1.3 says its version. */
#include "tls/endpoint_state.h"
#include "tls/extension/rows.h"
#include "tls/message/message.h"

static void versions_make(struct connection *c, struct items *it)
{
	struct buf b = { 0 };

	for (uint16_t v = config_of(c)->max_version; v >= config_of(c)->min_version; v--)
		buf_add_uint(&b, 2, v);
	items_add(it, "versions", conn_codes(c, "versions", &b, &codes_version));
}

static enum reason versions_take(struct connection *c, field_id ext, int *alert)
{
	(void)c, (void)ext, (void)alert;
	return REASON_EXTENSION_USED;
}

static void versions_read(struct connection *c, field_id ext)
{
	c->offer.versions = trace_find_field(c->w.t, ext, "versions", 0);
}

static void version_in_header(struct connection *c)
{
	c->s.version = (uint16_t)msg_uint(c, "server_version");
}

static void version_read(struct connection *c, field_id ext)
{
	struct bytes selected = msg_bytes(c, trace_find_field(c->w.t, ext, "selected_version", 0));

	if (selected.n == 2)
		c->s.version = (uint16_t)bytes_uint(selected);
	else
		version_in_header(c);
}

static void version_make(struct connection *c, struct items *it)
{
	items_uint(c, it, "selected_version", 2, c->s.version, &codes_version);
}

/* That it is one that was offered, ServerHello's own check says. */
static enum reason version_take(struct connection *c, field_id ext, int *alert)
{
	(void)c, (void)ext, (void)alert;
	return REASON_EXTENSION_USED;
}

const struct extension extension_supported_versions = {
	.type = EXT_SUPPORTED_VERSIONS,
	.in = {
		[IN_CLIENT_HELLO] = { .wanted = wanted_by_tls13, .make = versions_make, .read = versions_read, .take = versions_take },
		[IN_SERVER_HELLO] = { .from = VERSION_TLS13, .wanted = wanted_always, .make = version_make, .read = version_read, .take = version_take,
				      .absent = version_in_header },
		[IN_HELLO_RETRY_REQUEST] = { .wanted = wanted_always, .make = version_make, .read = version_read, .take = version_take, .absent = version_in_header },
	},
};
