/* One line of the configuration: NAME = VALUE, and a comment. */
#ifndef SLOWSHAKE_TUI_SETTINGS_LINE_H
#define SLOWSHAKE_TUI_SETTINGS_LINE_H

#include <stdbool.h>

enum { SETTINGS_LINE = 400 };   /* bytes at most */

/* Takes a line apart where it is: name and value point into it. False if it sets nothing: *wrong is then the sentence,
 * or NULL for one that is not meant to. */
bool settings_line(char *text, char **name, char **value, const char **wrong);

#endif
