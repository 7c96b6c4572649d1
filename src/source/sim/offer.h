/* What client and server are to say in their hellos: versions, suites, application protocols. */
#ifndef SLOWSHAKE_SOURCE_SIM_OFFER_H
#define SLOWSHAKE_SOURCE_SIM_OFFER_H

#include "source/sim/sim.h"

/* The highest version of each; 0: as it is. Who speaks TLS 1.3, too, has a suite of it. */
void offer_versions(struct party *client, struct party *server, const uint16_t max[2]);
/* Both speak TLS 1.3 alone; suite: 0: the usual ones. */
void offer_tls13(struct party *client, struct party *server, uint16_t suite);
/* What the user asks for. Where a fault is about it, the fault keeps what makes it one. ST_UNSUPPORTED, ST_USAGE: as sim_open. */
enum status offer_given(struct party *client, struct party *server, const struct sim_options *o, struct error *err) MUST_USE;

#endif
