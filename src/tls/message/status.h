/* The OCSP response that a server staples to its certificate (RFC 6066 8, RFC 9846 4.5.1). */
#ifndef SLOWSHAKE_TLS_STATUS_H
#define SLOWSHAKE_TLS_STATUS_H

#include "tls/connection.h"
#include "tls/message/items.h"

enum { STATUS_OCSP = 1 };                      /* CertificateStatusType */

/* Server: whether it has one for the certificate that it shows, and was asked. */
bool status_is_stapled(const struct connection *c);
/* Server: whether CertificateStatus is to be sent. */
bool status_is_due(const struct connection *c);
/* Server: that one, as it stands in CertificateStatus, and beside a certificate of TLS 1.3. */
void status_items(struct connection *c, struct items *it);
/* The one in the current message: CertificateStatus, or the first entry of a Certificate of TLS 1.3. value 0: there is none. */
struct verify_shown status_find(struct connection *c);
/* What that response, or that none came, says of the server's certificate at that time: into c->from->shown. False: it is refused
 * for that. */
bool status_judge(struct connection *c, struct verify_shown response, utc_time now);
/* An endpoint goes on with what the peer showed, or is told to go on all the same (then what failed since `before` ends nothing);
 * else it refuses. message/certificate.c */
enum status certificate_accept(struct connection *c, event_id before) MUST_USE;

#endif
