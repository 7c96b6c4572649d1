/* A cell grid of our own: panes draw text into it, a terminal or a test shows it.
 * Nothing that could act on a terminal gets in: control characters and the like
 * become '?', whatever wrote them. */
#ifndef SLOWSHAKE_TUI_TERM_GRID_H
#define SLOWSHAKE_TUI_TERM_GRID_H

#include <stdint.h>

#include "base/bytes.h"

/* Roles, not colours: a terminal decides how each looks. */
enum role {
	ROLE_NORMAL,
	ROLE_DIM,
	ROLE_HEADING,      /* titles, the current row's name */
	ROLE_SELECTION,    /* what the selection lights */
	ROLE_CURSOR,       /* the one cell or row that keys act on */
	ROLE_SECRET,       /* what only the two parties may know */
	ROLE_OK, ROLE_FAIL, ROLE_WARN,
	ROLE_FRAME,        /* lines between panes */
	ROLE_FOCUS,        /* title of the pane that has the keys */
	ROLE_CLIENT, ROLE_SERVER,   /* what one of them says or does */
	ROLE_CLOSED,       /* bytes that are encrypted */
	ROLE_FIELD_A, ROLE_FIELD_B, ROLE_FIELD_C, ROLE_FIELD_D,   /* fields in turn, so that neighbours differ */
	ROLE_N
};

struct cell {
	uint32_t c;        /* code point; 0: the right half of a wide character */
	enum role role;
};

struct grid {
	int w, h;
	bool ascii;        /* every character beyond ASCII is replaced by one that says the same */
	struct cell *cells;
};

/* Blank, w x h (at least 1 x 1). grid_free releases the cells. */
void grid_resize(struct grid *g, int w, int h);
void grid_free(struct grid *g);
void grid_clear(struct grid *g);

struct rect {
	int x, y, w, h;
};

/* Draw inside the rectangle, coordinates relative to it; what does not fit is cut.
 * Return the column after the text. */
int grid_text(struct grid *g, struct rect r, int x, int y, enum role role, const char *text);
int grid_char(struct grid *g, struct rect r, int x, int y, enum role role, uint32_t c);
/* The same, but a text longer than `width` ends in an ellipsis. */
int grid_fit(struct grid *g, struct rect r, int x, int y, int width, enum role role, const char *text);
void grid_repeat(struct grid *g, struct rect r, int x, int y, int n, enum role role, uint32_t c);
/* Gives cells another role and leaves what is in them. */
void grid_paint(struct grid *g, struct rect r, int x, int y, int n, enum role role);

/* Wraps `text` at blanks to `width` columns: the length in bytes of the next line
 * at text + *from, which is moved on; false at the end. */
bool grid_wrap(const char *text, int width, size_t *from, size_t *start, size_t *len);

/* The grid as text, a line a row, trailing blanks cut. With roles: beside each row
 * the letters of the roles, for tests. */
void grid_dump(const struct grid *g, bool roles, struct buf *out);

#endif
