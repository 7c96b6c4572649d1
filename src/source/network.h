/* The wire between two endpoints in one process, and the one who sits on it. */
#ifndef SLOWSHAKE_SOURCE_NETWORK_H
#define SLOWSHAKE_SOURCE_NETWORK_H

#include "source/sim.h"
#include "tls/endpoint.h"

struct network {
	struct tamper tamper;            /* done once, then kind is TAMPER_NONE */
	bool cut;                        /* nothing goes through any more */
	unit_id seen;                    /* units up to here were looked at */
};

/* Takes what `from` has to send and feeds it to `to`, tampering on the way. */
void network_carry(struct network *n, struct trace *t, struct endpoint *from, struct endpoint *to, enum actor sender);

#endif
