/* KeyUpdate (RFC 9846 4.7.3): from the next record on the sender's next keys protect. */
#include "tls/endpoint_state.h"
#include "tls/keys/keys.h"
#include "tls/message/message.h"
#include "tls/quirk.h"

enum { UPDATE_NOT_REQUESTED, UPDATE_REQUESTED };

unit_id key_update_make(struct connection *c)
{
	struct endpoint *ep = endpoint_of(c);
	const unsigned request = quirk_fires(c, QUIRK_UPDATE_VALUE) ? UPDATE_REQUESTED + 1 : ep->update_requests ? UPDATE_REQUESTED : UPDATE_NOT_REQUESTED;
	struct build_item item = { "request_update", trace_show(c->w.t, conn_uint(c, OP_CONFIG, "request_update", 1, request), SHOW_CODE, &codes_key_update) };

	ep->update_due = config_of(c)->quirk == QUIRK_UPDATES && ++ep->detours <= MAX_IDLE_RECORDS;
	ep->update_requests = ep->update_owed = false;
	return message_build(c, HS_KEY_UPDATE, &item, 1);
}

/* Who is asked answers with an update of its own, once, whatever else it has to send. */
enum status key_update_take(struct connection *c)
{
	const field_id f = msg_field(c, "request_update");
	const uint32_t request = msg_uint(c, "request_update");
	const bool known = request <= UPDATE_REQUESTED;
	struct event *e = CONN_EVENT(c, EV_UPDATE_ASKED, msg_value(c, f, "request_update"));

	e->field = f;
	TRY(conn_check(c, e, known, !known ? REASON_VALUE_UNKNOWN : request ? REASON_UPDATE_REQUESTED : REASON_UPDATE_NOT_REQUESTED,
		       ALERT_ILLEGAL_PARAMETER));
	*(config_of(c)->updates_late ? &endpoint_of(c)->update_owed : &endpoint_of(c)->update_due) |= request == UPDATE_REQUESTED;
	return endpoint_idle_limit(c, IDLE_UPDATE);
}

enum status key_update_then(struct connection *c, bool sent)
{
	return keys_update(c, sent ? c->side : c->sender);
}
