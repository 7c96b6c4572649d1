/* What the files of this floor share; nobody outside includes it. */
#ifndef SLOWSHAKE_CRYPTO_PSA_UTIL_H
#define SLOWSHAKE_CRYPTO_PSA_UTIL_H

#include <psa/crypto.h>

#include "crypto/crypto.h"

/* PSA's status in ours: NOT_SUPPORTED, INVALID_SIGNATURE and the like; running
 * out of memory aborts. */
enum status psa_util_status(psa_status_t st) MUST_USE;

psa_algorithm_t psa_util_hash_alg(enum hash_alg h);   /* PSA_ALG_NONE for HASH_NONE */

/* A volatile key for one algorithm. Destroy with psa_destroy_key. */
enum status psa_util_import(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t alg, struct bytes key,
		       mbedtls_svc_key_id_t *out) MUST_USE;

/* x448.c: RFC 7748 5, for a clamped scalar of 56 bytes. `u` empty: the base point. Results as crypto_ec_agree. */
enum status crypto_x448(const uint8_t *scalar, struct bytes u, uint8_t *out) MUST_USE;

/* An HMAC key that is used several times (the PRF's secret): the hash after the
 * inner and after the outer padded key, RFC 2104 4. Close it: it holds the key. */
struct hmac_key {
	struct hash_run inner, outer;
};
enum status hmac_key_open(struct hmac_key *k, enum hash_alg h, struct bytes key) MUST_USE;
void hmac_key_compute(const struct hmac_key *k, const struct bytes *parts, size_t n, uint8_t *out);
void hmac_key_close(struct hmac_key *k);

#endif
