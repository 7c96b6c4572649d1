#include "cli/learn/plain.h"

#include <string.h>

#include "base/text.h"
#include "cli/learn/lesson_find.h"
#include "lesson/bind.h"
#include "lesson/ending.h"
#include "lesson/goal.h"
#include "view/text/describe.h"

void plain_put_line(struct buf *out, const char *s)
{
	size_t start = out->n;

	for (; *s; s++)
		if (*s != LESSON_MARK_ON && *s != LESSON_MARK_OFF)
			buf_add_uint(out, 1, (uint8_t)*s);
	while (out->n > start && out->p[out->n - 1] == ' ')
		out->n--;
	buf_puts(out, "\n");
}

void plain_put_lines(struct plain *p)
{
	for (size_t i = 0; i < p->lines.n; i++)
		plain_put_line(&p->out, lesson_line_text(&p->lines, i));
	lesson_lines_clear(&p->lines);
}

static void put_wrapped(struct plain *p, const char *text)
{
	lesson_lines_clear(&p->lines);
	lesson_lines_add(&p->lines, LINE_TEXT, "", text, PLAIN_COLUMNS);
	plain_put_lines(p);
}

static void put_underlined(struct plain *p, const char *text, char c)
{
	plain_put_line(&p->out, text);
	for (int i = text_width(text); i > 0; i--)
		buf_printf(&p->out, "%c", c);
	buf_puts(&p->out, "\n");
}

void plain_put_event(struct plain *p, const struct trace *t, event_id e)
{
	struct buf text = { 0 };

	if (!e)
		return;
	buf_printf(&text, "[event %u of %u] ", e, trace_n_events(t) - 1);
	describe_event(t, e, &text);
	put_wrapped(p, buf_str(&text));
	buf_free(&text);
}

static void put_focus(struct plain *p, const struct trace *t, const struct lesson_step *s)
{
	struct buf text = { 0 };
	struct error err;
	field_id f;
	value_id v;

	if (s->field.s && lesson_find_field(t, s->field.s, &f, &err) == ST_OK) {
		buf_printf(&text, "[field %s] ", s->field.s);
		describe_field_value(t, f, PLAIN_COLUMNS, &text);
	} else if (s->value.s && lesson_find_value(t, s->value.s, &v, &err) == ST_OK) {
		buf_printf(&text, "[value %s] ", s->value.s);
		describe_value(t, v, PLAIN_COLUMNS, &text);
	}
	if (text.n)
		put_wrapped(p, buf_str(&text));
	buf_free(&text);
}

static void put_run(struct plain *p, const struct trace *t)
{
	const char *without = p->s.lesson->runs[lesson_state_step(&p->s)->run].without.s;

	if (t->scenario)
		buf_printf(&p->out, "(handshake: %s%s%s%s%s)\n", t->scenario, without ? " without " : "", without ? without : "", t->seed ? ", seed " : "",
			   t->seed ? t->seed : "");
}

static void put_step(struct plain *p, const struct trace *t)
{
	const struct lesson_step *s = lesson_state_step(&p->s);
	bool first = p->shown_step == p->s.lesson->n_steps;
	struct buf title = { 0 };
	struct error err;
	event_id e = 0;

	buf_printf(&title, "Step %zu of %zu: ", p->s.step + 1, p->s.lesson->n_steps);
	if (lesson_fill(t, s->title, &title, &err) != ST_OK)
		buf_puts(&title, s->title);
	buf_puts(&p->out, "\n");
	put_underlined(p, buf_str(&title), '-');
	if (first || p->s.lesson->steps[p->shown_step].run != s->run)
		put_run(p, t);
	if (s->at.s && lesson_find_event(t, s->at.s, &e, &err) == ST_OK)
		plain_put_event(p, t, e);
	put_focus(p, t, s);
	buf_free(&title);
	p->shown_step = p->s.step;
}

void plain_put_page(struct plain *p, const struct trace *t)
{
	if (p->shown_step != p->s.step)
		put_step(p, t);
	lesson_lines_page(&p->lines, &p->s, t, PLAIN_COLUMNS,
			  LESSON_PART_TEXT | LESSON_PART_QUESTION | (p->o->notes ? LESSON_PART_SPEAKER : 0));
	if (p->lines.n)
		buf_puts(&p->out, "\n");
	plain_put_lines(p);
}

void plain_put_prompt(struct plain *p, const struct lesson_question *q)
{
	static const char *const prompts[] = {
		[LESSON_CHOICE] = "Your answer (a number): ",
		[LESSON_CHOICES] = "Your answer (the numbers of all that are right): ",
		[LESSON_ANSWER] = "Your answer: ",
		[LESSON_PREDICT] = "What will happen? ",
		[LESSON_DO] = "Your turn: ",
	};
	static const char *const goals[] = {
		[GOAL_FIELD] = "name the field (message.field): ", [GOAL_VALUE] = "name the value: ",
		[GOAL_ORIGIN] = "name a value that it was made from: ", [GOAL_ALERT] = "name a fault (slowshake list faults): ",
		[GOAL_NONE] = "",
	};

	buf_printf(&p->out, "\n%s%s", prompts[q->kind], q->kind == LESSON_DO && q->expr.s ? goals[lesson_goal_of(q->expr.s).kind] : "");
}

void plain_put_title(struct plain *p)
{
	const struct lesson *l = p->s.lesson;

	put_underlined(p, l->title, '=');
	put_wrapped(p, l->summary);
	buf_printf(&p->out, "About %u minutes.", l->minutes);
	if (*l->needs && strcmp(l->needs, "nothing") != 0)
		buf_printf(&p->out, " Needed before: %s.", l->needs);
	buf_puts(&p->out, "\n");
}

static void put_told(struct plain *p, const char *next)
{
	struct buf text = { 0 };

	buf_printf(&text, "That was the lesson, and its %zu question%s. Answers are taken in a terminal, from standard input, a line each, "
		   "or from a file (--answers FILE); then it says which are right.", p->s.lesson->n_questions, p->s.lesson->n_questions == 1 ? "" : "s");
	put_wrapped(p, buf_str(&text));
	if (next)
		put_wrapped(p, next);
	buf_free(&text);
}

void plain_put_end(struct plain *p)
{
	struct buf next = { 0 };

	buf_puts(&p->out, "\n");
	if (p->s.over && p->tells) {
		put_told(p, lesson_next(p->s.lesson->id, &next));
	} else if (p->s.over) {
		lesson_lines_clear(&p->lines);
		lesson_ending_lines(&p->lines, &p->s, &p->runs, lesson_next(p->s.lesson->id, &next), false, PLAIN_COLUMNS);
		plain_put_lines(p);
	} else {
		buf_printf(&p->out, "The lesson stops here, in step %zu of %zu.%s\n", p->s.step + 1, p->s.lesson->n_steps,
			   p->keeps ? " It goes on here the next time." : "");
	}
	buf_free(&next);
}
