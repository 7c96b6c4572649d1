/* The checklist on the demo PKI: who is accepted, what refuses the others, and
 * that the events show what was compared. */
#include "unit.h"
#include "x509/verify/verify.h"

#include <stdlib.h>
#include <string.h>

#include "spec/layout.h"
#include "x509/verify/internal.h"
#include "x509/pem.h"

static struct trace *t;
static struct verify_result result;
static utc_time now;

static struct trust_store *trust(const char *name)
{
	struct trust_store *s = trust_new();
	struct error err;

	assert_int_equal(trust_add(s, unit_asset(name), name, NULL, &err), ST_OK);
	return s;
}

/* The certificates of embedded files, in this order; names ended by NULL. */
static size_t read_sent(const char *const *names, value_id *sent)
{
	size_t n = 0;

	for (; *names; names++) {
		struct pem_reader r = { .text = unit_asset(*names) };
		struct pem_block b;

		while (pem_next(&r, &b) == ST_OK) {
			sent[n++] = trace_add_leaf(t, ACTOR_SERVER, OP_WIRE, "sent", buf_bytes(&b.der));
			pem_block_free(&b);
		}
		pem_block_free(&b);
	}
	return n;
}

struct run {
	const char *sent[6];
	const char *trust, *crl, *name;      /* NULL: root.pem; none; server.example */
	enum purpose purpose;
};

static void verify(const struct run *run)
{
	struct verify_config cfg = {
		.trust = trust(run->trust ? run->trust : "pki/root.pem"), .now = now, .purpose = run->purpose,
		.name = run->name ? run->name : run->purpose == PURPOSE_CLIENT ? NULL : "server.example",
	};
	struct crl_store *crls = NULL;
	struct error err;
	value_id sent[16];
	size_t n;

	if (run->crl) {
		crls = crl_new();
		assert_int_equal(crl_add(crls, unit_asset(run->crl), run->crl, &err), ST_OK);
		cfg.crls = crls;
	}
	trace_free(t);
	t = trace_new();
	n = read_sent(run->sent, sent);
	verify_chain((struct work){ .t = t, .actor = ACTOR_CLIENT }, &cfg, sent, NULL, n, &result);
	trust_free((struct trust_store *)cfg.trust);
	crl_free(crls);
}

static const struct event *find_event(enum event_type type, int certificate)
{
	for (event_id e = 1; e < trace_n_events(t); e++)
		if (trace_event(t, e)->type == type && (certificate < 0 || trace_event(t, e)->arg[0] == certificate))
			return trace_event(t, e);
	return NULL;
}

static unsigned count_fatal(void)
{
	unsigned n = 0;

	for (event_id e = 1; e < trace_n_events(t); e++)
		n += trace_event(t, e)->fatal;
	return n;
}

static void expect_refused(const struct run *run, enum event_type failed, enum reason reason, int alert)
{
	verify(run);
	assert_false(result.accepted);
	assert_string_equal(event_specs[result.failed].name, event_specs[failed].name);
	assert_int_equal(result.alert, alert);
	assert_int_equal(count_fatal(), 1);
	for (event_id e = 1; e < trace_n_events(t); e++)
		if (trace_event(t, e)->fatal)
			assert_int_equal(trace_event(t, e)->reason, reason);
	assert_int_equal(find_event(EV_CERT_VERDICT, -1)->verdict, VERDICT_FAIL);
}

static void expect_accepted(const struct run *run)
{
	verify(run);
	assert_true(result.accepted);
	assert_int_equal(result.alert, ALERT_NONE);
	assert_int_equal(count_fatal(), 0);
	assert_true(result.has_key);
	assert_int_equal(find_event(EV_CERT_VERDICT, -1)->verdict, VERDICT_OK);
}

static void test_accepted(void **state)
{
	(void)state;
	expect_accepted(&(struct run){ .sent = { "pki/server.pem" } });
	expect_accepted(&(struct run){ .sent = { "pki/server.pem" }, .crl = "pki/crl.pem" });
	expect_accepted(&(struct run){ .sent = { "pki/server.pem" }, .name = "127.0.0.1" });
	expect_accepted(&(struct run){ .sent = { "pki/server.pem" }, .name = "a.demo.example" });
	expect_accepted(&(struct run){ .sent = { "pki/client-rsa.pem" }, .trust = "pki/client-ca.pem", .purpose = PURPOSE_CLIENT });
	expect_accepted(&(struct run){ .sent = { "pki/client-chain.pem" }, .trust = "pki/client-ca.pem", .purpose = PURPOSE_CLIENT });
	/* no list is asked, not even its own CA's (RFC 9608 4) */
	expect_accepted(&(struct run){ .sent = { "pki/short-lived.pem" }, .crl = "pki/crl.pem" });
	assert_int_equal(find_event(EV_CERT_REVOCATION, 0)->reason, REASON_CRL_NO_REV_AVAIL);
	/* superfluous certificates in between, the root sent too, one twice */
	expect_accepted(&(struct run){ .sent = { "pki/server.pem", "pki/client-ca.pem", "pki/root.pem", "pki/server.pem" } });
}

static void test_refused(void **state)
{
	static const struct {
		struct run run;
		enum event_type failed;
		enum reason reason;
		int alert;
	} cases[] = {
		{ { .sent = { "pki/expired.pem" } }, EV_CERT_VALIDITY, REASON_CERT_EXPIRED, ALERT_CERTIFICATE_EXPIRED },
		{ { .sent = { "pki/not-yet-valid.pem" } }, EV_CERT_VALIDITY, REASON_CERT_NOT_YET_VALID, ALERT_CERTIFICATE_EXPIRED },
		{ { .sent = { "pki/short-lived-over.pem" } }, EV_CERT_VALIDITY, REASON_CERT_EXPIRED, ALERT_CERTIFICATE_EXPIRED },
		{ { .sent = { "pki/self-signed.pem" } }, EV_CERT_TRUST, REASON_TRUST_NOT_FOUND, ALERT_UNKNOWN_CA },
		{ { .sent = { "pki/acme.pem" } }, EV_CERT_TRUST, REASON_TRUST_CHALLENGE, ALERT_UNKNOWN_CA },
		{ { .sent = { "pki/untrusted.pem" } }, EV_CERT_TRUST, REASON_TRUST_NOT_FOUND, ALERT_UNKNOWN_CA },
		{ { .sent = { "pki/wrong-name.pem" } }, EV_CERT_NAME, REASON_NAME_DIFFERS, ALERT_CERTIFICATE_UNKNOWN },
		{ { .sent = { "pki/not-a-ca.pem" } }, EV_CERT_BASIC, REASON_CA_NOT, ALERT_CERTIFICATE_UNKNOWN },
		{ { .sent = { "pki/bad-signature.pem" } }, EV_CERT_SIGNATURE, REASON_SIGNATURE_BAD, ALERT_BAD_CERTIFICATE },
		{ { .sent = { "pki/stolen-name.pem" } }, EV_CERT_NAME_CONSTRAINTS, REASON_CONSTRAINTS_NOT_PERMITTED,
		  ALERT_CERTIFICATE_UNKNOWN },
		{ { .sent = { "pki/server.pem" }, .crl = "pki/crl-revoked.pem" }, EV_CERT_REVOCATION, REASON_CRL_REVOKED,
		  ALERT_CERTIFICATE_REVOKED },
		{ { .sent = { "pki/server.pem" }, .trust = "pki/client-ca.pem" }, EV_CERT_TRUST, REASON_TRUST_NOT_FOUND,
		  ALERT_UNKNOWN_CA },
		{ { .sent = { "pki/server.pem" }, .purpose = PURPOSE_CLIENT }, EV_CERT_EXT_KEY_USAGE, REASON_EXT_KEY_USAGE_LACKS,
		  ALERT_UNSUPPORTED_CERTIFICATE },
		{ { .sent = { NULL } }, EV_CERT_VERDICT, REASON_CERTIFICATE_MISSING, ALERT_BAD_CERTIFICATE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		expect_refused(&cases[i].run, cases[i].failed, cases[i].reason, cases[i].alert);
}

/* All checks run although one failed. */
static void test_all_run(void **state)
{
	static const enum event_type types[] = {
		EV_CERT_PATH, EV_CERT_TRUST, EV_CERT_FORM, EV_CERT_CRITICAL, EV_CERT_NAMES, EV_CERT_SIGNATURE, EV_CERT_VALIDITY,
		EV_CERT_KEY, EV_CERT_NAME, EV_CERT_BASIC, EV_CERT_PATH_LENGTH, EV_CERT_KEY_USAGE, EV_CERT_EXT_KEY_USAGE,
		EV_CERT_NAME_CONSTRAINTS, EV_CERT_REVOCATION, EV_CERT_POLICIES, EV_CERT_VERDICT,
	};

	(void)state;
	verify(&(struct run){ .sent = { "pki/expired.pem" }, .name = "elsewhere.example" });
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		assert_non_null(find_event(types[i], -1));
	assert_int_equal(find_event(EV_CERT_NAME, 0)->verdict, VERDICT_FAIL);
	assert_int_equal(find_event(EV_CERT_REVOCATION, 0)->verdict, VERDICT_SKIPPED);
	assert_int_equal(result.failed, EV_CERT_VALIDITY);
}

static void test_values(void **state)
{
	const struct event *e;

	(void)state;
	verify(&(struct run){ .sent = { "pki/server.pem" } });
	e = find_event(EV_CERT_SIGNATURE, 0);
	/* the hash that was computed, and the one inside the recovered block: equal, made in two ways */
	assert_int_equal(trace_value(t, e->values[0])->op, OP_HASH);
	assert_true(bytes_equal(trace_bytes(t, e->values[0]), trace_bytes(t, e->values[1])));
	assert_int_equal(trace_value(t, e->values[2])->op, OP_RSA_PUBLIC);
	e = find_event(EV_CERT_VALIDITY, 0);
	assert_int_equal(e->n_values, 3);
	for (uint32_t i = 0; i < e->n_values; i++)
		assert_int_equal(trace_value(t, e->values[i])->show, SHOW_TIME);
	assert_string_equal(trace_field(t, e->field)->layout->name, "validity");
	e = find_event(EV_CERT_NAME, 0);
	assert_true(bytes_equal(trace_bytes(t, e->values[0]), trace_bytes(t, e->values[1])));
	assert_int_equal(trace_value(t, e->values[0])->op, OP_CONFIG);
	assert_int_equal(trace_value(t, e->values[1])->op, OP_SLICE);
	assert_string_equal(trace_field(t, e->field)->layout->name, "dNSName");
	assert_int_equal(trace_value(t, result.key.n_value)->op, OP_SLICE);
	assert_true(bytes_equal(trace_bytes(t, result.key.n_value), result.key.n));
}

/* Sent in any order, the path is found; what is tried in vain is told. */
static void test_order(void **state)
{
	value_id sent[4], turned[4];
	struct verify_config cfg = { .now = now, .name = "server.example" };
	size_t n;

	(void)state;
	trace_free(t);
	t = trace_new();
	cfg.trust = trust("pki/root.pem");
	n = read_sent((const char *const[]){ "pki/server.pem", "pki/root.pem", NULL }, sent);
	assert_int_equal(n, 3);
	turned[0] = sent[0];
	turned[1] = sent[2];
	turned[2] = sent[1];
	verify_chain((struct work){ .t = t, .actor = ACTOR_CLIENT }, &cfg, turned, NULL, n, &result);
	assert_true(result.accepted);
	assert_int_equal(find_event(EV_CERT_PATH, -1)->verdict, VERDICT_OK);
	trust_free((struct trust_store *)cfg.trust);
}

static void test_garbage(void **state)
{
	struct verify_config cfg = { .now = now, .name = "server.example" };
	value_id sent[70];

	(void)state;
	trace_free(t);
	t = trace_new();
	for (size_t i = 0; i < ARRAY_LEN(sent); i++)
		sent[i] = trace_add_leaf(t, ACTOR_SERVER, OP_WIRE, "sent", i % 2 ? BYTES_LIT("\x30\x00") : BYTES_NONE);
	verify_chain((struct work){ .t = t, .actor = ACTOR_CLIENT }, &cfg, sent, NULL, ARRAY_LEN(sent), &result);
	assert_false(result.accepted);
	assert_int_equal(result.failed, EV_CERT_PARSED);
	assert_int_equal(result.alert, ALERT_BAD_CERTIFICATE);
	assert_false(result.has_key);
}

/* ---- names ---- */

static void test_name_forms(void **state)
{
	static const struct { const char *name; enum name_form form; size_t ip; } cases[] = {
		{ "server.example", NAME_DNS, 0 }, { "server.example.", NAME_DNS, 0 }, { "localhost", NAME_DNS, 0 },
		{ "xn--bcher-kva.example", NAME_DNS, 0 }, { "a_b.example", NAME_DNS, 0 }, { "192.0.2.1", NAME_IP, 4 },
		{ "::", NAME_IP, 16 }, { "::1", NAME_IP, 16 }, { "1::", NAME_IP, 16 }, { "2001:db8::2:1", NAME_IP, 16 },
		{ "1:2:3:4:5:6:7:8", NAME_IP, 16 }, { "::ffff:192.0.2.1", NAME_IP, 16 }, { "[::1]", NAME_IP, 16 },
		{ "", NAME_BAD, 0 }, { ".", NAME_BAD, 0 }, { "a..b", NAME_BAD, 0 }, { ".a", NAME_BAD, 0 },
		{ "b\xc3\xbc" "cher.example", NAME_BAD, 0 }, { "*.example", NAME_BAD, 0 }, { "1::2::3", NAME_BAD, 0 },
		{ "1:2:3", NAME_BAD, 0 }, { "12345::", NAME_BAD, 0 }, { "1:2:3:4:5:6:7:8:9", NAME_BAD, 0 },
		{ "::1:", NAME_BAD, 0 }, { "a b", NAME_BAD, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		uint8_t ip[16];
		size_t n;

		if (name_classify(cases[i].name, ip, &n) != cases[i].form || n != cases[i].ip)
			fail_msg("%s", cases[i].name);
	}
}

static void test_wildcards(void **state)
{
	static const struct { const char *presented, *wanted; int match; } cases[] = {
		{ "server.example", "SERVER.example", 1 }, { "server.example", "server.example.", 1 },
		{ "*.example.org", "a.example.org", 2 }, { "*.example.org", "A.EXAMPLE.ORG", 2 },
		{ "*.example.org", "example.org", 0 }, { "*.example.org", "a.b.example.org", 0 },
		{ "*.example.org", ".example.org", 0 }, { "a*.example.org", "ab.example.org", 0 },
		{ "a.*.example.org", "a.b.example.org", 0 }, { "*", "example", 0 }, { "*.org", "example.org", 0 },
		{ "*.*.org", "a.b.org", 0 }, { "example.org", "a.example.org", 0 }, { "server.example\0.evil", "server.example", 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (name_match_dns(bytes_str(cases[i].presented), bytes_str(cases[i].wanted)) != cases[i].match)
			fail_msg("%s for %s", cases[i].presented, cases[i].wanted);
	/* a zero byte inside ends nothing */
	assert_int_equal(name_match_dns(BYTES_LIT("server.example\0.evil"), BYTES_LIT("server.example")), 0);
}

/* ---- constraints: one dNSName or other entry against one subtree ---- */

static enum reason hold(uint8_t tag, struct bytes name, struct bytes base, bool excluded)
{
	struct verification *v = mem_alloc(sizeof(*v));
	struct buf san = { 0 }, nc = { 0 };
	struct x509_general_name culprit;
	struct x509 c = { .subject = BYTES_LIT("\x30\x00"), .issuer = BYTES_LIT("\x30\x00") };
	enum reason r;

	buf_add_uint(&san, 4, 0x30000000u | (uint32_t)(name.n + 2) << 16 | (uint32_t)tag << 8 | (uint32_t)name.n);
	buf_add(&san, name);
	buf_add_uint(&nc, 2, 0x3000 | (base.n + 6));
	buf_add_uint(&nc, 2, (excluded ? 0xa100u : 0xa000u) | (base.n + 4));
	buf_add_uint(&nc, 2, 0x3000 | (base.n + 2));
	buf_add_uint(&nc, 2, (uint64_t)tag << 8 | base.n);
	buf_add(&nc, base);
	c.known[KNOWN_SUBJECT_ALT_NAME] = (struct x509_ext){ buf_bytes(&san), buf_bytes(&san), false };
	r = constraints_hold(v, buf_bytes(&nc), &c, true, &culprit);
	buf_free(&san);
	buf_free(&nc);
	free(v);
	return r;
}

static void test_constraints(void **state)
{
	enum { EMAIL = 0x81, DNS = 0x82, URI = 0x86, IP = 0x87, ID = 0x88 };
	static const struct { uint8_t tag; const char *name, *base; bool excluded; enum reason reason; } cases[] = {
		{ DNS, "a.example", "a.example", false, REASON_CONSTRAINTS_KEPT },
		{ DNS, "b.A.example", "a.EXAMPLE", false, REASON_CONSTRAINTS_KEPT },
		{ DNS, "ba.example", "a.example", false, REASON_CONSTRAINTS_NOT_PERMITTED },
		{ DNS, "a.example", ".a.example", false, REASON_CONSTRAINTS_NOT_PERMITTED },
		{ DNS, "b.a.example", "a.example", true, REASON_CONSTRAINTS_EXCLUDED },
		{ DNS, "c.example", "a.example", true, REASON_CONSTRAINTS_KEPT },
		{ DNS, "*.example.org", "a.example.org", true, REASON_CONSTRAINTS_EXCLUDED },
		{ DNS, "*.example.org", "a.example.org", false, REASON_CONSTRAINTS_NOT_PERMITTED },
		{ DNS, "a.example", "", true, REASON_CONSTRAINTS_EXCLUDED },
		{ EMAIL, "me@a.example", "a.example", false, REASON_CONSTRAINTS_KEPT },
		{ EMAIL, "me@b.a.example", "a.example", false, REASON_CONSTRAINTS_NOT_PERMITTED },
		{ EMAIL, "me@b.a.example", ".a.example", false, REASON_CONSTRAINTS_KEPT },
		{ EMAIL, "ME@a.example", "me@a.example", false, REASON_CONSTRAINTS_NOT_PERMITTED },
		{ EMAIL, "nobody", "a.example", true, REASON_CONSTRAINTS_UNSUPPORTED },
		{ URI, "https://me@a.example:443/x", "a.example", false, REASON_CONSTRAINTS_KEPT },
		{ URI, "https://b.a.example/", "a.example", false, REASON_CONSTRAINTS_NOT_PERMITTED },
		{ URI, "urn:x", "a.example", true, REASON_CONSTRAINTS_UNSUPPORTED },
		{ ID, "\x2a", "\x2a", true, REASON_CONSTRAINTS_UNSUPPORTED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (hold(cases[i].tag, bytes_str(cases[i].name), bytes_str(cases[i].base), cases[i].excluded) != cases[i].reason)
			fail_msg("%s and %s", cases[i].name, cases[i].base);
	assert_int_equal(hold(IP, BYTES_LIT("\x0a\1\2\3"), BYTES_LIT("\x0a\0\0\0\xff\0\0\0"), false), REASON_CONSTRAINTS_KEPT);
	assert_int_equal(hold(IP, BYTES_LIT("\x0b\1\2\3"), BYTES_LIT("\x0a\0\0\0\xff\0\0\0"), false),
			 REASON_CONSTRAINTS_NOT_PERMITTED);
	assert_int_equal(hold(IP, BYTES_LIT("\x0a\1\2\3"), BYTES_LIT("\x0a\0\0\0\xff\0\xff\0"), true),
			 REASON_CONSTRAINTS_UNSUPPORTED);
}

/* ---- stores ---- */

static void test_stores(void **state)
{
	struct trust_store *s = trust_new();
	struct crl_store *c = crl_new();
	struct error err;
	size_t skipped;

	(void)state;
	assert_int_equal(trust_add(s, unit_asset("pki/root.pem"), "root", NULL, &err), ST_OK);
	assert_int_equal(trust_add(s, unit_asset("pki/root.pem"), "root", NULL, &err), ST_OK);
	assert_int_equal(trust_count(s), 1);
	assert_true(x509_name_check(trust_subject(s, 0)) == ST_OK);
	assert_int_not_equal(trust_add(s, BYTES_LIT("no certificate"), "my.pem", NULL, &err), ST_OK);
	assert_non_null(strstr(err.text, "my.pem"));
	assert_int_not_equal(trust_add(s, BYTES_LIT("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"), "my.pem",
				       NULL, &err), ST_OK);
	assert_non_null(strstr(err.text, "my.pem:1: "));
	assert_int_not_equal(trust_add(s, BYTES_LIT("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"), "my.pem",
				       &skipped, &err), ST_OK);
	assert_int_equal(skipped, 1);
	assert_int_equal(trust_add(s, unit_asset("pki/server.key"), "my.pem", NULL, &err), ST_DECODE);
	assert_non_null(strstr(err.text, "this is a private key"));
	assert_int_equal(crl_add(c, unit_asset("pki/crl.pem"), "crl", &err), ST_OK);
	assert_int_not_equal(crl_add(c, unit_asset("pki/root.pem"), "my.crl", &err), ST_OK);
	assert_non_null(strstr(err.text, "my.crl"));
	trust_free(s);
	crl_free(c);
}

static int begin(void **state)
{
	return unit_set_up(state) != 0 || time_parse_iso8601("2026-06-15T12:00:00Z", &now) != ST_OK;
}

static int end(void **state)
{
	(void)state;
	trace_free(t);
	return 0;
}

UNIT_GROUP(verify)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted), cmocka_unit_test(test_refused), cmocka_unit_test(test_all_run),
		cmocka_unit_test(test_values), cmocka_unit_test(test_order), cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_name_forms), cmocka_unit_test(test_wildcards), cmocka_unit_test(test_constraints),
		cmocka_unit_test(test_stores),
	};

	return cmocka_run_group_tests_name("verify", tests, begin, end);
}
