/* A list as a grid: header, rows, details, footer, help. */
#include "tui/list.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tui/keys/keymap.h"
#include "tui/panes/panes.h"
#include "tui/settings.h"

struct list_layout {
	struct rect rows, detail;   /* h 0: not shown */
	int titles;                 /* row of the columns' titles */
	struct screen frame;
};

enum { MARK = 2, HEADER_ROWS = 2, ROWS_LEAST = 4 };

static struct rect all_of(const struct grid *g)
{
	return (struct rect){ 0, 0, g->w, g->h };
}

/* The details get two fifths, and what the list does not need. */
static struct list_layout layout_of(const struct list_screen *s, const struct grid *g)
{
	struct list_layout l = { .frame = layout_frame(g->h) };
	int inner = g->h - HEADER_ROWS - 1, rows = inner - 2 - inner * 2 / 5;

	if (s->zoom) {
		l.detail = (struct rect){ 1, HEADER_ROWS, g->w - 2, inner };
		return l;
	}
	if ((size_t)rows > s->list->n_shown)
		rows = s->list->n_shown > ROWS_LEAST ? (int)s->list->n_shown : ROWS_LEAST;
	l.titles = HEADER_ROWS;
	l.rows = (struct rect){ 1, HEADER_ROWS + 1, g->w - 2, rows };
	l.frame.lines[1] = l.rows.y + rows;
	l.detail = (struct rect){ 1, l.frame.lines[1] + 1, g->w - 2, g->h - 2 - l.frame.lines[1] };
	return l;
}

static enum role tone_role(enum list_tone tone)
{
	static const enum role roles[] = {
		[LIST_PLAIN] = ROLE_NORMAL, [LIST_DIM] = ROLE_DIM, [LIST_GOOD] = ROLE_OK, [LIST_BAD] = ROLE_FAIL,
		[LIST_CAUTION] = ROLE_WARN, [LIST_TITLE] = ROLE_HEADING,
	};

	return roles[tone];
}

/* The end of the text, after an ellipsis. */
static void fit_end(struct grid *g, struct rect r, int x, int y, int width, enum role role, const char *text)
{
	size_t n = strlen(text), len;

	if (text_width(text) <= width) {
		grid_text(g, r, x, y, role, text);
		return;
	}
	while (n && text_width(text) > width - 1) {
		text_utf8((const uint8_t *)text, n, &len);
		text += len;
		n -= len;
	}
	x = grid_char(g, r, x, y, ROLE_DIM, 0x2026);
	grid_text(g, r, x, y, role, text);
}

static void draw_cell(struct grid *g, struct rect r, int x, int y, int width, const struct list_column *c, enum role role, const char *text)
{
	if (c->right && text_width(text) < width)
		x += width - text_width(text);
	if (c->keep_end)
		fit_end(g, r, x, y, width, role, text);
	else
		grid_fit(g, r, x, y, width, role, text);
}

static void draw_titles(struct list_screen *s, struct grid *g, struct rect r, int y, const int *widths)
{
	const struct list *l = s->list;
	int x = r.x + MARK;

	s->visible = 0;
	for (size_t i = 0; i < l->n_columns; i++) {
		bool sorted = l->sort == i;
		struct rect cell = { 0, 0, x + widths[i], g->h };

		if (!widths[i])
			continue;
		s->visible |= 1u << i;
		draw_cell(g, cell, x, y, widths[i], &l->columns[i], sorted ? ROLE_FOCUS : ROLE_HEADING, l->columns[i].title);
		x += widths[i] + 1;
		if (sorted)
			grid_char(g, all_of(g), x - 1, y, ROLE_HEADING, l->reverse ? 0x2191 : 0x2193);
	}
}

static void draw_row(struct list_screen *s, struct grid *g, struct rect r, int y, size_t i, const int *widths)
{
	struct list *l = s->list;
	const struct list_row *row = list_shown(l, i);
	const struct list_cell *cells = list_tell(l, row)->cells;
	bool selected = i == l->at;
	int x = MARK;

	if (selected)
		grid_char(g, r, 0, y, ROLE_HEADING, 0x25b8);
	if (row->match)
		grid_char(g, r, 1, y, ROLE_HEADING, '*');
	for (size_t c = 0; c < l->n_columns; c++) {
		struct rect cell = { r.x, r.y, x + widths[c] < r.w ? x + widths[c] : r.w, r.h };

		if (!widths[c])
			continue;
		draw_cell(g, cell, x, y, widths[c], &l->columns[c], row->aside ? ROLE_DIM : tone_role(cells[c].tone), cells[c].text);
		x += widths[c] + 1;
	}
	if (selected)
		grid_paint(g, r, MARK, y, r.w - MARK, ROLE_SELECTION);
}

static int draw_wrapped(struct grid *g, struct rect r, int x, int y, enum role role, const char *text)
{
	size_t from = 0, start, len;
	char line[1024];

	while (grid_wrap(text, r.w - 1 - x, &from, &start, &len)) {
		if (len >= sizeof(line))
			len = sizeof(line) - 1;
		memcpy(line, text + start, len);
		line[len] = 0;
		if (y >= 0 && y < r.h)
			grid_text(g, r, x, y, role, line);
		y++;
	}
	return y;
}

static void draw_rows(struct list_screen *s, struct grid *g, const struct list_layout *l)
{
	int widths[LIST_MAX_COLUMNS];

	s->rows_at = l->rows;
	list_widths(s->list, l->rows.w - MARK, widths);
	draw_titles(s, g, l->rows, l->titles, widths);
	s->top = (size_t)scroll_top((int)s->top, l->rows.h, (int)s->list->n_shown, (int)s->list->at);
	for (int y = 0; y < l->rows.h && s->top + (size_t)y < s->list->n_shown; y++)
		draw_row(s, g, l->rows, y, s->top + (size_t)y, widths);
	if (!s->list->n_shown && !list_screen_reads(s))
		draw_wrapped(g, l->rows, MARK, 0, ROLE_WARN, s->list->only_matches ? "No row matches. Esc ends the search." : s->owner->none);
	scroll_arrows(g, (struct rect){ 0, l->rows.y, g->w, l->rows.h }, ROLE_HEADING, (int)s->top, (int)s->list->n_shown);
}

static int label_width(const struct list_detail *d)
{
	int width = 0;

	for (size_t i = 0; i < d->n; i++)
		if (d->lines[i].label && text_width(d->lines[i].label) > width)
			width = text_width(d->lines[i].label);
	return width;
}

static int draw_lines(struct list_screen *s, struct grid *g, struct rect r, int y)
{
	int column = label_width(&s->detail) + 2;

	for (size_t i = 0; i < s->detail.n; i++) {
		const struct list_line *line = &s->detail.lines[i];

		if (line->label)
			grid_text(g, r, 1, y, ROLE_DIM, line->label);
		y = draw_wrapped(g, r, line->label ? 1 + column : 1, y, tone_role(line->tone), list_detail_text(&s->detail, i));
	}
	return y;
}

static void draw_detail(struct list_screen *s, struct grid *g, struct rect r)
{
	const struct list_row *row = list_selected(s->list);
	const char *note = s->owner->note ? s->owner->note(s->owner->ctx) : NULL;
	struct rect nowhere = { r.x, r.y, r.w, 0 };
	int n;

	list_detail_clear(&s->detail);
	if (row)
		s->owner->detail(s->owner->ctx, row->id, &s->detail);
	if (note)
		buf_puts(list_detail_line(&s->detail, LIST_CAUTION, NULL), note);
	n = draw_lines(s, g, nowhere, 0);
	s->detail_top = s->zoom ? scroll_bound(s->detail_top, r.h, n) : 0;
	draw_lines(s, g, r, -s->detail_top);
	scroll_arrows(g, r, ROLE_HEADING, s->detail_top, n);
}

static void draw_detail_title(struct list_screen *s, struct grid *g, int y)
{
	const struct list_row *row = list_selected(s->list);
	struct buf text = { 0 };

	if (row)
		s->owner->name(s->owner->ctx, row->id, &text);
	if (text.n)
		frame_title(g, 2, y, g->w - 4, s->zoom, ROLE_NORMAL, buf_str(&text));
	buf_free(&text);
}

static void progress_text(const struct list_screen *s, struct buf *out)
{
	uint64_t done = 0, size = 0;

	if (s->owner->progress)
		s->owner->progress(s->owner->ctx, &done, &size);
	if (size)
		buf_printf(out, "%u%%", (unsigned)(done >= size ? 100 : done * 100 / size));
	else
		buf_printf(out, done < 1000000 ? "%llu kB" : "%llu MB", (unsigned long long)(done / (done < 1000000 ? 1000 : 1000000)));
}

static void draw_header(struct list_screen *s, struct grid *g)
{
	struct buf left = { 0 }, right = { 0 };
	const char *title = s->owner->title;
	int end;

	if (list_screen_reads(s) || s->opening) {
		buf_puts(&right, list_screen_reads(s) ? "reading " : "opening ");
		progress_text(s, &right);
		buf_puts(&right, " ");
	} else if (s->list->n_shown) {
		buf_printf(&right, "row %zu/%zu ", s->list->at + 1, s->list->n_shown);
	}
	end = g->w - text_width(buf_str(&right));
	grid_text(g, all_of(g), end, 0, ROLE_NORMAL, buf_str(&right));
	if (s->owner->count)
		s->owner->count(s->owner->ctx, &left);
	/* the name shrinks before the count does */
	{
		int room = end - 3, count = text_width(buf_str(&left)), x = 1;

		if (room > count + 2 + 12)
			x = grid_fit(g, all_of(g), x, 0, room - count - 2, ROLE_HEADING, title) + 2;
		grid_fit(g, all_of(g), x, 0, end - 2 - x, ROLE_NORMAL, buf_str(&left));
	}
	buf_free(&left);
	buf_free(&right);
}

/* A bar in place of the keys, and what ends it. */
static void draw_progress(struct list_screen *s, struct grid *g)
{
	uint64_t done = 0, size = 0;
	struct buf text = { 0 };
	enum { BAR = 20 };

	if (s->owner->progress)
		s->owner->progress(s->owner->ctx, &done, &size);
	buf_puts(&text, s->opening ? " opening " : " reading ");
	if (size) {
		int full = (int)(done >= size ? BAR : done * BAR / size);

		buf_puts(&text, "[");
		for (int i = 0; i < BAR; i++)
			buf_puts(&text, i < full ? "=" : " ");
		buf_puts(&text, "] ");
	}
	progress_text(s, &text);
	buf_puts(&text, s->opening ? "   Esc: give up " : "   Esc: stop, show what is there ");
	frame_message(g, g->h - 1, buf_str(&text));
	buf_free(&text);
}

static void draw_footer(struct list_screen *s, struct grid *g)
{
	char text[512];

	if (s->typing) {
		list_settle(s->list);
		snprintf(text, sizeof(text), " search: %s_   %zu row%s   Enter: keep   Esc: give up ", s->query,
			 *s->query ? s->list->n_matches : s->list->n_shown, (*s->query ? s->list->n_matches : s->list->n_shown) == 1 ? "" : "s");
		frame_message(g, g->h - 1, text);
	} else if (*s->message) {
		snprintf(text, sizeof(text), " %s ", s->message);
		frame_message(g, g->h - 1, text);
	} else if (list_screen_reads(s) || s->opening) {
		draw_progress(s, g);
	} else {
		frame_keys(g, g->h - 1, &keys_list, 0);
	}
}

static void draw_help(struct list_screen *s, struct grid *g)
{
	struct help_word words[LIST_MAX_COLUMNS];
	size_t n = 0;

	for (size_t i = 0; i < s->list->n_columns; i++)
		if (s->list->columns[i].help)
			words[n++] = (struct help_word){ s->list->columns[i].title, s->list->columns[i].help };
	s->page = frame_help_keys_draw(g, &keys_list, words, n, &s->help_top);
}

void list_screen_draw(struct list_screen *s, struct grid *g)
{
	struct list_layout l;

	g->ascii = s->options.ascii;
	grid_clear(g);
	if (g->w < SCREEN_MIN_W || g->h < SCREEN_MIN_H) {
		frame_too_small_draw(g);
		return;
	}
	if (s->help) {
		draw_help(s, g);
		return;
	}
	list_settle(s->list);
	l = layout_of(s, g);
	s->page = (s->zoom ? l.detail.h : l.rows.h) - 1;
	s->page = s->page < 1 ? 1 : s->page;
	draw_header(s, g);
	frame_lines(g, &l.frame);
	if (!s->zoom)
		draw_rows(s, g, &l);
	draw_detail_title(s, g, s->zoom ? 1 : l.frame.lines[1]);
	draw_detail(s, g, l.detail);
	draw_footer(s, g);
}
