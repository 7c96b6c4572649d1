/* Handshakes that others have published whole, byte for byte: both parties are told to be what the published ones were, and draw
 * what those drew (assets/published). What does not follow from that is given to them, and told as given (tls/config.h). */
#ifndef SLOWSHAKE_SOURCE_SIM_PUBLISHED_H
#define SLOWSHAKE_SOURCE_SIM_PUBLISHED_H

#include "tls/config.h"

enum { PUBLISHED_MAX = 2 };      /* connections, one after the other */

struct published;

/* By the names of their traces, the second may be NULL; asserts that there are such. What the published parties did not draw comes
 * from `otherwise`. Owned by the caller; what it told a party it keeps. */
struct published *published_new(const char *const names[PUBLISHED_MAX], struct rng otherwise);
void published_free(struct published *p);
/* Both become those of the how many-th connection; what they were told of others it takes back. */
void published_configure(struct published *p, size_t nth, struct tls_config *client, struct tls_config *server);
/* What that party says when the handshake is over; empty: nothing. */
struct bytes published_data(const struct published *p, enum side_id side);

#endif
