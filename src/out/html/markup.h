/* Text into markup. Files of out/html/ only. All that is not a literal of ours goes through here. */
#ifndef SLOWSHAKE_OUT_HTML_MARKUP_H
#define SLOWSHAKE_OUT_HTML_MARKUP_H

#include "base/bytes.h"

struct html_head {
	const char *language;
	bool scripted;
	const char *skip_to, *skip;   /* an id and what the link to it says; NULL: there is none */
};

/* Safe UTF-8 (as view/text gives it) as content or as the inside of an attribute's quotes. */
void html_text(struct buf *out, const char *s);
/* What came from a peer. */
void html_foreign(struct buf *out, struct bytes b);
/* A name as a part of an id or a link: letters, digits, "_"; others become "-". */
void html_slug(struct buf *out, const char *s);
/* The same of a message's title, as registries write it: "ClientHello" becomes "client_hello". */
void html_slug_of_title(struct buf *out, const char *s);
/* The section that something rests on; NULL and "" are none. */
void html_cite(struct buf *out, const char *rfc);
/* From the doctype to the heading; the title is markup, and the header stays open. */
void html_open(struct buf *out, const struct html_head *h, struct bytes title);

#endif
