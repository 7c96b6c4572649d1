/* A party that errs (enum quirk): the same engine, with one thing done wrong. */
#include "tls/quirk.h"

#include <assert.h>

#include "tls/endpoint_state.h"
#include "tls/keys/keys.h"
#include "tls/message/message.h"

bool quirk_fires(struct connection *c, enum quirk q)
{
	if (config_of(c)->quirk != q || endpoint_of(c)->quirk_done)
		return false;
	endpoint_of(c)->quirk_done = true;
	return true;
}

value_id quirk_altered_value(struct connection *c, value_id v, size_t off, uint8_t mask)
{
	struct trace *t = c->w.t;
	struct bytes b = trace_bytes(t, v);
	uint8_t byte = b.p[off] ^ mask;
	value_id parts[3] = {
		trace_add_slice(t, c->actor, v, 0, off, "before"),
		trace_add_leaf(t, c->actor, OP_CONFIG, "altered byte", bytes_of(&byte, 1)),
		trace_add_slice(t, c->actor, v, off + 1, b.n - off - 1, "after"),
	};

	return trace_add_concat(t, c->actor, trace_value(t, v)->label, parts, 3);
}

unit_id quirk_altered(struct connection *c, unit_id unit, uint32_t off, uint8_t mask)
{
	struct trace *t = c->w.t;
	const struct unit *old = trace_unit(t, unit);
	const struct layout *layout = trace_field(t, old->first_field)->layout;
	unit_id id = trace_add_unit(t, UNIT_MESSAGE, c->actor, quirk_altered_value(c, old->value, off, mask));
	struct unit *u = trace_edit_unit(t, id);
	struct parse_error err;

	u->content_type = old->content_type;
	u->handshake_type = old->handshake_type;
	u->altered = true;
	if (parse_unit(t, id, layout, &c->facts, &err) != ST_OK)
		assert(err.reason != REASON_NONE);
	return id;
}

/* ---- public values that are none ---- */

/* b holds the value that belongs there. */
static void make_zero(const struct connection *c, uint8_t *b, size_t n)
{
	(void)c;
	memset(b, 0, n);
}

static void make_one(const struct connection *c, uint8_t *b, size_t n)
{
	(void)c;
	memset(b, 0, n);
	b[n - 1] = 1;
}

static void make_last(const struct connection *c, uint8_t *b, size_t n)
{
	memcpy(b, trace_bytes(c->w.t, c->s.agreement.p).p, n);
	b[n - 1] ^= 1;
}

static void make_off_curve(const struct connection *c, uint8_t *b, size_t n)
{
	(void)c;
	b[n - 1] ^= 1;
}

static const struct {
	enum quirk quirk;
	void (*make)(const struct connection *c, uint8_t *b, size_t n);
	bool field;                                /* only of a finite field */
} publics[] = {
	{ QUIRK_PUBLIC_ZERO, make_zero, false }, { QUIRK_PUBLIC_ONE, make_one, false }, { QUIRK_PUBLIC_LAST, make_last, true },
	{ QUIRK_PUBLIC_OFF_CURVE, make_off_curve, false },
};

value_id quirk_public(struct connection *c, value_id public)
{
	const struct bytes b = trace_bytes(c->w.t, public);

	for (size_t i = 0; i < ARRAY_LEN(publics); i++)
		if ((c->s.agreement.p || !publics[i].field) && quirk_fires(c, publics[i].quirk)) {
			uint8_t *p = arena_alloc(&c->w.t->arena, b.n);

			memcpy(p, b.p, b.n);
			publics[i].make(c, p, b.n);
			return trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "no public value", bytes_of(p, b.n));
		}
	return public;
}

/* ---- messages out of their turn ---- */

static unit_id data_too_early(struct connection *c)
{
	struct build_item item = { "data", conn_const(c, "data", "too early") };

	return message_plain(c, CT_APPLICATION_DATA, "application data", &layout_application_data, &item, 1);
}

static unit_id data_too_long(struct connection *c)
{
	static const uint8_t zeros[MAX_CIPHERTEXT + 1];
	struct build_item item = { "data", trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "data", bytes_of(zeros, sizeof(zeros))) };

	return message_plain(c, CT_APPLICATION_DATA, "application data", &layout_application_data, &item, 1);
}

/* The first four bytes of a Finished, which belong under the new keys. */
static unit_id finished_too_early(struct connection *c)
{
	static const uint8_t head[] = { HS_FINISHED, 0, 0, 12 };
	struct build_item item = { "malformed", trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "beginning of Finished", bytes_of(head, sizeof(head))) };
	const unit_id id = message_plain(c, CT_HANDSHAKE, "beginning of Finished", &layout_malformed, &item, 1);

	trace_edit_unit(c->w.t, id)->handshake_type = HS_FINISHED;
	return id;
}

/* What is no message: it is what it is by its record alone. */
static unit_id loose(struct connection *c, uint8_t type, const char *label, struct bytes b)
{
	struct build_item item = { "malformed", trace_add_leaf(c->w.t, c->actor, OP_CONFIG, label, b) };

	return message_plain(c, type, label, &layout_malformed, &item, 1);
}

static unit_id empty_handshake(struct connection *c)
{
	return loose(c, CT_HANDSHAKE, "nothing", BYTES_NONE);
}

static unit_id early_update(struct connection *c)
{
	struct build_item item = { "request_update", trace_show(c->w.t, conn_uint(c, OP_CONFIG, "request_update", 1, 0), SHOW_CODE, &codes_key_update) };

	return message_build(c, HS_KEY_UPDATE, &item, 1);
}

static unit_id empty_alert(struct connection *c)
{
	return loose(c, CT_ALERT, "nothing", BYTES_NONE);
}

static unit_id inner_too_long(struct connection *c)
{
	static const uint8_t bytes[MAX_PLAINTEXT + 1];

	return loose(c, CT_APPLICATION_DATA, "data", bytes_of(bytes, sizeof(bytes)));
}

static unit_id warning(struct connection *c)
{
	struct build_item items[] = {
		{ "level", conn_uint(c, OP_CONST, "level", 1, ALERT_WARNING) },
		{ "description", conn_uint(c, OP_CONST, "description", 1, ALERT_USER_CANCELED) },
	};

	trace_show(c->w.t, items[0].value, SHOW_CODE, &codes_alert_level);
	trace_show(c->w.t, items[1].value, SHOW_CODE, &codes_alert);
	return message_plain(c, CT_ALERT, "Alert", &layout_alert, items, ARRAY_LEN(items));
}

static bool was_early(const struct connection *c)
{
	return c->s.early.offered;
}

static bool is_tls13(const struct connection *c)
{
	return c->s.version >= VERSION_TLS13;
}

static bool was_retried(const struct connection *c)
{
	return c->s.retried;
}

static unit_id zeros(struct connection *c)
{
	static const uint8_t none[16];
	struct build_item item = { "data", trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "data", bytes_of(none, sizeof(none))) };

	return message_plain(c, CT_APPLICATION_DATA, "application data", &layout_application_data, &item, 1);
}

static struct protection in_clear(const struct connection *c)
{
	(void)c;
	return protection_none;
}

static struct protection as_early(const struct connection *c)
{
	struct protection p = c->secrets.tls13.sides[SIDE_CLIENT][EPOCH_EARLY];

	p.seq = 1;                                 /* it has protected one record */
	return p;
}

static const struct {
	enum quirk quirk;
	uint16_t after;                            /* the message that was sent or taken last */
	const char *title;
	unit_id (*make)(struct connection *c);
	unsigned more;                             /* so many times again */
	bool (*when)(const struct connection *c);  /* NULL: always */
	struct protection (*under)(const struct connection *c);   /* other keys than it is time for; NULL: those */
} detours[] = {
	{ QUIRK_EARLY_CCS, MSG_HANDSHAKE(HS_SERVER_HELLO_DONE), "ChangeCipherSpec", change_cipher_spec_make },
	{ QUIRK_OUT_OF_ORDER, MSG_HANDSHAKE(HS_SERVER_HELLO), "ServerHelloDone", server_hello_done_make },
	{ QUIRK_UNEXPECTED, MSG_HANDSHAKE(HS_SERVER_HELLO_DONE), "application data", data_too_early },
	{ QUIRK_RECORD_TOO_LONG, MSG_HANDSHAKE(HS_SERVER_HELLO_DONE), "application data", data_too_long },
	{ QUIRK_STRADDLE, MSG_HANDSHAKE(HS_CLIENT_KEY_EXCHANGE), "beginning of Finished", finished_too_early },
	{ QUIRK_LATE_REQUEST, MSG_HANDSHAKE(HS_FINISHED), "CertificateRequest", certificate_request_make, 0, flow_is_over },
	{ QUIRK_EARLY_UPDATE, MSG_HANDSHAKE(HS_FINISHED), "KeyUpdate", early_update, 0, is_tls13 },
	{ QUIRK_UNEXPECTED, MSG_HANDSHAKE(HS_FINISHED), "application data", data_too_early },
	{ QUIRK_INNER_TOO_LONG, MSG_HANDSHAKE(HS_FINISHED), "application data", inner_too_long },
	{ QUIRK_RECORD_TOO_LONG, MSG_HANDSHAKE(HS_FINISHED), "application data", data_too_long },
	{ QUIRK_EMPTY_HANDSHAKE, MSG_HANDSHAKE(HS_FINISHED), "nothing", empty_handshake },
	{ QUIRK_EMPTY_ALERT, MSG_HANDSHAKE(HS_FINISHED), "nothing", empty_alert },
	{ QUIRK_IN_CLEAR, MSG_HANDSHAKE(HS_FINISHED), "beginning of Finished", finished_too_early, .under = in_clear },
	{ QUIRK_WARNINGS, MSG_HANDSHAKE(HS_SERVER_HELLO_DONE), "Alert", warning, MAX_IDLE_RECORDS },
	{ QUIRK_SECOND_RETRY, MSG_HANDSHAKE(HS_CLIENT_HELLO), "HelloRetryRequest", hello_retry_request_make, 0, was_retried },
	{ QUIRK_LATE_CCS, MSG_HANDSHAKE(HS_FINISHED), "ChangeCipherSpec", change_cipher_spec_make, 0, flow_is_over },
	{ QUIRK_EARLY_END, MSG_CCS, "EndOfEarlyData", end_of_early_data_make, 0, was_early },
	{ QUIRK_END_UNASKED, MSG_HANDSHAKE(HS_FINISHED), "EndOfEarlyData", end_of_early_data_make, 0, was_early },
	{ QUIRK_EARLY_GOES_ON, MSG_HANDSHAKE(HS_FINISHED), "application data", data_too_early, 0, was_early, .under = as_early },
	{ QUIRK_NO_TYPE, MSG_HANDSHAKE(HS_FINISHED), "application data", zeros, 0, flow_is_over },
};

/* NULL: under the keys of now. */
static void send_under(struct connection *c, struct protection (*under)(const struct connection *c), unit_id unit)
{
	const struct protection kept = own_side(c)->protection;

	if (under)
		own_side(c)->protection = under(c);
	endpoint_send(c, unit);
	if (under)
		own_side(c)->protection = kept;
}

bool quirk_detour(struct connection *c)
{
	const struct flow_row *last = flow_last(c);
	unsigned *sent = &endpoint_of(c)->detours;

	for (size_t i = 0; last && i < ARRAY_LEN(detours); i++) {
		if (detours[i].quirk != config_of(c)->quirk || detours[i].after != last->message || *sent > detours[i].more)
			continue;
		if (detours[i].when && !detours[i].when(c))
			continue;
		++*sent;
		trace_open_step(c->w.t, detours[i].title, c->actor);
		c->msg = (struct incoming){ 0 };
		send_under(c, detours[i].under, detours[i].make(c));
		c->msg = (struct incoming){ 0 };
		return true;
	}
	return false;
}

/* ---- records over a change of keys ---- */

static const struct {
	enum quirk quirk;
	uint8_t behind;                            /* the message with which the keys change */
	uint8_t begins;
} straddles[] = {
	{ QUIRK_STRADDLE_HELLO, HS_SERVER_HELLO, HS_ENCRYPTED_EXTENSIONS },
	{ QUIRK_STRADDLE_UPDATE, HS_KEY_UPDATE, HS_CERTIFICATE },
};

bool quirk_straddles(struct connection *c, unit_id message, unit_id *more)
{
	for (size_t i = 0; i < ARRAY_LEN(straddles); i++)
		if (trace_unit(c->w.t, message)->handshake_type == straddles[i].behind && quirk_fires(c, straddles[i].quirk)) {
			const uint8_t head[] = { straddles[i].begins, 0 };

			*more = loose(c, CT_HANDSHAKE, "beginning of the next message", bytes_of(head, sizeof(head)));
			trace_edit_unit(c->w.t, *more)->handshake_type = straddles[i].begins;
			return true;
		}
	return false;
}
