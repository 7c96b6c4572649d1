/* The key schedule as a drawing (RFC 9846 7.1, RFC 5246 8.1 and 6.3): which secret comes out of which, and how far
 * one party has come with it at an event. Rows in the order in which they are made, each below what it is made of. */
#ifndef SLOWSHAKE_VIEW_GRAPH_SCHEDULE_H
#define SLOWSHAKE_VIEW_GRAPH_SCHEDULE_H

#include "trace/trace.h"

struct schedule_row {
	const char *label;       /* of the value, as in the trace */
	const char *how;         /* the function, with what goes in beside what stands above */
	int depth;
	value_id value;          /* 0: not made by then */
	bool known;              /* it is at all, then or later; an observer never learns what no key log has */
};

struct schedule {
	enum actor who;
	event_id event;
	uint16_t version;        /* of the connection; 0: none is agreed on yet, and there are no rows */
	struct schedule_row *rows;
	size_t n, room, n_made;
};

/* Of the connection in which the event is. *s must be zero, or of an earlier schedule, which is freed. */
void schedule_build(struct schedule *s, const struct trace *t, enum actor who, event_id event);
void schedule_free(struct schedule *s);
/* Whether the party makes any such secret in this trace; if `who` does not, the next one that does (from `by` 1 or -1 on). */
bool schedule_has(const struct trace *t, enum actor who);
enum actor schedule_next(const struct trace *t, enum actor who, int by);
/* The client, or the first that makes any. */
enum actor schedule_first(const struct trace *t);

/* In place of a value that is not there. */
const char *schedule_missing(const struct schedule *s, size_t i);
/* The lines that lead to row i, as text: two columns a level. */
void schedule_branches(const struct schedule *s, size_t i, struct buf *out);
void schedule_title(const struct trace *t, const struct schedule *s, struct buf *out);
/* All of it, 80 columns. */
void schedule_text(const struct trace *t, const struct schedule *s, struct buf *out);

#endif
