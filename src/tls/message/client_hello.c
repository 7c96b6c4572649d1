/* ClientHello (RFC 5246 7.4.1.2): what the client can do. */
#include "tls/endpoint_state.h"
#include "tls/extension/extension.h"
#include "tls/message/hello.h"
#include "tls/message/message.h"
#include "tls/message/read.h"
#include "tls/negotiate.h"
#include "tls/quirk.h"
#include "tls/resume/psk.h"
#include "tls/resume/resume.h"

/* ---- the client offers ---- */

static value_id suite_list(struct connection *c)
{
	const value_id given = endpoint_given(c, "cipher_suites");
	struct buf b = { 0 };

	if (given)
		return trace_show(c->w.t, given, SHOW_CODES, &codes_cipher_suite);
	if (config_of(c)->grease)
		buf_add_uint(&b, 2, GREASE_VALUE);
	for (size_t i = 0; i < config_of(c)->n_suites; i++) {
		const struct suite *s = suite_find(config_of(c)->suites[i]);

		if (suite_spoken_from(s) <= config_of(c)->max_version && s->to >= config_of(c)->min_version && tls_config_has_key_for(config_of(c), s))
			buf_add_uint(&b, 2, s->code.value);
	}
	if (config_of(c)->max_version == VERSION_SSL30)   /* which has no extensions (RFC 5746 4.5) */
		buf_add_uint(&b, 2, SUITE_RENEGOTIATION_SCSV);
	if (config_of(c)->fallback)   /* behind them (RFC 7507 4) */
		buf_add_uint(&b, 2, SUITE_FALLBACK_SCSV);
	return conn_codes(c, "cipher_suites", &b, &codes_cipher_suite);
}

/* What was offered is what stands in the message, also for who made it. */
static void own_offer_read(struct connection *c, unit_id unit)
{
	const struct unit *u = trace_unit(c->w.t, unit);

	c->msg = (struct incoming){ unit, u->value, u->first_field };
	client_hello_read(c);
	c->msg = (struct incoming){ 0 };
}

/* RFC 9846 E.4: so that it looks like one who would like to go on with a session of TLS 1.2. */
static void disguise(struct connection *c, struct items *it)
{
	const struct tls_config *cfg = config_of(c);

	if (c->s.offered_session_id || cfg->max_version < VERSION_TLS13 || !cfg->compatibility)
		return;
	c->s.offered_session_id = value_random(c->w, "legacy_session_id", 32);
	CONN_EVENT(c, EV_RANDOM_DRAWN, c->s.offered_session_id);
	items_add(it, "session_id", c->s.offered_session_id);
}

/* What a first ClientHello draws; one that is asked for again has the same (RFC 9846 4.2.2). */
static void random_make(struct connection *c, struct items *it)
{
	if (c->s.retried) {
		items_add(it, "random", c->s.client_random);
		if (c->s.offered_session_id)
			items_add(it, "session_id", c->s.offered_session_id);
		return;
	}
	c->s.client_random = hello_random(c, "client_random", 32);
	items_add(it, "random", c->s.client_random);
	resume_offer(c, it);
	disguise(c, it);
}

unit_id client_hello_make(struct connection *c)
{
	static const uint8_t null_only[] = { 0 };
	struct trace *t = c->w.t;
	struct items it = { .n = 0 };
	unit_id unit;

	conn_begin_tell(c);
	if (config_of(c)->min_version >= VERSION_TLS13)   /* what follows is that version's, whatever comes of it */
		trace_agree_version(t, config_of(c)->min_version, 0);
	c->s.client_version_value = trace_show(t, conn_uint(c, OP_CONFIG, "client_version", 2, version_on_wire(config_of(c)->max_version)),
					       SHOW_CODE, &codes_version);
	items_add(&it, "client_version", c->s.client_version_value);
	random_make(c, &it);
	c->s.offered_suites = suite_list(c);
	items_add(&it, "cipher_suites", c->s.offered_suites);
	items_add(&it, "compression_methods", trace_show(t, trace_add_leaf(t, c->actor, OP_CONFIG, "compression_methods",
									   bytes_of(null_only, 1)), SHOW_CODES, &codes_compression));
	if (c->s.retried)
		psk_offer(c, NULL);
	extensions_make(c, IN_CLIENT_HELLO, &it);
	if (endpoint_of(c)->n_psks)
		psk_bind(c, &it);
	unit = message_build(c, HS_CLIENT_HELLO, it.v, it.n);
	own_offer_read(c, unit);
	if (quirk_fires(c, QUIRK_DECODE))   /* the length of session_id: one more than there is */
		unit = quirk_altered(c, unit, trace_field(t, trace_find_field(t, trace_unit(t, unit)->first_field, "session_id", 0))->off, 1);
	return unit;
}

/* The same with what HelloRetryRequest asked for. */
unit_id client_hello_again_make(struct connection *c)
{
	return client_hello_make(c);
}

/* ---- everybody reads ---- */

void client_hello_read(struct connection *c)
{
	c->offer = (struct offer){
		.version = (uint16_t)msg_uint(c, "client_version"),
		.client_version = msg_field(c, "client_version"),
		.random = msg_field(c, "random"),
		.session_id = msg_field(c, "session_id"),
		.suites = msg_field(c, "cipher_suites"),
		.compression = msg_field(c, "compression_methods"),
	};
	c->offer.extensions = extensions_read(c, IN_CLIENT_HELLO);
}

/* ---- the server takes it in ---- */

static void read_session_id(struct connection *c)
{
	value_id id;

	if (resume_asked(c))
		return;                            /* what the id means was told with the decision */
	id = msg_content(c, c->offer.session_id, "session_id");
	if (c->s.version >= VERSION_TLS13)
		c->s.session_id = id;              /* is echoed (RFC 9846 4.2.3) */
	CONN_EVENT(c, EV_SESSION_ID, id)->reason = trace_bytes(c->w.t, id).n ? REASON_SESSION_UNKNOWN : REASON_SESSION_NONE;
}

enum status client_hello_take(struct connection *c)
{
	conn_begin_tell(c);
	client_hello_read(c);
	c->s.first_hello = c->msg.value;
	c->s.first_hello_root = c->msg.root;
	c->s.client_random = msg_value(c, c->offer.random, "client_random");
	TRY(negotiate(c));
	read_session_id(c);
	TRY(extensions_take(c, IN_CLIENT_HELLO));
	TRY(renegotiation_check(c, SIDE_CLIENT));
	early_decide(c);
	return ST_OK;
}

enum status client_hello_then(struct connection *c, bool sent)
{
	(void)sent;
	return early_begin(c);
}

/* ---- the one that HelloRetryRequest asked for (RFC 9846 4.2.2) ---- */

/* What may differ in it. One that hides another hello (RFC 9849) hides the second anew. */
static bool may_change(uint16_t extension)
{
	static const uint16_t types[] = { EXT_KEY_SHARE, EXT_EARLY_DATA, EXT_COOKIE, EXT_PRE_SHARED_KEY, EXT_PADDING, EXT_ENCRYPTED_CLIENT_HELLO };

	return code_listed(&(struct code_list){ types, ARRAY_LEN(types) }, extension);
}

/* All the rest of the hello, as bytes. */
static void unchanging_part(const struct trace *t, field_id root, struct buf *out)
{
	static const char *const members[] = { "client_version", "random", "session_id", "cipher_suites", "compression_methods" };
	const field_id list = trace_find_field(t, root, "extensions", 0);

	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		buf_add(out, trace_field_bytes(t, trace_find_field(t, root, members[i], 0)));
	for (field_id ext = 0; list && (ext = trace_find_field(t, list, "Extension", ext)) != 0;)
		if (!may_change((uint16_t)bytes_uint(trace_field_bytes(t, trace_find_field(t, ext, "extension_type", 0)))))
			buf_add(out, trace_field_bytes(t, ext));
}

enum status client_hello_same_check(struct connection *c)
{
	struct buf before = { 0 }, now = { 0 };
	struct event *e;
	bool same;

	unchanging_part(c->w.t, c->s.first_hello_root, &before);
	unchanging_part(c->w.t, c->msg.root, &now);
	same = bytes_equal(buf_bytes(&before), buf_bytes(&now));
	buf_free(&before);
	buf_free(&now);
	e = CONN_EVENT(c, EV_HELLO_SAME, c->msg.value, c->s.first_hello);
	return conn_check(c, e, same, same ? REASON_HELLO_SAME : REASON_HELLO_CHANGED, ALERT_ILLEGAL_PARAMETER);
}

/* HelloRetryRequest came of the first hello's keys: a suite, and whether certificates are needed. The client may leave out those
 * alone that do not fit the suite. */
static enum status psk_decide_again(struct connection *c)
{
	const struct suite *const suite = c->s.suite;
	const bool used = c->s.psk.used;
	struct event *e;

	TRY(psk_decide(c));
	if (c->s.psk.used == used && c->s.suite == suite)
		return ST_OK;
	e = CONN_EVENT(c, EV_HELLO_SAME, c->msg.value, c->s.first_hello);
	e->field = c->offer.psks;
	return conn_check(c, e, false, REASON_HELLO_CHANGED, ALERT_ILLEGAL_PARAMETER);
}

enum status client_hello_again_take(struct connection *c)
{
	client_hello_read(c);
	TRY(client_hello_same_check(c));
	c->s.early.over = true;
	TRY(psk_decide_again(c));
	TRY(extensions_take(c, IN_CLIENT_HELLO));
	return c->s.psk.alone ? ST_OK : negotiate_share(c);
}
