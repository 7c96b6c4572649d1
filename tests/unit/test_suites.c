#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "check_trace.h"
#include "base/status.h"
#include "crypto/crypto.h"
#include "spec/codes.h"
#include "spec/suites.h"
#include "tls/suites.h"

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
	{ "SHA256", CIPHER_NULL }, { "SHA384", CIPHER_NULL },   /* RFC 9150: TLS 1.3 with integrity alone */
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

/* "TLS_" [ kx "_WITH_" ] cipher [ "_" hash ]; false if it has no such form. */
static bool parse_name(const char *name, struct parsed *p)
{
	const char *with = strstr(name, "_WITH_"), *rest = name + 4;
	size_t best = 0;

	if (strncmp(name, "TLS_", 4) != 0)
		return false;
	*p = (struct parsed){ 0 };
	if (with) {
		snprintf(p->kx, sizeof(p->kx), "%.*s", (int)(with - rest), rest);
		rest = with + 6;
	}
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

/* The hash of the PRF or of HKDF: RFC 5246 5 and its successors, SHA-256 unless the name says another. */
static enum hash_alg prf_of(const struct suite *s, const struct parsed *p)
{
	const enum hash_alg named = hash_of(p->hash);

	return named == HASH_SHA384 || s->from == VERSION_TLS13 ? named : HASH_SHA256;
}

static void check_row(const struct suite *s, const struct parsed *p)
{
	const bool aead = cipher_specs[s->cipher].kind == CIPHER_IS_AEAD;
	const char *name = s->code.name;

	/* RFC 6655 has two suites the other way round */
	if (p->kx[0] && strcmp(kx_specs[s->kx].name, strcmp(p->kx, "PSK_DHE") == 0 ? "DHE_PSK" : p->kx) != 0)
		fail_msg("%s: key exchange %s", name, kx_specs[s->kx].name);
	if ((s->kx == KX_ANY) != !p->kx[0])
		fail_msg("%s: TLS 1.3 chooses the key exchange apart from the suite", name);
	if (p->cipher != s->cipher)
		fail_msg("%s: cipher %s", name, cipher_specs[s->cipher].name);
	if (s->mac != (aead ? HASH_NONE : hash_of(p->hash)))
		fail_msg("%s: MAC %s", name, hash_name(s->mac));
	if (s->prf != prf_of(s, p))
		fail_msg("%s: PRF %s", name, hash_name(s->prf));
	assert_true(s->mac != HASH_NONE || aead);
}

static void check_versions(const struct suite *s)
{
	const bool psk = kx_specs[s->kx].psk, sha2 = s->mac == HASH_SHA256 || s->mac == HASH_SHA384;

	if (s->from < VERSION_SSL30 || s->from > s->to || s->to > VERSION_TLS13)
		fail_msg("%s: versions %04x to %04x", s->code.name, s->from, s->to);
	if ((s->from == VERSION_TLS13 || s->to == VERSION_TLS13) != (s->kx == KX_ANY))
		fail_msg("%s: the suites of TLS 1.3 are its own", s->code.name);
	if (s->from < VERSION_TLS12 && (cipher_specs[s->cipher].kind == CIPHER_IS_AEAD || (sha2 && !psk)))
		fail_msg("%s: not before TLS 1.2", s->code.name);
	if (kx_specs[s->kx].export && s->to > VERSION_TLS10)
		fail_msg("%s: not since TLS 1.1", s->code.name);
	if ((s->cipher == CIPHER_DES_CBC || s->cipher == CIPHER_IDEA_CBC) && s->to > VERSION_TLS11)
		fail_msg("%s: not since TLS 1.2", s->code.name);
}

/* Each row against its own name; a cipher is "other" only where the name has none that is known. */
static void test_rows(void **state)
{
	size_t n = 0;

	(void)state;
	for (uint32_t code = 0; code < 0x10000; code++) {
		const struct suite *s = suite_find((uint16_t)code);
		struct parsed p;

		if (!s)
			continue;
		n++;
		assert_int_equal(s->code.value, code);
		assert_ptr_equal(code_find(&codes_cipher_suite, code), &s->code);
		if (parse_name(s->code.name, &p) && p.known)
			check_row(s, &p);
		else if (s->cipher != CIPHER_OTHER)
			fail_msg("%s: cipher %s", s->code.name, cipher_specs[s->cipher].name);
		check_versions(s);
	}
	for (size_t i = 0; i < codes_cipher_suite.n; i++) {
		const struct suite *s = (const struct suite *)code_at(&codes_cipher_suite, i);

		n += s->kx == KX_NONE;
		assert_int_equal(s->kx == KX_NONE, s->code.value == 0 || strstr(s->code.name, "SCSV") != NULL);
	}
	assert_int_equal(n, codes_cipher_suite.n);
	assert_null(suite_find(0xffff));
	assert_string_equal(suite_find(0x1301)->code.name, "TLS_AES_128_GCM_SHA256");
}

/* What is offered by default is written down here a second time: every golden rests on it. */
static void test_preference(void **state)
{
	static const uint16_t usual[] = { 0x003c, 0x009c, 0x009d, 0x003d, 0x002f, 0x0035 };
	const struct code_list spoken = suites_spoken();

	(void)state;
	assert_int_equal(suites_usual.n, ARRAY_LEN(usual));
	assert_memory_equal(suites_usual.codes, usual, sizeof(usual));
	for (size_t i = 0; i < suites_usual.n; i++)
		assert_true(code_listed(&spoken, suites_usual.codes[i]));
	assert_non_null(suite_by_name("tls_rsa_with_null_md5"));
	assert_null(suite_by_name("TLS_FALLBACK_SCSV"));
	assert_null(suite_by_name(""));
}

/* Which are spoken, by what their names say: written down a second time. */
static void test_spoken(void **state)
{
	static const char *const kx[] = {
		"TLS_", "TLS_RSA_WITH_", "TLS_ECDHE_RSA_WITH_", "TLS_ECDHE_ECDSA_WITH_", "TLS_DHE_RSA_WITH_", "TLS_DH_anon_WITH_", "TLS_ECDH_anon_WITH_",
		"TLS_PSK_WITH_", "TLS_DHE_PSK_WITH_", "TLS_PSK_DHE_WITH_", "TLS_RSA_PSK_WITH_", "TLS_ECDHE_PSK_WITH_",
	};
	static const char *const ciphers[] = {
		"NULL_", "RC4_128_", "3DES_EDE_CBC_", "AES_128_", "AES_256_", "CAMELLIA_", "ARIA_", "SEED_", "CHACHA20_",
	};
	const struct code_list spoken = suites_spoken();
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < codes_cipher_suite.n; i++) {
		const struct suite *s = (const struct suite *)code_at(&codes_cipher_suite, i);
		bool by_name = false;

		/* a suite of TLS 1.3 names no key exchange */
		for (size_t k = s->from < VERSION_TLS13; k < ARRAY_LEN(kx); k++)
			for (size_t m = 0; strncmp(s->code.name, kx[k], strlen(kx[k])) == 0 && m < ARRAY_LEN(ciphers); m++)
				by_name |= strncmp(s->code.name + strlen(kx[k]), ciphers[m], strlen(ciphers[m])) == 0;
		by_name &= s->to >= VERSION_TLS12;
		n += by_name;
		if (by_name != code_listed(&spoken, s->code.value))
			fail_msg("%s: %s", s->code.name, by_name ? "not spoken" : "spoken");
	}
	assert_int_equal(spoken.n, n);
	assert_true(n > 60);
}

/* What stands before what. */
static void test_order(void **state)
{
	static const char *const in_order[] = {
		"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-CHACHA20-POLY1305",
		"ECDHE-ECDSA-AES128-CCM", "ECDHE-ECDSA-AES128-CCM8", "ECDHE-RSA-AES128-SHA256", "ECDHE-RSA-AES128-SHA",
		"ECDHE-RSA-DES-CBC3-SHA", "ECDHE-RSA-RC4-SHA", "AES128-GCM-SHA256", "AES128-CCM8", "AES128-SHA256", "AES128-SHA", "DES-CBC3-SHA",
		"RC4-SHA", "RC4-MD5", "ADH-AES128-GCM-SHA256", "AECDH-AES128-SHA", "ADH-AES128-SHA", "ECDHE-RSA-NULL-SHA", "NULL-SHA256", "NULL-SHA", "NULL-MD5",
	};
	const struct code_list spoken = suites_spoken();
	size_t at = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(in_order); i++) {
		const struct suite *s = suite_by_name(in_order[i]);

		assert_non_null(s);
		while (at < spoken.n && spoken.codes[at] != s->code.value)
			at++;
		if (at == spoken.n)
			fail_msg("%s does not stand behind %s", in_order[i], i ? in_order[i - 1] : "the beginning");
	}
}

static void test_openssl_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < codes_cipher_suite.n; i++) {
		const struct suite *s = (const struct suite *)code_at(&codes_cipher_suite, i);

		if (s->openssl_name && suite_by_name(s->openssl_name) != s)
			fail_msg("%s and %s have the same name", s->code.name, suite_by_name(s->openssl_name)->code.name);
	}
	assert_string_equal(suite_find(0xc02f)->openssl_name, "ECDHE-RSA-AES128-GCM-SHA256");
	assert_string_equal(suite_find(0xcca9)->openssl_name, "ECDHE-ECDSA-CHACHA20-POLY1305");
	assert_null(suite_find(0xc0b0)->openssl_name);
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

/* What peers of today want, by what the names say. */
static void test_live(void **state)
{
	const struct code_list spoken = suites_spoken(), offered = suites_of_clients(), taken = suites_of_servers();
	bool rsa = false, cbc = false;
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < offered.n; i++) {
		const char *name = suite_find(offered.codes[i])->code.name;
		bool tls13 = !strstr(name, "_WITH_"), ecdhe = strncmp(name, "TLS_ECDHE_", 10) == 0 || tls13;

		CHECK_THAT(ecdhe || strncmp(name, "TLS_RSA_WITH_", 13) == 0 || strncmp(name, "TLS_PSK_WITH_", 13) == 0, "%s is offered", name);
		CHECK_THAT(strstr(name, "_AES_") || strstr(name, "_CHACHA20_"), "%s is offered", name);
		CHECK_THAT(!strstr(name, "CCM"), "%s is offered", name);
		CHECK_THAT(!(ecdhe && rsa), "%s stands behind RSA", name);
		cbc = ecdhe == !rsa && cbc;
		CHECK_THAT(!cbc || strstr(name, "_CBC_"), "%s stands behind CBC", name);
		rsa = !ecdhe;
		cbc |= strstr(name, "_CBC_") != NULL;
	}
	/* three of TLS 1.3; two key exchanges with 128 and 256 bits of GCM, ChaCha20, CBC with two hashes; RSA without ChaCha20; and
	 * for who has a pre-shared key two more */
	assert_int_equal(offered.n, 3 + 2 * (2 + 1 + 4) + 2 + 4 + 2 * (2 + 1 + 4));
	assert_string_equal(suite_find(offered.codes[0])->code.name, "TLS_AES_128_GCM_SHA256");
	assert_string_equal(suite_find(offered.codes[3])->code.name, "TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256");
	assert_string_equal(suite_find(offered.codes[4])->code.name, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
	for (size_t i = 0; i < spoken.n; i++) {
		const struct suite *s = suite_find(spoken.codes[i]);
		bool wanted = !strstr(s->code.name, "_NULL_") && !strstr(s->code.name, "_anon_") && suite_has_primitives(s);

		CHECK_THAT(wanted == code_listed(&taken, s->code.value), "%s", s->code.name);
		n += wanted;
	}
	assert_int_equal(taken.n, n);
	assert_true(kx_specs[suite_find(taken.codes[0])->kx].forward_secret && !kx_specs[suite_find(taken.codes[n - 1])->kx].forward_secret);
}

/* SSL 3.0 has what it had, and AES and Camellia where nothing else is missing. */
static void test_spoken_from(void **state)
{
	static const struct { uint16_t suite, from; } all[] = {
		{ 0x000a, VERSION_SSL30 }, { 0x0004, VERSION_SSL30 }, { 0x002f, VERSION_SSL30 }, { 0x0088, VERSION_SSL30 },
		{ 0xc013, VERSION_TLS10 }, { 0xc009, VERSION_TLS10 }, { 0x008c, VERSION_TLS10 }, { 0x003c, VERSION_TLS12 },
		{ 0x009c, VERSION_TLS12 }, { 0x1301, VERSION_TLS13 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		CHECK_THAT(suite_spoken_from(suite_find(all[i].suite)) == all[i].from, "%s", suite_find(all[i].suite)->code.name);
}

UNIT_GROUP(suites)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_spoken_from),
		cmocka_unit_test(test_preference),
		cmocka_unit_test(test_spoken),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_live),
		cmocka_unit_test(test_openssl_names),
		cmocka_unit_test(test_key_exchanges),
	};

	return cmocka_run_group_tests_name("suites", tests, unit_set_up, NULL);
}
