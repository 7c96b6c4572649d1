/* What every message with a signature tells of it. */
#ifndef SLOWSHAKE_TLS_SIGNATURE_H
#define SLOWSHAKE_TLS_SIGNATURE_H

#include "tls/connection.h"

/* An event with the signature and the parts that were computed of it; arg[0] is the scheme's code. */
struct event *signature_event(struct connection *c, enum event_type type, value_id signature, const struct signature_parts *p, uint16_t code);

#endif
