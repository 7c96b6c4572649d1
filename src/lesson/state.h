/* Where a learner is in a lesson, and what was answered: no input, no output, no
 * clock. Whoever shows the lesson asks what is awaited, hands in an answer, and
 * moves on when the state lets it. */
#ifndef SLOWSHAKE_LESSON_STATE_H
#define SLOWSHAKE_LESSON_STATE_H

#include "lesson/lesson.h"

enum lesson_mark { LESSON_OPEN, LESSON_SOLVED, LESSON_SHOWN };   /* shown: given up, the answer was told */

struct lesson_answer {
	enum lesson_mark mark;
	unsigned wrong;             /* how often */
	uint32_t chosen;            /* options of the last answer: bit i */
	uint32_t read;              /* options whose feedback was shown */
};

struct lesson_state {
	const struct lesson *lesson;
	size_t step, page;
	bool over;                  /* behind the last page */
	struct lesson_answer *answers;   /* by question.index */
	bool answered;              /* an answer was given on this page: */
	bool right;                 /* ... and whether it was right */
	bool partly;                /* ... or right, but not all */
	struct buf feedback;        /* ... and what is to be said to it */
	size_t looked;              /* it is the feedback of this option, from 1, looked at afterwards; 0: of the answer */
};

void lesson_state_init(struct lesson_state *s, const struct lesson *l);
void lesson_state_free(struct lesson_state *s);
const struct lesson_step *lesson_state_step(const struct lesson_state *s);
/* The blocks of the page: [first, end) of the step's. */
void lesson_state_blocks(const struct lesson_state *s, size_t *first, size_t *end);
/* The question of the page, NULL if it has none; `awaited` only while it is open. */
const struct lesson_question *lesson_state_question(const struct lesson_state *s);
const struct lesson_question *lesson_state_awaited(const struct lesson_state *s);
/* On to the next page or step: false, and nothing happens, while an answer is awaited
 * or at the end. */
bool lesson_state_next(struct lesson_state *s);
bool lesson_state_back(struct lesson_state *s);
/* To a step's first page; questions of steps before it keep their marks. */
void lesson_state_go(struct lesson_state *s, size_t step);

/* The same, and its questions are open again. */
void lesson_state_repeat(struct lesson_state *s, size_t step);

/* What came of an answer to the awaited question. */
void lesson_state_take(struct lesson_state *s, bool right, uint32_t chosen, const char *feedback);
/* Gives the question up: its answer was shown. */
void lesson_state_show(struct lesson_state *s, const char *answer);

/* Shows what is to be said of an option, when the question is not open any more. */
void lesson_state_look(struct lesson_state *s, size_t option, bool right, const char *feedback);

/* Gone through, and no question was left open; where there are questions, one at least was solved and not only shown. */
bool lesson_state_done(const struct lesson_state *s);
/* The first step with a question that is open; 0 if there is none. */
size_t lesson_state_left(const struct lesson_state *s);

struct lesson_score {
	size_t questions, solved, at_once;
};
struct lesson_score lesson_state_score(const struct lesson_state *s);
/* How many questions of the step were not solved at the first try. */
size_t lesson_state_missed(const struct lesson_state *s, size_t step);

#endif
