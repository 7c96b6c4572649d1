/* serve --www: a client asks over the connection that is being explained, and gets the explanation. */
#ifndef SLOWSHAKE_CLI_WWW_H
#define SLOWSHAKE_CLI_WWW_H

#include <stdbool.h>

#include "base/bytes.h"

struct trace;

/* What there is to get over one connection, made when it is first asked for: later it would tell of itself. */
struct www {
	bool made;
	bool demo;               /* the server shows the demo's certificates */
	struct buf page, text, events, capture;
};

/* Before each client, and at the end. */
void www_reset(struct www *w);
/* live_options.respond; `ctx` is a struct www. */
bool www_respond(void *ctx, const struct trace *t, struct bytes request, struct buf *answer);
/* How to get there, and how to come to trust the demo's CA. `at`: "127.0.0.1:4433". */
void www_say(const struct www *w, const char *at, struct buf *out);

#endif
