/* How long a side's records may be now: 2^14 bytes, or what the hellos agreed on (RFC 6066 4, RFC 8449 4). */
#ifndef SLOWSHAKE_TLS_RECORD_LIMIT_H
#define SLOWSHAKE_TLS_RECORD_LIMIT_H

#include "tls/connection.h"

/* Bytes of content. */
uint32_t limit_content(const struct connection *c, enum side_id sender);
/* Bytes of the fragment, as its header tells them: a longer one is refused before it is there. Without an agreement what
 * RFC 5246 6.2.3 allows, with one what the protection can add at most (RFC 6066 4 reckons so). */
uint32_t limit_fragment(const struct connection *c, enum side_id sender);

#endif
