/* The socket by which the notes for the speaker go from the screen that is shown to a second terminal of the same user. */
#ifndef SLOWSHAKE_BASE_RUNTIME_H
#define SLOWSHAKE_BASE_RUNTIME_H

#include <stdbool.h>

#include "base/status.h"

/* Whether there is a place for it; ST_IO with the sentence. */
enum status runtime_place(struct error *err) MUST_USE;
/* $XDG_RUNTIME_DIR/slowshake-notes, connected or (listens) waiting for who connects, mode 0600, not blocking; -1 with the
 * sentence. One that nobody waits at any more is replaced, one in use is not. */
int runtime_socket(bool listens, struct error *err);
/* Takes its name away again, and closes it. */
void runtime_close(int fd);

#endif
