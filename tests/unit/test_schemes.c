/* Signature schemes: each row against its own name and the bytes of its code. */
#include "unit.h"
#include "base/status.h"
#include "spec/schemes.h"

#include <string.h>

/* The two bytes of TLS 1.2's pair (RFC 5246 7.4.1.4.1). */
static const enum hash_alg hashes[] = { HASH_NONE, HASH_MD5, HASH_SHA1, HASH_SHA224, HASH_SHA256, HASH_SHA384, HASH_SHA512 };
static const enum signature_kind kinds[] = { SIG_OTHER, SIG_RSA_PKCS1, SIG_DSA, SIG_ECDSA };

static const struct {
	const char *word;
	enum signature_kind kind;
	enum signer key;
} words[] = {
	{ "rsa_pkcs1_", SIG_RSA_PKCS1, SIGNER_RSA }, { "rsa_pss_rsae_", SIG_RSA_PSS, SIGNER_RSA },
	{ "rsa_pss_pss_", SIG_RSA_PSS, SIGNER_RSA_PSS }, { "dsa_", SIG_DSA, SIGNER_DSA }, { "ecdsa_", SIG_ECDSA, SIGNER_EC },
	{ "ed25519", SIG_EDDSA, SIGNER_ED25519 }, { "ed448", SIG_EDDSA, SIGNER_ED448 },
};

static void check_name(const struct scheme *s)
{
	const char *name = s->code.name;
	size_t i = 0;

	while (i < ARRAY_LEN(words) && strncmp(name, words[i].word, strlen(words[i].word)) != 0)
		i++;
	if (i == ARRAY_LEN(words) ? s->kind != SIG_OTHER : s->kind != words[i].kind || s->key != words[i].key)
		fail_msg("%s: kind %d, key %d", name, (int)s->kind, (int)s->key);
	if (s->hash == HASH_SHA256 || s->hash == HASH_SHA384 || s->hash == HASH_SHA512)
		assert_non_null(strstr(name, s->hash == HASH_SHA256 ? "sha256" : s->hash == HASH_SHA384 ? "sha384" : "sha512"));
	assert_int_equal(s->curve != CURVE_NONE, s->kind == SIG_ECDSA && (strstr(name, "secp") || strstr(name, "brainpool")));
}

static void rows_fit_their_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < codes_signature_scheme.n; i++) {
		const struct scheme *s = (const struct scheme *)code_at(&codes_signature_scheme, i);
		const uint32_t hash = s->code.value >> 8, kind = s->code.value & 0xff;

		check_name(s);
		if (hash < ARRAY_LEN(hashes) && kind < ARRAY_LEN(kinds) && (s->hash != hashes[hash] || s->kind != kinds[kind]))
			fail_msg("%s: not the pair that its bytes say", s->code.name);
		assert_true(s->from >= VERSION_TLS12 && s->from <= s->to && s->to <= VERSION_TLS13);
		/* RFC 9846 4.3.3, but for certificates; RFC 9963 brings PKCS #1 back for clients, by another number */
		if (s->hash == HASH_SHA1 || s->kind == SIG_DSA || (s->kind == SIG_RSA_PKCS1 && !strstr(s->code.name, "legacy")))
			assert_int_equal(s->to, VERSION_TLS12);
	}
}

static void what_is_spoken(void **state)
{
	(void)state;
	for (size_t i = 0; i < schemes_spoken.n; i++) {
		const struct scheme *s = scheme_find_spoken(schemes_spoken.codes[i]);

		assert_non_null(s);
		assert_true(s->from <= VERSION_TLS12);
		assert_true(s->hash != HASH_NONE && s->key != SIGNER_OTHER);
	}
	for (size_t i = 0; i < schemes_usual.n; i++)
		assert_non_null(scheme_find_spoken(schemes_usual.codes[i]));
	for (size_t i = 0; i < schemes_current.n; i++)   /* RFC 9155 */
		assert_true(scheme_find_spoken(schemes_current.codes[i])->hash != HASH_SHA1);
	assert_null(scheme_find_spoken(0x0202));
	assert_null(scheme_find(0xfefe));
	assert_int_equal(scheme_of(SIG_RSA_PSS, HASH_SHA384)->code.value, 0x0805);
	assert_int_equal(scheme_of(SIG_RSA_PKCS1, HASH_SHA256)->code.value, 0x0401);
	assert_int_equal(scheme_of(SIG_DSA, HASH_SHA256)->code.value, 0x0402);
	assert_int_equal(scheme_of(SIG_ECDSA, HASH_SHA384)->code.value, 0x0503);
	assert_null(scheme_of(SIG_RSA_PSS, HASH_SHA1));
}

static const struct {
	const char *name;
	uint16_t code;             /* 0: it is no name */
} names[] = {
	{ "rsa_pkcs1_sha256", 0x0401 }, { "RSA_PKCS1_SHA256", 0x0401 }, { "RSA+SHA256", 0x0401 }, { "RSA-PSS+SHA384", 0x0805 },
	{ "ECDSA+SHA512", 0x0603 }, { "rsa+sha1", 0x0201 }, { "rsa_pss_pss_sha256", 0x0809 }, { "ed25519", 0x0807 }, { "RSA", 0 }, { "RSA+", 0 },
	{ "RSA+SHA-256", 0 }, { "", 0 },
};

static void names_of_both_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const struct scheme *s = scheme_by_name(names[i].name);

		if ((s ? s->code.value : 0) != names[i].code)
			fail_msg("%s: %s", names[i].name, s ? s->code.name : "no scheme");
	}
}

UNIT_GROUP(schemes)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_fit_their_names),
		cmocka_unit_test(what_is_spoken),
		cmocka_unit_test(names_of_both_kinds),
	};

	return cmocka_run_group_tests_name("schemes", tests, NULL, NULL);
}
