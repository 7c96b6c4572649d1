/* CertificateStatus (RFC 6066 8): the OCSP response for the certificate before it, in TLS 1.2 and before. */
#include "tls/endpoint_state.h"
#include "tls/message/message.h"
#include "tls/message/status.h"

unit_id certificate_status_make(struct connection *c)
{
	struct items it = { .n = 0 };

	status_items(c, &it);
	return message_build(c, HS_CERTIFICATE_STATUS, it.v, it.n);
}

enum status certificate_status_take(struct connection *c)
{
	const event_id before = trace_n_events(c->w.t);
	const field_id type = msg_field(c, "status_type");

	if (msg_uint(c, "status_type") != STATUS_OCSP) {
		struct event *e = CONN_FACT(c, EV_MESSAGE_DECODED);

		e->field = type;
		return conn_check(c, e, false, REASON_STATUS_TYPE, ALERT_ILLEGAL_PARAMETER);
	}
	return status_judge(c, status_find(c), config_of(c)->peer.now) ? ST_OK : certificate_accept(c, before);
}
