/* Whether a lesson holds: its names exist in the handshakes that it runs, every step
 * is reached, every question has its right answer, every page fits the smallest
 * screen, and a translation is one of the lesson as it is now. */
#ifndef SLOWSHAKE_LESSON_CHECK_H
#define SLOWSHAKE_LESSON_CHECK_H

#include "lesson/lesson.h"

/* `source`: the lesson.md of a translation, NULL if it is none or there is none.
 * Adds to the report; it runs the handshakes. */
void lesson_check(const struct lesson *l, const struct lesson *source, const struct lesson_world *w, struct lesson_report *r);

#endif
