/* The binder that came with a pre-shared key, against the one that follows from it (RFC 9846 4.3.11.2). */
#include "tls/keys/keys.h"
#include "tls/message/message.h"
#include "tls/resume/psk.h"

field_id psk_nth(struct connection *c, field_id list, const char *name, size_t i)
{
	field_id f = 0;

	do
		f = trace_find_field(c->w.t, list, name, f);
	while (f && i--);
	return f;
}

enum status psk_binder_check(struct connection *c, enum hash_alg h, value_id early, bool external, size_t i)
{
	const field_id field = psk_nth(c, c->offer.binders, "PskBinderEntry", i);
	const value_id beginning = trace_add_slice(c->w.t, c->actor, c->msg.value, 0, trace_field(c->w.t, c->offer.binders)->off, "ClientHello without its binders");
	const value_id own = keys_binder(c, h, early, external, transcript_hash_with(c, h, beginning));
	const value_id came = msg_content(c, field, "binder received");
	const bool equal = bytes_equal(trace_bytes(c->w.t, came), trace_bytes(c->w.t, own));
	struct event *e = CONN_EVENT(c, EV_BINDER_CHECKED, came, own);

	e->field = field;
	return conn_check(c, e, equal, equal ? REASON_VALUES_EQUAL : REASON_VALUES_DIFFER, ALERT_DECRYPT_ERROR);
}
