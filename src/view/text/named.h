/* Values by the names that people give them: "master_secret", "master_secret#2" (the
 * second of that name, in the order of the trace), "141" (by its id). */
#ifndef SLOWSHAKE_VIEW_TEXT_NAMED_H
#define SLOWSHAKE_VIEW_TEXT_NAMED_H

#include "base/status.h"
#include "trace/trace.h"

struct named {
	value_id value;
	unsigned of;             /* how many values have the name; 0: it was named by its id */
	unsigned nth;            /* which of them this is, from 1 */
};

/* ST_USAGE with the sentence, which begins with `where` ("--why"). Without a number: the
 * first of that name. */
enum status named_find(const struct trace *t, const char *where, const char *name, struct named *out, struct error *err) MUST_USE;
/* "There are 2 of that name: #1 by the client, #2 by the server.\n"; nothing if there is one. */
void named_others(const struct trace *t, const struct named *n, struct buf *out);
/* All names, a line each: how many, the longest, who made them. */
void named_list(const struct trace *t, struct buf *out);

#endif
