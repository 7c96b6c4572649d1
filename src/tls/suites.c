#include "tls/suites.h"

#include <assert.h>
#include <stdlib.h>

#include "crypto/crypto.h"
#include "tls/kex/kex.h"

enum { SUITES_MAX = 512 };

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
	return s->to >= VERSION_TLS12 && kex_of(s) && cipher_rank(s->cipher) < ARRAY_LEN(ciphers);
}

/* Later key exchanges and hashes stand later in their lists, and are the better ones. */
static int by_preference(const void *a, const void *b)
{
	const struct suite *x = suite_find(*(const uint16_t *)a), *y = suite_find(*(const uint16_t *)b);
	const int differences[] = {
		(int)y->from / VERSION_TLS13 - (int)x->from / VERSION_TLS13,
		(x->cipher == CIPHER_NULL) - (y->cipher == CIPHER_NULL),
		kex_is_anonymous(x) - kex_is_anonymous(y),
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
	static uint16_t codes[SUITES_MAX];
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

	for (size_t i = 0; i < ARRAY_LEN(hashes); i++)
		if (hashes[i] != HASH_NONE && !crypto_hash_supported(hashes[i]))
			return false;
	return crypto_cipher_supported(s->cipher);
}

static bool is_of_clients(const struct suite *s)
{
	static const enum cipher_alg offered[] = {
		CIPHER_AES_128_GCM, CIPHER_AES_256_GCM, CIPHER_CHACHA20_POLY1305, CIPHER_AES_128_CBC, CIPHER_AES_256_CBC,
	};
	bool is_offered = false;

	for (size_t i = 0; i < ARRAY_LEN(offered); i++)
		is_offered |= s->cipher == offered[i];
	return is_offered && (s->kx == KX_ANY || s->kx == KX_ECDHE_ECDSA || s->kx == KX_ECDHE_RSA || s->kx == KX_RSA || s->kx == KX_ECDHE_PSK || s->kx == KX_PSK);
}

static bool is_of_servers(const struct suite *s)
{
	return s->cipher != CIPHER_NULL && !kex_is_anonymous(s) && suite_has_primitives(s);
}

static struct code_list spoken_that(bool (*is_wanted)(const struct suite *s), uint16_t codes[SUITES_MAX])
{
	const struct code_list spoken = suites_spoken();
	size_t n = 0;

	for (size_t i = 0; i < spoken.n; i++)
		if (is_wanted(suite_find(spoken.codes[i])))
			codes[n++] = spoken.codes[i];
	return (struct code_list){ codes, n };
}

struct code_list suites_of_clients(void)
{
	static uint16_t codes[SUITES_MAX];

	return spoken_that(is_of_clients, codes);
}

struct code_list suites_with_primitives(void)
{
	static uint16_t codes[SUITES_MAX];

	return spoken_that(suite_has_primitives, codes);
}

struct code_list suites_of_servers(void)
{
	static uint16_t codes[SUITES_MAX];

	return spoken_that(is_of_servers, codes);
}
