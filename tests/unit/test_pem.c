/* PEM, and private keys out of files. */
#include "unit.h"
#include "x509/pem.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/keyfile.h"
#include "x509/certificate.h"

/* Label, or what came instead. */
static void expect(const char *text, const char *label, const char *hex)
{
	struct pem_reader r = { .text = bytes_str(text) };
	struct pem_block b;
	struct buf got = { 0 };
	enum status st = pem_next(&r, &b);

	if (!hex) {
		assert_int_equal(st, label ? ST_DECODE : ST_NOT_FOUND);
	} else {
		assert_int_equal(st, ST_OK);
		assert_string_equal(b.label, label);
		text_hex(&got, buf_bytes(&b.der), 0);
		assert_string_equal(buf_str(&got), hex);
	}
	pem_block_free(&b);
	buf_free(&got);
}

static void test_blocks(void **state)
{
	(void)state;
	expect("", NULL, NULL);
	expect("no block here\n", NULL, NULL);
	expect("-----BEGIN X-----\nAAEC\n-----END X-----\n", "X", "000102");
	expect("words before\r\n-----BEGIN X-----\r\nAAE=\r\n-----END X-----", "X", "0001");
	expect("-----BEGIN X-----\n  AA\n==  \n-----END X-----\n", "X", "00");
	expect("-----BEGIN X-----\nProc-Type: 4,CLEAR\n\nAAEC\n-----END X-----\n", "X", "000102");
}

static void test_broken(void **state)
{
	(void)state;
	expect("-----BEGIN X-----\nAAEC\n", "X", NULL);
	expect("-----BEGIN X-----\nAAEC\n-----END Y-----\n", "X", NULL);
	expect("-----BEGIN X-----\nAAE\n-----END X-----\n", "X", NULL);
	expect("-----BEGIN X-----\nAAF=\n-----END X-----\n", "X", NULL);     /* a bit beyond the end */
	expect("-----BEGIN X-----\nA===\n-----END X-----\n", "X", NULL);
	expect("-----BEGIN X-----\nAA=A\n-----END X-----\n", "X", NULL);
	expect("-----BEGIN X-----\nAA!C\n-----END X-----\n", "X", NULL);
	expect("-----BEGIN X-----\n-----END X-----\n", "X", NULL);
	expect("-----BEGIN X-----\nAAEC\n-----BEGIN X-----\nAAEC\n-----END X-----\n", "X", NULL);
}

/* Files whose lines do not end where they should. */
static void test_lines(void **state)
{
	(void)state;
	expect("-----BEGIN X-----\rAAEC\r-----END X-----\r", "X", "000102");
	expect("-----BEGIN X-----AAEC-----END X-----", "X", "000102");
	expect("  -----BEGIN X-----\n  AAEC\n  -----END X-----\n", "X", "000102");
	expect("-----BEGIN X-----\nAAEC-----END X----------BEGIN Y-----\nAAAA\n", "X", "000102");
	expect("# -----BEGIN X-----\n# AAEC\n# -----END X-----\n", NULL, NULL);
	expect("-----BEGIN PGP SIGNED MESSAGE-----\n\nwords\n-----BEGIN X-----\nAAEC\n-----END X-----\n", "X", "000102");
}

static void expect_fault(const char *text, unsigned line, const char *what)
{
	struct pem_reader r = { .text = bytes_str(text) };
	struct pem_block b;

	assert_int_equal(pem_next(&r, &b), ST_DECODE);
	assert_int_equal(b.fault_line, line);
	assert_non_null(strstr(b.fault, what));
	pem_block_free(&b);
}

static void test_faults(void **state)
{
	(void)state;
	expect_fault("\n-----BEGIN X-----\nAAEC\n", 2, "no END");
	expect_fault("-----BEGIN X-----\nAAEC\n-----BEGIN X-----\n", 1, "no END");
	expect_fault("-----BEGIN X-----\nAAEC\n-----END Y-----\n", 3, "the label of this END");
	expect_fault("-----BEGIN X-----\nAAEC\nAA!C\n-----END X-----\n", 3, "no base64");
	expect_fault("-----BEGIN X-----\nAAE\n-----END X-----\n", 3, "not whole");
	expect_fault("-----BEGIN X-----\n-----END X-----\n", 2, "nothing stands between");
	expect_fault("a\n-----BEGIN X----\nAAEC\n-----END X-----\n", 2, "five hyphens");
	expect_fault("----BEGIN X-----\nAAEC\n-----END X-----\n", 1, "five hyphens");
	expect_fault("\xe2\x80\x93\xe2\x80\x93-BEGIN X-----\nAAEC\n", 1, "five hyphens");
	expect_fault("cert: -----BEGIN X-----\nAAEC\n-----END X-----\n", 1, "before BEGIN");
	expect_fault("AAEC\n-----END X-----\n", 2, "no BEGIN");
}

static void test_goes_on(void **state)
{
	struct pem_reader r = { .text = bytes_str("-----BEGIN A-----\n!\n-----END A-----\n\n"
						  "-----BEGIN B-----\nAAEC\n-----END B-----\n") };
	struct pem_block b;

	(void)state;
	assert_int_equal(pem_next(&r, &b), ST_DECODE);
	assert_int_equal(b.line, 1);
	pem_block_free(&b);
	assert_int_equal(pem_next(&r, &b), ST_OK);
	assert_string_equal(b.label, "B");
	assert_int_equal(b.line, 5);
	pem_block_free(&b);
	assert_int_equal(pem_next(&r, &b), ST_NOT_FOUND);
}

/* ---- private keys ---- */

static void test_demo_keys(void **state)
{
	static const struct {
		const char *key, *certificate;
		bool fits;
	} pairs[] = {
		{ "pki/server.key", "pki/server.pem", true },
		{ "pki/wrong-server.key", "pki/server.pem", false },
		{ "pki/client-p256.key", "pki/client-p256.pem", true },
		{ "pki/client-p384.key", "pki/client-p384.pem", true },
		{ "pki/client-p384.key", "pki/client-p256.pem", false },
		{ "pki/client-rsa.key", "pki/client-p256.pem", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		struct pem_reader r = { .text = unit_asset(pairs[i].certificate) };
		struct pem_block b;
		struct keyfile k;
		struct error err;
		struct x509 x;

		assert_int_equal(keyfile_read(unit_asset(pairs[i].key), "key", &k, &err), ST_OK);
		assert_int_equal(pem_next(&r, &b), ST_OK);
		assert_int_equal(x509_parse(buf_bytes(&b.der), &x), ST_OK);
		assert_int_equal(keyfile_matches(&k, &x.key), pairs[i].fits);
		pem_block_free(&b);
		keyfile_free(&k);
	}
}

static void refuses(const char *text, const char *sentence)
{
	struct error err = { "" };
	struct keyfile k;

	assert_int_not_equal(keyfile_read(bytes_str(text), "my.key", &k, &err), ST_OK);
	if (!strstr(err.text, sentence) || !strstr(err.text, "my.key"))
		fail_msg("\"%s\" lacks \"%s\"", err.text, sentence);
}

/* The number 1, on P-256: with all its zeros, with fewer, and with one too many. */
static void test_short_scalars(void **state)
{
	static const struct { uint8_t size; bool fits; } cases[] = { { 1, true }, { 20, true }, { 32, true }, { 0, false }, { 33, false } };
	static const uint8_t curve[] = { 0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf der = { 0 };
		struct keyfile k;
		struct error err;

		buf_add_uint(&der, 2, 0x3000u + 5u + cases[i].size + sizeof(curve));
		buf_add_uint(&der, 4, 0x02010104);
		buf_add_uint(&der, 1, cases[i].size);
		for (size_t n = 1; n < cases[i].size; n++)
			buf_add_uint(&der, 1, 0);
		if (cases[i].size)
			buf_add_uint(&der, 1, 1);
		buf_add(&der, bytes_of(curve, sizeof(curve)));
		assert_int_equal(keyfile_read(buf_bytes(&der), "key", &k, &err) == ST_OK, cases[i].fits);
		if (cases[i].fits) {
			assert_int_equal(k.key.scalar.n, 32);
			assert_int_equal(bytes_uint(bytes_slice(k.key.scalar, 24, 8)), 1);
			keyfile_free(&k);
		}
		buf_free(&der);
	}
}

static void test_refused_keys(void **state)
{
	(void)state;
	refuses("", "an empty file, and a private key");
	refuses("words\n", "no private key");
	refuses("CLIENT_RANDOM 00 00\n", "a key log, and a private key");
	refuses("-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----\n", "my.key:1: this is a certificate, and a private key");
	refuses("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n", "encrypted");
	refuses("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAEC\n"
		"-----END RSA PRIVATE KEY-----\n", "openssl pkey");
	refuses("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n", "damaged");
	/* Ed25519, as PKCS #8 */
	refuses("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
		"-----END PRIVATE KEY-----\n", "not supported");
}

UNIT_GROUP(pem)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks), cmocka_unit_test(test_broken), cmocka_unit_test(test_goes_on), cmocka_unit_test(test_lines),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_demo_keys), cmocka_unit_test(test_short_scalars), cmocka_unit_test(test_refused_keys),
	};

	return cmocka_run_group_tests_name("pem", tests, unit_set_up, NULL);
}
