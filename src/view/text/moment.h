/* When something of a capture came over the wire, and how long after what came before. */
#ifndef SLOWSHAKE_VIEW_TEXT_MOMENT_H
#define SLOWSHAKE_VIEW_TEXT_MOMENT_H

#include "trace/trace.h"

/* Of a step's first event, in nanoseconds since 1970; *delta: since the step before (0 for the first). False: nobody told. */
bool moment_of_step(const struct trace *t, step_id step, int64_t *ns, int64_t *delta);
/* "2026-06-15T12:00:10.123456Z" */
void moment_time(int64_t ns, struct buf *out);
/* "12:00:10.123456" */
void moment_clock(int64_t ns, struct buf *out);
/* "0.001234 s" */
void moment_delta(int64_t delta, struct buf *out);
/* "+250us", "+1.2ms", "-12s": six columns for what is under three hours */
void moment_short(int64_t delta, struct buf *out);
/* "12:00:10.123456 UTC, 0.001234 s after ServerHello"; nothing, where nobody told. */
void moment_say(const struct trace *t, step_id step, struct buf *out);

#endif
