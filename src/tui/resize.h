/* The panes of a handshake as the user wants them: larger, smaller, hidden; and all settings kept, when asked for. */
#ifndef SLOWSHAKE_TUI_RESIZE_H
#define SLOWSHAKE_TUI_RESIZE_H

#include "tui/app.h"

/* The pane that has the keys: `by` is 1 or -1, and says in which direction. */
void resize_pane(struct app *a, int by);
/* Hides it; the next one that shows has the keys. */
void resize_hide(struct app *a);
/* The pane beside the explanation, of a wide screen: which has no keys. */
void resize_origin(struct app *a);
/* All panes, in the sizes that they have by themselves. */
void resize_reset(struct app *a);
/* The pane at which Tab (by 1, back: -1) stops next: one that is not hidden; `from` itself if there is no other. */
enum pane resize_next(enum pane from, int by);
/* Writes the settings where the user has them, and says where. */
void resize_save(struct app *a);

#endif
