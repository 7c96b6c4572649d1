#include "tui/keys/mouse.h"

#include "tui/panes/panes.h"
#include "view/screen/hex.h"

enum { WHEEL_ROWS = 3 };

static bool is_in(struct rect r, int x, int y)
{
	return r.w && x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h;
}

static int pane_at(const struct app *a, int x, int y)
{
	int p = 0;

	while (p < PANE_N && !is_in(a->shown[p], x, y))
		p++;
	return p;
}

/* ---- the panes of a handshake ---- */

static void click_ladder(struct app *a, int y)
{
	const size_t at = a->ladder_top + (size_t)(a->present ? y / 2 : y);
	const struct ladder_row *row = at < a->ladder.n ? &a->ladder.rows[at] : NULL;
	event_id place;

	/* what comes next has not happened yet */
	if (!row || row->when == LADDER_NEXT)
		return;
	place = row->kind == LADDER_MESSAGE ? level_place(a->t, level_run_of(a->t, row->event)) : 0;
	if (cursor_go(&a->cursor, a->t, place ? place : row->event))
		app_sync(a);
}

static void move_fields(struct app *a, long by)
{
	tree_move(&a->tree, by);
	a->byte = app_bytes(a).off;
	a->why_top = 0;
}

/* A click on the row that is selected folds it, or unfolds it. */
static void click_fields(struct app *a, int y)
{
	size_t row = (size_t)(a->tree_top + y);
	const struct tree_row *selected = tree_selected(&a->tree);

	if (row >= a->tree.n)
		return;
	if (row == a->tree.selected && selected->foldable)
		tree_set_open(&a->tree, !selected->open);
	move_fields(a, (long)row - (long)a->tree.selected);
}

/* A line: four digits, three columns a byte, two blanks, and a column a byte. */
static void click_hex(struct app *a, struct rect r, int x, int y)
{
	struct tree_bytes b = app_bytes(a);
	struct hexview h = { .bytes = b.bytes, .off = b.off, .len = b.len, .at = a->byte };
	int64_t byte;
	bool text;
	int n, column;

	h.per_line = layout_hex_per_line(r.w, &text);
	n = (int)h.per_line;
	column = x < 5 ? -1 : x < 5 + 3 * n ? (x - 5) / 3 : text ? x - (5 + 3 * n + 2) : -1;
	if (column < 0 || column >= n)
		return;
	byte = ((int64_t)hexview_top(&h, (unsigned)r.h) + y) * n + column;
	if (byte < (int64_t)b.bytes.n)
		app_select_byte(a, byte);
}

static void click(struct app *a, enum pane p, int x, int y)
{
	struct rect r = a->shown[p];

	app_focus(a, p);
	if (p == PANE_LADDER)
		click_ladder(a, y - r.y);
	else if (p == PANE_FIELDS)
		click_fields(a, y - r.y);
	else if (p == PANE_HEX)
		click_hex(a, r, x - r.x, y - r.y);
}

static void wheel(struct app *a, enum pane p, int by)
{
	bool text;

	if (p == PANE_LADDER) {
		/* never past the end: that would make a live handshake go on */
		if (by > 0 ? cursor_next(&a->cursor, a->t) : cursor_back(&a->cursor, a->t))
			app_sync(a);
	} else if (p == PANE_FIELDS) {
		move_fields(a, by * WHEEL_ROWS);
	} else if (p == PANE_HEX) {
		app_select_byte(a, (int64_t)a->byte + by * (int)layout_hex_per_line(a->hex_columns, &text));
	} else {
		a->why_top += by * WHEEL_ROWS;
	}
}

/* ---- a page over them ---- */

static void select_in_page(struct app *a, long row)
{
	long n = (long)pages_rows(a);

	a->pages.selected = row < 0 || !n ? 0 : row >= n ? (size_t)n - 1 : (size_t)row;
}

static void page(struct app *a, enum mouse what, int y)
{
	enum { FIRST_ROW = 2 };
	struct pages *p = &a->pages;

	if (p->help)
		p->help_top += what == MOUSE_DOWN ? WHEEL_ROWS : what == MOUSE_UP ? -WHEEL_ROWS : 0;
	else if (what != MOUSE_CLICK)
		select_in_page(a, (long)p->selected + (what == MOUSE_DOWN ? WHEEL_ROWS : -WHEEL_ROWS));
	else if (y >= FIRST_ROW && y < FIRST_ROW + p->rows && (size_t)(p->top + y - FIRST_ROW) < pages_rows(a))
		select_in_page(a, p->top + y - FIRST_ROW);
}

static void picker(struct app *a, enum mouse what, int y)
{
	enum { FIRST_ROW = 3 };
	struct picker *p = &a->picker;

	if (what != MOUSE_CLICK)
		picker_move(a, what == MOUSE_DOWN ? WHEEL_ROWS : -WHEEL_ROWS);
	else if (y >= FIRST_ROW && y < FIRST_ROW + p->page && (size_t)(p->top + y - FIRST_ROW) < p->n)
		picker_move(a, p->top + y - FIRST_ROW - (long)p->selected);
}

void mouse_app(struct app *a, uint32_t key)
{
	int x, y, p;
	enum mouse what = keys_mouse_of(key, &x, &y);

	if (a->picker.kind)
		picker(a, what, y);
	if (app_types(a))
		return;
	p = pane_at(a, x, y);
	if (a->help)
		a->help_top += what == MOUSE_DOWN ? WHEEL_ROWS : what == MOUSE_UP ? -WHEEL_ROWS : 0;
	else if (a->pages.kind)
		page(a, what, y);
	else if (p == PANE_N)
		return;
	else if (what == MOUSE_CLICK)
		click(a, (enum pane)p, x, y);
	else
		wheel(a, (enum pane)p, what == MOUSE_DOWN ? 1 : -1);
}

bool mouse_over_pane(const struct app *a, uint32_t key)
{
	int x, y;

	keys_mouse_of(key, &x, &y);
	return pane_at(a, x, y) != PANE_N;
}

/* ---- a list ---- */

bool mouse_list(struct list_screen *s, uint32_t key)
{
	int x, y;
	enum mouse what = keys_mouse_of(key, &x, &y);
	int by = what == MOUSE_DOWN ? WHEEL_ROWS : what == MOUSE_UP ? -WHEEL_ROWS : 0;
	size_t row = s->top + (size_t)(y - s->rows_at.y);

	if (s->typing || s->opening)
		return false;
	if (s->help)
		s->help_top += by;
	else if (s->zoom)
		s->detail_top += by;
	else if (by)
		list_move(s->list, by);
	else if (is_in(s->rows_at, x, y) && row < s->list->n_shown && row == s->list->at)
		return true;
	else if (is_in(s->rows_at, x, y) && row < s->list->n_shown)
		list_go(s->list, row);
	return false;
}
