/* ClientHello (RFC 5246 7.4.1.2): what the client can do, and how the server chooses. */
#include <string.h>

#include "tls/hello.h"
#include "spec/groups.h"
#include "tls/schemes.h"

enum { MAX_HOST_NAME = 255, SCSV_RENEGOTIATION = 0x00ff, SCSV_FALLBACK = 0x5600 };

/* ---- the client offers ---- */

static value_id suite_list(struct endpoint *ep, const char *label, bool grease)
{
	struct buf b = { 0 };
	value_id v;

	if (grease)
		buf_add_uint(&b, 2, GREASE_VALUE);
	for (size_t i = 0; i < ep->cfg->n_suites; i++)
		buf_add_uint(&b, 2, ep->cfg->suites[i]);
	v = trace_add_leaf(ep->w.t, ep->role, OP_CONFIG, label, buf_bytes(&b));
	buf_free(&b);
	return trace_show(ep->w.t, v, SHOW_CODES, &codes_cipher_suite);
}

static value_id scheme_list_value(struct endpoint *ep)
{
	struct buf b = { 0 };
	value_id v;

	scheme_list(&b);
	v = trace_add_leaf(ep->w.t, ep->role, OP_CONFIG, "supported_signature_algorithms", buf_bytes(&b));
	buf_free(&b);
	return trace_show(ep->w.t, v, SHOW_CODES, &codes_signature_scheme);
}

static void offer_server_name(struct endpoint *ep, struct items *it)
{
	ep->s.server_name_value = trace_show(ep->w.t, trace_add_leaf(ep->w.t, ep->role, OP_CONFIG, "server_name",
								     bytes_str(ep->cfg->server_name)), SHOW_TEXT, NULL);
	items_uint(ep, it, "name_type", 1, 0, &codes_name_type);
	items_add(it, "HostName", ep->s.server_name_value);
}

static void offer_groups(struct endpoint *ep, struct items *it)
{
	struct buf b = { 0 };
	value_id v;

	for (size_t i = 0; i < groups_usual.n; i++)
		buf_add_uint(&b, 2, groups_usual.codes[i]);
	v = trace_add_leaf(ep->w.t, ep->role, OP_CONFIG, "named_group_list", buf_bytes(&b));
	buf_free(&b);
	items_add(it, "named_group_list", trace_show(ep->w.t, v, SHOW_CODES, &codes_named_group));
}

static void offer_point_formats(struct endpoint *ep, struct items *it)
{
	items_uint(ep, it, "ECPointFormat", 1, 0, &codes_point_format);
}

static void offer_schemes(struct endpoint *ep, struct items *it)
{
	items_add(it, "supported_signature_algorithms", scheme_list_value(ep));
}

static void offer_alpn(struct endpoint *ep, struct items *it)
{
	for (size_t i = 0; i < ep->cfg->n_alpn; i++)
		items_add(it, "ProtocolName", trace_show(ep->w.t, trace_add_leaf(ep->w.t, ep->role, OP_CONFIG, "ProtocolName",
										 bytes_str(ep->cfg->alpn[i])), SHOW_TEXT, NULL));
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
	void (*data)(struct endpoint *ep, struct items *it);   /* NULL: empty */
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

static void offer_extensions(struct endpoint *ep, struct items *it)
{
	for (size_t i = 0; i < ARRAY_LEN(offers); i++) {
		const struct offer *o = &offers[i];

		if (!o->wanted(ep->cfg))
			continue;
		items_uint(ep, it, "extension_type", 2, o->type, &codes_extension);
		/* RFC 5746 3.4: in a first handshake the content is one empty vector */
		if (o->type == EXT_RENEGOTIATION_INFO)
			items_add(it, "renegotiated_connection", trace_add_leaf(ep->w.t, ep->role, OP_CONST, "renegotiated_connection", BYTES_NONE));
		if (o->data)
			o->data(ep, it);
		if (o->known >= 0)
			ep->s.client_offers[o->known] = true;
		EP_EVENT(ep, EV_EXTENSION_OFFERED, it->v[it->n - 1].value)->arg[0] = o->type;
	}
}

unit_id client_hello_make(struct endpoint *ep)
{
	static const uint8_t null_only[] = { 0 };
	struct trace *t = ep->w.t;
	struct items it = { .n = 0 };
	unit_id unit;

	ep->s.client_version = ep->cfg->max_version;
	ep->s.client_version_value = trace_show(t, ep_uint(ep, OP_CONFIG, "client_version", 2, ep->cfg->max_version), SHOW_CODE, &codes_version);
	items_add(&it, "client_version", ep->s.client_version_value);
	ep->s.client_random = value_random(ep->w, "client_random", 32);
	EP_EVENT(ep, EV_RANDOM_DRAWN, ep->s.client_random);
	items_add(&it, "random", ep->s.client_random);
	ep->s.offered_suites = suite_list(ep, "cipher_suites", ep->cfg->grease);
	items_add(&it, "cipher_suites", ep->s.offered_suites);
	items_add(&it, "compression_methods", trace_show(t, trace_add_leaf(t, ep->role, OP_CONFIG, "compression_methods",
								       bytes_of(null_only, 1)), SHOW_CODES, &codes_compression));
	offer_extensions(ep, &it);
	if (want_name(ep->cfg))
		t->outcome.server_name = arena_str(&t->arena, ep->cfg->server_name);
	unit = message_build(ep, HS_CLIENT_HELLO, it.v, it.n);
	if (ep_quirk(ep, QUIRK_DECODE))   /* the length of session_id: one more than there is */
		unit = message_altered(ep, unit, trace_field(t, trace_find_field(t, trace_unit(t, unit)->first_field, "session_id", 0))->off, 1);
	return unit;
}

/* ---- the server reads and chooses ---- */

static enum status choose_version(struct endpoint *ep)
{
	struct session *s = &ep->s;
	value_id own = trace_show(ep->w.t, ep_uint(ep, OP_CONFIG, "server's version", 2, ep->cfg->max_version), SHOW_CODE, &codes_version);
	struct event *e;

	s->client_version_value = msg_value(ep, msg_field(ep, "client_version"), "client_version");
	s->client_version = (uint16_t)msg_uint(ep, "client_version");
	s->version = s->client_version < ep->cfg->max_version ? s->client_version : ep->cfg->max_version;
	e = EP_EVENT(ep, EV_VERSION_CHOSEN, s->client_version_value, own);
	e->arg[0] = s->version;
	e->field = msg_field(ep, "client_version");
	if (s->version >= ep->cfg->min_version)
		return ep_check(ep, e, true, REASON_VERSION_COMMON, ALERT_NONE);
	s->version = VERSION_TLS12;   /* for the alert's record */
	return ep_check(ep, e, false, REASON_VERSION_TOO_LOW, ALERT_PROTOCOL_VERSION);
}

/* The elements of b that stand in a too. */
static value_id intersect(struct endpoint *ep, const char *label, value_id a, value_id b)
{
	struct bytes x = trace_bytes(ep->w.t, a), y = trace_bytes(ep->w.t, b);
	struct buf out = { 0 };
	value_id v;

	for (size_t i = 0; i + 2 <= y.n; i += 2)
		for (size_t k = 0; k + 2 <= x.n; k += 2)
			if (bytes_equal(bytes_slice(x, k, 2), bytes_slice(y, i, 2))) {
				buf_add(&out, bytes_slice(y, i, 2));
				break;
			}
	v = trace_add_value(ep->w.t, ep->role, OP_INTERSECT, label, NULL, (value_id[]){ a, b }, 2, buf_bytes(&out));
	buf_free(&out);
	return trace_show(ep->w.t, v, SHOW_CODES, trace_value(ep->w.t, a)->codes);
}

static enum status choose_suite(struct endpoint *ep)
{
	field_id f = msg_field(ep, "cipher_suites");
	value_id offered = msg_content(ep, f, "cipher_suites offered"), own = suite_list(ep, "cipher_suites accepted", false);
	value_id common = intersect(ep, "cipher_suites in common", offered, own);
	struct bytes b = trace_bytes(ep->w.t, common);
	struct event *e = EP_EVENT(ep, EV_SUITE_CHOSEN, offered, own, common);
	const struct credential *c = &ep->cfg->own;
	bool able = c->key && c->key->kind == KEY_RSA && c->n_chain;

	e->field = f;
	e->arg[0] = b.n ? (int64_t)bytes_uint(bytes_slice(b, 0, 2)) : 0;
	ep->s.common_suites = common;
	TRY(ep_check(ep, e, b.n && able, !able ? REASON_NO_RSA_KEY : b.n ? REASON_FIRST_COMMON_SUITE : REASON_NO_COMMON_SUITE,
		     ALERT_HANDSHAKE_FAILURE));
	ep->s.suite = suite_find_spoken((uint16_t)e->arg[0]);
	return ST_OK;
}

static enum status choose_compression(struct endpoint *ep)
{
	field_id f = msg_field(ep, "compression_methods");
	value_id offered = msg_content(ep, f, "compression_methods");
	struct event *e = EP_EVENT(ep, EV_COMPRESSION_CHOSEN, offered);
	struct bytes b = trace_bytes(ep->w.t, offered);
	bool has_null = false;

	for (size_t i = 0; i < b.n; i++)
		has_null |= b.p[i] == 0;
	e->field = f;
	return ep_check(ep, e, has_null, has_null ? REASON_NULL_COMPRESSION : REASON_NO_NULL_COMPRESSION, ALERT_ILLEGAL_PARAMETER);
}

/* RFC 6066 3: at most one name of each type. The HostName; 0: none. *twice: two of one type. */
static field_id host_name(struct endpoint *ep, field_id ext, bool *twice)
{
	uint8_t seen[32] = { 0 };                  /* a bit a type */
	field_id found = 0;

	*twice = false;
	for (field_id f = 0; (f = trace_find_field(ep->w.t, ext, "ServerName", f)) != 0;) {
		uint8_t type = (uint8_t)bytes_uint(msg_bytes(ep, trace_find_field(ep->w.t, f, "name_type", 0)));

		*twice |= seen[type / 8] >> type % 8 & 1;
		seen[type / 8] |= (uint8_t)(1 << type % 8);
		if (type == 0)
			found = trace_find_field(ep->w.t, f, "HostName", 0);
	}
	return found;
}

static enum reason read_name(struct endpoint *ep, field_id ext, int *alert)
{
	bool twice;
	field_id name = host_name(ep, ext, &twice), content = name ? trace_find_field(ep->w.t, name, "content", 0) : 0;
	struct buf text = { 0 };
	struct bytes b;

	if (twice) {
		*alert = ALERT_ILLEGAL_PARAMETER;
		return REASON_NAME_TWICE;
	}
	if (!content)
		return REASON_EXTENSION_NOT_USED;
	b = msg_bytes(ep, content);
	if (b.n > MAX_HOST_NAME || memchr(b.p, 0, b.n)) {
		*alert = ALERT_ILLEGAL_PARAMETER;
		return REASON_NAME_FORM;
	}
	buf_add(&text, b);
	ep->s.server_name = arena_str(&ep->w.t->arena, buf_str(&text));
	ep->w.t->outcome.server_name = ep->s.server_name;
	buf_free(&text);
	return REASON_NAME_READ;
}

static enum reason read_renegotiation(struct endpoint *ep, field_id ext, int *alert)
{
	field_id f = trace_find_field(ep->w.t, ext, "renegotiated_connection", 0);

	if (f && trace_field(ep->w.t, f)->len > 1) {
		*alert = ALERT_HANDSHAKE_FAILURE;
		return REASON_RENEGOTIATION_NOT_EMPTY;
	}
	ep->s.secure_renegotiation = true;
	return REASON_RENEGOTIATION_EMPTY;
}

static enum reason read_ems(struct endpoint *ep, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	ep->s.extended_master_secret = ep->cfg->extended_master_secret;
	return ep->s.extended_master_secret ? REASON_EMS_USED : REASON_EXTENSION_NOT_USED;
}

static enum reason read_etm(struct endpoint *ep, field_id ext, int *alert)
{
	const struct suite *s = ep->s.suite;

	(void)ext, (void)alert;
	/* RFC 7366 3: only where there is a block cipher with a MAC */
	ep->s.encrypt_then_mac = ep->cfg->encrypt_then_mac && s && s->mac != HASH_NONE && cipher_specs[s->cipher].block_size;
	return ep->s.encrypt_then_mac ? REASON_ETM_USED : REASON_EXTENSION_NOT_USED;
}

static enum reason read_alpn(struct endpoint *ep, field_id ext, int *alert)
{
	struct trace *t = ep->w.t;

	if (!ep->cfg->n_alpn)
		return REASON_EXTENSION_NOT_USED;
	for (size_t i = 0; i < ep->cfg->n_alpn; i++)
		for (field_id f = 0; (f = trace_find_field(t, ext, "ProtocolName", f)) != 0;) {
			field_id c = trace_find_field(t, f, "content", 0);

			if (c && bytes_equal(msg_bytes(ep, c), bytes_str(ep->cfg->alpn[i]))) {
				ep->s.alpn = msg_value(ep, c, "ProtocolName");
				return REASON_PROTOCOL_CHOSEN;
			}
		}
	*alert = ALERT_NO_APPLICATION_PROTOCOL;
	return REASON_NO_COMMON_PROTOCOL;
}

static enum reason read_schemes(struct endpoint *ep, field_id ext, int *alert)
{
	field_id list = trace_find_field(ep->w.t, ext, "supported_signature_algorithms", 0);

	(void)alert;
	ep->s.offered_schemes = msg_content(ep, list, "signature_algorithms offered");
	return REASON_SCHEMES_NOTED;
}

static enum reason read_groups(struct endpoint *ep, field_id ext, int *alert)
{
	(void)ep, (void)ext, (void)alert;
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
static enum status read_signal(struct endpoint *ep, field_id suite, uint16_t code)
{
	bool fallback = code == SCSV_FALLBACK, holds = !fallback || ep->s.client_version >= ep->cfg->max_version;
	struct event *e = EP_EVENT(ep, EV_SIGNAL_READ, msg_value(ep, suite, "CipherSuite"));

	e->arg[0] = code;
	e->field = suite;
	ep->s.secure_renegotiation |= !fallback;
	return ep_check(ep, e, holds, !fallback ? REASON_SIGNAL_RENEGOTIATION : holds ? REASON_SIGNAL_FALLBACK : REASON_FALLBACK_TOO_LOW,
			ALERT_INAPPROPRIATE_FALLBACK);
}

static enum status read_signals(struct endpoint *ep)
{
	field_id list = msg_field(ep, "cipher_suites");

	for (field_id f = 0; (f = trace_find_field(ep->w.t, list, "CipherSuite", f)) != 0;) {
		uint16_t code = (uint16_t)bytes_uint(msg_bytes(ep, f));

		if (code == SCSV_RENEGOTIATION || code == SCSV_FALLBACK)
			TRY(read_signal(ep, f, code));
	}
	return ST_OK;
}

static void read_session_id(struct endpoint *ep)
{
	value_id id = msg_content(ep, msg_field(ep, "session_id"), "session_id");

	EP_EVENT(ep, EV_SESSION_ID, id)->reason = trace_bytes(ep->w.t, id).n ? REASON_SESSION_UNKNOWN : REASON_SESSION_NONE;
}

enum status client_hello_take(struct endpoint *ep)
{
	ep->s.client_random = msg_value(ep, msg_field(ep, "random"), "client_random");
	TRY(choose_version(ep));
	TRY(read_signals(ep));
	TRY(choose_suite(ep));
	TRY(choose_compression(ep));
	read_session_id(ep);
	return extensions_read(ep, readers, ARRAY_LEN(readers), NULL);
}
