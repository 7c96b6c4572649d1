/* How one gets about in a handshake besides stepping: the level of detail, marks, the next failure, decision or secret. */
#ifndef SLOWSHAKE_TUI_MARKS_H
#define SLOWSHAKE_TUI_MARKS_H

#include "tui/app.h"

/* CMD_LEVEL_1 to CMD_LEVEL_3. */
void marks_level(struct app *a, enum command c);
/* CMD_NEXT_FAILURE, CMD_NEXT_DECISION, CMD_NEXT_SECRET. */
void marks_goal(struct app *a, enum command c);
/* The next theme; as for a class, and back. */
void marks_theme(struct app *a);
void marks_present(struct app *a);
/* CMD_MARK, CMD_TO_MARK: which letter is asked for. */
void marks_ask(struct app *a, enum command c);
/* True if a letter was asked for: the key was for that. */
bool marks_key(struct app *a, uint32_t key);

#endif
