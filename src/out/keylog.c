#include "out/keylog.h"

#include "base/text.h"
#include "spec/keylog.h"

static bool same_line(const struct trace *t, const struct event *a, const struct event *b)
{
	return a->secret == b->secret && bytes_equal(trace_bytes(t, a->secret_of), trace_bytes(t, b->secret_of)) &&
	       bytes_equal(trace_bytes(t, a->values[0]), trace_bytes(t, b->values[0]));
}

/* Both parties compute it: once is enough. */
static bool stands_before(const struct trace *t, event_id id)
{
	for (event_id i = 1; i < id; i++)
		if (trace_event(t, i)->secret && same_line(t, trace_event(t, i), trace_event(t, id)))
			return true;
	return false;
}

void keylog_lines(const struct trace *t, struct buf *out)
{
	for (event_id i = 1; i < trace_n_events(t); i++) {
		const struct event *e = trace_event(t, i);

		if (!e->secret || stands_before(t, i))
			continue;
		buf_printf(out, "%s ", keylog_specs[e->secret].name);
		text_hex(out, trace_bytes(t, e->secret_of), 0);
		buf_puts(out, " ");
		text_hex(out, trace_bytes(t, e->values[0]), 0);
		buf_puts(out, "\n");
	}
}
