/* Alerts (RFC 5246 7.2) of an endpoint. */
#ifndef SLOWSHAKE_TLS_ALERT_H
#define SLOWSHAKE_TLS_ALERT_H

#include "tls/connection.h"

/* The alert as a message, told; not yet sent. */
unit_id alert_build(struct connection *c, int level, int wanted);
/* What is said in its place where the version has no such alert. */
int alert_spoken(uint16_t version, int description);
void alert_send(struct connection *c, int level, int description);
enum status alert_take(struct connection *c) MUST_USE;
void alert_close(struct connection *c);              /* sends close_notify */
void alert_cancel(struct connection *c);             /* sends user_canceled and close_notify, and gives up */

#endif
