/* Beside the explanation, where there is room: what the selected value was made of, as far down as fits. */
#include "base/text.h"
#include "tui/panes/panes.h"
#include "view/screen/secret.h"

enum { MAX_DEPTH = 12 };

static void rebuild(struct app *a, value_id v)
{
	if (a->origin_of == v && a->origin.uses.n_values == trace_n_values(a->t))
		return;
	provenance_build(&a->origin, a->t, v, PROVENANCE_BACK, -1);
	a->origin_of = v;
}

static void put_row(const struct app *a, struct grid *g, struct rect r, int y, const struct provenance_row *row)
{
	const int indent = 2 * (row->depth < MAX_DEPTH ? row->depth : MAX_DEPTH);
	enum role role = row->again && !row->leaf ? ROLE_DIM : secret_is(a->t, row->value) && !row->fill ? ROLE_SECRET : ROLE_NORMAL;
	struct buf text = { 0 };

	provenance_say(a->t, row, r.w - 2 - indent, &text);
	grid_fit(g, r, 1 + indent, y, r.w - 2 - indent, role, buf_str(&text));
	buf_free(&text);
}

void pane_origin_draw(struct app *a, struct grid *g, struct rect r)
{
	const value_id v = pages_value(a);
	struct buf title = { 0 };

	buf_puts(&title, "made of: ");
	text_safe(&title, bytes_str(v ? trace_value(a->t, v)->label : "nothing is selected"));
	frame_title(g, r.x + 1, r.y - 1, r.w - 2, false, ROLE_NORMAL, buf_str(&title));
	buf_free(&title);
	if (!v)
		return;
	rebuild(a, v);
	for (int y = 0; y < r.h && (size_t)y < a->origin.n; y++)
		put_row(a, g, r, y, &a->origin.rows[y]);
	scroll_arrows(g, r, ROLE_DIM, 0, (int)a->origin.n);
}
