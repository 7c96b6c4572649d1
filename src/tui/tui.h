/* The terminal interface: steps through a trace forwards and backwards, and
 * lets its feed run only when the user steps past the end. */
#ifndef SLOWSHAKE_TUI_TUI_H
#define SLOWSHAKE_TUI_TUI_H

#include <stdbool.h>

#include "base/status.h"
#include "spec/levels.h"
#include "trace/feed.h"

struct tui_options {
	bool ascii;            /* draw + - | --> even if the locale could do better */
	bool colour;           /* false: bold, dim and reverse only (NO_COLOR) */
	const char *waits_for; /* live: whom we wait for, "the server example.org:443"; NULL: "the peer" */
	bool present;          /* begin as for a class: as P does */
	bool list;             /* a list stands behind: Esc goes back to it */
	enum level level;      /* the level of detail to begin with */
	event_id first;        /* where to begin, 0: at the first event */
	/* The same run with that byte of a unit changed by xor on the wire: a feed that is the
	 * caller's to free, or NULL with the sentence. NULL: it cannot be done here. */
	struct feed *(*what_if)(void *ctx, unit_id unit, uint32_t off, uint8_t mask, struct error *err);
	void *what_if_ctx;
	/* The same run with the i-th fault; its name and what happens, NULL behind the last. With what_if. */
	struct feed *(*what_if_fault)(void *ctx, size_t i, struct error *err);
	const char *(*fault)(size_t i, const char **summary);
	/* Writes the handshake to a file whose name says what it is to be; a sentence of what was written or why not.
	 * NULL: nothing can be written here. */
	enum status (*export)(const struct trace *t, const char *path, struct error *err);
	/* Writes the settings as they are now where the user has them; *path is where, and err why not. NULL: not from here. */
	enum status (*save)(struct buf *path, struct error *err);
	struct buf *picture;      /* where the screen that is left goes as SVG; NULL: nowhere */
	/* Keeps what was copied; tells where, or NULL: nowhere. */
	const char *(*keep_copy)(struct bytes text);
};

/* Options as the environment wants them: ascii unless the locale's charset is
 * UTF-8, colour unless NO_COLOR is set and not empty. Calls setlocale. */
struct tui_options tui_options_default(void);

/* Whether this terminal can show the interface: standard input and output are
 * terminals and TERM names one that can move its cursor. ST_UNSUPPORTED with the
 * reason and what would do ("use --plain") otherwise; the caller exits 2. */
enum status tui_check(struct error *err) MUST_USE;

/* Runs until the user quits or a signal ends it. The feed stays the caller's.
 * ST_UNSUPPORTED as tui_check; ST_IO if the terminal failed. ST_CLOSED: a signal
 * (SIGINT, SIGTERM, SIGHUP, SIGQUIT) asked to end;
 * tui_signal() says which. The terminal is restored in every case. */
enum status tui_run(struct feed *feed, const struct tui_options *o, struct error *err) MUST_USE;

/* The signal that ended the last tui_run, 0 if none did. */
int tui_signal(void);

#endif
