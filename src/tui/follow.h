/* Jumps: to where a value was made, to what a search found, and back. */
#ifndef SLOWSHAKE_TUI_FOLLOW_H
#define SLOWSHAKE_TUI_FOLLOW_H

#include "tui/app.h"

void follow_origin(struct app *a);
void follow_back(struct app *a);
void follow_value(struct app *a, value_id v);         /* to where v was made */
void follow_query(struct app *a);                     /* searches for a->query */
void follow_search(struct app *a, bool backwards);    /* the next match */

#endif
