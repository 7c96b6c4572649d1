/* Certificate timestamps of the demo PKI: what is checked, by whose key, and what a changed one comes to. */
#include "unit.h"
#include "x509/verify/verify.h"

#include "spec/events.h"
#include "spec/layout.h"
#include "spec/reasons.h"
#include "x509/bundle.h"
#include "x509/certificate.h"
#include "x509/der.h"
#include "x509/sct.h"

static struct trace *t;

static struct buf certificate(int nth)
{
	struct pem_reader r = { .text = unit_asset("pki/ct.pem") };
	struct pem_block b = { .line = 0 };

	for (int i = 0; i <= nth; i++) {
		pem_block_free(&b);
		assert_int_equal(pem_next(&r, &b), ST_OK);
	}
	return b.der;
}

/* The list that stands in the certificate, which *x reads. */
static struct bytes list_of(const struct x509 *x)
{
	struct der e;

	assert_int_equal(der_only(x->known[KNOWN_SCTS].value, DER_OCTET_STRING, &e), ST_OK);
	return e.content;
}

static void verify(struct bytes leaf, const char *log, utc_time now)
{
	struct trust_store *trust = trust_new();
	struct ct_log_store *logs = log ? ct_log_new() : NULL;
	struct verify_config cfg = { .trust = trust, .ct_logs = logs, .now = now, .name = "server.example", .purpose = PURPOSE_SERVER };
	struct buf issuer = certificate(1);
	struct verify_result result;
	value_id sent[2];

	assert_int_equal(trust_add(trust, unit_asset("pki/root.pem"), "root", NULL, NULL), ST_OK);
	if (log)
		assert_int_equal(ct_log_add(logs, unit_asset(log), log, NULL), ST_OK);
	trace_free(t);
	t = trace_new();
	sent[0] = trace_add_leaf(t, ACTOR_SERVER, OP_WIRE, "sent", leaf);
	sent[1] = trace_add_leaf(t, ACTOR_SERVER, OP_WIRE, "sent", buf_bytes(&issuer));
	verify_chain((struct work){ .t = t, .actor = ACTOR_CLIENT }, &cfg, sent, NULL, 2, &result);
	trust_free(trust);
	ct_log_free(logs);
	buf_free(&issuer);
}

/* The event of the n-th timestamp, from 1; it stands on that timestamp. */
static const struct event *told(int64_t n)
{
	for (event_id e = 1; e < trace_n_events(t); e++)
		if (trace_event(t, e)->type == EV_CERT_TIMESTAMP && trace_event(t, e)->arg[1] == n) {
			assert_string_equal(trace_field(t, trace_event(t, e)->field)->layout->name, "SerializedSCT");
			return trace_event(t, e);
		}
	return NULL;
}

static void expect_told(int64_t n, enum verdict verdict, enum reason reason)
{
	const struct event *e = told(n);

	assert_non_null(e);
	if (e->verdict != verdict || e->reason != reason)
		fail_msg("timestamp %d: %s", (int)n, reason_name(e->reason));
}

static void test_checked(void **state)
{
	const utc_time now = 1781524800, before = 1777593600;   /* 2026-06-15T12:00:00Z; 2026-05-01: the timestamps are of a moment later */
	struct buf leaf = certificate(0);
	struct x509 x;
	size_t at;

	(void)state;
	verify(buf_bytes(&leaf), NULL, now);
	expect_told(1, VERDICT_SKIPPED, REASON_SCT_NO_LOGS);
	expect_told(2, VERDICT_SKIPPED, REASON_SCT_NO_LOGS);
	verify(buf_bytes(&leaf), "pki/ct-log.pem", now);
	expect_told(1, VERDICT_OK, REASON_SCT_HOLDS);
	expect_told(2, VERDICT_SKIPPED, REASON_SCT_OTHER_LOG);
	verify(buf_bytes(&leaf), "pki/ct-log.pem", before - 1);
	expect_told(1, VERDICT_WARN, REASON_SCT_FUTURE);
	/* the serial number: the log has not seen that certificate */
	assert_int_equal(x509_parse(buf_bytes(&leaf), &x), ST_OK);
	at = (size_t)(x.serial.p - leaf.p) + 5;
	leaf.p[at] ^= 1;
	verify(buf_bytes(&leaf), "pki/ct-log.pem", now);
	expect_told(1, VERDICT_WARN, REASON_SCT_SIGNATURE);
	leaf.p[at] ^= 1;
	/* what comes behind the extension is signed as well as what comes before; the other timestamp is not */
	at = (size_t)(list_of(&x).p - leaf.p) + list_of(&x).n - 1;
	leaf.p[at] ^= 1;
	verify(buf_bytes(&leaf), "pki/ct-log.pem", now);
	expect_told(1, VERDICT_OK, REASON_SCT_HOLDS);
	buf_free(&leaf);
}

/* Of whatever is cut off, or has another length, nothing is read that is not there. */
static void test_read(void **state)
{
	struct buf leaf = certificate(0), copy = { 0 };
	struct bytes list, rest;
	struct x509 x;
	struct sct s;
	size_t n = 0;

	(void)state;
	assert_int_equal(x509_parse(buf_bytes(&leaf), &x), ST_OK);
	list = list_of(&x);
	assert_int_equal(sct_open(list, &rest), ST_OK);
	for (; rest.n; n++) {
		assert_int_equal(sct_next(&rest, &s), ST_OK);
		assert_true(s.is_v1 && s.log_id.n == 32 && s.timestamp.n == 8 && s.signature.n == 256);
	}
	assert_int_equal(n, 2);
	for (size_t i = 0; i < list.n; i++)
		assert_int_not_equal(sct_open(bytes_slice(list, 0, i), &rest), ST_OK);
	buf_add(&copy, list);
	copy.p[4] = 1;                             /* the first one's version, behind the list's length and its own */
	assert_int_equal(sct_open(buf_bytes(&copy), &rest), ST_OK);
	assert_int_equal(sct_next(&rest, &s), ST_OK);
	assert_true(!s.is_v1 && !s.log_id.n);
	copy.p[4] = 0;
	copy.p[2 + 2 + 1 + 32 + 8 + 1] = 1;        /* the length of its extensions */
	assert_int_equal(sct_open(buf_bytes(&copy), &rest), ST_OK);
	assert_int_not_equal(sct_next(&rest, &s), ST_OK);
	buf_free(&copy);
	buf_free(&leaf);
}

static int end(void **state)
{
	(void)state;
	trace_free(t);
	return 0;
}

UNIT_GROUP(sct)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_checked), cmocka_unit_test(test_read) };

	return cmocka_run_group_tests_name("sct", tests, unit_set_up, end);
}
