/* Captures and key logs; tshark judges real ones in tests/referees. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "unit.h"
#include "cli/export.h"
#include "out/keylog.h"
#include "out/addresses.h"
#include "out/pcapng.h"
#include "spec/events.h"
#include "played.h"
#include "sample_trace.h"

static uint32_t le32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void log_secret(struct sample *s, enum keylog_label label, const char *name, struct bytes secret)
{
	struct event *e = trace_event_values(s->t, EV_RANDOM_DRAWN, ACTOR_SERVER, trace_add_leaf(s->t, ACTOR_SERVER, OP_CONFIG, name, secret));

	e->secret = label;
	e->secret_of = s->random;
}

static void key_log_line(void **state)
{
	struct sample s = sample_new();
	struct buf out = { 0 };

	(void)state;
	/* the second party's equal secret makes no second line; what is called so and is no secret of an event makes none */
	log_secret(&s, KEYLOG_CLIENT_RANDOM, "no secret by its name", trace_bytes(s.t, s.master));
	trace_event_values(s.t, EV_RANDOM_DRAWN, ACTOR_CLIENT, trace_add_leaf(s.t, ACTOR_CLIENT, OP_CONFIG, "master_secret", trace_bytes(s.t, s.message)));
	log_secret(&s, KEYLOG_CLIENT_TRAFFIC_SECRET_0, "client_application_traffic_secret_0", BYTES_LIT("\1\2"));
	keylog_lines(s.t, &out);
	assert_string_equal(buf_str(&out),
			    "CLIENT_RANDOM 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f "
			    "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecf\n"
			    "CLIENT_TRAFFIC_SECRET_0 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 0102\n");
	buf_free(&out);
	trace_free(s.t);
}

static void nothing_to_log(void **state)
{
	struct trace *t = trace_new();
	struct buf out = { 0 };

	(void)state;
	keylog_lines(t, &out);
	assert_int_equal(out.n, 0);
	trace_free(t);
}

/* The ones' complement sum over what a checksum covers, checksum included, is all ones. */
static uint32_t sum(uint32_t s, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s += i % 2 ? p[i] : (uint32_t)p[i] << 8;
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return s;
}

static void check_packet(const uint8_t *frame, size_t n)
{
	const uint8_t *ip = frame + 14, *tcp = ip + 20;
	size_t tcp_len = n - 34;

	assert_true(n >= 54);
	assert_int_equal(ip[2] << 8 | ip[3], n - 14);
	assert_int_equal(sum(0, ip, 20), 0xffff);
	assert_int_equal(sum(sum((uint32_t)(6 + tcp_len), ip + 12, 8), tcp, tcp_len), 0xffff);
}

static void capture(void **state)
{
	static const uint32_t order[] = { 0x0a0d0d0a, 1, 10, 6, 6, 6, 6, 6, 6, 6 };
	struct sample s = sample_new();
	struct buf out = { 0 };
	size_t at = 0, n = 0;

	(void)state;
	pcapng_write(s.t, &out);
	for (; at < out.n; n++) {
		uint32_t len = le32(out.p + at + 4);

		assert_true(n < ARRAY_LEN(order));
		assert_int_equal(le32(out.p + at), order[n]);
		assert_int_equal(len % 4, 0);
		assert_int_equal(le32(out.p + at + len - 4), len);
		if (order[n] == 6)
			check_packet(out.p + at + 28, le32(out.p + at + 20));
		at += len;
	}
	assert_int_equal(at, out.n);
	assert_int_equal(n, ARRAY_LEN(order));
	buf_free(&out);
	trace_free(s.t);
}

/* Which connection's packet it is, by the client's port: 'a' the first, upper case from the server; ' ' if it has no data. */
static char packet_of(const uint8_t *frame, size_t n)
{
	unsigned from = (unsigned)(frame[34] << 8 | frame[35]), to = (unsigned)(frame[36] << 8 | frame[37]);

	if (n == 54)
		return ' ';
	return (char)(from == 443 ? 'A' + to - 49152 : 'a' + from - 49152);
}

/* Connections that are under way at once: each packet at the time of its event. */
static void connections_in_time(void **state)
{
	static const struct { const char *scenario, *order; } rows[] = {
		/* she goes to the server before she answers the client, and passes on what comes */
		{ "man-in-the-middle", "abBBBBbbBAAAAaaAabBAaAbB" },
		{ "two-connections", "aAAAAaaAaAaAbBBBBbbBbBbB" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct feed *f = play_named(rows[i].scenario);
		struct buf out = { 0 }, order = { 0 };
		uint64_t before = 0;

		pcapng_write(f->trace, &out);
		for (size_t at = 0; at < out.n; at += le32(out.p + at + 4)) {
			const uint8_t *block = out.p + at;
			uint64_t time = (uint64_t)le32(block + 12) << 32 | le32(block + 16);

			if (le32(block) != 6)
				continue;
			assert_true(time > before);
			before = time;
			if (packet_of(block + 28, le32(block + 20)) != ' ')
				buf_printf(&order, "%c", packet_of(block + 28, le32(block + 20)));
		}
		assert_string_equal(buf_str(&order), rows[i].order);
		buf_free(&out);
		buf_free(&order);
		f->free(f);
	}
}

static void names_of_files(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(export_check("a.pcapng", &err), ST_OK);
	assert_int_equal(export_check("a.keys", &err), ST_OK);
	assert_int_equal(export_check("a.html", &err), ST_OK);
	assert_int_equal(export_check("a.pcap", &err), ST_USAGE);
	assert_int_equal(export_check(".keys", &err), ST_USAGE);
	assert_int_equal(export_check("keys", &err), ST_USAGE);
}

/* The network names the client first, a party itself. */
static void who_stands_where(void **state)
{
	static const struct {
		enum actor tells;
		const char *first, *second;
		uint16_t client, server;       /* ports */
	} rows[] = {
		{ ACTOR_NETWORK, "192.0.2.1:1", "192.0.2.2:2", 1, 2 },
		{ ACTOR_CLIENT, "127.0.0.1:3", "127.0.0.1:4", 3, 4 },
		{ ACTOR_SERVER, "[::1]:5", "[::1]:6", 6, 5 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct trace *t = trace_new();
		struct address_pair pair;

		trace_event_values(t, EV_TCP_OPENED, rows[i].tells, trace_add_leaf(t, rows[i].tells, OP_CONFIG, "a", bytes_str(rows[i].first)),
				   trace_add_leaf(t, rows[i].tells, OP_CONFIG, "b", bytes_str(rows[i].second)));
		assert_true(addresses_read(t, 0, &pair));
		assert_int_equal(pair.end[SIDE_CLIENT].port, rows[i].client);
		assert_int_equal(pair.end[SIDE_SERVER].port, rows[i].server);
		trace_free(t);
	}
}

UNIT_GROUP(export)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(key_log_line),
		cmocka_unit_test(nothing_to_log),
		cmocka_unit_test(capture),
		cmocka_unit_test(connections_in_time),
		cmocka_unit_test(names_of_files),
		cmocka_unit_test(who_stands_where),
	};

	return cmocka_run_group_tests_name("export", tests, unit_set_up, NULL);
}
