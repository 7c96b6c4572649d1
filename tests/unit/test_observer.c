/* What an observer does with streams that are too long, or whose parts are: each limit is reached, and said. */
#include "../peer.h"
#include "unit.h"
#include "tls/observe/observer.h"

#include <stdlib.h>
#include <string.h>

#include "check_trace.h"
#include "played.h"
#include "view/text/describe.h"

static struct observer_config config;

static size_t count(const struct trace *t, enum event_type type, enum reason reason)
{
	size_t n = 0;

	for (event_id id = 1; id < trace_n_events(t); id++)
		n += trace_event(t, id)->type == type && trace_event(t, id)->reason == reason;
	return n;
}

static void feed_record(struct observer *o, enum side_id from, uint8_t type, const void *content, size_t n)
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
		observer_no_start(o, SIDE_CLIENT);
		observer_no_start(o, SIDE_SERVER);
		for (int n = 0; n < 20000; n++)
			feed_record(o, n % 2 ? SIDE_CLIENT : SIDE_SERVER, CT_APPLICATION_DATA, content, sizeof(content));
		observer_end(o, true, NULL);
		CHECK_THAT(t->arena.total <= rows[i].most, "row %zu: %zu bytes are kept", i, t->arena.total);
		CHECK_THAT(count(t, EV_STREAM_LIMIT, REASON_STREAM_LIMIT) == rows[i].told, "row %zu: told %zu times", i,
			   count(t, EV_STREAM_LIMIT, REASON_STREAM_LIMIT));
		if (!rows[i].brief)
			check_trace(t, "a long stream");
		observer_free(o);
		trace_free(t);
	}
}

/* A handshake that never ends, and more of it than is kept: it does not count as one that the parties gave up. */
static void long_handshake(void **state)
{
	static const uint8_t hello_request[4] = { 0 };
	uint8_t hello[42] = { HS_CLIENT_HELLO, 0, 0, 38, 3, 3, [37] = 0, [38] = 2, 0, 0x2f };   /* one suite, no compression methods */

	(void)state;
	for (int brief = 0; brief < 2; brief++) {
		struct trace *t = trace_new();
		struct observer *o;
		const struct handshake_summary *h;

		t->brief = brief;
		config = (struct observer_config){ .brief = brief, .kept = 1 << 18 };
		o = observer_new(t, &config);
		feed_record(o, SIDE_CLIENT, CT_HANDSHAKE, hello, sizeof(hello));
		for (int n = 0; n < 20000; n++)
			feed_record(o, SIDE_SERVER, CT_HANDSHAKE, hello_request, sizeof(hello_request));
		observer_end(o, true, NULL);
		h = trace_n_handshakes(t) ? trace_handshake(t, 0) : NULL;
		CHECK_THAT(h && h->reason == CLOSED_LIMIT, "brief %d: reason %d", brief, h ? (int)h->reason : -1);
		observer_free(o);
		trace_free(t);
	}
}

/* Of many alerts the first ones and the last are kept, and how many came between. */
static void many_alerts(void **state)
{
	static const struct { int warnings; size_t n, left_out; } rows[] = { { 0, 1, 0 }, { 7, 8, 0 }, { 8, 8, 1 }, { 1000, 8, 993 } };
	static const uint8_t warning[2] = { ALERT_WARNING, ALERT_NO_RENEGOTIATION }, fatal[2] = { ALERT_FATAL, ALERT_DECODE_ERROR };
	uint8_t hello[42] = { HS_CLIENT_HELLO, 0, 0, 38, 3, 3, [37] = 0, [38] = 2, 0, 0x2f };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct trace *t = trace_new();
		struct observer *o;
		const struct handshake_summary *h;

		config = (struct observer_config){ 0 };
		o = observer_new(t, &config);
		feed_record(o, SIDE_CLIENT, CT_HANDSHAKE, hello, sizeof(hello));
		for (int n = 0; n < rows[i].warnings; n++)
			feed_record(o, SIDE_SERVER, CT_ALERT, warning, sizeof(warning));
		feed_record(o, SIDE_SERVER, CT_ALERT, fatal, sizeof(fatal));
		observer_end(o, true, NULL);
		h = trace_n_handshakes(t) ? trace_handshake(t, 0) : NULL;
		CHECK_THAT(h && h->n_alerts == rows[i].n && h->alerts_left_out == rows[i].left_out && h->alerts[h->n_alerts - 1].description == ALERT_DECODE_ERROR,
			   "%d warnings: %zu alerts, %zu left out", rows[i].warnings, h ? h->n_alerts : 0, h ? h->alerts_left_out : 0);
		observer_free(o);
		trace_free(t);
	}
}

/* Of more sessions than are remembered it is known that some are missing. */
static void many_sessions(void **state)
{
	struct session_cache *c = session_cache_new();
	static const uint8_t master[48];
	struct saved_session session = { .secret = bytes_of(master, sizeof(master)) };
	uint32_t id;

	(void)state;
	for (id = 0; id < SESSIONS_MAX; id++)
		session_cache_remember(c, bytes_of(&id, sizeof(id)), &session);
	assert_false(session_cache_left_out(c));
	session_cache_remember(c, bytes_of(&id, sizeof(id)), &session);
	assert_true(session_cache_left_out(c));
	assert_false(session_cache_find(c, bytes_of(&id, sizeof(id)), &session));
	session_cache_free(c);
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
			feed_record(o, SIDE_CLIENT, rows[i].type, content, rows[i].n);
		}
		observer_end(o, true, NULL);
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
	observer_feed(o, SIDE_CLIENT, BYTES_LIT("\x17\x03\x03\xff\xff" "xxxxxxxxxx"), 1000);
	observer_end(o, true, NULL);
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
	observer_gap(o, SIDE_SERVER, 1234, false, "too much waited behind missing bytes");
	observer_gap(o, SIDE_SERVER, 5, false, "told once a direction");
	observer_end(o, true, NULL);
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

/* ---- False Start: RFC 7918 ---- */

static struct bytes master_of_sim;

static struct bytes master(void *ctx, struct bytes client_random)
{
	(void)ctx, (void)client_random;
	return master_of_sim;
}

static struct feed *handshake_of(const char *scenario)
{
	struct feed *f = play_named(scenario);

	for (value_id v = 1; v < trace_n_values(f->trace); v++)
		if (strcmp(trace_value(f->trace, v)->label, "master_secret") == 0)
			master_of_sim = trace_bytes(f->trace, v);
	return f;
}

static bool is_record(const struct trace *t, unit_id id, enum actor sender, uint8_t type)
{
	const struct unit *u = trace_unit(t, id);

	return u->kind == UNIT_RECORD && u->sender == sender && u->content_type == type;
}

static unit_id first_record(const struct trace *t, enum actor sender, uint8_t type)
{
	unit_id id = 1;

	while (id < trace_n_units(t) && !is_record(t, id, sender, type))
		id++;
	return id;
}

static void feed_unit(struct observer *o, const struct trace *t, unit_id id)
{
	observer_feed(o, side_of(trace_unit(t, id)->sender), trace_bytes(t, trace_unit(t, id)->value), 1000);
}

/* The client's data goes out before the server's ChangeCipherSpec and Finished have come. */
static void false_start(void **state)
{
	static const char *const scenarios_tried[] = { "default", "classic", "aes128-gcm", "encrypt-then-mac" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(scenarios_tried); i++) {
		struct feed *f;
		const struct trace *from;
		struct trace *t = trace_new();
		struct observer *o;
		unit_id data, ccs;

		f = handshake_of(scenarios_tried[i]);
		from = f->trace;
		config = (struct observer_config){ .secrets = { .master = master, .any = true } };
		o = observer_new(t, &config);
		data = first_record(from, ACTOR_CLIENT, CT_APPLICATION_DATA);
		ccs = first_record(from, ACTOR_SERVER, CT_CHANGE_CIPHER_SPEC);
		assert_true(ccs < data && data < trace_n_units(from));
		for (unit_id id = 1; id < trace_n_units(from); id++) {
			if (id == ccs)
				feed_unit(o, from, data);
			if (id != data && trace_unit(from, id)->kind == UNIT_RECORD)
				feed_unit(o, from, id);
		}
		observer_end(o, true, NULL);
		assert_int_equal(trace_n_handshakes(t), 1);
		CHECK_THAT(trace_handshake(t, 0)->complete && trace_handshake(t, 0)->reason == CLOSED_NONE, "%s: %s", scenarios_tried[i],
			   closed_text(trace_handshake(t, 0)->reason));
		CHECK_THAT(count(t, EV_DATA_RECEIVED, REASON_NONE) == count(from, EV_DATA_RECEIVED, REASON_NONE), "%s: %zu pieces of data",
			   scenarios_tried[i], count(t, EV_DATA_RECEIVED, REASON_NONE));
		check_trace(t, scenarios_tried[i]);
		observer_free(o);
		trace_free(t);
		f->free(f);
	}
}

/* After an alert clear text is no failed check; before one it is. */
static void clear_text(void **state)
{
	(void)state;
	for (int alert = 0; alert < 2; alert++) {
		static const uint8_t hello[] = { HS_CLIENT_HELLO, 0, 0, 0 }, close_notify[] = { 1, 0 };
		struct trace *t = trace_new();
		struct observer *o;

		config = (struct observer_config){ 0 };
		o = observer_new(t, &config);
		feed_record(o, SIDE_CLIENT, CT_HANDSHAKE, hello, sizeof(hello));
		if (alert)
			feed_record(o, SIDE_CLIENT, CT_ALERT, close_notify, sizeof(close_notify));
		observer_feed(o, SIDE_CLIENT, BYTES_LIT("PASV\r\n"), 1000);
		observer_end(o, true, NULL);
		assert_int_equal(count(t, EV_RECORD_CHECKED, REASON_NOT_TLS), !alert);
		assert_int_equal(count(t, EV_CLEAR_TEXT, REASON_NONE), alert);
		check_trace(t, "clear text");
		observer_free(o);
		trace_free(t);
	}
}

/* ---- a ServerHello that is laid out otherwise ---- */

#define RETRY "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c"
#define ALMOST "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9d"

static void other_hellos(void **state)
{
	static const struct {
		const char *what, *name, *group, *version;
		struct bytes body;
		bool decoded;
	} rows[] = {
		{ "HelloRetryRequest", "HelloRetryRequest", "selected_group", "TLSv1.3", { (const uint8_t *)
		  "\2\0\0\x34" "\3\3" RETRY "\0\x13\1\0" "\0\x0c" "\0\x2b\0\2\3\4" "\0\x33\0\2\0\x17", 56 }, true },
		{ "one bit from it", "ServerHello", "group", "TLSv1.3", { (const uint8_t *)
		  "\2\0\0\x34" "\3\3" ALMOST "\0\x13\1\0" "\0\x0c" "\0\x2b\0\2\3\4" "\0\x33\0\2\0\x17", 56 }, false },
		{ "draft 18", "ServerHello", "key_exchange", "TLSv1.3 draft 18", { (const uint8_t *)
		  "\2\0\0\x2f" "\x7f\x12" ALMOST "\x13\1" "\0\x09" "\0\x28\0\5\0\x1d\0\1\7", 51 }, true },
		{ "draft 22", "ServerHello", "key_exchange", "TLSv1.3 draft 22", { (const uint8_t *)
		  "\2\0\0\x31" "\x7f\x16" ALMOST "\0\x13\1\0" "\0\x09" "\0\x28\0\5\0\x1d\0\1\7", 53 }, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct trace *t = trace_new();
		struct observer *o;
		const struct handshake_summary *h;
		unit_id message = 1;

		config = (struct observer_config){ 0 };
		o = observer_new(t, &config);
		feed_record(o, SIDE_SERVER, CT_HANDSHAKE, rows[i].body.p, rows[i].body.n);
		observer_end(o, true, NULL);
		while (trace_unit(t, message)->kind != UNIT_MESSAGE)
			message++;
		assert_string_equal(describe_unit_name(t, message), rows[i].name);
		assert_string_equal(trace_step(t, trace_unit(t, message)->step)->title, rows[i].name);
		CHECK_THAT((trace_unit(t, message)->problem == REASON_NONE) == rows[i].decoded, "%s: decoded", rows[i].what);
		CHECK_THAT(trace_find_field(t, trace_unit(t, message)->first_field, rows[i].group, 0), "%s: no %s", rows[i].what, rows[i].group);
		assert_int_equal(trace_n_handshakes(t), 1);
		h = trace_handshake(t, 0);
		CHECK_THAT(h->has_server_hello && h->suite_code == 0x1301, "%s: suite %04x", rows[i].what, h->suite_code);
		assert_string_equal(trace_current(t)->outcome.version, rows[i].version);
		assert_int_equal(trace_unit(t, message)->version, h->version);
		assert_int_equal(trace_event(t, trace_n_events(t) - 1)->version, h->version);
		assert_int_equal(trace_event(t, 1)->version, 0);
		assert_string_equal(trace_current(t)->outcome.cipher_suite, "TLS_AES_128_GCM_SHA256");
		check_trace(t, rows[i].what);
		observer_free(o);
		trace_free(t);
	}
}

/* ---- the order of messages ---- */

/* The hellos of TLS 1.3: with a suite and supported_versions; that chooses a pre-shared key; HelloRetryRequest; one of TLS 1.2 that
 * promises CertificateStatus; ClientHello with
 * no extensions; one that lets itself be asked after the handshake. */
static const struct said_hello {
	char what;
	uint8_t n, bytes[60];
} said_hellos[] = {
	{ 'n', 50, "\2\0\0\x2e" "\3\3" "0123456789abcdef0123456789abcdef" "\0\x13\1\0" "\0\6" "\0\x2b\0\2\3\4" },
	{ 'p', 56, "\2\0\0\x34" "\3\3" "0123456789abcdef0123456789abcdef" "\0\x13\1\0" "\0\x0c" "\0\x2b\0\2\3\4" "\0\x29\0\2\0\0" },
	{ 'r', 56, "\2\0\0\x34" "\3\3" RETRY "\0\x13\1\0" "\0\x0c" "\0\x2b\0\2\3\4" "\0\x33\0\2\0\x17" },
	{ 's', 48, "\2\0\0\x2c" "\3\3" "0123456789abcdef0123456789abcdef" "\0\0\x2f\0" "\0\4" "\0\5\0\0" },
	{ 'o', 45, "\1\0\0\x29" "\3\3" "0123456789abcdef0123456789abcdef" "\0\0\2\x13\1\1\0" },
	{ 'l', 51, "\1\0\0\x2f" "\3\3" "0123456789abcdef0123456789abcdef" "\0\0\2\x13\1\1\0" "\0\4" "\0\x31\0\0" },
};

/* "C1 S2 Sc Cd Sn": who said which handshake message, ChangeCipherSpec, data or hello. What else is in them does not matter here. */
static void feed_said(struct observer *o, const char *said, uint16_t suite)
{
	for (const char *p = said; *p; p += strcspn(p, " "), p += *p == ' ') {
		enum side_id who = *p == 'C' ? SIDE_CLIENT : SIDE_SERVER;
		uint8_t hs = (uint8_t)atoi(p + 1);
		uint8_t hello[4 + 38] = { hs, 0, 0, 38, 3, 3, [4 + 35] = (uint8_t)(suite >> 8), [4 + 36] = (uint8_t)suite };
		const uint8_t empty[] = { hs, 0, 0, 0 }, one[] = { 1 };
		const struct said_hello *h = said_hellos;

		while (h < said_hellos + ARRAY_LEN(said_hellos) && h->what != p[1])
			h++;
		if (h < said_hellos + ARRAY_LEN(said_hellos))
			feed_record(o, who, CT_HANDSHAKE, h->bytes, h->n);
		else if (p[1] == 'c' || p[1] == 'd')
			feed_record(o, who, p[1] == 'c' ? CT_CHANGE_CIPHER_SPEC : CT_APPLICATION_DATA, one, 1);
		else
			feed_record(o, who, CT_HANDSHAKE, hs == HS_SERVER_HELLO ? hello : empty, hs == HS_SERVER_HELLO ? sizeof(hello) : sizeof(empty));
	}
}

static void the_order_is_judged(void **state)
{
	static const struct {
		const char *name, *said;
		uint16_t suite;
		const char *told;      /* what was waited for, at each message out of its turn */
	} rows[] = {
		{ "RSA", "C1 S2 S11 S14 C16 Cc", 0x002f, "" },
		{ "RSA, all that may come", "C1 Ss S11 S22 S13 S14 C11 C16 C15 Cc S4 Sc", 0x002f, "" },
		{ "the promised status does not come", "C1 Ss S11 S14 C16 Cc", 0x002f, "" },
		{ "a status that was not promised", "C1 S2 S11 S22 S14", 0x002f, "CertificateRequest or ServerHelloDone or HelloRequest;" },
		{ "ECDHE", "C1 S2 S11 S12 S14 C16 Cc Sc", 0xc02f, "" },
		{ "anonymous", "C1 S2 S12 S14 C16", 0x0018, "" },
		{ "PSK without a hint", "C1 S2 S14 C16", 0x008c, "" },
		{ "resumed", "C1 S2 Sc Cc", 0x002f, "" },
		{ "resumed, with a ticket", "C1 S2 S4 Sc Cc", 0x002f, "" },
		{ "another handshake", "C1 S2 S11 S0 S14 C1 S2 S11 S14 C16", 0x002f, "" },
		{ "the client's part is seen first", "C1 C16 Cc S2 S11 S14 Sc", 0x002f, "" },
		{ "one side alone", "S2 S11 S14 Sc", 0x002f, "" },
		{ "a message that no table has", "C1 S2 S11 S99 S14 C16", 0x002f, "" },
		{ "data before TLS 1.3 is agreed on", "C1 Cd", 0x002f, "" },
		{ "ServerHelloDone before Certificate", "C1 S2 S14 S11", 0x002f,
		  "Certificate or NewSessionTicket or ChangeCipherSpec or HelloRequest;NewSessionTicket or ChangeCipherSpec or HelloRequest;" },
		{ "ServerKeyExchange with RSA", "C1 S2 S11 S12 S14", 0x002f,
		  "CertificateRequest or ServerHelloDone or HelloRequest;" },
		{ "no ServerKeyExchange", "C1 S2 S11 S14 C16", 0xc02f, "ServerKeyExchange or HelloRequest;" },
		{ "a certificate, anonymous", "C1 S2 S11 S12 S14", 0x0018,
		  "ServerKeyExchange or NewSessionTicket or ChangeCipherSpec or HelloRequest;" },
		{ "ChangeCipherSpec before the key exchange", "C1 S2 S11 S14 Cc", 0x002f, "Certificate or ClientKeyExchange;" },
		{ "data in clear", "C1 S2 S11 S14 Cd C16", 0x002f, "Certificate or ClientKeyExchange;" },
		{ "two ServerHellos", "C1 S2 S2 S11", 0x002f, "Certificate or NewSessionTicket or ChangeCipherSpec or HelloRequest;" },
		/* TLS 1.3, opened by somebody else */
		{ "TLS 1.3", "C1 Sn Sc S8 S11 S15 S20 Cc C20 S4 Sd Cd C24 S24", 0, "" },
		{ "TLS 1.3, all that may come", "Cl Sr Sc Cc Cl Sn S8 S13 S11 S15 S20 Sd C11 C20 S13 C11 C15 C20 S4", 0, "" },
		{ "a client with no certificate", "C1 Sn S8 S13 S11 S15 S20 C11 C20", 0, "" },
		{ "TLS 1.3 by a pre-shared key", "C1 Sp S8 S20 C20", 0, "" },
		{ "TLS 1.3, the client's part is seen first", "C1 Cc C11 C15 C20 Sn S8 S13 S11 S15 S20", 0, "" },
		{ "the client of TLS 1.3 alone", "C1 Cc C20 Cd", 0, "" },
		{ "a second HelloRetryRequest", "C1 Sr C1 Sr", 0, "ServerHello or ChangeCipherSpec;" },
		{ "a third ClientHello", "C1 Sr C1 C1", 0, "EndOfEarlyData or Certificate or CertificateVerify or Finished or ChangeCipherSpec;" },
		{ "HelloRetryRequest after ServerHello", "C1 Sn Sr", 0, "EncryptedExtensions or ChangeCipherSpec;" },
		{ "no EncryptedExtensions", "C1 Sn S11", 0, "EncryptedExtensions or ChangeCipherSpec;" },
		{ "no Certificate", "C1 Sn S8 S20", 0, "CertificateRequest or Certificate or ChangeCipherSpec;" },
		{ "no CertificateVerify", "C1 Sn S8 S11 S20", 0, "CertificateVerify or ChangeCipherSpec;" },
		{ "Certificate and a pre-shared key", "C1 Sp S8 S11", 0, "Finished or ChangeCipherSpec;" },
		{ "CertificateRequest and a pre-shared key", "C1 Sp S8 S13", 0, "Finished or ChangeCipherSpec;" },
		{ "no client certificate", "C1 Sn S8 S13 S11 S15 S20 C20", 0, "Certificate or ChangeCipherSpec;" },
		{ "a client certificate that nobody asked for", "C1 Sn S8 S11 S15 S20 C11", 0, "Finished or ChangeCipherSpec;" },
		{ "EndOfEarlyData without early data", "C1 Sn S8 S11 S15 S20 C5", 0, "Finished or ChangeCipherSpec;" },
		{ "ChangeCipherSpec after Finished", "C1 Sn S8 S11 S15 S20 C20 Cc Sc", 0,
		  "application data or Certificate or CertificateVerify or Finished or KeyUpdate;application data or NewSessionTicket or CertificateRequest or KeyUpdate;" },
		{ "data before Finished", "C1 Sn S8 Sd", 0, "CertificateRequest or Certificate or ChangeCipherSpec;" },
		{ "KeyUpdate before Finished", "C1 Sn S8 S24", 0, "CertificateRequest or Certificate or ChangeCipherSpec;" },
		{ "a ticket before Finished", "C1 Sn S8 S4", 0, "CertificateRequest or Certificate or ChangeCipherSpec;" },
		{ "HelloRequest in TLS 1.3", "C1 Sn S8 S11 S15 S20 C20 S0", 0,
		  "application data or NewSessionTicket or CertificateRequest or KeyUpdate;" },
		{ "a request that was not offered", "Co Sn S8 S11 S15 S20 C20 S13", 0, "application data or NewSessionTicket or KeyUpdate;" },
		{ "Finished twice", "C1 Sn S8 S11 S15 S20 S20", 0, "application data or NewSessionTicket or CertificateRequest or KeyUpdate;" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct trace *t = trace_new();
		struct buf told = { 0 };
		struct observer *o;

		config = (struct observer_config){ .clear = !rows[i].suite };
		o = observer_new(t, &config);
		feed_said(o, rows[i].said, rows[i].suite);
		for (event_id id = 1; id < trace_n_events(t); id++)
			if (trace_event(t, id)->type == EV_MESSAGE_EXPECTED) {
				buf_add(&told, trace_bytes(t, trace_event(t, id)->values[0]));
				buf_puts(&told, ";");
				assert_int_equal(trace_event(t, id)->verdict, VERDICT_FAIL);
			}
		observer_end(o, true, NULL);
		CHECK_THAT(strcmp(buf_str(&told), rows[i].told) == 0, "%s: told \"%s\"", rows[i].name, buf_str(&told));
		assert_int_equal(trace_handshake(t, trace_n_handshakes(t) - 1)->out_of_order != NULL, rows[i].told[0] != 0);
		buf_free(&told);
		observer_free(o);
		trace_free(t);
	}
}

UNIT_GROUP(observer)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_streams), cmocka_unit_test(long_handshake), cmocka_unit_test(many_alerts), cmocka_unit_test(many_sessions),
		cmocka_unit_test(long_parts), cmocka_unit_test(record_too_long), cmocka_unit_test(gaps),
		cmocka_unit_test(false_start), cmocka_unit_test(other_hellos), cmocka_unit_test(clear_text),
		cmocka_unit_test(the_order_is_judged),
	};

	return cmocka_run_group_tests_name("observer", tests, unit_set_up, NULL);
}
