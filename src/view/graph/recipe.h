/* A value as a shell command: openssl (1.1.1 or 3) computes it anew from its inputs and
 * prints it in hex. What needs files writes them into a folder of its own, which goes
 * at the end. Beside openssl it takes xxd. */
#ifndef SLOWSHAKE_VIEW_GRAPH_RECIPE_H
#define SLOWSHAKE_VIEW_GRAPH_RECIPE_H

#include "base/status.h"
#include "trace/trace.h"

struct recipe {
	struct buf command;      /* one or more lines, without comments */
	const char *note;        /* what to know about it; NULL: nothing. Static */
	size_t bytes;            /* how many of the value's bytes, from the first, the command prints */
};

/* ST_NOT_FOUND: there is none, and note says why. */
enum status recipe_build(struct recipe *r, const struct trace *t, value_id v) MUST_USE;
void recipe_free(struct recipe *r);
/* The same with comment lines: what the value is, the note, the command; or why there is none. */
void recipe_text(const struct trace *t, value_id v, struct buf *out);

#endif
