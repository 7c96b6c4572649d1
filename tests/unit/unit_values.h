/* The values of a trace as JSON Lines, as tests/recompute.py reads them. */
#ifndef SLOWSHAKE_TESTS_UNIT_VALUES_H
#define SLOWSHAKE_TESTS_UNIT_VALUES_H

#include "unit.h"

#include "base/text.h"
#include "trace/trace.h"

static inline void unit_write_value(const struct trace *t, value_id id)
{
	const struct value *v = trace_value(t, id);
	struct buf out = { 0 };

	buf_printf(&out, "{\"type\":\"value\",\"id\":%u,\"op\":\"%s\",\"inputs\":[", id, value_op_name(v->op));
	for (uint32_t i = 0; i < v->n_inputs; i++)
		buf_printf(&out, "%s%u", i ? "," : "", v->inputs[i]);
	buf_puts(&out, "],\"label\":\"");
	text_json(&out, bytes_str(v->label));
	buf_puts(&out, "\",\"hex\":\"");
	text_hex(&out, v->bytes, 0);
	buf_puts(&out, "\"");
	if (v->alg)
		buf_printf(&out, ",\"alg\":\"%s\"", v->alg);
	if (v->op == OP_SLICE)
		buf_printf(&out, ",\"offset\":%u", v->offset);
	buf_puts(&out, "}");
	fprintf(unit_values, "%s\n", buf_str(&out));
	buf_free(&out);
}

/* Where a test was asked for them; otherwise nothing. */
static inline void unit_write_values(const struct trace *t)
{
	if (!unit_values)
		return;
	fputs("{\"type\":\"trace.begin\"}\n", unit_values);
	for (value_id id = 1; id < trace_n_values(t); id++)
		unit_write_value(t, id);
}

#endif
