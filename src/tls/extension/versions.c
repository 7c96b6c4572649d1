/* supported_versions (RFC 9846 4.3.1): where TLS 1.3 says its version. */
#include "tls/extension/rows.h"
#include "tls/message/message.h"

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

const struct extension extension_supported_versions = {
	.type = EXT_SUPPORTED_VERSIONS,
	.in = {
		[IN_CLIENT_HELLO] = { .read = versions_read },
		[IN_SERVER_HELLO] = { .read = version_read, .absent = version_in_header },
		[IN_HELLO_RETRY_REQUEST] = { .read = version_read, .absent = version_in_header },
	},
};
