/* What the value_*.c files share; nobody outside includes it. */
#ifndef SLOWSHAKE_CRYPTO_VALUE_UTIL_H
#define SLOWSHAKE_CRYPTO_VALUE_UTIL_H

#include "crypto/psa_util.h"
#include "crypto/value.h"

/* Aborts with a line on stderr: for operations that fail only if the library is broken. */
void value_must(enum status st, const char *what);
/* The bytes of each value: in `few`, if they have room there. */
enum { VALUE_FEW = 8 };
struct bytes *value_parts(struct work w, const value_id *ids, size_t n, struct bytes few[VALUE_FEW]);
void value_parts_free(struct bytes *parts, const struct bytes few[VALUE_FEW]);
/* The HMAC key that a value is: out of w.keys, or opened in *own. Close it with value_key_close. */
enum status value_key_open(struct work w, enum hash_alg h, value_id key, struct hmac_key *own, const struct hmac_key **out) MUST_USE;
void value_key_close(struct hmac_key *own, const struct hmac_key *opened);
/* A value whose inputs are first (the key) and then data. */
value_id value_add_keyed(struct work w, enum value_op op, const char *label, const char *alg, value_id first,
			 const value_id *data, size_t n, struct bytes bytes);
/* As value_hash, for a hash that a peer chose: ST_UNSUPPORTED if the library lacks it. */
enum status value_try_hash(struct work w, enum hash_alg h, const char *label, const value_id *data, size_t n,
			   value_id *out) MUST_USE;
/* The hash of what r has, with `more` behind it. h: r's own, or one of the two. */
value_id value_run_with(const struct value_run *r, struct work w, enum hash_alg h, const char *label, const value_id *more, size_t n);

#endif
