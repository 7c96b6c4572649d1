/* One connection that is played in process: its two endpoints, and what goes between them. */
#ifndef SLOWSHAKE_SOURCE_SIM_LINK_H
#define SLOWSHAKE_SOURCE_SIM_LINK_H

#include "source/sim/transit.h"

struct link {
	connection_id id;
	struct endpoint *ep[2];          /* by enum side_id; NULL: not begun, or over */
	bool opened;                     /* there is a TCP connection */
	unsigned without[2];             /* what each of them leaves out (enum without) */
	size_t turn;                     /* enum side_id: who is asked first */
};

/* The parties begin anew, with what they are configured with and nothing else. */
void link_begin(struct link *l, struct trace *t, connection_id id, const struct tls_config *client, const struct tls_config *server);
/* TCP: from the address of who is at the client's end to the server's. */
void link_open(struct link *l, struct trace *t);
/* One of the two takes a step, but not the one that is held (SIDE_NONE: nobody is); false: neither has anything to do. */
bool link_step(struct link *l, struct trace *t, struct transit *wire, enum side_id held);
/* Whether both may send data. */
bool link_is_established(const struct link *l);
/* Whether one of them has ended it. */
bool link_is_over(const struct link *l);
/* Says how it ended, and frees both. */
void link_end(struct link *l, struct trace *t);

#endif
