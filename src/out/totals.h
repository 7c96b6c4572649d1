/* What came of all handshakes of a file, counted. */
#ifndef SLOWSHAKE_OUT_TOTALS_H
#define SLOWSHAKE_OUT_TOTALS_H

#include "trace/handshake.h"

struct totals {
	size_t left_out;                 /* handshakes and other streams that a filter did not take */
	size_t opened, want_keys;        /* decrypted; closed for want of a secret: of all */
	size_t streams, others, never, handshakes, established, failed, unknown;   /* others: streams that are no TLS */
	size_t causes[CAUSE_N], closed[CLOSED_N];                           /* closed: of those of which it is not known */
};

/* `first`: the stream is counted with it. `h` NULL: a stream without a handshake. */
void totals_add(struct totals *t, const struct stream_summary *s, const struct handshake_summary *h, bool first);
/* The same of one that a filter did not take. */
void totals_leave_out(struct totals *t, const struct handshake_summary *h);
void totals_merge(struct totals *t, const struct totals *more);
/* What the keys that were given were good for: `connections` in key logs, `keys` of servers. Nothing, if none was given. */
void totals_keys(const struct totals *t, size_t connections, size_t keys, struct buf *out);
/* Nothing, where one line says it already. */
void totals_text(const struct totals *t, struct buf *out);

#endif
