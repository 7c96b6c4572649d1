/* ChangeCipherSpec (RFC 5246 7.1): from here on the sender's new keys protect. */
#include "tls/endpoint_state.h"
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
	const enum side_id side = sent ? c->side : c->sender;

	c->sides[side].sends_data = false;         /* up to Finished */
	return keys_activate(c, side, EPOCH_APPLICATION);
}

/* ---- TLS 1.3 (RFC 9846 5, E.4): it means nothing, so that the rest looks like TLS 1.2 to who stands in between ---- */

unit_id disguise_make(struct connection *c)
{
	c->s.disguised = true;
	return change_cipher_spec_make(c);
}

enum status disguise_take(struct connection *c)
{
	TRY(change_cipher_spec_take(c));
	CONN_FACT(c, EV_DISGUISE_DROPPED);
	return endpoint_idle_limit(c, IDLE_DISGUISE);
}
