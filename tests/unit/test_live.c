/* What is said of a peer before and around TLS: whom to connect to, and as much of HTTP as both ends need. */
#include "unit.h"
#include "check_trace.h"

#include <stdio.h>
#include <string.h>

#include "source/live/http.h"
#include "source/live/refusal.h"
#include "source/live/target.h"

static void targets(void **state)
{
	static const struct {
		const char *words[3];
		const char *host, *port, *path;   /* path NULL: no URL; host NULL: refused, with these words in the sentence: */
		const char *refused;
	} rows[] = {
		{ { "example.org" }, "example.org", "443", NULL, NULL },
		{ { "example.org:8443" }, "example.org", "8443", NULL, NULL },
		{ { "example.org", "8443" }, "example.org", "8443", NULL, NULL },
		{ { "[::1]:4433" }, "::1", "4433", NULL, NULL },
		{ { "::1" }, "::1", "443", NULL, NULL },
		{ { "::1", "4433" }, "::1", "4433", NULL, NULL },
		{ { "[::1]", "4433" }, "::1", "4433", NULL, NULL },
		{ { "https://example.org" }, "example.org", "443", "", NULL },
		{ { "https://example.org/" }, "example.org", "443", "/", NULL },
		{ { "HTTPS://example.org:8443/a/b?c=d#e" }, "example.org", "8443", "/a/b?c=d#e", NULL },
		{ { "https://[::1]:4433/x" }, "::1", "4433", "/x", NULL },
		{ { "https://example.org?q" }, "example.org", "443", "?q", NULL },
		{ { "http://example.org/" }, NULL, NULL, NULL, "only https://" },
		{ { "https:///x" }, NULL, NULL, NULL, "the host is missing" },
		{ { "https://u:p@example.org/" }, NULL, NULL, NULL, "user name" },
		{ { "https://example.org/a b" }, NULL, NULL, NULL, "%20" },
		{ { "https://example.org/\xc3\xbc" }, NULL, NULL, NULL, "%20" },
		{ { "https://example.org/", "443" }, NULL, NULL, NULL, "one word too many" },
		{ { "example.org", "443", "x" }, NULL, NULL, NULL, "\"x\" is one word too many" },
		{ { "example.org:1", "2" }, NULL, NULL, NULL, "twice" },
		{ { "example.org", "https" }, NULL, NULL, NULL, "no port" },
		{ { "example.org", "70000" }, NULL, NULL, NULL, "no port" },
		{ { "example.org", "0" }, NULL, NULL, NULL, "port 0" },
		{ { "example.org:00" }, NULL, NULL, NULL, "port 0" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *first = rows[i].words[0];
		size_t n = 1 + (rows[i].words[1] != NULL) + (rows[i].words[2] != NULL);
		struct target t;
		struct error err = { "" };
		enum status st = target_parse(rows[i].words, n, "443", &t, &err);

		if (!rows[i].host) {
			CHECK_THAT(st == ST_USAGE && strstr(err.text, rows[i].refused), "%s: %s", first, err.text);
			continue;
		}
		CHECK_THAT(st == ST_OK, "%s: %s", first, err.text);
		assert_string_equal(t.at.host, rows[i].host);
		assert_string_equal(t.at.port, rows[i].port);
		CHECK_THAT(!rows[i].path == !t.path && (!t.path || strcmp(t.path, rows[i].path) == 0), "%s: path %s", first, t.path ? t.path : "(none)");
	}
}

static void requests(void **state)
{
	static const struct { const char *host, *port, *path, *begins; } rows[] = {
		{ "a.example", "443", "", "GET / HTTP/1.1\r\nHost: a.example\r\n" },
		{ "a.example", "8443", "/x?y#z", "GET /x?y HTTP/1.1\r\nHost: a.example:8443\r\n" },
		{ "::1", "443", "?q", "GET /?q HTTP/1.1\r\nHost: [::1]\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf b = { 0 };

		http_request(rows[i].host, rows[i].port, rows[i].path, &b);
		CHECK_THAT(strncmp(buf_str(&b), rows[i].begins, strlen(rows[i].begins)) == 0, "%s", buf_str(&b));
		assert_int_equal(http_came(buf_bytes(&b)), HTTP_WHOLE);
		b.n--;
		assert_int_equal(http_came(buf_bytes(&b)), HTTP_PART);
		buf_free(&b);
	}
}

static void what_came(void **state)
{
	static const struct { const char *text; enum http_come is; } rows[] = {
		{ "hello\n", HTTP_NOT }, { "", HTTP_PART }, { "G", HTTP_PART }, { "GET", HTTP_PART }, { "GETTING", HTTP_NOT },
		{ "GET / HTTP/1.0\r\n", HTTP_PART }, { "GET / HTTP/1.0\r\n\r\n", HTTP_WHOLE }, { "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", HTTP_WHOLE },
		{ "POST / HTTP/1.1\r\n\r\nbody", HTTP_WHOLE }, { "get / http/1.0\r\n\r\n", HTTP_NOT },
	};
	struct buf endless = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		CHECK_THAT(http_came(bytes_str(rows[i].text)) == rows[i].is, "%s", rows[i].text);
	buf_puts(&endless, "GET /");
	for (int i = 0; i < 20000; i++)
		buf_puts(&endless, "a");
	assert_int_equal(http_came(buf_bytes(&endless)), HTTP_NOT);
	buf_free(&endless);
}

static void looks_like_http(void **state)
{
	static const struct { const char *text; bool is; } rows[] = {
		{ "HTTP/1.1 400 Bad Request", true }, { "GET / HTTP/1.1", true }, { "DELETE /a", true }, { "CONNECT a:443", true }, { "<!DOCTYPE html>", true },
		{ "<html>", true }, { "SSH-2.0-", false }, { "GETTING", false }, { "HTTP", false }, { "", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		CHECK_THAT(http_speaks(bytes_str(rows[i].text)) == rows[i].is, "%s", rows[i].text);
}

/* What a page's server asks a request for. */
static void what_requests_say(void **state)
{
	static const struct { const char *text; bool root, keeps, reads; const char *accept; } rows[] = {
		{ "GET / HTTP/1.1\r\nAccept: text/html\r\n\r\nAccept: no", true, true, true, " text/html\r\n" },
		{ "HEAD /?a HTTP/1.1\r\nACCEPT:*/*\r\nConnection: close\r\n\r\n", true, false, true, "*/*\r\n" },
		{ "GET /json HTTP/1.1\r\nX-Accept: a\r\nConnection: keep-alive\r\n\r\n", false, true, true, "" },
		{ "GET / HTTP/1.0\r\n\r\n", true, false, true, "" }, { "POST / HTTP/1.1\r\nAccept:\r\n\r\n", true, true, false, "\r\n" },
		{ "GET /", false, false, true, "" }, { "GET", false, false, false, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct bytes request = bytes_str(rows[i].text), accept = http_field(request, "accept");

		CHECK_THAT(http_asks_for(request, "/") == rows[i].root && http_keeps(request) == rows[i].keeps && http_reads(request) == rows[i].reads, "%s", rows[i].text);
		CHECK_THAT(bytes_equal(accept, bytes_str(rows[i].accept)), "%s", rows[i].text);
	}
}

static void answers(void **state)
{
	struct buf get = { 0 }, head = { 0 };

	(void)state;
	http_answer(BYTES_LIT("GET / HTTP/1.1\r\n\r\n"), BYTES_LIT("page\n"), &get);
	http_answer(BYTES_LIT("HEAD / HTTP/1.1\r\n\r\n"), BYTES_LIT("page\n"), &head);
	assert_non_null(strstr(buf_str(&get), "\r\nContent-Length: 5\r\n"));
	assert_non_null(strstr(buf_str(&get), "\r\nConnection: close\r\n"));
	assert_string_equal(strstr(buf_str(&get), "\r\n\r\n"), "\r\n\r\npage\n");
	assert_string_equal(strstr(buf_str(&head), "\r\n\r\n"), "\r\n\r\n");
	buf_free(&get);
	buf_free(&head);
}

/* Who refused whom by what, and which words help. */
static void refusals_help(void **state)
{
	static const char *const protocols[] = { "h2", "foo" };
	static const uint16_t schemes[] = { 0x0401, 0x0403, 0x0501, 0x0804 };
	static const uint16_t both[] = { 0xc02f, 0x003c }, many[] = { 0xc02b, 0xc02f, 0x009c, 0x003c }, groups[] = { 29, 23 };
	static const struct {
		enum side_id own;
		const char *alert, *check, *suite;
		bool few, montgomery;
		const char *has, *has_not;
		unsigned type;
		const char *theirs;     /* versions, as they came */
		bool newest;
		const char *cause;
	} rows[] = {
		{ SIDE_CLIENT, "handshake_failure", NULL, NULL, true, false, "The server refused the handshake with the alert handshake_failure. ", NULL },
		{ SIDE_CLIENT, "handshake_failure", NULL, NULL, true, false, "It is so. ", "refused", .cause = "It is so." },
		{ SIDE_CLIENT, "handshake_failure", NULL, NULL, true, false, "RFC 10015", NULL },
		{ SIDE_CLIENT, "handshake_failure", NULL, NULL, true, false, "TLS 1.3, which was not offered (--max-version 1.3", NULL },
		{ SIDE_CLIENT, "handshake_failure", NULL, NULL, false, false, "--suite, --group", "TLS 1.3, which", .newest = true },
		{ SIDE_CLIENT, "no_application_protocol", NULL, NULL, true, false, "--alpn offers", NULL },
		{ SIDE_SERVER, "protocol_version", "negotiate.version", NULL, true, false, "slowshake speaks TLSv1.2. TLS 1.0", "1.3", EV_VERSION_CHOSEN, "\x03\x02" },
		{ SIDE_SERVER, "protocol_version", "negotiate.version", NULL, true, false, "TLSv1.2. --max-version", "8996", EV_VERSION_CHOSEN, "\x7a\x7a\x03\x04" },
		{ SIDE_CLIENT, "protocol_version", "server_hello.version", NULL, true, false, "slowshake speaks TLSv1.2. TLS", "1.3", EV_ANSWER_VERSION, "\x03\x02" },
		{ SIDE_CLIENT, "protocol_version", NULL, NULL, false, false, "--min-version", NULL },
		{ SIDE_CLIENT, "unrecognized_name", NULL, NULL, false, false, "--servername", NULL },
		{ SIDE_CLIENT, "inappropriate_fallback", NULL, NULL, false, false, "inappropriate_fallback.", "--" },
		{ SIDE_CLIENT, NULL, NULL, NULL, false, false, "The server closed the connection before the handshake was over. Servers", NULL },
		{ SIDE_SERVER, NULL, NULL, NULL, false, false, "The client closed the connection before", "server" },
		{ SIDE_CLIENT, "decrypt_error", NULL, "TLS_RSA_WITH_AES_128_CBC_SHA256", false, false, "Both had agreed on TLS_RSA_WITH_AES_128_CBC_SHA256.", "--" },
		{ SIDE_CLIENT, "unknown_ca", "certificate.trust_anchor", NULL, false, false, "the check certificate.trust_anchor failed. Alert sent: unknown_ca. --ca FILE", NULL },
		{ SIDE_CLIENT, "certificate_revoked", "certificate.revocation", NULL, false, false, "--insecure", "--ca" },
		{ SIDE_SERVER, "unknown_ca", NULL, NULL, false, false, "curl --insecure", NULL },
		{ SIDE_SERVER, "certificate_expired", NULL, NULL, false, false, "does it hold today", NULL },
		{ SIDE_SERVER, "protocol_version", "negotiate.version", NULL, false, false, "--min-version", NULL },
		{ SIDE_CLIENT, "handshake_failure", NULL, NULL, false, false, "--suite", "RFC 8422" },
		{ SIDE_CLIENT, "handshake_failure", NULL, NULL, false, true, "No ECDSA key is on such a group", NULL },
		{ SIDE_CLIENT, "handshake_failure", NULL, NULL, true, true, "--suite", "No ECDSA key" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct tls_config cfg = {
			.min_version = VERSION_TLS12, .max_version = rows[i].newest ? VERSION_TLS13 : VERSION_TLS12, .suites = rows[i].few ? both : many, .n_suites = rows[i].few ? 2 : 4,
			.groups = { groups, rows[i].montgomery ? 1 : 2 }, .server_name = "a.example",
			.alpn = protocols, .n_alpn = rows[i].few ? 2 : 0, .schemes = { schemes, rows[i].few ? 2 : 4 },
		};
		struct trace *t = trace_new();
		struct buf b = { 0 };

		trace_current(t)->outcome = (struct trace_outcome){ .alert = rows[i].alert, .failed_check = rows[i].check, .cipher_suite = rows[i].suite, .cause_text = rows[i].cause };
		if (rows[i].theirs) {
			value_id v = trace_add_leaf(t, ACTOR_SERVER, OP_CONFIG, "versions", bytes_str(rows[i].theirs));

			trace_event_values(t, rows[i].type, ACTOR_SERVER, v, v);
		}
		refusal_explain(t, rows[i].own, &cfg, &b);
		CHECK_THAT(strstr(buf_str(&b), rows[i].has), "row %zu: %s", i, buf_str(&b));
		CHECK_THAT(!rows[i].has_not || !strstr(buf_str(&b), rows[i].has_not), "row %zu: %s", i, buf_str(&b));
		assert_true(b.n < 450);
		buf_free(&b);
		trace_free(t);
	}
}

UNIT_GROUP(live)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(targets), cmocka_unit_test(requests), cmocka_unit_test(what_came), cmocka_unit_test(looks_like_http),
		cmocka_unit_test(what_requests_say),
		cmocka_unit_test(answers),
		cmocka_unit_test(refusals_help),
	};

	return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}
