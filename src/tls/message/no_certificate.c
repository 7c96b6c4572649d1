/* no_certificate (RFC 6101 5.6.6): in SSL 3.0 a client that was asked for a certificate and has none says so by a warning; since
 * TLS 1.0 by an empty Certificate. */
#include "tls/endpoint_state.h"
#include "tls/flow/flow.h"
#include "tls/message/alert.h"
#include "tls/message/read.h"

unit_id no_certificate_make(struct connection *c)
{
	const size_t n = certificate_choose(c);

	return n ? 0 : alert_build(c, ALERT_WARNING, ALERT_NO_CERTIFICATE);
}

enum status no_certificate_take(struct connection *c)
{
	int level, description;

	alert_read(c, &level, &description);
	return certificate_present_check(c, 0);
}
