/* The primes with which a server of the sim may come. */
#ifndef SLOWSHAKE_SOURCE_SIM_FIELDS_H
#define SLOWSHAKE_SOURCE_SIM_FIELDS_H

#include "base/bytes.h"

/* p by its name in spec/dh_groups.h, or "unnamed" or "composite", which are of nobody; the generator is 2. Asserts that there
 * is one. */
void sim_field_prime(const char *name, struct buf *p);

#endif
