/* The key schedule, drawn as the tree that it is: each secret below the one that it comes out of. */
#include "view/graph/schedule.h"

#include "out/html/page.h"

static void put_row(const struct page *p, const struct schedule *s, size_t i)
{
	const struct schedule_row *row = &s->rows[i];

	buf_printf(p->out, "<li class=\"%s\"><span class=\"key\">", row->value ? "made" : "missing");
	if (row->value)
		page_value_link(p, row->value);
	else
		html_text(p->out, row->label);
	buf_puts(p->out, "</span> <span class=\"how\">");
	html_text(p->out, row->how);
	buf_puts(p->out, "</span> ");
	if (row->value)
		page_value_bytes(p, row->value);
	else
		buf_puts(p->out, schedule_missing(s, i));
}

/* Rows in preorder become lists in lists. */
static void put_rows(const struct page *p, const struct schedule *s)
{
	int depth = -1;

	for (size_t i = 0; i < s->n; i++) {
		for (; depth < s->rows[i].depth; depth++)
			buf_puts(p->out, depth < 0 ? "<ul class=\"schedule\">\n" : "<ul>\n");
		for (; depth > s->rows[i].depth; depth--)
			buf_puts(p->out, "</li></ul>");
		if (i && s->rows[i].depth <= s->rows[i - 1].depth)
			buf_puts(p->out, "</li>\n");
		put_row(p, s, i);
	}
	for (; depth >= 0; depth--)
		buf_puts(p->out, "</li></ul>\n");
}

void page_schedule(const struct page *p)
{
	enum actor who = schedule_first(p->t);
	struct schedule s = { 0 };
	struct buf text = { 0 };

	page_heading(p, 2, "schedule", "Key schedule");
	if (!schedule_has(p->t, who)) {
		buf_puts(p->out, "<p>No keys were derived.</p>\n");
		return;
	}
	schedule_build(&s, p->t, who, trace_n_events(p->t) - 1);
	schedule_title(p->t, &s, &text);
	buf_puts(p->out, "<p>");
	html_text(p->out, buf_str(&text));
	buf_puts(p->out, "</p>\n");
	put_rows(p, &s);
	schedule_free(&s);
	buf_free(&text);
}
