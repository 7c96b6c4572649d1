#include "out/html/markup.h"

#include <ctype.h>

#include "base/assets.h"
#include "base/text.h"

static const char *escaped(char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default: return NULL;
	}
}

void html_text(struct buf *out, const char *s)
{
	for (; *s; s++)
		if (escaped(*s))
			buf_puts(out, escaped(*s));
		else
			buf_add(out, bytes_of(s, 1));
}

void html_foreign(struct buf *out, struct bytes b)
{
	struct buf safe = { 0 };

	text_safe(&safe, b);
	html_text(out, buf_str(&safe));
	buf_free(&safe);
}

static void put_slug(struct buf *out, char c)
{
	buf_add(out, bytes_of(isalnum((unsigned char)c) || c == '_' ? &c : "-", 1));
}

void html_slug(struct buf *out, const char *s)
{
	for (; *s; s++)
		put_slug(out, *s);
}

void html_slug_of_title(struct buf *out, const char *s)
{
	for (char before = 0; *s; before = *s++) {
		if (isupper((unsigned char)*s) && islower((unsigned char)before))
			buf_puts(out, "_");
		put_slug(out, (char)tolower((unsigned char)*s));
	}
}

void html_cite(struct buf *out, const char *rfc)
{
	if (!rfc || !*rfc)
		return;
	buf_puts(out, " <cite>");
	html_text(out, rfc);
	buf_puts(out, "</cite>");
}

void html_open(struct buf *out, const struct html_head *h, struct bytes title)
{
	buf_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'%s\">\n<title>",
		   h->language, h->scripted ? "; script-src 'unsafe-inline'" : "");
	buf_add(out, title);
	buf_puts(out, "</title>\n<style>\n");
	buf_add(out, asset_find("page/page.css")->content);
	buf_puts(out, "</style>\n</head>\n<body>\n");
	if (h->skip)
		buf_printf(out, "<a class=\"skip\" href=\"#%s\">%s</a>\n", h->skip_to, h->skip);
	buf_puts(out, "<header>\n<h1>");
	buf_add(out, title);
	buf_puts(out, "</h1>\n");
}
