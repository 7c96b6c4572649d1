#include "cli/show.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/copied.h"
#include "cli/config.h"
#include "cli/export.h"
#include "cli/inputs.h"
#include "cli/pager.h"
#include "cli/report.h"
#include "cli/say.h"
#include "out/text.h"

/* Screens show secrets. Those of a handshake in process are there to be looked at. */
static enum status check_drawing(const struct options *o, const char *path, struct error *err)
{
	if (!export_draws(path))
		return ST_OK;
	if (o->command != CMD_RUN && !o->with_secrets)
		return error_set(err, ST_USAGE, "--export %s: screens show the secrets of a real connection; --with-secrets says that this is meant", path);
	config_read();
	return ST_OK;
}

enum status show_check(const struct options *o, enum output *out, struct error *err)
{
	for (size_t i = 0; i < o->n_exports; i++) {
		TRY(export_check(o->exports[i], err));
		TRY(check_drawing(o, o->exports[i], err));
		TRY(inputs_guard(o, "--export", o->exports[i], err));
	}
	*out = o->output;
	if (*out == OUTPUT_DEFAULT)
		*out = isatty(STDOUT_FILENO) && isatty(STDIN_FILENO) ? OUTPUT_TUI : OUTPUT_PLAIN;
	if (report_wanted(o))
		return report_check(o, out, err);
	if (*out != OUTPUT_TUI)
		return ST_OK;
	config_read();
	return tui_check(err);
}

struct tui_options show_tui_options(const struct options *o)
{
	struct tui_options t = tui_options_default();

	t.present = o->present;
	t.keep_copy = copied_keep;
	t.save = config_save;
	t.export = export_from_screen;
	return t;
}

enum status show_ended(enum status st, int *code)
{
	if (st != ST_CLOSED)
		return st;
	*code = 128 + tui_signal();
	return ST_OK;
}

static enum status run_tui(struct feed *f, const struct show_more *more, const struct options *o, struct shown *shown, struct error *err)
{
	struct tui_options t = show_tui_options(o);
	enum status st;

	t.list = o->from_menu;
	t.waits_for = more->waits_for;
	t.what_if = more->what_if;
	t.what_if_ctx = more->ctx;
	t.what_if_fault = more->what_if_fault;
	t.fault = more->fault;
	t.picture = &shown->picture;
	st = tui_run(f, &t, err);
	shown->quit = !trace_studied(f->trace)->outcome.done;
	if (st == ST_CLOSED) {
		shown->signal = tui_signal();
		return ST_OK;
	}
	return st;
}

static enum status write_one(const struct trace *t, const struct options *o, const struct export_options *with, const char *path, unsigned n, struct error *err)
{
	struct buf name = { 0 };
	enum status st;

	export_name(path, n, &name);
	st = inputs_guard(o, "--export", buf_str(&name), err);
	if (st == ST_OK)
		st = export_write(t, buf_str(&name), with, err);
	buf_free(&name);
	return st;
}

static enum status append_keys(const struct trace *t, const struct options *o, const char *path, struct error *err)
{
	static bool told;
	bool open_to_others;

	TRY(inputs_guard(o, "SSLKEYLOGFILE", path, err));
	TRY(export_append_keys(t, path, &open_to_others, err));
	if (open_to_others && !told)
		say_error("the key log that SSLKEYLOGFILE names can be read by others, and it opens what was encrypted: chmod 600 shuts it");
	told |= open_to_others;
	return ST_OK;
}

static enum status write_exports(const struct trace *t, const struct options *o, const struct buf *picture, unsigned n, struct error *err)
{
	/* what reads captures reads that file */
	const struct export_options with = { .with_secrets = o->with_secrets, .picture = picture };
	const char *keys = o->command == CMD_REPLAY ? NULL : getenv("SSLKEYLOGFILE");

	for (size_t i = 0; i < o->n_exports; i++)
		TRY(write_one(t, o, &with, o->exports[i], n, err));
	return keys && *keys ? append_keys(t, o, keys, err) : ST_OK;
}

enum status show_exports(const struct trace *t, const struct options *o, unsigned n, struct error *err)
{
	return write_exports(t, o, &(struct buf){ 0 }, n, err);
}

static void run_quiet(struct feed *f)
{
	while (f->pump(f, -1) != FEED_DONE)
		continue;
}

/* The story as text, and what differs from the original. */
static enum status run_text(struct feed *f, const struct trace *original, struct error *err)
{
	struct buf text = { 0 };
	enum status st;

	/* what a peer still has to say is told as it comes */
	if (!f->live)
		pager_begin();
	st = text_run(f, stdout) == ST_OK ? ST_OK : say_stdout_failed(err);
	if (st == ST_OK && original) {
		report_comparison(original, f->trace, &text);
		st = say_text(&text, err);
	}
	if (pager_end() && st != ST_OK) {
		run_quiet(f);
		st = ST_OK;
	}
	buf_free(&text);
	return st;
}

enum status show_feed(struct feed *f, const struct options *o, enum output out, unsigned n, struct shown *shown,
		      struct error *err)
{
	return show_feed_with(f, &(struct show_more){ 0 }, o, out, n, shown, err);
}

static enum status show_it(struct feed *f, const struct show_more *more, const struct options *o, enum output out,
			   struct shown *shown, struct error *err)
{
	if (report_wanted(o))
		return report_run(f, more->original, o, out, err);
	if (out == OUTPUT_TUI)
		return run_tui(f, more, o, shown, err);
	if (out == OUTPUT_JSON)
		return report_json(f, more->original, o, err);
	if (out != OUTPUT_QUIET)
		return run_text(f, more->original, err);
	run_quiet(f);
	return ST_OK;
}

enum status show_feed_with(struct feed *f, const struct show_more *more, const struct options *o, enum output out,
			     unsigned n, struct shown *shown, struct error *err)
{
	enum status st;

	*shown = (struct shown){ 0 };
	st = show_it(f, more, o, out, shown, err);
	/* a capture of half a handshake helps nobody, and in process the rest costs nothing */
	while (st == ST_OK && shown->quit && !f->live && o->n_exports && f->pump(f, 0) != FEED_DONE)
		continue;
	if (st == ST_OK)
		st = write_exports(f->trace, o, &shown->picture, n, err);
	buf_free(&shown->picture);
	return st;
}
