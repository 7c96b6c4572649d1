/* Signatures made and checked, every part a value: PKCS #1 v1.5 (RFC 8017 8.2),
 * PSS (8.1), ECDSA and, checked only, DSA (their DER form: RFC 3279 2.2.2, 2.2.3). */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/value_util.h"

enum { PAD_MIN = 8 };

/* NULL: no such signature. */
static const char *const algs[SIG_N][HASH_N] = {
#define ROW(prefix) NULL, prefix "-MD5", prefix "-SHA1", prefix "-SHA224", prefix "-SHA256", prefix "-SHA384", prefix "-SHA512"
	[SIG_RSA_PKCS1] = { ROW("RSASSA-PKCS1-v1_5"), "RSASSA-PKCS1-v1_5-MD5SHA1" },
	[SIG_RSA_PSS] = { ROW("RSASSA-PSS") },
	[SIG_ECDSA] = { ROW("ECDSA") },
	[SIG_DSA] = { ROW("DSA") },
#undef ROW
};

static value_id constant(struct work w, const char *label, struct bytes b)
{
	return trace_add_leaf(w.t, w.actor, OP_CONST, label, b);
}

/* The block 00 01 FF.. 00 DigestInfo of `size` bytes around the hash, 0 if it does not fit.
 * MD5 and SHA-1 side by side stand there bare. */
static value_id pkcs1_block(struct work w, enum hash_alg h, value_id hash, size_t size, const char *label)
{
	const struct bytes prefix = hash_digest_info(h);
	const size_t info = prefix.n + hash_size(h);
	value_id parts[4] = { 0, 0, 0, hash }, inner[2];
	uint8_t *ff;

	if (size < 3 + PAD_MIN + info)
		return 0;
	ff = mem_alloc(size - 3 - info);
	memset(ff, 0xff, size - 3 - info);
	if (prefix.n) {
		inner[0] = constant(w, "DigestInfo header", prefix);
		inner[1] = hash;
	}
	parts[0] = constant(w, "block type 1", BYTES_LIT("\x00\x01"));
	parts[1] = constant(w, "padding", bytes_of(ff, size - 3 - info));
	parts[2] = constant(w, "separator", BYTES_LIT("\x00"));
	if (prefix.n)
		parts[3] = trace_add_concat(w.t, w.actor, "DigestInfo", inner, ARRAY_LEN(inner));
	free(ff);
	return trace_add_concat(w.t, w.actor, label, parts, ARRAY_LEN(parts));
}

/* The hash inside a recovered block, 0 unless everything in front of it is as it must be. */
static value_id pkcs1_inner(struct work w, enum hash_alg h, value_id block)
{
	const struct bytes b = trace_bytes(w.t, block), prefix = hash_digest_info(h);
	const size_t hash = hash_size(h);
	size_t i = 2;

	if (b.n < 3 + PAD_MIN + prefix.n + hash || b.p[0] != 0 || b.p[1] != 1)
		return 0;
	while (i < b.n && b.p[i] == 0xff)
		i++;
	if (i < 2 + PAD_MIN || i + 1 + prefix.n + hash != b.n || b.p[i] != 0 ||
	    !bytes_equal(bytes_slice(b, i + 1, prefix.n), prefix))
		return 0;
	return trace_add_slice(w.t, w.actor, block, b.n - hash, hash, "hash in the block");
}

/* ---- the DER form of an ECDSA or DSA signature ---- */

/* A tag and a length in front of n bytes; returns how many bytes that are. */
static size_t der_header(uint8_t *out, uint8_t tag, size_t n)
{
	assert(n < 256);
	out[0] = tag;
	if (n < 128) {
		out[1] = (uint8_t)n;
		return 2;
	}
	out[1] = 0x81;
	out[2] = (uint8_t)n;
	return 3;
}

/* Where an INTEGER's content begins in a number of fixed size, and whether DER
 * wants a zero byte in front of it. */
static size_t der_integer_skip(struct bytes number, size_t *zero)
{
	size_t skip = 0;

	while (skip + 1 < number.n && number.p[skip] == 0)
		skip++;
	*zero = number.p[skip] >> 7;
	return skip;
}

/* SEQUENCE { INTEGER r, INTEGER s } out of r and s side by side. */
static value_id der_signature(struct work w, value_id raw, struct signature_parts *out)
{
	const size_t size = trace_bytes(w.t, raw).n / 2;
	size_t zero[2], n[2], skip, header;
	value_id number[2], parts[5];
	uint8_t der[8];

	for (int i = 0; i < 2; i++) {
		skip = der_integer_skip(bytes_slice(trace_bytes(w.t, raw), i ? size : 0, size), &zero[i]);
		n[i] = size - skip;
		number[i] = trace_add_slice(w.t, w.actor, raw, (i ? size : 0) + skip, n[i], i ? "s" : "r");
	}
	header = der_header(der, 0x30, n[0] + zero[0] + n[1] + zero[1] + 4);
	parts[0] = constant(w, "SEQUENCE header", bytes_of(der, header));
	for (int i = 0; i < 2; i++) {
		header = der_header(der, 0x02, n[i] + zero[i]);
		der[header] = 0;
		parts[1 + 2 * i] = constant(w, "INTEGER header", bytes_of(der, header + zero[i]));
		parts[2 + 2 * i] = number[i];
	}
	out->r = number[0];
	out->s = number[1];
	return trace_add_concat(w.t, w.actor, "signature", parts, ARRAY_LEN(parts));
}

/* One DER element with that tag; its content's offset in r->b, its length in *n. */
static size_t der_element(struct reader *r, uint8_t tag, size_t *n)
{
	size_t off;

	if (reader_uint(r, 1) != tag)
		r->bad = true;
	*n = (size_t)reader_uint(r, 1);
	if (*n == 0x81) {
		*n = (size_t)reader_uint(r, 1);
		if (*n < 128)
			r->bad = true;
	} else if (*n >= 128) {
		r->bad = true;
	}
	off = r->pos;
	if (*n > reader_left(r))
		r->bad = true;
	return off;
}

/* A positive INTEGER in its shortest form, as a slice without the sign's zero byte; 0 if it is none. */
static value_id der_integer(struct work w, value_id signature, struct reader *r, const char *label)
{
	size_t n, off = der_element(r, 0x02, &n);
	struct bytes b = reader_take(r, n);
	size_t zero;

	if (r->bad || !n || b.p[0] & 0x80)
		return 0;
	zero = n > 1 && b.p[0] == 0;
	if (zero && !(b.p[1] & 0x80))
		return 0;
	return trace_add_slice(w.t, w.actor, signature, off + zero, n - zero, label);
}

static bool der_read(struct work w, value_id signature, struct signature_parts *out)
{
	struct reader r = reader_of(trace_bytes(w.t, signature));
	size_t n;

	der_element(&r, 0x30, &n);
	if (r.bad || n != reader_left(&r))
		return false;
	out->r = der_integer(w, signature, &r, "r");
	out->s = out->r ? der_integer(w, signature, &r, "s") : 0;
	return out->s && !reader_left(&r);
}

/* ---- making ---- */

static enum status sign_rsa(struct work w, enum signature_kind kind, enum hash_alg h, const struct private_key *k,
			    value_id key, struct signature_parts *out)
{
	if (kind == SIG_RSA_PKCS1) {
		out->block = pkcs1_block(w, h, out->hash, crypto_rsa_size(k->rsa), "padded block");
		if (!out->block)
			return ST_UNSUPPORTED;
	} else {
		TRY(value_pss_make(w, h, out->hash, value_random(w, "salt", hash_size(h)), crypto_rsa_bits(k->rsa), out));
	}
	return value_rsa_private(w, k, key, "signature", out->block, &out->signature);
}

static enum status sign_ecdsa(struct work w, enum hash_alg h, const struct private_key *k, value_id key,
			      struct signature_parts *out)
{
	const value_id inputs[] = { key, out->hash };
	const size_t n = 2 * curve_size(k->curve);
	uint8_t *sig = mem_alloc(n);
	enum status st = crypto_ecdsa_sign(k->curve, k->scalar, h, trace_bytes(w.t, out->hash), sig);

	if (st == ST_OK)
		out->signature = der_signature(w, trace_add_value(w.t, w.actor, OP_SIGN, "r and s", algs[SIG_ECDSA][h],
								  inputs, ARRAY_LEN(inputs), bytes_of(sig, n)), out);
	free(sig);
	return st;
}

static bool can_sign(enum signature_kind kind, enum hash_alg h, const struct private_key *k)
{
	return algs[kind][h] && kind != SIG_DSA && k->kind == (kind == SIG_ECDSA ? KEY_EC : KEY_RSA);
}

enum status value_sign_hash(struct work w, enum signature_kind kind, enum hash_alg h, const struct private_key *k, value_id key, value_id hash,
			    struct signature_parts *out)
{
	*out = (struct signature_parts){ .hash = hash };
	if (!can_sign(kind, h, k))
		return ST_UNSUPPORTED;
	return kind == SIG_ECDSA ? sign_ecdsa(w, h, k, key, out) : sign_rsa(w, kind, h, k, key, out);
}

enum status value_sign(struct work w, enum signature_kind kind, enum hash_alg h, const struct private_key *k, value_id key,
		       const value_id *data, size_t n, struct signature_parts *out)
{
	value_id hash;

	*out = (struct signature_parts){ 0 };
	if (!can_sign(kind, h, k))
		return ST_UNSUPPORTED;
	TRY(value_try_hash(w, h, "hash", data, n, &hash));
	return value_sign_hash(w, kind, h, k, key, hash, out);
}

/* ---- checking ---- */

static enum status verify_rsa(struct work w, enum signature_kind kind, enum hash_alg h, const struct public_key *k,
			      value_id signature, struct signature_parts *out)
{
	value_id expected;
	enum status st = value_rsa_public(w, k, "recovered block", signature, &out->block);

	/* A key that is none, or a signature of the wrong size: nothing holds. */
	if (st == ST_DECODE)
		return ST_MISMATCH;
	TRY(st);
	if (kind == SIG_RSA_PSS)
		return value_pss_open(w, h, out->hash, bytes_bits(k->n), out);
	out->inner = pkcs1_inner(w, h, out->block);
	expected = pkcs1_block(w, h, out->hash, trace_bytes(w.t, out->block).n, "expected block");
	return expected && bytes_equal(trace_bytes(w.t, expected), trace_bytes(w.t, out->block)) ? ST_OK : ST_MISMATCH;
}

static enum status verify_ecdsa(struct work w, const struct public_key *k, value_id signature, struct signature_parts *out)
{
	const size_t size = curve_size(k->curve);
	struct bytes r, s;
	uint8_t *raw;
	enum status st;

	if (!size)
		return ST_UNSUPPORTED;
	if (!der_read(w, signature, out))
		return ST_MISMATCH;
	r = trace_bytes(w.t, out->r);
	s = trace_bytes(w.t, out->s);
	if (r.n > size || s.n > size)
		return ST_MISMATCH;
	raw = mem_alloc(2 * size);
	memcpy(raw + size - r.n, r.p, r.n);
	memcpy(raw + 2 * size - s.n, s.p, s.n);
	st = crypto_ecdsa_verify(k->curve, k->point, trace_bytes(w.t, out->hash), bytes_of(raw, 2 * size));
	free(raw);
	return st;
}

static enum status verify_dsa(struct work w, const struct public_key *k, value_id signature, struct signature_parts *out)
{
	enum status st;

	if (!der_read(w, signature, out))
		return ST_MISMATCH;
	st = crypto_dsa_verify(k->p, k->q, k->g, k->y, trace_bytes(w.t, out->hash), trace_bytes(w.t, out->r),
			       trace_bytes(w.t, out->s));
	return st == ST_DECODE ? ST_MISMATCH : st;
}

/* The inputs of VERIFY in front of signature and hash; returns how many. */
static size_t public_inputs(const struct public_key *k, value_id *inputs)
{
	const value_id rsa[] = { k->n_value, k->e_value }, ec[] = { k->point_value },
		       dsa[] = { k->p_value, k->q_value, k->g_value, k->y_value };
	const value_id *from = k->kind == PUBLIC_RSA ? rsa : k->kind == PUBLIC_EC ? ec : dsa;
	const size_t n = k->kind == PUBLIC_RSA ? ARRAY_LEN(rsa) : k->kind == PUBLIC_EC ? ARRAY_LEN(ec) : ARRAY_LEN(dsa);

	memcpy(inputs, from, n * sizeof(*inputs));
	return n;
}

static bool kind_fits(enum signature_kind kind, enum hash_alg h, const struct public_key *k)
{
	static const int wanted[SIG_N] = {
		[SIG_RSA_PKCS1] = PUBLIC_RSA, [SIG_RSA_PSS] = PUBLIC_RSA, [SIG_ECDSA] = PUBLIC_EC, [SIG_DSA] = PUBLIC_DSA,
	};

	/* p, q and g may be missing: a certificate can inherit them */
	return algs[kind][h] && (int)k->kind == wanted[kind] && (kind != SIG_DSA || k->p_value);
}

/* out->hash is there. */
static enum status verify_hashed(struct work w, enum signature_kind kind, enum hash_alg h, const struct public_key *k,
				 value_id signature, struct signature_parts *out)
{
	value_id inputs[6];
	uint8_t verdict;
	size_t n;
	enum status st;

	if (trace_bytes(w.t, out->hash).n != hash_size(h))
		st = ST_MISMATCH;
	else if (kind == SIG_ECDSA)
		st = verify_ecdsa(w, k, signature, out);
	else if (kind == SIG_DSA)
		st = verify_dsa(w, k, signature, out);
	else
		st = verify_rsa(w, kind, h, k, signature, out);
	if (st != ST_OK && st != ST_MISMATCH)
		return st;
	n = public_inputs(k, inputs);
	inputs[n++] = signature;
	inputs[n++] = out->hash;
	verdict = st == ST_OK;
	out->result = trace_add_value(w.t, w.actor, OP_VERIFY, "signature holds", algs[kind][h], inputs, n, bytes_of(&verdict, 1));
	return st;
}

enum status value_verify_hash(struct work w, enum signature_kind kind, enum hash_alg h, const struct public_key *k,
			      value_id signature, value_id hash, struct signature_parts *out)
{
	*out = (struct signature_parts){ .hash = hash };
	return kind_fits(kind, h, k) ? verify_hashed(w, kind, h, k, signature, out) : ST_UNSUPPORTED;
}

enum status value_verify(struct work w, enum signature_kind kind, enum hash_alg h, const struct public_key *k,
			 value_id signature, const value_id *data, size_t n, struct signature_parts *out)
{
	*out = (struct signature_parts){ 0 };
	if (!kind_fits(kind, h, k))
		return ST_UNSUPPORTED;
	TRY(value_try_hash(w, h, "hash", data, n, &out->hash));
	return verify_hashed(w, kind, h, k, signature, out);
}
