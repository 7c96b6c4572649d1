#include "tls/message/alert.h"

#include "tls/endpoint_state.h"
#include "tls/flow/flow.h"
#include "tls/message/message.h"
#include "tls/message/read.h"
#include "tls/record/record.h"
#include "tls/renegotiation.h"

/* RFC 6101 5.4.2 has twelve. For the others the nearest of them; who names none here has handshake_failure. */
int alert_spoken(uint16_t version, int description)
{
	static const struct { uint8_t description, as; } ssl30[] = {
		{ ALERT_CLOSE_NOTIFY, ALERT_CLOSE_NOTIFY },
		{ ALERT_UNEXPECTED_MESSAGE, ALERT_UNEXPECTED_MESSAGE },
		{ ALERT_BAD_RECORD_MAC, ALERT_BAD_RECORD_MAC },
		{ ALERT_RECORD_OVERFLOW, ALERT_UNEXPECTED_MESSAGE },
		{ ALERT_UNKNOWN_CA, ALERT_CERTIFICATE_UNKNOWN },
		{ ALERT_DECODE_ERROR, ALERT_ILLEGAL_PARAMETER },
	};

	if (version != VERSION_SSL30 || (description >= ALERT_HANDSHAKE_FAILURE && description <= ALERT_ILLEGAL_PARAMETER))
		return description;
	for (size_t i = 0; i < ARRAY_LEN(ssl30); i++)
		if (description == ssl30[i].description)
			return ssl30[i].as;
	return ALERT_HANDSHAKE_FAILURE;
}

unit_id alert_build(struct connection *c, int level, int wanted)
{
	const int description = alert_spoken(c->s.version, wanted);
	struct trace *t = c->w.t;
	struct build_item items[] = {
		{ "level", conn_uint(c, OP_CONST, "level", 1, (uint64_t)level) },
		{ "description", conn_uint(c, OP_CONST, "description", 1, (uint64_t)description) },
	};
	struct event *e;
	unit_id unit;

	trace_show(t, items[0].value, SHOW_CODE, &codes_alert_level);
	trace_show(t, items[1].value, SHOW_CODE, &codes_alert);
	unit = message_plain(c, CT_ALERT, "Alert", &layout_alert, items, ARRAY_LEN(items));
	c->msg.unit = unit;
	e = CONN_EVENT(c, EV_ALERT_SENT, trace_unit(t, unit)->value);
	e->arg[0] = level;
	e->arg[1] = description;
	if (description != wanted)
		e->reason = REASON_ALERT_SSL30;
	return unit;
}

/* RFC 9846 E.4: the client's ChangeCipherSpec goes in front of all that it protects, and so of an alert in its second flight's place.
 * Who stands in between would see a record of data before TLS 1.2 could have any. */
static void disguise_first(struct connection *c)
{
	if (c->side != SIDE_CLIENT || c->s.version < VERSION_TLS13 || !config_of(c)->compatibility || c->s.disguised ||
	    c->sides[c->side].protection.kind != PROTECT_TLS13)
		return;
	c->msg = (struct incoming){ 0 };
	trace_open_step(c->w.t, content_type_title(CT_CHANGE_CIPHER_SPEC), c->actor);
	endpoint_send(c, disguise_make(c));
}

void alert_send(struct connection *c, int level, int description)
{
	unit_id unit;

	record_flush(c);
	disguise_first(c);
	trace_open_step(c->w.t, "Alert", c->actor);
	unit = alert_build(c, level, description);
	record_send(c, unit);
	c->msg = (struct incoming){ 0 };
}

void alert_close(struct connection *c)
{
	alert_send(c, ALERT_WARNING, ALERT_CLOSE_NOTIFY);
	endpoint_of(c)->close_sent = true;
	if (endpoint_of(c)->close_received) {
		CONN_FACT(c, EV_CLOSED);
		endpoint_of(c)->state = EP_CLOSED;
	}
}

void alert_cancel(struct connection *c)
{
	alert_send(c, ALERT_WARNING, ALERT_USER_CANCELED);
	alert_send(c, ALERT_WARNING, ALERT_CLOSE_NOTIFY);
	endpoint_give_up(c, "failed", ALERT_USER_CANCELED, c->actor);
}

void alert_read(struct connection *c, int *level, int *description)
{
	struct event *e = CONN_EVENT(c, EV_ALERT_RECEIVED, c->msg.value);

	*level = (int)msg_uint(c, "level");
	*description = (int)msg_uint(c, "description");
	e->arg[0] = *level;
	e->arg[1] = *description;
}

/* RFC 9846 6: in TLS 1.3 the level says nothing; all are errors but one, beside close_notify. */
static bool is_error(const struct connection *c, int level, int description)
{
	return c->s.version >= VERSION_TLS13 ? description != ALERT_USER_CANCELED : level == ALERT_FATAL;
}

/* The peer writes no more. Before TLS 1.3 that ended both directions. */
static void close_take(struct connection *c)
{
	struct endpoint *ep = endpoint_of(c);

	ep->close_received = true;
	if (ep->state == EP_HANDSHAKE) {
		/* RFC 5246 7.2.1: whoever gets it must answer with its own */
		alert_send(c, ALERT_WARNING, ALERT_CLOSE_NOTIFY);
		endpoint_give_up(c, "failed", ep->canceled ? ALERT_USER_CANCELED : ALERT_CLOSE_NOTIFY, conn_sender(c));
	} else if (ep->close_sent) {
		CONN_FACT(c, EV_CLOSED);
		ep->state = EP_CLOSED;
	} else if (c->s.version >= VERSION_TLS13 && config_of(c)->half_close) {
		CONN_FACT(c, EV_HALF_CLOSED);
	} else {
		ep->close_wanted = true;
	}
}

enum status alert_take(struct connection *c)
{
	int level, description;
	struct event *e;

	alert_read(c, &level, &description);
	if (level != ALERT_WARNING && level != ALERT_FATAL) {
		e = CONN_FACT(c, EV_MESSAGE_DECODED);
		e->field = msg_field(c, "level");
		return conn_check(c, e, false, REASON_VALUE_UNKNOWN, ALERT_ILLEGAL_PARAMETER);
	}
	if (description == ALERT_CLOSE_NOTIFY) {
		close_take(c);
		return ST_OK;
	}
	if (!is_error(c, level, description)) {
		if (description == ALERT_NO_RENEGOTIATION)
			renegotiation_drop(c);
		endpoint_of(c)->canceled |= description == ALERT_USER_CANCELED;
		return endpoint_idle_limit(c, IDLE_WARNING);
	}
	endpoint_give_up(c, "failed", description, conn_sender(c));
	return ST_OK;
}
