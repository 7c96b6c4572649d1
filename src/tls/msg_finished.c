/* ChangeCipherSpec (RFC 5246 7.1), Finished (7.4.9) and NewSessionTicket (RFC 5077 3.3). */
#include "tls/state.h"

unit_id ccs_make(struct endpoint *ep)
{
	struct build_item item = { "type", trace_show(ep->w.t, ep_uint(ep, OP_CONST, "type", 1, 1), SHOW_CODE, &codes_ccs) };

	return message_plain(ep, CT_CHANGE_CIPHER_SPEC, "ChangeCipherSpec", &layout_change_cipher_spec, &item, 1);
}

enum status ccs_take(struct endpoint *ep)
{
	struct event *e;

	if (msg_uint(ep, "type") == 1)
		return ST_OK;
	e = EP_FACT(ep, EV_MESSAGE_DECODED);
	e->field = msg_field(ep, "type");
	return ep_check(ep, e, false, REASON_VALUE_UNKNOWN, ALERT_UNEXPECTED_MESSAGE);
}

enum status ccs_then(struct endpoint *ep, bool sent)
{
	struct protection *p = sent ? &ep->write : &ep->from->read;
	value_id keys[3];
	struct event *e;
	size_t n = 0;

	*p = sent ? ep->secrets.write : ep->secrets.read;
	if (p->mac_key)
		keys[n++] = p->mac_key;
	if (p->key)
		keys[n++] = p->key;
	if (p->salt)
		keys[n++] = p->salt;
	e = ep_event(ep, EV_KEYS_ACTIVE, keys, n);
	e->arg[0] = sent;
	e->reason = sent ? REASON_KEYS_TO_SEND : REASON_KEYS_TO_RECEIVE;
	return ST_OK;
}

unit_id finished_make(struct endpoint *ep)
{
	struct build_item item = { "verify_data", schedule_verify_data(ep, ep->role) };
	unit_id unit = message_build(ep, HS_FINISHED, &item, 1);

	return ep_quirk(ep, QUIRK_FINISHED) ? message_altered(ep, unit, 4, 1) : unit;
}

enum status finished_take(struct endpoint *ep)
{
	field_id f = msg_field(ep, "verify_data");
	value_id came = msg_value(ep, f, "verify_data received"), own = schedule_verify_data(ep, ep->sender);
	struct event *e = EP_EVENT(ep, EV_FINISHED_COMPARED, came, own);
	bool equal = bytes_equal(trace_bytes(ep->w.t, came), trace_bytes(ep->w.t, own));

	e->field = f;
	return ep_check(ep, e, equal, equal ? REASON_VALUES_EQUAL : REASON_VALUES_DIFFER, ALERT_DECRYPT_ERROR);
}

enum status finished_then(struct endpoint *ep, bool sent)
{
	(void)sent;
	if (ep->at != AT_DATA)
		return ST_OK;
	record_flush(ep);
	ep->state = EP_ESTABLISHED;
	if (!ep->w.t->outcome.outcome)
		ep->w.t->outcome.outcome = "established";
	EP_FACT(ep, EV_ESTABLISHED);
	return ST_OK;
}

enum status new_session_ticket_take(struct endpoint *ep)
{
	ep->s.ticket_expected = false;
	return ST_OK;
}
