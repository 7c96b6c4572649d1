/* Jumps: to where a value was made, to what a search found, and back. */
#ifndef SLOWSHAKE_TUI_FOLLOW_H
#define SLOWSHAKE_TUI_FOLLOW_H

#include "tui/app.h"

void follow_origin(struct app *a);
void follow_back(struct app *a);
void follow_value(struct app *a, value_id v);         /* to where v was made */
void follow_hit(struct app *a, size_t i);             /* to that of a->search */
void follow_event(struct app *a, event_id e);
void follow_search(struct app *a, bool backwards);    /* the next match */

/* Where the reader is; keeps it for b; goes to such a place. */
struct place follow_place(const struct app *a);
void follow_remember(struct app *a);
void follow_go(struct app *a, struct place p);

#endif
