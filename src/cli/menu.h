/* What one can do, as a list in the terminal: lessons, scenarios, a capture, a server. */
#ifndef SLOWSHAKE_CLI_MENU_H
#define SLOWSHAKE_CLI_MENU_H

#include "cli/options.h"

/* Runs until the user quits it; gives the exit code. `only_lessons`: slowshake learn. */
enum status menu_run(const struct options *o, bool only_lessons, int *code, struct error *err) MUST_USE;

/* No word on the command line, and a terminal at both ends: the menu is meant. All of it; returns the exit code. */
bool menu_is_wanted(const struct options *o);
int menu_all(const struct options *o);

#endif
