/* Where the reader stands in a trace: at one event. Moving never changes the
 * trace. Messages ("steps") are walked as they follow each other in the events,
 * so that it also works when a step is taken up again later. */
#ifndef SLOWSHAKE_VIEW_SCREEN_CURSOR_H
#define SLOWSHAKE_VIEW_SCREEN_CURSOR_H

#include "view/screen/level.h"

struct cursor {
	enum level level;   /* what next and back go to */
	event_id event;   /* 0 only while the trace has no event */
	event_id seen;    /* the furthest event so far */
};

/* Each returns whether it moved. */
bool cursor_next(struct cursor *c, const struct trace *t);
bool cursor_back(struct cursor *c, const struct trace *t);
/* To where the next or previous message is on the wire, whatever the level. */
bool cursor_next_step(struct cursor *c, const struct trace *t);
bool cursor_previous_step(struct cursor *c, const struct trace *t);
bool cursor_first(struct cursor *c, const struct trace *t);
bool cursor_last(struct cursor *c, const struct trace *t);
bool cursor_go(struct cursor *c, const struct trace *t, event_id event);

/* "step 5/14 event 38/121": places counted from 1, as runs of events. */
struct position {
	unsigned step, steps, event, events;
};
struct position cursor_position(const struct cursor *c, const struct trace *t);

/* What is known of the connection at an event: nothing before it was agreed. */
struct facts {
	int version, suite;     /* -1: not chosen yet */
	const char *suite_name;   /* NULL: not chosen yet */
	bool over;              /* the cursor stands at the end of a complete trace */
};
struct facts cursor_facts(const struct trace *t, event_id event);

#endif
