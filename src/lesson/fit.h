/* Does a step fit the smallest screen? */
#ifndef SLOWSHAKE_LESSON_FIT_H
#define SLOWSHAKE_LESSON_FIT_H

#include "lesson/lesson.h"

/* Reports each page of the step that needs more than LESSON_ROWS lines of
 * LESSON_COLUMNS: its text with its question, and its question with each feedback. */
void lesson_fit_check(const struct lesson *l, size_t step, const struct trace *t, struct lesson_report *r);

#endif
