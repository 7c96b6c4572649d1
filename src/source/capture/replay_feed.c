/* A finished trace as a feed. */
#include <stdlib.h>

#include "source/capture/replay.h"

static enum feed_state nothing_more(struct feed *f, int timeout_ms)
{
	(void)f, (void)timeout_ms;
	return FEED_DONE;
}

static int no_fd(struct feed *f)
{
	(void)f;
	return -1;
}

static void feed_free(struct feed *f)
{
	trace_free(f->trace);
	free(f);
}

struct feed *replay_feed(struct trace *t)
{
	struct feed *f = mem_alloc(sizeof(*f));

	*f = (struct feed){ .trace = t, .pump = nothing_more, .fd = no_fd, .free = feed_free };
	return f;
}
