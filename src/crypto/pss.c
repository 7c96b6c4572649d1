/* EMSA-PSS, RFC 8017 9.1, and its mask, MGF1 (B.2.1). */
#include <assert.h>
#include <string.h>

#include "crypto/crypto.h"

enum { BLOCK_MAX = 2048, TRAILER = 0xbc };

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

static enum status xor_mgf1(enum hash_alg h, struct bytes seed, uint8_t *db, size_t n)
{
	const size_t size = hash_size(h);
	uint8_t mask[HASH_MAX];

	for (size_t off = 0; off < n; off += size) {
		const size_t i = off / size;
		const uint8_t counter[4] = { 0, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i };
		const struct bytes parts[] = { seed, { counter, sizeof(counter) } };

		TRY(crypto_hash(h, parts, ARRAY_LEN(parts), mask));
		for (size_t j = 0; j < size && off + j < n; j++)
			db[off + j] ^= mask[j];
	}
	return ST_OK;
}

/* H = Hash(00 00 00 00 00 00 00 00 || mHash || salt) */
static enum status salted_hash(enum hash_alg h, struct bytes digest, struct bytes salt, uint8_t *out)
{
	static const uint8_t zeros[8];
	const struct bytes parts[] = { { zeros, sizeof(zeros) }, digest, salt };

	return crypto_hash(h, parts, ARRAY_LEN(parts), out);
}

enum status crypto_pss_encode(enum hash_alg h, struct bytes digest, struct bytes salt, size_t bits, uint8_t *out)
{
	const size_t hash = hash_size(h);
	struct shape s;
	uint8_t *em;

	assert(digest.n == hash);
	if (!shape_of(h, bits, &s) || s.db < salt.n + 1)
		return ST_UNSUPPORTED;
	memset(out, 0, s.lead);
	em = out + s.lead;
	memset(em, 0, s.db);
	em[s.db - salt.n - 1] = 1;
	if (salt.n)
		memcpy(em + s.db - salt.n, salt.p, salt.n);
	TRY(salted_hash(h, digest, salt, em + s.db));
	TRY(xor_mgf1(h, bytes_of(em + s.db, hash), em, s.db));
	em[0] &= s.keep;
	em[s.em - 1] = TRAILER;
	return ST_OK;
}

enum status crypto_pss_verify(enum hash_alg h, struct bytes digest, size_t bits, struct bytes block)
{
	const size_t hash = hash_size(h);
	uint8_t db[BLOCK_MAX], expected[HASH_MAX];
	struct bytes em, found;
	struct shape s;
	size_t i = 0;

	assert(digest.n == hash);
	if (!shape_of(h, bits, &s) || block.n != s.lead + s.em || (s.lead && block.p[0] != 0))
		return ST_MISMATCH;
	em = bytes_slice(block, s.lead, s.em);
	if (em.p[s.em - 1] != TRAILER || (em.p[0] & ~s.keep))
		return ST_MISMATCH;
	found = bytes_slice(em, s.db, hash);
	memcpy(db, em.p, s.db);
	TRY(xor_mgf1(h, found, db, s.db));
	db[0] &= s.keep;
	while (i < s.db && db[i] == 0)
		i++;
	if (i == s.db || db[i] != 1)
		return ST_MISMATCH;
	TRY(salted_hash(h, digest, bytes_of(db + i + 1, s.db - i - 1), expected));
	return bytes_equal(bytes_of(expected, hash), found) ? ST_OK : ST_MISMATCH;
}
