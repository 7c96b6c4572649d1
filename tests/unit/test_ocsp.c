/* OCSP responses of the demo PKI held against its certificates: one line a case. */
#include "unit.h"
#include "x509/verify/ocsp.h"

#include <string.h>

#include "spec/codes.h"
#include "spec/events.h"
#include "spec/layout.h"
#include "x509/bundle.h"
#include "x509/ocsp.h"

static struct trace *t;
static struct ocsp_verdict verdict;

/* The `nth` certificate of a file, as a value. */
static value_id certificate(const char *name, int nth)
{
	struct pem_reader r = { .text = unit_asset(name) };
	value_id v = 0;

	for (int i = 0; i <= nth; i++) {
		struct pem_block b;

		assert_int_equal(pem_next(&r, &b), ST_OK);
		v = trace_add_leaf(t, ACTOR_SERVER, OP_WIRE, "certificate", buf_bytes(&b.der));
		pem_block_free(&b);
	}
	return v;
}

static struct buf response(const char *name)
{
	struct buf der = { 0 };

	assert_int_equal(bundle_single(unit_asset(name), name, WANT_OCSP, &der, NULL), ST_OK);
	return der;
}

struct ask {
	const char *about, *issuer;       /* files; NULL: pki/server.pem, and what stands behind it there */
	const char *response;             /* NULL: none */
	const char *time;                 /* NULL: the demo's */
	bool no_issuer;
};

static void judge_der(const struct ask *a, struct bytes der)
{
	const char *about = a->about ? a->about : "pki/server.pem";
	struct ocsp_question q = { 0 };

	trace_free(t);
	t = trace_new();
	assert_int_equal(time_parse_iso8601(a->time ? a->time : "2026-06-15T12:00:00Z", &q.now), ST_OK);
	q.certificate.value = certificate(about, 0);
	if (!a->no_issuer)
		q.issuer.value = a->issuer ? certificate(a->issuer, 0) : certificate(about, 1);
	if (der.n)
		q.response.value = trace_add_leaf(t, ACTOR_SERVER, OP_WIRE, "response", der);
	ocsp_judge((struct work){ .t = t, .actor = ACTOR_CLIENT }, &q, &verdict);
}

static void judge(const struct ask *a)
{
	struct buf der = a->response ? response(a->response) : (struct buf){ 0 };

	judge_der(a, buf_bytes(&der));
	buf_free(&der);
}

static void test_verdicts(void **state)
{
	const int status = ALERT_BAD_CERTIFICATE_STATUS_RESPONSE;
	const struct {
		struct ask ask;
		enum event_type decides;
		enum verdict verdict;         /* of that check */
		enum reason reason;
		int alert;                    /* ALERT_NONE: accepted */
	} cases[] = {
		{ { .response = "pki/ocsp.pem" }, EV_OCSP_VERDICT, VERDICT_OK, REASON_OCSP_ACCEPTED, ALERT_NONE },
		{ { .response = "pki/ocsp.pem" }, EV_OCSP_RESPONDER, VERDICT_OK, REASON_OCSP_BY_ISSUER, ALERT_NONE },
		{ { .response = "pki/ocsp-delegated.pem" }, EV_OCSP_RESPONDER, VERDICT_OK, REASON_OCSP_BY_DELEGATE, ALERT_NONE },
		{ { .response = "pki/ocsp-delegated.pem" }, EV_OCSP_DELEGATE, VERDICT_OK, REASON_OCSP_DELEGATE_HOLDS, ALERT_NONE },
		{ { .response = "pki/ocsp-revoked.pem" }, EV_OCSP_STATUS, VERDICT_FAIL, REASON_OCSP_REVOKED, ALERT_CERTIFICATE_REVOKED },
		{ { .response = "pki/ocsp-unknown.pem" }, EV_OCSP_STATUS, VERDICT_FAIL, REASON_OCSP_UNKNOWN, status },
		{ { .response = "pki/ocsp-stale.pem" }, EV_OCSP_VALIDITY, VERDICT_FAIL, REASON_OCSP_OLD, status },
		{ { .response = "pki/ocsp.pem", .time = "2026-06-12T23:59:59Z" }, EV_OCSP_VALIDITY, VERDICT_FAIL, REASON_OCSP_NOT_YET, status },
		{ { .response = "pki/ocsp.pem", .time = "2026-06-13T00:00:00Z" }, EV_OCSP_VALIDITY, VERDICT_OK, REASON_OCSP_CURRENT, ALERT_NONE },
		{ { .response = "pki/ocsp.pem", .time = "2026-06-20T00:00:00Z" }, EV_OCSP_VALIDITY, VERDICT_OK, REASON_OCSP_CURRENT, ALERT_NONE },
		{ { .response = "pki/ocsp.pem", .time = "2026-06-20T00:00:01Z" }, EV_OCSP_VALIDITY, VERDICT_FAIL, REASON_OCSP_OLD, status },
		{ { .response = "pki/ocsp-foreign.pem" }, EV_OCSP_CERTIFICATE, VERDICT_FAIL, REASON_OCSP_OTHER_SERIAL, status },
		{ { .response = "pki/ocsp.pem", .issuer = "pki/root.pem" }, EV_OCSP_CERTIFICATE, VERDICT_FAIL, REASON_OCSP_OTHER_ISSUER, status },
		{ { .response = "pki/ocsp.pem", .issuer = "pki/root.pem" }, EV_OCSP_RESPONDER, VERDICT_FAIL, REASON_OCSP_RESPONDER_UNKNOWN, status },
		{ { .response = "pki/ocsp-delegated.pem", .issuer = "pki/root.pem" }, EV_OCSP_DELEGATE, VERDICT_FAIL, REASON_OCSP_DELEGATE_OTHER_CA, status },
		{ { .response = "pki/ocsp-delegated.pem", .time = "2027-01-01T00:00:00Z" }, EV_OCSP_DELEGATE, VERDICT_FAIL, REASON_OCSP_DELEGATE_DATES, status },
		{ { .response = "pki/ocsp-self-made.pem" }, EV_OCSP_DELEGATE, VERDICT_FAIL, REASON_OCSP_DELEGATE_PURPOSE, status },
		{ { .response = "pki/ocsp-bad-signature.pem" }, EV_OCSP_SIGNATURE, VERDICT_FAIL, REASON_OCSP_SIGNATURE, status },
		{ { .response = "pki/ocsp-try-later.pem" }, EV_OCSP_RESPONSE, VERDICT_FAIL, REASON_OCSP_NOT_SUCCESSFUL, status },
		{ { .response = "pki/ocsp.pem", .no_issuer = true }, EV_OCSP_VERDICT, VERDICT_UNJUDGED, REASON_OCSP_ISSUER_UNKNOWN, status },
		{ { .about = "pki/must-staple.pem", .response = "pki/ocsp-must-staple.pem" }, EV_OCSP_VERDICT, VERDICT_OK, REASON_OCSP_ACCEPTED, ALERT_NONE },
		{ { .about = "pki/must-staple.pem" }, EV_OCSP_VERDICT, VERDICT_FAIL, REASON_OCSP_PROMISED, status },
		{ { .response = NULL }, EV_OCSP_VERDICT, VERDICT_SKIPPED, REASON_OCSP_NONE, ALERT_NONE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct event *e;

		judge(&cases[i].ask);
		e = trace_last_event(t, 0, cases[i].decides);
		assert_non_null(e);
		if (e->reason != cases[i].reason || e->verdict != cases[i].verdict || verdict.alert != cases[i].alert)
			fail_msg("case %zu: %s, alert %d", i, reason_name(e->reason), verdict.alert);
		assert_int_equal(verdict.accepted, cases[i].alert == ALERT_NONE);
		assert_int_equal(e->verdict == VERDICT_UNJUDGED, verdict.unjudged);
		assert_non_null(trace_last_event(t, 0, EV_OCSP_VERDICT));
	}
}

/* Whatever is changed, it is no good answer any more; and what is cut off cannot be read. */
static void test_changed(void **state)
{
	struct buf der = response("pki/ocsp.pem");
	const struct ask ask = { 0 };
	struct ocsp o;

	(void)state;
	for (size_t i = 0; i < der.n; i++) {
		der.p[i] ^= 1;
		judge_der(&ask, buf_bytes(&der));
		if (verdict.accepted)
			fail_msg("byte %zu changed, and accepted", i);
		der.p[i] ^= 1;
		assert_int_not_equal(ocsp_parse(bytes_slice(buf_bytes(&der), 0, i), &o), ST_OK);
	}
	judge_der(&ask, buf_bytes(&der));
	assert_true(verdict.accepted);
	buf_free(&der);
}

/* The check points at the bytes that it is about. */
static void test_fields(void **state)
{
	static const struct { const char *response; enum event_type type; const char *field; } cases[] = {
		{ "pki/ocsp.pem", EV_OCSP_RESPONDER, "byName" }, { "pki/ocsp-delegated.pem", EV_OCSP_RESPONDER, "byKey" },
		{ "pki/ocsp-delegated.pem", EV_OCSP_DELEGATE, "Certificate" }, { "pki/ocsp.pem", EV_OCSP_CERTIFICATE, "SingleResponse" },
		{ "pki/ocsp-stale.pem", EV_OCSP_VALIDITY, "nextUpdate" }, { "pki/ocsp-revoked.pem", EV_OCSP_STATUS, "revoked" },
		{ "pki/ocsp-bad-signature.pem", EV_OCSP_SIGNATURE, "signature" }, { "pki/ocsp-try-later.pem", EV_OCSP_RESPONSE, "responseStatus" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct event *e;
		field_id f;

		judge(&(struct ask){ .response = cases[i].response });
		e = trace_last_event(t, 0, cases[i].type);
		assert_non_null(e);
		for (f = e->field; f && strcmp(trace_field(t, f)->layout->name, cases[i].field) != 0;)
			f = trace_field(t, f)->parent;
		if (!f)
			fail_msg("%s: %s", cases[i].response, trace_field(t, e->field)->layout->name);
	}
}

static int end(void **state)
{
	(void)state;
	trace_free(t);
	return 0;
}

UNIT_GROUP(ocsp)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts), cmocka_unit_test(test_changed), cmocka_unit_test(test_fields),
	};

	return cmocka_run_group_tests_name("ocsp", tests, unit_set_up, end);
}
