/* What an observer says in its own words. */
#include "tls/observe/observe.h"

value_id observe_text(struct observer *o, const char *text)
{
	struct trace *t = o->c.w.t;

	return trace_show(t, trace_add_leaf(t, ACTOR_OBSERVER, OP_CONST, "what happened", bytes_str(text)), SHOW_TEXT, NULL);
}

struct event *observe_closed(struct observer *o, enum event_type type, enum closed why)
{
	struct event *e = trace_add_event(o->c.w.t, type, ACTOR_OBSERVER, NULL, 0);

	e->reason = closed_reason(why);
	return e;
}
