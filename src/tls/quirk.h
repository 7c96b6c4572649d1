/* A party that errs (enum quirk in config.h). */
#ifndef SLOWSHAKE_TLS_QUIRK_H
#define SLOWSHAKE_TLS_QUIRK_H

#include "tls/config.h"
#include "tls/connection.h"

bool quirk_fires(struct connection *c, enum quirk q);   /* true once */
/* Sends something else than what it is time for; false: the party does not err here. */
bool quirk_detour(struct connection *c);
/* The value with one byte changed by xor. */
value_id quirk_altered_value(struct connection *c, value_id v, size_t off, uint8_t mask);
/* The message with one byte changed by xor, as a new unit. */
unit_id quirk_altered(struct connection *c, unit_id unit, uint32_t off, uint8_t mask);

/* Whether what follows begins in the record of this message: *more, that beginning. */
bool quirk_straddles(struct connection *c, unit_id message, unit_id *more);

/* What goes out instead of the public value of a key exchange; the value itself if the party does not err here. */
value_id quirk_public(struct connection *c, value_id public);

#endif
