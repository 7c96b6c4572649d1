/* EMSA-PSS, RFC 8017 9.1, and its mask, MGF1 (B.2.1). The hash is hashed again with a salt, to H; the salt goes into the
 * block under a mask made of H, so that whoever checks finds it, and no two blocks are alike. */
#include <assert.h>
#include <string.h>

#include "crypto/value_util.h"

enum { BLOCK_MAX = 2048, TRAILER = 0xbc, ZEROS = 8 };

/* Where the parts of an encoded message stand, after the byte that a modulus of
 * 8k + 1 bits leaves over in front. */
struct shape {
	size_t lead, em, db;     /* bytes: in front (0 or 1), encoded message, its masked part */
	uint8_t keep;            /* the bits of the first byte that are used */
};

static bool shape_of(enum hash_alg h, size_t bits, struct shape *s)
{
	const size_t em_bits = bits - 1, hash = hash_size(h);

	assert(bits > 8 && (bits + 7) / 8 <= BLOCK_MAX && hash);
	s->em = (em_bits + 7) / 8;
	s->lead = (bits + 7) / 8 - s->em;
	s->keep = (uint8_t)(0xff >> (8 * s->em - em_bits));
	if (s->em < hash + 2)
		return false;
	s->db = s->em - hash - 1;
	return true;
}

static value_id constant(struct work w, const char *label, const uint8_t *p, size_t n)
{
	return trace_add_leaf(w.t, w.actor, OP_CONST, label, bytes_of(p, n));
}

/* H = Hash(00 00 00 00 00 00 00 00 || mHash || salt) */
static value_id salted_hash(struct work w, enum hash_alg h, const char *label, value_id hash, value_id salt)
{
	static const uint8_t zeros[ZEROS];

	return value_hash(w, h, label, (value_id[]){ constant(w, "8 zero bytes", zeros, ZEROS), hash, salt }, 3);
}

/* Already without the bits that the block has no room for: what is masked has zeros there. */
static value_id mask(struct work w, enum hash_alg h, value_id seed, size_t bits, const struct shape *s)
{
	const value_id inputs[] = { seed, trace_add_uint(w.t, w.actor, OP_COUNTER, "modulus bits", 2, bits) };
	const size_t size = hash_size(h);
	uint8_t out[BLOCK_MAX + HASH_MAX];

	for (size_t i = 0; i * size < s->db; i++) {
		const uint8_t counter[4] = { 0, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i };
		const struct bytes parts[] = { trace_bytes(w.t, seed), { counter, sizeof(counter) } };

		value_must(crypto_hash(h, parts, ARRAY_LEN(parts), out + i * size), hash_name(h));
	}
	out[0] &= s->keep;
	return trace_add_value(w.t, w.actor, OP_MGF1, "mask", hash_name(h), inputs, ARRAY_LEN(inputs), bytes_of(out, s->db));
}

enum status value_pss_make(struct work w, enum hash_alg h, value_id hash, value_id salt, size_t bits, struct signature_parts *out)
{
	static const uint8_t zero[BLOCK_MAX], one = 1, trailer = TRAILER;
	const size_t size = trace_bytes(w.t, salt).n;
	value_id db[3], parts[4], salted;
	struct shape s;
	size_t n = 0;

	if (!shape_of(h, bits, &s) || s.db < size + 1)
		return ST_UNSUPPORTED;
	out->salt = salt;
	salted = salted_hash(w, h, "H", hash, salt);
	if (s.db > size + 1)
		db[n++] = constant(w, "padding", zero, s.db - size - 1);
	db[n++] = constant(w, "separator", &one, 1);
	db[n++] = salt;
	out->mask = mask(w, h, salted, bits, &s);
	db[0] = trace_add_concat(w.t, w.actor, "DB", db, n);
	n = 0;
	if (s.lead)
		parts[n++] = constant(w, "byte in front", zero, 1);
	parts[n++] = value_xor(w, "maskedDB", db[0], out->mask);
	parts[n++] = salted;
	parts[n++] = constant(w, "trailer", &trailer, 1);
	out->block = trace_add_concat(w.t, w.actor, "padded block", parts, n);
	return ST_OK;
}

/* The salt: what stands behind zeros and a 01; 0: it does not. */
static value_id find_salt(struct work w, value_id db)
{
	const struct bytes b = trace_bytes(w.t, db);
	size_t i = 0;

	while (i < b.n && b.p[i] == 0)
		i++;
	return i < b.n && b.p[i] == 1 ? trace_add_slice(w.t, w.actor, db, i + 1, b.n - i - 1, "salt") : 0;
}

enum status value_pss_open(struct work w, enum hash_alg h, value_id hash, size_t bits, struct signature_parts *out)
{
	const struct bytes b = trace_bytes(w.t, out->block);
	value_id masked, salted, expected;
	struct shape s;

	if (!shape_of(h, bits, &s) || b.n != s.lead + s.em || (s.lead && b.p[0] != 0))
		return ST_MISMATCH;
	if (b.p[b.n - 1] != TRAILER || (b.p[s.lead] & ~s.keep))
		return ST_MISMATCH;
	masked = trace_add_slice(w.t, w.actor, out->block, s.lead, s.db, "maskedDB");
	salted = trace_add_slice(w.t, w.actor, out->block, s.lead + s.db, hash_size(h), "H");
	out->mask = mask(w, h, salted, bits, &s);
	out->salt = find_salt(w, value_xor(w, "DB", masked, out->mask));
	if (!out->salt)
		return ST_MISMATCH;
	expected = salted_hash(w, h, "H, computed", hash, out->salt);
	return bytes_equal(trace_bytes(w.t, expected), trace_bytes(w.t, salted)) ? ST_OK : ST_MISMATCH;
}
