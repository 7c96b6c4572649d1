/* A grid as what a terminal is sent: text and the colours of a theme (ECMA-48, xterm). */
#ifndef SLOWSHAKE_TUI_TERM_ANSI_H
#define SLOWSHAKE_TUI_TERM_ANSI_H

#include "tui/term/theme.h"

/* Adds what turns a terminal that shows `before` (NULL: nothing is known of it) into one that shows `g`: both of one size.
 * colours: 256, or DIRECT_COLOURS. */
void ansi_draw(const struct grid *g, const struct grid *before, enum theme theme, int colours, struct buf *out);

#endif
