/* SHA-256 (FIPS 180-4 6.2) by the processor's instructions; asked for only where processor_does(PROCESSOR_SHA256). */
#ifndef SLOWSHAKE_CRYPTO_SHA256_H
#define SLOWSHAKE_CRYPTO_SHA256_H

#include "base/bytes.h"

struct sha256 {
	_Alignas(16) uint32_t state[8];  /* as the instructions want it: f e b a, h g d c */
	uint64_t n;                      /* bytes so far */
	uint8_t block[64];               /* the last n % 64 of them */
};

void sha256_begin(struct sha256 *s);
void sha256_add(struct sha256 *s, struct bytes data);
void sha256_end(struct sha256 *s, uint8_t out[32]);

#endif
