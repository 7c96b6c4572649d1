/* What a click means: which pane, row, byte. */
#ifndef SLOWSHAKE_TUI_MOUSE_H
#define SLOWSHAKE_TUI_MOUSE_H

#include "tui/app.h"
#include "tui/list.h"

/* A click at column x, row y of a screen of w x h: the pane gets the keys, and what
 * was clicked is selected. */
void mouse_app(struct app *a, int w, int h, int x, int y);
/* Selects the row; true if it was selected already: then it is to be opened. */
bool mouse_list(struct list_screen *s, int y);

#endif
