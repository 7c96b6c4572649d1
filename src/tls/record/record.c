/* Records (RFC 5246 6.2): messages into records, records into messages. */
#include "tls/record/record.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tls/endpoint_state.h"
#include "tls/message/message.h"
#include "tls/quirk.h"
#include "tls/record/limit.h"

/* ---- sending ---- */

static value_id version_value(struct connection *c, uint16_t version)
{
	return trace_show(c->w.t, conn_uint(c, OP_CONST, "version", 2, version), SHOW_CODE, &codes_version);
}

/* RFC 5246 E.1: before a version is agreed, one that old servers accept. */
static uint16_t record_version(const struct connection *c)
{
	const uint16_t usual = c->side == SIDE_CLIENT ? VERSION_TLS10 : VERSION_TLS12, most = config_of(c)->max_version;

	return c->s.version ? version_on_wire(c->s.version) : usual < most ? usual : most;
}

/* One record with this content. Returns the unit that carries the content, and
 * where in it the content begins. */
static unit_id record_put(struct connection *c, uint8_t type, value_id content, uint32_t *off)
{
	struct trace *t = c->w.t;
	const uint16_t version = record_version(c);
	const uint8_t outer = record_outer_type(&own_side(c)->protection, type);
	bool protected = record_is_protected(c, &own_side(c)->protection, outer);
	struct build_item items[8] = {
		{ "type", conn_uint(c, OP_CONST, "type", 1, outer) }, { "version", version_value(c, version) },
	};
	uint64_t seq = own_side(c)->protection.seq;
	struct parse_context ctx;
	unit_id plain = 0, record;
	size_t n;

	trace_show(t, items[0].value, SHOW_CODE, &codes_content_type);
	n = 2 + record_protect(c, type, version, content, items + 2, &ctx, &plain);
	record = build_unit(t, UNIT_RECORD, c->actor, "record", &layout_record, &ctx, items, n);
	trace_edit_unit(t, record)->content_type = outer;
	trace_edit_unit(t, record)->encrypted = protected;
	trace_edit_unit(t, record)->seq = seq;
	trace_announce(t, record);
	if (plain) {
		trace_edit_unit(t, plain)->carrier = record;
		trace_edit_unit(t, plain)->carrier_off = 5;
	}
	buf_add(&endpoint_of(c)->out, trace_bytes(t, trace_unit(t, record)->value));
	trace_event_values(t, EV_RECORD_SENT, c->actor, trace_unit(t, record)->value)->unit = record;
	*off = plain ? 0 : 5;
	return plain ? plain : record;
}

void record_put_content(struct connection *c, uint8_t type, value_id content)
{
	uint32_t off;

	record_put(c, type, content, &off);
}

/* A record that was protected, or what was inside it. */
static bool carrier_is_protected(const struct connection *c, unit_id carrier)
{
	const struct unit *u = trace_unit(c->w.t, carrier);

	return u->kind == UNIT_PLAINTEXT || u->encrypted;
}

static void message_carried(struct connection *c, unit_id message, unit_id carrier, uint32_t off)
{
	struct unit *u = trace_edit_unit(c->w.t, message);

	u->carrier = carrier;
	u->carrier_off = off;
	u->encrypted = carrier_is_protected(c, carrier);
}

size_t record_room(const struct connection *c)
{
	const size_t wanted = config_of(c)->max_fragment ? config_of(c)->max_fragment : MAX_PLAINTEXT, may = limit_content(c, c->side);

	return may == MAX_PLAINTEXT || wanted < may || config_of(c)->quirk == QUIRK_LIMIT_IGNORED ? wanted : may;
}

/* Puts the messages, joined, into as few records as the limit allows. */
static void records_put(struct connection *c, uint8_t type, const unit_id *messages, size_t n)
{
	struct trace *t = c->w.t;
	size_t limit = record_room(c), total = 0, start = 0, m = 0;
	value_id parts[16], whole;

	assert(n >= 1 && n <= ARRAY_LEN(parts));
	for (size_t i = 0; i < n; i++) {
		parts[i] = trace_unit(t, messages[i])->value;
		total += trace_bytes(t, parts[i]).n;
	}
	whole = n == 1 ? parts[0] : trace_add_concat(t, c->actor, "content", parts, n);
	if ((config_of(c)->quirk == QUIRK_RECORD_TOO_LONG || config_of(c)->quirk == QUIRK_INNER_TOO_LONG) && total > MAX_PLAINTEXT)
		limit = total;
	for (size_t off = 0; off < total || !off; off += limit) {   /* nothing to say is one empty record */
		size_t len = total - off < limit ? total - off : limit;
		value_id content = len == total ? whole : trace_add_slice(t, c->actor, whole, off, len, "fragment");
		uint32_t at;
		unit_id carrier = record_put(c, type, content, &at);

		for (; m < n && start < off + len; m++) {
			message_carried(c, messages[m], carrier, at + (uint32_t)(start - off));
			start += trace_bytes(t, parts[m]).n;
		}
	}
}

void record_flush(struct connection *c)
{
	if (!endpoint_of(c)->held.n)
		return;
	records_put(c, CT_HANDSHAKE, endpoint_of(c)->held.p, endpoint_of(c)->held.n);
	endpoint_of(c)->held.n = 0;
}

void record_send(struct connection *c, unit_id message)
{
	uint8_t type = trace_unit(c->w.t, message)->content_type;
	unit_id joined[2] = { message, 0 };
	struct step *s = segvec_at(&c->w.t->steps, trace_unit(c->w.t, message)->step);
	const struct protection *p = &own_side(c)->protection;

	if (!s->unit)
		s->unit = message;
	/* also of one that waits for others: no key changes before it has gone */
	trace_edit_unit(c->w.t, message)->encrypted = record_is_protected(c, p, record_outer_type(p, type));
	trace_announce(c->w.t, message);
	CONN_FACT(c, EV_MESSAGE_SENT);
	if (type == CT_HANDSHAKE && config_of(c)->coalesce && endpoint_of(c)->held.n < 16) {
		list_add(&endpoint_of(c)->held, &message, sizeof(message));
		return;
	}
	record_flush(c);
	if (quirk_straddles(c, message, joined + 1))
		records_put(c, type, joined, 2);
	else
		records_put(c, type, &message, 1);
}

/* ---- receiving ---- */

static bool known_type(const struct connection *c, uint8_t type)
{
	return type >= CT_CHANGE_CIPHER_SPEC && type <= c->role->last_content_type;
}

/* RFC 5246 E.2: a hello as SSL 2.0 had it, sent by clients that still spoke that too. */
static bool is_v2_hello(struct bytes head)
{
	return head.p[0] & 0x80 && head.p[2] == HS_CLIENT_HELLO && (head.p[3] == 3 || (!head.p[3] && head.p[4] == 2));
}

/* RFC 5246 E.1: until a version is agreed any 03 xx will do. An alert may tell why there is none. */
static bool version_fits(const struct connection *c, uint8_t type, uint32_t version)
{
	/* RFC 9846 5.1: nobody looks at it any more */
	bool agreed = c->s.version && c->s.version < VERSION_TLS13 && !c->role->any_version && type != CT_ALERT;

	return agreed ? version == version_on_wire(c->s.version) : version >> 8 == 3;
}

static enum reason header_reason(const struct connection *c, struct bytes head, uint32_t limit)
{
	uint8_t type = head.p[0];
	uint32_t version = (uint32_t)bytes_uint(bytes_slice(head, 1, 2)), length = (uint32_t)bytes_uint(bytes_slice(head, 3, 2));

	if (!known_type(c, type) && is_v2_hello(head))
		return REASON_V2_HELLO;
	if (!known_type(c, type))
		return version >> 8 == 3 ? REASON_UNKNOWN_TYPE : REASON_NOT_TLS;
	if (!version_fits(c, type, version))
		return version >> 8 == 3 ? REASON_RECORD_VERSION_OTHER : REASON_RECORD_VERSION;
	if (length > limit)
		return REASON_RECORD_TOO_LONG;
	return length || type == CT_APPLICATION_DATA ? REASON_NONE : REASON_EMPTY_FRAGMENT;
}

static int header_alert(enum reason reason)
{
	switch (reason) {
	case REASON_V2_HELLO:
	case REASON_RECORD_VERSION:
	case REASON_RECORD_VERSION_OTHER:
		return ALERT_PROTOCOL_VERSION;
	case REASON_RECORD_TOO_LONG:
		return ALERT_RECORD_OVERFLOW;
	default:
		return ALERT_UNEXPECTED_MESSAGE;
	}
}

/* Whether the current step is that of a message which the sender itself told of. */
static bool was_announced(const struct connection *c)
{
	const struct trace *t = c->w.t;
	unit_id unit = trace_step(t, trace_current_step(t))->unit;

	return unit && trace_value(t, trace_unit(t, unit)->value)->actor == conn_sender(c);
}

/* A record that must not be waited for: its header alone says so. */
static enum status header_check(struct connection *c, struct bytes head, uint32_t limit)
{
	struct bytes in = buf_bytes(&c->from->in);
	enum reason reason = header_reason(c, head, limit);
	struct event *e;
	value_id wire;

	if (reason == REASON_NONE)
		return ST_OK;
	if (c->role->foreign && c->role->foreign(c))
		return ST_CLOSED;
	if (!was_announced(c))
		trace_open_step(c->w.t, "bytes that are refused", conn_sender(c));
	wire = trace_add_leaf(c->w.t, c->actor, OP_WIRE, "bytes received", bytes_slice(in, 0, in.n < 64 ? in.n : 64));
	e = CONN_EVENT(c, EV_RECORD_CHECKED, wire);
	e->arg[0] = (int64_t)bytes_uint(bytes_slice(head, 3, 2));
	e->arg[1] = limit;
	return conn_check(c, e, false, reason, header_alert(reason));
}

/* A record that nobody announced opens the step of the message that it brings, or
 * goes on with the one whose beginning an earlier record brought. */
static void record_step(struct connection *c, struct bytes record)
{
	const struct side *h = c->from;
	uint8_t type = record.p[0];
	const char *title = type != CT_HANDSHAKE ? content_type_title(type) :
			    record_is_protected(c, &h->protection, type) ? "encrypted handshake message" : handshake_type_title(record.p[5]);

	if (type == CT_HANDSHAKE && h->hs_parts.n) {
		step_id begun = trace_unit(c->w.t, LIST_AT(&h->hs_parts, struct part, h->hs_parts.n - 1).carrier)->step;

		if (begun && !trace_step(c->w.t, begun)->unit) {
			trace_set_step(c->w.t, begun);
			return;
		}
	}
	trace_open_step(c->w.t, title ? title : "unknown message", conn_sender(c));
}

/* For a summary: no unit, no step, only its bytes. */
static unit_id record_keep(struct connection *c, struct bytes bytes, value_id *value)
{
	*value = trace_add_leaf(c->w.t, c->actor, OP_WIRE, "record", bytes);
	return 0;
}

/* The unit of a record that came: the sender's own, or a new one. */
static unit_id record_claim(struct connection *c, struct bytes bytes, value_id *value)
{
	struct trace *t = c->w.t;
	enum actor sender = conn_sender(c);
	struct parse_context ctx;
	unit_id sent, id = trace_claim(t, UNIT_RECORD, sender, bytes, &sent);

	*value = trace_add_value(t, c->actor, OP_WIRE, "record", NULL, &trace_unit(t, id)->value, id != 0, bytes);
	if (id || sent)
		trace_set_step(t, trace_unit(t, id ? id : sent)->step);
	else
		record_step(c, bytes);
	if (!id) {
		id = trace_add_unit(t, UNIT_RECORD, sender, *value);
		trace_edit_unit(t, id)->altered = sent != 0;
	}
	if (!trace_unit(t, id)->n_fields) {
		struct parse_error err;

		trace_edit_unit(t, id)->content_type = bytes.p[0];
		trace_edit_unit(t, id)->encrypted = record_is_protected(c, &c->from->protection, bytes.p[0]);
		trace_edit_unit(t, id)->seq = c->from->protection.seq;
		protection_facts(record_is_protected(c, &c->from->protection, bytes.p[0]) ? &c->from->protection : &protection_none, &ctx);
		if (parse_unit(t, id, &layout_record, &ctx, &err) != ST_OK)
			trace_edit_unit(t, id)->altered = sent != 0;
	}
	return id;
}

/* ---- handshake messages over record borders ---- */

static struct bytes hs_peek(struct connection *c, uint8_t head[4])
{
	size_t n = 0;

	for (size_t i = 0; i < c->from->hs_parts.n && n < 4; i++) {
		const struct part *p = &LIST_AT(&c->from->hs_parts, struct part, i);
		struct bytes b = trace_bytes(c->w.t, p->value);

		for (size_t k = p->off; k < b.n && n < 4; k++)
			head[n++] = b.p[k];
	}
	return bytes_of(head, n);
}

/* The next n bytes of a part. */
static value_id part_slice(struct connection *c, const struct part *p, size_t n)
{
	return n == trace_bytes(c->w.t, p->value).n ? p->value : trace_add_slice(c->w.t, c->actor, p->value, p->off, n, "part of a message");
}

/* Uses up len bytes of the parts: their joined value, and where they begin. */
static struct part hs_join(struct connection *c, size_t len)
{
	struct trace *t = c->w.t;
	struct part *parts = c->from->hs_parts.p, first = parts[0];
	struct list slices = { 0 };
	size_t used = 0, left = len;

	while (left) {
		struct part *p = &parts[used];
		size_t have = trace_bytes(t, p->value).n - p->off, n = have < left ? have : left;

		first.value = part_slice(c, p, n);
		if (n < len)
			list_add(&slices, &first.value, sizeof(first.value));
		p->off += n;
		left -= n;
		if (n == have)
			used++;
	}
	memmove(parts, parts + used, (c->from->hs_parts.n - used) * sizeof(*parts));
	c->from->hs_parts.n -= used;
	c->from->hs_bytes -= len;
	first.carrier_off += (uint32_t)first.off;
	if (slices.n)
		first.value = trace_add_concat(t, c->actor, "message", slices.p, slices.n);
	first.off = 0;
	free(slices.p);
	return first;
}

static enum status handshake_take(struct connection *c)
{
	uint8_t head[4];
	size_t len;

	if (hs_peek(c, head).n < 4)
		return ST_MORE;
	len = 4 + (size_t)bytes_uint(bytes_of(head + 1, 3));
	if (len > MAX_MESSAGE)
		return conn_check(c, CONN_FACT(c, EV_MESSAGE_DECODED), false, REASON_MESSAGE_TOO_LONG, ALERT_DECODE_ERROR);
	if (c->from->hs_bytes < len)
		return ST_MORE;
	return message_take(c, CT_HANDSHAKE, hs_join(c, len), len);
}

static enum status content_take(struct connection *c, uint8_t type, struct part content)
{
	size_t n = trace_bytes(c->w.t, content.value).n - content.off;

	if (c->from->hs_bytes && type != CT_HANDSHAKE && type != CT_ALERT)
		return conn_check(c, message_expected(c), false, REASON_SPLIT_BY_CCS, ALERT_UNEXPECTED_MESSAGE);
	/* RFC 9846 5.4; before TLS 1.3 an empty alert is one that cannot be read */
	if (!n && type == CT_ALERT && c->s.version >= VERSION_TLS13)
		return conn_check(c, CONN_FACT(c, EV_RECORD_CHECKED), false, REASON_EMPTY_FRAGMENT, ALERT_UNEXPECTED_MESSAGE);
	if (type != CT_HANDSHAKE)
		return message_take(c, type, content, n);
	if (!n)
		return conn_check(c, CONN_FACT(c, EV_RECORD_CHECKED), false, REASON_EMPTY_FRAGMENT, ALERT_UNEXPECTED_MESSAGE);
	if (c->from->hs_parts.n >= MAX_PARTS)
		return conn_check(c, message_expected(c), false, REASON_FLOOD, ALERT_UNEXPECTED_MESSAGE);
	list_add(&c->from->hs_parts, &content, sizeof(content));
	c->from->hs_bytes += n;
	return handshake_take(c) == ST_REFUSED ? ST_REFUSED : ST_OK;
}

static bool is_closed(const struct connection *c, uint8_t type)
{
	return c->from->protection.kind == PROTECT_OPAQUE && record_is_protected(c, &c->from->protection, type);
}

/* For a summary: what it needs nothing of is not even kept, however long the connection is. */
static bool passed_over(struct connection *c, uint8_t type, struct bytes record)
{
	if (is_closed(c, type)) {
		c->role->closed(c, 0);
		return true;
	}
	return type == CT_APPLICATION_DATA && c->skips_data && record_skip(c, record);
}

enum status record_take(struct connection *c, bool last)
{
	uint32_t limit = limit_fragment(c, c->sender), length;
	struct trace *t = c->w.t;
	struct bytes bytes;
	struct part content;
	struct event *e;
	uint8_t type;
	value_id value;
	unit_id record;
	enum status st = handshake_take(c);

	if (st != ST_MORE)
		return st;
	if (c->from->in.n < 5) {
		/* no record begins so: say it before the rest comes */
		if (c->from->in.n && !known_type(c, c->from->in.p[0]) && last)
			return header_check(c, bytes_of((uint8_t[5]){ c->from->in.p[0] }, 5), limit);
		return ST_MORE;
	}
	TRY(header_check(c, bytes_slice(buf_bytes(&c->from->in), 0, 5), limit));
	length = (uint32_t)bytes_uint(bytes_slice(buf_bytes(&c->from->in), 3, 2));
	if (c->from->in.n < 5 + (size_t)length)
		return ST_MORE;
	bytes = bytes_slice(buf_bytes(&c->from->in), 0, 5 + (size_t)length);
	type = c->from->last_type = bytes.p[0];
	if (c->role->arrives)
		c->role->arrives(c, bytes);
	if (t->brief && passed_over(c, type, bytes)) {
		buf_drop(&c->from->in, bytes.n);
		return ST_OK;
	}
	record = t->brief ? record_keep(c, bytes, &value) : record_claim(c, bytes, &value);
	buf_drop(&c->from->in, bytes.n);
	c->msg.unit = record;
	CONN_EVENT(c, EV_RECORD_RECEIVED, value);
	e = CONN_FACT(c, EV_RECORD_CHECKED);
	e->arg[0] = length;
	e->arg[1] = limit;
	TRY(conn_check(c, e, true, REASON_RECORD_HEADER_GOOD, ALERT_NONE));
	if (is_closed(c, type)) {
		c->role->closed(c, record);
		return ST_OK;
	}
	st = c->role->passes ? c->role->passes(c, value) : ST_MORE;
	if (st != ST_MORE)
		return st;
	TRY(record_unprotect(c, record, value, &type, &content));
	if (trace_bytes(t, content.value).n - content.off > limit_content(c, c->sender))
		return conn_check(c, CONN_FACT(c, EV_RECORD_CHECKED), false, REASON_RECORD_TOO_LONG, ALERT_RECORD_OVERFLOW);
	if (c->role->diverts && c->role->diverts(c, type, content.value, content.off))
		return ST_OK;
	return content_take(c, type, content);
}
