/* Names: of the server that is meant (server_name, RFC 6066 3), of the protocol that is to be
 * spoken (application_layer_protocol_negotiation, RFC 7301). */
#include <string.h>

#include "base/text.h"
#include "tls/endpoint_state.h"
#include "tls/extension/rows.h"
#include "tls/message/message.h"

/* ---- server_name ---- */

enum { MAX_HOST_NAME = 255, NAME_TYPE_HOST = 0 };

/* RFC 6066 3: it must not carry an IP address. */
static bool name_is_ip(const char *name)
{
	return strchr(name, ':') || (name[0] && strspn(name, "0123456789.") == strlen(name));
}

static bool name_wanted(const struct connection *c)
{
	return config_of(c)->server_name && !name_is_ip(config_of(c)->server_name);
}

static void name_make(struct connection *c, struct items *it)
{
	struct trace *t = c->w.t;

	c->s.server_name_value = trace_show(t, trace_add_leaf(t, c->actor, OP_CONFIG, "server_name", bytes_str(config_of(c)->server_name)),
					    SHOW_TEXT, NULL);
	trace_current(t)->outcome.server_name = arena_str(&t->arena, config_of(c)->server_name);
	items_uint(c, it, "name_type", 1, NAME_TYPE_HOST, &codes_name_type);
	items_add(it, "HostName", c->s.server_name_value);
}

static void name_read(struct connection *c, field_id ext)
{
	uint8_t seen[32] = { 0 };                  /* a bit a type */

	for (field_id f = 0; (f = trace_find_field(c->w.t, ext, "ServerName", f)) != 0;) {
		uint8_t type = (uint8_t)bytes_uint(msg_bytes(c, trace_find_field(c->w.t, f, "name_type", 0)));
		field_id name = trace_find_field(c->w.t, f, "HostName", 0);

		c->offer.server_name_twice |= bit_seen(seen, type);
		if (type == NAME_TYPE_HOST && name && !c->offer.server_name)
			c->offer.server_name = trace_find_field(c->w.t, name, "content", 0);
	}
}

static enum reason name_take(struct connection *c, field_id ext, int *alert)
{
	struct bytes b = msg_bytes(c, c->offer.server_name);
	struct buf text = { 0 };

	(void)ext;
	if (!c->offer.server_name && !c->offer.server_name_twice)
		return REASON_EXTENSION_NOT_USED;
	if (c->offer.server_name_twice || b.n > MAX_HOST_NAME || memchr(b.p, 0, b.n)) {
		*alert = ALERT_ILLEGAL_PARAMETER;
		return c->offer.server_name_twice ? REASON_NAME_TWICE : REASON_NAME_FORM;
	}
	buf_add(&text, b);
	c->s.server_name = arena_str(&c->w.t->arena, buf_str(&text));
	trace_current(c->w.t)->outcome.server_name = c->s.server_name;
	buf_free(&text);
	return config_of(c)->n_own > 1 ? REASON_NAME_CHOOSES : REASON_NAME_READ;
}

static bool name_was_read(const struct connection *c)
{
	return c->s.server_name != NULL && !c->s.resumed;
}

static enum reason name_answered(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	return c->s.resumed ? REASON_EXTENSION_ANSWERED_WRONGLY : REASON_NAME_ANSWERED;
}

const struct extension extension_server_name = {
	.type = EXT_SERVER_NAME,
	.in = {
		[IN_CLIENT_HELLO] = { .wanted = name_wanted, .make = name_make, .read = name_read, .take = name_take },
		[IN_SERVER_HELLO] = { .to = VERSION_TLS12, .wanted = name_was_read, .take = name_answered },
		[IN_ENCRYPTED_EXTENSIONS] = { .wanted = name_was_read, .take = name_answered },
	},
};

/* ---- application_layer_protocol_negotiation ---- */

static bool alpn_wanted(const struct connection *c)
{
	return config_of(c)->n_alpn > 0;
}

static void alpn_make(struct connection *c, struct items *it)
{
	struct trace *t = c->w.t;

	for (size_t i = 0; i < config_of(c)->n_alpn; i++)
		items_add(it, "ProtocolName", trace_show(t, trace_add_leaf(t, c->actor, OP_CONFIG, "ProtocolName", bytes_str(config_of(c)->alpn[i])),
							 SHOW_TEXT, NULL));
}

static void alpn_read(struct connection *c, field_id ext)
{
	c->offer.alpn = trace_find_field(c->w.t, ext, "protocol_name_list", 0);
}

/* The name behind that one in the list, or the first, as the field of its bytes; 0: there is no more. */
static field_id protocol_next(struct connection *c, field_id list, field_id *at)
{
	*at = trace_find_field(c->w.t, list, "ProtocolName", *at);
	return *at ? trace_find_field(c->w.t, *at, "content", 0) : 0;
}

static void protocol_agreed(struct connection *c, field_id name)
{
	struct buf text = { 0 };

	c->s.alpn = msg_value(c, name, "ProtocolName");
	text_safe(&text, msg_bytes(c, name));
	trace_current(c->w.t)->outcome.alpn = arena_str(&c->w.t->arena, buf_str(&text));
	buf_free(&text);
}

/* The server's order decides. */
static enum reason alpn_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext;
	if (!config_of(c)->n_alpn)
		return REASON_EXTENSION_NOT_USED;
	for (size_t i = 0; i < config_of(c)->n_alpn; i++)
		for (field_id at = 0, name; (name = protocol_next(c, c->offer.alpn, &at)) != 0;)
			if (bytes_equal(msg_bytes(c, name), bytes_str(config_of(c)->alpn[i]))) {
				protocol_agreed(c, name);
				return REASON_PROTOCOL_CHOSEN;
			}
	*alert = ALERT_NO_APPLICATION_PROTOCOL;
	return REASON_NO_COMMON_PROTOCOL;
}

static bool alpn_chosen(const struct connection *c)
{
	return c->s.alpn != 0;
}

static void alpn_answer(struct connection *c, struct items *it)
{
	items_add(it, "ProtocolName", c->s.alpn);
}

static enum reason alpn_answered(struct connection *c, field_id ext, int *alert)
{
	field_id at = 0, name = protocol_next(c, ext, &at), second = at;

	*alert = ALERT_ILLEGAL_PARAMETER;
	if (!name || protocol_next(c, ext, &second))
		return REASON_PROTOCOL_COUNT;
	for (size_t i = 0; i < config_of(c)->n_alpn; i++)
		if (bytes_equal(msg_bytes(c, name), bytes_str(config_of(c)->alpn[i]))) {
			*alert = ALERT_NONE;
			protocol_agreed(c, name);
			return REASON_EXTENSION_USED;
		}
	return REASON_PROTOCOL_NOT_OFFERED;
}

const struct extension extension_alpn = {
	.type = EXT_ALPN,
	.in = {
		[IN_CLIENT_HELLO] = { .wanted = alpn_wanted, .make = alpn_make, .read = alpn_read, .take = alpn_take },
		[IN_SERVER_HELLO] = { .to = VERSION_TLS12, .wanted = alpn_chosen, .make = alpn_answer, .take = alpn_answered },
		[IN_ENCRYPTED_EXTENSIONS] = { .wanted = alpn_chosen, .make = alpn_answer, .take = alpn_answered },
	},
};
