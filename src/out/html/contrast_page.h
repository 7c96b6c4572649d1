/* Two handshakes side by side, as a page. */
#ifndef SLOWSHAKE_OUT_HTML_CONTRAST_PAGE_H
#define SLOWSHAKE_OUT_HTML_CONTRAST_PAGE_H

#include "view/graph/contrast.h"

/* `names` are what the two are called. No secret's bytes are in it. */
void contrast_page_write(const struct contrast *c, const char *const names[2], struct buf *out);

#endif
