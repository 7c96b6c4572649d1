/* How an output drives whatever writes the trace, without knowing what it is:
 * a simulation, a socket, a capture. Sources fill this in; outputs call it. */
#ifndef SLOWSHAKE_TRACE_FEED_H
#define SLOWSHAKE_TRACE_FEED_H

#include "trace/trace.h"

enum feed_state {
	FEED_MORE,      /* something was added, or will be on the next call */
	FEED_WAITING,   /* nothing came within the time given; call again */
	FEED_DONE,      /* the trace is complete */
};

struct feed {
	struct trace *trace;    /* owned by the feed */
	bool live;              /* a real peer waits at the other end */
	/* Lets the source take one step: at most one message made, sent or read.
	 * Waits up to timeout_ms for a peer (0: not at all, -1: as long as the
	 * source's own time limit allows). Time that passes between calls does not
	 * count against that limit. */
	enum feed_state (*pump)(struct feed *f, int timeout_ms);
	/* A descriptor that becomes readable when pump would have something to do,
	 * or -1. */
	int (*fd)(struct feed *f);
	void (*free)(struct feed *f);
};

#endif
