#include "unit.h"
#include "vectors.h"

#include "crypto/processor.h"
#include "crypto/value.h"
#include "spec/dh_groups.h"

static enum hash_alg hash_by_name(const char *name)
{
	for (int h = HASH_NONE + 1; h < HASH_N; h++)
		if (strcmp(hash_name(h), name) == 0)
			return h;
	fail_msg("no hash %s", name);
	return HASH_NONE;
}

static enum cipher_alg cipher_by_name(const char *name)
{
	for (int c = 0; c < CIPHER_N; c++)
		if (strcmp(cipher_specs[c].name, name) == 0)
			return c;
	fail_msg("no cipher %s", name);
	return CIPHER_NULL;
}

static enum curve curve_by_name(const char *name)
{
	for (int c = CURVE_NONE + 1; c < CURVE_N; c++)
		if (strcmp(curve_name(c), name) == 0)
			return c;
	fail_msg("no curve %s", name);
	return CURVE_NONE;
}

/* ---- the published vectors ---- */

static void check_hash(struct vector_row *row)
{
	const enum hash_alg h = hash_by_name(row->column[1]);
	const struct bytes m = vector_bytes(row, 2), want = vector_bytes(row, 3);
	uint8_t got[HASH_MAX];

	assert_int_equal(want.n, hash_size(h));
	for (size_t cut = 0; cut <= m.n; cut += 1 + m.n / 3) {
		const struct bytes parts[] = { bytes_slice(m, 0, cut), BYTES_NONE, bytes_slice(m, cut, m.n - cut) };

		assert_int_equal(crypto_hash(h, parts, 3, got), ST_OK);
		assert_hex_equal(row->column[0], got, want);
	}
}

static void check_hmac(struct vector_row *row)
{
	const enum hash_alg h = hash_by_name(row->column[1]);
	const struct bytes m = vector_bytes(row, 3);
	const struct bytes parts[] = { bytes_slice(m, 0, m.n / 2), bytes_slice(m, m.n / 2, m.n - m.n / 2) };
	uint8_t got[HASH_MAX];

	assert_int_equal(crypto_hmac(h, vector_bytes(row, 2), parts, 2, got), ST_OK);
	assert_hex_equal(row->column[0], got, vector_bytes(row, 4));
}

/* A cipher that the library lacks is said aloud; the engine's own must be there. */
static bool is_supported(struct vector_row *row, enum cipher_alg c)
{
	if (crypto_cipher_supported(c))
		return true;
	print_message("not run: %s %s: the library lacks the cipher\n", row->column[1], row->column[0]);
	assert_true(c > CIPHER_AES_256_GCM);
	return false;
}

static void check_cbc(struct vector_row *row)
{
	const enum cipher_alg c = cipher_by_name(row->column[1]);
	const struct bytes key = vector_bytes(row, 2), iv = vector_bytes(row, 3), plain = vector_bytes(row, 4),
			   cipher = vector_bytes(row, 5);
	uint8_t got[256];

	if (!is_supported(row, c)) {
		assert_int_equal(crypto_cbc(c, true, key, iv, plain, got), ST_UNSUPPORTED);
		assert_int_equal(crypto_cbc(c, false, key, iv, cipher, got), ST_UNSUPPORTED);
		return;
	}
	assert_int_equal(crypto_cbc(c, true, key, iv, plain, got), ST_OK);
	assert_hex_equal(row->column[0], got, cipher);
	assert_int_equal(crypto_cbc(c, false, key, iv, cipher, got), ST_OK);
	assert_hex_equal(row->column[0], got, plain);
}

static void check_aead_by(struct vector_row *row, bool by_processor)
{
	const enum cipher_alg c = cipher_by_name(row->column[1]);
	const struct bytes key = vector_bytes(row, 2), nonce = vector_bytes(row, 3), ad = vector_bytes(row, 4),
			   plain = vector_bytes(row, 5), sealed = vector_bytes(row, 6);
	uint8_t got[512], bad[512];

	processor_switch(by_processor);
	assert_int_equal(sealed.n, plain.n + cipher_specs[c].tag_size);
	if (!is_supported(row, c)) {
		assert_int_equal(crypto_seal(c, key, nonce, ad, plain, got), ST_UNSUPPORTED);
		assert_int_equal(crypto_open(c, key, nonce, ad, sealed, got), ST_UNSUPPORTED);
		assert_int_equal(crypto_open(c, key, nonce, ad, BYTES_NONE, got), ST_UNSUPPORTED);
		processor_switch(false);
		return;
	}
	assert_int_equal(crypto_seal(c, key, nonce, ad, plain, got), ST_OK);
	assert_hex_equal(row->column[0], got, sealed);
	assert_int_equal(crypto_open(c, key, nonce, ad, sealed, got), ST_OK);
	assert_hex_equal(row->column[0], got, plain);
	for (size_t i = 0; i < sealed.n; i++) {
		memcpy(bad, sealed.p, sealed.n);
		bad[i] ^= 0x10;
		assert_int_equal(crypto_open(c, key, nonce, ad, bytes_of(bad, sealed.n), got), ST_MISMATCH);
	}
	for (size_t n = 0; n < sealed.n; n++)
		assert_int_equal(crypto_open(c, key, nonce, ad, bytes_slice(sealed, 0, n), got), ST_MISMATCH);
	assert_int_equal(crypto_open(c, key, nonce, BYTES_LIT("x"), sealed, got), ST_MISMATCH);
	processor_switch(false);
}

static void check_aead(struct vector_row *row)
{
	check_aead_by(row, false);
	check_aead_by(row, true);
}

/* The keystream at a position, reached in one step and in many. */
static void check_stream(struct vector_row *row)
{
	const enum cipher_alg c = cipher_by_name(row->column[1]);
	const struct bytes key = vector_bytes(row, 2), want = vector_bytes(row, 4);
	const size_t position = (size_t)bytes_uint(vector_bytes(row, 3));
	struct crypto_stream *s;
	uint8_t zeros[4096] = { 0 }, got[4096];

	if (!is_supported(row, c)) {
		assert_int_equal(crypto_stream_new(c, key, &s), ST_UNSUPPORTED);
		assert_null(s);
		return;
	}
	for (size_t step = 1; step <= 4096; step += 409) {
		assert_int_equal(crypto_stream_new(c, key, &s), ST_OK);
		for (size_t n = 0; n < position; n += step)
			crypto_stream_run(s, bytes_of(zeros, step < position - n ? step : position - n), got);
		crypto_stream_run(s, BYTES_NONE, got);
		assert_int_equal(crypto_stream_position(s), position);
		crypto_stream_run(s, bytes_of(zeros, want.n), got);
		assert_hex_equal(row->column[0], got, want);
		crypto_stream_free(s);
	}
}

static void check_dsa(struct vector_row *row)
{
	const enum hash_alg h = hash_by_name(row->column[1]);
	const struct bytes p = vector_bytes(row, 2), q = vector_bytes(row, 3), g = vector_bytes(row, 4), y = vector_bytes(row, 5),
			   m = vector_bytes(row, 6), sig = vector_bytes(row, 7), one = BYTES_LIT("\x01"), none = BYTES_NONE;
	const struct bytes r = bytes_slice(sig, 0, sig.n / 2), s = bytes_slice(sig, sig.n / 2, sig.n / 2);
	uint8_t digest[HASH_MAX], bad[40], large[1025];
	const struct bytes d = bytes_of(digest, hash_size(h));

	assert_int_equal(crypto_hash(h, &m, 1, digest), ST_OK);
	assert_int_equal(crypto_dsa_verify(p, q, g, y, d, r, s), ST_OK);
	assert_int_equal(crypto_dsa_verify(p, q, g, y, d, s, r), ST_MISMATCH);
	digest[0] ^= 1;
	assert_int_equal(crypto_dsa_verify(p, q, g, y, d, r, s), ST_MISMATCH);
	digest[0] ^= 1;
	for (size_t i = 0; i < sig.n; i += 3) {
		memcpy(bad, sig.p, sig.n);
		bad[i] ^= 1;
		assert_int_equal(crypto_dsa_verify(p, q, g, y, d, bytes_of(bad, 20), bytes_of(bad + 20, 20)), ST_MISMATCH);
	}
	/* r and s out of range: 0, q, more */
	assert_int_equal(crypto_dsa_verify(p, q, g, y, d, none, s), ST_MISMATCH);
	assert_int_equal(crypto_dsa_verify(p, q, g, y, d, r, none), ST_MISMATCH);
	assert_int_equal(crypto_dsa_verify(p, q, g, y, d, q, s), ST_MISMATCH);
	assert_int_equal(crypto_dsa_verify(p, q, g, y, d, r, q), ST_MISMATCH);
	assert_int_equal(crypto_dsa_verify(p, q, g, y, d, p, s), ST_MISMATCH);
	/* numbers that are no key */
	assert_int_equal(crypto_dsa_verify(none, q, g, y, d, r, s), ST_DECODE);
	assert_int_equal(crypto_dsa_verify(p, none, g, y, d, r, s), ST_DECODE);
	assert_int_equal(crypto_dsa_verify(p, p, g, y, d, r, s), ST_DECODE);
	assert_int_equal(crypto_dsa_verify(q, p, g, y, d, r, s), ST_DECODE);
	assert_int_equal(crypto_dsa_verify(p, q, one, y, d, r, s), ST_DECODE);
	assert_int_equal(crypto_dsa_verify(p, q, p, y, d, r, s), ST_DECODE);
	assert_int_equal(crypto_dsa_verify(p, q, g, one, d, r, s), ST_DECODE);
	assert_int_equal(crypto_dsa_verify(p, q, g, p, d, r, s), ST_DECODE);
	/* a q that is not prime: 2^168 - 1 is a multiple of 3, which then has no inverse */
	memset(bad, 0xff, sizeof(bad));
	assert_int_equal(crypto_dsa_verify(p, bytes_of(bad, 21), g, y, d, r, BYTES_LIT("\x03")), ST_MISMATCH);
	memset(large, 0xff, sizeof(large));
	assert_int_equal(crypto_dsa_verify(bytes_of(large, 513), q, g, y, d, r, s), ST_UNSUPPORTED);
	assert_int_equal(crypto_dsa_verify(bytes_of(large, 1025), q, g, y, d, r, s), ST_UNSUPPORTED);
	assert_int_equal(crypto_dsa_verify(p, bytes_of(large, 65), g, y, d, r, s), ST_UNSUPPORTED);
}

static void check_ecdsa(struct vector_row *row)
{
	const enum curve c = curve_by_name(row->column[1]);
	const enum hash_alg h = hash_by_name(row->column[2]);
	const struct bytes scalar = vector_bytes(row, 3), point = vector_bytes(row, 4), m = vector_bytes(row, 5),
			   sig = vector_bytes(row, 6);
	const size_t size = curve_size(c);
	uint8_t digest[HASH_MAX], got[2 * 66], public[1 + 2 * 66];
	struct bytes d = bytes_of(digest, hash_size(h));

	assert_int_equal(point.n, 1 + 2 * size);
	assert_int_equal(sig.n, 2 * size);
	assert_int_equal(crypto_ec_public(c, scalar, public), ST_OK);
	assert_hex_equal(row->column[0], public, point);
	assert_int_equal(crypto_hash(h, &m, 1, digest), ST_OK);
	assert_int_equal(crypto_ecdsa_sign(c, scalar, h, d, got), ST_OK);
	assert_hex_equal(row->column[0], got, sig);
	assert_int_equal(crypto_ecdsa_verify(c, point, d, sig), ST_OK);
	digest[0] ^= 1;
	assert_int_equal(crypto_ecdsa_verify(c, point, d, sig), ST_MISMATCH);
	digest[0] ^= 1;
	for (size_t i = 0; i < sig.n; i += sig.n / 4) {
		memcpy(got, sig.p, sig.n);
		got[i] ^= 1;
		assert_int_equal(crypto_ecdsa_verify(c, point, d, bytes_of(got, sig.n)), ST_MISMATCH);
	}
}

static struct rsa_key *key_of_row(struct vector_row *row)
{
	struct rsa_key *k;

	assert_int_equal(crypto_rsa_new(vector_bytes(row, 3), vector_bytes(row, 4), vector_bytes(row, 5), vector_bytes(row, 6),
					vector_bytes(row, 7), &k), ST_OK);
	assert_true(bytes_equal(crypto_rsa_n(k), row->bytes[3].p[0] ? vector_bytes(row, 3)
				: bytes_slice(vector_bytes(row, 3), 1, row->bytes[3].n - 1)));
	return k;
}

static value_id leaf(struct trace *t, struct bytes b)
{
	return trace_add_leaf(t, ACTOR_CLIENT, OP_CONST, "given", b);
}

static enum status pss_make(enum hash_alg h, struct bytes digest, struct bytes salt, size_t bits, uint8_t *block)
{
	struct work w = { .t = trace_new(), .actor = ACTOR_CLIENT };
	struct signature_parts p = { 0 };
	enum status st = value_pss_make(w, h, leaf(w.t, digest), leaf(w.t, salt), bits, &p);

	if (st == ST_OK)
		memcpy(block, trace_bytes(w.t, p.block).p, trace_bytes(w.t, p.block).n);
	trace_free(w.t);
	return st;
}

static enum status pss_open(enum hash_alg h, struct bytes digest, size_t bits, struct bytes block)
{
	struct work w = { .t = trace_new(), .actor = ACTOR_CLIENT };
	struct signature_parts p = { .block = leaf(w.t, block) };
	enum status st = value_pss_open(w, h, leaf(w.t, digest), bits, &p);

	trace_free(w.t);
	return st;
}

/* The block that a signature must have: PSS by the function, PKCS #1 v1.5 by hand. */
static void rsa_block(struct vector_row *row, struct rsa_key *k, enum hash_alg h, struct bytes digest, uint8_t *block)
{
	const struct bytes info = hash_digest_info(h);
	const size_t size = crypto_rsa_size(k);

	if (strcmp(row->column[1], "RSASSA-PSS") == 0) {
		assert_int_equal(pss_make(h, digest, vector_bytes(row, 9), crypto_rsa_bits(k), block), ST_OK);
		return;
	}
	memset(block, 0xff, size);
	block[0] = 0;
	block[1] = 1;
	block[size - digest.n - info.n - 1] = 0;
	memcpy(block + size - digest.n - info.n, info.p, info.n);
	memcpy(block + size - digest.n, digest.p, digest.n);
}

static void check_rsa(struct vector_row *row)
{
	const enum hash_alg h = hash_by_name(row->column[2]);
	const struct bytes m = vector_bytes(row, 8), sig = vector_bytes(row, 10);
	struct rsa_key *k = key_of_row(row);
	const size_t size = crypto_rsa_size(k);
	uint8_t digest[HASH_MAX], block[1024], got[1024];
	const struct bytes d = bytes_of(digest, hash_size(h));

	assert_int_equal(sig.n, size);
	assert_int_equal(crypto_hash(h, &m, 1, digest), ST_OK);
	rsa_block(row, k, h, d, block);
	assert_int_equal(crypto_rsa_public(k, sig, got), ST_OK);
	assert_hex_equal(row->column[0], got, bytes_of(block, size));
	if (strcmp(row->column[1], "RSASSA-PSS") == 0) {
		assert_int_equal(pss_open(h, d, crypto_rsa_bits(k), bytes_of(got, size)), ST_OK);
		for (size_t i = 0; i < size; i++)
			for (int bit = 0; bit < 8; bit++) {
				got[i] ^= (uint8_t)(1 << bit);
				assert_int_equal(pss_open(h, d, crypto_rsa_bits(k), bytes_of(got, size)), ST_MISMATCH);
				got[i] ^= (uint8_t)(1 << bit);
			}
		digest[3] ^= 1;
		assert_int_equal(pss_open(h, d, crypto_rsa_bits(k), bytes_of(got, size)), ST_MISMATCH);
	}
	if (row->bytes[5].n) {
		/* Twice: with fresh and with reused blinding values the bytes are the same. */
		for (int i = 0; i < 2; i++) {
			assert_int_equal(crypto_rsa_private(k, bytes_of(block, size), got), ST_OK);
			assert_hex_equal(row->column[0], got, sig);
		}
	} else {
		assert_int_equal(crypto_rsa_private(k, sig, got), ST_UNSUPPORTED);
	}
	crypto_rsa_free(k);
}

static void test_vectors_hash(void **state)
{
	(void)state;
	assert_int_equal(vector_each("hash.txt", 4, check_hash), 15);
}

static void test_vectors_hmac(void **state)
{
	(void)state;
	assert_int_equal(vector_each("hmac.txt", 5, check_hmac), 42);
}

static void test_vectors_cbc(void **state)
{
	(void)state;
	assert_int_equal(vector_each("cbc.txt", 6, check_cbc), 17);
}

static void test_vectors_gcm(void **state)
{
	(void)state;
	assert_int_equal(vector_each("gcm.txt", 7, check_aead), 8);
}

static void test_vectors_aead(void **state)
{
	(void)state;
	assert_int_equal(vector_each("aead.txt", 7, check_aead), 19);
}

static void test_vectors_stream(void **state)
{
	(void)state;
	assert_int_equal(vector_each("stream.txt", 5, check_stream), 24);
}

static void test_vectors_dsa(void **state)
{
	(void)state;
	assert_int_equal(vector_each("dsa.txt", 8, check_dsa), 10);
}

static void test_vectors_ecdsa(void **state)
{
	(void)state;
	assert_int_equal(vector_each("ecdsa.txt", 7, check_ecdsa), 15);
}

static void test_vectors_rsa(void **state)
{
	(void)state;
	assert_int_equal(vector_each("rsa.txt", 11, check_rsa), 6);
}

static void check_agree(struct vector_row *row)
{
	const enum curve c = curve_by_name(row->column[1]);
	const struct bytes private = vector_bytes(row, 2), public = vector_bytes(row, 3), peer = vector_bytes(row, 4);
	uint8_t got[1 + 2 * 66];

	assert_int_equal(public.n, curve_public_size(c));
	assert_int_equal(crypto_ec_public(c, private, got), ST_OK);
	assert_hex_equal(row->column[0], got, public);
	assert_int_equal(crypto_ec_agree(c, private, peer, got), ST_OK);
	assert_hex_equal(row->column[0], got, vector_bytes(row, 5));
}

static void test_vectors_agree(void **state)
{
	(void)state;
	assert_int_equal(vector_each("agree.txt", 6, check_agree), 9);
}

static void check_agree_again(struct vector_row *row)
{
	const enum curve c = curve_by_name(row->column[1]);
	const size_t size = curve_size(c);
	uint8_t private[56] = { c == CURVE_X448 ? 5 : 9 }, point[56], shared[56];

	memcpy(point, private, size);
	for (long times = strtol(row->column[2], NULL, 10); times > 0; times--) {
		assert_int_equal(crypto_ec_agree(c, bytes_of(private, size), bytes_of(point, size), shared), ST_OK);
		memcpy(point, private, size);
		memcpy(private, shared, size);
	}
	assert_hex_equal(row->column[0], private, vector_bytes(row, 3));
}

static void test_vectors_agree_again(void **state)
{
	(void)state;
	assert_int_equal(vector_each("agree_again.txt", 4, check_agree_again), 4);
}

/* ---- what must be refused ---- */

static void check_agree_bad(struct vector_row *row)
{
	const enum curve c = curve_by_name(row->column[1]);
	const enum status want = strcmp(row->column[3], "zero") == 0 ? ST_MISMATCH : ST_DECODE;
	uint8_t private[66] = { 0 }, got[66];

	private[0] = c == CURVE_P521 ? 0 : 0x77;
	private[1] = 1;
	if (crypto_ec_agree(c, bytes_of(private, curve_size(c)), vector_bytes(row, 2), got) != want)
		fail_msg("%s of %s", row->column[0], row->column[1]);
}

static void test_agree_bad(void **state)
{
	(void)state;
	assert_int_equal(vector_each("agree_bad.txt", 4, check_agree_bad), 22);
}

/* A scalar of 0, or of the order and more, is none; short ones are filled up in front. */
static void test_agree_scalars(void **state)
{
	static const uint8_t zeros[66], ones[66] = { [65] = 1 };
	uint8_t large[66], got[1 + 2 * 66], again[1 + 2 * 66];

	(void)state;
	memset(large, 0xff, sizeof(large));
	for (enum curve c = CURVE_P256; c <= CURVE_P521; c++) {
		assert_int_equal(crypto_ec_public(c, bytes_of(zeros, curve_size(c)), got), ST_DECODE);
		assert_int_equal(crypto_ec_public(c, bytes_of(large, curve_size(c)), got), ST_DECODE);
		assert_int_equal(crypto_ec_public(c, bytes_of(ones + 66 - curve_size(c), curve_size(c)), got), ST_OK);
		assert_int_equal(crypto_ec_public(c, bytes_of(ones + 65, 1), again), ST_OK);
		assert_memory_equal(got, again, curve_public_size(c));
	}
	assert_int_equal(crypto_ec_public(CURVE_X448, bytes_of(zeros, 55), got), ST_DECODE);
}

/* 2^e mod p by hand, and what cannot be a modulus. */
static void test_ff_power(void **state)
{
	static const struct {
		const char *p, *base, *exponent, *out;
		enum status st;
	} rows[] = {
		{ "65", "02", "0a", "0e", ST_OK },             /* 1024 mod 101 */
		{ "0065", "02", "0a", "000e", ST_OK },         /* as long as p was written */
		{ "65", "02", "64", "01", ST_OK },             /* Fermat */
		{ "65", "00", "05", "00", ST_OK },
		{ "65", "0000000000000000000002", "00000000000000000000000a", "0e", ST_OK },
		{ "0000", "02", "0a", "", ST_DECODE },
		{ "64", "02", "0a", "", ST_DECODE },           /* even */
		{ "01", "02", "0a", "", ST_DECODE },
		{ "", "02", "0a", "", ST_DECODE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf in[4] = { { 0 }, { 0 }, { 0 }, { 0 } };
		const char *const text[] = { rows[i].p, rows[i].base, rows[i].exponent, rows[i].out };
		uint8_t got[8];

		for (size_t j = 0; j < 4; j++)
			assert_int_equal(text_unhex(text[j], &in[j]), ST_OK);
		assert_int_equal(crypto_ff_power(buf_bytes(&in[0]), buf_bytes(&in[1]), buf_bytes(&in[2]), got), rows[i].st);
		if (rows[i].st == ST_OK)
			assert_hex_equal(rows[i].p, got, buf_bytes(&in[3]));
		for (size_t j = 0; j < 4; j++)
			buf_free(&in[j]);
	}
}

/* What zeros add is no length, whatever number they stand in front of; what is longer without them is refused. */
static void test_ff_power_zeros(void **state)
{
	enum { LONG = 1100 };
	static uint8_t numbers[3][LONG], got[LONG], want[LONG];
	const struct bytes all[] = { bytes_of(numbers[0], LONG), bytes_of(numbers[1], LONG), bytes_of(numbers[2], LONG) };

	(void)state;
	numbers[0][LONG - 1] = 101;
	numbers[1][LONG - 1] = 2;
	numbers[2][LONG - 1] = 10;
	want[LONG - 1] = 1024 % 101;
	assert_int_equal(crypto_ff_power(all[0], all[1], all[2], got), ST_OK);
	assert_memory_equal(got, want, LONG);
	for (int i = 0; i < 3; i++) {
		numbers[i][LONG - 1025] = 1;
		assert_int_equal(crypto_ff_power(all[0], all[1], all[2], got), ST_UNSUPPORTED);
		numbers[i][LONG - 1025] = 0;
	}
}

static void check_agree_ff(struct vector_row *row)
{
	const struct bytes p = vector_bytes(row, 1), private = vector_bytes(row, 3);
	uint8_t got[DH_GROUP_MAX];

	assert_int_equal(crypto_ff_power(p, vector_bytes(row, 2), private, got), ST_OK);
	assert_hex_equal(row->column[0], got, vector_bytes(row, 4));
	assert_int_equal(crypto_ff_power(p, vector_bytes(row, 5), private, got), ST_OK);
	assert_hex_equal(row->column[0], got, vector_bytes(row, 6));
}

static void test_vectors_agree_ff(void **state)
{
	(void)state;
	assert_int_equal(vector_each("agree_ff.txt", 7, check_agree_ff), 4);
}

/* Every known group is recognised, also with a zero in front, and taken for no other; p and (p-1)/2 are prime. */
static void test_dh_groups(void **state)
{
	static const uint16_t codes[] = { 256, 257, 258, 259, 260 };
	uint8_t p[1 + DH_GROUP_MAX] = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		const struct dh_group *g = dh_group_by_code(codes[i]);
		const size_t n = g->bits / 8u;

		dh_group_prime(g, p + 1);
		assert_ptr_equal(dh_group_recognize(bytes_of(p + 1, n), BYTES_LIT("\x02")), g);
		assert_ptr_equal(dh_group_recognize(bytes_of(p, 1 + n), BYTES_LIT("\x00\x02")), g);
		assert_null(dh_group_recognize(bytes_of(p + 1, n), BYTES_LIT("\x05")));
		if (n <= 384)
			assert_int_equal(crypto_is_prime(bytes_of(p + 1, n), 4), ST_OK);
		p[n] ^= 2;
		assert_null(dh_group_recognize(bytes_of(p + 1, n), BYTES_LIT("\x02")));
	}
	assert_null(dh_group_by_code(0));
	assert_null(dh_group_by_code(29));
	assert_null(dh_group_recognize(BYTES_NONE, BYTES_NONE));
}

static void test_is_prime(void **state)
{
	static const struct {
		const char *n;
		enum status st;
	} rows[] = {
		{ "65", ST_OK }, { "0065", ST_OK }, { "63", ST_MISMATCH }, { "0231", ST_MISMATCH },   /* 561, Carmichael's least */
		{ "01", ST_MISMATCH }, { "00", ST_MISMATCH },
		{ "7fffffffffffffffffffffffffffffff", ST_OK },        /* 2^127 - 1 */
		{ "01ffffffffffffffffff", ST_MISMATCH },              /* 2^73 - 1 */
	};
	uint8_t large[513] = { 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf n = { 0 };

		assert_int_equal(text_unhex(rows[i].n, &n), ST_OK);
		if (crypto_is_prime(buf_bytes(&n), 20) != rows[i].st)
			fail_msg("%s", rows[i].n);
		buf_free(&n);
	}
	assert_int_equal(crypto_is_prime(bytes_of(large, sizeof(large)), 1), ST_UNSUPPORTED);
}

static enum status new_rsa(struct bytes n, struct bytes e, struct bytes d, struct bytes p, struct bytes q)
{
	struct rsa_key *k;
	enum status st = crypto_rsa_new(n, e, d, p, q, &k);

	if (st != ST_OK)
		assert_null(k);
	crypto_rsa_free(k);
	return st;
}

static void check_rsa_refused(struct vector_row *row)
{
	const struct bytes n = vector_bytes(row, 3), e = vector_bytes(row, 4), d = vector_bytes(row, 5), p = vector_bytes(row, 6),
			   q = vector_bytes(row, 7);
	const struct bytes none = BYTES_NONE;
	struct buf even = { 0 };
	uint8_t big[1200];
	struct rsa_key *k = key_of_row(row);
	uint8_t out[1024];

	buf_add(&even, n);
	even.p[n.n - 1] &= 0xfe;
	assert_int_equal(new_rsa(buf_bytes(&even), e, none, none, none), ST_DECODE);
	assert_int_equal(new_rsa(none, e, none, none, none), ST_DECODE);
	assert_int_equal(new_rsa(n, none, none, none, none), ST_DECODE);
	assert_int_equal(new_rsa(n, BYTES_LIT("\x01"), none, none, none), ST_DECODE);
	assert_int_equal(new_rsa(n, BYTES_LIT("\x00\x00\x01"), none, none, none), ST_DECODE);
	assert_int_equal(new_rsa(n, BYTES_LIT("\x02"), none, none, none), ST_DECODE);
	assert_int_equal(new_rsa(n, BYTES_LIT("\x01\x00\x00"), none, none, none), ST_DECODE);
	assert_int_equal(new_rsa(bytes_slice(n, n.n - 63, 63), e, none, none, none), ST_DECODE);
	assert_int_equal(new_rsa(n, n, none, none, none), ST_UNSUPPORTED);
	memset(big, 0xff, sizeof(big));
	assert_int_equal(new_rsa(bytes_of(big, 1200), e, none, none, none), ST_UNSUPPORTED);
	assert_int_equal(new_rsa(bytes_of(big, 1024), bytes_of(big, 9), none, none, none), ST_UNSUPPORTED);
	assert_int_equal(new_rsa(bytes_of(big, 1024), e, none, none, none), ST_OK);
	if (d.n) {
		assert_int_equal(new_rsa(n, e, d, p, p), ST_DECODE);
		assert_int_equal(new_rsa(n, e, n, p, q), ST_DECODE);
		assert_int_equal(new_rsa(n, e, d, p, none), ST_DECODE);
		assert_int_equal(new_rsa(n, e, none, p, q), ST_DECODE);
		assert_int_equal(new_rsa(n, e, d, none, none), ST_OK);
	}
	assert_int_equal(crypto_rsa_public(k, crypto_rsa_n(k), out), ST_DECODE);
	assert_int_equal(crypto_rsa_public(k, bytes_of(big, crypto_rsa_size(k)), out), ST_DECODE);
	assert_int_equal(crypto_rsa_public(k, bytes_slice(crypto_rsa_n(k), 1, crypto_rsa_size(k) - 1), out), ST_DECODE);
	assert_int_equal(crypto_rsa_public(k, BYTES_NONE, out), ST_DECODE);
	if (d.n)
		assert_int_equal(crypto_rsa_private(k, crypto_rsa_n(k), out), ST_DECODE);
	crypto_rsa_free(k);
	buf_free(&even);
}

static void test_rsa_refused(void **state)
{
	(void)state;
	vector_each("rsa.txt", 11, check_rsa_refused);
}

static void check_ecdsa_refused(struct vector_row *row)
{
	const enum curve c = curve_by_name(row->column[1]);
	const struct bytes scalar = vector_bytes(row, 3), point = vector_bytes(row, 4), sig = vector_bytes(row, 6);
	const size_t size = curve_size(c);
	static const uint8_t digest[32] = { 1 };
	const struct bytes d = { digest, sizeof(digest) };
	uint8_t bad[2 * 66], out[2 * 66 + 1], off[2 * 66 + 1];

	/* r or s 0, or as large as can be */
	for (int half = 0; half < 2; half++)
		for (int fill = 0; fill < 2; fill++) {
			memcpy(bad, sig.p, sig.n);
			memset(bad + (half ? size : 0), fill ? 0xff : 0, size);
			assert_int_equal(crypto_ecdsa_verify(c, point, d, bytes_of(bad, sig.n)), ST_MISMATCH);
		}
	assert_int_equal(crypto_ecdsa_verify(c, point, d, bytes_slice(sig, 0, sig.n - 1)), ST_MISMATCH);
	assert_int_equal(crypto_ecdsa_verify(c, point, d, BYTES_NONE), ST_MISMATCH);
	assert_int_equal(crypto_ecdsa_verify(c, point, BYTES_NONE, sig), ST_MISMATCH);
	/* a point that is not on the curve, compressed, at infinity */
	memcpy(off, point.p, point.n);
	off[point.n - 1] ^= 1;
	assert_int_equal(crypto_ecdsa_verify(c, bytes_of(off, point.n), d, sig), ST_MISMATCH);
	off[0] = 2;
	assert_int_equal(crypto_ecdsa_verify(c, bytes_of(off, 1 + size), d, sig), ST_MISMATCH);
	assert_int_equal(crypto_ecdsa_verify(c, BYTES_LIT("\x00"), d, sig), ST_MISMATCH);
	assert_int_equal(crypto_ecdsa_verify(CURVE_NONE, point, d, sig), ST_UNSUPPORTED);
	/* a scalar that is 0, at least the order, too long; one with zeros in front is the same */
	memset(bad, 0, sizeof(bad));
	assert_int_equal(crypto_ec_public(c, bytes_of(bad, size), out), ST_DECODE);
	assert_int_equal(crypto_ec_public(c, BYTES_NONE, out), ST_DECODE);
	memcpy(bad + 2, scalar.p, size);
	assert_int_equal(crypto_ec_public(c, bytes_of(bad, size + 2), out), ST_OK);
	assert_hex_equal(row->column[0], out, point);
	memset(bad, 0xff, sizeof(bad));
	assert_int_equal(crypto_ec_public(c, bytes_of(bad, size), out), ST_DECODE);
	assert_int_equal(crypto_ec_public(c, bytes_of(bad, size + 1), out), ST_DECODE);
}

static void test_ecdsa_refused(void **state)
{
	(void)state;
	vector_each("ecdsa.txt", 7, check_ecdsa_refused);
}

static void test_pss_sizes(void **state)
{
	static const uint8_t digest[HASH_MAX] = { 7 };
	uint8_t block[1024];

	(void)state;
	/* 9.1.1 step 3: the block must hold hash, salt and two more bytes */
	for (size_t bits = 512; bits < 1100; bits++) {
		const struct bytes d = bytes_of(digest, 64);
		const bool fits = (bits - 1 + 7) / 8 >= 64 + 64 + 2;

		assert_int_equal(pss_make(HASH_SHA512, d, d, bits, block), fits ? ST_OK : ST_UNSUPPORTED);
		if (fits)
			assert_int_equal(pss_open(HASH_SHA512, d, bits, bytes_of(block, (bits + 7) / 8)), ST_OK);
	}
	memset(block, 0xbc, sizeof(block));
	assert_int_equal(pss_open(HASH_SHA512, bytes_of(digest, 64), 512, bytes_of(block, 64)), ST_MISMATCH);
	assert_int_equal(pss_open(HASH_SHA256, bytes_of(digest, 32), 2048, bytes_of(block, 255)), ST_MISMATCH);
	assert_int_equal(pss_open(HASH_SHA256, bytes_of(digest, 32), 2048, BYTES_NONE), ST_MISMATCH);
}

/* ---- the rest ---- */

static void test_hash_run(void **state)
{
	const struct bytes parts[] = { BYTES_LIT("one "), BYTES_NONE, BYTES_LIT("two "), BYTES_LIT("three") };
	uint8_t got[HASH_MAX], want[HASH_MAX];
	struct hash_run r;

	(void)state;
	for (int h = HASH_MD5; h <= HASH_SHA512; h++) {
		assert_int_equal(hash_run_begin(&r, h), ST_OK);
		for (size_t n = 0; n <= ARRAY_LEN(parts); n++) {
			/* twice, and with what has not been added yet: asking changes nothing */
			for (int i = 0; i < 2; i++) {
				hash_run_peek(&r, NULL, 0, got);
				assert_int_equal(crypto_hash(h, parts, n, want), ST_OK);
				assert_hex_equal(hash_name(h), got, bytes_of(want, hash_size(h)));
				hash_run_peek(&r, parts + n, ARRAY_LEN(parts) - n, got);
				assert_int_equal(crypto_hash(h, parts, ARRAY_LEN(parts), want), ST_OK);
				assert_hex_equal(hash_name(h), got, bytes_of(want, hash_size(h)));
			}
			if (n < ARRAY_LEN(parts))
				hash_run_add(&r, parts[n]);
		}
		hash_run_end(&r);
	}
}

/* What is computed here, of every length up to some blocks and in two parts, against the library's. */
static void test_sha256(void **state)
{
	enum { MOST = 200 };
	uint8_t data[MOST], got[HASH_MAX], want[HASH_MAX];
	struct hash_run r;

	(void)state;
	for (size_t i = 0; i < MOST; i++)
		data[i] = (uint8_t)(i * i + 7 * i);
	assert_false(processor_does(PROCESSOR_SHA256));
	for (size_t n = 0; n <= MOST; n++) {
		for (size_t first = 0; first <= n; first += 1 + n / 8) {
			const struct bytes parts[] = { bytes_of(data, first), bytes_of(data + first, n - first) };

			assert_int_equal(crypto_hash(HASH_SHA256, parts, 2, want), ST_OK);
			processor_switch(true);
			assert_int_equal(crypto_hash(HASH_SHA256, parts, 2, got), ST_OK);
			assert_memory_equal(got, want, 32);
			assert_int_equal(hash_run_begin(&r, HASH_SHA256), ST_OK);
			assert_int_equal(r.own, processor_does(PROCESSOR_SHA256));
			processor_switch(false);
			hash_run_add(&r, parts[0]);
			hash_run_peek(&r, parts + 1, 1, got);
			assert_memory_equal(got, want, 32);
			hash_run_add(&r, parts[1]);
			hash_run_peek(&r, NULL, 0, got);
			hash_run_end(&r);
			assert_memory_equal(got, want, 32);
		}
	}
}

/* What is opened here, of every length up to some blocks, is what the library has sealed; with any bit of the tag changed,
 * or another nonce, additional data or ciphertext, it is nothing. */
static void test_aes_gcm(void **state)
{
	static const enum cipher_alg ciphers[] = { CIPHER_AES_128_GCM, CIPHER_AES_256_GCM };
	enum { MOST = 150, TAG = 16 };
	uint8_t data[MOST + 32], sealed[MOST + TAG], got[MOST + 1], nonce[12], ad[40];

	(void)state;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * i * 5 + 11 * i);
	for (size_t n = 0; n <= 2 * MOST; n++) {
		const enum cipher_alg c = ciphers[n & 1];
		const struct bytes key = bytes_of(data + n / 7 % 32, cipher_specs[c].key_size), iv = bytes_of(nonce, 12);
		const struct bytes plain = bytes_of(data, n / 2), more = bytes_of(ad, n % sizeof(ad));
		const struct bytes in = bytes_of(sealed, plain.n + TAG);

		memcpy(nonce, data + n % 97, sizeof(nonce));
		memcpy(ad, data + n % 31, sizeof(ad));
		assert_int_equal(crypto_seal(c, key, iv, more, plain, sealed), ST_OK);
		processor_switch(true);
		memset(got, 0xa5, sizeof(got));
		assert_int_equal(crypto_open(c, key, iv, more, in, got), ST_OK);
		assert_memory_equal(got, data, plain.n);
		assert_int_equal(got[plain.n], 0xa5);
		for (size_t bit = 0; bit < 8 * in.n; bit += bit < 8 * plain.n ? 37 : 1) {
			sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
			assert_int_equal(crypto_open(c, key, iv, more, in, got), ST_MISMATCH);
			sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		nonce[n % 12] ^= 1;
		assert_int_equal(crypto_open(c, key, iv, more, in, got), ST_MISMATCH);
		nonce[n % 12] ^= 1;
		assert_int_equal(crypto_open(c, key, iv, bytes_of(ad, more.n ^ 1), in, got), ST_MISMATCH);
		assert_int_equal(crypto_open(c, key, iv, more, bytes_of(sealed, TAG - 1), got), ST_MISMATCH);
		processor_switch(false);
	}
}

static void test_hash_both(void **state)
{
	const struct bytes m = BYTES_LIT("abc");
	uint8_t both[HASH_MAX], one[HASH_MAX];

	(void)state;
	assert_int_equal(crypto_hash(HASH_MD5_SHA1, &m, 1, both), ST_OK);
	assert_int_equal(crypto_hash(HASH_MD5, &m, 1, one), ST_OK);
	assert_memory_equal(both, one, 16);
	assert_int_equal(crypto_hash(HASH_SHA1, &m, 1, one), ST_OK);
	assert_memory_equal(both + 16, one, 20);
}

/* What the engine speaks must be there; what nobody has must not be claimed; a cipher that is said to be
 * there works both ways. */
static void test_ciphers_supported(void **state)
{
	static const enum cipher_alg never[] = {
		CIPHER_RC4_40, CIPHER_RC2_CBC_40, CIPHER_DES40_CBC, CIPHER_IDEA_CBC, CIPHER_SEED_CBC, CIPHER_OTHER,
	};

	(void)state;
	for (int c = CIPHER_NULL; c <= CIPHER_AES_256_GCM; c++)
		assert_true(crypto_cipher_supported(c));
	for (size_t i = 0; i < ARRAY_LEN(never); i++)
		assert_false(crypto_cipher_supported(never[i]));
	for (int c = 0; c < CIPHER_N; c++) {
		const struct cipher_spec *s = &cipher_specs[c];

		assert_non_null(s->name);
		assert_int_equal(s->kind == CIPHER_IS_NULL || s->kind == CIPHER_IS_OTHER, s->key_size == 0);
		assert_int_equal(s->kind == CIPHER_IS_CBC, s->block_size != 0);
		assert_int_equal(s->kind == CIPHER_IS_AEAD, s->tag_size != 0);
		assert_int_equal(s->fixed_iv_size + s->explicit_iv_size, s->kind == CIPHER_IS_AEAD ? s->iv_size : 0);
		print_message("%-18s %s\n", s->name, crypto_cipher_supported(c) ? "yes" : "no");
	}
}

static void test_hmac_empty_key(void **state)
{
	uint8_t a[HASH_MAX], b[HASH_MAX];
	const struct bytes m = BYTES_LIT("message"), zeros = BYTES_LIT("\0\0\0\0\0");

	(void)state;
	assert_int_equal(crypto_hmac(HASH_SHA256, BYTES_NONE, &m, 1, a), ST_OK);
	assert_int_equal(crypto_hmac(HASH_SHA256, zeros, &m, 1, b), ST_OK);
	assert_memory_equal(a, b, 32);
	assert_int_equal(crypto_hmac(HASH_SHA256, BYTES_NONE, NULL, 0, a), ST_OK);
}

static void test_cbc_empty(void **state)
{
	static const uint8_t zero[32];
	uint8_t out[1];

	(void)state;
	for (int c = 0; c < CIPHER_N; c++)
		for (int encrypt = 0; encrypt < 2 && cipher_specs[c].kind == CIPHER_IS_CBC && crypto_cipher_supported(c); encrypt++)
			assert_int_equal(crypto_cbc(c, encrypt, bytes_of(zero, cipher_specs[c].key_size),
						    bytes_of(zero, cipher_specs[c].iv_size), BYTES_NONE, out), ST_OK);
}

static void test_names(void **state)
{
	(void)state;
	for (int h = HASH_NONE + 1; h < HASH_N; h++) {
		const struct bytes info = hash_digest_info(h);

		assert_true(hash_size(h) <= HASH_MAX);
		if (h == HASH_MD5_SHA1) {
			assert_int_equal(info.n, 0);
			assert_int_equal(hash_size(h), hash_size(HASH_MD5) + hash_size(HASH_SHA1));
			continue;
		}
		assert_int_equal(info.p[info.n - 1], hash_size(h));
		assert_int_equal(info.p[1], info.n - 2 + hash_size(h));
		assert_int_equal(hash_block_size(h), hash_size(h) > 32 ? 128 : 64);
	}
	assert_string_equal(curve_name(CURVE_P521), "P-521");
	assert_int_equal(curve_size(CURVE_P521), 66);
	assert_int_equal(curve_size(CURVE_NONE), 0);
}

static void test_rng_seeded(void **state)
{
	struct rng a = crypto_rng_seeded("7"), b = crypto_rng_seeded("7"), c = crypto_rng_seeded("8");
	uint8_t x[100], y[100], z[100];
	const char first[] = "slowshake rng\0007\0client\0random\0\0\0\0\0\0\0\0";
	const struct bytes in = bytes_of(first, sizeof(first));

	(void)state;
	a.draw(a.ctx, "client", "random", x, 100);
	assert_int_equal(crypto_hash(HASH_SHA256, &in, 1, y), ST_OK);
	assert_memory_equal(x, y, 32);
	/* in pieces, and with other streams drawn between */
	for (size_t off = 0, n = 1; off < 100; off += n, n = n < 100 - off ? n + 3 : 100 - off) {
		n = n > 100 - off ? 100 - off : n;
		b.draw(b.ctx, "client", "random", y + off, n);
		b.draw(b.ctx, "server", "random", z, 33);
		b.draw(b.ctx, "client", "pre_master_secret", z, 46);
	}
	assert_memory_equal(x, y, 100);
	c.draw(c.ctx, "client", "random", z, 100);
	assert_memory_not_equal(x, z, 32);
	a.draw(a.ctx, "server", "random", z, 100);
	assert_memory_not_equal(x, z, 32);
	crypto_rng_free(&a);
	crypto_rng_free(&b);
	crypto_rng_free(&c);
}

static void test_rng_system(void **state)
{
	struct rng r = crypto_rng_system();
	uint8_t x[32], y[32];

	(void)state;
	r.draw(r.ctx, "client", "random", x, 32);
	r.draw(r.ctx, "client", "random", y, 32);
	r.draw(r.ctx, "client", "random", y, 0);
	assert_memory_not_equal(x, y, 32);
	crypto_rng_free(&r);
}

static int teardown(void **state)
{
	(void)state;
	crypto_done();
	return 0;
}

UNIT_GROUP(crypto)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors_hash),
		cmocka_unit_test(test_vectors_hmac),
		cmocka_unit_test(test_vectors_cbc),
		cmocka_unit_test(test_vectors_gcm),
		cmocka_unit_test(test_vectors_aead),
		cmocka_unit_test(test_vectors_stream),
		cmocka_unit_test(test_vectors_dsa),
		cmocka_unit_test(test_vectors_ecdsa),
		cmocka_unit_test(test_vectors_rsa),
		cmocka_unit_test(test_vectors_agree),
		cmocka_unit_test(test_vectors_agree_again),
		cmocka_unit_test(test_agree_bad),
		cmocka_unit_test(test_agree_scalars),
		cmocka_unit_test(test_ff_power),
		cmocka_unit_test(test_ff_power_zeros),
		cmocka_unit_test(test_vectors_agree_ff),
		cmocka_unit_test(test_dh_groups),
		cmocka_unit_test(test_is_prime),
		cmocka_unit_test(test_rsa_refused),
		cmocka_unit_test(test_ecdsa_refused),
		cmocka_unit_test(test_pss_sizes),
		cmocka_unit_test(test_hash_run),
		cmocka_unit_test(test_sha256),
		cmocka_unit_test(test_aes_gcm),
		cmocka_unit_test(test_hash_both),
		cmocka_unit_test(test_ciphers_supported),
		cmocka_unit_test(test_hmac_empty_key),
		cmocka_unit_test(test_cbc_empty),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_rng_seeded),
		cmocka_unit_test(test_rng_system),
	};

	return cmocka_run_group_tests_name("crypto", tests, unit_set_up, teardown);
}
