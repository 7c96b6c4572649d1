/* Bytes that are no TLS: an answer in another protocol, or clear text after TLS has ended. */
#include "tls/observe/observe.h"

enum { SHOWN = 64 };

static bool is_text(struct bytes b)
{
	for (size_t i = 0; i < b.n; i++)
		if ((b.p[i] < 0x20 && b.p[i] != '\r' && b.p[i] != '\n' && b.p[i] != '\t') || b.p[i] >= 0x7f)
			return false;
	return true;
}

static const char *looks_like(const struct observer *o, struct bytes b)
{
	const char *name = o->cfg->looks_like ? o->cfg->looks_like(b) : NULL;

	return name ? name : is_text(b) ? "text" : "nothing that is known here";
}

/* A header of TLS that was altered is not meant. */
static bool is_foreign(struct bytes b)
{
	return b.p[0] < CT_CHANGE_CIPHER_SPEC || b.p[0] > CT_HEARTBEAT || b.p[1] != 3;
}

bool observe_foreign(struct connection *c)
{
	struct observer *o = observer_of(c);
	struct bytes in = buf_bytes(&c->from->in);
	bool ended = c->from->last_type == CT_ALERT, begun = c->from->last_type || (c->sender == SIDE_CLIENT && o->now.has_client_hello);
	const char *name = looks_like(o, in);
	value_id values[2];

	if (!o->any || !is_foreign(in) || (begun && !ended))
		return false;
	trace_open_step(c->w.t, ended ? "clear text after TLS" : "no TLS", conn_sender(c));
	values[0] = observe_text(o, name);
	values[1] = trace_show(c->w.t, trace_add_leaf(c->w.t, c->actor, OP_WIRE, "bytes received", bytes_slice(in, 0, in.n < SHOWN ? in.n : SHOWN)),
			       is_text(in) ? SHOW_TEXT : SHOW_HEX, NULL);
	conn_event(c, ended ? EV_CLEAR_TEXT : EV_NOT_TLS, values, 2);
	if (!ended) {
		o->now.looks_like = name;
		if (o->now.reason == CLOSED_NONE)
			o->now.reason = CLOSED_NOT_TLS;
	}
	return true;
}
