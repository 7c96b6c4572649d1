/* Who says what to whom, as a drawing: an open message is an arrow with its name above it, an encrypted one a closed box.
 * Sideways all is in percent, so that the writing keeps its size on a narrow screen. */
#include "out/html/page.h"
#include "view/screen/ladder.h"

enum { ROW = 30, TOP = 28, EDGE = 8 };

static int column_x(const struct ladder *l, int i)
{
	return l->n_columns < 2 ? 50 : EDGE + i * (100 - 2 * EDGE) / (l->n_columns - 1);
}

static void put_columns(const struct page *p, const struct ladder *l, int height)
{
	for (int i = 0; i < l->n_columns; i++) {
		const int x = column_x(l, i);
		const char *anchor = i == 0 ? "start" : i == l->n_columns - 1 ? "end" : "middle";

		buf_printf(p->out, "<text class=\"party\" x=\"%d%%\" y=\"14\" text-anchor=\"%s\">%s</text>", i == 0 ? 0 : i == l->n_columns - 1 ? 100 : x,
			   anchor, trace_actor(p->t, l->column[i])->name);
		buf_printf(p->out, "<line class=\"time\" x1=\"%d%%\" y1=\"22\" x2=\"%d%%\" y2=\"%d\"/>\n", x, x, height);
	}
}

static void put_text(const struct page *p, const struct ladder_row *row)
{
	html_text(p->out, row->title);
	if (row->detail) {
		buf_puts(p->out, ": ");
		html_text(p->out, row->detail);
	}
	buf_printf(p->out, "<tspan class=\"size\">, %u bytes</tspan>", row->bytes);
}

static void put_row(const struct page *p, const struct ladder *l, const struct ladder_row *row, int y)
{
	const int from = column_x(l, row->from), to = column_x(l, row->to), left = from < to ? from : to, width = from < to ? to - from : from - to;
	const step_id step = trace_event(p->t, row->event)->step;

	buf_printf(p->out, "<a href=\"#%s\" class=\"%s%s\">", page_step(p, step), row->encrypted ? "closed" : "open", row->verdict == VERDICT_FAIL ? " fail" : "");
	buf_puts(p->out, "<title>");
	html_text(p->out, row->title);
	buf_printf(p->out, ", %s to %s%s</title>", trace_actor(p->t, l->column[row->from])->name, trace_actor(p->t, l->column[row->to])->name,
		   row->encrypted ? ", encrypted" : "");
	if (row->encrypted)
		buf_printf(p->out, "<rect x=\"%d%%\" y=\"%d\" width=\"%d%%\" height=\"22\" rx=\"3\"/>", left, y - 18, width);
	else
		buf_printf(p->out, "<line x1=\"%d%%\" y1=\"%d\" x2=\"%d%%\" y2=\"%d\"/>", from, y, to, y);
	/* an svg of its own, since a path has no percent */
	buf_printf(p->out, "<svg x=\"%d%%\" y=\"%d\" class=\"tip\"><path d=\"M0 0%s\"/></svg>", to, row->encrypted ? y - 7 : y, to > from ? "l-9-5v10z" : "l9-5v10z");
	buf_printf(p->out, "<text x=\"%d%%\" y=\"%d\" text-anchor=\"middle\">", (from + to) / 2, row->encrypted ? y - 3 : y - 5);
	put_text(p, row);
	buf_puts(p->out, "</text></a>\n");
}

void page_ladder(const struct page *p)
{
	struct ladder l = { 0 };
	struct cursor end = { 0 };
	int y = TOP, height;
	size_t n = 0;

	cursor_go(&end, p->t, trace_n_events(p->t) - 1);
	end.seen = end.event;
	ladder_build(&l, p->t, &end, 1);
	for (size_t i = 0; i < l.n; i++)
		n += ladder_is_arrow(&l.rows[i]);
	height = TOP + (int)n * ROW + 10;
	buf_printf(p->out, "<svg class=\"ladder\" height=\"%d\" role=\"group\" aria-label=\"The messages in their order\">\n", height);
	put_columns(p, &l, height);
	for (size_t i = 0; i < l.n; i++)
		if (ladder_is_arrow(&l.rows[i]))
			put_row(p, &l, &l.rows[i], y += ROW);
	buf_puts(p->out, "</svg>\n<p class=\"dim\">An arrow: everybody on the way can read it. A closed box: it is encrypted.</p>\n");
	ladder_free(&l);
}
