/* Cryptography, the only floor that knows the library. Two layers:
 *
 *   crypto_*   bytes in, bytes out; no trace. Thin functions over PSA (and over
 *              mbedtls_rsa / mbedtls_mpi in rsa.c alone).
 *   value_*    (crypto/value.h) value ids in, value ids out: every result enters
 *              the trace with its inputs, so that provenance cannot be forgotten.
 *
 * Functions that can fail on hostile input return a status; wrong use by the
 * program itself (a key of the wrong size) asserts. Output sizes are exact. */
#ifndef SLOWSHAKE_CRYPTO_CRYPTO_H
#define SLOWSHAKE_CRYPTO_CRYPTO_H

#include "base/bytes.h"
#include "base/env.h"
#include "base/status.h"
#include "spec/algorithms.h"

/* Once per process, before anything else here. */
enum status crypto_init(struct error *err) MUST_USE;
void crypto_done(void);

/* Threads: hashes, HMACs, crypto_dsa_verify and the public operation on a struct rsa_key that only
 * one thread uses may run in several threads at once. What takes the key of a cipher or curve may
 * not (the library's key store is not locked in 2.28), nor what draws random bytes, as
 * crypto_rsa_private does. Several processes may do all of it. */

/* ---- hashes ---- */
enum { HASH_MAX = 64, HASH_RUN_SIZE = 256 };
struct bytes hash_digest_info(enum hash_alg h);    /* the DER prefix of DigestInfo, RFC 8017 9.2 note 1; none for MD5+SHA-1 */

/* Over the parts joined; out takes hash_size(h) bytes. ST_UNSUPPORTED if the
 * library lacks the hash. HMAC: not for HASH_MD5_SHA1. */
enum status crypto_hash(enum hash_alg h, const struct bytes *parts, size_t n, uint8_t *out) MUST_USE;
bool crypto_hash_supported(enum hash_alg h);
enum status crypto_hmac(enum hash_alg h, struct bytes key, const struct bytes *parts, size_t n, uint8_t *out) MUST_USE;

/* A hash that grows and can be asked at any time. Not to be copied; end it (wipes it). */
struct hash_run {
	_Alignas(16) uint8_t opaque[HASH_RUN_SIZE];
	size_t size;                              /* of the digest */
	bool own;                                 /* computed by crypto/sha256.h, not by the library */
};
enum status hash_run_begin(struct hash_run *r, enum hash_alg h) MUST_USE;   /* ST_UNSUPPORTED; not for HASH_MD5_SHA1 */
void hash_run_add(struct hash_run *r, struct bytes data);
/* The digest of what was added so far, with `more` behind it; r stays as it is. */
void hash_run_peek(const struct hash_run *r, const struct bytes *more, size_t n, uint8_t *out);
void hash_run_end(struct hash_run *r);

/* ---- ciphers ---- */

/* Whether the library has the primitive; the functions below say ST_UNSUPPORTED if not.
 * False for export ciphers: their keys have a derivation of their own. */
bool crypto_cipher_supported(enum cipher_alg c);

/* CBC without padding: in.n is a multiple of the block (asserted); out takes in.n bytes. */
enum status crypto_cbc(enum cipher_alg c, bool encrypt, struct bytes key, struct bytes iv, struct bytes in, uint8_t *out) MUST_USE;
/* AEAD: seal writes in.n + tag bytes; open writes in.n - tag bytes, ST_MISMATCH if the tag is wrong. */
enum status crypto_seal(enum cipher_alg c, struct bytes key, struct bytes nonce, struct bytes ad, struct bytes in, uint8_t *out) MUST_USE;
enum status crypto_open(enum cipher_alg c, struct bytes key, struct bytes nonce, struct bytes ad, struct bytes in, uint8_t *out) MUST_USE;

/* RC4: its state runs on from record to record (RFC 5246 6.2.3.1). Encrypting and decrypting are the same. */
struct crypto_stream;
enum status crypto_stream_new(enum cipher_alg c, struct bytes key, struct crypto_stream **out) MUST_USE;   /* ST_UNSUPPORTED: NULL */
void crypto_stream_free(struct crypto_stream *s);
/* out takes in.n bytes. */
void crypto_stream_run(struct crypto_stream *s, struct bytes in, uint8_t *out);
uint64_t crypto_stream_position(const struct crypto_stream *s);   /* bytes of keystream used so far */
enum cipher_alg crypto_stream_cipher(const struct crypto_stream *s);

/* ---- RSA ---- */
struct rsa_key;
/* All big-endian; d, p, q empty for a public key. ST_DECODE if the numbers cannot be a key
 * (n even or under 512 or over 16384 bits, e even or 1, p*q != n); ST_UNSUPPORTED if a peer
 * could make us work too long: n over 8192 bits, e over 256 bits (64 if n has over 3072).
 * Free with crypto_rsa_free. */
enum status crypto_rsa_new(struct bytes n, struct bytes e, struct bytes d, struct bytes p, struct bytes q,
			   struct rsa_key **out) MUST_USE;
void crypto_rsa_free(struct rsa_key *k);
size_t crypto_rsa_size(const struct rsa_key *k);   /* bytes of n */
struct bytes crypto_rsa_n(const struct rsa_key *k);   /* no leading zero bytes; owned by the key */
struct bytes crypto_rsa_e(const struct rsa_key *k);
/* x^e mod n and x^d mod n (blinded); in and out have crypto_rsa_size bytes. ST_DECODE if in >= n. */
enum status crypto_rsa_public(struct rsa_key *k, struct bytes in, uint8_t *out) MUST_USE;
enum status crypto_rsa_private(struct rsa_key *k, struct bytes in, uint8_t *out) MUST_USE;
size_t crypto_rsa_bits(const struct rsa_key *k);

/* ---- DSA (FIPS 186-4 4.7) ---- */
/* r and s big-endian. ST_MISMATCH if the signature does not hold; ST_DECODE if the numbers cannot be a key;
 * ST_UNSUPPORTED if a peer could make us work too long: p over 4096 bits, q over 512. */
enum status crypto_dsa_verify(struct bytes p, struct bytes q, struct bytes g, struct bytes y, struct bytes digest,
			      struct bytes r, struct bytes s) MUST_USE;

/* ---- elliptic curves ---- */
/* sig is r followed by s, each curve_size bytes. point is uncompressed (04 x y). */
enum status crypto_ecdsa_verify(enum curve c, struct bytes point, struct bytes digest, struct bytes sig) MUST_USE;   /* ST_MISMATCH if it does not fit */
/* Deterministic (RFC 6979): the same key and hash give the same signature. */
enum status crypto_ecdsa_sign(enum curve c, struct bytes scalar, enum hash_alg h, struct bytes digest, uint8_t *sig) MUST_USE;
/* ST_DECODE: the point is not an uncompressed one, or not on its curve (SEC 1 3.2.2.1; their orders are prime, so that no
 * other check is needed). ST_UNSUPPORTED: the library lacks the curve. */
enum status crypto_ec_check(enum curve c, struct bytes point) MUST_USE;
/* Whether it is from 1 to the order less one; not for CURVE_X448, of which every string is. */
bool crypto_ec_is_private(enum curve c, struct bytes scalar);
/* The public value of a private scalar: curve_public_size bytes. ST_DECODE: the scalar is none (0, or the order or more). */
enum status crypto_ec_public(enum curve c, struct bytes scalar, uint8_t *public) MUST_USE;
/* Sets and clears the bits of an X25519 or X448 scalar that RFC 7748 5 fixes, in place. */
void crypto_ec_clamp(enum curve c, uint8_t *scalar);
/* What both sides arrive at, curve_size bytes: the x coordinate (SEC 1 3.3.1), for X25519 and X448 the u coordinate
 * (RFC 7748 6). ST_DECODE: `public` is of the wrong size, uncompressed form or not on the curve. ST_MISMATCH, X25519 and
 * X448 only: it is zero, because the peer's value is of small order. */
enum status crypto_ec_agree(enum curve c, struct bytes scalar, struct bytes public, uint8_t *shared) MUST_USE;

/* ---- finite fields (RFC 7919, or any group) ---- */
/* base^exponent mod p, as many bytes as p; all big-endian, zero bytes in front allowed. ST_DECODE: p is even or under 3;
 * ST_UNSUPPORTED: a number over 8192 bits. */
enum status crypto_ff_power(struct bytes p, struct bytes base, struct bytes exponent, uint8_t *out) MUST_USE;
/* Miller and Rabin's test with so many rounds: a composite number passes one round with probability below 1/4.
 * ST_MISMATCH: composite, for certain. ST_UNSUPPORTED: over 4096 bits, it would take too long. */
enum status crypto_is_prime(struct bytes n, unsigned rounds) MUST_USE;

/* ---- random ---- */
/* The system's generator. */
struct rng crypto_rng_system(void);
/* Seeded: each (seed, role, purpose) its own stream: block k is
 * SHA-256("slowshake rng" 00 seed 00 role 00 purpose 00 k as 8 bytes). */
struct rng crypto_rng_seeded(const char *seed);
void crypto_rng_free(struct rng *r);

#endif
