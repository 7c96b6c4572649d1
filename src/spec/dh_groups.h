/* The well-known groups of finite-field Diffie-Hellman: safe primes, generator 2. */
#ifndef SLOWSHAKE_SPEC_DH_GROUPS_H
#define SLOWSHAKE_SPEC_DH_GROUPS_H

#include "base/bytes.h"

enum { DH_GROUP_MAX = 1024 };           /* bytes of the longest p */

struct dh_group {
	const char *name, *rfc;         /* "ffdhe2048", "RFC 7919 A" */
	uint16_t code;                  /* in supported_groups; 0: it has none */
	uint16_t bits;
	uint8_t generator;
	uint16_t exponent_bits;         /* a private key need not be longer (RFC 7919 5.2); 0: not said */
	const char *p;                  /* as hex */
};

const struct dh_group *dh_group_by_code(uint16_t code);   /* NULL: none */
const struct dh_group *dh_group_by_name(const char *name);   /* NULL: none */
/* Numbers big-endian, zero bytes in front allowed. NULL: not one of these. */
const struct dh_group *dh_group_recognize(struct bytes p, struct bytes g);
/* bits / 8 bytes, big-endian. */
void dh_group_prime(const struct dh_group *g, uint8_t *out);

#endif
