/* Finished (RFC 5246 7.4.9): both hashed the same messages and hold the same secret. */
#include "spec/without.h"
#include "tls/endpoint_state.h"
#include "tls/keys/keys.h"
#include "tls/message/message.h"
#include "tls/quirk.h"
#include "tls/record/record.h"
#include "tls/resume/psk.h"
#include "tls/resume/resume.h"

unit_id finished_make(struct connection *c)
{
	struct build_item item = { "verify_data", keys_finished(c, c->side) };
	unit_id unit = message_build(c, HS_FINISHED, &item, 1);

	c->renegotiation.verify_data[c->side] = item.value;
	return quirk_fires(c, QUIRK_FINISHED) ? quirk_altered(c, unit, 4, 1) : unit;
}

enum status finished_take(struct connection *c)
{
	field_id f = msg_field(c, "verify_data");
	value_id came = msg_value(c, f, "verify_data received"), own = keys_finished(c, c->sender);
	struct event *e = CONN_EVENT(c, EV_FINISHED_COMPARED, came, own);
	bool equal = bytes_equal(trace_bytes(c->w.t, came), trace_bytes(c->w.t, own));

	e->field = f;
	c->renegotiation.verify_data[c->sender] = came;
	return conn_check_unless(c, WITHOUT_FINISHED, e, equal, equal ? REASON_VALUES_EQUAL : REASON_VALUES_DIFFER, ALERT_DECRYPT_ERROR);
}

/* RFC 9846 7.1, 7.3: what the keys of the data, and the secret for the next time, come of. */
static enum status keys_follow(struct connection *c, enum side_id whose)
{
	keys_advance(c, whose == SIDE_SERVER ? KEYS_SERVER_FINISHED : KEYS_CLIENT_FINISHED);
	return keys_activate(c, whose, EPOCH_APPLICATION);
}

/* After early data a client has nothing more to say that the server does not know, unless it shows a certificate. */
static void speak_early(struct connection *c)
{
	struct endpoint *ep = endpoint_of(c);

	if (c->side != SIDE_SERVER || !config_of(c)->half_rtt || !c->s.early.accepted || c->s.certificate_requested)
		return;
	ep->foreseen = true;
	ep->tickets_due = resume_tickets(c);
	c->sides[SIDE_SERVER].sends_data = true;
	early_foresee(c);
}

enum status finished_then(struct connection *c, bool sent)
{
	if (c->s.version >= VERSION_TLS13)
		TRY(keys_follow(c, sent ? c->side : c->sender));
	if (!sent)
		endpoint_of(c)->peer_finished = true;
	else if (c->s.version >= VERSION_TLS13)
		speak_early(c);
	if (!flow_is_over(c))
		return ST_OK;
	record_flush(c);
	c->sides[SIDE_CLIENT].sends_data = c->sides[SIDE_SERVER].sends_data = true;
	endpoint_of(c)->state = EP_ESTABLISHED;
	endpoint_of(c)->later.due = c->side == SIDE_SERVER && endpoint_asks_later(c);
	if (!trace_current(c->w.t)->outcome.outcome)
		trace_current(c->w.t)->outcome.outcome = "established";
	CONN_FACT(c, EV_ESTABLISHED);
	resume_keep(c);
	if (!endpoint_of(c)->foreseen)
		endpoint_of(c)->tickets_due = resume_tickets(c);
	return ST_OK;
}
