/* The state of the interface, without a terminal: keys go in, a grid comes out.
 * tui.c joins it to a terminal, the screen tests to scripts of keys. */
#ifndef SLOWSHAKE_TUI_APP_H
#define SLOWSHAKE_TUI_APP_H

#include "tui/term/grid.h"
#include "tui/keys/keys.h"
#include "tui/pages.h"
#include "tui/picker.h"
#include "tui/tui.h"
#include "view/screen/cursor.h"
#include "view/screen/ladder.h"
#include "view/screen/search.h"
#include "view/screen/tree.h"
#include "view/text/why.h"

enum { SCREEN_MIN_W = 60, SCREEN_MIN_H = 18, ORIGIN_FROM = 110 };   /* from there on what a value is made of has its pane */

/* Where the reader was, for b. */
struct place {
	event_id event;
	struct subject subject;
	uint64_t row;
	enum pane focus;
};

struct app {
	struct feed *feed;
	const struct trace *t;
	struct tui_options options;

	struct cursor cursor;
	struct subject subject;
	struct tree tree;
	uint32_t byte;              /* under the cursor of the hex pane */
	enum pane focus, middle;    /* middle: which of fields and bytes shows when only one fits */
	bool zoom, help, quit, redraw;
	bool present, blank;        /* for a class: one thing at a time; nothing until the next key */
	uint32_t last_key;          /* shown in a class */
	bool leave;                 /* with quit: to the list that stands behind */
	bool jumped;                /* the selection is what a jump went to: explain it first */
	int tree_top, why_top, help_top, page;   /* first row drawn; page: rows of the focused pane */
	int hex_columns;            /* width of the hex pane when it was drawn last */
	struct ladder ladder;
	struct why why;

	struct place back[64];
	size_t n_back;

	struct picker picker;       /* over the panes */
	event_id last_shown;        /* nothing behind it may be seen yet; 0: all may */
	enum command pending;       /* CMD_MARK, CMD_TO_MARK: a letter is asked for */
	struct place marks[26];     /* a to z; event 0: not set */
	struct search search;
	struct search_hit found;    /* the last hit; the event it belongs to tells if it still holds */

	enum command wanted;        /* CMD_NEXT or CMD_NEXT_STEP past the end: pump until it can be done */
	enum feed_state feed_state;
	bool playing;
	int speed;                  /* index of the autoplay speeds */
	int64_t play_at;            /* ms, when the next event is due; 0: not set */
	char message[256];          /* shown until the next key; "" for none */
	struct rect shown[PANE_N];  /* where each pane was drawn last, w 0: nowhere */
	int columns;                /* of the screen then */
	size_t ladder_top;          /* first row drawn */
	struct pages pages;         /* over the panes */
	struct provenance origin;   /* of origin_of, for the pane beside the explanation */
	value_id origin_of;
};

void app_init(struct app *a, struct feed *feed, const struct tui_options *o);
void app_free(struct app *a);
/* A key; TK_RESIZE and unknown ones do nothing. */
void app_key(struct app *a, uint32_t key);
/* Autoplay: takes the step that is due. Returns ms until the next one, -1 if none. */
int app_tick(struct app *a, int64_t now);
void app_draw(struct app *a, struct grid *g);
/* ---- app_position.c: where the reader stands ---- */

int64_t app_clock(void);                               /* ms */
/* Lets the feed run once if somebody waits for it (waiting at most timeout_ms). */
void app_pump(struct app *a, int timeout_ms);
/* A feed that is not live: runs it until done or the deadline (ms of app_clock; -1: none). */
void app_fill(struct app *a, int64_t deadline);
/* CMD_NEXT, CMD_BACK, CMD_NEXT_STEP, CMD_PREVIOUS_STEP, CMD_FIRST, CMD_LAST. */
void app_step(struct app *a, enum command c);
/* Shows a subject; or what the current event speaks of. */
void app_show(struct app *a, struct subject s);
void app_sync(struct app *a);
/* The bytes of what is selected, and the one under the cursor of the hex pane: the nearest that there is. */
struct tree_bytes app_bytes(const struct app *a);
void app_select_byte(struct app *a, int64_t at);
/* That pane has the keys; where fields and bytes take turns, it is the one that shows from now on. */
void app_focus(struct app *a, enum pane p);
/* Letters go into a line, or name a mark: no key does what it else does. */
bool app_types(const struct app *a);
/* Something covers the panes, or asks, and takes all keys. */
bool app_is_covered(const struct app *a);

#endif
