/* The captures that were opened on purpose: $XDG_STATE_HOME/slowshake/recent, or ~/.local/state/slowshake/recent, for
 * the user alone. A path a line, the latest first. Nothing else of them is kept, and where nothing can be kept nothing is. */
#ifndef SLOWSHAKE_CLI_RECENT_H
#define SLOWSHAKE_CLI_RECENT_H

#include <stddef.h>

enum { RECENT_MOST = 20 };

/* Paths of files that are there still, NUL-terminated, each to be freed. Returns how many. */
size_t recent_read(char *out[RECENT_MOST]);
/* It goes to the front. What is no path (-, FILE#N of it the FILE) stays away. */
void recent_add(const char *path);
void recent_forget(const char *path);

#endif
