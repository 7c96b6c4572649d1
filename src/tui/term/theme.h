/* Themes: how each role of the grid looks, as a table. Numbers of colours and bits of
 * attributes only; term_ncurses.c turns them into what the terminal understands. */
#ifndef SLOWSHAKE_TUI_TERM_THEME_H
#define SLOWSHAKE_TUI_TERM_THEME_H

#include "tui/term/grid.h"

enum theme {
	THEME_TERMINAL,        /* the default: hardly any colour, all of them the terminal's own */
	THEME_DARK,            /* for a dark background, which stays the terminal's own */
	THEME_LIGHT,           /* for a light one */
	THEME_HIGH_CONTRAST,   /* with a background: black */
	THEME_PROJECTOR,       /* for a class: few, strong colours on white, which a lit room leaves apart */
	THEME_MONO,            /* no colour at all */
	THEME_N
};

/* As the configuration writes them: "terminal", "dark" ... */
extern const char *const theme_names[THEME_N + 1];   /* NULL behind the last */

enum { LOOK_BOLD = 1, LOOK_DIM = 2, LOOK_REVERSE = 4, LOOK_UNDERLINE = 8 };
enum { COLOUR_OWN = -1 };   /* the terminal's foreground or background */
enum { DIRECT_COLOURS = 1 << 24, COLOUR_RGB = 1 << 24 };   /* a terminal takes red, green and blue; COLOUR_RGB | 0xrrggbb */

struct look {
	unsigned attrs;
	int fg, bg;             /* numbers as in the palette of xterm, COLOUR_OWN, or with COLOUR_RGB */
};

/* On a terminal with that many colours; with fewer than 8 attributes only. */
struct look theme_look(enum theme theme, enum role role, int colours);

#endif
