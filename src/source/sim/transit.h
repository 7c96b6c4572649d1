/* The wire between two endpoints in one process, and the one who sits on it. */
#ifndef SLOWSHAKE_SOURCE_SIM_TRANSIT_H
#define SLOWSHAKE_SOURCE_SIM_TRANSIT_H

#include "source/sim/sim.h"
#include "tls/endpoint.h"

struct transit {
	struct tamper tamper;            /* done once, then kind is TAMPER_NONE */
	bool cut;                        /* nothing goes through any more ... */
	connection_id cut_off;           /* ... of this one */
	unit_id seen;                    /* units up to here were carried or are no records */
	unit_id held;                    /* a record that waits for the next one of its sender */
	enum actor silenced;             /* whose next data does not come; ACTOR_NONE: nobody's */
	uint32_t met;                    /* messages of the kind that is to be changed */
};

/* Takes what `from` has to send and feeds it to `to`, tampering on the way. */
void transit_carry(struct transit *n, struct trace *t, struct endpoint *from, struct endpoint *to, enum actor sender);

/* Whether the message is one of those that are meant (which of them is w->nth). */
bool transit_is_meant(const struct trace *t, unit_id message, const struct tamper *w);
/* The record in which the message's bytes begin. */
unit_id transit_record_of(const struct trace *t, unit_id message);
/* The record that carries the byte to be changed, and where in it that stands; 0 if the
 * message (encrypted: its record's fragment) has no such byte, then *at is how many it has. */
unit_id transit_place(const struct trace *t, unit_id message, const struct tamper *w, uint32_t *at);

#endif
