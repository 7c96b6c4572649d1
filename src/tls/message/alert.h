/* Alerts (RFC 5246 7.2) of an endpoint. */
#ifndef SLOWSHAKE_TLS_ALERT_H
#define SLOWSHAKE_TLS_ALERT_H

#include "tls/connection.h"

void alert_send(struct connection *c, int level, int description);
enum status alert_take(struct connection *c) MUST_USE;
void alert_close(struct connection *c);              /* sends close_notify */

#endif
