#include "cli/learn/lesson_preview.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/config.h"
#include "cli/learn/lesson_find.h"
#include "cli/learn/lesson_run.h"
#include "cli/show.h"
#include "tui/lesson.h"
#include "lesson/check.h"
#include "lesson/runs.h"

struct preview {
	struct lesson *lesson;       /* owned */
	struct lesson_state state;
	struct stat seen;            /* of the file when it was read last */
	char note[400];
};

/* The first problem, and how many there are besides. */
static void note_problems(struct preview *p, struct lesson_report *r)
{
	const char *text = buf_str(&r->text);
	size_t n = strcspn(text, "\n");

	const unsigned all = r->n + r->warnings;

	p->note[0] = 0;
	if (all > 1)
		snprintf(p->note, sizeof(p->note), "%u problems: %.*s", all, (int)(n > 360 ? 360 : n), text);
	else if (all)
		snprintf(p->note, sizeof(p->note), "%.*s", (int)(n > 380 ? 380 : n), text);
}

static bool can_run(const struct lesson *l)
{
	struct lesson_report r = { 0 };
	bool ok = l->n_steps > 0;

	for (size_t i = 0; i < l->n_runs; i++)
		ok = lesson_runs_check(l, &l->runs[i], &lesson_world, &r) && ok;
	lesson_report_free(&r);
	return ok;
}

/* Where the other one stood, as far as this one has it; what was answered stays so if
 * there are as many questions. */
static void keep_place(const struct lesson_state *old, struct lesson_state *state, const struct lesson *l)
{
	lesson_state_init(state, l);
	for (size_t i = 0; old->lesson && old->lesson->n_questions == l->n_questions && i < l->n_questions; i++)
		state->answers[i] = old->answers[i];
	lesson_state_go(state, old->step < l->n_steps ? old->step : l->n_steps - 1);
	state->page = old->page < lesson_state_step(state)->n_pages ? old->page : lesson_state_step(state)->n_pages - 1;
}

/* Reads the file; false if what it holds now cannot be shown: then the old one stays. */
static bool read_anew(struct preview *p, const char *path)
{
	struct lesson_report report = { 0 };
	struct lesson_state state;
	struct lesson *l = NULL, *source;
	struct error err;
	bool good = false;

	if (lesson_load_file(path, &l, &report, &err) != ST_OK) {
		snprintf(p->note, sizeof(p->note), "%.380s", err.text);
	} else {
		source = lesson_load_source(l);
		lesson_check(l, source, &lesson_world, &report);
		lesson_free(source);
		note_problems(p, &report);
		good = can_run(l);
	}
	lesson_report_free(&report);
	if (!good) {
		lesson_free(l);
		return false;
	}
	keep_place(&p->state, &state, l);
	lesson_state_free(&p->state);
	lesson_free(p->lesson);
	p->lesson = l;
	p->state = state;
	return true;
}

/* An editor may write into the file or put another in its place. */
static bool has_changed(struct preview *p, const char *path)
{
	struct stat now;

	if (stat(path, &now) != 0)
		return false;         /* between two files, perhaps */
	if (now.st_ino == p->seen.st_ino && now.st_size == p->seen.st_size && now.st_mtim.tv_sec == p->seen.st_mtim.tv_sec &&
	    now.st_mtim.tv_nsec == p->seen.st_mtim.tv_nsec)
		return false;
	p->seen = now;
	return true;
}

static bool reload(void *ctx, struct tui_lesson *t)
{
	struct preview *p = ctx;
	char path[1024];
	bool anew;

	snprintf(path, sizeof(path), "%s", t->lesson->path);
	if (!has_changed(p, path))
		return false;
	anew = read_anew(p, path);
	t->lesson = p->lesson;
	t->note = *p->note ? p->note : NULL;
	return anew;
}

enum status lesson_preview(const char *path, const struct options *o, int *code, struct error *err)
{
	struct tui_options t = show_tui_options(o);
	struct preview p = { .note = "" };
	struct tui_lesson lesson = { .world = &lesson_world, .state = &p.state, .notes = true, .ctx = &p, .reload = reload };
	struct lesson_report report = { 0 };
	struct lesson *first;
	enum status st;

	config_read();
	TRY(tui_check(err));
	TRY(lesson_load_path(path, &first, &report, err));
	lesson_report_free(&report);
	has_changed(&p, first->path);
	st = read_anew(&p, first->path) ? ST_OK : error_set(err, ST_IO, "%s", p.note);
	lesson_free(first);
	if (st != ST_OK)
		return st;
	lesson.lesson = p.lesson;
	lesson.note = *p.note ? p.note : NULL;
	st = show_ended(tui_lesson_run(&lesson, &t, err), code);
	lesson_state_free(&p.state);
	lesson_free(p.lesson);
	return st;
}
