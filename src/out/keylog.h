/* Key logs (SSLKEYLOGFILE, RFC 9850), as Wireshark and others read them. */
#ifndef SLOWSHAKE_OUT_KEYLOG_H
#define SLOWSHAKE_OUT_KEYLOG_H

#include "trace/trace.h"

/* Adds one line "<label> <client_random> <secret>\n" for each secret that an event of the trace
 * names for key logs: "CLIENT_RANDOM ..." with the master secret; nothing if it got not that far. */
void keylog_lines(const struct trace *t, struct buf *out);

#endif
