#include "lesson/state.h"

#include <stdlib.h>

void lesson_state_init(struct lesson_state *s, const struct lesson *l)
{
	*s = (struct lesson_state){ .lesson = l, .over = !l->n_steps };
	s->answers = mem_alloc((l->n_questions + 1) * sizeof(*s->answers));
}

void lesson_state_free(struct lesson_state *s)
{
	free(s->answers);
	buf_free(&s->feedback);
	*s = (struct lesson_state){ 0 };
}

const struct lesson_step *lesson_state_step(const struct lesson_state *s)
{
	return &s->lesson->steps[s->step];
}

void lesson_state_blocks(const struct lesson_state *s, size_t *first, size_t *end)
{
	const struct lesson_step *step = lesson_state_step(s);
	size_t page = 0, i = 0;

	for (; i < step->n_blocks && page < s->page; i++)
		page += step->blocks[i].kind == LESSON_PAGE;
	*first = i;
	while (i < step->n_blocks && step->blocks[i].kind != LESSON_PAGE)
		i++;
	*end = i;
}

const struct lesson_question *lesson_state_question(const struct lesson_state *s)
{
	size_t first, end;

	if (s->over)
		return NULL;
	lesson_state_blocks(s, &first, &end);
	for (size_t i = first; i < end; i++)
		if (lesson_state_step(s)->blocks[i].question)
			return lesson_state_step(s)->blocks[i].question;
	return NULL;
}

const struct lesson_question *lesson_state_awaited(const struct lesson_state *s)
{
	const struct lesson_question *q = lesson_state_question(s);

	return q && s->answers[q->index].mark == LESSON_OPEN ? q : NULL;
}

static void arrive(struct lesson_state *s)
{
	s->answered = s->right = s->partly = false;
	s->looked = 0;
	buf_clear(&s->feedback);
}

bool lesson_state_next(struct lesson_state *s)
{
	if (s->over || lesson_state_awaited(s))
		return false;
	if (s->page + 1 < lesson_state_step(s)->n_pages) {
		s->page++;
	} else if (s->step + 1 < s->lesson->n_steps) {
		s->step++;
		s->page = 0;
	} else {
		s->over = true;
	}
	arrive(s);
	return true;
}

bool lesson_state_back(struct lesson_state *s)
{
	if (s->over && s->lesson->n_steps) {
		s->over = false;
	} else if (s->page) {
		s->page--;
	} else if (s->step) {
		s->step--;
		s->page = lesson_state_step(s)->n_pages - 1;
	} else {
		return false;
	}
	arrive(s);
	return true;
}

void lesson_state_go(struct lesson_state *s, size_t step)
{
	s->over = step >= s->lesson->n_steps;
	s->step = s->over ? (s->lesson->n_steps ? s->lesson->n_steps - 1 : 0) : step;
	s->page = s->over && s->lesson->n_steps ? lesson_state_step(s)->n_pages - 1 : 0;
	arrive(s);
}

void lesson_state_take(struct lesson_state *s, bool right, uint32_t chosen, const char *feedback)
{
	const struct lesson_question *q = lesson_state_awaited(s);
	struct lesson_answer *a;

	if (!q)
		return;
	a = &s->answers[q->index];
	a->chosen = chosen;
	a->read |= chosen;
	a->wrong += !right;
	a->mark = right ? LESSON_SOLVED : LESSON_OPEN;
	s->answered = true;
	s->right = right;
	s->partly = false;
	s->looked = 0;
	buf_clear(&s->feedback);
	buf_puts(&s->feedback, feedback);
}

void lesson_state_show(struct lesson_state *s, const char *answer)
{
	const struct lesson_question *q = lesson_state_awaited(s);

	if (!q)
		return;
	s->answers[q->index].mark = LESSON_SHOWN;
	s->answered = true;
	s->right = s->partly = false;
	buf_clear(&s->feedback);
	buf_puts(&s->feedback, answer);
}

void lesson_state_look(struct lesson_state *s, size_t option, bool right, const char *feedback)
{
	const struct lesson_question *q = lesson_state_question(s);

	s->answered = true;
	s->right = right;
	s->partly = false;
	s->looked = option + 1;
	s->answers[q->index].read |= 1u << option;
	buf_clear(&s->feedback);
	buf_puts(&s->feedback, feedback);
}

/* ---- the questions of a step ---- */

static const struct lesson_question *question_of(const struct lesson_state *s, size_t step, size_t block)
{
	return s->lesson->steps[step].blocks[block].question;
}

void lesson_state_repeat(struct lesson_state *s, size_t step)
{
	for (size_t i = 0; i < s->lesson->steps[step].n_blocks; i++)
		if (question_of(s, step, i))
			s->answers[question_of(s, step, i)->index] = (struct lesson_answer){ LESSON_OPEN };
	lesson_state_go(s, step);
}

size_t lesson_state_missed(const struct lesson_state *s, size_t step)
{
	size_t n = 0;

	for (size_t i = 0; i < s->lesson->steps[step].n_blocks; i++) {
		const struct lesson_question *q = question_of(s, step, i);

		n += q && (s->answers[q->index].wrong || s->answers[q->index].mark != LESSON_SOLVED);
	}
	return n;
}

size_t lesson_state_left(const struct lesson_state *s)
{
	for (size_t step = 0; step < s->lesson->n_steps; step++)
		for (size_t i = 0; i < s->lesson->steps[step].n_blocks; i++)
			if (question_of(s, step, i) && s->answers[question_of(s, step, i)->index].mark == LESSON_OPEN)
				return step;
	return 0;
}

bool lesson_state_done(const struct lesson_state *s)
{
	size_t open = 0, n = s->lesson->n_questions;

	for (size_t i = 0; i < n; i++)
		open += s->answers[i].mark == LESSON_OPEN;
	return s->over && !open && (!n || lesson_state_score(s).solved);
}

struct lesson_score lesson_state_score(const struct lesson_state *s)
{
	struct lesson_score score = { .questions = s->lesson->n_questions };

	for (size_t i = 0; i < score.questions; i++) {
		score.solved += s->answers[i].mark == LESSON_SOLVED;
		score.at_once += s->answers[i].mark == LESSON_SOLVED && !s->answers[i].wrong;
	}
	return score;
}
