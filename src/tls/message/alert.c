#include "tls/message/alert.h"

#include "tls/endpoint_state.h"
#include "tls/message/message.h"
#include "tls/message/read.h"
#include "tls/record/record.h"

void alert_send(struct connection *c, int level, int description)
{
	struct trace *t = c->w.t;
	struct build_item items[] = {
		{ "level", conn_uint(c, OP_CONST, "level", 1, (uint64_t)level) },
		{ "description", conn_uint(c, OP_CONST, "description", 1, (uint64_t)description) },
	};
	struct event *e;
	unit_id unit;

	trace_show(t, items[0].value, SHOW_CODE, &codes_alert_level);
	trace_show(t, items[1].value, SHOW_CODE, &codes_alert);
	record_flush(c);
	trace_open_step(t, "Alert", c->actor);
	unit = message_plain(c, CT_ALERT, "Alert", &layout_alert, items, ARRAY_LEN(items));
	c->msg.unit = unit;
	e = CONN_EVENT(c, EV_ALERT_SENT, trace_unit(t, unit)->value);
	e->arg[0] = level;
	e->arg[1] = description;
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

void alert_read(struct connection *c, int *level, int *description)
{
	struct event *e = CONN_EVENT(c, EV_ALERT_RECEIVED, c->msg.value);

	*level = (int)msg_uint(c, "level");
	*description = (int)msg_uint(c, "description");
	e->arg[0] = *level;
	e->arg[1] = *description;
}

/* RFC 9846 6: in TLS 1.3 the level says nothing; all are errors but one, beside close_notify. */
static bool is_error(const struct connection *c, int description)
{
	return c->s.version >= VERSION_TLS13 && description != ALERT_USER_CANCELED;
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
		endpoint_of(c)->close_received = true;
		if (endpoint_of(c)->state == EP_HANDSHAKE) {
			/* RFC 5246 7.2.1: whoever gets it must answer with its own */
			alert_send(c, ALERT_WARNING, ALERT_CLOSE_NOTIFY);
			endpoint_give_up(c, "failed", description, conn_sender(c));
		} else if (endpoint_of(c)->close_sent) {
			CONN_FACT(c, EV_CLOSED);
			endpoint_of(c)->state = EP_CLOSED;
		} else {
			endpoint_of(c)->close_wanted = true;
		}
		return ST_OK;
	}
	if (level != ALERT_FATAL && !is_error(c, description))
		return endpoint_idle_limit(c);
	endpoint_give_up(c, "failed", description, conn_sender(c));
	return ST_OK;
}

enum status alert_refuse_renegotiation(struct connection *c)
{
	TRY(endpoint_idle_limit(c));
	alert_send(c, ALERT_WARNING, ALERT_NO_RENEGOTIATION);
	return ST_OK;
}
