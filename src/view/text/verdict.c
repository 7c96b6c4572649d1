#include "view/text/verdict.h"

#include "base/text.h"
#include "spec/events.h"
#include "spec/groups.h"
#include "spec/schemes.h"

static const char *certificate_words(const struct trace *t)
{
	if (trace_last_event(t, t->studied, EV_SESSION_RESUMED))
		return "session resumed";
	if (trace_last_event(t, t->studied, EV_CERT_IGNORED))
		return "certificate NOT accepted, but ignored";
	return trace_last_event(t, t->studied, EV_CERT_VERDICT) ? "certificate accepted" : "no certificate";
}

/* How many of several went on with a session. */
static void put_connections(const struct trace *t, struct buf *out)
{
	size_t resumed = 0;

	if (t->connections.n < 2)
		return;
	for (size_t i = 0; i < t->connections.n; i++)
		resumed += trace_last_event(t, (connection_id)i, EV_SESSION_RESUMED) != NULL;
	buf_printf(out, "; %zu connections, %zu resumed", t->connections.n, resumed);
}

void verdict_line(const struct trace *t, const char *peer, struct buf *out)
{
	const struct trace_outcome *o = &trace_studied(t)->outcome;
	const struct event *group = trace_last_event(t, t->studied, EV_ANSWER_GROUP), *scheme = trace_last_event(t, t->studied, EV_PARAMS_SIGNATURE);
	const struct group *g = group ? group_find((uint16_t)group->arg[0]) : NULL;
	const struct scheme *s = scheme && scheme->arg[0] >= 0 ? scheme_find((uint16_t)scheme->arg[0]) : NULL;

	text_safe(out, bytes_str(peer));
	buf_printf(out, ": established, %s, %s", o->version, o->cipher_suite);
	if (g)
		buf_printf(out, ", %s", g->code.name);
	if (s)
		buf_printf(out, ", %s", s->code.name);
	buf_printf(out, ", %s", certificate_words(t));
	put_connections(t, out);
	buf_puts(out, "\n");
}
