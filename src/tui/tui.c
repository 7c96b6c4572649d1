#include "tui/tui.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/app.h"
#include "tui/form.h"
#include "tui/keys/keymap.h"
#include "tui/lesson_screen.h"
#include "tui/list.h"
#include "tui/notes.h"
#include "tui/settings.h"
#include "tui/term/svg.h"
#include "tui/term/term.h"
#include "view/text/describe.h"

enum {
	FIRST_FRAME_MS = 20,   /* for the trace before the first frame */
	FILL_MS = 30,          /* for more of it between two looks at the keyboard */
	WAIT_MS = 40,          /* for the peer, likewise */
	LIST_DRAW_MS = 100,    /* between two pictures of a list that fills */
	NOTES_MS = 500,        /* between two looks who wants to follow the notes */
	RELOAD_MS = 300,       /* between two looks at the file of a lesson that is being written */
};

struct tui_options tui_options_default(void)
{
	const char *no_colour = getenv("NO_COLOR");

	setlocale(LC_ALL, "");
	return (struct tui_options){
		.ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0,
		.colour = tui_settings.colour ? tui_settings.colour == 1 : !no_colour || !*no_colour,
	};
}

enum status tui_check(struct error *err)
{
	return term_check(err);
}

int tui_signal(void)
{
	return term_signal();
}

static void fit(struct grid *g)
{
	int w, h;

	term_size(&w, &h);
	if (w != g->w || h != g->h)
		grid_resize(g, w, h);
}

/* Text that y took goes where it was meant to. */
static void take_copy(struct app *a)
{
	struct buf *copy = &a->pages.copy;
	const char *path;
	size_t n = strlen(a->message);

	if (!copy->n)
		return;
	term_copy(buf_bytes(copy));
	path = a->options.keep_copy ? a->options.keep_copy(buf_bytes(copy)) : NULL;
	if (path)
		snprintf(a->message + n, sizeof(a->message) - n, "   (also in %s)", path);
	buf_clear(copy);
}

/* All of it if asked for: the theme may be another one. */
static void blit(const struct grid *g, bool *redraw)
{
	if (*redraw)
		term_retheme();
	term_blit(g, *redraw);
	*redraw = false;
}

static void draw(struct app *a, struct grid *g)
{
	take_copy(a);
	fit(g);
	app_draw(a, g);
	blit(g, &a->redraw);
}

/* Switches the mouse and says so; true if the key was for that. */
static bool switches_mouse(const struct key_table *t, uint32_t key, bool typing, char *message, size_t size)
{
	bool on = !term_has_mouse();
	char name[8];

	if (typing || keymap_find(t, key, PANE_LADDER) != CMD_MOUSE)
		return false;
	term_mouse(on);
	tui_settings.mouse = term_has_mouse();   /* for the screens that this one opens, too */
	if (on && !term_has_mouse())
		snprintf(message, size, "this terminal tells nothing of a mouse");
	else if (on)
		snprintf(message, size, "mouse on: click, wheel   %s: off, so that the terminal selects text again", keys_name(key, name));
	else
		snprintf(message, size, "mouse off");
	return true;
}

static void take_key(struct app *a, uint32_t key)
{
	if (!switches_mouse(a->pages.kind ? &keys_pages : &keys_handshake, key, app_types(a), a->message, sizeof(a->message)))
		app_key(a, key);
}

/* How long to wait for a key: not at all while there is something else to do. */
static int patience(const struct app *a, int tick)
{
	bool filling = !a->feed->live && a->feed_state == FEED_MORE;

	return a->wanted || filling ? 0 : tick;
}

/* While a class is shown this, others can follow the notes; the screen says if they cannot. */
static void open_notes(struct notes *notes, struct app *a)
{
	if (a->present && !notes->open)
		notes_open(notes, a->message, sizeof(a->message));
}

static int at_most(int tick, int ms)
{
	return tick < 0 || tick > ms ? ms : tick;
}

/* Who follows the notes is told; returns how long to wait for a key. */
static int tell_followers(struct notes *notes, struct app *a, int tick)
{
	if (!a->present)
		return tick;
	notes_tell_app(notes, a);
	return notes->waits >= 0 ? at_most(tick, NOTES_MS) : tick;
}

static void loop(struct app *a, struct grid *g)
{
	struct notes notes = { .open = false };
	bool dirty = true;

	while (!a->quit) {
		int tick = app_tick(a, app_clock());
		uint32_t key;

		open_notes(&notes, a);
		if (dirty || tick >= 0 || a->wanted)
			draw(a, g);
		tick = tell_followers(&notes, a, tick);
		key = term_key(patience(a, tick));
		dirty = key != TK_NONE;
		if (key == TK_SIGNAL)
			break;
		take_key(a, key);
		if (a->wanted) {
			app_pump(a, dirty ? 0 : WAIT_MS);
			dirty = true;
		} else if (!a->feed->live && a->feed_state == FEED_MORE) {
			app_fill(a, app_clock() + FILL_MS);
			dirty = true;
		}
	}
	notes_close(&notes);
}

/* Shows a handshake until the user leaves it; whether to the list behind it. */
static bool show(struct feed *feed, const struct tui_options *options, struct grid *g)
{
	struct tui_options o = *options;
	struct app a;
	bool leave;

	o.level = settings_level();
	app_init(&a, feed, &o);
	app_fill(&a, app_clock() + FIRST_FRAME_MS);
	loop(&a, g);
	leave = a.leave;
	app_free(&a);
	return leave;
}

static enum status how_it_ended(struct error *err)
{
	if (term_signal())
		return error_set(err, ST_CLOSED, "ended by the signal %d", term_signal());
	if (term_gone())
		return error_set(err, ST_IO, "the terminal is gone");
	return ST_OK;
}

static void keep_picture(const struct trace *t, const struct grid *g, struct buf *out)
{
	struct buf title = { 0 };

	describe_title(t, &title);
	svg_draw(g, settings_theme(), buf_str(&title), out);
	buf_free(&title);
}

enum status tui_run(struct feed *feed, const struct tui_options *o, struct error *err)
{
	struct grid g = { 0 };

	TRY(term_open(o->colour, err));
	show(feed, o, &g);
	term_close();
	if (o->picture)
		keep_picture(feed->trace, &g, o->picture);
	grid_free(&g);
	return how_it_ended(err);
}

/* ---- the list ---- */

static void list_draw(struct list_screen *s, struct grid *g)
{
	fit(g);
	list_screen_draw(s, g);
	blit(g, &s->redraw);
}

/* What was opened unasked, since it is the only one, quits as a whole. */
static void show_opened(struct list_screen *s, struct feed *feed, event_id first, bool unasked, struct grid *g)
{
	struct tui_options o = s->options;

	o.list = true;
	o.first = first;
	s->quit = !show(feed, &o, g) && unasked;
	feed->free(feed);
	if (s->owner->live)
		list_screen_fill(s, 0);      /* its row says what became of it */
}

static void list_loop(struct list_screen *s, struct grid *g)
{
	int64_t drawn = 0;
	bool dirty = true, busy;

	while (!s->quit && !term_signal() && !term_gone()) {
		struct feed *feed;
		event_id first;
		uint32_t key;

		busy = s->filling || s->opening;
		if (dirty || (busy && app_clock() - drawn >= LIST_DRAW_MS)) {
			list_draw(s, g);
			drawn = app_clock();
		}
		key = term_key(busy ? 0 : -1);
		if (key == TK_SIGNAL)
			break;
		dirty = key != TK_NONE;
		if (!switches_mouse(&keys_list, key, s->typing, s->message, sizeof(s->message)))
			list_screen_key(s, key);
		list_screen_fill(s, FILL_MS);
		if (list_screen_open(s, FILL_MS, &feed, &first)) {
			show_opened(s, feed, first, !s->asked, g);
			s->asked = dirty = true;
		}
		dirty = dirty || (busy && !s->filling && !s->opening);
	}
}

enum status tui_list_run(struct tui_list *l, const struct tui_options *o, struct error *err)
{
	struct list_screen s;
	struct grid g = { 0 };

	TRY(term_open(o->colour, err));
	list_screen_init(&s, l, o);
	list_screen_fill(&s, FIRST_FRAME_MS);
	list_loop(&s, &g);
	term_close();
	grid_free(&g);
	list_screen_free(&s);
	return how_it_ended(err);
}

/* ---- a form ---- */

enum status tui_form_run(struct tui_form *f, const struct tui_options *o, bool *given, struct error *err)
{
	struct form_screen s;
	struct grid g = { 0 };

	*given = false;
	TRY(term_open(o->colour, err));
	form_screen_init(&s, f, o);
	while (!s.quit && !term_signal() && !term_gone()) {
		fit(&g);
		form_screen_draw(&s, &g);
		term_blit(&g, false);
		form_screen_key(&s, term_key(-1));
	}
	term_close();
	*given = s.given;
	form_screen_free(&s);
	grid_free(&g);
	return how_it_ended(err);
}

/* ---- a lesson ---- */

static void lesson_draw(struct lesson_screen *s, struct grid *g)
{
	take_copy(&s->app);
	fit(g);
	lesson_screen_draw(s, g);
	blit(g, &s->redraw);
}

static enum status lesson_loop(struct lesson_screen *s, struct grid *g, struct notes *notes, struct error *err)
{
	struct tui_lesson *l = s->owner;

	while (!s->quit && !term_signal() && !term_gone()) {
		int tick = lesson_screen_tick(s, app_clock());
		uint32_t key;

		lesson_draw(s, g);
		notes_tell_lesson(notes, s);
		if (notes->waits >= 0)
			tick = at_most(tick, NOTES_MS);
		key = term_key(l->reload ? at_most(tick, RELOAD_MS) : tick);
		if (key == TK_SIGNAL)
			break;
		if (key == TK_NONE && l->reload) {
			if (l->reload(l->ctx, l))
				TRY(lesson_screen_reloaded(s, err));
			lesson_screen_note(s);
		}
		if (!switches_mouse(s->in_app ? &keys_handshake : &keys_lesson, key, app_types(&s->app) || lesson_screen_types(s),
				    s->message, sizeof(s->message)))
			lesson_screen_key(s, key);
	}
	return ST_OK;
}

enum status tui_lesson_run(struct tui_lesson *l, const struct tui_options *o, struct error *err)
{
	struct lesson_screen s;
	struct grid g = { 0 };
	struct notes notes;
	char taken[256] = "";
	enum status st;

	TRY(term_open(o->colour, err));
	notes_open(&notes, taken, sizeof(taken));
	st = lesson_screen_init(&s, l, o, err);
	if (*taken && !*s.message)
		lesson_screen_say(&s, taken);
	if (st == ST_OK)
		st = lesson_loop(&s, &g, &notes, err);
	notes_close(&notes);
	term_close();
	if (l->keep)
		l->keep(l->ctx);
	lesson_screen_free(&s);
	grid_free(&g);
	return st == ST_OK ? how_it_ended(err) : st;
}
