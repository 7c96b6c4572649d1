/* What a task asks the learner to reach, and whether a selection reaches it. */
#ifndef SLOWSHAKE_LESSON_GOAL_H
#define SLOWSHAKE_LESSON_GOAL_H

#include "trace/trace.h"

enum lesson_goal_kind {
	GOAL_FIELD,        /* select field FIELD: it, or a byte of it */
	GOAL_VALUE,        /* select value VALUE */
	GOAL_ORIGIN,       /* find the origin of VALUE[, N steps back]: one of the values that it was made from */
	GOAL_ALERT,        /* fail with ALERT: choose a fault that ends so */
	GOAL_NONE,
};
enum { LESSON_MAX_BACK = 6 };

struct lesson_goal {
	enum lesson_goal_kind kind;
	unsigned back;     /* GOAL_ORIGIN: how many steps, from 1 */
	char what[128];    /* FIELD, VALUE or ALERT */
};
struct lesson_goal lesson_goal_of(const char *text);
/* How goals are written, for messages. */
extern const char lesson_goals[];

bool lesson_goal_reached(const struct trace *t, const struct lesson_goal *g, field_id field, value_id value);
/* A field or value that reaches it; both 0 if there is none. */
void lesson_goal_target(const struct trace *t, const struct lesson_goal *g, field_id *field, value_id *value);
/* A sentence about a selection that does not: what it is, and how far off. */
void lesson_goal_say(const struct trace *t, const struct lesson_goal *g, field_id field, value_id value, struct buf *out);

#endif
