/* Who stood at the two ends of a connection, as the trace tells it. */
#ifndef SLOWSHAKE_OUT_ADDRESSES_H
#define SLOWSHAKE_OUT_ADDRESSES_H

#include "trace/trace.h"

struct address_pair {
	struct address_end {
		uint8_t ip[16];          /* of IPv4 the first four */
		uint16_t port;
	} end[2];                        /* by enum side_id */
	bool v6;
};

/* If the network said so; the port of the server is another where Wireshark would not expect TLS. */
bool addresses_read(const struct trace *t, connection_id id, struct address_pair *out);

#endif
