/* What an observer does with streams that are too long, or whose parts are: each limit is reached, and said. */
#include "tls/observer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check_trace.h"
#include "view/describe.h"

static struct observer_config config;

static size_t count(const struct trace *t, enum event_type type, enum reason reason)
{
	size_t n = 0;

	for (event_id id = 1; id < trace_n_events(t); id++)
		n += trace_event(t, id)->type == type && trace_event(t, id)->reason == reason;
	return n;
}

static void feed_record(struct observer *o, enum actor from, uint8_t type, const void *content, size_t n)
{
	struct buf b = { 0 };

	buf_add_uint(&b, 1, type);
	buf_add_uint(&b, 2, 0x0303);
	buf_add_uint(&b, 2, n);
	buf_add(&b, bytes_of(content, n));
	observer_feed(o, from, buf_bytes(&b), 1000);
	buf_free(&b);
}

/* Closed records without end: all of them in a summary, as many as are allowed otherwise. */
static void long_streams(void **state)
{
	static const struct { bool brief; size_t kept, most; size_t told; } rows[] = {
		{ false, 1 << 20, (1 << 20) + (1 << 18), 1 }, { true, 0, 1 << 16, 0 }, { true, 1 << 10, 1 << 16, 0 },
	};
	uint8_t content[1000] = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct trace *t = trace_new();
		struct observer *o;

		t->brief = rows[i].brief;
		config = (struct observer_config){ .brief = rows[i].brief, .kept = rows[i].kept };
		o = observer_new(t, &config);
		observer_no_start(o, ACTOR_CLIENT);
		observer_no_start(o, ACTOR_SERVER);
		for (int n = 0; n < 20000; n++)
			feed_record(o, n % 2 ? ACTOR_CLIENT : ACTOR_SERVER, CT_APPLICATION_DATA, content, sizeof(content));
		observer_end(o, true);
		CHECK_THAT(t->arena.total <= rows[i].most, "row %zu: %zu bytes are kept", i, t->arena.total);
		CHECK_THAT(count(t, EV_STREAM_LIMIT, REASON_STREAM_LIMIT) == rows[i].told, "row %zu: told %zu times", i,
			   count(t, EV_STREAM_LIMIT, REASON_STREAM_LIMIT));
		if (!rows[i].brief)
			check_trace(t, "a long stream");
		observer_free(o);
		trace_free(t);
	}
}

/* `times` records of one content: the last thing that is said of them. */
static void long_parts(void **state)
{
	static const struct {
		const char *name;
		uint8_t type, content[8];
		size_t n, times;
		enum event_type event;
		enum reason reason;
	} rows[] = {
		{ "a message of 16 MiB", CT_HANDSHAKE, { 1, 0xff, 0xff, 0xff }, 4, 1, EV_MESSAGE_DECODED, REASON_MESSAGE_TOO_LONG },
		{ "a message in crumbs", CT_HANDSHAKE, { 1 }, 1, 20000, EV_MESSAGE_EXPECTED, REASON_FLOOD },
		{ "an empty record", CT_HANDSHAKE, { 0 }, 0, 1, EV_RECORD_CHECKED, REASON_EMPTY_FRAGMENT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct trace *t = trace_new();
		struct observer *o;

		config = (struct observer_config){ 0 };
		o = observer_new(t, &config);
		for (size_t n = 0; n < rows[i].times; n++) {
			uint8_t content[8];

			memcpy(content, rows[i].content, sizeof(content));
			if (n > 0)     /* of crumbs: 01 00ff00 and then zeros, a message that would be 65284 bytes long */
				content[0] = n == 2 ? 0xff : 0;
			feed_record(o, ACTOR_CLIENT, rows[i].type, content, rows[i].n);
		}
		observer_end(o, true);
		CHECK_THAT(count(t, rows[i].event, rows[i].reason) == 1, "%s: said %zu times", rows[i].name, count(t, rows[i].event, rows[i].reason));
		CHECK_THAT(t->arena.total < 32 << 20, "%s: %zu bytes", rows[i].name, t->arena.total);
		check_trace(t, rows[i].name);
		observer_free(o);
		trace_free(t);
	}
}

/* A record header that cannot be ends the direction, and says so. */
static void record_too_long(void **state)
{
	struct trace *t = trace_new();
	struct observer *o;

	(void)state;
	config = (struct observer_config){ 0 };
	o = observer_new(t, &config);
	observer_feed(o, ACTOR_CLIENT, BYTES_LIT("\x17\x03\x03\xff\xff" "xxxxxxxxxx"), 1000);
	observer_end(o, true);
	assert_int_equal(count(t, EV_RECORD_CHECKED, REASON_RECORD_TOO_LONG), 1);
	observer_free(o);
	trace_free(t);
}

/* A gap says how many bytes, how it came to be, and what would help. */
static void gaps(void **state)
{
	struct trace *t = trace_new();
	struct observer *o;
	struct buf text = { 0 };

	(void)state;
	config = (struct observer_config){ 0 };
	o = observer_new(t, &config);
	observer_gap(o, ACTOR_SERVER, 1234, false, "too much waited behind missing bytes");
	observer_gap(o, ACTOR_SERVER, 5, false, "told once a direction");
	observer_end(o, true);
	assert_int_equal(count(t, EV_GAP, closed_reason(CLOSED_GAP)), 1);
	for (event_id id = 1; id < trace_n_events(t); id++)
		if (trace_event(t, id)->type == EV_GAP)
			describe_event(t, id, &text);
	assert_non_null(strstr(buf_str(&text), "1234 bytes"));
	assert_non_null(strstr(buf_str(&text), "too much waited"));
	assert_non_null(strstr(buf_str(&text), "tcpdump -B"));
	buf_free(&text);
	observer_free(o);
	trace_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_streams), cmocka_unit_test(long_parts), cmocka_unit_test(record_too_long), cmocka_unit_test(gaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
