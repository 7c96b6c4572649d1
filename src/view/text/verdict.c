#include "view/text/verdict.h"

#include "base/text.h"
#include "spec/events.h"
#include "spec/groups.h"
#include "spec/schemes.h"

static const char *certificate_words(const struct trace *t)
{
	if (trace_studied(t)->outcome.resumed)
		return "session resumed";
	if (trace_last_event(t, t->studied, EV_CERT_IGNORED))
		return "certificate NOT accepted, but ignored";
	if (trace_last_event(t, t->studied, EV_KEX_UNSIGNED))
		return "NOBODY has proved who it is";
	if (trace_last_event(t, t->studied, EV_CERT_VERDICT))
		return "certificate accepted";
	return trace_last_event(t, t->studied, EV_PMS_JOINED) ? "by a pre-shared key, no certificate" : "no certificate";
}

/* How many of several went on with a session. */
static void put_connections(const struct trace *t, struct buf *out)
{
	size_t resumed = 0;

	if (t->connections.n < 2)
		return;
	for (size_t i = 0; i < t->connections.n; i++)
		resumed += trace_connection(t, (connection_id)i)->outcome.resumed;
	buf_printf(out, "; %zu connections, %zu resumed", t->connections.n, resumed);
}

/* Over which group keys were exchanged: a field without a name by its size. */
static void put_group(const struct trace *t, struct buf *out)
{
	const struct event *curve = trace_last_event(t, t->studied, EV_KEX_PUBLIC), *field = trace_last_event(t, t->studied, EV_DH_PUBLIC);
	const struct event *key = trace_last_event(t, t->studied, EV_DH_KEY), *e = curve ? curve : field;
	const struct group *g = e ? group_find((uint16_t)e->arg[0]) : NULL;

	if (g)
		buf_printf(out, ", %s", g->code.name);
	else if (field && key)
		buf_printf(out, ", a finite field of %zu bits", 8 * bytes_without_zeros(trace_bytes(t, key->values[3])).n);
}

/* By which the server proved that it holds its key. */
static const struct scheme *scheme_of_server(const struct trace *t)
{
	const struct event *params = trace_last_event(t, t->studied, EV_PARAMS_SIGNATURE), *verify = trace_last_event(t, t->studied, EV_SIGNATURE_CHECKED);
	const struct event *e = params ? params : verify;

	return e && e->arg[0] >= 0 ? scheme_find((uint16_t)e->arg[0]) : NULL;
}

void verdict_line(const struct trace *t, const char *peer, struct buf *out)
{
	const struct trace_outcome *o = &trace_studied(t)->outcome;
	const struct scheme *s = scheme_of_server(t);

	text_safe(out, bytes_str(peer));
	buf_printf(out, ": established, %s, %s", o->version, o->cipher_suite);
	put_group(t, out);
	if (s)
		buf_printf(out, ", %s", s->code.name);
	if (o->alpn)
		buf_printf(out, ", protocol %s", o->alpn);
	buf_printf(out, ", %s", certificate_words(t));
	put_connections(t, out);
	buf_puts(out, "\n");
}
