/* For Mallory: a connection of hers as a tunnel for the handshake of others. */
#ifndef SLOWSHAKE_TLS_ENDPOINT_SPLICE_H
#define SLOWSHAKE_TLS_ENDPOINT_SPLICE_H

#include "tls/endpoint.h"

/* From here on what comes is not this endpoint's: it is taken out. */
void endpoint_divert(struct endpoint *ep);
/* A record with this content, under its keys, into its output. */
void endpoint_put_in(struct endpoint *ep, uint8_t type, value_id content);
/* The type and the content of a record that came, a value of its own; false: it does not open. */
bool endpoint_take_out(struct endpoint *ep, struct bytes record, uint8_t *type, value_id *content);

#endif
