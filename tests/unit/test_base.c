/* base: reader, buffer, arena, segmented vector, time, text. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "base/arena.h"
#include "base/bytes.h"
#include "base/env.h"
#include "base/text.h"
#include "base/textfile.h"

static void bytes_compared(void **state)
{
	static const struct {
		struct bytes a, b;
		int order;
	} cases[] = {
		{ BYTES_LIT("abc"), BYTES_LIT("abc"), 0 },
		{ BYTES_LIT("abc"), BYTES_LIT("abd"), -1 },
		{ BYTES_LIT("ab"), BYTES_LIT("abc"), -1 },
		{ BYTES_LIT("abc"), BYTES_LIT("ab"), 1 },
		{ BYTES_LIT(""), BYTES_LIT("a"), -1 },
		{ BYTES_LIT("\xff"), BYTES_LIT("\x01"), 1 },
		{ { NULL, 0 }, BYTES_LIT(""), 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(bytes_compare(cases[i].a, cases[i].b), cases[i].order);
		assert_int_equal(bytes_equal(cases[i].a, cases[i].b), cases[i].order == 0);
	}
	assert_int_equal(bytes_uint(BYTES_LIT("\x01\x02\x03")), 0x010203);
	assert_int_equal(bytes_uint(BYTES_NONE), 0);
	assert_true(bytes_uint(BYTES_LIT("\xff\xff\xff\xff\xff\xff\xff\xff")) == UINT64_MAX);
	assert_int_equal(bytes_str(NULL).n, 0);
}

static void bytes_found(void **state)
{
	static const struct {
		struct bytes in;
		size_t from;
		struct bytes what;
		size_t at;
	} cases[] = {
		{ BYTES_LIT("abcabc"), 0, BYTES_LIT("abc"), 0 }, { BYTES_LIT("abcabc"), 1, BYTES_LIT("abc"), 3 },
		{ BYTES_LIT("abcabc"), 4, BYTES_LIT("abc"), 6 }, { BYTES_LIT("aaab"), 0, BYTES_LIT("aab"), 1 },
		{ BYTES_LIT("ab"), 0, BYTES_LIT("abc"), 2 },     { BYTES_LIT("abc"), 0, BYTES_LIT(""), 3 },
		{ BYTES_LIT("abc"), 7, BYTES_LIT("c"), 3 },      { { NULL, 0 }, 0, BYTES_LIT("a"), 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(bytes_find(cases[i].in, cases[i].from, cases[i].what), cases[i].at);
}

static void numbers_measured(void **state)
{
	static const struct {
		struct bytes b;
		size_t zeros, bits;
	} cases[] = {
		{ { NULL, 0 }, 0, 0 },
		{ BYTES_LIT("\0"), 1, 0 },
		{ BYTES_LIT("\0\0\0"), 3, 0 },
		{ BYTES_LIT("\x01"), 0, 1 },
		{ BYTES_LIT("\x7f"), 0, 7 },
		{ BYTES_LIT("\x80"), 0, 8 },
		{ BYTES_LIT("\0\x01\0"), 1, 9 },
		{ BYTES_LIT("\0\0\0\0\0\0\0\0\0\x40\0\0\0\0\0\0\0\0"), 9, 71 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct bytes b = cases[i].b;

		assert_int_equal(bytes_bits(b), cases[i].bits);
		assert_true(bytes_equal(bytes_without_zeros(b), bytes_slice(b, cases[i].zeros, b.n - cases[i].zeros)));
	}
}

static void reader_error_sticks(void **state)
{
	struct reader r = reader_of(BYTES_LIT("\x01\x02\x03\x04\x05"));
	struct bytes b;

	(void)state;
	assert_int_equal(reader_uint(&r, 1), 1);
	b = reader_take(&r, 2);
	assert_int_equal(b.n, 2);
	assert_int_equal(b.p[1], 3);
	assert_int_equal(reader_left(&r), 2);
	assert_int_equal(reader_uint(&r, 3), 0);   /* one too many */
	assert_true(r.bad);
	assert_int_equal(r.pos, 3);                /* stays where the short read began */
	assert_int_equal(reader_left(&r), 0);
	assert_int_equal(reader_uint(&r, 1), 0);   /* would fit, but the error sticks */
	assert_int_equal(reader_take(&r, 0).n, 0);
	assert_int_equal(r.pos, 3);
}

static void reader_takes_all(void **state)
{
	struct reader r = reader_of(BYTES_LIT("\xff\xff\xff\xff\xff\xff\xff\xff"));

	(void)state;
	assert_true(reader_uint(&r, 8) == UINT64_MAX);
	assert_int_equal(reader_left(&r), 0);
	assert_false(r.bad);
	reader_take(&r, 0);
	assert_false(r.bad);
	reader_take(&r, SIZE_MAX);                 /* no overflow of pos + n */
	assert_true(r.bad);
	r = reader_of(BYTES_NONE);
	assert_int_equal(reader_uint(&r, 0), 0);
	assert_false(r.bad);
	reader_uint(&r, 1);
	assert_true(r.bad);
}

static void buffer_grows(void **state)
{
	struct buf b = { 0 };

	(void)state;
	assert_string_equal(buf_str(&b), "");
	for (int i = 0; i < 1000; i++)
		buf_add_uint(&b, 2, (uint64_t)i);
	assert_int_equal(b.n, 2000);
	assert_int_equal(b.p[1999], 999 & 255);
	buf_drop(&b, 1998);
	assert_int_equal(b.n, 2);
	assert_int_equal(bytes_uint(buf_bytes(&b)), 999);
	buf_drop(&b, 2);
	assert_int_equal(b.n, 0);
	buf_printf(&b, "%s=%d", "x", 7);
	buf_puts(&b, ";");
	buf_add(&b, BYTES_NONE);
	assert_string_equal(buf_str(&b), "x=7;");
	buf_clear(&b);
	assert_string_equal(buf_str(&b), "");
	for (int i = 0; i < 100; i++)
		buf_printf(&b, "%0100d", i);
	assert_int_equal(b.n, 10000);
	assert_int_equal(strlen(buf_str(&b)), 10000);
	buf_free(&b);
	assert_null(b.p);
}

static void arena_keeps(void **state)
{
	struct arena a = { 0 };
	const char *first = arena_str(&a, "first");
	uint8_t *big;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		uint8_t *p = arena_alloc(&a, (size_t)(i % 37));

		assert_int_equal((uintptr_t)p % 16, 0);
		memset(p, 0xaa, (size_t)(i % 37));
	}
	big = arena_alloc(&a, 1 << 20);
	memset(big, 0xbb, 1 << 20);
	assert_string_equal(first, "first");
	assert_int_equal(arena_copy(&a, BYTES_NONE).n, 0);
	assert_true(a.total > 1 << 20);
	arena_free(&a);
	assert_null(a.blocks);
}

static void segvec_never_moves(void **state)
{
	struct segvec v = { 0 };
	int *first = segvec_add(&v, sizeof(int));

	(void)state;
	assert_int_equal(*first, 0);
	*first = 42;
	for (int i = 1; i < 1000; i++)
		*(int *)segvec_add(&v, sizeof(int)) = i;
	assert_ptr_equal(segvec_at(&v, 0), first);
	assert_int_equal(*first, 42);
	for (int i = 1; i < 1000; i++)
		assert_int_equal(*(int *)segvec_at(&v, (size_t)i), i);
	segvec_free(&v);
	assert_int_equal(v.n, 0);
}

static void time_parsed(void **state)
{
	static const struct {
		const char *text;
		utc_time t;      /* -1: refused */
		const char *back;
	} cases[] = {
		{ "1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z" },
		{ "2026-01-02T03:04:05Z", 1767323045, "2026-01-02T03:04:05Z" },
		{ "2026-01-02", 1767312000, "2026-01-02T00:00:00Z" },
		{ "2026-01-02T03:04Z", 1767323040, "2026-01-02T03:04:00Z" },
		{ "2026-01-02 03:04:05", 1767323045, "2026-01-02T03:04:05Z" },
		{ "2026-01-02T03:04:05+02:00", 1767315845, "2026-01-02T01:04:05Z" },
		{ "2026-01-02T03:04:05-00:30", 1767324845, "2026-01-02T03:34:05Z" },
		{ "2000-02-29T23:59:59Z", 951868799, "2000-02-29T23:59:59Z" },
		{ "2024-02-29", 1709164800, "2024-02-29T00:00:00Z" },
		{ "2049-12-31T23:59:59Z", 2524607999, "2049-12-31T23:59:59Z" },
		{ "9999-12-31T23:59:59Z", 253402300799, "9999-12-31T23:59:59Z" },
		{ "1969-12-31T23:59:58Z", -2, "1969-12-31T23:59:58Z" },
		{ "0000-01-01", -62167219200, "0000-01-01T00:00:00Z" },
		{ "", -1, NULL },
		{ "now", -1, NULL },
		{ "2026", -1, NULL },
		{ "2026-13-01", -1, NULL },
		{ "2026-00-01", -1, NULL },
		{ "2026-02-29", -1, NULL },
		{ "1900-02-29", -1, NULL },
		{ "2026-04-31", -1, NULL },
		{ "2026-01-02T24:00:00Z", -1, NULL },
		{ "2026-01-02T03:60Z", -1, NULL },
		{ "2026-01-02T03:04:60Z", -1, NULL },
		{ "2026-01-02T", -1, NULL },
		{ "2026-01-02T03", -1, NULL },
		{ "2026-01-02T03:04:05ZZ", -1, NULL },
		{ "2026-01-02T03:04:05+2:00", -1, NULL },
		{ "2026-01-02T03:04:05+02:60", -1, NULL },
		{ " 2026-01-02", -1, NULL },
		{ "26-01-02", -1, NULL },
		{ "2026-1-2", -1, NULL },
		{ "-026-01-02", -1, NULL },
	};
	char out[24];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		utc_time t = 12345;
		enum status st = time_parse_iso8601(cases[i].text, &t);

		if (!cases[i].back) {
			assert_int_equal(st, ST_DECODE);
			continue;
		}
		assert_int_equal(st, ST_OK);
		assert_true(t == cases[i].t);
		time_format(t, out);
		assert_string_equal(out, cases[i].back);
	}
	time_format(INT64_MAX, out);
	assert_string_equal(out, "9999-12-31T23:59:59Z");
	time_format(INT64_MIN, out);
	assert_string_equal(out, "0000-01-01T00:00:00Z");
	assert_true(time_now() > 1700000000);
}

static void hex_both_ways(void **state)
{
	static const char *const bad[] = { "0", "abc", "zz", "a b", "0x12", "12:3", "1g" };
	struct buf b = { 0 }, h = { 0 };

	(void)state;
	assert_int_equal(text_unhex("00:01 fF\na0", &b), ST_OK);
	text_hex(&h, buf_bytes(&b), ' ');
	assert_string_equal(buf_str(&h), "00 01 ff a0");
	buf_clear(&h);
	text_hex(&h, buf_bytes(&b), 0);
	assert_string_equal(buf_str(&h), "0001ffa0");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(text_unhex(bad[i], &b), ST_DECODE);
	buf_free(&b);
	buf_free(&h);
}

/* Text from a peer: what a terminal may see of it, and what JSON may hold. */
static void hostile_text(void **state)
{
	static const struct {
		struct bytes in;
		const char *safe, *json;
	} cases[] = {
		{ BYTES_LIT("plain"), "plain", "plain" },
		{ BYTES_LIT("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f" },
		{ BYTES_LIT("\x1b[2J"), "\\x1b[2J", "\\u001b[2J" },
		{ BYTES_LIT("a\0b"), "a\\x00b", "a\\u0000b" },
		{ BYTES_LIT("\r\n\t\x7f"), "\\x0d\\x0a\\x09\\x7f", "\\u000d\\u000a\\u0009\\u007f" },
		{ BYTES_LIT("\xc2\x9b" "2J"), "\\xc2\\x9b2J", NULL },                   /* C1: CSI */
		{ BYTES_LIT("\xe2\x80\xae" "exe.txt"), "\\xe2\\x80\\xaeexe.txt", NULL },  /* right-to-left override */
		{ BYTES_LIT("\xe2\x81\xa6x\xe2\x81\xa9"), "\\xe2\\x81\\xa6x\\xe2\\x81\\xa9", NULL },   /* isolates */
		{ BYTES_LIT("\xe2\x80\x8b"), "\\xe2\\x80\\x8b", NULL },                  /* zero width space */
		{ BYTES_LIT("\xef\xbb\xbf"), "\\xef\\xbb\\xbf", NULL },                  /* byte order mark */
		{ BYTES_LIT("\xf3\xa0\x81\x81"), "\\xf3\\xa0\\x81\\x81", NULL },         /* tag character */
		{ BYTES_LIT("\xff\xfe"), "\\xff\\xfe", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ BYTES_LIT("\xc0\xaf"), "\\xc0\\xaf", "\xef\xbf\xbd\xef\xbf\xbd" },     /* overlong */
		{ BYTES_LIT("\xe0\x80\xaf"), "\\xe0\\x80\\xaf", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ BYTES_LIT("\xed\xa0\x80"), "\\xed\\xa0\\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },   /* surrogate */
		{ BYTES_LIT("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80", NULL },         /* beyond U+10FFFF */
		{ BYTES_LIT("\xe2\x82"), "\\xe2\\x82", "\xef\xbf\xbd\xef\xbf\xbd" },     /* cut off */
		{ BYTES_LIT("\xc3(x"), "\\xc3(x", "\xef\xbf\xbd(x" },
		{ BYTES_LIT("\"\\/"), "\"\\/", "\\\"\\\\/" },
		{ BYTES_LIT("\xf0\x9f\x98\x80"), "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
		{ { NULL, 0 }, "", "" },
	};
	struct buf b = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		buf_clear(&b);
		text_safe(&b, cases[i].in);
		assert_string_equal(buf_str(&b), cases[i].safe);
		buf_clear(&b);
		text_json(&b, cases[i].in);
		if (cases[i].json)
			assert_string_equal(buf_str(&b), cases[i].json);
	}
	buf_free(&b);
}

/* Whatever the bytes are: safe text has no control character, JSON no quote
 * that ends the string, and both are valid UTF-8. */
static void hostile_text_exhaustive(void **state)
{
	struct buf b = { 0 };
	uint8_t in[4];

	(void)state;
	for (unsigned v = 0; v < 0x40000; v++) {
		uint32_t x = v * 2654435761u;
		size_t n = 1 + v % 4;

		for (size_t i = 0; i < 4; i++)
			in[i] = (uint8_t)(x >> (8 * i));
		buf_clear(&b);
		text_safe(&b, bytes_of(in, n));
		for (size_t i = 0, len; i < b.n; i += len) {
			uint32_t c = text_utf8(b.p + i, b.n - i, &len);

			assert_true(c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0));
			assert_true(c < 0x80 || len > 1);
		}
		buf_clear(&b);
		text_json(&b, bytes_of(in, n));
		for (size_t i = 0, len; i < b.n; i += len) {
			uint32_t c = text_utf8(b.p + i, b.n - i, &len);

			assert_true(c >= 0x20 && c != '"' && (c < 0x80 || len > 1));
			if (c == '\\') {
				assert_true(i + 1 < b.n);
				len = 2;
			}
		}
	}
	buf_free(&b);
}

/* Where a byte stands in a text, and what stands around it, changes nothing about it. */
static void each_byte_in_each_place(void **state)
{
	static void (*const writes[])(struct buf *out, struct bytes b) = { text_safe, text_json };
	static const char around[] = "Aa ~!z09[]^_{}|@x.-+/#";
	const size_t n = sizeof(around) - 1;
	struct buf whole = { 0 }, parts = { 0 };

	(void)state;
	for (size_t w = 0; w < ARRAY_LEN(writes); w++)
		for (unsigned v = 0; v < 256; v++)
			for (size_t at = 0; at <= n; at++) {
				uint8_t text[sizeof(around)], byte = (uint8_t)v;

				memcpy(text, around, at);
				text[at] = byte;
				memcpy(text + at + 1, around + at, n - at);
				buf_clear(&whole);
				buf_clear(&parts);
				writes[w](&whole, bytes_of(text, n + 1));
				buf_add(&parts, bytes_of((const uint8_t *)around, at));
				writes[w](&parts, bytes_of(&byte, 1));
				buf_add(&parts, bytes_of((const uint8_t *)around + at, n - at));
				assert_string_equal(buf_str(&whole), buf_str(&parts));
			}
	buf_free(&whole);
	buf_free(&parts);
}

static void nearest_word(void **state)
{
	static const char *const words[] = { "expired", "revoked", "wrong-name", "bad-mac", "self-signed" };
	static const struct {
		const char *word, *nearest;
	} cases[] = {
		{ "expired", "expired" },
		{ "Expired", "expired" },
		{ "expird", "expired" },
		{ "wrongname", "wrong-name" },
		{ "selfsigned", "self-signed" },
		{ "bad-mca", "bad-mac" },
		{ "banana", NULL },
		{ "", NULL },
		{ "x", NULL },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *n = text_nearest(cases[i].word, words, ARRAY_LEN(words));

		if (cases[i].nearest) {
			assert_non_null(n);
			assert_string_equal(n, cases[i].nearest);
		} else
			assert_null(n);
	}
	assert_null(text_nearest("expired", NULL, 0));
	assert_true(text_equal_nocase("Server.Example", "server.exAMPLE"));
	assert_false(text_equal_nocase("a", "ab"));
}

static void status_has_words(void **state)
{
	struct error e;

	(void)state;
	assert_string_equal(status_name(ST_DECODE), "DECODE");
	assert_string_equal(status_text(ST_OK), "no error");
	assert_string_equal(status_name(ST_CLOSED), "CLOSED");
	assert_int_equal(error_set(&e, ST_IO, "%s: %d", "x", 1), ST_IO);
	assert_string_equal(e.text, "x: 1");
	assert_int_equal(error_set(&e, ST_IO, "%02000d", 1), ST_IO);
	assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
}

/* The lines of the text, divided by "|". */
static void expect_lines(struct bytes raw, const char *lines)
{
	struct buf room = { 0 }, got = { 0 };
	struct bytes text = textfile_decode(raw, &room), line;

	while (textfile_line(&text, &line)) {
		buf_add(&got, line);
		buf_puts(&got, "|");
	}
	assert_string_equal(buf_str(&got), lines);
	buf_free(&got);
	buf_free(&room);
}

/* Lines are looked for a stretch at a time. */
static void long_lines(void **state)
{
	static const char *const ends[] = { "\n", "\r\n", "\r" };

	(void)state;
	for (size_t n = 254; n <= 514; n += n == 258 ? 252 : 1)
		for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
			struct buf raw = { 0 }, lines = { 0 };

			for (size_t k = 0; k < 3; k++) {
				char text[600] = "";

				memset(text, 'a' + (int)k, n);
				buf_puts(&raw, text);
				buf_puts(&lines, text);
				buf_puts(&raw, ends[i]);
				buf_puts(&lines, "|");
			}
			expect_lines(buf_bytes(&raw), buf_str(&lines));
			buf_free(&raw);
			buf_free(&lines);
		}
}

static void text_files(void **state)
{
	(void)state;
	expect_lines(BYTES_NONE, "");
	expect_lines(BYTES_LIT("a\nb\r\nc\rd"), "a|b|c|d|");
	expect_lines(BYTES_LIT("\n\r\n\r\r"), "||||");
	expect_lines(BYTES_LIT("\xef\xbb\xbf" "a\n"), "a|");
	expect_lines(BYTES_LIT("\xef\xbb\xbf"), "");
	expect_lines(BYTES_LIT("\xff\xfe" "a\0\n\0b\0"), "a|b|");
	expect_lines(BYTES_LIT("\xfe\xff\0a\0\r\0\n\0b"), "a|b|");
	expect_lines(BYTES_LIT("a\0b\0\n\0"), "ab|");
	expect_lines(BYTES_LIT("\0a\0b\0\n"), "ab|");
	expect_lines(BYTES_LIT("\xff\xfe\x3d\xd8\x00\xde\n\0"), "\xf0\x9f\x98\x80|");         /* U+1F600, a pair */
	expect_lines(BYTES_LIT("\xff\xfe\x3d\xd8\n\0\x00\xde" "a"), "\xef\xbf\xbd|\xef\xbf\xbd\xef\xbf\xbd|");  /* halves, and an odd byte */
}

UNIT_GROUP(base)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_compared),
		cmocka_unit_test(bytes_found),
		cmocka_unit_test(numbers_measured),
		cmocka_unit_test(reader_error_sticks),
		cmocka_unit_test(reader_takes_all),
		cmocka_unit_test(buffer_grows),
		cmocka_unit_test(arena_keeps),
		cmocka_unit_test(segvec_never_moves),
		cmocka_unit_test(time_parsed),
		cmocka_unit_test(hex_both_ways),
		cmocka_unit_test(hostile_text),
		cmocka_unit_test(hostile_text_exhaustive),
		cmocka_unit_test(each_byte_in_each_place),
		cmocka_unit_test(nearest_word),
		cmocka_unit_test(text_files),
		cmocka_unit_test(long_lines),
		cmocka_unit_test(status_has_words),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
