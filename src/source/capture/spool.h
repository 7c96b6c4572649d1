/* Standard input that is still being written while it is looked at: a thread of its own keeps what comes in a file
 * without a name, so that whoever writes never waits for whoever looks, and all of it can be read again. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_SPOOL_H
#define SLOWSHAKE_SOURCE_CAPTURE_SPOOL_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/status.h"

struct spool;

/* Takes over the descriptor. `first`: what was read of it before. ST_IO with the sentence: no such file can be made. */
enum status spool_start(int fd, struct bytes first, struct spool **out, struct error *err) MUST_USE;
/* Ends the thread, whatever it waits for. NULL is nothing. */
void spool_free(struct spool *s);

/* A regular file, which grows; the spool's. */
int spool_file(const struct spool *s);
/* How much is there now. *ended: no more comes. */
uint64_t spool_size(struct spool *s, bool *ended);
/* Until there is more than `size`, or no more comes; at most that long. Whether it is so. */
bool spool_wait(struct spool *s, uint64_t size, int timeout_ms);
/* Why no more came, if it was not the proper end: ST_IO with the sentence. */
enum status spool_failed(struct spool *s, struct error *err) MUST_USE;

#endif
