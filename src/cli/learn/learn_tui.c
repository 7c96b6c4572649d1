#include "cli/learn/learn.h"
#include "cli/learn/learned.h"
#include "cli/learn/lesson_find.h"
#include "cli/learn/lesson_run.h"
#include "cli/say.h"
#include "cli/show.h"
#include "tui/lesson.h"

struct kept {
	struct lesson_state state;
	struct error error;
	bool broken;                 /* said already */
};

static const char *keep(void *ctx)
{
	struct kept *k = ctx;

	if (k->broken || learned_write(&k->state, &k->error) == ST_OK)
		return NULL;
	k->broken = true;
	return k->error.text;
}

/* A lesson beside its handshake, from where it was left. */
static enum status learn_tui(const struct lesson *l, const struct options *o, bool list, bool *goes_on, int *code, struct error *err)
{
	struct tui_options t = show_tui_options(o);
	struct kept k = { .broken = false };
	struct tui_lesson lesson = { .lesson = l, .world = &lesson_world, .state = &k.state, .notes = o->notes, .ctx = &k, .keep = keep };
	struct error damage;
	struct buf next = { 0 };
	struct learned before;
	enum status st;

	t.list = list;
	lesson_state_init(&k.state, l);
	lesson.next = lesson_next(l->id, &next);
	if (learned_read(l->id, &before, &damage) != ST_OK)
		lesson.note = damage.text;
	if (!o->restart)
		learned_resume(&before, &k.state);
	st = tui_lesson_run(&lesson, &t, err);
	*goes_on = st == ST_OK && lesson.goes_on;
	st = show_ended(st, code);
	if (k.broken)
		say_error(k.error.text);
	lesson_state_free(&k.state);
	buf_free(&next);
	return st;
}

enum status learn_made(const struct lesson *l, const struct lesson_world *w, const struct options *o, int *code, struct error *err)
{
	struct tui_options t = show_tui_options(o);
	struct lesson_state state;
	struct tui_lesson lesson = { .lesson = l, .world = w, .state = &state, .notes = o->notes };
	enum status st;

	lesson_state_init(&state, l);
	st = show_ended(tui_lesson_run(&lesson, &t, err), code);
	lesson_state_free(&state);
	return st;
}

enum status learn_load(const char *name, struct lesson **out, struct error *err)
{
	struct lesson_report report = { 0 };

	*out = NULL;
	TRY(lesson_load(name, out, &report, err));
	if (report.n || !(*out)->n_steps) {
		(void)error_set(err, ST_IO, "%s has problems: slowshake lesson check %s tells them", (*out)->path, (*out)->path);
		lesson_free(*out);
		*out = NULL;
	}
	lesson_report_free(&report);
	return *out ? ST_OK : ST_IO;
}

enum status learn_in_terminal(const char *name, const struct options *o, bool list, int *code, struct error *err)
{
	bool goes_on = true;
	enum status st = ST_OK;

	while (st == ST_OK && goes_on) {
		struct lesson *l;

		TRY(learn_load(name, &l, err));
		st = learn_tui(l, o, list, &goes_on, code, err);
		name = goes_on ? lesson_following(l->id) : NULL;
		lesson_free(l);
	}
	return st;
}
