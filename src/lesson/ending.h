/* What is said when a lesson is over: what was missed, what to repeat, what comes next. */
#ifndef SLOWSHAKE_LESSON_ENDING_H
#define SLOWSHAKE_LESSON_ENDING_H

#include "lesson/lines.h"
#include "lesson/runs.h"

enum { LESSON_MAX_REPEATS = 5 };

/* The steps that are most worth repeating, in their order: how many. */
size_t lesson_ending_repeats(const struct lesson_state *s, size_t steps[LESSON_MAX_REPEATS]);
/* Adds the lines. `next`: a sentence about the lesson that follows, NULL: none does. The
 * steps to repeat have numbers if somebody can type one. */
void lesson_ending_lines(struct lesson_lines *l, const struct lesson_state *s, struct lesson_runs *runs, const char *next, bool numbered, int width);

#endif
