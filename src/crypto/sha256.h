/* SHA-256 (FIPS 180-4 6.2) with the instructions that some x86-64 processors have for it. The library does without them, and a
 * summary of a capture with keys spends half of its time there. Shared by the files of crypto/ only, but for the switch. */
#ifndef SLOWSHAKE_CRYPTO_SHA256_H
#define SLOWSHAKE_CRYPTO_SHA256_H

#include "base/bytes.h"

struct sha256 {
	_Alignas(16) uint32_t state[8];  /* as the instructions want it: f e b a, h g d c */
	uint64_t n;                      /* bytes so far */
	uint8_t block[64];               /* the last n % 64 of them */
};

/* Whether hashes that begin from now on are computed here; off at first, and whatever it says the library computes
 * where the processor cannot. For summaries, of which nobody asks to see a value. */
void sha256_switch(bool on);
/* On, and the processor can. */
bool sha256_is_on(void);

void sha256_begin(struct sha256 *s);
void sha256_add(struct sha256 *s, struct bytes data);
void sha256_end(struct sha256 *s, uint8_t out[32]);

#endif
