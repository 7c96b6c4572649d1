/* Where the protection of a side changes. */
#ifndef SLOWSHAKE_TLS_KEYS_H
#define SLOWSHAKE_TLS_KEYS_H

#include "tls/connection.h"

/* From here on this side's records have that protection: the one place where it changes. What this
 * party still holds is sent under the old one. ST_REFUSED: a handshake message lies across the change;
 * not asked where nothing can be read any more (PROTECT_OPAQUE). */
enum status keys_install(struct connection *c, enum side_id side, const struct protection *p) MUST_USE;

#endif
