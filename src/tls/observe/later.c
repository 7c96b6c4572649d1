/* Authentication after the handshake (RFC 9846 4.7.2): each request begins a transcript of its own, that of the handshake and
 * the request; a client may answer several in any order, by their context. */
#include <stdlib.h>

#include "tls/extension/extension.h"
#include "tls/message/message.h"
#include "tls/message/read.h"
#include "tls/observe/observe.h"

bool observe_is_later(const struct observer *o)
{
	return o->c.s.version >= VERSION_TLS13 && o->watched[o->c.sender].epoch == EPOCH_APPLICATION;
}

bool observe_later_may_come(const struct observer *o)
{
	return !o->cfg->brief || (o->c.s.version >= VERSION_TLS13 && extension_offered(&o->c.offer, EXT_POST_HANDSHAKE_AUTH));
}

void observe_later_asked(struct observer *o)
{
	const struct asked a = { o->c.msg.value, o->c.s.request_context };

	o->c.s.compressed[SIDE_CLIENT] = false;
	if (observe_later_may_come(o) && o->later.asked.n < MAX_CERTIFICATES)
		list_add(&o->later.asked, &a, sizeof(a));
}

/* The request that the client's Certificate answers; NULL: none. */
static const struct asked *asked_by(struct observer *o)
{
	const struct trace *t = o->c.w.t;
	const field_id f = msg_field(&o->c, "certificate_request_context");

	for (size_t i = 0; f && i < o->later.asked.n; i++)
		if (bytes_equal(trace_bytes(t, LIST_AT(&o->later.asked, struct asked, i).context), msg_list(&o->c, f)))
			return &LIST_AT(&o->later.asked, struct asked, i);
	return NULL;
}

static void begin(struct observer *o)
{
	const struct asked *a = asked_by(o);

	transcript_clear(&o->later.transcript);
	o->later.open = a != NULL;
	if (!a)
		return;
	o->c.s.request_context = a->context;
	transcript_fork(&o->c.transcript, &o->later.transcript);
	transcript_append(&o->later.transcript, a->request);
}

static void swap(struct observer *o)
{
	const struct transcript other = o->later.transcript;

	o->later.transcript = o->c.transcript;
	o->c.transcript = other;
	o->c.secrets.tls13.later = !o->c.secrets.tls13.later;
}

static bool is_certificate(uint8_t type)
{
	return type == HS_CERTIFICATE || type == HS_COMPRESSED_CERTIFICATE;
}

bool observe_later_enter(struct observer *o, uint8_t type)
{
	if (!observe_is_later(o) || o->c.sender != SIDE_CLIENT)
		return false;
	if (is_certificate(type))
		begin(o);
	if (!o->later.open || (!is_certificate(type) && type != HS_CERTIFICATE_VERIFY && type != HS_FINISHED))
		return false;
	swap(o);
	return true;
}

void observe_later_leave(struct observer *o, uint8_t type)
{
	transcript_append(&o->c.transcript, o->c.msg.value);
	swap(o);
	if (type == HS_FINISHED)
		o->later.open = false;
}

void observe_later_forget(struct observer *o)
{
	o->later.asked.n = 0;
	o->later.open = false;
	transcript_clear(&o->later.transcript);
}

void observe_later_free(struct observer *o)
{
	free(o->later.asked.p);
	transcript_free(&o->later.transcript);
}
