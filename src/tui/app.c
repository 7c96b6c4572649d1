#include "tui/app.h"

#include <stdio.h>
#include <string.h>

#include "tui/follow.h"
#include "tui/keys/keymap.h"
#include "tui/keys/mouse.h"
#include "tui/marks.h"
#include "tui/panes/panes.h"
#include "tui/resize.h"
#include "tui/settings.h"

static const int speeds_ms[] = { 8000, 4000, 2000, 1000, 500, 250, 120, 60 };
static const char *const speed_names[] = {
	"one event in 8 s", "one event in 4 s", "one event in 2 s", "one event a second",
	"2 events a second", "4 events a second", "8 events a second", "16 events a second",
};
enum { SPEED_DEFAULT = 3, SPEED_N = sizeof(speeds_ms) / sizeof(speeds_ms[0]) };

void app_init(struct app *a, struct feed *feed, const struct tui_options *o)
{
	*a = (struct app){ .feed = feed, .t = feed->trace, .options = *o, .speed = SPEED_DEFAULT, .feed_state = FEED_MORE };
	a->focus = (enum pane)tui_settings.focus;
	a->middle = tui_settings.middle || a->focus == PANE_HEX ? PANE_HEX : PANE_FIELDS;
	a->zoom = tui_settings.zoom;
	a->cursor.level = o->level;
	settings_note(a->message, sizeof(a->message));
	tree_show(&a->tree, a->t, a->subject);
	tui_settings.projected = false;
	if (o->present)
		marks_present(a);
	if (o->first && o->first < trace_n_events(a->t) ? cursor_go(&a->cursor, a->t, o->first) : cursor_first(&a->cursor, a->t))
		app_sync(a);
}

void app_free(struct app *a)
{
	pages_free(a);
	tree_free(&a->tree);
	ladder_free(&a->ladder);
	why_free(&a->why);
	search_free(&a->search);
	picker_free(&a->picker);
	provenance_free(&a->origin);
}

/* ---- autoplay ---- */

int app_tick(struct app *a, int64_t now)
{
	if (!a->playing)
		return -1;
	if (!a->play_at)
		a->play_at = now + speeds_ms[a->speed];
	if (now >= a->play_at && !a->wanted) {
		a->play_at = now + speeds_ms[a->speed];
		app_step(a, CMD_NEXT);
	}
	return a->playing ? (int)(a->play_at > now ? a->play_at - now : 0) : -1;
}

static void say_speed(struct app *a)
{
	snprintf(a->message, sizeof(a->message), "playing %s   %s faster   %s slower   %s stop", speed_names[a->speed],
		 keymap_word(&keys_handshake, CMD_FASTER).s, keymap_word(&keys_handshake, CMD_SLOWER).s, keymap_word(&keys_handshake, CMD_AUTOPLAY).s);
}

static void play(struct app *a, int speed)
{
	a->speed = speed < 0 ? 0 : speed >= SPEED_N ? SPEED_N - 1 : speed;
	a->playing = true;
	a->play_at = 0;
	say_speed(a);
}

/* ---- commands ---- */

static void focus(struct app *a, int by)
{
	app_focus(a, resize_next(a->focus, by));
	a->why_top = 0;
	if (a->focus == PANE_HEX)
		a->byte = app_bytes(a).off;
}

static void select_row(struct app *a)
{
	a->byte = app_bytes(a).off;
	a->why_top = 0;
}

static void move_rows(struct app *a, int rows)
{
	bool text;

	switch (a->focus) {
	case PANE_FIELDS:
		tree_move(&a->tree, rows);
		select_row(a);
		break;
	case PANE_HEX:
		app_select_byte(a, (int64_t)a->byte + (int64_t)rows * layout_hex_per_line(a->hex_columns, &text));
		break;
	case PANE_WHY:
		a->why_top += rows;
		break;
	default:
		for (; rows > 0; rows--)
			app_step(a, CMD_NEXT);
		for (; rows < 0; rows++)
			if (cursor_back(&a->cursor, a->t))
				app_sync(a);
	}
}

static void sideways(struct app *a, int by)
{
	const struct tree_row *row = tree_selected(&a->tree);

	if (a->focus == PANE_HEX) {
		app_select_byte(a, (int64_t)a->byte + by);
		return;
	}
	if (!row)
		return;
	if (by > 0 ? !row->foldable || row->open : !row->open)
		by > 0 ? (void)(row->foldable && tree_move(&a->tree, 1)) : (void)tree_to_parent(&a->tree);
	else
		tree_set_open(&a->tree, by > 0);
	select_row(a);
}

static void toggle_fold(struct app *a)
{
	const struct tree_row *row = tree_selected(&a->tree);

	if (row && row->foldable)
		tree_set_open(&a->tree, !row->open);
	select_row(a);
}

static void next_view(struct app *a, int by)
{
	struct subject all[SUBJECT_MAX];
	size_t n = subject_list(a->t, a->cursor.event, all), i;

	if (!n)
		return;
	for (i = 0; i < n && !subject_equal(all[i], a->subject);)
		i++;
	if (i == n)
		i = by > 0 ? n - 1 : 0;
	app_show(a, all[(i + n + (size_t)(by > 0 ? 1 : n - 1)) % n]);
}

static void write_file(struct app *a)
{
	const char *path = a->picker.line.text;
	struct error err = { "" };

	if (a->options.export(a->t, path, &err) == ST_OK)
		snprintf(a->message, sizeof(a->message), "written: %.200s", path);
	else
		snprintf(a->message, sizeof(a->message), "%.240s", err.text);
}

static void ask_file(struct app *a)
{
	if (a->options.export)
		picker_open(a, PICKER_FILE, "");
	else
		snprintf(a->message, sizeof(a->message), "nothing can be written from here; on the command line: --export FILE");
}

static void run(struct app *a, enum command c)
{
	switch (c) {
	case CMD_NEXT: case CMD_NEXT_STEP: case CMD_BACK: case CMD_PREVIOUS_STEP: case CMD_FIRST: case CMD_LAST: app_step(a, c); break;
	case CMD_PANE_NEXT: focus(a, 1); break;
	case CMD_PANE_PREVIOUS: focus(a, -1); break;
	case CMD_UP: move_rows(a, -1); break;
	case CMD_DOWN: move_rows(a, 1); break;
	case CMD_PAGE_UP: move_rows(a, -a->page); break;
	case CMD_PAGE_DOWN: move_rows(a, a->page); break;
	case CMD_LEFT: sideways(a, -1); break;
	case CMD_RIGHT: sideways(a, 1); break;
	case CMD_FOLD: toggle_fold(a); break;
	case CMD_VIEW_NEXT: next_view(a, 1); break;
	case CMD_VIEW_PREVIOUS: next_view(a, -1); break;
	case CMD_SEARCH: picker_open(a, PICKER_SEARCH, ""); break;
	case CMD_EVENTS: picker_open(a, PICKER_EVENTS, ""); break;
	case CMD_COMMANDS: picker_open(a, PICKER_COMMANDS, ""); break;
	case CMD_TO_MESSAGE: picker_open(a, PICKER_COMMANDS, "#"); break;
	case CMD_EXPORT: ask_file(a); break;
	case CMD_LARGER: resize_pane(a, 1); break;
	case CMD_SMALLER: resize_pane(a, -1); break;
	case CMD_HIDE: resize_hide(a); break;
	case CMD_SHOW_ALL: resize_reset(a); break;
	case CMD_ORIGIN_PANE: resize_origin(a); break;
	case CMD_SAVE: resize_save(a); break;
	case CMD_THEME: marks_theme(a); break;
	case CMD_PRESENT: marks_present(a); break;
	case CMD_BLANK: a->blank = true; break;
	case CMD_LEVEL_1: case CMD_LEVEL_2: case CMD_LEVEL_3: marks_level(a, c); break;
	case CMD_NEXT_FAILURE: case CMD_NEXT_DECISION: case CMD_NEXT_SECRET: marks_goal(a, c); break;
	case CMD_MARK: case CMD_TO_MARK: marks_ask(a, c); break;
	case CMD_SEARCH_NEXT: follow_search(a, false); break;
	case CMD_SEARCH_PREVIOUS: follow_search(a, true); break;
	case CMD_ZOOM: a->zoom = !a->zoom; break;
	case CMD_AUTOPLAY: play(a, a->speed); break;
	case CMD_FASTER: play(a, a->speed + a->playing); break;
	case CMD_SLOWER: play(a, a->speed - a->playing); break;
	case CMD_FOLLOW: follow_origin(a); break;
	case CMD_RETURN: follow_back(a); break;
	case CMD_HELP: a->help = true; a->help_top = 0; break;
	case CMD_QUIT: a->quit = true; break;
	case CMD_ORIGIN: pages_open(a, PAGE_ORIGIN); break;
	case CMD_KNOWS: pages_open(a, PAGE_KNOWS); break;
	case CMD_SCHEDULE: pages_open(a, PAGE_SCHEDULE); break;
	case CMD_CHANGE: pages_change(a); break;
	case CMD_COPY: pages_copy(a, false); break;
	case CMD_COPY_RECIPE: pages_copy(a, true); break;
	case CMD_LEAVE:
		if (!pages_leave(a))
			a->quit = a->leave = a->options.list;
		break;
	case CMD_REDRAW: a->redraw = true; break;
	default: break;
	}
}

/* ---- keys ---- */

static void help_key(struct app *a, uint32_t key)
{
	enum command c = keymap_command(key, PANE_WHY);
	int by = c == CMD_UP ? -1 : c == CMD_DOWN ? 1 : c == CMD_PAGE_UP ? -a->page : c == CMD_PAGE_DOWN ? a->page : 0;

	a->help_top += by;
	if (!by)
		a->help = false;
}

/* What was chosen out of a list that is narrowed by typing. */
static void take_pick(struct app *a, struct pick pick)
{
	switch (pick.kind) {
	case PICK_COMMAND: run(a, keys_handshake.rows[pick.id].command); break;
	case PICK_FAULT: pages_fault(a, pick.id); break;
	case PICK_HIT: follow_hit(a, pick.id); break;
	case PICK_FILE: write_file(a); break;
	default: follow_event(a, pick.id); break;
	}
}

static bool picker_takes(struct app *a, uint32_t key)
{
	const bool took = picker_key(a, key);

	if (took && a->picker.chosen.rank)
		take_pick(a, a->picker.chosen);
	return took;
}

static void say_unknown(struct app *a, uint32_t key)
{
	char name[8];

	snprintf(a->message, sizeof(a->message), "%s does nothing here   %s help   %s commands", keys_name(key, name),
		 keymap_word(&keys_handshake, CMD_HELP).s, keymap_word(&keys_handshake, CMD_COMMANDS).s);
}

void app_key(struct app *a, uint32_t key)
{
	const bool was_playing = a->playing;
	enum command c;
	int x, y;

	if (key == TK_NONE || key == TK_RESIZE || key == TK_SIGNAL)
		return;
	a->last_key = key;
	if (a->blank) {
		a->blank = false;
		return;
	}
	if (keys_mouse_of(key, &x, &y)) {
		*a->message = 0;
		a->playing = false;
		mouse_app(a, key);
		return;
	}
	if (a->help) {
		help_key(a, key);
		return;
	}
	if (marks_key(a, key) || picker_takes(a, key) || pages_key(a, key))
		return;
	c = keymap_command(key, a->focus);
	*a->message = 0;
	/* Any key but the speeds takes over from autoplay; p itself only stops it. */
	if (a->playing && c != CMD_FASTER && c != CMD_SLOWER) {
		a->playing = false;
		if (c == CMD_AUTOPLAY)
			c = CMD_NONE;
	}
	a->wanted = CMD_NONE;
	if (c == CMD_NONE && !was_playing && key < TK_RESIZE)
		say_unknown(a, key);
	run(a, c);
}

/* ---- drawing ---- */

void app_draw(struct app *a, struct grid *g)
{
	static void (*const draw[])(struct app *, struct grid *, struct rect) = {
		pane_ladder_draw, pane_fields_draw, pane_hex_draw, pane_why_draw,
	};
	struct screen s;

	memset(a->shown, 0, sizeof(a->shown));
	a->columns = g->w;
	g->ascii = a->options.ascii;
	grid_clear(g);
	if (g->w < SCREEN_MIN_W || g->h < SCREEN_MIN_H) {
		frame_too_small_draw(g);
		return;
	}
	if (a->blank)
		return;
	if (a->help) {
		frame_help_draw(a, g);
		return;
	}
	if (a->picker.kind) {
		picker_draw(a, g);
		return;
	}
	if (a->pages.kind) {
		pages_draw(a, g);
		return;
	}
	s = a->present && !a->zoom ? layout_present(g->w, g->h, a->middle) : layout_app(g->w, g->h, a->focus, a->middle, a->zoom);
	if (s.panes[a->focus].w)
		a->page = s.panes[a->focus].h > 2 ? s.panes[a->focus].h - 1 : 1;
	why_build(&a->why, a->t, a->cursor.event, &a->tree,
		  a->jumped || a->focus == PANE_FIELDS || a->focus == PANE_HEX, s.panes[PANE_WHY].w ? s.panes[PANE_WHY].w - 2 : g->w - 4);
	if (a->playing && !*a->message)
		say_speed(a);
	frame_draw(a, g, &s);
	for (int p = 0; p < PANE_N; p++)
		if ((a->shown[p] = s.panes[p]).w)
			draw[p](a, g, s.panes[p]);
	if (s.origin.w)
		pane_origin_draw(a, g, s.origin);
}
