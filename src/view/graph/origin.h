/* Where bytes come from: steps backwards in the value graph. */
#ifndef SLOWSHAKE_VIEW_GRAPH_ORIGIN_H
#define SLOWSHAKE_VIEW_GRAPH_ORIGIN_H

#include "trace/trace.h"

/* The value that the bytes [off, off + len) of `v` are, or are a part of, before
 * they were joined, cut or sent: follows CONCAT, SLICE and WIRE down. */
value_id origin_of_span(const struct trace *t, value_id v, uint32_t off, uint32_t len);
/* Of a field: the same on its unit's value. */
value_id origin_of_field(const struct trace *t, field_id f);
/* The event where a value was made: the first that lists it, or that speaks of
 * the unit whose bytes it is; 0 if no event tells of it. */
event_id origin_event(const struct trace *t, value_id v);
/* The input to go on with from v: the first that is not a constant or a label, else
 * the first; 0 if v has none. */
value_id origin_next(const struct trace *t, value_id v);

/* One line for people: "client_random: drawn at random by the client", or what it
 * was made of. */
void origin_say(const struct trace *t, value_id v, struct buf *out);

#endif
