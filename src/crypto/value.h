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
	struct value_keys *keys;   /* NULL: an HMAC key is opened anew each time */
};

/* HMAC keys that are used more than once, of one trace. Free it: it holds keys. */
struct value_keys;
struct value_keys *value_keys_new(void);
void value_keys_free(struct value_keys *k);

value_id value_random(struct work w, const char *purpose, size_t n);   /* labelled purpose */
value_id value_hash(struct work w, enum hash_alg h, const char *label, const value_id *data, size_t n);
value_id value_hmac(struct work w, enum hash_alg h, const char *label, value_id key, const value_id *data, size_t n);
/* RFC 5246 5. `label` is the ASCII label's value, `seed` any value. Makes A(i) and the
 * blocks as values and, if `tell`, the events prf.input, prf.a, prf.block, prf.output. */
value_id value_prf(struct work w, enum hash_alg h, const char *out_label, value_id secret, value_id label,
		   value_id seed, size_t out_len, bool tell);
/* The PRF of TLS 1.0 and 1.1, RFC 2246 5: P_MD5 of one half of the secret XOR P_SHA-1 of the other, each half's
 * P a PRF value of its own. value_prf with HASH_MD5_SHA1 is this one. Events as value_prf; input and output once. */
value_id value_prf_tls10(struct work w, const char *out_label, value_id secret, value_id label, value_id seed,
			 size_t out_len, bool tell);
/* Of two values of the same length. */
value_id value_xor(struct work w, const char *label, value_id a, value_id b);
/* Of two numbers of the same length, at most 8 bytes; what does not fit falls away. */
value_id value_add(struct work w, const char *label, value_id a, value_id b);

/* ---- a hash over a list that grows: the transcript ----
 * Each byte is hashed once, however often the hash is asked for. One trace and one thread; free it. */
struct value_run;
struct value_run *value_run_new(enum hash_alg h);      /* NULL if the library lacks the hash; value_prf would abort then */
void value_run_free(struct value_run *r);
void value_run_add(struct value_run *r, struct work w, value_id v);
/* The HASH value over all that was added, in order; for HASH_MD5_SHA1 both and their CONCAT. */
value_id value_run_hash(const struct value_run *r, struct work w, const char *label);

/* ---- SSL 3.0 (RFC 6101): hashes inside hashes, each a value ---- */
/* 6.1, 6.2.2: MD5(secret + SHA("A" + secret + seed)) + MD5(secret + SHA("BB" + secret + seed)) + ..., the first out_len
 * bytes (at most 26 * 16). master_secret: seed = client_random + server_random; key_block: the other way round. */
value_id value_ssl3_prf(struct work w, const char *out_label, value_id secret, value_id seed, size_t out_len, bool tell);
/* 5.2.3.1: hash(key + pad_2 + hash(key + pad_1 + data...)); data: seq_num, type, length (2 bytes), content. MD5 or SHA-1. */
value_id value_ssl3_mac(struct work w, enum hash_alg h, const char *label, value_id key, const value_id *data, size_t n);
/* 5.6.9 and 5.6.8: hash(master + pad_2 + hash(messages + sender + master + pad_1)) with MD5, then with SHA-1, 36 bytes
 * (CONCAT). r: HASH_MD5_SHA1 over the messages. sender: whose Finished; SIDE_NONE for what
 * CertificateVerify signs (DSA: its last 20 bytes). */
value_id value_ssl3_handshake_hash(struct work w, const struct value_run *r, const char *label, value_id master, enum side_id sender);

/* ---- ciphers: abort if the library lacks the cipher; ask crypto_cipher_supported first ---- */
value_id value_cbc(struct work w, enum cipher_alg c, bool encrypt, const char *label, value_id key, value_id iv, value_id in);
value_id value_seal(struct work w, enum cipher_alg c, const char *label, value_id key, value_id nonce, value_id ad, value_id in);
/* ST_MISMATCH when the tag is wrong: *out is then an empty value. */
enum status value_open(struct work w, enum cipher_alg c, const char *label, value_id key, value_id nonce, value_id ad,
		       value_id in, value_id *out) MUST_USE;
/* Takes the stream on by as many bytes as `in` has. The STREAM value has the position as an input. */
value_id value_stream(struct work w, struct crypto_stream *s, const char *label, value_id key, value_id in);

/* ---- compression (RFC 8879): zlib (RFC 1950) and brotli (RFC 7932), by the code point ---- */
bool compression_supported(uint32_t algorithm);
/* As small as the library makes it. Of a supported algorithm. */
value_id value_compress(struct work w, uint32_t algorithm, const char *label, value_id in);
/* `length`: a number, of bytes that have to come out: no more are ever made, and the caller says how many may be asked for.
 * ST_DECODE: it is no compressed data, or something stands behind it; ST_MISMATCH: more or fewer come out; *out is then an
 * empty value. ST_UNSUPPORTED: *out is 0. */
enum status value_decompress(struct work w, uint32_t algorithm, const char *label, value_id length, value_id in, value_id *out) MUST_USE;

/* ---- HKDF (RFC 5869) and its use in TLS 1.3 (RFC 9846 7.1) ---- */
value_id value_hkdf_extract(struct work w, enum hash_alg h, const char *label, value_id salt, value_id key_material);
value_id value_hkdf_expand(struct work w, enum hash_alg h, const char *label, value_id key, value_id info, size_t n);
/* The HkdfLabel structure for n bytes: length, "tls13 " + name, context (0: empty), each with its length, joined. */
value_id value_hkdf_label(struct work w, const char *name, value_id context, size_t n);
/* HKDF-Expand-Label(secret, name, context, n), labelled `label`; its info is value_hkdf_label. */
value_id value_hkdf_expand_label(struct work w, enum hash_alg h, const char *label, value_id secret, const char *name,
				 value_id context, size_t n);

/* ---- key agreement ---- */
/* The group: a curve, or (CURVE_NONE) a finite field by p and g. */
struct agreement {
	enum curve curve;
	value_id p, g;
	size_t exponent_size;      /* finite field: bytes of a private key; 0: as many as p has without zeros in front */
};
/* A private key for one use, labelled `purpose`. Curves by NIST: random, drawn anew until it is between 0 and the order;
 * X25519 and X448: the CLAMP of random bytes; a finite field: random, above 0 and with a bit less than p. */
value_id value_agree_private(struct work w, const struct agreement *a, const char *purpose);
/* DH_PUBLIC, in a finite field as many bytes as p, zeros in front counted. The private key is one that value_agree_private made, or a CONFIG value (ST_DECODE: it is none). */
enum status value_agree_public(struct work w, const struct agreement *a, const char *label, value_id private_key, value_id *out) MUST_USE;
/* DH: statuses as crypto_ec_agree and crypto_ff_power. ST_MISMATCH: *out is there all the same, and is zero. The range of
 * a finite field's public value is not looked at: it is the protocol's to say (RFC 7919 5.1). */
enum status value_agree_shared(struct work w, const struct agreement *a, const char *label, value_id private_key, value_id public_value,
			       value_id *out) MUST_USE;

/* Whether an RSA key is kept for RSASSA-PSS (id-RSASSA-PSS, RFC 4055 1.2), and then for which hash. */
struct pss_only {
	bool only;
	enum hash_alg hash;        /* HASH_NONE: any */
};
/* A private key that a party holds: config value (PKCS#1 or SEC1 DER) and the key itself. */
struct private_key {
	enum { KEY_NONE, KEY_RSA, KEY_EC } kind;
	struct rsa_key *rsa;       /* KEY_RSA; not owned */
	struct pss_only pss;
	enum curve curve;          /* KEY_EC */
	struct bytes scalar;
	struct bytes der;          /* the key as the user gave it */
};
/* A public key out of a certificate: the parts as values of this trace. */
struct public_key {
	enum { PUBLIC_NONE, PUBLIC_RSA, PUBLIC_EC, PUBLIC_OTHER, PUBLIC_DSA } kind;
	struct bytes n, e;         /* RSA, no leading zeros */
	struct pss_only pss;
	enum curve curve;          /* EC; CURVE_NONE: one that is not supported */
	struct bytes point;
	value_id n_value, e_value, point_value;   /* 0 until public_key_values was called by its maker */
	size_t bits;
	struct bytes p, q, g, y;   /* DSA */
	value_id p_value, q_value, g_value, y_value;
};

enum status value_rsa_public(struct work w, const struct public_key *k, const char *label, value_id in, value_id *out) MUST_USE;
enum status value_rsa_private(struct work w, const struct private_key *k, value_id key, const char *label, value_id in, value_id *out) MUST_USE;

/* How a signature is made and checked, all in one. */
struct signature_parts {
	value_id hash;        /* what was computed over the data */
	value_id block;       /* RSA: the padded block, made or recovered (0 for ECDSA) */
	value_id inner;       /* PKCS#1: the hash found in the recovered block, 0 if the padding is bad */
	value_id salt, mask;  /* PSS; 0 if the recovered block has not its form */
	value_id r, s;        /* ECDSA, DSA */
	value_id result;      /* VERIFY value, one byte (verify only) */
	value_id signature;   /* sign only: as it goes on the wire */
};
/* Over the data joined. sign: ST_UNSUPPORTED if key and kind do not fit (DSA never signs).
 * verify: ST_MISMATCH if the signature does not hold; the parts are filled as far as it got.
 * ST_UNSUPPORTED (hash, curve or key size that the library lacks, or key and kind that do not
 * fit): there is no result value then. An RSA VERIFY has the inputs n, e, signature, hash.
 * SIG_RSA_PKCS1 with HASH_MD5_SHA1: the 36 bytes stand in the block as they are, without a
 * DigestInfo (RFC 4346 4.7). */
enum status value_sign(struct work w, enum signature_kind kind, enum hash_alg h, const struct private_key *k, value_id key,
		       const value_id *data, size_t n, struct signature_parts *out) MUST_USE;
/* The same where the hash is a value already, as long as one of h. */
enum status value_sign_hash(struct work w, enum signature_kind kind, enum hash_alg h, const struct private_key *k, value_id key, value_id hash,
			    struct signature_parts *out) MUST_USE;
enum status value_verify(struct work w, enum signature_kind kind, enum hash_alg h, const struct public_key *k,
			 value_id signature, const value_id *data, size_t n, struct signature_parts *out) MUST_USE;
/* The same where the hash is a value already; of another length than h's: ST_MISMATCH. */
enum status value_verify_hash(struct work w, enum signature_kind kind, enum hash_alg h, const struct public_key *k,
			      value_id signature, value_id hash, struct signature_parts *out) MUST_USE;

/* EMSA-PSS (RFC 8017 9.1), MGF1 with the same hash, for a modulus of that many bits. make: out->block, salt and mask;
 * ST_UNSUPPORTED: the modulus is too short. open: looks at out->block; ST_MISMATCH: it does not fit. A salt may have any
 * length; value_sign makes it as long as the hash (RFC 9846 4.3.3). */
enum status value_pss_make(struct work w, enum hash_alg h, value_id hash, value_id salt, size_t bits, struct signature_parts *out) MUST_USE;
enum status value_pss_open(struct work w, enum hash_alg h, value_id hash, size_t bits, struct signature_parts *out) MUST_USE;

#endif
