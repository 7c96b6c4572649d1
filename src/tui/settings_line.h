/* One line of the configuration: NAME = VALUE, and a comment. */
#ifndef SLOWSHAKE_TUI_SETTINGS_LINE_H
#define SLOWSHAKE_TUI_SETTINGS_LINE_H

#include "base/bytes.h"

enum { SETTINGS_LINE = 400 };   /* bytes at most */

/* Takes a line apart: name and value point into the copy of it in `text`, where they stand as in the line. False if it sets
 * nothing: *wrong is then the sentence, or NULL for one that is not meant to. */
bool settings_line(struct bytes line, char text[SETTINGS_LINE + 1], char **name, char **value, const char **wrong);

#endif
