/* Opening with AES-GCM (FIPS 197, NIST SP 800-38D) by the processor's instructions; asked for only where
 * processor_does(PROCESSOR_AES_GCM). */
#ifndef SLOWSHAKE_CRYPTO_AES_GCM_H
#define SLOWSHAKE_CRYPTO_AES_GCM_H

#include "base/bytes.h"

/* key 16 or 32 bytes, nonce 12; in: ciphertext and a tag of 16. out has room for the plaintext, and is written to only if
 * the tag holds: true. */
bool aes_gcm_open(struct bytes key, struct bytes nonce, struct bytes ad, struct bytes in, uint8_t *out);

#endif
