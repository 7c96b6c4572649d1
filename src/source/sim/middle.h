/* Mallory between client and server: the server of one connection, the client of another. Nobody's key is known to
 * her but her own, so she can only do what either of them lets her. */
#ifndef SLOWSHAKE_SOURCE_SIM_MIDDLE_H
#define SLOWSHAKE_SOURCE_SIM_MIDDLE_H

#include "source/sim/link.h"

enum { MIDDLE_NEAR, MIDDLE_FAR };    /* which of the links: the client's, the server's */

struct middle {
	bool stands;                     /* there is one at all */
	event_id seen;                   /* events up to here have been looked at for data */
	bool passed_on;                  /* the end of one connection, to the other */
	bool changes;                    /* she adds something of her own to what is said */
};

/* Who has to wait in that link: she answers the client when she has reached the server. */
enum side_id middle_holds(const struct middle *m, const struct link link[2], size_t which);
/* What she does beside the messages of the two: goes to the server, passes on data (changed or as it is), ends what is of no more use.
 * False: nothing. */
bool middle_acts(struct middle *m, struct trace *t, struct link link[2]);

#endif
