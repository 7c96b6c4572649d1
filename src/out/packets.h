/* The packets of several connections in one order: connections that are under way at once are written one after the
 * other, and what they sent belongs between each other's. */
#ifndef SLOWSHAKE_OUT_PACKETS_H
#define SLOWSHAKE_OUT_PACKETS_H

#include "trace/trace.h"

struct packet {
	event_id at;             /* when it was sent */
	size_t nth;              /* among all */
	struct buf frame;
};

struct packets {
	struct packet *p;
	size_t n, cap;
};

/* Takes the frame over. */
void packets_add(struct packets *l, event_id at, struct buf frame);
/* By the event, and as they were added. */
void packets_sort(struct packets *l);
void packets_free(struct packets *l);

#endif
