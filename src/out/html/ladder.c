/* Who says what to whom, as a drawing. */
#include "out/html/page.h"
#include "view/screen/ladder.h"

enum { WIDTH = 720, ROW = 26, TOP = 34, EDGE = 110 };

static int column_x(const struct ladder *l, int i)
{
	return l->n_columns < 2 ? WIDTH / 2 : EDGE + i * (WIDTH - 2 * EDGE) / (l->n_columns - 1);
}

static void put_columns(const struct page *p, const struct ladder *l, int height)
{
	for (int i = 0; i < l->n_columns; i++) {
		const int x = column_x(l, i);

		buf_printf(p->out, "<text class=\"party\" x=\"%d\" y=\"16\" text-anchor=\"middle\">%s</text>", x, trace_actor(p->t, l->column[i])->name);
		buf_printf(p->out, "<line class=\"time\" x1=\"%d\" y1=\"24\" x2=\"%d\" y2=\"%d\"/>\n", x, x, height - 6);
	}
}

static void put_row(const struct page *p, const struct ladder *l, const struct ladder_row *row, int y)
{
	const int from = column_x(l, row->from), to = column_x(l, row->to), tip = to > from ? -7 : 7;
	const step_id step = trace_event(p->t, row->event)->step;

	buf_printf(p->out, "<a href=\"#%s\"><g class=\"%s%s\">", page_slug(p, step), row->encrypted ? "closed" : "open",
		   row->verdict == VERDICT_FAIL ? " fail" : "");
	buf_printf(p->out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", from, y, to + tip, y);
	buf_printf(p->out, "<path d=\"M%d %dl%d -5v10z\"/>", to, y, to > from ? -9 : 9);
	buf_printf(p->out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">", (from + to) / 2, y - 6);
	html_text(p->out, row->title);
	if (row->detail) {
		buf_puts(p->out, ": ");
		html_text(p->out, row->detail);
	}
	buf_printf(p->out, ", %u bytes%s</text></g></a>\n", row->bytes, row->encrypted ? ", encrypted" : "");
}

void page_ladder(const struct page *p)
{
	struct ladder l = { 0 };
	struct cursor end = { 0 };
	int y = TOP + ROW, height;
	size_t n = 0;

	cursor_go(&end, p->t, trace_n_events(p->t) - 1);
	end.seen = end.event;
	ladder_build(&l, p->t, &end, 1);
	for (size_t i = 0; i < l.n; i++)
		n += l.rows[i].kind == LADDER_MESSAGE && l.rows[i].carried && l.rows[i].from >= 0 && l.rows[i].to >= 0;
	height = TOP + ((int)n + 1) * ROW;
	buf_printf(p->out, "<svg class=\"ladder\" viewBox=\"0 0 %d %d\" role=\"group\" aria-label=\"The messages in their order\">\n", WIDTH, height);
	put_columns(p, &l, height);
	for (size_t i = 0; i < l.n; i++) {
		const struct ladder_row *row = &l.rows[i];

		if (row->kind != LADDER_MESSAGE || !row->carried || row->from < 0 || row->to < 0)
			continue;
		put_row(p, &l, row, y);
		y += ROW;
	}
	buf_puts(p->out, "</svg>\n");
	ladder_free(&l);
}
