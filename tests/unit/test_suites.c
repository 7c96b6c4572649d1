#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>


#include "unit.h"
#include "base/status.h"
#include "crypto/crypto.h"
#include "spec/codes.h"
#include "spec/suites.h"

/* ---- a suite's IANA name, read by itself ---- */

/* "AES_128_CBC" as it stands in a name; the registry has two spellings of one export cipher. */
static const struct {
	const char *text;
	enum cipher_alg cipher;
} cipher_words[] = {
	{ "NULL", CIPHER_NULL }, { "3DES_EDE_CBC", CIPHER_3DES_EDE_CBC },
	{ "AES_128_CBC", CIPHER_AES_128_CBC }, { "AES_256_CBC", CIPHER_AES_256_CBC },
	{ "AES_128_GCM", CIPHER_AES_128_GCM }, { "AES_256_GCM", CIPHER_AES_256_GCM },
	{ "AES_128_CCM", CIPHER_AES_128_CCM }, { "AES_256_CCM", CIPHER_AES_256_CCM },
	{ "AES_128_CCM_8", CIPHER_AES_128_CCM_8 }, { "AES_256_CCM_8", CIPHER_AES_256_CCM_8 },
	{ "CAMELLIA_128_CBC", CIPHER_CAMELLIA_128_CBC }, { "CAMELLIA_256_CBC", CIPHER_CAMELLIA_256_CBC },
	{ "CAMELLIA_128_GCM", CIPHER_CAMELLIA_128_GCM }, { "CAMELLIA_256_GCM", CIPHER_CAMELLIA_256_GCM },
	{ "ARIA_128_CBC", CIPHER_ARIA_128_CBC }, { "ARIA_256_CBC", CIPHER_ARIA_256_CBC },
	{ "ARIA_128_GCM", CIPHER_ARIA_128_GCM }, { "ARIA_256_GCM", CIPHER_ARIA_256_GCM },
	{ "CHACHA20_POLY1305", CIPHER_CHACHA20_POLY1305 },
	{ "RC4_128", CIPHER_RC4_128 }, { "RC4_40", CIPHER_RC4_40 }, { "RC2_CBC_40", CIPHER_RC2_CBC_40 },
	{ "DES40_CBC", CIPHER_DES40_CBC }, { "DES_CBC_40", CIPHER_DES40_CBC }, { "DES_CBC", CIPHER_DES_CBC },
	{ "IDEA_CBC", CIPHER_IDEA_CBC }, { "SEED_CBC", CIPHER_SEED_CBC },
};

static const struct {
	const char *text;
	enum hash_alg hash;
} hash_words[] = { { "MD5", HASH_MD5 }, { "SHA", HASH_SHA1 }, { "SHA256", HASH_SHA256 }, { "SHA384", HASH_SHA384 } };

struct parsed {
	char kx[32], hash[16];
	enum cipher_alg cipher;
	bool known;            /* the cipher is one that has a name here */
};

/* "TLS_" kx "_WITH_" cipher [ "_" hash ]; false if it has no such form. */
static bool parse_name(const char *name, struct parsed *p)
{
	const char *with = strstr(name, "_WITH_"), *rest;
	size_t best = 0;

	if (strncmp(name, "TLS_", 4) != 0 || !with)
		return false;
	*p = (struct parsed){ 0 };
	snprintf(p->kx, sizeof(p->kx), "%.*s", (int)(with - name - 4), name + 4);
	rest = with + 6;
	for (size_t i = 0; i < ARRAY_LEN(cipher_words); i++) {
		const size_t n = strlen(cipher_words[i].text);

		if (n > best && strncmp(rest, cipher_words[i].text, n) == 0 && (!rest[n] || rest[n] == '_')) {
			best = n;
			p->cipher = cipher_words[i].cipher;
			p->known = true;
		}
	}
	if (p->known && rest[best])
		snprintf(p->hash, sizeof(p->hash), "%s", rest + best + 1);
	return true;
}

static enum hash_alg hash_of(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(hash_words); i++)
		if (strcmp(hash_words[i].text, text) == 0)
			return hash_words[i].hash;
	return HASH_NONE;
}

static void check_row(const struct suite *s)
{
	const bool aead = cipher_specs[s->cipher].kind == CIPHER_IS_AEAD;
	struct parsed p;

	if (!parse_name(s->name, &p) || !p.known)
		fail_msg("%s is no name of a suite with a cipher", s->name);
	/* RFC 6655 has two suites the other way round */
	if (strcmp(kx_specs[s->kx].name, strcmp(p.kx, "PSK_DHE") == 0 ? "DHE_PSK" : p.kx) != 0)
		fail_msg("%s: key exchange %s", s->name, kx_specs[s->kx].name);
	if (p.cipher != s->cipher)
		fail_msg("%s: cipher %s", s->name, cipher_specs[s->cipher].name);
	if (s->mac != (aead ? HASH_NONE : hash_of(p.hash)))
		fail_msg("%s: MAC %s", s->name, hash_name(s->mac));
	/* RFC 5246 5 and its successors: SHA-256 unless the suite says SHA-384 */
	if (s->prf != (strcmp(p.hash, "SHA384") == 0 ? HASH_SHA384 : HASH_SHA256))
		fail_msg("%s: PRF %s", s->name, hash_name(s->prf));
	assert_true(s->mac != HASH_NONE || aead);
	assert_true(s->rfc && strncmp(s->rfc, "RFC ", 4) == 0);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_all_suites; i++) {
		const struct suite *s = &all_suites[i];
		const char *name = code_name(&codes_cipher_suite, s->code);

		check_row(s);
		if (!name || strcmp(name, s->name) != 0)
			fail_msg("%04x: %s here, %s in the registry", s->code, s->name, name);
		if (i)
			assert_true(all_suites[i - 1].code < s->code);
	}
	for (size_t i = 0; i < n_suites; i++)
		check_row(&suites[i]);
}

/* Every suite of the registry whose cipher has a name is there, up to TLS 1.2. */
static void test_complete(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < codes_cipher_suite.n; i++) {
		const struct code *c = &codes_cipher_suite.codes[i];
		struct parsed p;
		const bool wanted = parse_name(c->name, &p) && p.known && c->value != 0;

		if (wanted != (suite_find_any((uint16_t)c->value) != NULL))
			fail_msg("%s is %s", c->name, wanted ? "missing" : "too much");
		n += wanted;
	}
	assert_int_equal(n, n_all_suites);
	assert_null(suite_find_any(0x0000));
	assert_null(suite_find_any(0x00ff));
	assert_null(suite_find_any(0x1301));
	assert_null(suite_find_any(0xffff));
	for (uint32_t code = 0; code < 0x10000; code++) {
		const struct suite *s = suite_find_any((uint16_t)code);

		assert_true(!s || s->code == code);
		n -= s != NULL;
	}
	assert_int_equal(n, 0);
}

/* The engine's list: what it prefers first, each a row of the other table too. */
static void test_preference(void **state)
{
	static const uint16_t order[] = { 0x003c, 0x009c, 0x009d, 0x003d, 0x002f, 0x0035, 0x000a, 0x003b, 0x0002 };

	(void)state;
	assert_int_equal(n_suites, ARRAY_LEN(order));
	for (size_t i = 0; i < n_suites; i++) {
		const struct suite *any = suite_find_any(order[i]);

		assert_int_equal(suites[i].code, order[i]);
		assert_ptr_equal(suite_find(order[i]), &suites[i]);
		assert_non_null(any);
		assert_memory_equal(any, &suites[i], sizeof(*any));
		assert_ptr_equal(suite_by_name(suites[i].name), &suites[i]);
		assert_ptr_equal(suite_by_name(suites[i].openssl_name), &suites[i]);
	}
	assert_null(suite_find(0xc02f));
	assert_null(suite_by_name("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
}

static void test_openssl_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_all_suites; i++)
		for (size_t j = i + 1; j < n_all_suites; j++)
			if (all_suites[i].openssl_name && all_suites[j].openssl_name &&
			    strcmp(all_suites[i].openssl_name, all_suites[j].openssl_name) == 0)
				fail_msg("%s and %s have the same name", all_suites[i].name, all_suites[j].name);
	assert_string_equal(suite_find_any(0xc02f)->openssl_name, "ECDHE-RSA-AES128-GCM-SHA256");
	assert_string_equal(suite_find_any(0xcca9)->openssl_name, "ECDHE-ECDSA-CHACHA20-POLY1305");
	assert_null(suite_find_any(0xc0b0)->openssl_name);
}

/* What a name says about the key exchange. */
static void test_key_exchanges(void **state)
{
	(void)state;
	for (int k = 0; k < KX_N; k++) {
		const struct kx_spec *s = &kx_specs[k];
		const bool e = strstr(s->name, "DHE") != NULL, anon = strstr(s->name, "anon") != NULL, psk = strstr(s->name, "PSK") != NULL;

		assert_int_equal(s->psk, psk);
		assert_int_equal(s->export, strstr(s->name, "EXPORT") != NULL);
		if (s->method == KX_BY_DH || s->method == KX_BY_ECDH) {
			assert_int_equal(s->forward_secret, e || anon);
			assert_int_equal(s->ephemeral, e || anon);
			assert_int_equal(s->method == KX_BY_ECDH, strncmp(s->name, "EC", 2) == 0);
			assert_int_equal(s->signer != KX_UNSIGNED, e && !psk);
			assert_int_equal(s->certificate, !anon && !psk);
		}
		if (s->signer == KX_SIGNED_RSA)
			assert_non_null(strstr(s->name, "RSA"));
		if (s->signer == KX_SIGNED_DSS)
			assert_non_null(strstr(s->name, "DSS"));
		if (s->signer == KX_SIGNED_ECDSA)
			assert_non_null(strstr(s->name, "ECDSA"));
	}
	assert_false(kx_specs[KX_RSA].forward_secret || kx_specs[KX_RSA_PSK].forward_secret);
	assert_true(kx_specs[KX_RSA_PSK].certificate);
}

UNIT_GROUP(suites)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_complete),
		cmocka_unit_test(test_preference),
		cmocka_unit_test(test_openssl_names),
		cmocka_unit_test(test_key_exchanges),
	};

	return cmocka_run_group_tests_name("suites", tests, NULL, NULL);
}
