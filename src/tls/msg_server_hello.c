/* ServerHello (RFC 5246 7.4.1.3): what the server chose. */
#include "tls/hello.h"

static void answer(struct endpoint *ep, struct items *it, uint16_t type, const char *name, value_id data)
{
	items_uint(ep, it, "extension_type", 2, type, &codes_extension);
	if (name)
		items_add(it, name, data);
	EP_EVENT(ep, EV_EXTENSION_ANSWERED, it->v[it->n - 1].value)->arg[0] = type;
}

static void answer_extensions(struct endpoint *ep, struct items *it)
{
	struct session *s = &ep->s;

	if (s->secure_renegotiation)
		answer(ep, it, EXT_RENEGOTIATION_INFO, "renegotiated_connection",
		       trace_add_leaf(ep->w.t, ep->role, OP_CONST, "renegotiated_connection", BYTES_NONE));
	if (s->server_name)
		answer(ep, it, EXT_SERVER_NAME, NULL, 0);
	if (s->extended_master_secret)
		answer(ep, it, EXT_EXTENDED_MASTER_SECRET, NULL, 0);
	if (s->encrypt_then_mac)
		answer(ep, it, EXT_ENCRYPT_THEN_MAC, NULL, 0);
	if (s->alpn)
		answer(ep, it, EXT_ALPN, "ProtocolName", s->alpn);
}

unit_id server_hello_make(struct endpoint *ep)
{
	struct session *s = &ep->s;
	struct trace *t = ep->w.t;
	struct items it = { .n = 0 };

	items_uint(ep, &it, "server_version", 2, s->version, &codes_version);
	s->server_random = value_random(ep->w, "server_random", 32);
	EP_EVENT(ep, EV_RANDOM_DRAWN, s->server_random);
	items_add(&it, "random", s->server_random);
	if (ep->cfg->session_id) {
		s->session_id = value_random(ep->w, "session_id", 32);
		EP_EVENT(ep, EV_RANDOM_DRAWN, s->session_id);
		EP_EVENT(ep, EV_SESSION_ID, s->session_id)->reason = REASON_SESSION_GIVEN;
		items_add(&it, "session_id", s->session_id);
	}
	items_add(&it, "cipher_suite", trace_show(t, trace_add_slice(t, ep->role, s->common_suites, 0, 2, "cipher_suite"),
						  SHOW_CODE, &codes_cipher_suite));
	items_uint(ep, &it, "compression_method", 1, 0, &codes_compression);
	answer_extensions(ep, &it);
	hello_agreed(ep);
	return message_build(ep, HS_SERVER_HELLO, it.v, it.n);
}

/* ---- the client reads what was chosen ---- */

static enum status version_check(struct endpoint *ep)
{
	field_id f = msg_field(ep, "server_version");
	uint16_t version = (uint16_t)msg_uint(ep, "server_version");
	struct event *e = EP_EVENT(ep, EV_ANSWER_VERSION, ep->s.client_version_value, msg_value(ep, f, "server_version"));
	bool fits = version >= ep->cfg->min_version && version <= ep->cfg->max_version;

	e->arg[0] = version;
	e->field = f;
	ep->s.version = fits ? version : VERSION_TLS12;
	return ep_check(ep, e, fits, fits ? REASON_VERSION_ACCEPTED : REASON_VERSION_NOT_OFFERED, ALERT_PROTOCOL_VERSION);
}

static enum status suite_check(struct endpoint *ep)
{
	field_id f = msg_field(ep, "cipher_suite");
	uint16_t code = (uint16_t)msg_uint(ep, "cipher_suite");
	struct event *e = EP_EVENT(ep, EV_ANSWER_SUITE, ep->s.offered_suites, msg_value(ep, f, "cipher_suite"));
	bool offered = false;

	for (size_t i = 0; i < ep->cfg->n_suites; i++)
		offered |= ep->cfg->suites[i] == code;
	e->arg[0] = code;
	e->field = f;
	TRY(ep_check(ep, e, offered, offered ? REASON_SUITE_ACCEPTED : REASON_SUITE_NOT_OFFERED, ALERT_ILLEGAL_PARAMETER));
	ep->s.suite = suite_find_spoken(code);
	return ST_OK;
}

static enum status compression_check(struct endpoint *ep)
{
	field_id f = msg_field(ep, "compression_method");
	struct event *e = EP_EVENT(ep, EV_ANSWER_COMPRESSION, msg_value(ep, f, "compression_method"));
	uint32_t method = msg_uint(ep, "compression_method");

	e->arg[0] = method;
	e->field = f;
	return ep_check(ep, e, method == 0, method ? REASON_COMPRESSION_NOT_OFFERED : REASON_COMPRESSION_ACCEPTED, ALERT_ILLEGAL_PARAMETER);
}

static void downgrade_mark(struct endpoint *ep, field_id random)
{
	static const uint8_t mark[] = { 'D', 'O', 'W', 'N', 'G', 'R', 'D', 1 };
	value_id tail = trace_add_slice(ep->w.t, ep->role, ep->s.server_random, 24, 8, "end of server_random");
	struct event *e;

	if (!bytes_equal(trace_bytes(ep->w.t, tail), bytes_of(mark, 8)))
		return;
	e = EP_EVENT(ep, EV_DOWNGRADE_CHECKED, tail);
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

static bool was_offered(const struct endpoint *ep, uint16_t type)
{
	for (size_t i = 0; i < ARRAY_LEN(answerable); i++)
		if (answerable[i].type == type)
			return ep->s.client_offers[answerable[i].known];
	return false;
}

static enum reason read_ems(struct endpoint *ep, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	ep->s.extended_master_secret = true;
	return REASON_EMS_USED;
}

static enum reason read_etm(struct endpoint *ep, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	/* RFC 7366 3: with a stream or AEAD cipher a server MUST NOT answer it */
	ep->s.encrypt_then_mac = ep->s.suite->mac != HASH_NONE && cipher_specs[ep->s.suite->cipher].block_size;
	return ep->s.encrypt_then_mac ? REASON_ETM_USED : REASON_EXTENSION_ANSWERED_WRONGLY;
}

static enum reason read_ticket(struct endpoint *ep, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	ep->s.ticket_expected = true;
	return REASON_TICKET_COMING;
}

static enum reason read_renegotiation(struct endpoint *ep, field_id ext, int *alert)
{
	field_id f = trace_find_field(ep->w.t, ext, "renegotiated_connection", 0);

	if (!f || trace_field(ep->w.t, f)->len == 1) {
		ep->s.secure_renegotiation = true;
		return REASON_RENEGOTIATION_EMPTY;
	}
	*alert = ALERT_HANDSHAKE_FAILURE;   /* RFC 5746 3.4 */
	return REASON_RENEGOTIATION_NOT_EMPTY;
}

static enum reason read_alpn(struct endpoint *ep, field_id ext, int *alert)
{
	field_id f = trace_find_field(ep->w.t, ext, "ProtocolName", 0), c = f ? trace_find_field(ep->w.t, f, "content", 0) : 0;

	if (!f || trace_find_field(ep->w.t, ext, "ProtocolName", f)) {
		*alert = ALERT_ILLEGAL_PARAMETER;
		return REASON_PROTOCOL_COUNT;
	}
	for (size_t i = 0; c && i < ep->cfg->n_alpn; i++)
		if (bytes_equal(msg_bytes(ep, c), bytes_str(ep->cfg->alpn[i]))) {
			ep->s.alpn = msg_value(ep, c, "ProtocolName");
			return REASON_EXTENSION_USED;
		}
	*alert = ALERT_ILLEGAL_PARAMETER;
	return REASON_PROTOCOL_NOT_OFFERED;
}

/* RFC 8422 5.2 knows no such answer, but some servers give it. */
static enum reason read_groups(struct endpoint *ep, field_id ext, int *alert)
{
	(void)ep, (void)ext, (void)alert;
	return REASON_EXTENSION_ANSWERED_WRONGLY;
}

static enum reason read_name(struct endpoint *ep, field_id ext, int *alert)
{
	(void)ep, (void)ext, (void)alert;
	return REASON_NAME_ANSWERED;
}

static enum reason read_noted(struct endpoint *ep, field_id ext, int *alert)
{
	(void)ep, (void)ext, (void)alert;
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

enum status server_hello_take(struct endpoint *ep)
{
	field_id random = msg_field(ep, "random");

	ep->s.server_random = msg_value(ep, random, "server_random");
	TRY(version_check(ep));
	TRY(suite_check(ep));
	TRY(compression_check(ep));
	downgrade_mark(ep, random);
	ep->s.session_id = msg_content(ep, msg_field(ep, "session_id"), "session_id");
	EP_EVENT(ep, EV_SESSION_ID, ep->s.session_id)->reason =
		trace_bytes(ep->w.t, ep->s.session_id).n ? REASON_SESSION_NAMED : REASON_SESSION_UNNAMED;
	TRY(extensions_read(ep, readers, ARRAY_LEN(readers), was_offered));
	hello_agreed(ep);
	return ST_OK;
}
