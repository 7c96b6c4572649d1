#include "lesson/ending.h"

#include <stdio.h>

#include "lesson/bind.h"

size_t lesson_ending_repeats(const struct lesson_state *s, size_t steps[LESSON_MAX_REPEATS])
{
	size_t n = 0, least = 1;

	for (size_t i = 0; i < s->lesson->n_steps; i++)
		n += lesson_state_missed(s, i) > 0;
	/* more than that nobody repeats: those where several went wrong, if they are fewer */
	if (n > LESSON_MAX_REPEATS)
		least = 2;
	n = 0;
	for (; least && !n; least--)
		for (size_t i = 0; i < s->lesson->n_steps && n < LESSON_MAX_REPEATS; i++)
			if (lesson_state_missed(s, i) >= least)
				steps[n++] = i;
	return n;
}

static void add_repeat(struct lesson_lines *l, const struct lesson_state *s, struct lesson_runs *runs, size_t step, size_t number, int width)
{
	const struct lesson_step *of = &s->lesson->steps[step];
	size_t missed = lesson_state_missed(s, step);
	struct buf text = { 0 };
	struct error err;
	struct feed *f;
	char lead[24] = "- ";

	if (number)
		snprintf(lead, sizeof(lead), "%zu) ", number);
	buf_printf(&text, "step %zu, \"", step + 1);
	if (lesson_runs_get(runs, of->run, &f, &err) != ST_OK || lesson_fill(f->trace, of->title, &text, &err) != ST_OK)
		buf_puts(&text, of->title);
	buf_printf(&text, "\": %zu missed", missed);
	lesson_lines_add(l, LINE_TEXT, lead, buf_str(&text), width);
	buf_free(&text);
}

void lesson_ending_lines(struct lesson_lines *l, const struct lesson_state *s, struct lesson_runs *runs, const char *next, bool numbered, int width)
{
	struct lesson_score score = lesson_state_score(s);
	size_t steps[LESSON_MAX_REPEATS], n = lesson_ending_repeats(s, steps);
	char text[160];

	snprintf(text, sizeof(text), "That was the lesson: %zu of %zu questions solved, %zu at the first try.", score.solved, score.questions, score.at_once);
	lesson_lines_add(l, LINE_HEADING, "", text, width);
	if (n)
		lesson_lines_add(l, LINE_TEXT, "", numbered ? "Worth another look (the number goes there):" : "Worth another look:", width);
	for (size_t i = 0; i < n; i++)
		add_repeat(l, s, runs, steps[i], numbered ? i + 1 : 0, width);
	if (next)
		lesson_lines_add(l, LINE_TEXT, "", next, width);
}
