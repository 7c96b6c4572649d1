/* Cryptography on the trace: value ids in, value ids out. Each result enters the
 * trace with op, algorithm and inputs as trace.h describes them. */
#ifndef SLOWSHAKE_CRYPTO_VALUE_H
#define SLOWSHAKE_CRYPTO_VALUE_H

#include "crypto/crypto.h"
#include "trace/trace.h"

/* Who computes, and where it is written down. Passed by value. */
struct work {
	struct trace *t;
	enum actor actor;
	struct rng rng;
};

value_id value_random(struct work w, const char *purpose, size_t n);   /* labelled purpose */
value_id value_hash(struct work w, enum hash_alg h, const char *label, const value_id *data, size_t n);
value_id value_hmac(struct work w, enum hash_alg h, const char *label, value_id key, const value_id *data, size_t n);
/* RFC 5246 5. `label` is the ASCII label's value, `seed` any value. Makes A(i) and the
 * blocks as values and, if `tell`, the events prf.input, prf.a, prf.block, prf.output. */
value_id value_prf(struct work w, enum hash_alg h, const char *out_label, value_id secret, value_id label,
		   value_id seed, size_t out_len, bool tell);
value_id value_cbc(struct work w, enum cipher_alg c, bool encrypt, const char *label, value_id key, value_id iv, value_id in);
value_id value_seal(struct work w, enum cipher_alg c, const char *label, value_id key, value_id nonce, value_id ad, value_id in);
/* ST_MISMATCH when the tag is wrong: *out is then an empty value. */
enum status value_open(struct work w, enum cipher_alg c, const char *label, value_id key, value_id nonce, value_id ad,
		       value_id in, value_id *out) MUST_USE;

/* A private key that a party holds: config value (PKCS#1 or SEC1 DER) and the key itself. */
struct private_key {
	enum { KEY_NONE, KEY_RSA, KEY_EC } kind;
	struct rsa_key *rsa;       /* KEY_RSA; not owned */
	enum curve curve;          /* KEY_EC */
	struct bytes scalar;
	struct bytes der;          /* the key as the user gave it */
};
/* A public key out of a certificate: the parts as values of this trace. */
struct public_key {
	enum { PUBLIC_NONE, PUBLIC_RSA, PUBLIC_EC, PUBLIC_OTHER } kind;
	struct bytes n, e;         /* RSA, no leading zeros */
	enum curve curve;          /* EC; CURVE_NONE: one that is not supported */
	struct bytes point;
	value_id n_value, e_value, point_value;   /* 0 until public_key_values was called by its maker */
	size_t bits;
};

enum status value_rsa_public(struct work w, const struct public_key *k, const char *label, value_id in, value_id *out) MUST_USE;
enum status value_rsa_private(struct work w, const struct private_key *k, value_id key, const char *label, value_id in, value_id *out) MUST_USE;

/* How a signature is made and checked, all in one. */
enum signature_kind { SIG_RSA_PKCS1, SIG_RSA_PSS, SIG_ECDSA };
struct signature_parts {
	value_id hash;        /* what was computed over the data */
	value_id block;       /* RSA: the padded block, made or recovered (0 for ECDSA) */
	value_id inner;       /* PKCS#1: the hash found in the recovered block, 0 if the padding is bad */
	value_id r, s;        /* ECDSA */
	value_id result;      /* VERIFY value, one byte (verify only) */
	value_id signature;   /* sign only: as it goes on the wire */
};
/* Over the data joined. sign: ST_UNSUPPORTED if key and kind do not fit.
 * verify: ST_MISMATCH if the signature does not hold; the parts are filled as far as it got.
 * ST_UNSUPPORTED (hash, curve or key size that the library lacks, or key and kind that do not
 * fit): there is no result value then. An RSA VERIFY has the inputs n, e, signature, hash. */
enum status value_sign(struct work w, enum signature_kind kind, enum hash_alg h, const struct private_key *k, value_id key,
		       const value_id *data, size_t n, struct signature_parts *out) MUST_USE;
enum status value_verify(struct work w, enum signature_kind kind, enum hash_alg h, const struct public_key *k,
			 value_id signature, const value_id *data, size_t n, struct signature_parts *out) MUST_USE;

#endif
