/* Key log files: which lines are entries, which are bad, and what is found. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"
#include "packets.h"
#include "source/capture/keylog.h"

#define R1 "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define R2 "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define M1 "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecf"
#define M2 "A0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0C1C2C3C4C5C6C7C8C9CACBCCCDCEC0"

static void complain(void *ctx, const char *text)
{
	buf_printf(ctx, "%s\n", text);
}

static const struct {
	const char *text;
	unsigned entries;
	const char *complaints;
} files[] = {
	{ "", 0, "" },
	{ "CLIENT_RANDOM " R1 " " M1 "\n", 1, "" },
	{ "CLIENT_RANDOM " R1 " " M2, 1, "" },
	{ "\xef\xbb\xbf# comment\r\n\r\n  CLIENT_RANDOM\t" R1 "  " M1 " \r\n", 1, "" },
	{ "CLIENT_RANDOM " R1 " " M1 "\nCLIENT_RANDOM " R1 " " M1 "\n", 1, "" },
	{ "CLIENT_RANDOM " R1 " " M1 "\nCLIENT_RANDOM " R1 " " M2 "\nCLIENT_RANDOM " R2 " " M2 "\n", 3,
	  "f:2: another secret for the same session came before, and that one is used: one of the two is wrong\n" },
	{ "-----BEGIN PRIVATE KEY-----\nAAAA\n", 0, "f:1: this is a private key, and a key log is wanted: a server's private key is given with --rsa-key\n" },
	{ "CLIENT_RANDOM " R1 " " M1 "\rCLIENT_RANDOM " R2 " " M1, 2, "" },
	{ "RSA 0001020304050607 " M1 "\n", 1, "" },
	{ "RSA Session-ID:00aa Master-Key:" M1 "\n", 1, "" },
	{ "PMS_CLIENT_RANDOM " R1 " " R2 "\n", 1, "" },
	{ "PMS_CLIENT_RANDOM " R1 " " M1 M1 M1 M1 "\nPMS_CLIENT_RANDOM " R1 " " M1 M1 M1 M1 "\n", 1, "" },
	{ "PMS_CLIENT_RANDOM " R1 " " M1 M1 M1 M1 "\nPMS_CLIENT_RANDOM " R1 " " M1 M1 M1 M2 "\n", 2,
	  "f:2: another secret for the same session came before, and that one is used: one of the two is wrong\n" },
	/* what is not used is told once a file, each label once */
	{ "CLIENT_HANDSHAKE_TRAFFIC_SECRET " R1 " " M1 "\nCLIENT_TRAFFIC_SECRET_0 " R1 " " R2 "\n", 2, "" },
	{ "EXPORTER_SECRET " R1 " " M1 "\n", 1, "" },
	{ "\nQUIC_CLIENT_TRAFFIC_SECRET_0 " R1 " " M1 "\nECH_SECRET x y\nECH_SECRET z y\n", 0,
	  "f:2: labels that this version does not use: QUIC_CLIENT_TRAFFIC_SECRET_0, ECH_SECRET (2 lines)\n" },
	{ "hello\nCLIENT_RANDOM " R1 " " M1 "\n", 1, "f:1: labels that are not known: hello\n" },
	{ "a 1\nb\na\nQUIC_X 1 2\nb\na\n", 0,
	  "f:4: labels that this version does not use: QUIC_X\nf:1: labels that are not known: a (3 lines), b (2 lines)\n" },
	{ "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\no\np\nq\nr\nQUIC_X 1 2\nECH_Y 1 2\n", 0,
	  "f:19: labels that this version does not use: others (2 lines)\n"
	  "f:1: labels that are not known: a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p and others (2 lines)\n" },
	{ "\nCLIENT_RANDOM\n", 0, "f:2: a label, an identifier and a secret are wanted: CLIENT_RANDOM\n" },
	{ "CLIENT_RANDOM " R1 "\n", 0, "f:1: a label, an identifier and a secret are wanted: CLIENT_RANDOM\n" },
	{ "CLIENT_RANDOM 0001 " M1 "\n", 0, "f:1: CLIENT_RANDOM wants 32 bytes of hex behind it: 0001\n" },
	{ "CLIENT_RANDOM " R1 "00 " M1 "\n", 0,
	  "f:1: CLIENT_RANDOM wants 32 bytes of hex behind it: 000102030405060708090a0b0c0d0e0f10111213...\n" },
	{ "CLIENT_RANDOM " R1 " " R1 "\n", 0, "f:1: the secret does not have the length that it must have, or is no hex\n" },
	{ "CLIENT_RANDOM " R1 " 0" M1 "\n", 0, "f:1: the secret does not have the length that it must have, or is no hex\n" },
	{ "CLIENT_RANDOM " R1 " x" M1 "x\n", 0, "f:1: the secret does not have the length that it must have, or is no hex\n" },
	{ "CLIENT_RANDOM " R1 " " M1 " more\n", 0, "f:1: something stands behind the secret: more\n" },
	{ "RSA " R1 " " M1 "\n", 0, "f:1: RSA wants 8 bytes of hex behind it: 000102030405060708090a0b0c0d0e0f10111213...\n" },
	{ "CLIENT_RANDOM\x1b[2J\n", 0, "f:1: labels that are not known: CLIENT_RANDOM\\x1b[2J\n" },
};

static void lines(void **state)
{
	unsigned failed = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct keylog *k = keylog_new();
		struct buf said = { 0 };
		size_t bad = keylog_add(k, bytes_str(files[i].text), "f", complain, &said);
		bool good = !said.n || (strstr(buf_str(&said), "does not use") && !strstr(buf_str(&said), "not known"));

		if (keylog_count(k) != files[i].entries || strcmp(buf_str(&said), files[i].complaints) != 0 || good != (bad == 0)) {
			print_error("%s: %zu entries, %s", files[i].text, keylog_count(k), buf_str(&said));
			failed++;
		}
		/* without anybody to complain to */
		keylog_add(k, bytes_str(files[i].text), "g", NULL, NULL);
		assert_int_equal(keylog_count(k), files[i].entries);
		keylog_free(k);
		buf_free(&said);
	}
	assert_int_equal(failed, 0);
}

static void finds(void **state)
{
	static const uint8_t random[32] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
					    26, 27, 28, 29, 30, 31 };
	struct keylog *k = keylog_new();
	const struct keylog_entry *e;

	(void)state;
	keylog_add(k, BYTES_LIT("\nCLIENT_RANDOM " R1 " " M1 "\nRSA 0001020304050607 " M1), "one", NULL, NULL);
	keylog_add(k, BYTES_LIT("CLIENT_RANDOM " R1 " " M2 "\nSERVER_TRAFFIC_SECRET_0 " R1 " " R2), "two", NULL, NULL);
	e = keylog_find(k, KEYLOG_CLIENT_RANDOM, bytes_of(random, 32), NULL);
	assert_non_null(e);
	assert_int_equal(e->secret_len, 48);
	assert_int_equal(keylog_secret(e).p[47], 0xcf);
	e = keylog_find(k, KEYLOG_CLIENT_RANDOM, bytes_of(random, 32), e);
	assert_non_null(e);
	assert_int_equal(keylog_secret(e).p[47], 0xc0);
	assert_null(keylog_find(k, KEYLOG_CLIENT_RANDOM, bytes_of(random, 32), e));
	assert_null(keylog_find(k, KEYLOG_CLIENT_RANDOM, bytes_of(random, 31), NULL));
	assert_null(keylog_find(k, KEYLOG_CLIENT_TRAFFIC_SECRET_0, bytes_of(random, 32), NULL));
	assert_non_null(keylog_find(k, KEYLOG_RSA, bytes_of(random, 8), NULL));
	e = keylog_find(k, KEYLOG_SERVER_TRAFFIC_SECRET_0, bytes_of(random, 32), NULL);
	assert_int_equal(e->secret_len, 32);
	assert_string_equal(keylog_specs[e->label].name, "SERVER_TRAFFIC_SECRET_0");
	keylog_free(k);
}

/* Many sessions, and too many secrets for one. */
static void many(void **state)
{
	struct keylog *k = keylog_new();
	struct buf text = { 0 };
	uint8_t id[32] = { 0 };

	(void)state;
	for (unsigned i = 0; i < 5000; i++)
		buf_printf(&text, "CLIENT_RANDOM %08x%s %08x%s\n", i, &R1[8], i, &M1[8]);
	assert_int_equal(keylog_add(k, buf_bytes(&text), "f", NULL, NULL), 0);
	assert_int_equal(keylog_count(k), 5000);
	for (unsigned i = 0; i < 32; i++)
		id[i] = (uint8_t)i;
	for (unsigned i = 0; i < 5000; i++) {
		const struct keylog_entry *e;

		id[0] = id[1] = 0;
		id[2] = (uint8_t)(i >> 8);
		id[3] = (uint8_t)i;
		e = keylog_find(k, KEYLOG_CLIENT_RANDOM, bytes_of(id, 32), NULL);
		assert_non_null(e);
		assert_int_equal(bytes_uint(bytes_slice(keylog_secret(e), 0, 4)), i);
	}
	buf_clear(&text);
	for (unsigned i = 0; i < 40; i++)
		buf_printf(&text, "RSA 0102030405060708 %08x%s\n", i, &M1[8]);
	assert_int_equal(keylog_add(k, buf_bytes(&text), "f", NULL, NULL), 8);
	keylog_free(k);
	buf_free(&text);
}

static void from_a_file(void **state)
{
	char path[] = "/tmp/slowshake-test-XXXXXX";
	int fd = mkstemp(path);
	struct keylog *k = keylog_new();
	struct buf said = { 0 };
	struct error err;

	(void)state;
	assert_true(write(fd, "CLIENT_RANDOM " R1 " " M1 "\nx\n", 14 + 64 + 1 + 96 + 3) > 0);
	close(fd);
	assert_int_equal(keylog_add_file(k, path, complain, &said, &err), ST_OK);
	assert_int_equal(keylog_count(k), 1);
	assert_non_null(strstr(buf_str(&said), ":2: labels that are not known: x"));
	unlink(path);
	assert_int_equal(keylog_add_file(k, path, complain, &said, &err), ST_IO);
	buf_free(&said);
	keylog_free(k);
}

UNIT_GROUP(keylog)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(finds),
		cmocka_unit_test(many),
		cmocka_unit_test(from_a_file),
	};

	return cmocka_run_group_tests_name("keylog", tests, NULL, NULL);
}
