/* What was copied with y is also kept in $XDG_STATE_HOME/slowshake/copied, or
 * ~/.local/state/slowshake/copied: not every terminal has a clipboard. */
#ifndef SLOWSHAKE_CLI_COPIED_H
#define SLOWSHAKE_CLI_COPIED_H

#include "base/bytes.h"

/* Replaces what was kept before. The file's path (valid until the next call), or NULL if
 * it could not be written. */
const char *copied_keep(struct bytes text);

#endif
