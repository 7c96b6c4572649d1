/* What the mouse does: a click gives a pane the keys and selects what is under it, the
 * wheel moves through what is under it. */
#ifndef SLOWSHAKE_TUI_KEYS_MOUSE_H
#define SLOWSHAKE_TUI_KEYS_MOUSE_H

#include "tui/app.h"
#include "tui/list.h"

/* A key of keys_mouse, where the panes were drawn last. */
void mouse_app(struct app *a, uint32_t key);
/* Whether it is over a pane of the handshake. */
bool mouse_over_pane(const struct app *a, uint32_t key);
/* True if the row under a click was selected already: then it is to be opened. */
bool mouse_list(struct list_screen *s, uint32_t key);

#endif
