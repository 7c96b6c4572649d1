/* Long text on a terminal goes through $PAGER, as less, unless that is not wanted. */
#ifndef SLOWSHAKE_CLI_PAGER_H
#define SLOWSHAKE_CLI_PAGER_H

#include <stdbool.h>

/* Whether it is wanted at all: --no-pager. */
void pager_want(bool wanted);
/* What is written to standard output from here on goes through it, until pager_end. Nothing happens where standard output
 * is no terminal, PAGER is empty or "cat", or names no program. */
void pager_begin(void);
/* Whether one ran: then who looked may have had enough, and text that could not be written is nothing to complain of. */
bool pager_end(void);

#endif
