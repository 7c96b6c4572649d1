/* The fields of a unit as few bytes, while its stream waits (trace/rest.h): most begin where the one before ends, and are short. */
#ifndef SLOWSHAKE_TRACE_REST_FIELD_H
#define SLOWSHAKE_TRACE_REST_FIELD_H

#include "trace/trace.h"

/* Adds fields [first, first + n), all those of one unit; what they have as values is not kept. */
void rest_fields_pack(const struct trace *t, field_id first, uint32_t n, struct buf *out);
/* The same n fields from `from`, behind what the trace has, as those of `unit`. Returns what stands behind them. */
const uint8_t *rest_fields_wake(struct trace *t, const uint8_t *from, uint32_t n, unit_id unit);

#endif
