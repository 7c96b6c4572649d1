/* One function a pane: draws the state into a rectangle of the grid. */
#ifndef SLOWSHAKE_TUI_PANES_H
#define SLOWSHAKE_TUI_PANES_H

#include "tui/app.h"

/* Where everything stands on a screen of w x h. */
struct screen {
	int w, h;
	struct rect header, panes[PANE_N];   /* w 0: not shown */
	int lines[3];                        /* rows of the frame above ladder, middle and why; -1: none */
	int divider;                         /* column between fields and bytes, -1: none */
	int bottom;                          /* row of the footer */
};
struct screen screen_layout(int w, int h, enum pane focus, enum pane middle, bool zoom);

void pane_ladder_draw(struct app *a, struct grid *g, struct rect r);
void pane_fields_draw(struct app *a, struct grid *g, struct rect r);
void pane_hex_draw(struct app *a, struct grid *g, struct rect r);
void pane_why_draw(struct app *a, struct grid *g, struct rect r);
void help_draw(struct app *a, struct grid *g);
void frame_draw(struct app *a, struct grid *g, const struct screen *s);
void too_small_draw(struct grid *g);

/* "[✓ OK]" for a verdict: sign, word and role; "" for none. */
const char *verdict_sign(enum verdict v);
enum role verdict_role(enum verdict v);
/* Bytes a line of the hex pane, and whether text stands beside them. */
unsigned hex_per_line(int columns, bool *with_text);

#endif
