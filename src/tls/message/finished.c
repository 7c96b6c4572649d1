/* ChangeCipherSpec (RFC 5246 7.1), Finished (7.4.9) and NewSessionTicket (RFC 5077 3.3). */
#include "tls/endpoint_state.h"
#include "tls/keys/schedule.h"
#include "tls/message/message.h"
#include "tls/quirk.h"
#include "tls/record/record.h"

unit_id ccs_make(struct connection *c)
{
	struct build_item item = { "type", trace_show(c->w.t, conn_uint(c, OP_CONST, "type", 1, 1), SHOW_CODE, &codes_ccs) };

	return message_plain(c, CT_CHANGE_CIPHER_SPEC, "ChangeCipherSpec", &layout_change_cipher_spec, &item, 1);
}

enum status ccs_take(struct connection *c)
{
	struct event *e;

	if (msg_uint(c, "type") == 1)
		return ST_OK;
	e = CONN_FACT(c, EV_MESSAGE_DECODED);
	e->field = msg_field(c, "type");
	return conn_check(c, e, false, REASON_VALUE_UNKNOWN, ALERT_UNEXPECTED_MESSAGE);
}

enum status ccs_then(struct connection *c, bool sent)
{
	struct side *side = conn_side(c, sent ? c->actor : c->sender);
	struct protection *p = &side->protection;
	value_id keys[3];
	struct event *e;
	size_t n = 0;

	*p = side->pending;
	if (p->mac_key)
		keys[n++] = p->mac_key;
	if (p->key)
		keys[n++] = p->key;
	if (p->salt)
		keys[n++] = p->salt;
	e = conn_event(c, EV_KEYS_ACTIVE, keys, n);
	e->arg[0] = sent;
	e->reason = sent ? REASON_KEYS_TO_SEND : REASON_KEYS_TO_RECEIVE;
	return ST_OK;
}

unit_id finished_make(struct connection *c)
{
	struct build_item item = { "verify_data", schedule_verify_data(c, c->actor) };
	unit_id unit = message_build(c, HS_FINISHED, &item, 1);

	return quirk_fires(c, QUIRK_FINISHED) ? quirk_altered(c, unit, 4, 1) : unit;
}

enum status finished_take(struct connection *c)
{
	field_id f = msg_field(c, "verify_data");
	value_id came = msg_value(c, f, "verify_data received"), own = schedule_verify_data(c, c->sender);
	struct event *e = CONN_EVENT(c, EV_FINISHED_COMPARED, came, own);
	bool equal = bytes_equal(trace_bytes(c->w.t, came), trace_bytes(c->w.t, own));

	e->field = f;
	return conn_check(c, e, equal, equal ? REASON_VALUES_EQUAL : REASON_VALUES_DIFFER, ALERT_DECRYPT_ERROR);
}

enum status finished_then(struct connection *c, bool sent)
{
	(void)sent;
	if (c->at != AT_DATA)
		return ST_OK;
	record_flush(c);
	endpoint_of(c)->state = EP_ESTABLISHED;
	if (!c->w.t->outcome.outcome)
		c->w.t->outcome.outcome = "established";
	CONN_FACT(c, EV_ESTABLISHED);
	return ST_OK;
}

enum status new_session_ticket_take(struct connection *c)
{
	c->s.ticket_expected = false;
	return ST_OK;
}
