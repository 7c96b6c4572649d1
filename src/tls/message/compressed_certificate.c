/* CompressedCertificate (RFC 8879 4). The Certificate inside is read as if it had come alone; the transcript has what came. */
#include "tls/message/compressed.h"

#include "tls/endpoint_state.h"
#include "tls/extension/extension.h"
#include "tls/message/message.h"
#include "tls/quirk.h"

/* ---- what was agreed ---- */

/* The list of who receives what `sender` compresses; 0: it has none. */
static field_id asked(const struct connection *c, enum side_id sender)
{
	return sender == SIDE_SERVER ? c->offer.compressions : c->s.request_compressions;
}

bool compressed_is_asked(const struct connection *c, enum side_id sender)
{
	return asked(c, sender) != 0;
}

static struct bytes asked_codes(const struct connection *c, enum side_id sender)
{
	return msg_list(c, asked(c, sender));
}

static value_id asked_value(struct connection *c, enum side_id sender)
{
	const struct bytes codes = asked_codes(c, sender);
	const field_id f = asked(c, sender);
	value_id v;

	if (!f)
		return conn_const(c, "algorithms asked for", "");
	v = trace_field_value(c->w.t, f);
	v = trace_add_slice(c->w.t, c->actor, v, trace_bytes(c->w.t, v).n - codes.n, codes.n, "algorithms asked for");
	return trace_show(c->w.t, v, SHOW_CODES, &codes_certificate_compression);
}

uint16_t compressed_algorithm(const struct connection *c)
{
	const struct code_list own = config_of(c)->compressions;
	const struct bytes codes = asked_codes(c, c->side);

	if (config_of(c)->quirk == QUIRK_COMPRESSED_UNASKED)
		return COMPRESSION_ZLIB;
	for (size_t i = 0; i < own.n; i++)
		if (code_listed_in(codes, own.codes[i]))
			return own.codes[i];
	return 0;
}

/* ---- making ---- */

static void tell_choice(struct connection *c)
{
	const value_id peer = asked_value(c, c->side);
	const value_id own = conn_code_list(c, "own algorithms", config_of(c)->compressions, &codes_certificate_compression);

	CONN_EVENT(c, EV_CERT_COMPRESSION, peer, own, conn_common(c, "algorithms in common", peer, own));
}

/* By brotli, a mebibyte of zeros: more than any Certificate has. */
static value_id bomb(struct connection *c)
{
	static const uint8_t bytes[] = { 0x57, 0xff, 0xff, 0x0f, 0x40, 0x02, 0x20, 0x1e, 0x0b, 0x24, 0xf7, 0xfe, 0x01 };

	return trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "a bomb", bytes_of(bytes, sizeof(bytes)));
}

/* What a party that errs makes of it. */
static void make_wrong(struct connection *c, struct build_item *algorithm, struct build_item *length, struct build_item *data)
{
	const size_t n = trace_bytes(c->w.t, data->value).n;

	if (quirk_fires(c, QUIRK_COMPRESSED_LENGTH))
		length->value = quirk_altered_value(c, length->value, 2, 1);
	if (quirk_fires(c, QUIRK_COMPRESSED_BROKEN))
		data->value = quirk_altered_value(c, data->value, n / 2, 1);
	if (quirk_fires(c, QUIRK_COMPRESSED_OTHER))
		algorithm->value = conn_uint(c, OP_CONFIG, "algorithm", 2, COMPRESSION_ZSTD);
	if (quirk_fires(c, QUIRK_COMPRESSED_BOMB)) {
		algorithm->value = conn_uint(c, OP_CONFIG, "algorithm", 2, COMPRESSION_BROTLI);
		data->value = bomb(c);
	}
	trace_show(c->w.t, algorithm->value, SHOW_CODE, &codes_certificate_compression);
}

unit_id compressed_certificate_make(struct connection *c)
{
	const uint16_t code = compressed_algorithm(c);
	struct items it = { .n = 0 };
	value_id whole, small;
	unit_id unit;

	if (!certificate_items(c, &it))
		return 0;
	tell_choice(c);
	unit = build_unit(c->w.t, UNIT_BLOCK, c->actor, "Certificate", &layout_decompressed, &c->facts, it.v, it.n);
	whole = trace_unit(c->w.t, unit)->value;
	small = value_compress(c->w, code, "compressed_certificate_message", whole);
	CONN_EVENT(c, EV_CERT_COMPRESSED, small, whole)->unit = unit;
	it.v[0] = (struct build_item){ "algorithm", conn_uint(c, OP_CONST, "algorithm", 2, code) };
	it.v[1] = (struct build_item){ "uncompressed_length", conn_uint(c, OP_COUNTER, "uncompressed_length", 3, trace_bytes(c->w.t, whole).n) };
	it.v[2] = (struct build_item){ "compressed_certificate_message", small };
	make_wrong(c, &it.v[0], &it.v[1], &it.v[2]);
	return message_build(c, HS_COMPRESSED_CERTIFICATE, it.v, 3);
}

/* ---- taking ---- */

/* RFC 8879 4 says that it must be one of the list, and names no alert. */
static enum status algorithm_check(struct connection *c, uint32_t code)
{
	const bool listed = code_listed_in(asked_codes(c, c->sender), code);
	const field_id f = msg_field(c, "algorithm");
	struct event *e = CONN_EVENT(c, EV_COMPRESSED_BY, msg_value(c, f, "algorithm"), asked_value(c, c->sender));

	e->field = f;
	return conn_check(c, e, listed, listed ? REASON_COMPRESSION_ASKED : REASON_COMPRESSION_NOT_ASKED, ALERT_ILLEGAL_PARAMETER);
}

static enum reason outcome_reason(enum status st)
{
	switch (st) {
	case ST_OK: return REASON_DECOMPRESSED;
	case ST_MISMATCH: return REASON_DECOMPRESSED_LENGTH;
	case ST_LIMIT: return REASON_DECOMPRESSED_LIMIT;
	case ST_UNSUPPORTED: return REASON_DECOMPRESSION_UNJUDGED;
	default: return REASON_DECOMPRESSED_BAD;
	}
}

/* RFC 8879 5: the limit is the one of messages that come as they are. */
static enum status decompress(struct connection *c, uint32_t code, value_id *whole)
{
	const field_id f = msg_field(c, "uncompressed_length");
	const value_id length = msg_value(c, f, "uncompressed_length");
	const value_id small = msg_content(c, msg_field(c, "compressed_certificate_message"), "compressed_certificate_message");
	const uint32_t n = msg_uint(c, "uncompressed_length");
	const enum status st = n > MAX_MESSAGE ? ST_LIMIT : value_decompress(c->w, code, "Certificate", length, small, whole);
	struct event *e = *whole ? CONN_EVENT(c, EV_CERT_DECOMPRESSED, small, *whole) : CONN_EVENT(c, EV_CERT_DECOMPRESSED, small);

	e->arg[0] = n;
	e->arg[1] = MAX_MESSAGE;
	e->field = f;
	if (st != ST_UNSUPPORTED)
		return conn_check(c, e, st == ST_OK, outcome_reason(st), ALERT_BAD_CERTIFICATE);
	e->verdict = VERDICT_UNJUDGED;
	e->reason = outcome_reason(st);
	return st;
}

enum status compressed_open(struct connection *c, struct incoming *outer)
{
	const uint32_t code = msg_uint(c, "algorithm");
	struct parse_error err;
	value_id whole = 0;
	enum status st;
	unit_id unit;

	if (asked(c, c->sender))                   /* else an observer has said that it may not come */
		TRY(algorithm_check(c, code));
	TRY(decompress(c, code, &whole));
	unit = trace_add_unit(c->w.t, UNIT_BLOCK, conn_sender(c), whole);
	trace_edit_unit(c->w.t, unit)->encrypted = true;
	st = parse_unit(c->w.t, unit, &layout_decompressed, &c->facts, &err);
	(void)st;                                  /* message_decoded asks the unit */
	*outer = c->msg;
	c->msg = (struct incoming){ unit, whole, trace_unit(c->w.t, unit)->first_field };
	st = message_decoded(c);
	if (st != ST_OK && c->side != SIDE_NONE)
		c->msg = *outer;
	return c->side == SIDE_NONE ? ST_OK : st;
}

enum status compressed_certificate_take(struct connection *c)
{
	struct incoming outer;
	enum status st;

	TRY(compressed_open(c, &outer));
	c->s.compressed[c->sender] = true;
	st = certificate_take(c);
	c->msg = outer;
	return st;
}
