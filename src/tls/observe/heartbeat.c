/* Heartbeats (RFC 6520) between two others: whether what they claim is there. */
#include "tls/message/message.h"
#include "tls/observe/observe.h"

enum { REQUEST = 1, RESPONSE = 2, HEAD = 3, PADDING_MIN = 16 };

static enum reason judge_request(struct observer *o, struct heartbeat *h, uint32_t payload, size_t size)
{
	*h = (struct heartbeat){ .asked = true, .bad = HEAD + (size_t)payload + PADDING_MIN > size, .payload = payload };
	if (h->bad && o->now.heartbeat == HEARTBEAT_NONE)
		o->now.heartbeat = HEARTBEAT_TOO_LONG;
	if (h->bad)
		return REASON_HEARTBEAT_TOO_LONG;
	h->early = o->any && !o->now.complete && (o->now.finished[0] == FINISHED_ABSENT || o->now.finished[1] == FINISHED_ABSENT);
	return h->early ? REASON_HEARTBEAT_EARLY : REASON_HEARTBEAT_FITS;
}

/* `h`: what the other side asked. */
static enum reason judge_response(struct observer *o, struct heartbeat *h, uint32_t payload, size_t size)
{
	const struct heartbeat asked = *h;

	h->asked = false;
	if (asked.asked && asked.bad) {
		o->now.heartbeat = HEARTBEAT_ANSWERED;
		return REASON_HEARTBEAT_ANSWERED;
	}
	if (asked.asked && payload > asked.payload) {
		o->now.heartbeat = o->now.heartbeat == HEARTBEAT_ANSWERED ? HEARTBEAT_ANSWERED : HEARTBEAT_MORE;
		return REASON_HEARTBEAT_MORE;
	}
	if (HEAD + (size_t)payload > size)
		return REASON_HEARTBEAT_TOO_LONG;
	return asked.asked && asked.early ? REASON_HEARTBEAT_EARLY : REASON_HEARTBEAT_FITS;
}

/* The lengths are read from the bytes: a message that lies about them has no such fields. */
void observe_heartbeat(struct observer *o)
{
	struct connection *c = &o->c;
	const struct bytes b = trace_bytes(c->w.t, c->msg.value);
	const enum side_id side = c->sender;
	const uint32_t payload = b.n >= HEAD ? (uint32_t)bytes_uint(bytes_slice(b, 1, 2)) : 0;
	enum reason reason;
	struct event *e;

	if (b.n >= HEAD && b.p[0] == REQUEST)
		reason = judge_request(o, &o->heartbeats[side], payload, b.n);
	else if (b.n >= HEAD && b.p[0] == RESPONSE)
		reason = judge_response(o, &o->heartbeats[!side], payload, b.n);
	else
		reason = REASON_HEARTBEAT_UNKNOWN;
	e = CONN_EVENT(c, EV_HEARTBEAT, c->msg.value);
	e->arg[0] = payload;
	e->arg[1] = (int64_t)b.n;
	e->field = msg_field(c, "payload");
	e->reason = reason;
	e->verdict = reason == REASON_HEARTBEAT_FITS ? VERDICT_OK : reason == REASON_HEARTBEAT_UNKNOWN || reason == REASON_HEARTBEAT_EARLY ?
		     VERDICT_WARN : VERDICT_FAIL;
}
