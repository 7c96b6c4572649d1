/* Pages over the panes, each a list with a detail below it: where a value comes from and
 * what became of it; what a party knows; its key schedule; a changed run beside the original. And what
 * belongs to them: changing a byte, copying. */
#ifndef SLOWSHAKE_TUI_PAGES_H
#define SLOWSHAKE_TUI_PAGES_H

#include "trace/feed.h"
#include "view/graph/compare.h"
#include "view/screen/cursor.h"
#include "view/graph/knows.h"
#include "view/graph/provenance.h"
#include "view/graph/schedule.h"
#include "view/text/subject.h"

enum page_kind { PAGE_NONE, PAGE_ORIGIN, PAGE_KNOWS, PAGE_SCHEDULE, PAGE_BESIDE };

struct pages {
	enum page_kind kind;
	size_t selected;
	int top, rows;              /* first row drawn; how many fit */
	bool help;
	int help_top;

	value_id value;             /* PAGE_ORIGIN: of which */
	enum provenance_way way;
	struct provenance tree;

	enum knower who;            /* PAGE_KNOWS */
	struct knows knows;

	struct schedule schedule;   /* PAGE_SCHEDULE */

	bool typing;                /* a new byte is being typed */
	char digits[3];
	unit_id unit;               /* ... in place of this one */
	uint32_t off;

	struct feed *changed;       /* the run with the change; owned */
	struct compare compare;
	/* While the panes show the changed run: the original and where one was in it. */
	bool in_changed;
	struct feed *original;
	struct cursor original_cursor;
	struct subject original_subject;
	enum feed_state original_state;

	struct buf copy;            /* text that is to be copied: tui.c takes it */
};

struct app;
struct grid;

/* The value that is selected in the panes, 0 if there is none. */
value_id pages_value(const struct app *a);
void pages_free(struct app *a);
void pages_open(struct app *a, enum page_kind kind);
/* The handshake's keys that lead here. */
void pages_change(struct app *a);                      /* c: asks for the new byte, or shows the changed run again */
void pages_fault(struct app *a, size_t fault);         /* the same run with that fault beside the original */
void pages_copy(struct app *a, bool recipe);           /* y, Y */
/* Esc in the panes: back to the original; false if they show it. */
bool pages_leave(struct app *a);
/* True if the key was for a page or for the byte that is typed. */
bool pages_key(struct app *a, uint32_t key);
/* How many rows the open page has. */
size_t pages_rows(const struct app *a);
void pages_draw(struct app *a, struct grid *g);

#endif
