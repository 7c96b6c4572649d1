/* The Markdown of a lesson: read, checked against a handshake, gone through page by
 * page with answers that are right, wrong and none. The handshake is always the same. */
#include <string.h>

#include "cli/learn/lesson_run.h"
#include "crypto/crypto.h"
#include "fuzz.h"
#include "lesson/check.h"
#include "lesson/judge.h"
#include "lesson/lines.h"
#include "lesson/parse.h"

enum { MAX_PAGES = 2000 };

static struct feed *handshake;

static void keep(struct feed *f)
{
	(void)f;
}

static enum status run(void *ctx, const struct lesson_run *want, struct feed **out, struct error *err)
{
	static struct feed borrowed;
	struct lesson_run plain = { .scenario = { NULL, 0 } };

	(void)ctx, (void)want;
	if (!handshake && lesson_world.run(NULL, &plain, &handshake, err) != ST_OK)
		fuzz_die("no handshake: %s", err->text);
	borrowed = *handshake;
	borrowed.free = keep;
	*out = &borrowed;
	return ST_OK;
}

static void try_answers(struct lesson_state *s, const struct trace *t, const struct lesson_world *w)
{
	static const char *const answers[] = { "1", "2 1", "0x30", "client_hello.random", "master_secret", "expired", "", "9 9 9" };
	struct error err = { "" };
	struct buf told = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(answers) && lesson_state_awaited(s); i++)
		if (lesson_judge_text(s, t, w, answers[i], &err) != ST_OK && !err.text[0])
			fuzz_die("refused without a word");
	if (!lesson_state_awaited(s))
		return;
	lesson_judge_answer(lesson_state_awaited(s), t, &told);
	lesson_state_show(s, buf_str(&told));
	buf_free(&told);
}

static void go_through(const struct lesson *l, const struct trace *t, const struct lesson_world *w)
{
	struct lesson_lines lines = { 0 };
	struct lesson_state s;
	size_t pages = 0;

	for (lesson_state_init(&s, l); !s.over && pages < MAX_PAGES; pages++) {
		lesson_lines_page(&lines, &s, t, 1 + (int)(pages * 7 % 90), 15);
		try_answers(&s, t, w);
		lesson_lines_page(&lines, &s, t, LESSON_COLUMNS, 15);
		if (!lesson_state_next(&s))
			fuzz_die("stuck on page %zu of step %zu", s.page, s.step);
	}
	while (lesson_state_back(&s))
		continue;
	if (l->n_steps && (s.step || s.page))
		fuzz_die("the way back ends in step %zu", s.step);
	lesson_lines_free(&lines);
	lesson_state_free(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lesson_world w = lesson_world;
	struct lesson_report report = { 0 };
	struct error err = { "" };
	struct lesson *l;
	struct feed *f;

	if (size > 20000 || crypto_init(&err) != ST_OK)
		return 0;
	w.run = run;
	l = lesson_parse("fuzz/lesson.md", bytes_of(data, size), &report);
	lesson_check(l, NULL, &w, &report);
	if (report.n && !report.text.n)
		fuzz_die("problems without a word");
	if (run(NULL, NULL, &f, &err) == ST_OK)
		go_through(l, f->trace, &w);
	lesson_report_free(&report);
	lesson_free(l);
	return 0;
}
