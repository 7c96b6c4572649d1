/* What came of a connection that was made to a real server, in one line. */
#ifndef SLOWSHAKE_VIEW_TEXT_VERDICT_H
#define SLOWSHAKE_VIEW_TEXT_VERDICT_H

#include "trace/trace.h"

/* Of the connection under study, which was established: "example.org:443: established, TLSv1.2, TLS_ECDHE_..., x25519,
 * certificate accepted". `peer`: as the user wrote it. */
void verdict_line(const struct trace *t, const char *peer, struct buf *out);

#endif
