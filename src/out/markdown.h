/* A handshake as Markdown as GitHub reads it, for tickets and notes: outcome, ladder, messages with their checks, keys. */
#ifndef SLOWSHAKE_OUT_MARKDOWN_H
#define SLOWSHAKE_OUT_MARKDOWN_H

#include "trace/trace.h"

/* Secrets of captures and of real peers are left out unless with_secrets; a handshake in process has none to keep. */
void markdown_write(const struct trace *t, bool with_secrets, struct buf *out);
/* Text as it is: nothing in it is markup, a link or a mention. */
void markdown_text(struct buf *out, const char *s);

#endif
