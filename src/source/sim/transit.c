#include "source/sim/transit.h"

#include "spec/codes.h"
#include "spec/events.h"

#include <assert.h>

enum { HEADER = 5, MAX_RECORDS = 256 };

/* ---- which byte is meant ---- */

bool transit_is_meant(const struct trace *t, unit_id message, const struct tamper *w)
{
	const struct unit *u = trace_unit(t, message);
	uint8_t type = w->content_type ? w->content_type : CT_HANDSHAKE;

	return u->kind == UNIT_MESSAGE && u->carrier && u->content_type == type && (!w->sender || u->sender == w->sender) &&
	       (type != CT_HANDSHAKE || u->handshake_type == w->handshake_type);
}

unit_id transit_record_of(const struct trace *t, unit_id message)
{
	unit_id carrier = trace_unit(t, message)->carrier;

	return trace_unit(t, carrier)->kind == UNIT_RECORD ? carrier : trace_unit(t, carrier)->carrier;
}

static size_t size_of(const struct trace *t, unit_id u)
{
	return trace_bytes(t, trace_unit(t, u)->value).n;
}

/* The next record in the same direction that its sender made; 0: none. */
static unit_id next_record(const struct trace *t, unit_id record)
{
	enum actor sender = trace_unit(t, record)->sender;

	for (unit_id id = record + 1; id < trace_n_units(t); id++)
		if (trace_unit(t, id)->kind == UNIT_RECORD && trace_unit(t, id)->sender == sender && !trace_unit(t, id)->altered)
			return id;
	return 0;
}

unit_id transit_place(const struct trace *t, unit_id message, const struct tamper *w, uint32_t *at)
{
	const struct unit *u = trace_unit(t, message);
	unit_id record = transit_record_of(t, message);
	bool plain = record == u->carrier;
	field_id f = w->field ? trace_find_field(t, u->first_field, w->field, 0) : 0;
	size_t size = plain ? size_of(t, message) : size_of(t, record) - HEADER;
	uint32_t off = (f ? trace_field(t, f)->off : 0) + w->off;

	*at = (uint32_t)size;
	if (off >= size || (w->field && !f))   /* it is of another version, or in other words */
		return 0;
	*at = off + (plain ? u->carrier_off : HEADER);
	while (record && *at >= size_of(t, record)) {
		*at = *at - (uint32_t)size_of(t, record) + HEADER;
		record = next_record(t, record);
	}
	return record;
}

/* ---- doing it ---- */

static value_id text_value(struct trace *t, const char *text)
{
	return trace_show(t, trace_add_leaf(t, ACTOR_NETWORK, OP_CONFIG, "what was done", bytes_str(text)), SHOW_TEXT, NULL);
}

/* The record's bytes as they leave the network; parts of the old ones are slices. */
static value_id flipped(struct trace *t, value_id old, uint32_t off, uint8_t mask)
{
	struct bytes b = trace_bytes(t, old);
	uint8_t byte = b.p[off] ^ mask;
	value_id parts[] = {
		trace_add_slice(t, ACTOR_NETWORK, old, 0, off, "before"),
		trace_add_leaf(t, ACTOR_NETWORK, OP_CONFIG, "changed byte", bytes_of(&byte, 1)),
		trace_add_slice(t, ACTOR_NETWORK, old, off + 1, b.n - off - 1, "after"),
	};

	return trace_add_concat(t, ACTOR_NETWORK, "record", parts, ARRAY_LEN(parts));
}

static value_id shortened(struct trace *t, value_id old, uint32_t by)
{
	struct bytes b = trace_bytes(t, old);
	value_id parts[] = {
		trace_add_slice(t, ACTOR_NETWORK, old, 0, 3, "type and version"),
		trace_add_uint(t, ACTOR_NETWORK, OP_CONFIG, "length", 2, b.n - HEADER - by),
		trace_add_slice(t, ACTOR_NETWORK, old, HEADER, b.n - HEADER - by, "fragment"),
	};

	return trace_add_concat(t, ACTOR_NETWORK, "record", parts, ARRAY_LEN(parts));
}

/* A record like this one, with other bytes or another sender. */
static unit_id add_altered(struct trace *t, unit_id record, enum actor sender, value_id bytes)
{
	const struct unit *old = trace_unit(t, record);
	unit_id id = trace_add_unit(t, UNIT_RECORD, sender, bytes);
	struct unit *u = trace_edit_unit(t, id);

	u->content_type = old->content_type;
	u->encrypted = old->encrypted;
	u->seq = old->seq;
	trace_put_unit(t, id, old->step);
	u->altered = true;
	return id;
}

static const char *const sentences[] = {
	[TAMPER_FLIP] = "Someone on the network changes one byte of this record.",
	[TAMPER_SHORTEN] = "Someone on the network cuts off the end of this record and corrects its length.",
	[TAMPER_CUT] = "The connection breaks in the middle of this record.",
	[TAMPER_REPEAT] = "Someone on the network delivers this record, and a second time.",
	[TAMPER_SWAP] = "Someone on the network keeps this record back, and will deliver it behind the next one.",
	[TAMPER_DROP] = "Someone on the network does not deliver this record.",
	[TAMPER_REFLECT] = "Someone on the network delivers this record, sends a copy back to its sender, and will keep back the answer.",
	[TAMPER_END] = "Someone on the network ends the connection in front of this record, as if its sender had.",
};

static void cut_here(struct transit *n, const struct trace *t)
{
	n->cut = true;
	n->cut_off = t->connection;
}

/* The record as it leaves the network with other bytes; what was announced to the receiver is that one now. */
static void carry_changed(struct transit *n, struct trace *t, unit_id record, uint32_t at, struct buf *out)
{
	value_id old = trace_unit(t, record)->value;
	value_id changed = n->tamper.kind == TAMPER_FLIP ? flipped(t, old, at, n->tamper.mask) : shortened(t, old, n->tamper.off);
	const bool awaited = trace_announce_instead(t, record, add_altered(t, record, trace_unit(t, record)->sender, changed));

	assert(awaited);
	(void)awaited;
	buf_add(out, trace_bytes(t, changed));
}

/* It comes to its sender as a record of the other's. */
static void reflect(struct transit *n, struct trace *t, unit_id record, struct endpoint *from)
{
	const value_id bytes = trace_unit(t, record)->value;
	const enum actor other = trace_peer(t, t->connection, trace_unit(t, record)->sender);

	trace_announce(t, add_altered(t, record, other, bytes));
	endpoint_feed(from, trace_bytes(t, bytes));
	n->silenced = other;
}

/* Adds what leaves the network instead of the record. */
static void tamper(struct transit *n, struct trace *t, unit_id record, uint32_t at, struct endpoint *from, struct buf *out)
{
	const enum tamper_kind kind = n->tamper.kind;
	struct bytes b = trace_bytes(t, trace_unit(t, record)->value);

	trace_event_values(t, EV_FAULT, ACTOR_NETWORK, text_value(t, sentences[kind]))->unit = record;
	if (kind == TAMPER_FLIP || kind == TAMPER_SHORTEN)
		carry_changed(n, t, record, at, out);
	if (kind == TAMPER_CUT)
		buf_add(out, bytes_slice(b, 0, n->tamper.off));
	if (kind == TAMPER_REPEAT || kind == TAMPER_REFLECT)
		buf_add(out, b);
	if (kind == TAMPER_REPEAT) {
		trace_announce_record(t, record);
		buf_add(out, b);
	}
	if (kind == TAMPER_REFLECT)
		reflect(n, t, record, from);
	if (kind == TAMPER_SWAP || kind == TAMPER_DROP || kind == TAMPER_END)
		trace_forget_record(t, record);
	if (kind == TAMPER_SWAP)
		n->held = record;
	if (kind == TAMPER_CUT || kind == TAMPER_END)
		cut_here(n, t);
	n->tamper.kind = TAMPER_NONE;
}

/* The message that is to be changed, if one of the records from `first` on brings it. */
static unit_id target_message(struct transit *n, const struct trace *t, unit_id first, enum actor sender)
{
	for (unit_id id = 1; id < trace_n_units(t); id++)
		if (trace_unit(t, id)->sender == sender && transit_is_meant(t, id, &n->tamper) && transit_record_of(t, id) >= first &&
		    ++n->met == (n->tamper.nth ? n->tamper.nth : 1))
			return id;
	return 0;
}

static bool is_cut(const struct transit *n, const struct trace *t)
{
	return n->cut && n->cut_off == t->connection;
}

/* What was kept back before, or is to be. True: the record is not to be delivered as it came. */
static bool keeps_back(struct transit *n, struct trace *t, unit_id id, struct buf *out)
{
	const struct unit *u = trace_unit(t, id);

	if (n->silenced == u->sender && u->content_type == CT_APPLICATION_DATA) {
		n->silenced = ACTOR_NONE;
		trace_event_values(t, EV_FAULT, ACTOR_NETWORK, text_value(t, sentences[TAMPER_DROP]))->unit = id;
		trace_forget_record(t, id);
		return true;
	}
	if (!n->held || trace_unit(t, n->held)->sender != u->sender)
		return false;
	buf_add(out, trace_bytes(t, u->value));
	buf_add(out, trace_bytes(t, trace_unit(t, n->held)->value));
	trace_announce_record(t, n->held);
	n->held = 0;
	return true;
}

/* All that was sent since the last time, record by record. */
static void carry_records(struct transit *n, struct trace *t, struct endpoint *from, enum actor sender, struct buf *out)
{
	unit_id first = n->seen + 1, end = trace_n_units(t), message = 0, record = 0;
	uint32_t at = 0;

	if (n->tamper.kind)
		message = target_message(n, t, first, sender);
	if (message)   /* 0: it has no such byte, and goes through as it is */
		record = n->tamper.kind == TAMPER_FLIP ? transit_place(t, message, &n->tamper, &at) : transit_record_of(t, message);
	for (unit_id id = first; id < end && !is_cut(n, t); id++) {
		const struct unit *u = trace_unit(t, id);

		if (u->kind != UNIT_RECORD || u->sender != sender || u->connection != t->connection)
			continue;
		if (id == record)
			tamper(n, t, id, at, from, out);
		else if (!keeps_back(n, t, id, out))
			buf_add(out, trace_bytes(t, u->value));
	}
	n->seen = trace_n_units(t) - 1;
}

void transit_carry(struct transit *n, struct trace *t, struct endpoint *from, struct endpoint *to, enum actor sender)
{
	const bool was_cut = is_cut(n, t);
	struct buf carried = { 0 };
	size_t size = endpoint_output(from).n;

	if (!size)
		return;
	if (n->tamper.kind || n->held || n->silenced)
		carry_records(n, t, from, sender, &carried);
	else if (!was_cut)
		buf_add(&carried, endpoint_output(from));
	endpoint_drain(from, size);
	if (carried.n)
		endpoint_feed(to, buf_bytes(&carried));
	if (is_cut(n, t) && !was_cut) {
		endpoint_feed_eof(to);
		endpoint_feed_eof(from);
	}
	buf_free(&carried);
}
