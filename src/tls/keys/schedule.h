/* What derives the keys of some versions. Files of keys/ only: whoever wants keys asks keys.h. */
#ifndef SLOWSHAKE_TLS_SCHEDULE_H
#define SLOWSHAKE_TLS_SCHEDULE_H

#include "tls/keys/keys.h"

struct key_schedule {
	void (*advance)(struct connection *c, enum keys_point point);
	const struct protection *(*protection)(const struct connection *c, enum side_id side, enum keys_epoch epoch);
	value_id (*finished)(struct connection *c, enum side_id side);
	value_id (*signing)(struct connection *c);     /* NULL: the secret is no part of what is signed */
};

extern const struct key_schedule tls12_schedule_ssl30, tls12_schedule, tls13_schedule;

#endif
