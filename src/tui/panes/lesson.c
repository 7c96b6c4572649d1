/* The pane with the lesson's text, and the screen around it. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tui/lesson_screen.h"
#include "tui/keys/keymap.h"
#include "tui/panes/panes.h"
#include "tui/settings.h"
#include "lesson/bind.h"
#include "lesson/ending.h"
#include "lesson/judge.h"

enum {
	V_LINE = 0x2502,
	MARGIN = 1,             /* left and right of the text */
	WIDE = 110,             /* columns from which text and handshake stand side by side */
	TEXT_WIDE = LESSON_COLUMNS + 2 * MARGIN,
	BESIDE_COLUMNS = 36,    /* that the handshake needs beside the text, if it must */
	ROOMY = 80,             /* columns from which there is room for how much is solved, and for one key more */
	BESIDE_MIN = 3,         /* rows that a pane below the text needs */
};

/* ---- the text ---- */

static enum role line_role(enum lesson_line_kind kind)
{
	static const enum role roles[] = {
		[LINE_TEXT] = ROLE_NORMAL, [LINE_HEADING] = ROLE_HEADING, [LINE_CODE] = ROLE_HEADING, [LINE_SPEAKER] = ROLE_DIM,
		[LINE_OPTION] = ROLE_NORMAL, [LINE_CHOSEN] = ROLE_HEADING, [LINE_RIGHT] = ROLE_OK, [LINE_WRONG] = ROLE_FAIL,
		[LINE_HINT] = ROLE_WARN, [LINE_GAP] = ROLE_NORMAL,
	};

	return roles[kind];
}

static void draw_marked(struct grid *g, struct rect r, int y, const struct lesson_lines *l, size_t i)
{
	const char *s = lesson_line_text(l, i);
	enum role plain = line_role(l->lines[i].kind);
	bool marked = l->lines[i].marked;
	size_t n = strlen(s), len;
	int x = MARGIN;

	for (size_t at = 0; at < n; at += len) {
		uint32_t c = text_utf8((const uint8_t *)s + at, n - at, &len);

		if (c == LESSON_MARK_ON || c == LESSON_MARK_OFF)
			marked = c == LESSON_MARK_ON;
		else
			x = grid_char(g, r, x, y, marked ? ROLE_HEADING : plain, c);
	}
}

static void add_end(struct lesson_screen *s, int width)
{
	char text[200];

	lesson_ending_lines(&s->lines, s->owner->state, &s->runs, s->owner->next, true, width);
	lesson_lines_add(&s->lines, LINE_GAP, "", "", width);
	if (s->owner->next) {
		snprintf(text, sizeof(text), "%s begins it.", keymap_word(&keys_lesson, CMD_NEXT).s);
		lesson_lines_add(&s->lines, LINE_TEXT, "", text, width);
	}
	snprintf(text, sizeof(text), "The handshake is yours: %s goes to its panes. %s goes back into the lesson.", keymap_word(&keys_lesson, CMD_PANE_NEXT).s,
		 keymap_word(&keys_lesson, CMD_BACK).s);
	lesson_lines_add(&s->lines, LINE_TEXT, "", text, width);
}

/* What was chosen so far, where several are right; what was typed. */
static void add_input(struct lesson_screen *s, int width)
{
	const struct lesson_question *q = lesson_state_awaited(s->owner->state);
	char text[128];

	if (!q || (q->n_options && q->kind != LESSON_CHOICES))
		return;
	if (q->kind == LESSON_DO && lesson_goal_of(q->expr.s).kind != GOAL_ALERT)
		return;
	if (!q->n_options) {
		snprintf(text, sizeof(text), "> %s_", s->typed);
	} else {
		size_t n = (size_t)snprintf(text, sizeof(text), "chosen:");

		for (size_t i = 0; i < q->n_options && n < sizeof(text); i++)
			if (s->picked & 1u << i)
				n += (size_t)snprintf(text + n, sizeof(text) - n, " %zu", i + 1);
	}
	lesson_lines_add(&s->lines, LINE_CHOSEN, "", text, width);
}

/* Builds the lines for that width; returns how many rows they need. */
static int build_text(struct lesson_screen *s, int width)
{
	unsigned parts = LESSON_PART_TEXT | LESSON_PART_QUESTION | LESSON_PART_FEEDBACK | (s->notes ? LESSON_PART_SPEAKER : 0);

	lesson_lines_page(&s->lines, s->owner->state, s->t, width - 2 * MARGIN, parts);
	if (s->owner->state->over)
		add_end(s, width - 2 * MARGIN);
	add_input(s, width - 2 * MARGIN);
	return (int)s->lines.n;
}

static void draw_text(struct lesson_screen *s, struct grid *g, struct rect r)
{
	int rows = (int)s->lines.n;

	s->page = r.h > 2 ? r.h - 1 : 1;
	s->top = scroll_bound(s->to_end ? rows : s->top, r.h, rows);
	s->to_end = false;
	for (int y = 0; y < r.h && s->top + y < rows; y++)
		draw_marked(g, r, y, &s->lines, (size_t)(s->top + y));
	scroll_arrows(g, r, ROLE_DIM, s->top, rows);
}

/* ---- the screen ---- */

static void draw_header(struct lesson_screen *s, struct grid *g)
{
	const struct lesson_state *st = s->owner->state;
	struct rect r = { 0, 0, g->w, 1 };
	const struct lesson_score score = lesson_state_score(st);
	char place[120], solved[60] = "";
	int w;

	if (score.questions && g->w >= ROOMY)
		snprintf(solved, sizeof(solved), "solved %zu/%zu  ", score.solved, score.questions);
	snprintf(place, sizeof(place), "step %zu/%zu  %sevent %u/%u ", st->step + 1, st->lesson->n_steps, solved, s->app.cursor.event,
		 trace_n_events(s->app.t) - 1);
	w = text_width(place);
	grid_text(g, r, g->w - w, 0, ROLE_NORMAL, place);
	grid_fit(g, r, 1, 0, g->w - w - 3, ROLE_HEADING, st->lesson->title);
}

/* The step's title, and which page of it this is. */
static void draw_title(struct lesson_screen *s, struct grid *g, int width)
{
	const struct lesson_state *st = s->owner->state;
	const struct lesson_step *step = lesson_state_step(st);
	struct buf title = { 0 };
	struct error err;

	if (st->over)
		buf_puts(&title, "the end");
	else if (lesson_fill(s->t, step->title, &title, &err) != ST_OK && !title.n)
		buf_puts(&title, "?");
	if (!st->over && step->n_pages > 1)
		buf_printf(&title, " %zu/%zu", st->page + 1, step->n_pages);
	frame_title(g, 2, 1, width - 2, !s->in_app, ROLE_NORMAL, buf_str(&title));
	buf_free(&title);
}

/* What is asked for, and the keys for it. */
static void put_keys(const struct lesson_screen *s, int width, struct buf *out)
{
	const struct lesson_question *q = lesson_state_awaited(s->owner->state);
	const struct lesson_question *past = lesson_state_question(s->owner->state);
	const struct key_table *t = &keys_lesson;
	bool typed = q && !q->n_options && (q->kind != LESSON_DO || lesson_goal_of(q->expr.s).kind == GOAL_ALERT);
	bool goal = q && !q->n_options && !typed, many = q && q->n_options && q->kind == LESSON_CHOICES;

	if (many || typed)
		buf_printf(out, typed ? "type it  Enter answer  " : "1-%zu choose  Enter answer  ", q->n_options);
	else if (q && !goal)
		buf_printf(out, "1-%zu answer  ", q->n_options);
	if (!q && past && past->n_options)
		buf_printf(out, "1-%zu why  ", past->n_options);
	if (!q) {
		keymap_hint(out, t, CMD_NEXT, "next");
		keymap_hint(out, t, CMD_BACK, "back");
	}
	if (q && !goal)
		keymap_hint(out, t, CMD_SHOW_ANSWER, "show it");
	keymap_hint(out, t, CMD_PANE_NEXT, goal ? "panes: select it there" : "panes");
	if (goal)
		keymap_hint(out, t, CMD_SHOW_ANSWER, "show it");
	if (!q && width >= ROOMY)
		keymap_hint(out, t, CMD_OUTLINE, "steps");
	keymap_hint(out, t, CMD_HELP, "help");
	if (!many && !typed)
		keymap_hint(out, t, CMD_QUIT, "quit");
}

static void put_pane_keys(const struct lesson_screen *s, struct buf *out)
{
	const struct lesson_question *q = lesson_state_awaited(s->owner->state);

	const bool task = q && q->kind == LESSON_DO;

	if (task) {
		if (lesson_screen_selects(q))
			keymap_hint(out, &keys_handshake, CMD_FOLD, "this is it");
		keymap_hint(out, &keys_lesson, CMD_SHOW_ANSWER, "show it");
	}
	keymap_hint(out, &keys_handshake, CMD_LEAVE, "lesson");
	keymap_hint(out, &keys_handshake, CMD_PANE_NEXT, "pane");
	if (!task)
		keymap_hint(out, &keys_handshake, CMD_NEXT, "event");
	keymap_hint(out, &keys_handshake, CMD_HELP, "help");
	if (!task)
		keymap_hint(out, &keys_handshake, CMD_QUIT, "quit");
}

static void draw_footer(struct lesson_screen *s, struct grid *g)
{
	struct buf text = { 0 };

	buf_puts(&text, " ");
	if (*s->message)
		buf_printf(&text, "%.150s ", s->message);
	else if (*s->app.message)
		buf_printf(&text, "%.150s ", s->app.message);
	else if (s->in_app)
		put_pane_keys(s, &text);
	else
		put_keys(s, g->w, &text);
	/* a blank is enough at the end */
	if (text.n > 2 && buf_str(&text)[text.n - 2] == ' ')
		text.n--;
	frame_said(&s->app, g, g->h - 1, s->app.present && !*s->message && !*s->app.message ? "" : buf_str(&text));
	buf_free(&text);
}

static void draw_pane(struct lesson_screen *s, struct grid *g, enum pane p, struct rect r, bool divided)
{
	static void (*const draw[])(struct app *, struct grid *, struct rect) = {
		pane_ladder_draw, pane_fields_draw, pane_hex_draw, pane_why_draw,
	};
	struct app *a = &s->app;

	if (!r.w)
		return;
	why_build(&a->why, a->t, a->cursor.event, &a->tree, a->jumped || a->focus == PANE_FIELDS || a->focus == PANE_HEX, r.w - 2);
	frame_pane_title(a, g, p, r, divided);
	a->shown[p] = r;
	draw[p](a, g, r);
}

/* A line across [x, right] that joins the frame at both ends. */
static void draw_across(struct grid *g, int x, int right, int y)
{
	struct rect r = { 0, 0, g->w, g->h };

	grid_repeat(g, r, x + 1, y, right - x - 1, ROLE_FRAME, 0x2500);
	grid_char(g, r, x, y, ROLE_FRAME, 0x251c);
	grid_char(g, r, right, y, ROLE_FRAME, 0x2524);
}

static void draw_down(struct grid *g, int x, int top, int bottom)
{
	struct rect r = { 0, 0, g->w, g->h };

	for (int y = top + 1; y < bottom; y++)
		grid_char(g, r, x, y, ROLE_FRAME, V_LINE);
	grid_char(g, r, x, top, ROLE_FRAME, 0x252c);
	grid_char(g, r, x, bottom, ROLE_FRAME, 0x2534);
}

static enum pane wanted_pane(const struct lesson_screen *s)
{
	return s->in_app ? s->app.focus : s->pane;
}

/* Text above, one pane below. */
static void draw_stacked(struct lesson_screen *s, struct grid *g)
{
	int inner = g->h - 3, rows = build_text(s, g->w - 2), below;
	struct screen m = { .divider = -1 };
	enum pane p = wanted_pane(s);
	struct rect r;

	if (s->in_app && s->app.zoom)
		rows = -1;
	else if (s->in_app && rows > (inner - 1) / 2)
		rows = (inner - 1) / 2;
	else if (rows < 4)
		rows = 4;
	below = inner - rows - 1;
	if (below < BESIDE_MIN) {
		draw_text(s, g, (struct rect){ 1, 2, g->w - 2, inner });
		draw_title(s, g, g->w - 2);
		return;
	}
	r = (struct rect){ 1, 3 + rows, g->w - 2, below };
	if (rows > 0) {
		draw_text(s, g, (struct rect){ 1, 2, g->w - 2, rows });
		draw_title(s, g, g->w - 2);
		draw_across(g, 0, g->w - 1, 2 + rows);
	}
	if (p == PANE_FIELDS || p == PANE_HEX)
		layout_split(&m, r, p);
	else
		m.panes[p] = r;
	if (m.divider >= 0)
		draw_down(g, m.divider, r.y - 1, g->h - 1);
	for (int i = 0; i < PANE_N; i++)
		draw_pane(s, g, (enum pane)i, m.panes[i], m.divider >= 0);
}

/* Text on the left, the handshake as it always is on the right. */
static void draw_beside(struct lesson_screen *s, struct grid *g)
{
	int x = TEXT_WIDE + 1;
	enum pane p = wanted_pane(s);
	struct screen right = layout_screen(g->w - x, g->h, p, p == PANE_HEX || p == PANE_FIELDS ? p : s->app.middle, s->app.zoom && s->in_app);

	build_text(s, TEXT_WIDE);
	draw_text(s, g, (struct rect){ 1, 2, TEXT_WIDE, g->h - 3 });
	draw_title(s, g, TEXT_WIDE);
	draw_down(g, x, 1, g->h - 1);
	for (int i = 1; i < 3; i++)
		if (right.lines[i] > right.lines[0])
			draw_across(g, x, g->w - 1, right.lines[i]);
	if (right.divider >= 0)
		draw_down(g, x + right.divider, right.panes[PANE_HEX].y - 1, right.panes[PANE_HEX].y + right.panes[PANE_HEX].h);
	for (int i = 0; i < PANE_N; i++) {
		right.panes[i].x += x;
		draw_pane(s, g, (enum pane)i, right.panes[i], right.divider >= 0);
	}
}

/* A task to select something begins in the pane, if its text can be read beside it. */
static void begin_task(struct lesson_screen *s, const struct grid *g, bool beside)
{
	int inner = g->h - 3;

	if (s->task && (beside || build_text(s, g->w - 2) <= (inner - 1) / 2))
		lesson_screen_enter(s, s->pane == PANE_LADDER ? PANE_FIELDS : s->pane);
	s->task = false;
}

static bool stands_beside(int columns)
{
	if (tui_settings.lesson == LAYOUT_AUTO)
		return columns >= WIDE;
	return tui_settings.lesson == LAYOUT_BESIDE && columns >= TEXT_WIDE + BESIDE_COLUMNS;
}

void lesson_screen_draw(struct lesson_screen *s, struct grid *g)
{
	const struct screen frame = layout_frame(g->h);
	/* for a class one thing at a time */
	const bool beside = stands_beside(g->w) && !s->app.present;
	enum pane focus = s->app.focus;

	memset(s->app.shown, 0, sizeof(s->app.shown));
	g->ascii = s->options.ascii;
	grid_clear(g);
	if (g->w < SCREEN_MIN_W || g->h < SCREEN_MIN_H) {
		frame_too_small_draw(g);
		return;
	}
	if (s->app.blank)
		return;
	if (s->app.help) {
		frame_help_draw(&s->app, g);
		return;
	}
	if (s->app.picker.kind) {
		picker_draw(&s->app, g);
		return;
	}
	if (s->app.pages.kind) {
		pages_draw(&s->app, g);
		return;
	}
	if (s->help) {
		s->page = frame_help_keys_draw(g, &keys_lesson, NULL, 0, &s->help_top);
		return;
	}
	draw_header(s, g);
	if (s->outline) {
		lesson_outline_draw(s, g);
		return;
	}
	begin_task(s, g, beside);
	frame_lines(g, &frame);
	/* no pane of the handshake has the keys while the lesson has them */
	if (!s->in_app)
		s->app.focus = PANE_N;
	(beside ? draw_beside : draw_stacked)(s, g);
	s->app.focus = focus;
	draw_footer(s, g);
}
