#include "tls/suites.h"

#include <assert.h>
#include <stdlib.h>

#include "crypto/crypto.h"
#include "tls/kex/kex.h"

/* In order of preference: AEAD before CBC with a MAC, short tags and short blocks and broken ciphers behind, and what does
 * not encrypt at the very end. A cipher that is not here is not spoken. */
static const enum cipher_alg ciphers[] = {
	CIPHER_AES_128_GCM, CIPHER_AES_256_GCM, CIPHER_CHACHA20_POLY1305,
	CIPHER_AES_128_CCM, CIPHER_AES_256_CCM, CIPHER_CAMELLIA_128_GCM, CIPHER_CAMELLIA_256_GCM,
	CIPHER_ARIA_128_GCM, CIPHER_ARIA_256_GCM, CIPHER_AES_128_CCM_8, CIPHER_AES_256_CCM_8,
	CIPHER_AES_128_CBC, CIPHER_AES_256_CBC, CIPHER_CAMELLIA_128_CBC, CIPHER_CAMELLIA_256_CBC,
	CIPHER_ARIA_128_CBC, CIPHER_ARIA_256_CBC, CIPHER_SEED_CBC, CIPHER_3DES_EDE_CBC, CIPHER_RC4_128, CIPHER_NULL,
};

/* Its place in the list; the list's length if it has none. */
static size_t cipher_rank(enum cipher_alg c)
{
	size_t i = 0;

	while (i < ARRAY_LEN(ciphers) && ciphers[i] != c)
		i++;
	return i;
}

static bool is_spoken(const struct suite *s)
{
	return s->from <= VERSION_TLS12 && s->to >= VERSION_TLS12 && kex_of(s) && cipher_rank(s->cipher) < ARRAY_LEN(ciphers);
}

/* Later key exchanges and hashes stand later in their lists, and are the better ones. */
static int by_preference(const void *a, const void *b)
{
	const struct suite *x = suite_find(*(const uint16_t *)a), *y = suite_find(*(const uint16_t *)b);
	const int differences[] = {
		(x->cipher == CIPHER_NULL) - (y->cipher == CIPHER_NULL),
		kx_specs[y->kx].forward_secret - kx_specs[x->kx].forward_secret,
		(int)cipher_rank(x->cipher) - (int)cipher_rank(y->cipher),
		(int)y->kx - (int)x->kx,
		(int)y->mac - (int)x->mac,
	};

	for (size_t i = 0; i < ARRAY_LEN(differences); i++)
		if (differences[i])
			return differences[i];
	return 0;
}

struct code_list suites_spoken(void)
{
	static uint16_t codes[512];
	static size_t n;

	if (n)
		return (struct code_list){ codes, n };
	for (size_t i = 0; i < codes_cipher_suite.n; i++) {
		const struct suite *s = (const struct suite *)code_at(&codes_cipher_suite, i);

		assert(n < ARRAY_LEN(codes));
		if (is_spoken(s))
			codes[n++] = (uint16_t)s->code.value;
	}
	qsort(codes, n, sizeof(codes[0]), by_preference);
	return (struct code_list){ codes, n };
}

bool suite_has_primitives(const struct suite *s)
{
	const enum hash_alg hashes[] = { s->mac, s->prf };
	uint8_t digest[HASH_MAX];

	for (size_t i = 0; i < ARRAY_LEN(hashes); i++)
		if (hashes[i] != HASH_NONE && crypto_hash(hashes[i], NULL, 0, digest) != ST_OK)
			return false;
	return crypto_cipher_supported(s->cipher);
}
