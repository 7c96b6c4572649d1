#include "out/html/contrast_page.h"

#include "out/html/markup.h"
#include "view/text/describe.h"

static void put_safe(struct buf *out, const char *text)
{
	html_foreign(out, bytes_str(text));
}

static void put_title(const char *const names[2], struct buf *out)
{
	put_safe(out, names[0]);
	buf_puts(out, " and ");
	put_safe(out, names[1]);
}

static void put_head(const struct contrast *c, const char *const names[2], struct buf *out)
{
	static const struct html_head head = { .language = "en" };
	struct buf title = { 0 };

	put_title(names, &title);
	html_open(out, &head, buf_bytes(&title));
	buf_free(&title);
	for (int s = 0; s < 2; s++) {
		struct buf text = { 0 };

		buf_printf(out, "<p><b>%c, ", "AB"[s]);
		put_safe(out, names[s]);
		buf_puts(out, ":</b> ");
		describe_outcome(c->of[s], &text);
		html_text(out, buf_str(&text));
		buf_puts(out, "</p>\n");
		buf_free(&text);
	}
	buf_puts(out, "</header>\n");
}

static void put_parting(const struct contrast *c, struct buf *out)
{
	struct buf text = { 0 };

	if (c->parts < c->n) {
		buf_puts(out, "<p class=\"outcome\">They part at ");
		contrast_say_row(c, c->parts, &text);
		html_text(out, buf_str(&text));
		buf_puts(out, ".</p>\n");
	} else {
		buf_puts(out, "<p class=\"outcome\">Both say the same, but for random bytes, keys, signatures and data.</p>\n");
	}
	buf_free(&text);
}

static void put_size(const struct trace *t, unit_id u, struct buf *out)
{
	const size_t n = trace_bytes(t, trace_unit(t, u)->value).n;

	if (u)
		buf_printf(out, "<td>%zu byte%s</td>", n, n == 1 ? "" : "s");
	else
		buf_puts(out, "<td>not sent</td>");
}

static void put_row(const struct contrast *c, size_t i, struct buf *out)
{
	const struct contrast_row *r = &c->rows[i];

	buf_printf(out, "<tr class=\"%s\"><th scope=\"row\">", r->n || !r->unit[0] || !r->unit[1] ? "differs" : "same");
	buf_printf(out, r->n ? "<a href=\"#row-%zu\">" : "", i);
	html_text(out, r->title);
	buf_printf(out, "%s</th><td>%s</td>", r->n ? "</a>" : "", r->sender == SIDE_CLIENT ? "client" : "server");
	for (int s = 0; s < 2; s++)
		put_size(c->of[s], r->unit[s], out);
	buf_puts(out, "</tr>\n");
}

static void put_messages(const struct contrast *c, struct buf *out)
{
	buf_puts(out, "<h2 id=\"messages\">Messages</h2>\n<div class=\"wide\"><table class=\"contrast\"><thead><tr><th scope=\"col\">message</th>"
		      "<th scope=\"col\">of the</th><th scope=\"col\">A</th><th scope=\"col\">B</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < c->n; i++)
		put_row(c, i, out);
	buf_puts(out, "</tbody></table></div>\n");
}

static void put_only(const char *const only[2], struct buf *out)
{
	for (int s = 0; s < 2; s++) {
		if (!only[s])
			continue;
		buf_printf(out, "<dd>only %c: ", "AB"[s]);
		put_safe(out, only[s]);
		buf_puts(out, "</dd>\n");
	}
}

static void put_differences(const struct contrast *c, struct buf *out)
{
	buf_puts(out, "<h2 id=\"differences\">What differs</h2>\n");
	for (size_t i = 0; i < c->n; i++) {
		const struct contrast_row *r = &c->rows[i];

		if (!r->n)
			continue;
		buf_printf(out, "<section aria-labelledby=\"row-%zu\">\n<h3 id=\"row-%zu\">", i, i);
		html_text(out, r->title);
		buf_printf(out, " of the %s</h3>\n<dl>\n", r->sender == SIDE_CLIENT ? "client" : "server");
		for (size_t k = r->first; k < r->first + r->n; k++) {
			buf_puts(out, "<dt>");
			html_text(out, c->differences[k].name);
			buf_puts(out, "</dt>\n");
			put_only(c->differences[k].only, out);
		}
		buf_puts(out, "</dl>\n</section>\n");
	}
}

static void put_knowers(const struct contrast *c, struct buf *out)
{
	buf_puts(out, "<h2 id=\"knowledge\">Secrets known at the end</h2>\n<dl>\n");
	for (size_t i = 0; i < c->n_knowers; i++) {
		const struct contrast_knower *k = &c->knowers[i];

		buf_printf(out, "<dt>%s</dt>\n", knower_name(k->who));
		for (int s = 0; s < 2; s++)
			if (k->there[s])
				buf_printf(out, "<dd>%c: %zu</dd>\n", "AB"[s], k->n[s]);
		put_only(k->only, out);
	}
	buf_puts(out, "</dl>\n");
}

void contrast_page_write(const struct contrast *c, const char *const names[2], struct buf *out)
{
	put_head(c, names, out);
	buf_puts(out, "<main>\n");
	put_parting(c, out);
	put_messages(c, out);
	put_differences(c, out);
	put_knowers(c, out);
	buf_puts(out, "</main>\n</body>\n</html>\n");
}
