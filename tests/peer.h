/* The other end of a connection between a client and a server. */
#ifndef SLOWSHAKE_TESTS_PEER_H
#define SLOWSHAKE_TESTS_PEER_H

#include "trace/trace.h"

static inline enum actor peer_of(enum actor a)
{
	return a == ACTOR_CLIENT ? ACTOR_SERVER : ACTOR_CLIENT;
}

static inline enum side_id side_of(enum actor a)
{
	return a == ACTOR_CLIENT ? SIDE_CLIENT : SIDE_SERVER;
}

#endif
