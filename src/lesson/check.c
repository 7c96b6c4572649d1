#include "lesson/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lesson/bind.h"
#include "lesson/fit.h"
#include "lesson/judge.h"
#include "lesson/measure.h"
#include "lesson/runs.h"

struct checker {
	const struct lesson *l;
	const struct lesson_world *w;
	struct lesson_report *r;
	struct lesson_runs runs;
	bool broken[LESSON_MAX_RUNS];           /* told already */
	event_id reached[LESSON_MAX_RUNS];      /* by the steps so far */
	struct lesson_measure measure;
};

static struct lesson_text text_at(const char *s, int line)
{
	return (struct lesson_text){ s, line };
}

/* ---- handshakes ---- */

static const struct trace *trace_of(struct checker *c, size_t run)
{
	const struct lesson_run *want = &c->l->runs[run];
	struct error err;
	struct feed *f;

	if (c->broken[run])
		return NULL;
	if (!c->runs.feeds[run] && !lesson_runs_check(c->l, want, c->w, c->r)) {
		c->broken[run] = true;
		return NULL;
	}
	if (lesson_runs_get(&c->runs, run, &f, &err) != ST_OK) {
		lesson_report(c->r, c->l, want->flip.s ? want->flip.line : want->scenario.line, "%s", err.text);
		c->broken[run] = true;
		return NULL;
	}
	return f->trace;
}

/* ---- a step's block ---- */

static void check_pane(struct checker *c, struct lesson_text pane)
{
	static const char *const panes[] = { "ladder", "fields", "bytes", "why" };
	const char *nearest;

	if (!pane.s)
		return;
	for (size_t i = 0; i < ARRAY_LEN(panes); i++)
		if (strcmp(panes[i], pane.s) == 0)
			return;
	nearest = text_nearest(pane.s, panes, ARRAY_LEN(panes));
	lesson_report(c->r, c->l, pane.line, "there is no pane \"%.60s\"; %s%s%s", pane.s, nearest ? "did you mean " : "there are ladder, fields, bytes and why",
		      nearest ? nearest : "", nearest ? "?" : "");
}

static event_id check_event(struct checker *c, const struct lesson_step *s, const struct trace *t)
{
	struct error err;
	event_id e = 0;

	if (!s->at.s)
		return 0;
	if (lesson_find_event(t, s->at.s, &e, &err) != ST_OK) {
		lesson_report(c->r, c->l, s->at.line, "the step \"%.60s\" is never reached: %s", s->title, err.text);
		return 0;
	}
	if (e < c->reached[s->run])
		lesson_report(c->r, c->l, s->at.line, "the step \"%.60s\" is never reached: its event comes before that of the step before it", s->title);
	c->reached[s->run] = e;
	return e;
}

static void check_focus(struct checker *c, const struct lesson_step *s, const struct trace *t)
{
	struct error err;
	field_id f;
	value_id v;

	if (s->field.s && s->value.s)
		lesson_report(c->r, c->l, s->value.line, "a step has a field or a value in focus, not both");
	if (s->field.s && lesson_find_field(t, s->field.s, &f, &err) != ST_OK)
		lesson_report(c->r, c->l, s->field.line, "field: %s", err.text);
	if (s->value.s && lesson_find_value(t, s->value.s, &v, &err) != ST_OK)
		lesson_report(c->r, c->l, s->value.line, "value: %s", err.text);
}

/* ---- texts ---- */

static bool is_computed(enum value_op op)
{
	return op == OP_RANDOM || op == OP_HASH || op == OP_HMAC || op == OP_PRF || op == OP_SIGN || op == OP_RSA_PUBLIC ||
	       op == OP_RSA_PRIVATE || op == OP_ENCRYPT || op == OP_DECRYPT || op == OP_SEAL;
}

static bool holds_bytes(const struct trace *t, struct bytes b)
{
	for (value_id v = 1; v < trace_n_values(t); v++) {
		struct bytes in = trace_bytes(t, v);

		if (is_computed(trace_value(t, v)->op) && bytes_find(in, 0, b) < in.n)
			return true;
	}
	return false;
}

/* Four bytes or more in hexadecimal that the handshake has: they would be wrong with
 * another seed, and placeholders are there for them. */
static void check_typed_bytes(struct checker *c, const struct trace *t, struct lesson_text text)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	struct buf b = { 0 };
	char word[128];

	for (const char *s = text.s; *s;) {
		size_t n = strspn(s, digits);

		while (n && s[n] == ' ' && strspn(s + n + 1, digits) == 2)
			n += 3;
		if (n >= 8 && n < sizeof(word)) {
			memcpy(word, s, n);
			word[n] = 0;
			buf_clear(&b);
			if (text_unhex(word, &b) == ST_OK && b.n >= 4 && holds_bytes(t, buf_bytes(&b)))
				lesson_report(c->r, c->l, text.line, "the bytes \"%.60s\" are typed in; use a placeholder such as {{value:NAME}}", word);
		}
		s += n ? n : 1;
		s += n ? 0 : strcspn(s, " ");
		s += strspn(s, " ");
	}
	buf_free(&b);
}

static void check_text(struct checker *c, const struct trace *t, struct lesson_text text)
{
	struct buf out = { 0 };
	struct error err;

	if (!text.s)
		return;
	if (lesson_fill(t, text.s, &out, &err) != ST_OK)
		lesson_report(c->r, c->l, text.line, "%s", err.text);
	check_typed_bytes(c, t, text);
	buf_free(&out);
}

/* ---- questions ---- */

static void check_prediction(struct checker *c, const struct trace *t, event_id at, const struct lesson_question *q)
{
	struct buf is = { 0 };
	struct error err;
	uint32_t right = lesson_judge_options(q, t);

	if (lesson_eval(t, q->expr.s, &is, &err) != ST_OK)
		lesson_report(c->r, c->l, q->expr.line, "%s", err.text);
	else if (q->n_options && (!right || right & (right - 1)))
		lesson_report(c->r, c->l, q->line, "a question without a right answer: the engine gives \"%.80s\", and %s", buf_str(&is),
			      right ? "more than one answer stands for that" : "no answer stands for that");
	else if (at && lesson_expr_event(t, q->expr.s) <= at)
		lesson_report(c->r, c->l, q->expr.line, "there is nothing to predict: the answer can be seen when the step begins");
	buf_free(&is);
}

/* Some fault of the table ends with the alert. */
static bool can_fail_with(struct checker *c, const struct lesson_step *s, const char *alert)
{
	bool found = false;

	for (size_t i = 0; c->w->fault(i) && !found; i++) {
		struct lesson_run run = c->l->runs[s->run];
		struct error err;
		struct feed *f;

		run.fault = text_at(c->w->fault(i), 0);
		if (c->w->run(c->w->ctx, &run, &f, &err) != ST_OK)
			continue;
		found = trace_studied(f->trace)->outcome.alert && strcmp(trace_studied(f->trace)->outcome.alert, alert) == 0;
		f->free(f);
	}
	return found;
}

static void check_goal(struct checker *c, const struct trace *t, const struct lesson_step *s, const struct lesson_question *q)
{
	struct lesson_goal goal = lesson_goal_of(q->expr.s);
	struct error err;
	field_id f;
	value_id v = 0;
	enum status st = ST_OK;

	if (goal.kind == GOAL_NONE)
		lesson_report(c->r, c->l, q->expr.line, "\"%.80s\" is no goal; write %s", q->expr.s, lesson_goals);
	else if (goal.kind == GOAL_FIELD)
		st = lesson_find_field(t, goal.what, &f, &err);
	else if (goal.kind == GOAL_VALUE || goal.kind == GOAL_ORIGIN)
		st = lesson_find_value(t, goal.what, &v, &err);
	else if (!can_fail_with(c, s, goal.what))
		lesson_report(c->r, c->l, q->expr.line, "no fault ends with the alert \"%.60s\"; see slowshake list faults", goal.what);
	if (st != ST_OK)
		lesson_report(c->r, c->l, q->expr.line, "goal: %s", err.text);
	lesson_goal_target(t, &goal, &f, &v);
	if (st == ST_OK && goal.kind == GOAL_ORIGIN && !v)
		lesson_report(c->r, c->l, q->expr.line, "goal: %s was made from nothing that is %u step%s back and has a name", goal.what, goal.back,
			      goal.back == 1 ? "" : "s");
}

/* `is:` is an expression or the answer itself. */
static void check_answer(struct checker *c, const struct trace *t, const struct lesson_question *q)
{
	struct buf is = { 0 };
	struct error err;

	if (strchr(q->expr.s, ':') && lesson_eval(t, q->expr.s, &is, &err) != ST_OK)
		lesson_report(c->r, c->l, q->expr.line, "%s", err.text);
	buf_free(&is);
}

static void check_question(struct checker *c, const struct trace *t, event_id at, const struct lesson_step *s, const struct lesson_question *q)
{
	for (size_t i = 0; i < q->n_options; i++) {
		check_text(c, t, q->options[i].text);
		check_text(c, t, q->options[i].feedback);
	}
	check_text(c, t, q->right);
	check_text(c, t, q->wrong);
	check_text(c, t, q->hint);
	if (!q->n_options && q->kind != LESSON_CHOICE && q->kind != LESSON_CHOICES) {
		if (!q->right.s)
			lesson_report(c->r, c->l, q->line, "no line \"right: ...\": what is said to the right answer");
		if (!q->wrong.s)
			lesson_report(c->r, c->l, q->line, "no line \"wrong: ...\": what is said to a wrong answer");
	}
	if (!q->expr.s)
		return;
	if (q->kind == LESSON_PREDICT)
		check_prediction(c, t, at, q);
	else if (q->kind == LESSON_DO)
		check_goal(c, t, s, q);
	else
		check_answer(c, t, q);
}

/* ---- steps ---- */

static void check_step(struct checker *c, size_t i)
{
	const struct lesson_step *s = &c->l->steps[i];
	const struct trace *t = trace_of(c, s->run);
	event_id at;

	check_pane(c, s->pane);
	if (!t)
		return;
	at = check_event(c, s, t);
	check_focus(c, s, t);
	check_text(c, t, text_at(s->title, s->line));
	for (size_t b = 0; b < s->n_blocks; b++) {
		const struct lesson_block *block = &s->blocks[b];

		if (!block->question) {
			check_text(c, t, text_at(block->text, block->line));
			continue;
		}
		check_question(c, t, at, s, block->question);
		lesson_measure_question(&c->measure, c->l, s, block->question, t, c->r);
	}
	lesson_fit_check(c->l, i, t, c->r);
}

static void check_questions(struct checker *c)
{
	size_t n = 0, special = 0;

	for (size_t i = 0; i < c->l->n_steps; i++)
		for (size_t b = 0; b < c->l->steps[i].n_blocks; b++) {
			const struct lesson_question *q = c->l->steps[i].blocks[b].question;

			n += q != NULL;
			special += q && (q->kind == LESSON_PREDICT || q->kind == LESSON_DO);
		}
	if (n < 3 || !special || n - special < 2)
		lesson_report(c->r, c->l, 1, "a lesson has at least two questions, and beside them something to predict or to do; here are %zu and %zu",
			      n - special, special);
}

/* ---- translations ---- */

static bool same(struct lesson_text a, struct lesson_text b)
{
	return a.s && b.s ? strcmp(a.s, b.s) == 0 : a.s == b.s;
}

static void check_translation(struct checker *c, const struct lesson *source)
{
	const struct lesson *l = c->l;

	if (!l->source.s)
		lesson_report(c->r, l, 1, "the header has no line \"source: ...\"; if all is translated, write: source: %s", source->hash);
	else if (strcmp(l->source.s, source->hash) != 0)
		lesson_report(c->r, l, l->source.line, "the source has changed since this was translated; when all is translated anew, write: source: %s", source->hash);
	if (l->n_steps != source->n_steps)
		lesson_report(c->r, l, 1, "%zu steps; the source has %zu", l->n_steps, source->n_steps);
	for (size_t i = 0; i < l->n_steps && i < source->n_steps; i++) {
		const struct lesson_step *a = &l->steps[i], *b = &source->steps[i];

		if (!same(a->at, b->at) || !same(a->field, b->field) || !same(a->value, b->value) || !same(a->pane, b->pane))
			lesson_report(c->r, l, a->line, "the step block differs from the source's: %s:%d", source->path, b->line);
	}
	if (l->n_questions != source->n_questions)
		lesson_report(c->r, l, 1, "%zu questions; the source has %zu", l->n_questions, source->n_questions);
}

void lesson_check(const struct lesson *l, const struct lesson *source, const struct lesson_world *w, struct lesson_report *r)
{
	struct checker c = { .l = l, .w = w, .r = r };

	lesson_runs_init(&c.runs, l, w);
	for (size_t i = 0; i < l->n_steps; i++)
		check_step(&c, i);
	if (l->n_steps)
		check_questions(&c);
	lesson_measure_end(&c.measure, l, r);
	if (source)
		check_translation(&c, source);
	lesson_runs_free(&c.runs);
}
