/* A grid as a picture: SVG 1.1 with real text, one element for each run of cells of one look. */
#ifndef SLOWSHAKE_TUI_TERM_SVG_H
#define SLOWSHAKE_TUI_TERM_SVG_H

#include "tui/term/theme.h"

/* Adds the whole document. `title` is read out by screen readers. Colours are the theme's for 256 colours; where they are
 * the terminal's own, light text on a dark ground, or the other way round for the light theme. */
void svg_draw(const struct grid *g, enum theme theme, const char *title, struct buf *out);

#endif
