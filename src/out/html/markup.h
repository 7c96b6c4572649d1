/* Text into markup. Files of out/html/ only. All that is not a literal of ours goes through here. */
#ifndef SLOWSHAKE_OUT_HTML_MARKUP_H
#define SLOWSHAKE_OUT_HTML_MARKUP_H

#include "base/bytes.h"

/* Safe UTF-8 (as view/text gives it) as content or as the inside of an attribute's quotes. */
void html_text(struct buf *out, const char *s);
/* What came from a peer. */
void html_foreign(struct buf *out, struct bytes b);
/* A name as a part of an id or a link: letters, digits, "_"; others become "-". */
void html_slug(struct buf *out, const char *s);
/* The same of a message's title, as registries write it: "ClientHello" becomes "client_hello". */
void html_slug_of_title(struct buf *out, const char *s);

#endif
