/* One who recorded what a client sent, and sends it again to the server. She has no key and needs none. */
#ifndef SLOWSHAKE_SOURCE_SIM_REPLAYER_H
#define SLOWSHAKE_SOURCE_SIM_REPLAYER_H

#include "tls/endpoint.h"

struct replayer {
	enum actor who;                  /* ACTOR_NONE: there is none */
	connection_id from;              /* what she recorded */
	bool whole;                      /* all of it; else what the client sent before the server answered */
	unit_id seen;                    /* units up to here were sent */
};

/* The next records of the client without one of the server's between them, to that server. False: there are no more. */
bool replayer_send(struct replayer *r, struct trace *t, struct endpoint *server);

#endif
