/* learn LESSON --export FILE.html: the lesson as a page. */
#include "base/file.h"
#include "cli/export.h"
#include "cli/inputs.h"
#include "cli/learn/learn.h"
#include "cli/learn/lesson_run.h"
#include "cli/say.h"
#include "out/html/lesson_page.h"

enum status learn_page_check(const struct options *o, struct error *err)
{
	for (size_t i = 0; i < o->n_exports; i++) {
		TRY(export_check_page(o->exports[i], "a lesson", err));
		TRY(inputs_guard(o, "--export", o->exports[i], err));
	}
	if (o->no_answers && !o->n_exports)
		return error_set(err, ST_USAGE, "--no-answers: says how the page of --export is to be");
	if (o->n_exports && !o->operand)
		return error_set(err, ST_USAGE, "--export: of which lesson? slowshake learn lists them");
	return ST_OK;
}

enum status learn_page(const struct lesson *l, const struct options *o, struct error *err)
{
	const struct lesson_page_options page = { .no_answers = o->no_answers, .notes = o->notes };
	struct lesson_runs runs;
	struct buf out = { 0 }, said = { 0 };
	enum status st;

	lesson_runs_init(&runs, l, &lesson_world);
	st = lesson_page_write(l, &runs, &page, &out, err);
	for (size_t i = 0; st == ST_OK && i < o->n_exports; i++) {
		st = file_replace(o->exports[i], buf_bytes(&out), err);
		buf_printf(&said, "%s: %s, %zu steps, %zu questions\n", o->exports[i], l->title, l->n_steps, l->n_questions);
	}
	if (st == ST_OK)
		st = say_text(&said, err);
	lesson_runs_free(&runs);
	buf_free(&out);
	buf_free(&said);
	return st;
}
