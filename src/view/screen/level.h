/* Which events of a trace stand at a level of detail (spec/levels.h). The messages are places that follow each other:
 * each the event at which a message is on the wire for the first time, so that its fields can be looked at, or the first
 * event of a phase that has no message. */
#ifndef SLOWSHAKE_VIEW_SCREEN_LEVEL_H
#define SLOWSHAKE_VIEW_SCREEN_LEVEL_H

#include "spec/levels.h"
#include "trace/trace.h"

/* The events of one stay in a step: [first, last] around `event`. */
struct event_run {
	event_id first, last;
};
struct event_run level_run_of(const struct trace *t, event_id event);

/* The place of a run's message; 0: it has none so far, and may still get one. */
event_id level_place(const struct trace *t, struct event_run run);
bool level_shows(const struct trace *t, enum level level, event_id event);
/* The next event behind `from` (or, backwards, before it) that the level shows; 0: none so far. */
event_id level_next(const struct trace *t, enum level level, event_id from, bool backwards);
/* The next message's place; 0: none so far. */
event_id level_next_place(const struct trace *t, event_id from, bool backwards);

/* What one may want to see next, whatever the level. */
enum level_goal { LEVEL_FAILURE, LEVEL_DECISION, LEVEL_SECRET };
event_id level_next_goal(const struct trace *t, enum level_goal goal, event_id from);

#endif
