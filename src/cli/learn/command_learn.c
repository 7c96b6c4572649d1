/* slowshake learn: the list of lessons, or one of them. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/learn/learn.h"
#include "cli/learn/learned.h"
#include "cli/learn/lesson_find.h"
#include "cli/learn/lesson_run.h"
#include "cli/menu.h"
#include "cli/say.h"
#include "tui/tui.h"

/* "  1  handshake   The handshake in one sitting (15 min)   step 4 of 12" */
static void list_one(const char *id, struct buf *out)
{
	struct lesson_report report = { 0 };
	struct learned so_far;
	struct error err;
	struct lesson *l;
	char left[96];

	if (lesson_load(id, &l, &report, &err) != ST_OK)
		return;
	snprintf(left, sizeof(left), "%-24s", id);
	buf_printf(out, "%s %3u min  %s", left, l->minutes, l->title);
	if (learned_read(l->id, &so_far, &err) != ST_OK)
		so_far = (struct learned){ .step = 0 };
	if (so_far.done)
		buf_puts(out, " (done)");
	else if (so_far.step)
		buf_printf(out, " (step %zu of %zu)", so_far.step + 1, l->n_steps);
	buf_puts(out, "\n");
	lesson_report_free(&report);
	lesson_free(l);
}

static enum status list_lessons(struct error *err)
{
	struct buf out = { 0 };
	struct learned none;
	enum status st;

	if (learned_read("", &none, err) != ST_OK)
		say_error(err->text);
	for (size_t i = 0; lesson_shipped(i); i++)
		list_one(lesson_shipped(i), &out);
	st = say_text(&out, err);
	buf_free(&out);
	return st;
}

/* Where lessons are shown: --answers and pipes want text. */
static enum status wants_tui(const struct options *o, bool *tui, struct error *err)
{
	*tui = o->output == OUTPUT_TUI || (o->output == OUTPUT_DEFAULT && !o->answers && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO));
	if (!*tui)
		return ST_OK;
	config_read();
	return tui_check(err);
}

static enum status as_page(const struct options *o, struct error *err)
{
	struct lesson *l;
	enum status st;

	TRY(learn_load(o->operand, &l, err));
	st = learn_page(l, o, err);
	lesson_free(l);
	return st;
}

static enum status learn(const struct options *o, int *code, struct error *err)
{
	struct lesson *l;
	bool tui;
	enum status st;

	TRY(learn_page_check(o, err));
	if (o->n_exports)
		return as_page(o, err);
	TRY(wants_tui(o, &tui, err));
	if (o->operand && learn_is_capture(o->operand))
		return learn_own(o, tui, code, err);
	if (tui)
		return o->operand ? learn_in_terminal(o->operand, o, false, code, err) : menu_run(o, true, code, err);
	if (!o->operand)
		return list_lessons(err);
	TRY(learn_load(o->operand, &l, err));
	st = learn_plain(l, &lesson_world, o, code, err);
	lesson_free(l);
	return st;
}

int command_learn(const struct options *o)
{
	struct error err = { "" };
	int code = EXIT_ESTABLISHED;
	enum status st = learn(o, &code, &err);

	return st == ST_OK ? code : say_error_exit(st, &err);
}
