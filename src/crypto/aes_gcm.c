#include "crypto/aes_gcm.h"

#include <assert.h>
#include <string.h>

#if defined(__x86_64__)

#include <immintrin.h>

#define WITH_AES __attribute__((target("aes,pclmul,ssse3,sse4.1")))

enum { BLOCK = 16, TAG = 16, NONCE = 12, ROUNDS_MAX = 14, AT_ONCE = 4 };

struct schedule {
	__m128i key[ROUNDS_MAX + 1];
	unsigned rounds;
};

static __m128i load(const uint8_t *p)
{
	return _mm_loadu_si128((const __m128i *)(const void *)p);
}

static void store(uint8_t *p, __m128i x)
{
	_mm_storeu_si128((__m128i *)(void *)p, x);
}

/* FIPS 197 5.2, four words at a time. The S-box is that of a last round: on four columns that are the same, ShiftRows does nothing. */
WITH_AES static void expand(struct schedule *s, struct bytes key)
{
	const unsigned n = (unsigned)(key.n / BLOCK);
	const __m128i rotated = _mm_set1_epi32(0x0c0f0e0d), straight = _mm_set1_epi32(0x0f0e0d0c);
	int constant = 1;

	s->rounds = 6 + 4 * n;
	for (unsigned i = 0; i < n; i++)
		s->key[i] = load(key.p + (size_t)BLOCK * i);
	for (unsigned i = n; i <= s->rounds; i++) {
		const bool rotates = i % n == 0;
		__m128i x = s->key[i - n], last = _mm_shuffle_epi8(s->key[i - 1], rotates ? rotated : straight);

		last = _mm_aesenclast_si128(last, _mm_set1_epi32(rotates ? constant : 0));
		if (rotates)
			constant = (constant << 1 ^ (constant & 0x80 ? 0x11b : 0)) & 0xff;
		x = _mm_xor_si128(x, _mm_slli_si128(x, 4));
		x = _mm_xor_si128(x, _mm_slli_si128(x, 8));
		s->key[i] = _mm_xor_si128(x, last);
	}
}

WITH_AES static void encrypt(const struct schedule *s, __m128i x[AT_ONCE])
{
	for (unsigned i = 0; i < AT_ONCE; i++)
		x[i] = _mm_xor_si128(x[i], s->key[0]);
	for (unsigned round = 1; round < s->rounds; round++)
		for (unsigned i = 0; i < AT_ONCE; i++)
			x[i] = _mm_aesenc_si128(x[i], s->key[round]);
	for (unsigned i = 0; i < AT_ONCE; i++)
		x[i] = _mm_aesenclast_si128(x[i], s->key[s->rounds]);
}

/* ---- GHASH (SP 800-38D 6.4) ----
 * Its bits run the other way than those of the instruction. Blocks are turned round by bytes, and the key is doubled beforehand,
 * which makes up for the one bit by which a product of numbers so written is off. */

WITH_AES static __m128i turned(__m128i x)
{
	return _mm_shuffle_epi8(x, _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
}

/* x^128 + x^127 + x^126 + x^121 + 1, turned round: its upper half, and 1. */
WITH_AES static __m128i polynomial(void)
{
	return _mm_set_epi64x((int64_t)0xc200000000000000, 1);
}

WITH_AES static __m128i doubled(__m128i h)
{
	const __m128i out = _mm_srai_epi32(_mm_shuffle_epi32(h, 0xff), 31);
	const __m128i carried = _mm_slli_si128(_mm_srli_epi64(h, 63), 8);

	return _mm_xor_si128(_mm_or_si128(_mm_slli_epi64(h, 1), carried), _mm_and_si128(out, polynomial()));
}

WITH_AES static __m128i multiplied(__m128i a, __m128i h)
{
	const __m128i middle = _mm_xor_si128(_mm_clmulepi64_si128(a, h, 0x01), _mm_clmulepi64_si128(a, h, 0x10));
	const __m128i upper = _mm_xor_si128(_mm_clmulepi64_si128(a, h, 0x11), _mm_srli_si128(middle, 8));
	__m128i lower = _mm_xor_si128(_mm_clmulepi64_si128(a, h, 0x00), _mm_slli_si128(middle, 8));

	for (unsigned i = 0; i < 2; i++)
		lower = _mm_xor_si128(_mm_shuffle_epi32(lower, 0x4e), _mm_clmulepi64_si128(lower, polynomial(), 0x10));
	return _mm_xor_si128(upper, lower);
}

WITH_AES static __m128i hashed(__m128i y, __m128i h, struct bytes data)
{
	uint8_t last[BLOCK] = { 0 };
	const size_t whole = data.n - data.n % BLOCK;

	for (size_t at = 0; at < whole; at += BLOCK)
		y = multiplied(_mm_xor_si128(y, turned(load(data.p + at))), h);
	if (whole < data.n) {
		memcpy(last, data.p + whole, data.n - whole);
		y = multiplied(_mm_xor_si128(y, turned(load(last))), h);
	}
	return y;
}

/* ---- */

WITH_AES static __m128i counted(__m128i first, uint32_t n)
{
	return _mm_insert_epi32(first, (int)__builtin_bswap32(n), 3);
}

WITH_AES static void decrypt(const struct schedule *s, __m128i first, struct bytes in, uint8_t *out)
{
	uint32_t n = 2;                  /* 1 is the tag's */

	for (size_t at = 0; at < in.n; at += AT_ONCE * BLOCK) {
		const size_t left = in.n - at < AT_ONCE * BLOCK ? in.n - at : AT_ONCE * BLOCK;
		__m128i x[AT_ONCE];
		uint8_t stream[AT_ONCE * BLOCK];

		for (unsigned i = 0; i < AT_ONCE; i++)
			x[i] = counted(first, n++);
		encrypt(s, x);
		for (unsigned i = 0; i < AT_ONCE; i++)
			store(stream + (size_t)BLOCK * i, x[i]);
		for (size_t i = 0; i < left; i++)
			out[at + i] = in.p[at + i] ^ stream[i];
	}
}

WITH_AES bool aes_gcm_open(struct bytes key, struct bytes nonce, struct bytes ad, struct bytes in, uint8_t *out)
{
	struct bytes text;
	struct schedule s;
	uint8_t counter[BLOCK] = { 0 };
	__m128i x[AT_ONCE] = { _mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128() }, h, y, first;

	assert((key.n == 16 || key.n == 32) && nonce.n == NONCE);
	if (in.n < TAG)
		return false;
	text = bytes_slice(in, 0, in.n - TAG);
	expand(&s, key);
	memcpy(counter, nonce.p, NONCE);
	first = load(counter);
	x[1] = counted(first, 1);
	encrypt(&s, x);
	h = doubled(turned(x[0]));
	y = hashed(hashed(_mm_setzero_si128(), h, ad), h, text);
	y = multiplied(_mm_xor_si128(y, _mm_set_epi64x((int64_t)(ad.n * 8), (int64_t)(text.n * 8))), h);
	y = _mm_xor_si128(_mm_xor_si128(turned(y), x[1]), load(in.p + text.n));
	if (!_mm_testz_si128(y, y))
		return false;
	decrypt(&s, first, text, out);
	return true;
}

#else

bool aes_gcm_open(struct bytes key, struct bytes nonce, struct bytes ad, struct bytes in, uint8_t *out)
{
	(void)key, (void)nonce, (void)ad, (void)in, (void)out;
	assert(!"asked for although it is not there");
	return false;
}

#endif
