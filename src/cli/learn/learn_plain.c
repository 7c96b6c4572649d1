#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/textfile.h"
#include "cli/commands.h"
#include "cli/learn/learn.h"
#include "cli/learn/learned.h"
#include "cli/learn/lesson_run.h"
#include "cli/learn/plain.h"
#include "cli/say.h"
#include "lesson/bind.h"
#include "lesson/judge.h"
#include "lesson/lines.h"
#include "lesson/runs.h"
#include "lesson/shuffle.h"

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

/* There is nothing to read. Whoever starts two programs at once has closed the pipe by then. */
static bool nobody_answers(struct plain *p)
{
	enum { PATIENCE_MS = 50 };
	struct pollfd in = { STDIN_FILENO, POLLIN, 0 };
	int c;

	if (p->o->answers || p->waits || poll(&in, 1, PATIENCE_MS) <= 0)
		return false;
	c = getc(p->in);
	if (c != EOF)
		ungetc(c, p->in);
	return c == EOF;
}

/* ---- questions ---- */

static void put_feedback(struct plain *p, const struct trace *t)
{
	lesson_lines_page(&p->lines, &p->s, t, PLAIN_COLUMNS, LESSON_PART_FEEDBACK);
	buf_puts(&p->out, "\n");
	plain_put_lines(p);
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
		plain_put_line(&p->out, word);
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

/* A place for the answer, which the lesson does not wait for. */
static void leave_place(struct plain *p)
{
	buf_puts(&p->out, "____\n");
	lesson_state_show(&p->s, "");
}

/* Input ended at a question. Where nothing was answered at all, the rest is told. */
static void no_answer(struct plain *p)
{
	if (p->o->answers || p->waits || p->any)
		return;
	p->tells = true;
	p->ended = p->keeps = false;
	leave_place(p);
}

static enum status ask(struct plain *p, const struct trace *t, struct error *err)
{
	const struct lesson_question *q = lesson_state_awaited(&p->s);

	if (q && p->tells) {
		plain_put_prompt(p, q);
		leave_place(p);
		return ST_OK;
	}
	while (lesson_state_awaited(&p->s)) {
		const size_t before = p->out.n;

		plain_put_prompt(p, q);
		if (!p->o->answers)
			TRY(flush(p, err));
		if (!read_answer(p)) {
			no_answer(p);
			return ST_OK;
		}
		p->any = true;
		TRY(take_answer(p, t, q, err));
		/* answers that were written down are printed for who reads them: the right ones */
		if (p->o->answers && !p->s.right)
			p->out.n = before;
	}
	if (q && !p->o->answers)
		put_others(p, t);
	if (q && q->kind == LESSON_PREDICT && q->expr.s)
		plain_put_event(p, t, lesson_expr_event(t, q->expr.s));
	return ST_OK;
}

/* ---- the lesson ---- */

/* In a pipe pages go by whether somebody reads them or not: there only answers count. */
static void keep_progress(struct plain *p)
{
	struct error err;

	if (!p->keeps || !(p->waits || p->any) || learned_write(&p->s, &err) == ST_OK)
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
		plain_put_page(p, f->trace);
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

	plain_put_title(p);
	p->tells = nobody_answers(p);
	p->keeps = !p->o->answers && !p->tells && p->world == &lesson_world;
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
	plain_put_end(p);
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
