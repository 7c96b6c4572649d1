/* ClientHello (RFC 5246 7.4.1.2): what the client can do, and how the server chooses. */
#include "tls/endpoint_state.h"
#include "tls/extension/extension.h"
#include "tls/kex/kex.h"
#include "tls/message/hello.h"
#include "tls/message/message.h"
#include "tls/message/read.h"
#include "tls/quirk.h"

enum { SCSV_RENEGOTIATION = 0x00ff, SCSV_FALLBACK = 0x5600 };

/* ---- the client offers ---- */

static value_id suite_list(struct connection *c, const char *label, bool grease)
{
	struct buf b = { 0 };

	if (grease)
		buf_add_uint(&b, 2, GREASE_VALUE);
	for (size_t i = 0; i < config_of(c)->n_suites; i++)
		buf_add_uint(&b, 2, config_of(c)->suites[i]);
	return conn_codes(c, label, &b, &codes_cipher_suite);
}

/* What was offered is what stands in the message, also for who made it. */
static void own_offer_read(struct connection *c, unit_id unit)
{
	const struct unit *u = trace_unit(c->w.t, unit);

	c->msg = (struct incoming){ unit, u->value, u->first_field };
	client_hello_read(c);
	c->msg = (struct incoming){ 0 };
}

unit_id client_hello_make(struct connection *c)
{
	static const uint8_t null_only[] = { 0 };
	struct trace *t = c->w.t;
	struct items it = { .n = 0 };
	unit_id unit;

	c->s.client_version_value = trace_show(t, conn_uint(c, OP_CONFIG, "client_version", 2, config_of(c)->max_version), SHOW_CODE, &codes_version);
	items_add(&it, "client_version", c->s.client_version_value);
	c->s.client_random = value_random(c->w, "client_random", 32);
	CONN_EVENT(c, EV_RANDOM_DRAWN, c->s.client_random);
	items_add(&it, "random", c->s.client_random);
	c->s.offered_suites = suite_list(c, "cipher_suites", config_of(c)->grease);
	items_add(&it, "cipher_suites", c->s.offered_suites);
	items_add(&it, "compression_methods", trace_show(t, trace_add_leaf(t, c->actor, OP_CONFIG, "compression_methods",
									   bytes_of(null_only, 1)), SHOW_CODES, &codes_compression));
	extensions_make(c, IN_CLIENT_HELLO, &it);
	unit = message_build(c, HS_CLIENT_HELLO, it.v, it.n);
	own_offer_read(c, unit);
	if (quirk_fires(c, QUIRK_DECODE))   /* the length of session_id: one more than there is */
		unit = quirk_altered(c, unit, trace_field(t, trace_find_field(t, trace_unit(t, unit)->first_field, "session_id", 0))->off, 1);
	return unit;
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

/* ---- the server chooses ---- */

static enum status choose_version(struct connection *c)
{
	struct session *s = &c->s;
	value_id own = trace_show(c->w.t, conn_uint(c, OP_CONFIG, "server's version", 2, config_of(c)->max_version), SHOW_CODE, &codes_version);
	struct event *e;

	s->client_version_value = msg_value(c, c->offer.client_version, "client_version");
	s->version = c->offer.version < config_of(c)->max_version ? c->offer.version : config_of(c)->max_version;
	e = CONN_EVENT(c, EV_VERSION_CHOSEN, s->client_version_value, own);
	e->arg[0] = s->version;
	e->field = c->offer.client_version;
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
	value_id offered = msg_content(c, c->offer.suites, "cipher_suites offered"), own = suite_list(c, "cipher_suites accepted", false);
	value_id common = intersect(c, "cipher_suites in common", offered, own);
	struct bytes b = trace_bytes(c->w.t, common);
	struct event *e = CONN_EVENT(c, EV_SUITE_CHOSEN, offered, own, common);
	const struct suite *first = b.n ? suite_find_spoken((uint16_t)bytes_uint(bytes_slice(b, 0, 2))) : NULL;
	enum reason unable = first ? kex_of(first)->cannot_serve(first, &config_of(c)->own) : REASON_NO_COMMON_SUITE;

	e->field = c->offer.suites;
	e->arg[0] = first ? (int64_t)first->code.value : 0;
	c->s.common_suites = common;
	TRY(conn_check(c, e, unable == REASON_NONE, unable == REASON_NONE ? REASON_FIRST_COMMON_SUITE : unable, ALERT_HANDSHAKE_FAILURE));
	c->s.suite = first;
	return ST_OK;
}

static enum status choose_compression(struct connection *c)
{
	value_id offered = msg_content(c, c->offer.compression, "compression_methods");
	struct event *e = CONN_EVENT(c, EV_COMPRESSION_CHOSEN, offered);
	struct bytes b = trace_bytes(c->w.t, offered);
	bool has_null = false;

	for (size_t i = 0; i < b.n; i++)
		has_null |= b.p[i] == 0;
	e->field = c->offer.compression;
	return conn_check(c, e, has_null, has_null ? REASON_NULL_COMPRESSION : REASON_NO_NULL_COMPRESSION, ALERT_ILLEGAL_PARAMETER);
}

/* A value in the list of suites that is none: RFC 5746 3.3 says the same as the
 * extension; RFC 7507 3: a client that tries again with a lower version than it knows. */
static enum status read_signal(struct connection *c, field_id suite, uint16_t code)
{
	bool fallback = code == SCSV_FALLBACK, holds = !fallback || c->offer.version >= config_of(c)->max_version;
	struct event *e = CONN_EVENT(c, EV_SIGNAL_READ, msg_value(c, suite, "CipherSuite"));

	e->arg[0] = code;
	e->field = suite;
	c->s.secure_renegotiation |= !fallback;
	return conn_check(c, e, holds, !fallback ? REASON_SIGNAL_RENEGOTIATION : holds ? REASON_SIGNAL_FALLBACK : REASON_FALLBACK_TOO_LOW,
			ALERT_INAPPROPRIATE_FALLBACK);
}

static enum status read_signals(struct connection *c)
{
	for (field_id f = 0; (f = trace_find_field(c->w.t, c->offer.suites, "CipherSuite", f)) != 0;) {
		uint16_t code = (uint16_t)bytes_uint(msg_bytes(c, f));

		if (code == SCSV_RENEGOTIATION || code == SCSV_FALLBACK)
			TRY(read_signal(c, f, code));
	}
	return ST_OK;
}

static void read_session_id(struct connection *c)
{
	value_id id = msg_content(c, c->offer.session_id, "session_id");

	CONN_EVENT(c, EV_SESSION_ID, id)->reason = trace_bytes(c->w.t, id).n ? REASON_SESSION_UNKNOWN : REASON_SESSION_NONE;
}

enum status client_hello_take(struct connection *c)
{
	client_hello_read(c);
	c->s.client_random = msg_value(c, c->offer.random, "client_random");
	TRY(choose_version(c));
	TRY(read_signals(c));
	TRY(choose_suite(c));
	TRY(choose_compression(c));
	read_session_id(c);
	return extensions_take(c, IN_CLIENT_HELLO);
}
