/* Whether the questions measure anything: an answer that can be told by its place, by
 * its length, or because it stands there already, measures nothing. Warnings only. */
#ifndef SLOWSHAKE_LESSON_MEASURE_H
#define SLOWSHAKE_LESSON_MEASURE_H

#include "lesson/lesson.h"

struct lesson_measure {
	unsigned asked;                       /* questions with one right option */
	unsigned placed[LESSON_MAX_OPTIONS];  /* in how many it is shown at that place */
	unsigned longest;                     /* in how many it is longer than all others */
};

/* One question of a step. */
void lesson_measure_question(struct lesson_measure *m, const struct lesson *l, const struct lesson_step *s, const struct lesson_question *q,
			     const struct trace *t, struct lesson_report *r);
/* All of them together. */
void lesson_measure_end(const struct lesson_measure *m, const struct lesson *l, struct lesson_report *r);

#endif
