/* Alerts (RFC 5246 7.2), closing, and every other way in which a connection ends. */
#include <string.h>

#include "tls/state.h"

static void alert_send(struct endpoint *ep, int level, int description)
{
	struct trace *t = ep->w.t;
	struct build_item items[] = {
		{ "level", ep_uint(ep, OP_CONST, "level", 1, (uint64_t)level) },
		{ "description", ep_uint(ep, OP_CONST, "description", 1, (uint64_t)description) },
	};
	struct event *e;
	unit_id unit;

	trace_show(t, items[0].value, SHOW_CODE, &codes_alert_level);
	trace_show(t, items[1].value, SHOW_CODE, &codes_alert);
	record_flush(ep);
	trace_open_step(t, "Alert", ep->role);
	unit = message_plain(ep, CT_ALERT, "Alert", &layout_alert, items, ARRAY_LEN(items));
	ep->msg.unit = unit;
	e = EP_EVENT(ep, EV_ALERT_SENT, trace_unit(t, unit)->value);
	e->arg[0] = level;
	e->arg[1] = description;
	record_send(ep, unit);
	ep->msg = (struct incoming){ 0 };
}

static void outcome_set(struct endpoint *ep, const char *outcome, int alert, enum actor from)
{
	struct trace_outcome *o = &ep->w.t->outcome;

	if (o->outcome && strcmp(o->outcome, "established") != 0)
		return;
	o->outcome = outcome;
	if (alert >= 0 && !o->alert) {
		o->alert = code_name(&codes_alert, (uint32_t)alert);
		o->alert_from = from;
	}
}

static void give_up(struct endpoint *ep, const char *outcome, int alert, enum actor from)
{
	outcome_set(ep, outcome, alert, from);
	ep->state = EP_FAILED;
	EP_FACT(ep, EV_FAILED);
	buf_clear(&ep->from->in);
}

enum status ep_check(struct endpoint *ep, struct event *e, bool holds, enum reason reason, int alert)
{
	struct trace_outcome *o = &ep->w.t->outcome;

	e->verdict = holds ? VERDICT_OK : VERDICT_FAIL;
	e->reason = reason;
	if (holds)
		return ST_OK;
	if (!o->failed_check)
		o->failed_check = event_specs[e->type].name;
	if (ep->observe)
		return ST_REFUSED;
	e->fatal = true;
	endpoint_abort(ep, alert);
	return ST_REFUSED;
}

void endpoint_abort(struct endpoint *ep, int alert)
{
	if (ep->state == EP_FAILED || ep->state == EP_CLOSED)
		return;
	alert_send(ep, ALERT_FATAL, alert);
	give_up(ep, "failed", alert, ep->role);
}

/* ---- alerts and the end of the stream ---- */

void alert_close(struct endpoint *ep)
{
	alert_send(ep, ALERT_WARNING, ALERT_CLOSE_NOTIFY);
	ep->close_sent = true;
	if (ep->close_received) {
		EP_FACT(ep, EV_CLOSED);
		ep->state = EP_CLOSED;
	}
}

/* Too many things that bring nothing forward: a flood. */
enum status ep_idle_limit(struct endpoint *ep)
{
	if (++ep->idle_records <= MAX_IDLE_RECORDS)
		return ST_OK;
	return ep_check(ep, ep_expected(ep), false, REASON_FLOOD, ALERT_UNEXPECTED_MESSAGE);
}

enum status alert_take(struct endpoint *ep)
{
	int level = (int)msg_uint(ep, "level"), description = (int)msg_uint(ep, "description");
	struct event *e = EP_EVENT(ep, EV_ALERT_RECEIVED, ep->msg.value);

	e->arg[0] = level;
	e->arg[1] = description;
	if (level != ALERT_WARNING && level != ALERT_FATAL) {
		e = EP_FACT(ep, EV_MESSAGE_DECODED);
		e->field = msg_field(ep, "level");
		return ep_check(ep, e, false, REASON_VALUE_UNKNOWN, ALERT_ILLEGAL_PARAMETER);
	}
	if (description == ALERT_CLOSE_NOTIFY) {
		ep->close_received = true;
		if (ep->state == EP_HANDSHAKE) {
			/* RFC 5246 7.2.1: whoever gets it must answer with its own */
			alert_send(ep, ALERT_WARNING, ALERT_CLOSE_NOTIFY);
			give_up(ep, "failed", description, ep->sender);
		} else if (ep->close_sent) {
			EP_FACT(ep, EV_CLOSED);
			ep->state = EP_CLOSED;
		} else {
			ep->close_wanted = true;
		}
		return ST_OK;
	}
	if (level != ALERT_FATAL)
		return ep_idle_limit(ep);
	give_up(ep, "failed", description, ep->sender);
	return ST_OK;
}

enum status renegotiation_refuse(struct endpoint *ep)
{
	TRY(ep_idle_limit(ep));
	alert_send(ep, ALERT_WARNING, ALERT_NO_RENEGOTIATION);
	return ST_OK;
}

enum endpoint_did ep_end_of_stream(struct endpoint *ep)
{
	if (ep->eof_told)
		return EP_OVER;
	ep->eof_told = true;
	EP_FACT(ep, EV_TCP_CLOSED);
	if (ep->close_sent && ep->state == EP_ESTABLISHED)
		ep->state = EP_CLOSED;   /* RFC 5246 7.2.1: need not wait for the answer */
	else
		give_up(ep, "truncated", -1, ACTOR_NONE);
	return EP_ACTED;
}
