/* Whether an answer is right: held against the lesson's boxes or, for predictions
 * and goals, against what the engine really did. */
#ifndef SLOWSHAKE_LESSON_JUDGE_H
#define SLOWSHAKE_LESSON_JUDGE_H

#include "lesson/goal.h"
#include "lesson/state.h"

/* An answer as it is typed in plain text, to the awaited question: numbers of options
 * ("2", "1 3"), a number or bytes, the name of a field, value or fault. The state takes
 * it. ST_USAGE with a sentence if it is no answer at all: then nothing has changed. */
enum status lesson_judge_text(struct lesson_state *s, const struct trace *t, const struct lesson_world *w,
			      const char *answer, struct error *err) MUST_USE;
/* What the learner says it is, to an awaited goal: taken as right or wrong. True if it reaches the goal. */
bool lesson_judge_selection(struct lesson_state *s, const struct trace *t, field_id field, value_id value);
/* The feedback of an option, from 0, of a question that is not open any more. */
void lesson_judge_look(struct lesson_state *s, const struct trace *t, size_t option);
/* The right answer for people, added to out: for who gives up. */
void lesson_judge_answer(const struct lesson_question *q, const struct trace *t, struct buf *out);
/* Options that are right, bit i. */
uint32_t lesson_judge_options(const struct lesson_question *q, const struct trace *t);

#endif
