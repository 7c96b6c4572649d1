/* A capture of ten conversations, always the same, made of exports of the simulation:
 * opened, closed for several reasons, failed, cut, and one that is not TLS. */
#ifndef SLOWSHAKE_TEST_STREAMS_H
#define SLOWSHAKE_TEST_STREAMS_H

#include "base/bytes.h"

/* pcapng; the checksums of what was moved to other addresses are not right. */
void streams_capture(struct buf *out);
/* Only what is not TLS of it. */
void streams_plain_capture(struct buf *out);

#endif
