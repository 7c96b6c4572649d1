/* DER, read strictly. */
#include "unit.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"
#include "x509/der.h"
#include "x509/oid.h"

static struct buf scratch;

static struct bytes unhex(const char *hex)
{
	buf_clear(&scratch);
	assert_int_equal(text_unhex(hex, &scratch), ST_OK);
	return buf_bytes(&scratch);
}

static int free_scratch(void **state)
{
	(void)state;
	buf_free(&scratch);
	return 0;
}

static void test_lengths(void **state)
{
	static const struct {
		const char *hex;
		enum status st;
		size_t content;
	} cases[] = {
		{ "0400", ST_OK, 0 },
		{ "0401ff", ST_OK, 1 },
		{ "04", ST_DECODE, 0 },
		{ "", ST_DECODE, 0 },
		{ "0402ff", ST_DECODE, 0 },          /* ends early */
		{ "0480ff0000", ST_DECODE, 0 },      /* indefinite */
		{ "048101ff", ST_DECODE, 0 },        /* long form where the short one does */
		{ "04820001ff", ST_DECODE, 0 },
		{ "0482", ST_DECODE, 0 },
		{ "0485000000000100", ST_DECODE, 0 },
		{ "1f810100", ST_DECODE, 0 },        /* a tag of several bytes */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct bytes in = unhex(cases[i].hex), before = in;
		struct der e = { 0 };

		assert_int_equal(der_next(&in, &e), cases[i].st);
		if (cases[i].st == ST_OK)
			assert_int_equal(e.content.n, cases[i].content);
		else
			assert_ptr_equal(in.p, before.p);
	}
}

static void test_long_form(void **state)
{
	struct buf b = { 0 };
	struct bytes in;
	struct der e;

	(void)state;
	buf_add_uint(&b, 3, 0x048180);
	for (int i = 0; i < 128; i++)
		buf_add_uint(&b, 1, 7);
	in = buf_bytes(&b);
	assert_int_equal(der_next(&in, &e), ST_OK);
	assert_int_equal(e.content.n, 128);
	assert_int_equal(in.n, 0);
	buf_free(&b);
}

static void test_only(void **state)
{
	struct der e;

	(void)state;
	assert_int_equal(der_only(unhex("040100"), DER_OCTET_STRING, &e), ST_OK);
	assert_int_equal(der_only(unhex("040100"), DER_INTEGER, &e), ST_DECODE);
	assert_int_equal(der_only(unhex("04010000"), DER_OCTET_STRING, &e), ST_DECODE);
}

static void test_numbers(void **state)
{
	struct bytes magnitude;
	bool flag;
	int n;

	(void)state;
	assert_int_equal(der_integer(unhex("")), ST_DECODE);
	assert_int_equal(der_integer(unhex("007f")), ST_DECODE);
	assert_int_equal(der_integer(unhex("ff80")), ST_DECODE);
	assert_int_equal(der_integer(unhex("0080")), ST_OK);
	assert_int_equal(der_unsigned(unhex("80"), &magnitude), ST_DECODE);
	assert_int_equal(der_unsigned(unhex("0080"), &magnitude), ST_OK);
	assert_int_equal(magnitude.n, 1);
	assert_int_equal(der_unsigned(unhex("00"), &magnitude), ST_OK);
	assert_int_equal(magnitude.n, 1);
	assert_int_equal(der_small(unhex("0100"), &n), ST_OK);
	assert_int_equal(n, 256);
	assert_int_equal(der_small(unhex("00ffffffffff"), &n), ST_OK);
	assert_int_equal(n, INT32_MAX);
	assert_int_equal(der_boolean(unhex("ff"), &flag), ST_OK);
	assert_true(flag);
	assert_int_equal(der_boolean(unhex("01"), &flag), ST_DECODE);
	assert_int_equal(der_boolean(unhex("0000"), &flag), ST_DECODE);
}

static void test_bits(void **state)
{
	struct bytes bits;
	unsigned unused;
	uint32_t flags;

	(void)state;
	assert_int_equal(der_bits(unhex(""), &bits, &unused), ST_DECODE);
	assert_int_equal(der_bits(unhex("01"), &bits, &unused), ST_DECODE);
	assert_int_equal(der_bits(unhex("08ff"), &bits, &unused), ST_DECODE);
	assert_int_equal(der_bits(unhex("0103"), &bits, &unused), ST_DECODE);    /* an unused bit is set */
	assert_int_equal(der_bits(unhex("0180"), &bits, &unused), ST_OK);
	assert_int_equal(der_flags(unhex("0106"), &flags), ST_OK);
	assert_int_equal(flags, 1 << 5 | 1 << 6);
	assert_int_equal(der_flags(unhex("070080"), &flags), ST_OK);
	assert_int_equal(flags, 1 << 8);
}

static void test_oids(void **state)
{
	struct buf text = { 0 };

	(void)state;
	assert_int_equal(der_oid(unhex("550403")), ST_OK);
	assert_int_equal(der_oid(unhex("")), ST_DECODE);
	assert_int_equal(der_oid(unhex("5584")), ST_DECODE);
	assert_int_equal(der_oid(unhex("558001")), ST_DECODE);
	assert_int_equal(oid_find(unhex("2a864886f70d01010b")), OID_RSA_SHA256);
	assert_string_equal(oid_name(unhex("550403")), "commonName");
	assert_null(oid_name(unhex("550463")));
	oid_dotted(unhex("2a864886f70d01010b"), &text);
	buf_puts(&text, " ");
	oid_dotted(unhex("8837"), &text);
	buf_puts(&text, " ");
	oid_dotted(unhex("5584"), &text);
	assert_string_equal(buf_str(&text), "1.2.840.113549.1.1.11 2.999 0x5584");
	buf_free(&text);
	for (int i = OID_UNKNOWN + 1; i < OID_N; i++) {
		assert_int_equal(der_oid(oid_bytes((enum oid)i)), ST_OK);
		assert_int_equal(oid_find(oid_bytes((enum oid)i)), i);      /* none stands twice */
	}
}

static void test_times(void **state)
{
	static const struct {
		uint8_t tag;
		const char *text, *iso;          /* NULL: refused */
	} cases[] = {
		{ DER_UTC_TIME, "491231235959Z", "2049-12-31T23:59:59Z" },
		{ DER_UTC_TIME, "500101000000Z", "1950-01-01T00:00:00Z" },
		{ DER_GENERALIZED_TIME, "20500101000000Z", "2050-01-01T00:00:00Z" },
		{ DER_GENERALIZED_TIME, "99991231235959Z", "9999-12-31T23:59:59Z" },
		{ DER_UTC_TIME, "4912312359Z", NULL },
		{ DER_UTC_TIME, "491231235959+0000", NULL },
		{ DER_UTC_TIME, "490231235959Z", NULL },
		{ DER_UTC_TIME, "49123123595 Z", NULL },
		{ DER_GENERALIZED_TIME, "20500101000000.5Z", NULL },
		{ DER_GENERALIZED_TIME, "20500101000000", NULL },
		{ DER_OCTET_STRING, "491231235959Z", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char iso[24];
		utc_time t;

		if (!cases[i].iso) {
			assert_int_equal(der_time(cases[i].tag, bytes_str(cases[i].text), &t), ST_DECODE);
			continue;
		}
		assert_int_equal(der_time(cases[i].tag, bytes_str(cases[i].text), &t), ST_OK);
		time_format(t, iso);
		assert_string_equal(iso, cases[i].iso);
	}
}

/* What was written is read back as the same, at each border of the length's form. */
static void test_put(void **state)
{
	static const size_t sizes[] = { 0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000 };
	uint8_t *zeros = mem_alloc(0x10000);
	struct der e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct buf b = { 0 };

		der_put(&b, DER_OCTET_STRING, bytes_of(zeros, sizes[i]));
		assert_int_equal(der_only(buf_bytes(&b), DER_OCTET_STRING, &e), ST_OK);
		assert_int_equal(e.content.n, sizes[i]);
		buf_free(&b);
	}
	free(zeros);
}

static void test_put_unsigned(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "", "020100" }, { "00", "020100" }, { "01", "020101" }, { "7f", "02017f" }, { "80", "02020080" }, { "0080", "02020080" },
		{ "0100", "02020100" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf b = { 0 }, hex = { 0 };

		der_put_unsigned(&b, unhex(rows[i].in));
		text_hex(&hex, buf_bytes(&b), 0);
		assert_string_equal(buf_str(&hex), rows[i].out);
		buf_free(&b);
		buf_free(&hex);
	}
}

/* Each time is read back as the same, in the form that RFC 5280 4.1.2.5 wants for its year. */
static void test_put_time(void **state)
{
	static const struct {
		const char *iso;
		uint8_t tag;
	} rows[] = {
		{ "1949-12-31T23:59:59Z", DER_GENERALIZED_TIME }, { "1950-01-01T00:00:00Z", DER_UTC_TIME }, { "1999-12-31T23:59:59Z", DER_UTC_TIME },
		{ "2026-11-27T17:00:01Z", DER_UTC_TIME }, { "2049-12-31T23:59:59Z", DER_UTC_TIME }, { "2050-01-01T00:00:00Z", DER_GENERALIZED_TIME },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf b = { 0 };
		struct der e;
		utc_time want, got;

		assert_int_equal(time_parse_iso8601(rows[i].iso, &want), ST_OK);
		der_put_time(&b, want);
		assert_int_equal(der_only(buf_bytes(&b), rows[i].tag, &e), ST_OK);
		assert_int_equal(der_time(rows[i].tag, e.content, &got), ST_OK);
		assert_int_equal(got, want);
		buf_free(&b);
	}
}

UNIT_GROUP(der)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths), cmocka_unit_test(test_long_form), cmocka_unit_test(test_only),
		cmocka_unit_test(test_numbers), cmocka_unit_test(test_bits), cmocka_unit_test(test_oids),
		cmocka_unit_test(test_times), cmocka_unit_test(test_put), cmocka_unit_test(test_put_unsigned),
		cmocka_unit_test(test_put_time),
	};

	return cmocka_run_group_tests_name("der", tests, NULL, free_scratch);
}
