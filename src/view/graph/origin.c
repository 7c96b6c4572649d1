#include "view/graph/origin.h"

#include <string.h>

#include "base/text.h"
#include "view/text/describe.h"

enum { MAX_STEPS = 1000 };   /* the graph has no circles; a long one must not hang the screen */

/* The part of a CONCAT that holds the whole span; 0 if it crosses parts. */
static value_id part_with(const struct trace *t, const struct value *v, uint32_t *off, uint32_t len)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < v->n_inputs; i++) {
		uint32_t n = (uint32_t)trace_bytes(t, v->inputs[i]).n;

		if (*off >= at && *off + len <= at + n && (len || *off < at + n)) {
			*off -= at;
			return v->inputs[i];
		}
		at += n;
	}
	return 0;
}

value_id origin_of_span(const struct trace *t, value_id id, uint32_t off, uint32_t len)
{
	for (int i = 0; i < MAX_STEPS && id; i++) {
		const struct value *v = trace_value(t, id);
		value_id next = 0;

		if (v->op == OP_CONCAT)
			next = part_with(t, v, &off, len);
		else if (v->op == OP_WIRE && v->n_inputs && trace_bytes(t, v->inputs[0]).n == v->bytes.n)
			next = v->inputs[0];
		else if (v->op == OP_SLICE) {
			next = v->inputs[0];
			off += v->offset;
		}
		/* A slice that is all of a made value is that value: stop at what was told. */
		if (!next || (v->op == OP_SLICE && v->event && len == v->bytes.n))
			return id;
		id = next;
	}
	return id;
}

value_id origin_of_field(const struct trace *t, field_id f)
{
	const struct field *field = trace_field(t, f);

	return origin_of_span(t, trace_unit(t, field->unit)->value, field->off, field->len);
}

event_id origin_event(const struct trace *t, value_id v)
{
	const struct value *value = trace_value(t, v);

	if (value->event)
		return value->event;
	for (event_id e = 1; e < trace_n_events(t); e++)
		if (trace_event(t, e)->unit && trace_unit(t, trace_event(t, e)->unit)->value == v)
			return e;
	return 0;
}

static bool is_given(const struct value *v)
{
	return v->op == OP_CONST || v->op == OP_CONFIG || v->op == OP_COUNTER;
}

value_id origin_next(const struct trace *t, value_id id)
{
	const struct value *v = trace_value(t, id);

	for (uint32_t i = 0; i < v->n_inputs; i++)
		if (!is_given(trace_value(t, v->inputs[i])))
			return v->inputs[i];
	return v->n_inputs ? v->inputs[0] : 0;
}

/* "bytes 64 to 79 of key_block"; "client_version, random joined". */
static void say_parts(const struct trace *t, const struct value *v, struct buf *out)
{
	enum { MOST = 6 };

	if (v->op == OP_SLICE && v->bytes.n)
		buf_printf(out, "bytes %u to %zu of ", v->offset, v->offset + v->bytes.n - 1);
	for (uint32_t i = 0; i < v->n_inputs && i < MOST; i++) {
		buf_puts(out, i ? ", " : "");
		text_safe(out, bytes_str(trace_value(t, v->inputs[i])->label));
	}
	if (v->op == OP_CONCAT)
		buf_puts(out, v->n_inputs > MOST ? " and more, joined" : " joined");
}

void origin_say(const struct trace *t, value_id id, struct buf *out)
{
	static const char *const begins[OP_N] = {
		[OP_CONST] = "a constant of the specification", [OP_CONFIG] = "given by the configuration of %s",
		[OP_RANDOM] = "drawn at random by %s", [OP_WIRE] = "came over the wire to %s",
		[OP_KEYLOG] = "taken from a key log", [OP_CLOCK] = "read from the clock by %s",
		[OP_COUNTER] = "counted by %s",
	};
	const struct value *v = trace_value(t, id);
	const char *text = begins[v->op], *who;

	if (v->op != OP_CONCAT && v->op != OP_SLICE && (v->n_inputs || !text)) {
		describe_origin(t, id, out);
		return;
	}
	text_safe(out, bytes_str(v->label));
	buf_puts(out, ": ");
	if (v->op == OP_CONCAT || v->op == OP_SLICE) {
		say_parts(t, v, out);
		return;
	}
	who = strstr(text, "%s");
	buf_add(out, bytes_of(text, who ? (size_t)(who - text) : strlen(text)));
	if (who)
		buf_puts(out, trace_actor(t, v->actor)->text);
}
