#include "tui/mouse.h"

#include "tui/panes.h"
#include "view/hexview.h"

enum { LIST_FIRST_ROW = 3 };   /* below header, frame and the columns' titles */

static bool is_in(struct rect r, int x, int y)
{
	return r.w && x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h;
}

static void click_fields(struct app *a, int y)
{
	size_t row = (size_t)(a->tree_top + y);

	if (row >= a->tree.n)
		return;
	tree_move(&a->tree, (long)row - (long)a->tree.selected);
	a->byte = app_bytes(a).off;
	a->why_top = 0;
}

/* A line: four digits, then three columns a byte. */
static void click_hex(struct app *a, struct rect r, int x, int y)
{
	struct tree_bytes b = app_bytes(a);
	struct hexview h = { .bytes = b.bytes, .off = b.off, .len = b.len, .at = a->byte };
	int64_t byte;
	bool text;

	h.per_line = hex_per_line(r.w, &text);
	if (x < 5 || (x - 5) / 3 >= (int)h.per_line)
		return;
	byte = ((int64_t)hexview_top(&h, (unsigned)r.h) + y) * h.per_line + (x - 5) / 3;
	if (byte < (int64_t)b.bytes.n)
		app_select_byte(a, byte);
}

void mouse_app(struct app *a, int w, int h, int x, int y)
{
	struct screen s = screen_layout(w, h, a->focus, a->middle, a->zoom);

	if (w < SCREEN_MIN_W || h < SCREEN_MIN_H || a->help || a->typing)
		return;
	for (int p = 0; p < PANE_N; p++) {
		if (!is_in(s.panes[p], x, y))
			continue;
		a->focus = (enum pane)p;
		if (p == PANE_FIELDS || p == PANE_HEX)
			a->middle = a->focus;
		if (p == PANE_FIELDS)
			click_fields(a, y - s.panes[p].y);
		else if (p == PANE_HEX)
			click_hex(a, s.panes[p], x - s.panes[p].x, y - s.panes[p].y);
	}
}

bool mouse_list(struct list_screen *s, int y)
{
	size_t row = s->top + (size_t)(y - LIST_FIRST_ROW);

	if (s->help || s->typing || s->zoom || y < LIST_FIRST_ROW || y >= LIST_FIRST_ROW + s->page + 1 || row >= s->list->n_shown)
		return false;
	if (row == s->list->at)
		return true;
	list_go(s->list, row);
	return false;
}
