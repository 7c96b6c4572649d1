/* What a connection's secrets give to those who stand above it: exporters (RFC 5705, RFC 9846 7.5) and tls-unique (RFC 5929 3). */
#ifndef SLOWSHAKE_TESTS_BOGO_EXPORTER_H
#define SLOWSHAKE_TESTS_BOGO_EXPORTER_H

#include "options.h"
#include "tls/endpoint.h"

/* All that the flags ask to be told to the peer, in their order; nothing, if they ask for nothing. The handshake is over. */
void bogo_export(const struct bogo_options *o, struct endpoint *ep, struct buf *out);

#endif
