/* What came of all handshakes of a file, counted. */
#ifndef SLOWSHAKE_OUT_TOTALS_H
#define SLOWSHAKE_OUT_TOTALS_H

#include "trace/handshake.h"

struct totals {
	size_t streams, others, handshakes, established, failed, unknown;   /* others: streams that are no TLS */
	size_t causes[CAUSE_N], closed[CLOSED_N];                           /* closed: of those of which it is not known */
};

/* `first`: the stream is counted with it. `h` NULL: a stream without a handshake. */
void totals_add(struct totals *t, const struct stream_summary *s, const struct handshake_summary *h, bool first);
void totals_merge(struct totals *t, const struct totals *more);
/* Nothing, where one line says it already. */
void totals_text(const struct totals *t, struct buf *out);

#endif
