/* Which handshakes an expression takes. */
#include "unit.h"

#include <string.h>

#include "check_trace.h"
#include "trace/filter.h"

static const struct handshake_summary failed = {
	.server_name = "www.Shop.example", .version = VERSION_TLS12, .has_client_hello = true, .has_server_hello = true, .suite_code = 0x9c,
	.outcome = OUTCOME_FAILED, .cause = CAUSE_NAME_DIFFERS, .alerts = { { .description = ALERT_BAD_CERTIFICATE } }, .n_alerts = 1,
	.reason = CLOSED_INCOMPLETE, .chain = VERDICT_FAIL, .number = 2, .client_auth = true,
};
static const struct stream_summary stream = { .number = 17, .is_tls = true, .client = "192.0.2.1:40000", .server = "198.51.100.5:443" };

static void expressions(void **state)
{
	static const struct { const char *text; bool holds; } rows[] = {
		{ "outcome=failed", true }, { "outcome=established", false }, { "outcome!=established", true }, { "OUTCOME = Failed", true },
		{ "server~shop", true }, { "server~100.5", true }, { "server~other", false }, { "server!~shop", false }, { "server!~other", true },
		{ "server_name=www.shop.example", true }, { "server_name=shop.example", false }, { "client=192.0.2.1:40000", true },
		{ "stream=17", true }, { "stream<17", false }, { "stream<=17", true }, { "stream>9", true }, { "stream>=18", false }, { "stream>16 and stream<18", true },
		{ "handshake=2", true }, { "cause=name_differs", true }, { "alert=bad_certificate", true }, { "alert~certificate", true }, { "alert=unknown_ca", false },
		{ "version=\"TLS 1.2\"", true }, { "version~1.3", false }, { "suite~GCM", true }, { "reason=incomplete", true }, { "chain=refused", true },
		{ "client_auth", true }, { "resumed", false }, { "not resumed", true }, { "!resumed and client_auth", true }, { "not not client_auth", true },
		{ "resumed or client_auth", true }, { "resumed and client_auth or tls", true }, { "resumed and (client_auth or tls)", false },
		{ "(((tls)))", true }, { "via=\"\"", true }, { "via~x", false }, { "via!=x", true }, { "  tls  ", true }, { "outcome==failed", true },
		{ "resumed=no", true }, { "resumed=yes", false }, { "version=1.2", true }, { "version!=1.2", false }, { "version=1.3", false },
		{ "cause=\"\"", false }, { "outcome=Unknown", false }, { "alert!=unknown_ca", true }, { "outcome~fail", true }, { "chain=accepted", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct filter *f = NULL;
		struct error err = { "" };

		CHECK_THAT(filter_new(rows[i].text, "--filter", &f, &err) == ST_OK, "%s: %s", rows[i].text, err.text);
		CHECK_THAT(filter_holds(f, &stream, &failed) == rows[i].holds, "%s", rows[i].text);
		filter_free(f);
	}
	assert_true(filter_holds(NULL, &stream, &failed));
}

static void refused(void **state)
{
	static const struct { const char *text, *says; } rows[] = {
		{ "", "is no name" }, { "colour=red", "there are stream, handshake" }, { "outcome=failed andx", "what does \"andx\" say" },
		{ "outcome=failed and", "is no name" }, { "(tls", "bracket" }, { "tls)", "what does" }, { "server<3", "for numbers" }, { "stream<x", "for numbers" },
		{ "outcome=fail", "no value of outcome; there are unknown, established, failed" }, { "cause=alerts", "name_differs, " }, { "alert!=bad", "bad_certificate, " },
		{ "chain=ok", "accepted" }, { "reason=nokey", "no_key, " }, { "resumed=true", "is no value of resumed; there are yes, no" }, { "stream=x", "is no number" },
		{ "((((((((((((((((((tls))))))))))))))))))", "too deep" },
	};
	struct buf longest = { 0 };
	struct filter *f = NULL;
	struct error err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CHECK_THAT(filter_new(rows[i].text, "--filter", &f, &err) == ST_USAGE, "%s", rows[i].text);
		CHECK_THAT(strstr(err.text, rows[i].says), "%s: %s", rows[i].text, err.text);
	}
	for (int i = 0; i < 40; i++)
		buf_puts(&longest, i ? " and tls" : "tls");
	assert_int_equal(filter_new(buf_str(&longest), "--filter", &f, &err), ST_USAGE);
	assert_non_null(strstr(err.text, "too long"));
	buf_free(&longest);
}

static void without_a_handshake(void **state)
{
	const struct stream_summary refused_syn = { .client = "a:1", .server = "b:2", .cause = CAUSE_SYN_REFUSED };
	struct filter *f = NULL;
	struct error err;

	(void)state;
	assert_int_equal(filter_new("outcome=failed and cause=connection_refused and not tls", "--filter", &f, &err), ST_OK);
	assert_true(filter_holds(f, &refused_syn, NULL));
	filter_free(f);
}

UNIT_GROUP(filter)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(expressions), cmocka_unit_test(refused), cmocka_unit_test(without_a_handshake),
	};

	return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
