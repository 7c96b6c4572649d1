#include "out/html/markup.h"

#include <ctype.h>

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
