/* ServerHelloDone (RFC 5246 7.4.5): empty. */
#include "tls/endpoint_state.h"
#include "tls/message/message.h"
#include "tls/message/status.h"

unit_id server_hello_done_make(struct connection *c)
{
	return message_build(c, HS_SERVER_HELLO_DONE, NULL, 0);
}

enum status server_hello_done_take(struct connection *c)
{
	const event_id before = trace_n_events(c->w.t);

	/* only now is it known that none comes */
	if (!c->offer.asks_ocsp || c->s.status_came || !c->from->shown.certificate.value)
		return ST_OK;
	return status_judge(c, (struct verify_shown){ 0, 0 }, config_of(c)->peer.now) ? ST_OK : certificate_accept(c, before);
}
