/* ChangeCipherSpec (RFC 5246 7.1): from here on the sender's new keys protect. */
#include "tls/keys/keys.h"
#include "tls/message/message.h"

unit_id change_cipher_spec_make(struct connection *c)
{
	struct build_item item = { "type", trace_show(c->w.t, conn_uint(c, OP_CONST, "type", 1, 1), SHOW_CODE, &codes_ccs) };

	return message_plain(c, CT_CHANGE_CIPHER_SPEC, "ChangeCipherSpec", &layout_change_cipher_spec, &item, 1);
}

enum status change_cipher_spec_take(struct connection *c)
{
	struct event *e;

	if (msg_uint(c, "type") == 1)
		return ST_OK;
	e = CONN_FACT(c, EV_MESSAGE_DECODED);
	e->field = msg_field(c, "type");
	return conn_check(c, e, false, REASON_VALUE_UNKNOWN, ALERT_UNEXPECTED_MESSAGE);
}

enum status change_cipher_spec_then(struct connection *c, bool sent)
{
	const enum side_id id = sent ? c->side : c->sender;
	const struct protection *p = keys_for(c, id, EPOCH_APPLICATION);
	value_id keys[3];
	struct event *e;
	size_t n = 0;

	TRY(keys_install(c, id, p));
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
