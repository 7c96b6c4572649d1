/* Keys: one list a screen makes its bindings, its footer and its help. */
#ifndef SLOWSHAKE_TUI_KEYS_KEYS_H
#define SLOWSHAKE_TUI_KEYS_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* A key: a code point, or one of these. */
enum {
	TK_NONE = 0,
	TK_TAB = 9, TK_ENTER = 13, TK_ESCAPE = 27, TK_SPACE = 32, TK_BACKSPACE = 127,
	TK_UP = 0x110000, TK_DOWN, TK_LEFT, TK_RIGHT, TK_HOME, TK_END, TK_PAGE_UP, TK_PAGE_DOWN,
	TK_BACKTAB, TK_RESIZE, TK_SIGNAL, TK_OTHER, TK_F1,
};
enum { TK_F_N = 12 };   /* TK_F1 and those behind it */

/* The mouse is a key with a place; UP and DOWN are the wheel. */
enum mouse { MOUSE_NONE, MOUSE_CLICK, MOUSE_UP, MOUSE_DOWN };
uint32_t keys_mouse(enum mouse what, int x, int y);
/* MOUSE_NONE for any other key; then the place is (-1, -1). */
enum mouse keys_mouse_of(uint32_t key, int *x, int *y);

enum pane { PANE_LADDER, PANE_FIELDS, PANE_HEX, PANE_WHY, PANE_N };
enum { IN_LADDER = 1 << PANE_LADDER, IN_FIELDS = 1 << PANE_FIELDS, IN_HEX = 1 << PANE_HEX, IN_WHY = 1 << PANE_WHY, IN_ALL = 15 };

enum command {
	CMD_NONE,
	CMD_NEXT, CMD_BACK, CMD_NEXT_STEP, CMD_PREVIOUS_STEP, CMD_FIRST, CMD_LAST,
	CMD_PANE_NEXT, CMD_PANE_PREVIOUS, CMD_UP, CMD_DOWN, CMD_LEFT, CMD_RIGHT, CMD_PAGE_UP, CMD_PAGE_DOWN,
	CMD_FOLD, CMD_VIEW_NEXT, CMD_VIEW_PREVIOUS,
	CMD_SEARCH, CMD_SEARCH_NEXT, CMD_SEARCH_PREVIOUS,
	CMD_ZOOM, CMD_AUTOPLAY, CMD_FASTER, CMD_SLOWER,
	CMD_ORIGIN, CMD_KNOWS, CMD_SCHEDULE, CMD_CHANGE, CMD_COPY, CMD_COPY_RECIPE, CMD_TURN, CMD_TURN_BACK,
	CMD_FOLLOW, CMD_RETURN, CMD_HELP, CMD_QUIT, CMD_REDRAW, CMD_LEAVE,
	CMD_LEVEL_1, CMD_LEVEL_2, CMD_LEVEL_3, CMD_EVENTS, CMD_COMMANDS, CMD_TO_MESSAGE, CMD_MARK, CMD_TO_MARK,
	CMD_NEXT_DECISION, CMD_NEXT_SECRET, CMD_THEME, CMD_PRESENT, CMD_BLANK, CMD_EXPORT,
	CMD_LARGER, CMD_SMALLER, CMD_HIDE, CMD_SHOW_ALL, CMD_ORIGIN_PANE, CMD_SAVE,
	/* of a list */
	CMD_OPEN, CMD_SORT, CMD_SORT_REVERSE, CMD_ONLY_MATCHES, CMD_ALL, CMD_CLEAR, CMD_NEXT_FAILURE,
	/* of a lesson */
	CMD_ANSWER, CMD_SHOW_ANSWER, CMD_NOTES, CMD_OUTLINE,
	/* of all screens: tui.c does it */
	CMD_MOUSE,
};

enum { KEYS_PER_BINDING = 4 };

struct key_binding {
	enum command command;
	unsigned panes;                     /* IN_...: where it holds; earlier rows go first */
	uint32_t keys[KEYS_PER_BINDING];
	const char *footer;                 /* one or two words, NULL: not in the footer */
	int rank;                           /* footer: lower ones stay longer when there is little room */
	const char *help;                   /* NULL: not in the help (said by another row) */
	unsigned when;                      /* WHEN_...: the footer has it only where all of them hold */
};

enum {
	WHEN_BEGIN = 1,    /* the first steps are being made */
	WHEN_VALUE = 2,    /* something is selected that has an origin */
	WHEN_CHANGE = 4,   /* the handshake can be run anew with a change */
};

struct key_table {
	const struct key_binding *rows;     /* in the order of the help */
	size_t n;
	const char *title;                  /* of the help */
};

/* Of a handshake. */
extern const struct key_table keys_handshake;
/* Of a list to choose from: has no panes, all hold in PANE_LADDER. */
extern const struct key_table keys_list;
/* Of a page over the panes (pages.h): likewise. */
extern const struct key_table keys_pages;
/* Of a lesson, while its text has the keys: likewise. */
extern const struct key_table keys_lesson;

/* "space", "Right", "Tab", "q": as the footer and the help write it. */
const char *keys_name(uint32_t key, char text[8]);
/* "Up", "space", "q", "^A", "F1", "hash": the key; 0: there is none; TK_OTHER: it never comes. */
uint32_t keys_from_name(const char *name);
/* The names that are not a character: at most `max`; returns how many. */
size_t keys_all_names(const char **out, size_t max);
/* The next key of a script ("jj<tab>]<enter>/name<enter><click:10,5>"); TK_NONE at its end. */
uint32_t keys_from_script(const char **script);

#endif
