/* Key logs (SSLKEYLOGFILE, RFC 9850), as Wireshark and others read them. */
#ifndef SLOWSHAKE_OUT_KEYLOG_H
#define SLOWSHAKE_OUT_KEYLOG_H

#include "trace/trace.h"

/* Adds one line "CLIENT_RANDOM <client_random> <master_secret>\n" for each master
 * secret in the trace; nothing if it got not that far. */
void keylog_lines(const struct trace *t, struct buf *out);

#endif
