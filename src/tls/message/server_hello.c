/* ServerHello (RFC 5246 7.4.1.3): what the server chose. */
#include "tls/endpoint_state.h"
#include "tls/extension/extension.h"
#include "tls/kex/group.h"
#include "tls/keys/keys.h"
#include "tls/message/downgrade.h"
#include "tls/message/hello.h"
#include "tls/message/message.h"
#include "tls/message/read.h"
#include "tls/resume/resume.h"

/* Until TLS 1.3, which echoes it, an echo says that the session goes on (RFC 5246 7.4.1.3, RFC 5077 3.4); who gets a ticket
 * needs no name. */
static void session_id_make(struct connection *c)
{
	struct session *s = &c->s;

	if (s->resumed || s->version >= VERSION_TLS13 || !config_of(c)->session_id || s->ticket_expected)
		return;
	s->session_id = value_random(c->w, "session_id", 32);
	CONN_EVENT(c, EV_RANDOM_DRAWN, s->session_id);
	CONN_EVENT(c, EV_SESSION_ID, s->session_id)->reason = config_of(c)->sessions ? REASON_SESSION_REMEMBERED : REASON_SESSION_GIVEN;
}

unit_id server_hello_make(struct connection *c)
{
	struct session *s = &c->s;
	struct trace *t = c->w.t;
	struct items it = { .n = 0 };

	items_uint(c, &it, "server_version", 2, version_on_wire(s->version), &codes_version);
	s->server_random = downgrade_random(c);
	items_add(&it, "random", s->server_random);
	session_id_make(c);
	if (s->session_id)
		items_add(&it, "session_id", s->session_id);
	items_add(&it, "cipher_suite", trace_show(t, trace_add_slice(t, c->actor, s->common_suites, 0, 2, "cipher_suite"),
						  SHOW_CODE, &codes_cipher_suite));
	items_uint(c, &it, "compression_method", 1, 0, &codes_compression);
	extensions_make(c, IN_SERVER_HELLO, &it);
	hello_agreed(c);
	return message_build(c, HS_SERVER_HELLO, it.v, it.n);
}

/* ---- everybody reads what was chosen ---- */

void server_hello_read(struct connection *c)
{
	c->s.suite = suite_find((uint16_t)msg_uint(c, "cipher_suite"));
	extensions_read(c, c->facts.facts[SEL_HELLO_FORM] == HELLO_RETRY ? IN_HELLO_RETRY_REQUEST : IN_SERVER_HELLO);
	/* NSS answers some in SSL 3.0, which has none */
	if (c->s.version == VERSION_SSL30)
		extensions_read_none(c, IN_SERVER_HELLO);
}

/* ---- the client holds it against what it offered ---- */

/* RFC 9846 4.2.3, E.3: before TLS 1.3 there is no early data, and the server would trip over what is on its way. */
static enum reason version_unfit(const struct connection *c, uint16_t version, uint16_t field)
{
	if (version < VERSION_TLS13)
		return c->s.early.offered ? REASON_EARLY_OTHER_VERSION : REASON_NONE;
	return field == VERSION_TLS12 ? REASON_NONE : REASON_LEGACY_VERSION;
}

static enum status version_check(struct connection *c)
{
	field_id f = msg_field(c, "server_version");
	/* where it was not offered, supported_versions says nothing, but is an error */
	uint16_t version = extension_offered(&c->offer, EXT_SUPPORTED_VERSIONS) ? c->s.version : (uint16_t)msg_uint(c, "server_version");
	const bool fits = version >= config_of(c)->min_version && version <= config_of(c)->max_version;
	const enum reason reason = !fits ? REASON_VERSION_NOT_OFFERED : version_unfit(c, version, (uint16_t)msg_uint(c, "server_version"));
	struct event *e;

	if (fits)
		trace_agree_version(c->w.t, version, c->msg.unit);
	e = CONN_EVENT(c, EV_ANSWER_VERSION, c->s.client_version_value, msg_value(c, f, "server_version"));
	e->arg[0] = version;
	e->field = f;
	c->s.version = fits ? version : VERSION_TLS12;
	/* RFC 9846 4.3.1, E.1: the alert goes by where the version stands */
	return conn_check(c, e, reason == REASON_NONE, reason == REASON_NONE ? REASON_VERSION_ACCEPTED : reason,
			  msg_field(c, "selected_version") ? ALERT_ILLEGAL_PARAMETER : ALERT_PROTOCOL_VERSION);
}

static enum status suite_check(struct connection *c)
{
	field_id f = msg_field(c, "cipher_suite");
	uint16_t code = (uint16_t)msg_uint(c, "cipher_suite");
	struct event *e = CONN_EVENT(c, EV_ANSWER_SUITE, c->s.offered_suites, msg_value(c, f, "cipher_suite"));
	const struct suite *s = suite_find(code);
	const bool offered = tls_config_has_suite(config_of(c), code), fits = offered && c->s.version >= suite_spoken_from(s) && c->s.version <= s->to;

	e->arg[0] = code;
	e->field = f;
	return conn_check(c, e, fits, fits ? REASON_SUITE_ACCEPTED : offered ? REASON_SUITE_OTHER_VERSION : REASON_SUITE_NOT_OFFERED,
			  ALERT_ILLEGAL_PARAMETER);
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

/* RFC 9846 4.2.3 */
static enum status echo_check(struct connection *c)
{
	const field_id f = msg_field(c, "session_id");
	const value_id came = c->s.session_id = msg_content(c, f, "legacy_session_id_echo");
	const value_id sent = c->s.offered_session_id ? c->s.offered_session_id : trace_add_leaf(c->w.t, c->actor, OP_CONST, "session_id", BYTES_NONE);
	const bool same = bytes_equal(trace_bytes(c->w.t, came), trace_bytes(c->w.t, sent));
	struct event *e = CONN_EVENT(c, EV_SESSION_ECHO, came, sent);

	e->field = f;
	return conn_check(c, e, same, same ? REASON_VALUES_EQUAL : REASON_VALUES_DIFFER, ALERT_ILLEGAL_PARAMETER);
}

enum status server_answer_check(struct connection *c)
{
	TRY(version_check(c));
	TRY(suite_check(c));
	TRY(compression_check(c));
	return c->s.version >= VERSION_TLS13 ? echo_check(c) : ST_OK;
}

/* RFC 9846 4.2.4: what HelloRetryRequest chose stands. */
static enum status retry_kept(struct connection *c)
{
	const bool holds = c->s.suite == c->s.retry_suite && c->s.version >= VERSION_TLS13;
	const field_id f = msg_field(c, "cipher_suite");
	struct event *e;

	if (!c->s.retried)
		return ST_OK;
	e = CONN_EVENT(c, EV_RETRY_KEPT, msg_value(c, f, "cipher_suite"));
	e->field = f;
	return conn_check(c, e, holds, holds ? REASON_RETRY_KEPT : REASON_RETRY_NOT_KEPT, ALERT_ILLEGAL_PARAMETER);
}

/* Until TLS 1.3: it names a session, or goes on with one. An id that was sent for the looks of it alone (RFC 9846 E.4) names none that
 * could go on; the alert is ours. */
static enum status session_id_read(struct connection *c)
{
	const field_id f = msg_field(c, "session_id");
	const value_id came = c->s.session_id = msg_content(c, f, "session_id"), sent = c->s.offered_session_id;
	const size_t n = trace_bytes(c->w.t, came).n;
	struct event *e;

	CONN_EVENT(c, EV_SESSION_ID, came)->reason = n ? REASON_SESSION_NAMED : REASON_SESSION_UNNAMED;
	if (!n || !sent || endpoint_of(c)->session || !bytes_equal(trace_bytes(c->w.t, came), trace_bytes(c->w.t, sent)))
		return ST_OK;
	e = CONN_EVENT(c, EV_RESUME_ANSWER, sent, came);
	e->field = f;
	return conn_check(c, e, false, REASON_SESSION_ID_RETURNED, ALERT_ILLEGAL_PARAMETER);
}

enum status server_hello_take(struct connection *c)
{
	field_id random = msg_field(c, "random");

	server_hello_read(c);
	c->s.server_random = msg_value(c, random, "server_random");
	TRY(server_answer_check(c));
	TRY(retry_kept(c));
	TRY(downgrade_check(c, random));
	if (c->s.version < VERSION_TLS13)
		TRY(session_id_read(c));
	keys_use_psk(c, 0, 0);
	resume_answer_read(c);
	TRY(extensions_take(c, IN_SERVER_HELLO));
	TRY(renegotiation_check(c, SIDE_SERVER));
	TRY(resume_answer_check(c));
	hello_agreed(c);
	return ST_OK;
}

/* The client learns the server's share; both compute the secret. */
static enum status share_then(struct connection *c, bool sent, field_id share)
{
	if (!sent && !share)
		return conn_check(c, CONN_FACT(c, EV_MESSAGE_DECODED), false, REASON_GROUPS_MISSING, ALERT_MISSING_EXTENSION);
	if (!sent)
		TRY(group_public_take(c, share));
	return group_agree(c, "shared_secret");
}

/* The client has sent some and does not know yet; the server takes it. */
static bool early_goes_on(const struct connection *c)
{
	return c->side == SIDE_CLIENT ? c->s.early.offered && !c->s.early.over : c->s.early.accepted;
}

enum status server_hello_then(struct connection *c, bool sent)
{
	field_id share = msg_field(c, "key_exchange");

	if (c->s.resumed)
		resume_begin(c);
	c->facts.facts[SEL_VERSION] = c->s.version;
	if (c->s.version < VERSION_TLS13)
		return ST_OK;
	c->facts.facts[SEL_HASH_SIZE] = (uint32_t)hash_size(c->s.suite->prf);
	if (!c->s.psk.alone)
		TRY(share_then(c, sent, share));
	keys_advance(c, KEYS_SHARED);
	TRY(keys_activate(c, SIDE_SERVER, EPOCH_HANDSHAKE));
	/* else when it is known that there is no early data, or no more */
	return early_goes_on(c) ? ST_OK : keys_activate(c, SIDE_CLIENT, EPOCH_HANDSHAKE);
}
