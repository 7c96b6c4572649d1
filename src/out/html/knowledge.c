/* Who knows which secret, and with which message they come to know it. */
#include "out/html/page.h"

#include <string.h>

#include "trace/knowledge.h"

/* Both ends have their own of each secret: the first is enough. */
static bool is_first(const struct page *p, value_id v)
{
	for (value_id k = 1; k < v; k++)
		if (p->secrets.p[k] && strcmp(trace_value(p->t, k)->label, trace_value(p->t, v)->label) == 0 &&
		    bytes_equal(trace_bytes(p->t, k), trace_bytes(p->t, v)))
			return false;
	return true;
}

void page_secrets_find(struct page *p)
{
	const struct knowledge *k = knowledge_of(p->t);

	for (value_id v = 0; v < trace_n_values(p->t); v++)
		buf_add_uint(&p->secrets, 1, v && trace_value(p->t, v)->event && trace_bytes(p->t, v).n && knowledge_is_secret(k, v) && is_first(p, v));
}

static void put_since(const struct page *p, event_id since)
{
	step_id step = since ? trace_event(p->t, since)->step : 0;

	if (!since)
		buf_puts(p->out, "<td>never</td>");
	else if (!step)
		buf_puts(p->out, "<td>from the start</td>");
	else
		buf_printf(p->out, "<td><a href=\"#%s\">%s</a></td>", page_step(p, step), trace_step(p->t, step)->title);
}

static void put_row(const struct page *p, const struct knowledge *k, value_id v)
{
	buf_puts(p->out, "<tr><th scope=\"row\">");
	page_value_link(p, v);
	buf_puts(p->out, "</th>");
	for (enum knower w = 0; w < KNOWER_N; w++)
		if (knowledge_has(k, w))
			put_since(p, knowledge_since(k, w, v));
	buf_puts(p->out, "</tr>\n");
}

void page_knowledge(const struct page *p)
{
	const struct knowledge *k = knowledge_of(p->t);

	page_heading(p, 2, "knowledge", "Who knows which secret, since which message");
	buf_puts(p->out, "<dl class=\"who\">\n");
	for (enum knower w = 0; w < KNOWER_N; w++)
		if (knowledge_has(k, w))
			buf_printf(p->out, "<dt>%s</dt><dd>%s</dd>\n", knower_name(w), knower_text(w));
	buf_puts(p->out, "</dl>\n<div class=\"wide\"><table><thead><tr><th scope=\"col\">secret</th>");
	for (enum knower w = 0; w < KNOWER_N; w++)
		if (knowledge_has(k, w))
			buf_printf(p->out, "<th scope=\"col\">%s</th>", knower_name(w));
	buf_puts(p->out, "</tr></thead>\n<tbody>\n");
	for (value_id v = 1; v < trace_n_values(p->t); v++)
		if (p->secrets.p[v])
			put_row(p, k, v);
	buf_puts(p->out, "</tbody></table></div>\n");
}

/* The secrets that one of them comes to know in that step; whether there is one. */
static bool put_learner(const struct page *p, enum knower w, step_id step)
{
	const struct knowledge *k = knowledge_of(p->t);
	bool any = false;

	for (value_id v = 1; v < trace_n_values(p->t); v++) {
		const event_id since = p->secrets.p[v] ? knowledge_since(k, w, v) : 0;

		if (!since || trace_event(p->t, since)->step != step)
			continue;
		if (any)
			buf_puts(p->out, ", ");
		else
			buf_printf(p->out, "<li><b>%s</b>: ", knower_name(w));
		page_value_link(p, v);
		any = true;
	}
	buf_puts(p->out, any ? "</li>\n" : "");
	return any;
}

void page_learned(const struct page *p, step_id step)
{
	const struct knowledge *k = knowledge_of(p->t);
	const size_t before = p->out->n;
	bool any = false;

	buf_puts(p->out, "<details class=\"learned\"><summary>Who comes to know which secret</summary>\n<ul>\n");
	for (enum knower w = 0; w < KNOWER_N; w++)
		if (knowledge_has(k, w))
			any |= put_learner(p, w, step);
	buf_puts(p->out, "</ul></details>\n");
	if (!any)
		p->out->n = before;
}
