#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/textfile.h"
#include "cli/commands.h"
#include "cli/learn/learn.h"
#include "cli/learn/learned.h"
#include "cli/learn/lesson_find.h"
#include "cli/learn/lesson_run.h"
#include "cli/say.h"
#include "view/text/describe.h"
#include "lesson/bind.h"
#include "lesson/ending.h"
#include "lesson/judge.h"
#include "lesson/lines.h"
#include "lesson/runs.h"
#include "lesson/shuffle.h"

enum { COLUMNS = 76 };

/* One lesson told and asked. */
struct plain {
	const struct options *o;
	struct lesson_state s;
	struct lesson_runs runs;
	struct lesson_lines lines;
	struct buf out;
	FILE *in;                /* standard input, or the answers */
	unsigned line;           /* of the answers */
	char *word;              /* the line read last, without its end */
	size_t cap;
	bool waits;              /* for Enter after each page */
	bool ended;              /* no more input */
	const struct lesson_world *world;
	bool keeps;              /* progress, as long as that works */
	size_t shown_step;       /* its title was printed; n_steps: none was */
};

static enum status flush(struct plain *p, struct error *err)
{
	enum status st = say_text(&p->out, err);

	buf_clear(&p->out);
	return st;
}

/* ---- input ---- */

/* The next line; false at the end. */
static bool read_word(struct plain *p)
{
	ssize_t n = getline(&p->word, &p->cap, p->in);

	p->line++;
	if (n < 0) {
		p->ended = true;
		return false;
	}
	while (n && (p->word[n - 1] == '\n' || p->word[n - 1] == '\r'))
		p->word[--n] = 0;
	return true;
}

/* The next answer of a file: comments and empty lines are passed over. */
static bool read_answer(struct plain *p)
{
	while (read_word(p))
		if (!p->o->answers || (*p->word && *p->word != '#'))
			return true;
	return false;
}

/* ---- output ---- */

/* Text without its marks. */
static void put_line(struct buf *out, const char *s)
{
	size_t start = out->n;

	for (; *s; s++)
		if (*s != LESSON_MARK_ON && *s != LESSON_MARK_OFF)
			buf_add_uint(out, 1, (uint8_t)*s);
	while (out->n > start && out->p[out->n - 1] == ' ')
		out->n--;
	buf_puts(out, "\n");
}

static void put_lines(struct plain *p)
{
	for (size_t i = 0; i < p->lines.n; i++)
		put_line(&p->out, lesson_line_text(&p->lines, i));
	lesson_lines_clear(&p->lines);
}

static void put_wrapped(struct plain *p, const char *lead, const char *text)
{
	lesson_lines_clear(&p->lines);
	lesson_lines_add(&p->lines, LINE_TEXT, lead, text, COLUMNS);
	put_lines(p);
}

static void put_underlined(struct plain *p, const char *text, char c)
{
	put_line(&p->out, text);
	for (int i = text_width(text); i > 0; i--)
		buf_printf(&p->out, "%c", c);
	buf_puts(&p->out, "\n");
}

/* "[event 4 of 312] The client draws ..." */
static void put_event(struct plain *p, const struct trace *t, event_id e)
{
	struct buf text = { 0 };
	char lead[48];

	if (!e)
		return;
	snprintf(lead, sizeof(lead), "[event %u of %u] ", e, trace_n_events(t) - 1);
	buf_puts(&text, lead);
	describe_event(t, e, &text);
	put_wrapped(p, "", buf_str(&text));
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
		describe_field_value(t, f, COLUMNS, &text);
	} else if (s->value.s && lesson_find_value(t, s->value.s, &v, &err) == ST_OK) {
		buf_printf(&text, "[value %s] ", s->value.s);
		describe_value(t, v, COLUMNS, &text);
	}
	if (text.n)
		put_wrapped(p, "", buf_str(&text));
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
		put_event(p, t, e);
	put_focus(p, t, s);
	buf_free(&title);
	p->shown_step = p->s.step;
}

static void put_page(struct plain *p, const struct trace *t)
{
	if (p->shown_step != p->s.step)
		put_step(p, t);
	lesson_lines_page(&p->lines, &p->s, t, COLUMNS,
			  LESSON_PART_TEXT | LESSON_PART_QUESTION | (p->o->notes ? LESSON_PART_SPEAKER : 0));
	if (p->lines.n)
		buf_puts(&p->out, "\n");
	put_lines(p);
}

static void put_prompt(struct plain *p, const struct lesson_question *q)
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

/* ---- questions ---- */

static void put_feedback(struct plain *p, const struct trace *t)
{
	lesson_lines_page(&p->lines, &p->s, t, COLUMNS, LESSON_PART_FEEDBACK);
	buf_puts(&p->out, "\n");
	put_lines(p);
}

/* Of each answer that was not given: why it is right or wrong. */
static void put_others(struct plain *p, const struct trace *t)
{
	const struct lesson_question *q = lesson_state_question(&p->s);

	for (size_t i = 0; i < q->n_options; i++)
		if (!(p->s.answers[q->index].read & 1u << i)) {
			lesson_judge_look(&p->s, t, i);
			put_feedback(p, t);
		}
}

static void give_up(struct plain *p, const struct trace *t, const struct lesson_question *q)
{
	struct buf answer = { 0 };

	lesson_judge_answer(q, t, &answer);
	lesson_state_show(&p->s, buf_str(&answer));
	buf_free(&answer);
}

/* The answers file has "!" before an answer that must be wrong. */
static enum status unattended(struct plain *p, bool must_be_wrong, struct error *err)
{
	bool wrong = p->s.answered && !p->s.right;

	if (wrong == must_be_wrong)
		return ST_OK;
	TRY(flush(p, err));
	return error_set(err, ST_REFUSED, "%s:%u: this answer is %s", p->o->answers, p->line, wrong ? "wrong" : "right, and a wrong one was announced");
}

/* Answers in a file name the places in lesson.md; what is shown is shuffled. What is
 * no such number stays, to be refused. */
static const char *as_shown(const struct lesson_question *q, const char *written, struct buf *out)
{
	buf_clear(out);
	for (; *written; written++) {
		size_t shown = lesson_shuffle_shown(q, (size_t)(*written - '0'));

		if (*written >= '1' && *written <= '9' && shown)
			buf_printf(out, "%zu", shown);
		else
			buf_printf(out, "%c", *written);
	}
	return buf_str(out);
}

static enum status judge_word(struct plain *p, const struct trace *t, const struct lesson_question *q, const char *word, struct error *err)
{
	bool file = p->o->answers != NULL;
	struct error why;

	if (file)
		put_line(&p->out, word);
	else if (!p->waits)
		buf_puts(&p->out, "\n");
	if (!file && strcmp(word, "skip") == 0) {
		give_up(p, t, q);
	} else if (lesson_judge_text(&p->s, t, p->world, word, &why) != ST_OK) {
		if (file)
			return error_set(err, ST_REFUSED, "%s:%u: %s", p->o->answers, p->line, why.text);
		buf_printf(&p->out, "%s (\"skip\" shows the answer)\n", why.text);
		return ST_OK;
	}
	put_feedback(p, t);
	return ST_OK;
}

static enum status take_answer(struct plain *p, const struct trace *t, const struct lesson_question *q, struct error *err)
{
	bool must_be_wrong = p->o->answers && *p->word == '!';
	const char *word = p->word + must_be_wrong;
	struct buf shown = { 0 };
	enum status st;

	if (p->o->answers && q->n_options)
		word = as_shown(q, word, &shown);
	st = judge_word(p, t, q, word, err);
	buf_free(&shown);
	TRY(st);
	return p->o->answers ? unattended(p, must_be_wrong, err) : ST_OK;
}

static enum status ask(struct plain *p, const struct trace *t, struct error *err)
{
	const struct lesson_question *q = lesson_state_awaited(&p->s);

	while (lesson_state_awaited(&p->s)) {
		put_prompt(p, q);
		TRY(flush(p, err));
		if (!read_answer(p))
			return ST_OK;
		TRY(take_answer(p, t, q, err));
	}
	if (q)
		put_others(p, t);
	if (q && q->kind == LESSON_PREDICT && q->expr.s)
		put_event(p, t, lesson_expr_event(t, q->expr.s));
	return ST_OK;
}

/* ---- the lesson ---- */

static void keep_progress(struct plain *p)
{
	struct error err;

	if (!p->keeps || learned_write(&p->s, &err) == ST_OK)
		return;
	p->keeps = false;
	say_error(err.text);
}

static enum status pages(struct plain *p, struct error *err)
{
	struct feed *f;

	while (!p->s.over && !p->ended) {
		size_t step = p->s.step;

		TRY(lesson_runs_get(&p->runs, lesson_state_step(&p->s)->run, &f, err));
		put_page(p, f->trace);
		TRY(ask(p, f->trace, err));
		if (p->ended)
			break;
		if (p->waits && !lesson_state_question(&p->s)) {
			buf_puts(&p->out, "\n[Enter] ");
			TRY(flush(p, err));
			if (!read_word(p))
				break;
		}
		lesson_state_next(&p->s);
		TRY(flush(p, err));
		if (p->s.step != step || p->s.over)
			keep_progress(p);
	}
	return ST_OK;
}

static void put_title(struct plain *p)
{
	const struct lesson *l = p->s.lesson;

	put_underlined(p, l->title, '=');
	put_wrapped(p, "", l->summary);
	buf_printf(&p->out, "About %u minutes.", l->minutes);
	if (*l->needs && strcmp(l->needs, "nothing") != 0)
		buf_printf(&p->out, " Needed before: %s.", l->needs);
	buf_puts(&p->out, "\n");
}

static void put_end(struct plain *p)
{
	struct buf next = { 0 };

	buf_puts(&p->out, "\n");
	if (p->s.over) {
		lesson_lines_clear(&p->lines);
		lesson_ending_lines(&p->lines, &p->s, &p->runs, lesson_next(p->s.lesson->id, &next), false, COLUMNS);
		put_lines(p);
	} else {
		buf_printf(&p->out, "The lesson stops here, in step %zu of %zu.%s\n", p->s.step + 1, p->s.lesson->n_steps,
			   p->keeps ? " It goes on here the next time." : "");
	}
	buf_free(&next);
}

static void resume(struct plain *p)
{
	struct learned before;
	struct error err;
	enum status st = learned_read(p->s.lesson->id, &before, &err);

	if (st != ST_OK)
		say_error(err.text);
	if (p->o->restart)
		return;
	learned_resume(&before, &p->s);
	if (p->s.step)
		buf_printf(&p->out, "\nYou were in step %zu; it goes on there (--restart begins anew).\n", p->s.step + 1);
}

static enum status tell(struct plain *p, int *code, struct error *err)
{
	enum status st;

	put_title(p);
	p->keeps = !p->o->answers && p->world == &lesson_world;
	if (p->keeps)
		resume(p);
	p->shown_step = p->s.lesson->n_steps;
	st = pages(p, err);
	if (st == ST_REFUSED) {
		say_error(err->text);
		*code = EXIT_HANDSHAKE;
		return ST_OK;
	}
	TRY(st);
	if (!p->s.over)
		keep_progress(p);
	put_end(p);
	TRY(flush(p, err));
	if (p->s.over && p->o->answers && read_answer(p)) {
		(void)error_set(err, ST_USAGE, "%s:%u: more answers than questions", p->o->answers, p->line);
		say_error(err->text);
		*code = EXIT_HANDSHAKE;
	}
	if (!p->s.over && !p->waits)
		*code = EXIT_HANDSHAKE;
	return ST_OK;
}

/* Read whole, so that a file without an end is told and not waited for, and decoded: lines in UTF-8, each with its LF. */
static enum status open_answers(const char *path, struct buf *content, FILE **out, struct error *err)
{
	struct buf raw = { 0 }, room = { 0 };
	enum status st = file_read(path, &raw, err);
	struct bytes text = textfile_decode(buf_bytes(&raw), &room), line;

	while (textfile_line(&text, &line)) {
		buf_add(content, line);
		buf_puts(content, "\n");
	}
	buf_free(&raw);
	buf_free(&room);
	TRY(st);
	buf_puts(content, "\n");        /* there is always something to open */
	*out = fmemopen(content->p, content->n, "r");
	return *out ? ST_OK : error_set(err, ST_IO, "%s: %s", path, strerror(errno));
}

enum status learn_plain(const struct lesson *l, const struct lesson_world *w, const struct options *o, int *code, struct error *err)
{
	struct plain p = { .o = o, .world = w, .in = stdin };
	struct buf answers = { 0 };
	enum status st;

	if (o->answers)
		TRY(open_answers(o->answers, &answers, &p.in, err));
	p.waits = !o->answers && isatty(STDIN_FILENO);
	lesson_state_init(&p.s, l);
	lesson_runs_init(&p.runs, l, w);
	st = tell(&p, code, err);
	if (o->answers)
		fclose(p.in);
	buf_free(&answers);
	free(p.word);
	buf_free(&p.out);
	lesson_lines_free(&p.lines);
	lesson_runs_free(&p.runs);
	lesson_state_free(&p.s);
	return st;
}
