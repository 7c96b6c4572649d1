#include "base/text.h"
#include "tui/panes/panes.h"
#include "view/screen/secret.h"

enum { VALUE_MIN = 12 };

/* What encryption made of a record's content is of one look; of the rest neighbours differ. */
enum role pane_field_role(const struct trace *t, field_id f)
{
	static const enum role roles[] = { ROLE_FIELD_A, ROLE_FIELD_B, ROLE_FIELD_C, ROLE_FIELD_D };
	const struct field *field = trace_field(t, f);
	const struct unit *u = trace_unit(t, field->unit);
	size_t n = 0;

	if (!field->leaf)
		return ROLE_NORMAL;
	if (u->kind == UNIT_RECORD && u->encrypted && f == u->first_field + u->n_fields - 1)
		return ROLE_CLOSED;
	for (field_id i = u->first_field; i < f; i++)
		n += trace_field(t, i)->leaf;
	return roles[n % ARRAY_LEN(roles)];
}

/* Columns before a row's name: mark, indent, fold sign. The indent counts from the
 * outermost row in sight: certificates are deep, and panes narrow. */
static int name_column(const struct app *a, struct rect r, const struct tree_row *row)
{
	int step = r.w >= 56 ? 2 : 1, outermost = row->depth, depth;

	for (size_t i = (size_t)a->tree_top; i < a->tree.n && i < (size_t)(a->tree_top + r.h); i++)
		if (a->tree.rows[i].depth < outermost)
			outermost = a->tree.rows[i].depth;
	depth = (row->depth - outermost) * step;
	return 1 + (depth > r.w / 3 ? r.w / 3 : depth) + 2;
}

static int value_column(const struct app *a, struct rect r)
{
	struct buf name = { 0 };
	int column = 0;

	for (size_t i = (size_t)a->tree_top; i < a->tree.n && i < (size_t)(a->tree_top + r.h); i++) {
		int n;

		buf_clear(&name);
		tree_row_name(&a->tree, &a->tree.rows[i], &name);
		n = name_column(a, r, &a->tree.rows[i]) + text_width(buf_str(&name)) + 2;
		if (n > column)
			column = n;
	}
	buf_free(&name);
	return column > r.w * 60 / 100 ? r.w * 60 / 100 : column;
}

static void draw_row(struct app *a, struct grid *g, struct rect r, int y, size_t i, int column)
{
	const struct tree_row *row = &a->tree.rows[i];
	bool selected = i == a->tree.selected;
	int x = name_column(a, r, row);
	struct buf text = { 0 };
	enum role role = ROLE_NORMAL;

	if (row->value && secret_is(a->t, row->value))
		role = ROLE_SECRET;
	if (row->field && trace_field(a->t, row->field)->malformed)
		role = ROLE_FAIL;
	if (selected)
		grid_char(g, r, 0, y, ROLE_HEADING, '>');
	if (row->foldable)
		grid_char(g, r, x - 2, y, ROLE_DIM, row->open ? 0x25be : 0x25b8);
	tree_row_name(&a->tree, row, &text);
	x = grid_fit(g, r, x, y, r.w - VALUE_MIN - x, row->field ? pane_field_role(a->t, row->field) : ROLE_NORMAL, buf_str(&text));
	if (x < column - 1)
		x = column - 2;
	buf_clear(&text);
	tree_row_text(&a->tree, row, r.w - x - 2, &text);
	grid_fit(g, r, x + 2, y, r.w - x - 2, role, buf_str(&text));
	if (selected)
		grid_paint(g, r, 0, y, r.w, a->focus == PANE_FIELDS ? ROLE_CURSOR : ROLE_SELECTION);
	buf_free(&text);
}

void pane_fields_draw(struct app *a, struct grid *g, struct rect r)
{
	int selected = (int)a->tree.selected, n = (int)a->tree.n, column;

	/* Some of what follows the selected row is worth seeing too. */
	if (selected < a->tree_top + (r.h > 4 && a->tree_top > 0))
		a->tree_top = selected - (r.h > 4);
	if (selected >= a->tree_top + r.h - (r.h > 4))
		a->tree_top = selected - r.h + 1 + (r.h > 4);
	a->tree_top = scroll_bound(a->tree_top, r.h, n);
	if (!n)
		grid_text(g, r, 1, 0, ROLE_DIM, "No bytes belong to this event.");
	column = value_column(a, r);
	for (int y = 0; y < r.h && a->tree_top + y < n; y++)
		draw_row(a, g, r, y, (size_t)(a->tree_top + y), column);
}
