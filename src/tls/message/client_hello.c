/* ClientHello (RFC 5246 7.4.1.2): what the client can do, and how the server chooses. */
#include <string.h>

#include "spec/groups.h"
#include "tls/endpoint_state.h"
#include "tls/kex/kex.h"
#include "tls/message/hello.h"
#include "tls/message/message.h"
#include "tls/quirk.h"
#include "tls/schemes.h"

enum { MAX_HOST_NAME = 255, SCSV_RENEGOTIATION = 0x00ff, SCSV_FALLBACK = 0x5600 };

/* ---- the client offers ---- */

static value_id suite_list(struct connection *c, const char *label, bool grease)
{
	struct buf b = { 0 };
	value_id v;

	if (grease)
		buf_add_uint(&b, 2, GREASE_VALUE);
	for (size_t i = 0; i < config_of(c)->n_suites; i++)
		buf_add_uint(&b, 2, config_of(c)->suites[i]);
	v = trace_add_leaf(c->w.t, c->actor, OP_CONFIG, label, buf_bytes(&b));
	buf_free(&b);
	return trace_show(c->w.t, v, SHOW_CODES, &codes_cipher_suite);
}

static value_id scheme_list_value(struct connection *c)
{
	struct buf b = { 0 };
	value_id v;

	scheme_list(&b);
	v = trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "supported_signature_algorithms", buf_bytes(&b));
	buf_free(&b);
	return trace_show(c->w.t, v, SHOW_CODES, &codes_signature_scheme);
}

static void offer_server_name(struct connection *c, struct items *it)
{
	c->s.server_name_value = trace_show(c->w.t, trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "server_name",
								   bytes_str(config_of(c)->server_name)), SHOW_TEXT, NULL);
	items_uint(c, it, "name_type", 1, 0, &codes_name_type);
	items_add(it, "HostName", c->s.server_name_value);
}

static void offer_groups(struct connection *c, struct items *it)
{
	struct buf b = { 0 };
	value_id v;

	for (size_t i = 0; i < groups_usual.n; i++)
		buf_add_uint(&b, 2, groups_usual.codes[i]);
	v = trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "named_group_list", buf_bytes(&b));
	buf_free(&b);
	items_add(it, "named_group_list", trace_show(c->w.t, v, SHOW_CODES, &codes_named_group));
}

static void offer_point_formats(struct connection *c, struct items *it)
{
	items_uint(c, it, "ECPointFormat", 1, 0, &codes_point_format);
}

static void offer_schemes(struct connection *c, struct items *it)
{
	items_add(it, "supported_signature_algorithms", scheme_list_value(c));
}

static void offer_alpn(struct connection *c, struct items *it)
{
	for (size_t i = 0; i < config_of(c)->n_alpn; i++)
		items_add(it, "ProtocolName", trace_show(c->w.t, trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "ProtocolName",
										bytes_str(config_of(c)->alpn[i])), SHOW_TEXT, NULL));
}

static bool want_grease(const struct tls_config *c) { return c->grease; }
static bool want_name(const struct tls_config *c) { return c->server_name && !name_is_ip(c->server_name); }
static bool want_alpn(const struct tls_config *c) { return c->n_alpn > 0; }
static bool want_etm(const struct tls_config *c) { return c->encrypt_then_mac; }
static bool want_ems(const struct tls_config *c) { return c->extended_master_secret; }
static bool want_ticket(const struct tls_config *c) { return c->session_ticket; }
static bool always(const struct tls_config *c) { (void)c; return true; }

static const struct offer {
	uint16_t type;
	int known;
	bool (*wanted)(const struct tls_config *cfg);
	void (*data)(struct connection *c, struct items *it);   /* NULL: empty */
} offers[] = {
	{ GREASE_VALUE, -1, want_grease, NULL },
	{ EXT_SERVER_NAME, KE_SERVER_NAME, want_name, offer_server_name },
	{ EXT_EXTENDED_MASTER_SECRET, KE_EMS, want_ems, NULL },
	{ EXT_RENEGOTIATION_INFO, KE_RENEGOTIATION, always, NULL },
	{ EXT_SUPPORTED_GROUPS, KE_GROUPS, always, offer_groups },
	{ EXT_EC_POINT_FORMATS, KE_POINT_FORMATS, always, offer_point_formats },
	{ EXT_SESSION_TICKET, KE_TICKET, want_ticket, NULL },
	{ EXT_ALPN, KE_ALPN, want_alpn, offer_alpn },
	{ EXT_ENCRYPT_THEN_MAC, KE_ETM, want_etm, NULL },
	{ EXT_SIGNATURE_ALGORITHMS, -1, always, offer_schemes },
};

static void offer_extensions(struct connection *c, struct items *it)
{
	for (size_t i = 0; i < ARRAY_LEN(offers); i++) {
		const struct offer *o = &offers[i];

		if (!o->wanted(config_of(c)))
			continue;
		items_uint(c, it, "extension_type", 2, o->type, &codes_extension);
		/* RFC 5746 3.4: in a first handshake the content is one empty vector */
		if (o->type == EXT_RENEGOTIATION_INFO)
			items_add(it, "renegotiated_connection", trace_add_leaf(c->w.t, c->actor, OP_CONST, "renegotiated_connection", BYTES_NONE));
		if (o->data)
			o->data(c, it);
		if (o->known >= 0)
			c->s.client_offers[o->known] = true;
		CONN_EVENT(c, EV_EXTENSION_OFFERED, it->v[it->n - 1].value)->arg[0] = o->type;
	}
}

unit_id client_hello_make(struct connection *c)
{
	static const uint8_t null_only[] = { 0 };
	struct trace *t = c->w.t;
	struct items it = { .n = 0 };
	unit_id unit;

	c->s.client_version = config_of(c)->max_version;
	c->s.client_version_value = trace_show(t, conn_uint(c, OP_CONFIG, "client_version", 2, config_of(c)->max_version), SHOW_CODE, &codes_version);
	items_add(&it, "client_version", c->s.client_version_value);
	c->s.client_random = value_random(c->w, "client_random", 32);
	CONN_EVENT(c, EV_RANDOM_DRAWN, c->s.client_random);
	items_add(&it, "random", c->s.client_random);
	c->s.offered_suites = suite_list(c, "cipher_suites", config_of(c)->grease);
	items_add(&it, "cipher_suites", c->s.offered_suites);
	items_add(&it, "compression_methods", trace_show(t, trace_add_leaf(t, c->actor, OP_CONFIG, "compression_methods",
									   bytes_of(null_only, 1)), SHOW_CODES, &codes_compression));
	offer_extensions(c, &it);
	if (want_name(config_of(c)))
		t->outcome.server_name = arena_str(&t->arena, config_of(c)->server_name);
	unit = message_build(c, HS_CLIENT_HELLO, it.v, it.n);
	if (quirk_fires(c, QUIRK_DECODE))   /* the length of session_id: one more than there is */
		unit = quirk_altered(c, unit, trace_field(t, trace_find_field(t, trace_unit(t, unit)->first_field, "session_id", 0))->off, 1);
	return unit;
}

/* ---- the server reads and chooses ---- */

static enum status choose_version(struct connection *c)
{
	struct session *s = &c->s;
	value_id own = trace_show(c->w.t, conn_uint(c, OP_CONFIG, "server's version", 2, config_of(c)->max_version), SHOW_CODE, &codes_version);
	struct event *e;

	s->client_version_value = msg_value(c, msg_field(c, "client_version"), "client_version");
	s->client_version = (uint16_t)msg_uint(c, "client_version");
	s->version = s->client_version < config_of(c)->max_version ? s->client_version : config_of(c)->max_version;
	e = CONN_EVENT(c, EV_VERSION_CHOSEN, s->client_version_value, own);
	e->arg[0] = s->version;
	e->field = msg_field(c, "client_version");
	if (s->version >= config_of(c)->min_version)
		return conn_check(c, e, true, REASON_VERSION_COMMON, ALERT_NONE);
	s->version = VERSION_TLS12;   /* for the alert's record */
	return conn_check(c, e, false, REASON_VERSION_TOO_LOW, ALERT_PROTOCOL_VERSION);
}

/* The elements of b that stand in a too. */
static value_id intersect(struct connection *c, const char *label, value_id a, value_id b)
{
	struct bytes x = trace_bytes(c->w.t, a), y = trace_bytes(c->w.t, b);
	struct buf out = { 0 };
	value_id v;

	for (size_t i = 0; i + 2 <= y.n; i += 2)
		for (size_t k = 0; k + 2 <= x.n; k += 2)
			if (bytes_equal(bytes_slice(x, k, 2), bytes_slice(y, i, 2))) {
				buf_add(&out, bytes_slice(y, i, 2));
				break;
			}
	v = trace_add_value(c->w.t, c->actor, OP_INTERSECT, label, NULL, (value_id[]){ a, b }, 2, buf_bytes(&out));
	buf_free(&out);
	return trace_show(c->w.t, v, SHOW_CODES, trace_value(c->w.t, a)->codes);
}

static enum status choose_suite(struct connection *c)
{
	field_id f = msg_field(c, "cipher_suites");
	value_id offered = msg_content(c, f, "cipher_suites offered"), own = suite_list(c, "cipher_suites accepted", false);
	value_id common = intersect(c, "cipher_suites in common", offered, own);
	struct bytes b = trace_bytes(c->w.t, common);
	struct event *e = CONN_EVENT(c, EV_SUITE_CHOSEN, offered, own, common);
	const struct suite *first = b.n ? suite_find_spoken((uint16_t)bytes_uint(bytes_slice(b, 0, 2))) : NULL;
	enum reason unable = first ? kex_of(first)->cannot_serve(first, &config_of(c)->own) : REASON_NO_COMMON_SUITE;

	e->field = f;
	e->arg[0] = first ? (int64_t)first->code.value : 0;
	c->s.common_suites = common;
	TRY(conn_check(c, e, unable == REASON_NONE, unable == REASON_NONE ? REASON_FIRST_COMMON_SUITE : unable, ALERT_HANDSHAKE_FAILURE));
	c->s.suite = first;
	return ST_OK;
}

static enum status choose_compression(struct connection *c)
{
	field_id f = msg_field(c, "compression_methods");
	value_id offered = msg_content(c, f, "compression_methods");
	struct event *e = CONN_EVENT(c, EV_COMPRESSION_CHOSEN, offered);
	struct bytes b = trace_bytes(c->w.t, offered);
	bool has_null = false;

	for (size_t i = 0; i < b.n; i++)
		has_null |= b.p[i] == 0;
	e->field = f;
	return conn_check(c, e, has_null, has_null ? REASON_NULL_COMPRESSION : REASON_NO_NULL_COMPRESSION, ALERT_ILLEGAL_PARAMETER);
}

/* RFC 6066 3: at most one name of each type. The HostName; 0: none. *twice: two of one type. */
static field_id host_name(struct connection *c, field_id ext, bool *twice)
{
	uint8_t seen[32] = { 0 };                  /* a bit a type */
	field_id found = 0;

	*twice = false;
	for (field_id f = 0; (f = trace_find_field(c->w.t, ext, "ServerName", f)) != 0;) {
		uint8_t type = (uint8_t)bytes_uint(msg_bytes(c, trace_find_field(c->w.t, f, "name_type", 0)));

		*twice |= seen[type / 8] >> type % 8 & 1;
		seen[type / 8] |= (uint8_t)(1 << type % 8);
		if (type == 0)
			found = trace_find_field(c->w.t, f, "HostName", 0);
	}
	return found;
}

static enum reason read_name(struct connection *c, field_id ext, int *alert)
{
	bool twice;
	field_id name = host_name(c, ext, &twice), content = name ? trace_find_field(c->w.t, name, "content", 0) : 0;
	struct buf text = { 0 };
	struct bytes b;

	if (twice) {
		*alert = ALERT_ILLEGAL_PARAMETER;
		return REASON_NAME_TWICE;
	}
	if (!content)
		return REASON_EXTENSION_NOT_USED;
	b = msg_bytes(c, content);
	if (b.n > MAX_HOST_NAME || memchr(b.p, 0, b.n)) {
		*alert = ALERT_ILLEGAL_PARAMETER;
		return REASON_NAME_FORM;
	}
	buf_add(&text, b);
	c->s.server_name = arena_str(&c->w.t->arena, buf_str(&text));
	c->w.t->outcome.server_name = c->s.server_name;
	buf_free(&text);
	return REASON_NAME_READ;
}

static enum reason read_renegotiation(struct connection *c, field_id ext, int *alert)
{
	field_id f = trace_find_field(c->w.t, ext, "renegotiated_connection", 0);

	if (f && trace_field(c->w.t, f)->len > 1) {
		*alert = ALERT_HANDSHAKE_FAILURE;
		return REASON_RENEGOTIATION_NOT_EMPTY;
	}
	c->s.secure_renegotiation = true;
	return REASON_RENEGOTIATION_EMPTY;
}

static enum reason read_ems(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	c->s.extended_master_secret = config_of(c)->extended_master_secret;
	return c->s.extended_master_secret ? REASON_EMS_USED : REASON_EXTENSION_NOT_USED;
}

static enum reason read_etm(struct connection *c, field_id ext, int *alert)
{
	const struct suite *s = c->s.suite;

	(void)ext, (void)alert;
	/* RFC 7366 3: only where there is a block cipher with a MAC */
	c->s.encrypt_then_mac = config_of(c)->encrypt_then_mac && s && s->mac != HASH_NONE && cipher_specs[s->cipher].block_size;
	return c->s.encrypt_then_mac ? REASON_ETM_USED : REASON_EXTENSION_NOT_USED;
}

static enum reason read_alpn(struct connection *c, field_id ext, int *alert)
{
	struct trace *t = c->w.t;

	if (!config_of(c)->n_alpn)
		return REASON_EXTENSION_NOT_USED;
	for (size_t i = 0; i < config_of(c)->n_alpn; i++)
		for (field_id f = 0; (f = trace_find_field(t, ext, "ProtocolName", f)) != 0;) {
			field_id name = trace_find_field(t, f, "content", 0);

			if (name && bytes_equal(msg_bytes(c, name), bytes_str(config_of(c)->alpn[i]))) {
				c->s.alpn = msg_value(c, name, "ProtocolName");
				return REASON_PROTOCOL_CHOSEN;
			}
		}
	*alert = ALERT_NO_APPLICATION_PROTOCOL;
	return REASON_NO_COMMON_PROTOCOL;
}

static enum reason read_schemes(struct connection *c, field_id ext, int *alert)
{
	field_id list = trace_find_field(c->w.t, ext, "supported_signature_algorithms", 0);

	(void)alert;
	c->s.offered_schemes = msg_content(c, list, "signature_algorithms offered");
	return REASON_SCHEMES_NOTED;
}

static enum reason read_groups(struct connection *c, field_id ext, int *alert)
{
	(void)c, (void)ext, (void)alert;
	return REASON_GROUPS_NOTED;
}

static const struct extension_reader readers[] = {
	{ EXT_SERVER_NAME, read_name },
	{ EXT_EXTENDED_MASTER_SECRET, read_ems },
	{ EXT_ENCRYPT_THEN_MAC, read_etm },
	{ EXT_RENEGOTIATION_INFO, read_renegotiation },
	{ EXT_ALPN, read_alpn },
	{ EXT_SUPPORTED_GROUPS, read_groups },
	{ EXT_EC_POINT_FORMATS, read_groups },
	{ EXT_SIGNATURE_ALGORITHMS, read_schemes },
};

/* A value in the list of suites that is none: RFC 5746 3.3 says the same as the
 * extension; RFC 7507 3: a client that tries again with a lower version than it knows. */
static enum status read_signal(struct connection *c, field_id suite, uint16_t code)
{
	bool fallback = code == SCSV_FALLBACK, holds = !fallback || c->s.client_version >= config_of(c)->max_version;
	struct event *e = CONN_EVENT(c, EV_SIGNAL_READ, msg_value(c, suite, "CipherSuite"));

	e->arg[0] = code;
	e->field = suite;
	c->s.secure_renegotiation |= !fallback;
	return conn_check(c, e, holds, !fallback ? REASON_SIGNAL_RENEGOTIATION : holds ? REASON_SIGNAL_FALLBACK : REASON_FALLBACK_TOO_LOW,
			ALERT_INAPPROPRIATE_FALLBACK);
}

static enum status read_signals(struct connection *c)
{
	field_id list = msg_field(c, "cipher_suites");

	for (field_id f = 0; (f = trace_find_field(c->w.t, list, "CipherSuite", f)) != 0;) {
		uint16_t code = (uint16_t)bytes_uint(msg_bytes(c, f));

		if (code == SCSV_RENEGOTIATION || code == SCSV_FALLBACK)
			TRY(read_signal(c, f, code));
	}
	return ST_OK;
}

static void read_session_id(struct connection *c)
{
	value_id id = msg_content(c, msg_field(c, "session_id"), "session_id");

	CONN_EVENT(c, EV_SESSION_ID, id)->reason = trace_bytes(c->w.t, id).n ? REASON_SESSION_UNKNOWN : REASON_SESSION_NONE;
}

enum status client_hello_take(struct connection *c)
{
	c->s.client_random = msg_value(c, msg_field(c, "random"), "client_random");
	TRY(choose_version(c));
	TRY(read_signals(c));
	TRY(choose_suite(c));
	TRY(choose_compression(c));
	read_session_id(c);
	return extensions_read(c, readers, ARRAY_LEN(readers), NULL);
}
