/* What stands on the wire in clear, as values: the layouts say which parts of a message. */
#include <string.h>

#include "tls/message/message.h"
#include "tls/observe/observe.h"

/* The part as it was taken already, if it was: what the message is read for comes first. */
static value_id taken(const struct trace *t, value_id message, size_t off, size_t n, const char *label)
{
	for (value_id id = message + 1; id < trace_n_values(t); id++) {
		const struct value *v = trace_value(t, id);

		if (v->op == OP_SLICE && v->inputs[0] == message && v->offset == off && v->bytes.n == n && strcmp(v->label, label) == 0)
			return id;
	}
	return 0;
}

static value_id part(struct connection *c, field_id id)
{
	const struct field *f = trace_field(c->w.t, id);
	const struct layout *l = f->layout;
	const size_t length = l->kind == L_VEC || l->kind == L_LIST ? l->width : 0;
	value_id v;

	if (f->len <= length)
		return 0;
	v = taken(c->w.t, c->msg.value, f->off + length, f->len - length, l->told);
	if (v)
		return v;
	return length ? msg_content(c, id, l->told) : msg_value(c, id, l->told);
}

void observe_told(struct connection *c)
{
	value_id values[32];
	field_id end;
	size_t n = 0;

	if (c->w.t->brief || trace_unit(c->w.t, c->msg.unit)->encrypted)
		return;
	end = c->msg.root ? trace_field_end(c->w.t, c->msg.root) : 0;
	for (field_id f = c->msg.root; f < end; f++) {
		const value_id v = trace_field(c->w.t, f)->layout->told ? part(c, f) : 0;

		if (v)
			values[n++] = v;
		if (n == ARRAY_LEN(values) || (n && f + 1 == end)) {
			conn_event(c, EV_MESSAGE_TOLD, values, n);
			n = 0;
		}
	}
}
