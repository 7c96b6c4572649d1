/* JSON Lines: order, escapes, and what the lines hold. The schema is held against
 * real handshakes by tests/check_json.py. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "out/json.h"
#include "out/text.h"
#include "sample_trace.h"

struct output {
	char *text;
	size_t n;
};

static struct output write_json(const struct trace *t)
{
	struct output o = { 0 };
	FILE *f = open_memstream(&o.text, &o.n);
	struct json_writer *w = json_writer_new(t, f);

	assert_int_equal(json_writer_update(w), ST_OK);
	assert_int_equal(json_writer_finish(w), ST_OK);
	json_writer_free(w);
	fclose(f);
	return o;
}

/* Where the line with this text begins; NULL if there is none. */
static const char *find_line(const char *all, const char *what)
{
	const char *p = strstr(all, what);

	while (p && p > all && p[-1] != '\n')
		p--;
	return p;
}

static void what_is_needed_comes_first(void **state)
{
	struct sample s = sample_new();
	struct output o = write_json(s.t);
	const char *value = find_line(o.text, "\"type\":\"value\",\"id\":1,");
	const char *message = find_line(o.text, "\"type\":\"unit\",\"id\":1,");
	const char *record = find_line(o.text, "\"type\":\"unit\",\"id\":2,");
	const char *drawn = find_line(o.text, "\"type\":\"random.drawn\"");
	const char *built = find_line(o.text, "\"type\":\"message.built\"");

	(void)state;
	assert_non_null(value);
	assert_true(value < drawn && drawn < record && record < message && message < built);
	assert_true(strncmp(o.text, "{\"schema\":\"slowshake.event/1\",\"seq\":1,\"type\":\"trace.begin\"", 57) == 0);
	assert_non_null(strstr(o.text, "\"type\":\"trace.end\",\"outcome\":\"failed\",\"version\":null,\"cipher_suite\":null,"
				       "\"alert\":\"decrypt_error\",\"alert_from\":\"server\",\"failed_check\":\"finished.compare\""));
	assert_non_null(strstr(o.text, "\"verdict\":\"fail\",\"reason\":\"values_differ\",\"fatal\":true,\"args\":{}"));
	assert_non_null(strstr(o.text, "\"args\":{\"version\":771}"));
	assert_non_null(strstr(o.text, "{\"path\":\"client_version\",\"depth\":1,\"off\":0,\"len\":2,\"leaf\":true,"
				       "\"text\":\"TLS 1.2 (0x0303)\"}"));
	free(o.text);
	trace_free(s.t);
}

/* One line for each connection that was opened, before that about the one under study. */
static void connections_end(void **state)
{
	struct sample s = sample_new();
	const enum actor mallory = trace_add_actor(s.t, (struct actor_spec){ "mallory", "Mallory" });
	struct output o;
	const char *first, *second;

	(void)state;
	trace_add_event(s.t, EV_TCP_OPENED, ACTOR_NETWORK, NULL, 0);
	s.t->connection = trace_add_connection(s.t, ACTOR_CLIENT, mallory);
	trace_add_connection(s.t, ACTOR_SERVER, mallory);          /* never opened */
	trace_open_step(s.t, "TCP", ACTOR_NONE);
	trace_add_event(s.t, EV_TCP_OPENED, ACTOR_NETWORK, NULL, 0);
	trace_current(s.t)->outcome.outcome = "established";
	o = write_json(s.t);
	first = find_line(o.text, "\"type\":\"connection.end\",\"connection\":0,\"client\":\"client\",\"server\":\"server\",\"outcome\":\"failed\",");
	second = find_line(o.text, "\"type\":\"connection.end\",\"connection\":1,\"client\":\"client\",\"server\":\"mallory\",\"outcome\":\"established\",");
	assert_true(first && second && first < second && second < find_line(o.text, "\"type\":\"trace.end\",\"outcome\":\"failed\","));
	assert_null(strstr(o.text, "\"connection\":2"));
	free(o.text);
	trace_free(s.t);
}

static void strings_are_escaped(void **state)
{
	struct trace *t = trace_new();
	struct output o;

	(void)state;
	t->seed = "a\"b\\c\n\xff";
	o = write_json(t);
	assert_non_null(strstr(o.text, "\"seed\":\"a\\\"b\\\\c\\u000a\xef\xbf\xbd\""));
	free(o.text);
	trace_free(t);
}

static void a_full_disk_is_noticed(void **state)
{
	struct sample s = sample_new();
	FILE *full = fopen("/dev/full", "w");
	struct json_writer *w;
	struct text_writer *x;

	(void)state;
	if (full) {
		w = json_writer_new(s.t, full);
		assert_int_equal(json_writer_finish(w), ST_IO);
		json_writer_free(w);
		x = text_writer_new(s.t, full);
		assert_int_equal(text_writer_finish(x), ST_IO);
		text_writer_free(x);
		fclose(full);
	}
	trace_free(s.t);
}

static void text_is_linear(void **state)
{
	struct sample s = sample_new();
	struct output o = { 0 };
	FILE *f = open_memstream(&o.text, &o.n);
	struct text_writer *w = text_writer_new(s.t, f);
	size_t column = 0;

	(void)state;
	assert_int_equal(text_writer_finish(w), ST_OK);
	text_writer_free(w);
	fclose(f);
	for (size_t i = 0; i < o.n; i++) {
		column = o.text[i] == '\n' ? 0 : column + 1;
		assert_true(column <= 80);
		assert_true(o.text[i] == '\n' || (uint8_t)o.text[i] >= ' ');
	}
	assert_non_null(strstr(o.text, "Step 1: ClientHello, client -> server"));
	assert_non_null(strstr(o.text, "FAILED, fatal"));
	assert_non_null(strstr(o.text, "version chosen: OK"));
	assert_non_null(strstr(o.text, "client_version: TLS 1.2 (0x0303)"));
	free(o.text);
	trace_free(s.t);
}

UNIT_GROUP(json)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_needed_comes_first),
		cmocka_unit_test(connections_end),
		cmocka_unit_test(strings_are_escaped),
		cmocka_unit_test(a_full_disk_is_noticed),
		cmocka_unit_test(text_is_linear),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
