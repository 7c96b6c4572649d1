#include "source/network.h"

#include <assert.h>

/* The message in flight that is to be changed: 0 if it is not among the new units. */
static unit_id target_message(struct network *n, struct trace *t, enum actor sender)
{
	unit_id found = 0;

	for (unit_id id = n->seen + 1; id < trace_n_units(t); id++) {
		const struct unit *u = trace_unit(t, id);

		if (u->kind == UNIT_MESSAGE && u->sender == sender && u->content_type == CT_HANDSHAKE &&
		    u->handshake_type == n->tamper.handshake_type && sender == n->tamper.sender && u->carrier)
			found = id;
	}
	n->seen = trace_n_units(t) - 1;
	return found;
}

/* The record that carries the message's first byte, and where in it the byte stands. */
static unit_id record_of(const struct trace *t, unit_id message, uint32_t *off)
{
	const struct unit *u = trace_unit(t, message), *c = trace_unit(t, u->carrier);

	*off = u->carrier_off;
	if (c->kind == UNIT_RECORD)
		return u->carrier;
	*off = 5;
	return c->carrier;
}

static uint32_t target_offset(const struct network *n, const struct trace *t, unit_id message, uint32_t in_record)
{
	const struct tamper *w = &n->tamper;
	field_id f = w->field ? trace_find_field(t, trace_unit(t, message)->first_field, w->field, 0) : 0;

	assert(f || !w->field);
	return in_record + (f ? trace_field(t, f)->off : 0) + w->off;
}

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
		trace_add_uint(t, ACTOR_NETWORK, OP_CONFIG, "length", 2, b.n - 5 - by),
		trace_add_slice(t, ACTOR_NETWORK, old, 5, b.n - 5 - by, "fragment"),
	};

	return trace_add_concat(t, ACTOR_NETWORK, "record", parts, ARRAY_LEN(parts));
}

/* What was announced to the receiver is replaced by the changed record. */
static void announce_instead(struct trace *t, unit_id record, value_id changed)
{
	const struct unit *old = trace_unit(t, record);
	unit_id altered, id = trace_claim(t, UNIT_RECORD, old->sender, trace_bytes(t, old->value), &altered);
	struct unit *u;

	assert(id == record);
	id = trace_add_unit(t, UNIT_RECORD, old->sender, changed);
	u = trace_edit_unit(t, id);
	u->content_type = old->content_type;
	u->encrypted = old->encrypted;
	u->seq = old->seq;
	u->step = old->step;
	u->altered = true;
	trace_announce(t, id);
}

static const char *const sentences[] = {
	[TAMPER_FLIP] = "Someone on the network changes one byte of this record.",
	[TAMPER_SHORTEN] = "Someone on the network cuts off the end of this record and corrects its length.",
	[TAMPER_CUT] = "The connection breaks in the middle of this record.",
};

void network_carry(struct network *n, struct trace *t, struct endpoint *from, struct endpoint *to, enum actor sender)
{
	struct bytes out = endpoint_output(from);
	unit_id message = n->tamper.kind ? target_message(n, t, sender) : 0;
	struct buf carried = { 0 };

	buf_add(&carried, out);
	endpoint_drain(from, out.n);
	if (message) {
		uint32_t in_record;
		unit_id record = record_of(t, message, &in_record);
		value_id old = trace_unit(t, record)->value, changed = 0;
		uint32_t at = target_offset(n, t, message, in_record);
		size_t size = trace_bytes(t, old).n;

		/* the sender's output is this very record */
		assert(carried.n == size && at < size);
		if (n->tamper.kind == TAMPER_FLIP)
			changed = flipped(t, old, at, n->tamper.mask);
		else if (n->tamper.kind == TAMPER_SHORTEN)
			changed = shortened(t, old, n->tamper.off);
		trace_event_values(t, EV_FAULT, ACTOR_NETWORK, text_value(t, sentences[n->tamper.kind]))->unit = record;
		if (changed) {
			announce_instead(t, record, changed);
			buf_clear(&carried);
			buf_add(&carried, trace_bytes(t, changed));
		} else {
			carried.n = n->tamper.off;
			n->cut = true;
		}
		n->tamper.kind = TAMPER_NONE;
	}
	if (n->cut && !carried.n)
		goto out;
	endpoint_feed(to, buf_bytes(&carried));
	if (n->cut) {
		endpoint_feed_eof(to);
		endpoint_feed_eof(from);
	}
out:
	buf_free(&carried);
}
