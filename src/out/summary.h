/* What a capture holds, a line or two a handshake: as text, as sentences, as JSON
 * (schema "slowshake.handshake/1", assets/slowshake.handshake.schema.json). */
#ifndef SLOWSHAKE_OUT_SUMMARY_H
#define SLOWSHAKE_OUT_SUMMARY_H

#include "base/bytes.h"
#include "trace/handshake.h"

void summary_text(const struct stream_summary *p, const struct handshake_summary *h, struct buf *out);
void summary_explain(const struct stream_summary *p, const struct handshake_summary *h, struct buf *out);
void summary_json(const struct stream_summary *p, const struct handshake_summary *h, struct buf *out);
/* A stream that is not TLS. */
void summary_not_tls(const struct stream_summary *p, struct buf *out);

#endif
