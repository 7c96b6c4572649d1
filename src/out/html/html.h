/* A handshake as a page: one file that needs nothing else, readable without script. What it says comes from the same
 * words and views as the terminal's. */
#ifndef SLOWSHAKE_OUT_HTML_H
#define SLOWSHAKE_OUT_HTML_H

#include "trace/trace.h"

struct page_options {
	bool with_secrets;       /* those of captures and of real peers, too; a handshake in process has none to keep */
	bool served;             /* it goes over the connection that it tells of, with more beside it */
	bool demo;               /* served by the demo's server */
};

void html_write(const struct trace *t, const struct page_options *o, struct buf *out);

#endif
