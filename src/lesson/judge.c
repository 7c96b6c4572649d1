#include "lesson/judge.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "lesson/bind.h"

/* ---- options ---- */

static bool eval_is(const struct trace *t, const char *expr, const char *text)
{
	struct buf out = { 0 };
	struct error err;
	bool same = lesson_eval(t, expr, &out, &err) == ST_OK && strcasecmp(buf_str(&out), text) == 0;

	buf_free(&out);
	return same;
}

uint32_t lesson_judge_options(const struct lesson_question *q, const struct trace *t)
{
	uint32_t right = 0;

	for (size_t i = 0; i < q->n_options; i++)
		if (q->kind == LESSON_PREDICT ? eval_is(t, q->expr.s ? q->expr.s : "", q->options[i].key) : q->options[i].right)
			right |= 1u << i;
	return right;
}

/* "1 3", "1,3": bits; ST_USAGE if it is no list of their numbers. */
static enum status read_choice(const struct lesson_question *q, const char *answer, uint32_t *chosen, struct error *err)
{
	size_t n = 0;

	*chosen = 0;
	for (const char *s = answer; *s; s++) {
		if (*s == ' ' || *s == ',')
			continue;
		if (!isdigit((unsigned char)*s) || *s == '0' || (size_t)(*s - '0') > q->n_options)
			return error_set(err, ST_USAGE, "\"%.40s\" is no answer here; type a number from 1 to %zu", answer, q->n_options);
		*chosen |= 1u << (*s - '1');
		n++;
	}
	if (!n)
		return error_set(err, ST_USAGE, "type a number from 1 to %zu", q->n_options);
	if (n > 1 && q->kind != LESSON_CHOICES)
		return error_set(err, ST_USAGE, "one number; only one answer is right");
	return ST_OK;
}

static void add_feedback(struct buf *out, const struct trace *t, const char *text)
{
	struct error err;

	if (!text)
		return;
	if (out->n)
		buf_puts(out, " ");
	if (lesson_fill(t, text, out, &err) != ST_OK)
		return;    /* lesson check tells the author */
}

static enum status judge_choice(struct lesson_state *s, const struct trace *t, const struct lesson_question *q,
				const char *answer, struct error *err)
{
	uint32_t right = lesson_judge_options(q, t), chosen, wrong;
	struct buf feedback = { 0 };
	unsigned missing = 0;

	TRY(read_choice(q, answer, &chosen, err));
	wrong = chosen & ~right;
	for (size_t i = 0; i < q->n_options; i++) {
		missing += (right & ~chosen & 1u << i) != 0;
		/* what is wrong is talked about first and alone */
		if ((wrong ? wrong : chosen) & 1u << i)
			add_feedback(&feedback, t, q->options[i].feedback.s);
	}
	if (!wrong && missing) {
		buf_clear(&feedback);
		buf_printf(&feedback, "%u more belong%s to it.", missing, missing == 1 ? "s" : "");
	}
	lesson_state_take(s, chosen == right, chosen, buf_str(&feedback));
	s->partly = !wrong && missing;
	buf_free(&feedback);
	return ST_OK;
}

/* ---- typed in ---- */

static bool read_number(const char *s, unsigned long long *out)
{
	char *end;

	if (!isdigit((unsigned char)*s))
		return false;
	*out = strtoull(s, &end, s[0] == '0' && (s[1] == 'x' || s[1] == 'X') ? 16 : 10);
	return !*end;
}

static bool same_bytes(const char *a, const char *b)
{
	struct buf x = { 0 }, y = { 0 };
	bool same = text_unhex(a, &x) == ST_OK && text_unhex(b, &y) == ST_OK && x.n && bytes_equal(buf_bytes(&x), buf_bytes(&y));

	buf_free(&x);
	buf_free(&y);
	return same;
}

/* A number is a number however it is written, and so are bytes. */
static bool same_answer(const char *is, const char *answer)
{
	unsigned long long a, b;

	return strcasecmp(is, answer) == 0 || (read_number(is, &a) && read_number(answer, &b) && a == b) || same_bytes(is, answer);
}

/* `is:` may also be the answer itself: a number, bytes. */
static void expected(const struct lesson_question *q, const struct trace *t, struct buf *out)
{
	struct error err;

	if (lesson_eval(t, q->expr.s ? q->expr.s : "", out, &err) != ST_OK) {
		buf_clear(out);
		buf_puts(out, q->expr.s ? q->expr.s : "");
	}
}

static enum status judge_typed(struct lesson_state *s, const struct trace *t, const struct lesson_question *q,
			       const char *answer, struct error *err)
{
	struct buf is = { 0 }, feedback = { 0 };
	bool right;

	if (!*answer)
		return error_set(err, ST_USAGE, "type a number, bytes in hexadecimal, or a word");
	expected(q, t, &is);
	right = same_answer(buf_str(&is), answer);
	add_feedback(&feedback, t, right ? q->right.s : q->wrong.s);
	if (!right && s->answers[q->index].wrong)
		add_feedback(&feedback, t, q->hint.s);
	lesson_state_take(s, right, 0, buf_str(&feedback));
	buf_free(&is);
	buf_free(&feedback);
	return ST_OK;
}

/* ---- goals ---- */

/* `why`: what is said of a wrong one besides; may be empty. */
static void take_goal(struct lesson_state *s, const struct trace *t, const struct lesson_question *q, bool right, const char *why)
{
	struct buf feedback = { 0 };

	add_feedback(&feedback, t, right ? q->right.s : q->wrong.s);
	if (!right && s->answers[q->index].wrong)
		add_feedback(&feedback, t, q->hint.s);
	if (!right && *why)
		buf_printf(&feedback, " %s", why);
	lesson_state_take(s, right, 0, buf_str(&feedback));
	buf_free(&feedback);
}

bool lesson_judge_selection(struct lesson_state *s, const struct trace *t, field_id field, value_id value)
{
	const struct lesson_question *q = lesson_state_awaited(s);
	struct buf why = { 0 };
	struct lesson_goal goal;

	if (!q || q->kind != LESSON_DO || !q->expr.s)
		return false;
	goal = lesson_goal_of(q->expr.s);
	lesson_goal_say(t, &goal, field, value, &why);
	take_goal(s, t, q, lesson_goal_reached(t, &goal, field, value), buf_str(&why));
	buf_free(&why);
	return s->right;
}

static enum status unknown_fault(const struct lesson_world *w, const char *name, struct error *err)
{
	const char *nearest = text_nearest_of(name, w->fault);

	if (nearest)
		return error_set(err, ST_USAGE, "there is no fault \"%.80s\"; did you mean %s?", name, nearest);
	return error_set(err, ST_USAGE, "there is no fault \"%.80s\"; see slowshake list faults", name);
}

/* Lets the learner's fault happen and looks how it ends. */
static enum status judge_fault(struct lesson_state *s, const struct trace *t, const struct lesson_world *w,
			       const struct lesson_question *q, const char *alert, const char *fault, struct error *err)
{
	struct lesson_run run = s->lesson->runs[lesson_state_step(s)->run];
	struct feed *f;
	char ends[80];
	size_t i = 0;
	bool right;

	while (w->fault(i) && strcmp(w->fault(i), fault) != 0)
		i++;
	if (!w->fault(i))
		return unknown_fault(w, fault, err);
	run.fault = (struct lesson_text){ fault, q->line };
	TRY(w->run(w->ctx, &run, &f, err));
	right = trace_studied(f->trace)->outcome.alert && strcmp(trace_studied(f->trace)->outcome.alert, alert) == 0;
	snprintf(ends, sizeof(ends), "This one ends with: %s.", trace_studied(f->trace)->outcome.alert ? trace_studied(f->trace)->outcome.alert : "no alert");
	take_goal(s, t, q, right, ends);
	f->free(f);
	return ST_OK;
}

/* Several values may have the name that was typed: the one that is asked for, else the first. */
static enum status find_meant(const struct trace *t, const struct lesson_goal *goal, const char *name, value_id *out, struct error *err)
{
	struct error none;
	char which[300];
	value_id v;

	TRY(lesson_find_value(t, name, out, err));
	for (unsigned n = 2; !strchr(name, '#'); n++) {
		snprintf(which, sizeof(which), "%s #%u", name, n);
		if (lesson_find_value(t, which, &v, &none) != ST_OK)
			break;
		if (lesson_goal_reached(t, goal, 0, v)) {
			*out = v;
			break;
		}
	}
	return ST_OK;
}

static enum status judge_goal(struct lesson_state *s, const struct trace *t, const struct lesson_world *w,
			      const struct lesson_question *q, const char *answer, struct error *err)
{
	struct lesson_goal goal = lesson_goal_of(q->expr.s ? q->expr.s : "");
	struct buf why = { 0 };
	field_id field = 0;
	value_id value = 0;
	enum status st;

	if (goal.kind == GOAL_ALERT)
		return judge_fault(s, t, w, q, goal.what, answer, err);
	st = goal.kind == GOAL_FIELD ? lesson_find_field(t, answer, &field, err) : find_meant(t, &goal, answer, &value, err);
	if (st != ST_OK)
		return ST_USAGE;
	lesson_goal_say(t, &goal, field, value, &why);
	take_goal(s, t, q, lesson_goal_reached(t, &goal, field, value), buf_str(&why));
	buf_free(&why);
	return ST_OK;
}

enum status lesson_judge_text(struct lesson_state *s, const struct trace *t, const struct lesson_world *w,
			      const char *answer, struct error *err)
{
	const struct lesson_question *q = lesson_state_awaited(s);
	char trimmed[256];
	size_t n;

	if (!q)
		return error_set(err, ST_USAGE, "no answer is awaited");
	answer += strspn(answer, " \t");
	n = strlen(answer);
	while (n && isspace((unsigned char)answer[n - 1]))
		n--;
	if (n >= sizeof(trimmed))
		return error_set(err, ST_USAGE, "an answer of %zu characters is too long", n);
	memcpy(trimmed, answer, n);
	trimmed[n] = 0;
	if (q->kind == LESSON_DO)
		return judge_goal(s, t, w, q, trimmed, err);
	return q->n_options ? judge_choice(s, t, q, trimmed, err) : judge_typed(s, t, q, trimmed, err);
}

/* ---- afterwards ---- */

void lesson_judge_look(struct lesson_state *s, const struct trace *t, size_t option)
{
	const struct lesson_question *q = lesson_state_question(s);
	struct buf feedback = { 0 };

	if (!q || lesson_state_awaited(s) || option >= q->n_options)
		return;
	add_feedback(&feedback, t, q->options[option].feedback.s);
	lesson_state_look(s, option, lesson_judge_options(q, t) & 1u << option, buf_str(&feedback));
	buf_free(&feedback);
}

/* ---- for who gives up ---- */

void lesson_judge_answer(const struct lesson_question *q, const struct trace *t, struct buf *out)
{
	uint32_t right = lesson_judge_options(q, t);
	size_t start = out->n;

	if (q->kind == LESSON_DO) {
		add_feedback(out, t, q->hint.s);
		buf_printf(out, "%s(%s)", out->n > start ? " " : "", q->expr.s ? q->expr.s : "");
		add_feedback(out, t, q->right.s);
		return;
	}
	if (!q->n_options)
		expected(q, t, out);
	for (size_t i = 0; i < q->n_options; i++)
		if (right & 1u << i)
			buf_printf(out, "%s%zu", out->n > start ? ", " : "", i + 1);
	for (size_t i = 0; i < q->n_options; i++)
		if (right & 1u << i)
			add_feedback(out, t, q->options[i].feedback.s);
	if (!q->n_options)
		add_feedback(out, t, q->right.s);
}
