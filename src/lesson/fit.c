#include "lesson/fit.h"

#include <string.h>

#include "base/text.h"
#include "lesson/bind.h"
#include "lesson/lines.h"

struct fit {
	const struct lesson *l;
	const struct trace *t;
	struct lesson_report *r;
	struct lesson_state state;
	struct lesson_lines lines;
};

static void check_lines(struct fit *f, int line, const char *what)
{
	if (f->lines.n > LESSON_ROWS)
		lesson_report(f->r, f->l, line, "%s needs %zu lines of %d columns; %d fit a screen of 60x18 (a line *** begins a new page)",
			      what, f->lines.n, LESSON_COLUMNS, LESSON_ROWS);
}

/* Code is not wrapped. */
static void check_code(struct fit *f, int line)
{
	for (size_t i = 0; i < f->lines.n; i++)
		if (f->lines.lines[i].kind == LINE_CODE && text_width(lesson_line_text(&f->lines, i)) > LESSON_COLUMNS)
			lesson_report(f->r, f->l, line, "a line of %d columns between fences; %d fit", text_width(lesson_line_text(&f->lines, i)) - 2,
				      LESSON_COLUMNS - 2);
}

static void check_feedback(struct fit *f, const struct lesson_question *q, struct lesson_text text)
{
	struct buf filled = { 0 };
	struct error err;

	if (!text.s)
		return;
	if (lesson_fill(f->t, text.s, &filled, &err) == ST_OK) {
		buf_clear(&f->state.feedback);
		buf_add(&f->state.feedback, buf_bytes(&filled));
		f->state.answered = true;
		lesson_lines_page(&f->lines, &f->state, f->t, LESSON_COLUMNS, LESSON_PART_QUESTION | LESSON_PART_FEEDBACK);
		f->state.answered = false;
		check_lines(f, text.line ? text.line : q->line, "the question with this feedback");
	}
	buf_free(&filled);
}

static void check_page(struct fit *f)
{
	const struct lesson_question *q = NULL;
	size_t first, end;
	int line;

	lesson_state_blocks(&f->state, &first, &end);
	line = first < end ? lesson_state_step(&f->state)->blocks[first].line : lesson_state_step(&f->state)->line;
	for (size_t i = first; i < end; i++) {
		const struct lesson_question *one = lesson_state_step(&f->state)->blocks[i].question;

		if (one && q)
			lesson_report(f->r, f->l, one->line, "a second question on one page (a line *** begins a new page)");
		q = one ? one : q;
	}
	lesson_lines_page(&f->lines, &f->state, f->t, LESSON_COLUMNS, LESSON_PART_TEXT | LESSON_PART_QUESTION);
	check_lines(f, line, "this page");
	check_code(f, line);
	if (!q)
		return;
	for (size_t i = 0; i < q->n_options; i++)
		check_feedback(f, q, q->options[i].feedback);
	check_feedback(f, q, q->right);
	check_feedback(f, q, q->wrong);
	check_feedback(f, q, q->hint);
}

void lesson_fit_check(const struct lesson *l, size_t step, const struct trace *t, struct lesson_report *r)
{
	struct fit f = { .l = l, .t = t, .r = r };

	if (text_width(l->steps[step].title) > LESSON_COLUMNS - 12)
		lesson_report(r, l, l->steps[step].line, "a title of %d columns; %d fit", text_width(l->steps[step].title), LESSON_COLUMNS - 12);
	lesson_state_init(&f.state, l);
	lesson_state_go(&f.state, step);
	for (; f.state.page < l->steps[step].n_pages; f.state.page++)
		check_page(&f);
	lesson_state_free(&f.state);
	lesson_lines_free(&f.lines);
}
