/* Why a handshake with a real peer came to nothing, as far as one can know, and what would help. */
#ifndef SLOWSHAKE_SOURCE_LIVE_REFUSAL_H
#define SLOWSHAKE_SOURCE_LIVE_REFUSAL_H

#include "tls/config.h"
#include "trace/trace.h"

/* The current connection of the trace was refused, by the peer with an alert or by closing, or by us at a check. Adds the cause's
 * sentence (tls/cause/cause.h), which stands in its outcome, and what of our options would help. */
void refusal_explain(const struct trace *t, enum side_id own, const struct tls_config *cfg, struct buf *out);

#endif
