/* The order in which the answers of a question are shown. Authors tend to write the
 * right one second; what learners see is shuffled, by the lesson's name and seed and
 * the question's number: the same in every run, in print and in a translation. */
#ifndef SLOWSHAKE_LESSON_SHUFFLE_H
#define SLOWSHAKE_LESSON_SHUFFLE_H

#include "lesson/lesson.h"

/* Once, when all of the lesson has been read. */
void lesson_shuffle(struct lesson *l);
/* The number, from 1, under which the option is shown that is written as number
 * `written`; 0 if there is none. */
size_t lesson_shuffle_shown(const struct lesson_question *q, size_t written);

#endif
