/* Certificates, CRLs and names read; their field trees. */
#include "unit.h"
#include "x509/certificate.h"

#include <stdlib.h>
#include <string.h>

#include "base/assets.h"
#include "base/text.h"
#include "spec/codes.h"
#include "spec/layout.h"
#include "x509/crl.h"
#include "x509/der.h"
#include "x509/pem.h"
#include "x509/fields.h"
#include "x509/name.h"
#include "x509/schema.h"

/* The n-th block of an embedded file; buf_free it. */
static struct buf block(const char *name, int n)
{
	const struct asset *a = asset_find(name);
	struct pem_reader r = { 0 };
	struct pem_block b = { 0 };

	assert_non_null(a);
	r.text = a->content;
	for (int i = 0; i <= n; i++) {
		pem_block_free(&b);
		assert_int_equal(pem_next(&r, &b), ST_OK);
	}
	return b.der;
}

static void expect_name(struct bytes name, const char *text)
{
	struct buf out = { 0 };

	x509_describe_name(name, &out);
	assert_string_equal(buf_str(&out), text);
	buf_free(&out);
}

static void test_certificate(void **state)
{
	struct buf der = block("pki/server.pem", 0), ca = block("pki/server.pem", 1);
	struct x509 c, issuer;
	char time[24];

	(void)state;
	assert_int_equal(x509_parse(buf_bytes(&der), &c), ST_OK);
	assert_int_equal(x509_parse(buf_bytes(&ca), &issuer), ST_OK);
	assert_int_equal(c.version, 3);
	assert_int_equal(c.problem, X509_FINE);
	assert_true(c.algorithm.supported);
	assert_int_equal(c.algorithm.kind, SIG_RSA_PKCS1);
	assert_int_equal(c.algorithm.hash, HASH_SHA256);
	assert_int_equal(c.key.kind, PUBLIC_RSA);
	assert_int_equal(c.key.bits, 2048);
	assert_int_equal(bytes_uint(c.key.e), 65537);
	assert_int_equal(c.signature.n, 256);
	assert_false(c.ca);
	assert_false(c.self_issued);
	assert_true(issuer.ca);
	assert_int_equal(issuer.path_length, 0);
	assert_true(issuer.key_usage & KU_KEY_CERT_SIGN);
	assert_true(x509_name_equal(c.issuer, issuer.subject));
	assert_true(bytes_equal(c.authority_key_id, issuer.key_id));
	assert_true(x509_has_purpose(c.known[KNOWN_EXT_KEY_USAGE].value, OID_KP_SERVER_AUTH));
	time_format(c.not_before, time);
	assert_string_equal(time, "2026-05-01T00:00:00Z");
	buf_free(&der);
	buf_free(&ca);
}

/* No certificate that is cut off, or has something behind it, is read. */
static void test_cut(void **state)
{
	struct buf der = block("pki/client-p256.pem", 0);
	struct x509 c;

	(void)state;
	for (size_t n = 0; n < der.n; n++)
		assert_int_not_equal(x509_parse(bytes_slice(buf_bytes(&der), 0, n), &c), ST_OK);
	buf_add_uint(&der, 1, 0);
	assert_int_not_equal(x509_parse(buf_bytes(&der), &c), ST_OK);
	buf_free(&der);
}

static void test_other_keys(void **state)
{
	struct buf p256 = block("pki/client-p256.pem", 0), p384 = block("pki/client-p384.pem", 0);
	struct buf chain = block("pki/client-chain.pem", 0);
	struct x509 c;

	(void)state;
	assert_int_equal(x509_parse(buf_bytes(&p256), &c), ST_OK);
	assert_int_equal(c.key.curve, CURVE_P256);
	assert_int_equal(c.key.point.n, 65);
	assert_int_equal(x509_parse(buf_bytes(&p384), &c), ST_OK);
	assert_int_equal(c.key.curve, CURVE_P384);
	assert_string_equal(c.key_name, "P-384");
	assert_int_equal(x509_parse(buf_bytes(&chain), &c), ST_OK);
	assert_int_equal(c.algorithm.kind, SIG_ECDSA);
	assert_int_equal(c.algorithm.hash, HASH_SHA384);
	buf_free(&p256);
	buf_free(&p384);
	buf_free(&chain);
}

/* Where the bytes `hex` stand in the DER. */
static uint8_t *find(struct buf *der, const char *hex)
{
	struct buf what = { 0 };
	uint8_t *at = NULL;

	assert_int_equal(text_unhex(hex, &what), ST_OK);
	for (size_t i = 0; i + what.n <= der->n && !at; i++)
		if (memcmp(der->p + i, what.p, what.n) == 0)
			at = der->p + i;
	assert_non_null(at);
	buf_free(&what);
	return at;
}

static void test_problems(void **state)
{
	struct buf der = block("pki/intermediate.pem", 0);
	struct x509 c;

	(void)state;
	/* authorityKeyIdentifier becomes a second subjectKeyIdentifier */
	find(&der, "0603551d23")[4] = 0x0e;
	assert_int_equal(x509_parse(buf_bytes(&der), &c), ST_OK);
	assert_true(c.problems & 1u << X509_EXTENSION_TWICE);
	buf_free(&der);

	/* keyUsage becomes something unknown, and stays critical */
	der = block("pki/intermediate.pem", 0);
	find(&der, "0603551d0f")[4] = 0x7f;
	assert_int_equal(x509_parse(buf_bytes(&der), &c), ST_OK);
	assert_true(c.unknown_critical.whole.n > 0);
	buf_free(&der);

	/* the algorithm outside is not the one inside */
	der = block("pki/intermediate.pem", 0);
	find(&der, "2a864886f70d01010b")[8] = 0x0c;
	assert_int_equal(x509_parse(buf_bytes(&der), &c), ST_OK);
	assert_int_equal(c.problem, X509_ALGORITHMS_DIFFER);
	buf_free(&der);

	/* version 2 may have no extensions */
	der = block("pki/intermediate.pem", 0);
	find(&der, "a003020102")[4] = 0x01;
	assert_int_equal(x509_parse(buf_bytes(&der), &c), ST_OK);
	assert_true(c.problems & 1u << X509_EXTENSIONS_VERSION);
	/* and version 1 is not written out */
	find(&der, "a003020101")[4] = 0x00;
	assert_int_equal(x509_parse(buf_bytes(&der), &c), ST_DECODE);
	buf_free(&der);
}

static void test_crl(void **state)
{
	struct buf der = block("pki/crl-revoked.pem", 0), cert = block("pki/server.pem", 0);
	struct crl_entry entry;
	struct crl crl;
	struct x509 c;

	(void)state;
	assert_int_equal(crl_parse(buf_bytes(&der), &crl), ST_OK);
	assert_int_equal(x509_parse(buf_bytes(&cert), &c), ST_OK);
	assert_true(x509_name_equal(crl.issuer, c.issuer));
	assert_true(crl_find(&crl, c.serial, &entry));
	assert_string_equal(code_name(&schema_crl_reasons, (uint32_t)entry.reason), "keyCompromise");
	assert_false(crl_find(&crl, BYTES_LIT("\x01\x02\x03"), &entry));
	for (size_t n = 0; n < der.n; n++)
		assert_int_not_equal(crl_parse(bytes_slice(buf_bytes(&der), 0, n), &crl), ST_OK);
	buf_free(&der);
	buf_free(&cert);
}

/* ---- names ---- */

static void put(struct buf *out, uint8_t tag, struct bytes content)
{
	buf_add_uint(out, 1, tag);
	buf_add_uint(out, 1, content.n);
	buf_add(out, content);
}

/* "O=a,CN=b" with the tag for the strings; buf_free it. */
static struct buf name(uint8_t tag, const char *o, const char *cn)
{
	const struct { const char *oid; const char *text; } parts[] = { { "\x55\x04\x0a", o }, { "\x55\x04\x03", cn } };
	struct buf rdns = { 0 }, out = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		struct buf pair = { 0 }, seq = { 0 };

		if (parts[i].text) {
			put(&pair, DER_OID, bytes_of(parts[i].oid, 3));
			put(&pair, tag, bytes_str(parts[i].text));
			put(&seq, DER_SEQUENCE, buf_bytes(&pair));
			put(&rdns, DER_SET, buf_bytes(&seq));
		}
		buf_free(&pair);
		buf_free(&seq);
	}
	put(&out, DER_SEQUENCE, buf_bytes(&rdns));
	buf_free(&rdns);
	return out;
}

static void test_names(void **state)
{
	struct buf plain = name(DER_PRINTABLE_STRING, "Example", "One Two"), folded = name(DER_UTF8_STRING, "EXAMPLE", " one  two ");
	struct buf other = name(DER_PRINTABLE_STRING, "Example", "OneTwo"), base = name(DER_UTF8_STRING, "example", NULL);
	struct buf bad = name(DER_UTF8_STRING, "x\x1b[31m", NULL), none = name(DER_UTF8_STRING, NULL, NULL);

	(void)state;
	assert_true(x509_name_equal(buf_bytes(&plain), buf_bytes(&folded)));
	assert_int_equal(x509_name_hash(buf_bytes(&plain)), x509_name_hash(buf_bytes(&folded)));
	assert_false(x509_name_equal(buf_bytes(&plain), buf_bytes(&other)));
	assert_false(x509_name_equal(buf_bytes(&plain), buf_bytes(&base)));
	assert_true(x509_name_within(buf_bytes(&plain), buf_bytes(&base)));
	assert_false(x509_name_within(buf_bytes(&base), buf_bytes(&plain)));
	assert_true(x509_name_within(buf_bytes(&plain), buf_bytes(&none)));
	assert_true(x509_name_empty(buf_bytes(&none)));
	expect_name(buf_bytes(&plain), "O=Example, CN=One Two");
	expect_name(buf_bytes(&none), "(empty name)");
	expect_name(buf_bytes(&bad), "O=x\\x1b[31m");
	buf_free(&plain);
	buf_free(&folded);
	buf_free(&other);
	buf_free(&base);
	buf_free(&bad);
	buf_free(&none);
}

/* ---- field trees ---- */

static field_id root_of(struct trace *t, struct bytes der, enum status expected)
{
	unit_id unit = trace_add_unit(t, UNIT_CERTIFICATE, ACTOR_SERVER, trace_add_leaf(t, ACTOR_SERVER, OP_WIRE, "der", der));
	size_t at = 0;

	assert_int_equal(x509_add_fields(t, unit, 0, 0, (uint32_t)der.n), expected);
	for (field_id f = 1; f < trace_n_fields(t); f++) {
		const struct field *field = trace_field(t, f);

		if (field->unit != unit || !field->leaf)
			continue;
		assert_int_equal(field->off, at);
		at += field->len;
	}
	assert_int_equal(at, der.n);
	return trace_unit(t, unit)->first_field;
}

static void expect_path(struct trace *t, field_id f, const char *path)
{
	struct buf out = { 0 };

	assert_int_not_equal(f, 0);
	trace_field_path(t, f, &out);
	assert_string_equal(buf_str(&out), path);
	buf_free(&out);
}

static void test_fields(void **state)
{
	struct buf der = block("pki/server.pem", 0);
	struct trace *t = trace_new();
	field_id root = root_of(t, buf_bytes(&der), ST_OK), san, f;
	struct x509 c;

	(void)state;
	assert_int_equal(x509_parse(buf_bytes(&der), &c), ST_OK);
	expect_path(t, trace_find_field(t, root, "modulus", 0),
		    "tbsCertificate.subjectPublicKeyInfo.subjectPublicKey.RSAPublicKey.modulus");
	san = trace_find_field(t, root, "subjectAltName", 0);
	expect_path(t, san, "tbsCertificate.extensions.Extensions.subjectAltName");
	f = x509_field_content(t, trace_find_field(t, san, "dNSName", 0));
	assert_true(bytes_equal(trace_field_bytes(t, f), BYTES_LIT("server.example")));
	assert_int_equal(trace_field(t, f)->layout->show, SHOW_TEXT);
	assert_int_equal(x509_field_at(t, root, (uint32_t)(c.subject.p - der.p), (uint32_t)c.subject.n),
			 trace_find_field(t, root, "subject", 0));
	trace_free(t);
	buf_free(&der);
}

static void test_malformed_fields(void **state)
{
	struct buf der = block("pki/server.pem", 0);
	struct trace *t = trace_new();
	field_id root = root_of(t, bytes_slice(buf_bytes(&der), 0, der.n - 1), ST_DECODE);

	(void)state;
	assert_true(trace_field(t, root + 1)->malformed);
	/* a length inside that reaches too far */
	find(&der, "301d0603551d0e")[1] = 0x7f;
	root = root_of(t, buf_bytes(&der), ST_DECODE);
	assert_int_not_equal(trace_find_field(t, root, "malformed", 0), 0);
	trace_free(t);
	buf_free(&der);
}

UNIT_GROUP(x509)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_certificate), cmocka_unit_test(test_cut), cmocka_unit_test(test_other_keys),
		cmocka_unit_test(test_problems), cmocka_unit_test(test_crl), cmocka_unit_test(test_names),
		cmocka_unit_test(test_fields), cmocka_unit_test(test_malformed_fields),
	};

	return cmocka_run_group_tests_name("x509", tests, NULL, NULL);
}
