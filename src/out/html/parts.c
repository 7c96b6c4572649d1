/* What several parts of a page need. */
#include "out/html/page.h"

#include "view/screen/secret.h"

const char *page_slug(const struct page *p, step_id step)
{
	return buf_str(&p->slugs[step]);
}

bool page_hides(const struct page *p, value_id v)
{
	return p->hides && secret_is(p->t, v);
}

void page_value_link(const struct page *p, value_id v)
{
	const bool told = p->told.p[v];

	if (told)
		buf_printf(p->out, "<a href=\"#v%u\">", v);
	html_foreign(p->out, bytes_str(trace_value(p->t, v)->label));
	if (told)
		buf_puts(p->out, "</a>");
}

void page_heading(const struct page *p, int level, const char *id, const char *text)
{
	buf_printf(p->out, "<h%d id=\"%s\">", level, id);
	html_text(p->out, text);
	buf_printf(p->out, "</h%d>\n", level);
}

void page_cite(const struct page *p, const char *rfc)
{
	if (!rfc || !*rfc)
		return;
	buf_puts(p->out, " <cite>");
	html_text(p->out, rfc);
	buf_puts(p->out, "</cite>");
}
