/* The words that all outputs use. */
#include <locale.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "unit.h"
#include "sample_trace.h"
#include "base/text.h"
#include "trace/knowledge.h"
#include "view/text/describe.h"
#include "view/text/moment.h"

static void expect_bytes(struct bytes b, enum show show, const struct code_table *codes, int width, const char *want)
{
	struct buf out = { 0 };

	describe_bytes(b, show, codes, width, &out);
	assert_string_equal(buf_str(&out), want);
	buf_free(&out);
}

static void bytes_in_words(void **state)
{
	(void)state;
	expect_bytes(BYTES_NONE, SHOW_HEX, NULL, 0, "(empty)");
	expect_bytes(BYTES_LIT("\x01\xab"), SHOW_HEX, NULL, 0, "01ab");
	expect_bytes(BYTES_LIT("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a"), SHOW_HEX, NULL, 20, "0102030405060708090a");
	expect_bytes(BYTES_LIT("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a"), SHOW_HEX, NULL, 14, "01020304..090a");
	expect_bytes(BYTES_LIT("\x01\x02\x03\x04\x05\x06"), SHOW_HEX, NULL, 2, "01..06");
	expect_bytes(BYTES_LIT("\x01\x00"), SHOW_NUMBER, NULL, 0, "256");
	expect_bytes(BYTES_LIT("\xff\xff\xff\xff\xff\xff\xff\xff"), SHOW_NUMBER, NULL, 0, "18446744073709551615");
	expect_bytes(BYTES_LIT("\x00\x3c"), SHOW_CODE, &codes_cipher_suite, 0, "TLS_RSA_WITH_AES_128_CBC_SHA256 (0x003c)");
	expect_bytes(BYTES_LIT("\x28"), SHOW_CODE, &codes_alert, 0, "handshake_failure (40)");
	expect_bytes(BYTES_LIT("\xf7"), SHOW_CODE, &codes_alert, 0, "unknown (247)");
	expect_bytes(BYTES_LIT("\x5a\x5a"), SHOW_CODE, &codes_cipher_suite, 0, "GREASE (0x5a5a)");
	expect_bytes(BYTES_LIT("\xc0\xa8\x00\x01"), SHOW_IP, NULL, 0, "192.168.0.1");
	expect_bytes(BYTES_LIT("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"), SHOW_IP, NULL, 0, "::1");
	expect_bytes(BYTES_LIT("260102030405Z"), SHOW_TIME, NULL, 0, "2026-01-02T03:04:05Z");
	expect_bytes(BYTES_LIT("990102030405Z"), SHOW_TIME, NULL, 0, "1999-01-02T03:04:05Z");
	expect_bytes(BYTES_LIT("20600102030405Z"), SHOW_TIME, NULL, 0, "2060-01-02T03:04:05Z");
	expect_bytes(BYTES_LIT("2026-01-02T03:04:05Z"), SHOW_TIME, NULL, 0, "2026-01-02T03:04:05Z");
	expect_bytes(BYTES_LIT("\x55\x04\x03"), SHOW_OID, NULL, 0, "commonName (2.5.4.3)");
}

static void lists_of_codes(void **state)
{
	(void)state;
	expect_bytes(BYTES_LIT("\x00\x3c\x00\x2f"), SHOW_CODES, &codes_cipher_suite, 0,
		     "TLS_RSA_WITH_AES_128_CBC_SHA256, TLS_RSA_WITH_AES_128_CBC_SHA");
	expect_bytes(BYTES_LIT("\x00\x3c\x00\x2f\x00\x35"), SHOW_CODES, &codes_cipher_suite, 50,
		     "TLS_RSA_WITH_AES_128_CBC_SHA256 and 2 more");
	expect_bytes(BYTES_LIT("\x00\x01"), SHOW_CODES, &codes_compression, 0, "null, DEFLATE");
	expect_bytes(BYTES_NONE, SHOW_CODES, &codes_compression, 0, "none");
	expect_bytes(BYTES_LIT("\x00"), SHOW_CODES, &codes_cipher_suite, 0, "00");
}

static void foreign_text_is_safe(void **state)
{
	(void)state;
	expect_bytes(BYTES_LIT("a\x1b[2Jb"), SHOW_TEXT, NULL, 0, "a\\x1b[2Jb");
	expect_bytes(BYTES_LIT("\xe2\x80\xae"), SHOW_TEXT, NULL, 0, "\\xe2\\x80\\xae");
	expect_bytes(BYTES_LIT("abcdefghij"), SHOW_TEXT, NULL, 6, "abcd..");
	expect_bytes(BYTES_LIT("line\n"), SHOW_TIME, NULL, 0, "line\\x0a");
}

static void names(void **state)
{
	static const char cn[] = "\x30\x1c\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02" "DE"
				 "\x31\x0d\x30\x0b\x06\x03\x55\x04\x03\x0c\x04" "a\x1b" "bc";

	(void)state;
	expect_bytes(BYTES_LIT(cn), SHOW_NAME, NULL, 0, "C=DE, CN=a\\x1bbc");
	expect_bytes(BYTES_LIT("\x30\x00"), SHOW_NAME, NULL, 0, "(empty name)");
	expect_bytes(BYTES_LIT("\x30\x05\x31"), SHOW_NAME, NULL, 0, "300531");
}

static void expect_event(const struct sample *s, event_id id, const char *want)
{
	struct buf out = { 0 };

	describe_event(s->t, id, &out);
	assert_string_equal(buf_str(&out), want);
	buf_free(&out);
}

static void sentences(void **state)
{
	struct sample s = sample_new();

	(void)state;
	expect_event(&s, s.drawn, "The client draws 32 random bytes for client_random: "
				  "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
	expect_event(&s, s.built, "The client builds ClientHello: 34 bytes.");
	expect_event(&s, s.chosen, "The client offers up to TLS 1.2 (0x0303); the server speaks TLS 1.2 (0x0303).");
	expect_event(&s, s.refused,
		     "The server compares what came, a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4..c6c7c8c9cacbcccdcecf, "
		     "with what it computed, 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f. The two differ.");
	trace_free(s.t);
}

/* A trace may have a party that no other has; the ends' own sentences stay what they are. */
static void a_third_party(void **state)
{
	struct sample s = sample_new();
	const enum actor mallory = trace_add_actor(s.t, (struct actor_spec){ "mallory", "Mallory" });
	struct event *e;

	(void)state;
	assert_int_equal(mallory, ACTOR_ADDED);
	trace_event_values(s.t, EV_RANDOM_DRAWN, mallory, s.random);
	expect_event(&s, trace_n_events(s.t) - 1, "Mallory draws 32 random bytes for client_random: 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
	s.t->connection = trace_add_connection(s.t, ACTOR_CLIENT, mallory);
	trace_open_step(s.t, "Certificate", mallory);
	e = trace_event_values(s.t, EV_CERT_LIST, mallory, s.random);
	e->arg[0] = 2;
	expect_event(&s, trace_n_events(s.t) - 1, "The client sent 2 certificates.");
	assert_string_equal(trace_actor(s.t, mallory)->name, "mallory");
	assert_false(knowledge_has(knowledge_of(s.t), KNOWER_OBSERVER));
	trace_clear(s.t);
	assert_int_equal(s.t->actors.n, ACTOR_ADDED);
	trace_free(s.t);
}

static void expect_unit(const struct sample *s, unit_id id, const char *want)
{
	struct buf out = { 0 };

	describe_unit(s->t, id, &out);
	assert_string_equal(buf_str(&out), want);
	buf_free(&out);
}

static void units_and_fields(void **state)
{
	struct sample s = sample_new();
	struct buf out = { 0 };
	field_id root = trace_unit(s.t, s.message_unit)->first_field;

	(void)state;
	expect_unit(&s, 0, "nothing");
	expect_unit(&s, s.message_unit, "ClientHello (34 bytes)");
	expect_unit(&s, s.record_unit, "Handshake record (39 bytes)");
	describe_field(s.t, root + 1, 0, &out);
	assert_string_equal(buf_str(&out), "client_version: TLS 1.2 (0x0303)");
	buf_clear(&out);
	describe_field(s.t, root, 0, &out);
	assert_string_equal(buf_str(&out), "ClientHello: 34 bytes");
	buf_clear(&out);
	describe_outcome(s.t, &out);
	assert_string_equal(buf_str(&out),
			    "Failed: alert decrypt_error from the server, check that failed: finished.compare.");
	buf_free(&out);
	trace_free(s.t);
}

/* Every sentence uses placeholders that exist. */
static void placeholders_exist(void **state)
{
	struct trace *t = trace_new();

	(void)state;
	for (int type = 0; type < EV_N; type++) {
		struct buf out = { 0 };
		event_id id;

		trace_add_event(t, (enum event_type)type, ACTOR_CLIENT, NULL, 0);
		id = trace_n_events(t) - 1;
		describe_event(t, id, &out);
		assert_true(out.n > 0);
		assert_null(strchr(buf_str(&out), '{'));
		buf_free(&out);
	}
	trace_free(t);
}

/* In six columns, unless it takes three hours. */
static void durations_in_short(void **state)
{
	static const struct { int64_t us; const char *text; } rows[] = {
		{ 0, "+0us" }, { 999, "+999us" }, { 1000, "+1.0ms" }, { 1250, "+1.2ms" }, { 9999, "+9.9ms" }, { 10000, "+10ms" }, { 999999, "+999ms" },
		{ 1000000, "+1.0s" }, { 1990000, "+1.9s" }, { 12345678, "+12s" }, { 86399000000, "+86399s" }, { -1500, "-1.5ms" }, { -7, "-7us" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf b = { 0 };

		moment_short(rows[i].us * 1000, &b);
		assert_string_equal(buf_str(&b), rows[i].text);
		buf_free(&b);
	}
}

/* The end of a text in so many columns, and behind two dots where it is cut: letters of one, two and no column, and what is no text. */
static void ends_of_text(void **state)
{
	static const struct {
		const char *text;
		int columns;
		const char *tail, *end;
	} cases[] = {
		{ "", 3, "", "" }, { "abc", 3, "abc", "abc" }, { "abcd", 3, "bcd", "..d" }, { "abcd", 2, "cd", ".." }, { "abcd", 0, "", ".." },
		{ "a\xe4\xbd\xa0z", 4, "a\xe4\xbd\xa0z", "a\xe4\xbd\xa0z" }, { "ab\xe4\xbd\xa0", 3, "b\xe4\xbd\xa0", ".." },
		{ "a\xe4\xbd\xa0zz", 3, "zz", "..z" }, { "xe\xcc\x81y", 2, "e\xcc\x81y", ".." }, { "\xff\xfe" "ab", 3, "\xfe" "ab", "..b" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf end = { 0 };

		text_add_end(&end, cases[i].text, cases[i].columns);
		assert_string_equal(text_tail(cases[i].text, strlen(cases[i].text), cases[i].columns), cases[i].tail);
		assert_string_equal(buf_str(&end), cases[i].end);
		buf_free(&end);
	}
	/* of the beginning alone: the cursor of a line stands there */
	assert_string_equal(text_tail("abcdef", 3, 2), "bcdef");
	assert_string_equal(text_tail("abcdef", 0, 0), "abcdef");
}

UNIT_GROUP(describe)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_in_words),
		cmocka_unit_test(lists_of_codes),
		cmocka_unit_test(foreign_text_is_safe),
		cmocka_unit_test(names),
		cmocka_unit_test(ends_of_text),
		cmocka_unit_test(a_third_party),
		cmocka_unit_test(sentences),
		cmocka_unit_test(units_and_fields),
		cmocka_unit_test(placeholders_exist), cmocka_unit_test(durations_in_short),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("describe", tests, NULL, NULL);
}
