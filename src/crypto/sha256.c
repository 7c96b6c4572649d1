#include "crypto/sha256.h"

#include <assert.h>
#include <string.h>

#if defined(__x86_64__)

#include <immintrin.h>

enum { BLOCK = 64, DIGEST = 32, LENGTH_AT = BLOCK - 8 };

static const uint32_t constants[BLOCK] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* Four rounds and four words of the message schedule at a time; w is the last sixteen of them. */
__attribute__((target("sha,sse4.1"))) static void take_blocks(uint32_t state[8], const uint8_t *p, size_t n)
{
	const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	__m128i abef = _mm_load_si128((const __m128i *)(const void *)state);
	__m128i cdgh = _mm_load_si128((const __m128i *)(const void *)(state + 4));

	for (; n; n--, p += BLOCK) {
		const __m128i abef_before = abef, cdgh_before = cdgh;
		__m128i w[4];

#pragma GCC unroll 16
		for (unsigned i = 0; i < 16; i++) {
			__m128i *const now = &w[i % 4], sum;

			if (i < 4)
				*now = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + (size_t)16 * i)), swap);
			else
				*now = _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(*now, w[(i + 1) % 4]),
						_mm_alignr_epi8(w[(i + 3) % 4], w[(i + 2) % 4], 4)), w[(i + 3) % 4]);
			sum = _mm_add_epi32(*now, _mm_loadu_si128((const __m128i *)(const void *)(constants + (size_t)4 * i)));
			cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
			abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));
		}
		abef = _mm_add_epi32(abef, abef_before);
		cdgh = _mm_add_epi32(cdgh, cdgh_before);
	}
	_mm_store_si128((__m128i *)(void *)state, abef);
	_mm_store_si128((__m128i *)(void *)(state + 4), cdgh);
}

void sha256_begin(struct sha256 *s)
{
	static const uint32_t first[8] = {
		0x9b05688c, 0x510e527f, 0xbb67ae85, 0x6a09e667, 0x5be0cd19, 0x1f83d9ab, 0xa54ff53a, 0x3c6ef372,
	};

	memcpy(s->state, first, sizeof(first));
	s->n = 0;
}

void sha256_add(struct sha256 *s, struct bytes data)
{
	const size_t there = s->n % BLOCK;
	size_t n;

	if (!data.n)
		return;
	s->n += data.n;
	if (there) {
		n = data.n < BLOCK - there ? data.n : BLOCK - there;
		memcpy(s->block + there, data.p, n);
		data = bytes_slice(data, n, data.n - n);
		if (there + n < BLOCK)
			return;
		take_blocks(s->state, s->block, 1);
	}
	n = data.n / BLOCK;
	take_blocks(s->state, data.p, n);
	if (data.n % BLOCK)
		memcpy(s->block, data.p + n * BLOCK, data.n % BLOCK);
}

void sha256_end(struct sha256 *s, uint8_t out[DIGEST])
{
	static const uint8_t order[8] = { 3, 2, 7, 6, 1, 0, 5, 4 };   /* a b c d e f g h, in the state */
	static const uint8_t padding[BLOCK] = { 0x80 };
	const uint64_t bits = s->n * 8;
	uint8_t length[8];

	sha256_add(s, bytes_of(padding, 1 + (BLOCK + LENGTH_AT - 1 - s->n % BLOCK) % BLOCK));
	for (unsigned i = 0; i < 8; i++)
		length[i] = (uint8_t)(bits >> (56 - 8 * i));
	sha256_add(s, bytes_of(length, sizeof(length)));
	for (unsigned i = 0; i < DIGEST; i++)
		out[i] = (uint8_t)(s->state[order[i / 4]] >> (24 - 8 * (i % 4)));
}

#else

void sha256_begin(struct sha256 *s)
{
	(void)s;
	assert(!"asked for although it is not there");
}

void sha256_add(struct sha256 *s, struct bytes data)
{
	(void)s, (void)data;
}

void sha256_end(struct sha256 *s, uint8_t out[32])
{
	(void)s, (void)out;
}

#endif
