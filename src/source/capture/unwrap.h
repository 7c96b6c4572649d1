/* TLS inside another protocol's packets, a direction at a time: TDS (MS-TDS 2.2.1, 3.2.5), in whose packets the handshake
 * of TLS travels; after it TLS stands on TCP itself. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_UNWRAP_H
#define SLOWSHAKE_SOURCE_CAPTURE_UNWRAP_H

#include "base/bytes.h"

struct unwrap {
	bool begun, bare;        /* bare: no more packets, TLS alone */
	uint8_t header[8];       /* of a packet, as far as it has come */
	size_t n_header;
	size_t left;             /* of the packet's content */
};

/* Adds what is TLS of the bytes to *out. The first may be in the middle of a packet, at the start of a record. */
void unwrap_tds(struct unwrap *u, struct bytes bytes, struct buf *out);

#endif
