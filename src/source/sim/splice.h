/* Mallory puts somebody's first handshake into a connection of her own, as a further one (RFC 5746 1): a server that is older than
 * RFC 5746 takes what she has said before for the words of that client. */
#ifndef SLOWSHAKE_SOURCE_SIM_SPLICE_H
#define SLOWSHAKE_SOURCE_SIM_SPLICE_H

#include "source/sim/link.h"

struct splice {
	struct bytes prefix;             /* what she says first; empty: she does not do this */
	bool said;                       /* it went */
	unit_id seen;                    /* records up to here were passed on */
	bool changed[2];                 /* by enum side_id: its ChangeCipherSpec has passed; what follows only the two can read */
};

/* One step of it all: link[0] is the client's, in which nobody but Mallory is at the other end, link[1] hers to the server. */
bool splice_step(struct splice *s, struct trace *t, struct transit *wire, struct link link[2]);
/* Client and server may speak to each other. */
bool splice_is_established(const struct splice *s, const struct link link[2]);

#endif
