/* What several parts of a page need. */
#include "out/html/page.h"

#include "base/text.h"
#include "view/screen/secret.h"

enum { SHOWN_BYTES = 96 };

const char *page_step(const struct page *p, step_id step)
{
	return buf_str(&p->steps[step]);
}

bool page_hides(const struct page *p, value_id v)
{
	return p->hides && secret_is(p->t, v);
}

void page_value_link(const struct page *p, value_id v)
{
	const bool told = p->values[v].n;

	if (told)
		buf_printf(p->out, "<a href=\"#%s\">", buf_str(&p->values[v]));
	html_foreign(p->out, bytes_str(trace_value(p->t, v)->label));
	if (told)
		buf_puts(p->out, "</a>");
}

void page_value_bytes(const struct page *p, value_id v)
{
	const struct bytes b = trace_bytes(p->t, v);
	struct buf hex = { 0 };

	if (page_hides(p, v)) {
		buf_printf(p->out, "<i>%zu bytes, left out</i>", b.n);
		return;
	}
	text_hex(&hex, bytes_slice(b, 0, b.n < SHOWN_BYTES ? b.n : SHOWN_BYTES), 0);
	buf_printf(p->out, "<code>%s</code>", buf_str(&hex));
	if (b.n > SHOWN_BYTES)
		buf_printf(p->out, " and %zu more bytes", b.n - SHOWN_BYTES);
	buf_free(&hex);
}

void page_heading(const struct page *p, int level, const char *id, const char *text)
{
	buf_printf(p->out, "<h%d id=\"%s\">", level, id);
	html_text(p->out, text);
	buf_printf(p->out, "</h%d>\n", level);
}

void page_explanation(const struct page *p, const struct explanation *e)
{
	html_text(p->out, e->what);
	buf_puts(p->out, " ");
	html_text(p->out, e->why);
	html_cite(p->out, e->rfc);
}

const char *page_verdict_class(enum verdict v)
{
	static const char *const classes[] = {
		[VERDICT_OK] = "ok", [VERDICT_FAIL] = "fail", [VERDICT_WARN] = "warn", [VERDICT_SKIPPED] = "dim", [VERDICT_UNJUDGED] = "warn",
	};

	return (size_t)v < ARRAY_LEN(classes) && classes[v] ? classes[v] : "fact";
}
