/* The wire between two endpoints in one process, and the one who sits on it. */
#ifndef SLOWSHAKE_SOURCE_SIM_NETWORK_H
#define SLOWSHAKE_SOURCE_SIM_NETWORK_H

#include "source/sim/sim.h"
#include "tls/endpoint.h"

struct network {
	struct tamper tamper;            /* done once, then kind is TAMPER_NONE */
	bool cut;                        /* nothing goes through any more */
	unit_id seen;                    /* units up to here were carried or are no records */
	uint32_t met;                    /* messages of the kind that is to be changed */
};

/* Takes what `from` has to send and feeds it to `to`, tampering on the way. */
void network_carry(struct network *n, struct trace *t, struct endpoint *from, struct endpoint *to, enum actor sender);

/* Whether the message is one of those that are meant (which of them is w->nth). */
bool network_is_meant(const struct trace *t, unit_id message, const struct tamper *w);
/* The record in which the message's bytes begin. */
unit_id network_record_of(const struct trace *t, unit_id message);
/* The record that carries the byte to be changed, and where in it that stands; 0 if the
 * message (encrypted: its record's fragment) has no such byte, then *at is how many it has. */
unit_id network_place(const struct trace *t, unit_id message, const struct tamper *w, uint32_t *at);

#endif
