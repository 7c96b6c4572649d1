/* serve in the terminal: who is connected, several at once, each waiting until somebody looks at it. */
#ifndef SLOWSHAKE_CLI_SERVE_LIST_H
#define SLOWSHAKE_CLI_SERVE_LIST_H

#include "cli/options.h"
#include "source/live/live.h"

struct serve_list_options {
	const struct options *o;
	struct listener *listener;
	const struct live_options *live;
	utc_time *now;               /* the server's clock: set when a client comes, unless it was given */
	const char *reach;           /* the command that a client needs */
	bool www, demo;              /* serve --www: with the demo's certificates */
};

/* Runs until the user quits; then the exports are written, one a client. *code: the exit code. Results as tui_run. */
enum status serve_list_run(const struct serve_list_options *with, int *code, struct error *err) MUST_USE;

#endif
