/* Pre-shared keys, as far as who listens can tell of them. */
#include "tls/message/message.h"
#include "tls/observe/observe.h"

/* The content of the extension in the current message; empty: it is not there. */
static struct bytes extension_data(struct connection *c, uint16_t type)
{
	for (field_id ext = 0; (ext = trace_find_field(c->w.t, c->msg.root, "Extension", ext)) != 0;) {
		const struct bytes b = trace_field_bytes(c->w.t, ext);

		if (b.n > 4 && bytes_uint(bytes_slice(b, 0, 2)) == type)
			return bytes_slice(b, 4, b.n - 4);
	}
	return BYTES_NONE;
}

bool observe_has_extension(struct connection *c, uint16_t type)
{
	for (field_id f = 0; (f = trace_find_field(c->w.t, c->msg.root, "extension_type", f)) != 0;)
		if (bytes_uint(trace_field_bytes(c->w.t, f)) == type)
			return true;
	return false;
}

/* A binder is made of the pre-shared key, and of a ticket that is made of the resumption secret: key logs have neither (RFC 9850). */
static void binders_told(struct connection *c)
{
	const field_id list = c->offer.binders;
	unsigned n = 0;

	if (c->w.t->brief)
		return;
	for (field_id f = 0; list && (f = trace_find_field(c->w.t, list, "PskBinderEntry", f)) != 0; n++) {
		struct event *e = CONN_EVENT(c, EV_BINDER_CLOSED, msg_content(c, f, "binder"));

		e->arg[0] = n;
		e->field = f;
		e->verdict = VERDICT_SKIPPED;
		e->reason = REASON_BINDER_CLOSED;
	}
}

/* RFC 9846 4.3.11: an identity that was agreed on outside has the age 0, and a ticket's is hidden by a random number. */
void observe_psk_offered(struct observer *o)
{
	struct bytes b = extension_data(&o->c, EXT_PRE_SHARED_KEY);
	size_t left = b.n >= 2 ? (size_t)bytes_uint(bytes_slice(b, 0, 2)) : 0, n;

	o->tickets = 0;
	binders_told(&o->c);
	if (!left || left > b.n - 2)
		return;
	b = bytes_slice(b, 2, left);
	for (unsigned i = 0; i < 32 && b.n >= 2 && (n = (size_t)bytes_uint(bytes_slice(b, 0, 2))) + 6 <= b.n; i++) {
		o->tickets |= (uint32_t)(bytes_uint(bytes_slice(b, 2 + n, 4)) != 0) << i;
		b = bytes_slice(b, n + 6, b.n - n - 6);
	}
}

bool observe_psk_of_ticket(struct observer *o)
{
	const struct bytes b = extension_data(&o->c, EXT_PRE_SHARED_KEY);
	const uint64_t selected = b.n == 2 ? bytes_uint(b) : 32;

	return selected < 32 && o->tickets >> selected & 1;
}
