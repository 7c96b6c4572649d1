/* HelloRequest (RFC 5246 7.4.1.1): empty; the server asks for a further handshake. */
#include "tls/endpoint_state.h"
#include "tls/message/message.h"
#include "tls/renegotiation.h"

unit_id hello_request_make(struct connection *c)
{
	endpoint_of(c)->renegotiation_due = false;
	return message_build(c, HS_HELLO_REQUEST, NULL, 0);
}

enum status hello_request_take(struct connection *c)
{
	if (!renegotiation_is_taken(c))            /* who has closed says nothing more */
		return config_of(c)->ignores_hello_requests || endpoint_of(c)->close_sent ? endpoint_idle_limit(c, IDLE_REQUEST) : renegotiation_refuse(c);
	endpoint_of(c)->renegotiation_due = true;
	return ST_OK;
}
