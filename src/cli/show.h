/* A feed on one of the outputs, and the exports after it. */
#ifndef SLOWSHAKE_CLI_SHOW_H
#define SLOWSHAKE_CLI_SHOW_H

#include "cli/options.h"
#include "trace/feed.h"
#include "tui/tui.h"

/* Checks before anything is opened: the terminal, the names of exports. Gives
 * the output that will be used. */
enum status show_check(const struct options *o, enum output *out, struct error *err) MUST_USE;

/* The interface as the options want it, with what can be done from each screen that shows a handshake: copy, write, save. */
struct tui_options show_tui_options(const struct options *o);
/* How a screen ended: a signal is no failure, and *code says it. */
enum status show_ended(enum status st, int *code) MUST_USE;

struct shown {
	bool quit;            /* the user left before the trace was complete */
	int signal;           /* a signal ended the terminal interface, 0: none */
	struct buf picture;   /* what it showed last, until the exports are written */
};
/* Shows the feed to its end, then writes the exports (as the n-th trace) and the key
 * log. ST_IO, ST_UNSUPPORTED with the sentence. */
enum status show_feed(struct feed *f, const struct options *o, enum output out, unsigned n, struct shown *shown,
		      struct error *err) MUST_USE;
/* What else can be said of a handshake: in process beside its story; live, whom one waits for. */
struct show_more {
	const struct trace *original;   /* complete: the story ends with what differs from it; NULL: nothing */
	struct feed *(*what_if)(void *ctx, unit_id unit, uint32_t off, uint8_t mask, struct error *err);   /* as in tui_options, and all below */
	void *ctx;
	struct feed *(*what_if_fault)(void *ctx, size_t i, struct error *err);
	const char *(*fault)(size_t i, const char **summary);
	const char *waits_for;
};
enum status show_feed_with(struct feed *f, const struct show_more *more, const struct options *o, enum output out,
			     unsigned n, struct shown *shown, struct error *err) MUST_USE;
/* The exports alone, as the n-th trace, and the key log, where no screen was left. */
enum status show_exports(const struct trace *t, const struct options *o, unsigned n, struct error *err) MUST_USE;
#endif
