/* A list that is narrowed by typing, over the panes: all events of the level, what a search finds, every command with
 * its key, the faults. One way to choose, whatever is chosen. */
#ifndef SLOWSHAKE_TUI_PICKER_H
#define SLOWSHAKE_TUI_PICKER_H

#include "tui/keys/line.h"
#include "view/screen/match.h"
#include "view/screen/search.h"

enum picker_kind { PICKER_NONE, PICKER_COMMANDS, PICKER_EVENTS, PICKER_SEARCH, PICKER_FAULTS, PICKER_FILE, PICKER_N };

enum pick_kind { PICK_COMMAND, PICK_FAULT, PICK_HIT, PICK_EVENT, PICK_FILE, PICK_N };

struct pick {
	enum pick_kind kind;
	uint32_t id;            /* row of the key table; of the faults; hit of the search; event */
	unsigned rank;
};

struct picker {
	enum picker_kind kind;
	struct line line;
	struct pick *rows;
	size_t n, cap, of;      /* of: how many there are when nothing is typed */
	size_t selected;
	int top, page;
	struct pick chosen;     /* by the last key; rank 0: none was */
};

struct app;
struct grid;

void picker_free(struct picker *p);
/* `text` is in the line already; the row that is nearest to where the reader is, is selected. */
void picker_open(struct app *a, enum picker_kind kind, const char *text);
/* True if a picker is open: the key was for it, and may have chosen something, which whoever asked does. */
bool picker_key(struct app *a, uint32_t key);
void picker_move(struct app *a, long by);
void picker_draw(struct app *a, struct grid *g);

#endif
