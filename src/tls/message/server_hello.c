/* ServerHello (RFC 5246 7.4.1.3): what the server chose. */
#include "tls/endpoint_state.h"
#include "tls/message/hello.h"
#include "tls/message/message.h"

/* With a name but no data its content is one empty vector. */
static void answer(struct connection *c, struct items *it, uint16_t type, const char *name, value_id data)
{
	items_uint(c, it, "extension_type", 2, type, &codes_extension);
	if (name)
		items_add(it, name, data ? data : trace_add_leaf(c->w.t, c->actor, OP_CONST, name, BYTES_NONE));
	CONN_EVENT(c, EV_EXTENSION_ANSWERED, it->v[it->n - 1].value)->arg[0] = type;
}

static void answer_extensions(struct connection *c, struct items *it)
{
	struct session *s = &c->s;

	if (s->secure_renegotiation)
		answer(c, it, EXT_RENEGOTIATION_INFO, "renegotiated_connection", 0);
	if (s->server_name)
		answer(c, it, EXT_SERVER_NAME, NULL, 0);
	if (s->extended_master_secret)
		answer(c, it, EXT_EXTENDED_MASTER_SECRET, NULL, 0);
	if (s->encrypt_then_mac)
		answer(c, it, EXT_ENCRYPT_THEN_MAC, NULL, 0);
	if (s->alpn)
		answer(c, it, EXT_ALPN, "ProtocolName", s->alpn);
}

unit_id server_hello_make(struct connection *c)
{
	struct session *s = &c->s;
	struct trace *t = c->w.t;
	struct items it = { .n = 0 };

	items_uint(c, &it, "server_version", 2, s->version, &codes_version);
	s->server_random = value_random(c->w, "server_random", 32);
	CONN_EVENT(c, EV_RANDOM_DRAWN, s->server_random);
	items_add(&it, "random", s->server_random);
	if (config_of(c)->session_id) {
		s->session_id = value_random(c->w, "session_id", 32);
		CONN_EVENT(c, EV_RANDOM_DRAWN, s->session_id);
		CONN_EVENT(c, EV_SESSION_ID, s->session_id)->reason = REASON_SESSION_GIVEN;
		items_add(&it, "session_id", s->session_id);
	}
	items_add(&it, "cipher_suite", trace_show(t, trace_add_slice(t, c->actor, s->common_suites, 0, 2, "cipher_suite"),
						  SHOW_CODE, &codes_cipher_suite));
	items_uint(c, &it, "compression_method", 1, 0, &codes_compression);
	answer_extensions(c, &it);
	hello_agreed(c);
	return message_build(c, HS_SERVER_HELLO, it.v, it.n);
}

/* ---- the client reads what was chosen ---- */

static enum status version_check(struct connection *c)
{
	field_id f = msg_field(c, "server_version");
	uint16_t version = (uint16_t)msg_uint(c, "server_version");
	struct event *e = CONN_EVENT(c, EV_ANSWER_VERSION, c->s.client_version_value, msg_value(c, f, "server_version"));
	bool fits = version >= config_of(c)->min_version && version <= config_of(c)->max_version;

	e->arg[0] = version;
	e->field = f;
	c->s.version = fits ? version : VERSION_TLS12;
	return conn_check(c, e, fits, fits ? REASON_VERSION_ACCEPTED : REASON_VERSION_NOT_OFFERED, ALERT_PROTOCOL_VERSION);
}

static enum status suite_check(struct connection *c)
{
	field_id f = msg_field(c, "cipher_suite");
	uint16_t code = (uint16_t)msg_uint(c, "cipher_suite");
	struct event *e = CONN_EVENT(c, EV_ANSWER_SUITE, c->s.offered_suites, msg_value(c, f, "cipher_suite"));
	bool offered = false;

	for (size_t i = 0; i < config_of(c)->n_suites; i++)
		offered |= config_of(c)->suites[i] == code;
	e->arg[0] = code;
	e->field = f;
	TRY(conn_check(c, e, offered, offered ? REASON_SUITE_ACCEPTED : REASON_SUITE_NOT_OFFERED, ALERT_ILLEGAL_PARAMETER));
	c->s.suite = suite_find_spoken(code);
	return ST_OK;
}

static enum status compression_check(struct connection *c)
{
	field_id f = msg_field(c, "compression_method");
	struct event *e = CONN_EVENT(c, EV_ANSWER_COMPRESSION, msg_value(c, f, "compression_method"));
	uint32_t method = msg_uint(c, "compression_method");

	e->arg[0] = method;
	e->field = f;
	return conn_check(c, e, method == 0, method ? REASON_COMPRESSION_NOT_OFFERED : REASON_COMPRESSION_ACCEPTED, ALERT_ILLEGAL_PARAMETER);
}

static void downgrade_mark(struct connection *c, field_id random)
{
	static const uint8_t mark[] = { 'D', 'O', 'W', 'N', 'G', 'R', 'D', 1 };
	value_id tail = trace_add_slice(c->w.t, c->actor, c->s.server_random, 24, 8, "end of server_random");
	struct event *e;

	if (!bytes_equal(trace_bytes(c->w.t, tail), bytes_of(mark, 8)))
		return;
	e = CONN_EVENT(c, EV_DOWNGRADE_CHECKED, tail);
	e->verdict = VERDICT_OK;
	e->reason = REASON_DOWNGRADE_MARK;
	e->field = random;
}

static const struct {
	uint16_t type;
	enum known_extension known;
} answerable[] = {
	{ EXT_EXTENDED_MASTER_SECRET, KE_EMS }, { EXT_ENCRYPT_THEN_MAC, KE_ETM },  { EXT_SESSION_TICKET, KE_TICKET },
	{ EXT_RENEGOTIATION_INFO, KE_RENEGOTIATION }, { EXT_ALPN, KE_ALPN },       { EXT_SERVER_NAME, KE_SERVER_NAME },
	{ EXT_EC_POINT_FORMATS, KE_POINT_FORMATS }, { EXT_SUPPORTED_GROUPS, KE_GROUPS },
};

static bool was_offered(const struct connection *c, uint16_t type)
{
	for (size_t i = 0; i < ARRAY_LEN(answerable); i++)
		if (answerable[i].type == type)
			return c->s.client_offers[answerable[i].known];
	return false;
}

static enum reason read_ems(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	c->s.extended_master_secret = true;
	return REASON_EMS_USED;
}

static enum reason read_etm(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	/* RFC 7366 3: with a stream or AEAD cipher a server MUST NOT answer it */
	c->s.encrypt_then_mac = c->s.suite->mac != HASH_NONE && cipher_specs[c->s.suite->cipher].block_size;
	return c->s.encrypt_then_mac ? REASON_ETM_USED : REASON_EXTENSION_ANSWERED_WRONGLY;
}

static enum reason read_ticket(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	c->s.ticket_expected = true;
	return REASON_TICKET_COMING;
}

static enum reason read_renegotiation(struct connection *c, field_id ext, int *alert)
{
	field_id f = trace_find_field(c->w.t, ext, "renegotiated_connection", 0);

	if (!f || trace_field(c->w.t, f)->len == 1) {
		c->s.secure_renegotiation = true;
		return REASON_RENEGOTIATION_EMPTY;
	}
	*alert = ALERT_HANDSHAKE_FAILURE;   /* RFC 5746 3.4 */
	return REASON_RENEGOTIATION_NOT_EMPTY;
}

static enum reason read_alpn(struct connection *c, field_id ext, int *alert)
{
	field_id f = trace_find_field(c->w.t, ext, "ProtocolName", 0), name = f ? trace_find_field(c->w.t, f, "content", 0) : 0;

	if (!f || trace_find_field(c->w.t, ext, "ProtocolName", f)) {
		*alert = ALERT_ILLEGAL_PARAMETER;
		return REASON_PROTOCOL_COUNT;
	}
	for (size_t i = 0; name && i < config_of(c)->n_alpn; i++)
		if (bytes_equal(msg_bytes(c, name), bytes_str(config_of(c)->alpn[i]))) {
			c->s.alpn = msg_value(c, name, "ProtocolName");
			return REASON_EXTENSION_USED;
		}
	*alert = ALERT_ILLEGAL_PARAMETER;
	return REASON_PROTOCOL_NOT_OFFERED;
}

/* RFC 8422 5.2 knows no such answer, but some servers give it. */
static enum reason read_groups(struct connection *c, field_id ext, int *alert)
{
	(void)c, (void)ext, (void)alert;
	return REASON_EXTENSION_ANSWERED_WRONGLY;
}

static enum reason read_name(struct connection *c, field_id ext, int *alert)
{
	(void)c, (void)ext, (void)alert;
	return REASON_NAME_ANSWERED;
}

static enum reason read_noted(struct connection *c, field_id ext, int *alert)
{
	(void)c, (void)ext, (void)alert;
	return REASON_EXTENSION_NOTED;
}

static const struct extension_reader readers[] = {
	{ EXT_EXTENDED_MASTER_SECRET, read_ems },
	{ EXT_ENCRYPT_THEN_MAC, read_etm },
	{ EXT_SESSION_TICKET, read_ticket },
	{ EXT_RENEGOTIATION_INFO, read_renegotiation },
	{ EXT_ALPN, read_alpn },
	{ EXT_SERVER_NAME, read_name },
	{ EXT_EC_POINT_FORMATS, read_noted },
	{ EXT_SUPPORTED_GROUPS, read_groups },
};

enum status server_hello_take(struct connection *c)
{
	field_id random = msg_field(c, "random");

	c->s.server_random = msg_value(c, random, "server_random");
	TRY(version_check(c));
	TRY(suite_check(c));
	TRY(compression_check(c));
	downgrade_mark(c, random);
	c->s.session_id = msg_content(c, msg_field(c, "session_id"), "session_id");
	CONN_EVENT(c, EV_SESSION_ID, c->s.session_id)->reason =
		trace_bytes(c->w.t, c->s.session_id).n ? REASON_SESSION_NAMED : REASON_SESSION_UNNAMED;
	TRY(extensions_read(c, readers, ARRAY_LEN(readers), was_offered));
	hello_agreed(c);
	return ST_OK;
}
