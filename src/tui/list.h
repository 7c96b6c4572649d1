/* A list to choose from on the whole screen: keys go in, a grid comes out. What the
 * rows are, and what opening one gives, its owner says (cli, for a capture). */
#ifndef SLOWSHAKE_TUI_LIST_H
#define SLOWSHAKE_TUI_LIST_H

#include "base/status.h"
#include "trace/feed.h"
#include "tui/term/grid.h"
#include "tui/tui.h"
#include "view/screen/list.h"

/* The owner's side. Calls are short: they do a part of the work, about `ms`. */
struct tui_list {
	struct list *list;
	const char *title;       /* what the rows are: "handshakes of x.pcapng"; safe */
	const char *none;        /* said when no row shows: a sentence */
	void *ctx;
	/* The title of the detail area, the lines in it, and what is said in the header. */
	void (*name)(void *ctx, uint32_t id, struct buf *out);
	void (*detail)(void *ctx, uint32_t id, struct list_detail *out);
	void (*count)(void *ctx, struct buf *out);
	/* Rows come and change as long as the list is shown, by `more`; nobody waits for that. */
	bool live;
	/* Adds rows; FEED_DONE: all are there. NULL: they are from the start. */
	enum feed_state (*more)(void *ctx, int ms);
	/* The user wants no more of what is going on: rows, or an opening. */
	void (*stop)(void *ctx);
	/* How far it has come; size 0: not known. NULL: nothing to say. */
	void (*progress)(void *ctx, uint64_t *done, uint64_t *size);
	/* A sentence that stays, about all rows; NULL: none. May be NULL itself. */
	const char *(*note)(void *ctx);
	/* All rows are there (live: no key was pressed yet): one that is opened without being asked for. May be NULL. */
	bool (*at_once)(void *ctx, uint32_t *id);
	/* Opens a row: called until it is FEED_DONE; then *out is what is to be shown (the
	 * interface frees it) from event *first on, or NULL with the sentence why not. NULL:
	 * Enter ends the list, `chosen` says with what. */
	enum feed_state (*open)(void *ctx, uint32_t id, int ms, struct feed **out, event_id *first, struct error *err);
	bool has_chosen;
	uint32_t chosen;
};

/* Runs until the user quits, chooses (see open) or a signal ends it; results as tui_run. */
enum status tui_list_run(struct tui_list *l, const struct tui_options *o, struct error *err) MUST_USE;

/* ---- without a terminal, for tui.c and for tests ---- */

struct list_screen {
	struct tui_list *owner;
	struct list *list;
	struct tui_options options;
	bool typing, help, zoom, quit, redraw;
	bool filling, opening;   /* rows still come; one is being opened: `owner->chosen` */
	bool asked;              /* a key was pressed */
	bool stopped;            /* the user ended the filling */
	struct rect rows_at;     /* where the rows were drawn last */
	size_t top, from;        /* first row drawn; where the search began */
	int page, help_top, detail_top;
	char query[64];
	char message[256];       /* shown until the next key */
	uint32_t visible;        /* columns that were drawn, a bit each */
	struct list_detail detail;
};

void list_screen_init(struct list_screen *s, struct tui_list *owner, const struct tui_options *o);
void list_screen_free(struct list_screen *s);
void list_screen_key(struct list_screen *s, uint32_t key);
/* Lets the owner fill in rows, about `ms`. */
void list_screen_fill(struct list_screen *s, int ms);
/* Rows are being read, and the user can stop that. */
bool list_screen_reads(const struct list_screen *s);
/* Goes on opening; true: *out is there. */
bool list_screen_open(struct list_screen *s, int ms, struct feed **out, event_id *first);
void list_screen_draw(struct list_screen *s, struct grid *g);
/* The user has chosen a row, or wants no more of what is going on. */
void list_screen_choose(struct list_screen *s, uint32_t id);
void list_screen_stop(struct list_screen *s);

#endif
