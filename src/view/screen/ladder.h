/* The ladder: client on the left, server on the right, between them who stands between, and what goes
 * from one to the other from top to bottom. One row a message that was reached, the events of the
 * current one below it, and what comes next. */
#ifndef SLOWSHAKE_VIEW_SCREEN_LADDER_H
#define SLOWSHAKE_VIEW_SCREEN_LADDER_H

#include "view/screen/cursor.h"

enum ladder_kind {
	LADDER_MESSAGE,   /* a message, or a phase without one */
	LADDER_EVENT,     /* an event of the current message */
};

enum ladder_when { LADDER_PAST, LADDER_CURRENT, LADDER_SEEN, LADDER_NEXT };

struct ladder_row {
	enum ladder_kind kind;
	enum ladder_when when;    /* SEEN: after the cursor, but the reader was there */
	event_id event;           /* the event, or the first of the message's run */
	const char *title;        /* static or in the trace */
	enum actor actor;         /* who speaks or acts; ACTOR_NONE: a phase */
	int from, to;             /* columns: who speaks or acts, to whom; -1: none */
	enum verdict verdict;     /* of an event; of a message: FAIL if one of its checks failed, else UNJUDGED if one could not be judged */
	bool carried;             /* message: it went over the wire by the cursor */
	uint32_t bytes;           /* message: what went over the wire, headers included; 0: unknown */
	bool encrypted, altered;
	const char *detail;       /* message: what kind of alert; NULL: nothing to add. Static. */
	unsigned index, count;    /* event: which of the message's events, from 1 */
};

enum { LADDER_COLUMNS = 4 };

struct ladder {
	enum actor column[LADDER_COLUMNS];   /* from left to right: the parties of all connections */
	int n_columns;
	struct ladder_row *rows;
	size_t n, cap;
	size_t current;           /* row of the current event, 0 if there is none */
};

/* Builds the rows for the cursor. `max_events`: how many events of the current
 * message are listed at most (at least 1). `ladder` is zero or was built before. */
void ladder_build(struct ladder *ladder, const struct trace *t, const struct cursor *c, unsigned max_events);
void ladder_free(struct ladder *ladder);
/* A message that went from one party to another. */
bool ladder_is_arrow(const struct ladder_row *row);
/* Only the columns. */
void ladder_columns(struct ladder *ladder, const struct trace *t);

#endif
