#include "x509/ocsp.h"

#include <string.h>

#include "x509/der.h"
#include "x509/name.h"

enum { MAX_EXTENSIONS = 64 };

static enum status read_time(struct bytes *in, utc_time *t, struct bytes *text)
{
	struct der e;

	TRY(der_expect(in, DER_GENERALIZED_TIME, &e));
	*text = e.content;
	return der_time(e.tag, e.content, t);
}

/* [n] EXPLICIT, if it is there: its content. */
static enum status read_tagged(struct bytes *in, unsigned n, struct bytes *content)
{
	const uint8_t tag = (uint8_t)(DER_CONTEXT | DER_CONSTRUCTED | n);
	struct der e;

	*content = BYTES_NONE;
	if (!der_peek(*in, tag))
		return ST_OK;
	TRY(der_next(in, &e));
	*content = e.content;
	return e.content.n ? ST_OK : ST_DECODE;
}

/* ---- one answer ---- */

static enum status read_cert_id(struct bytes *in, struct ocsp_single *out)
{
	struct der id, algorithm, e;

	TRY(der_expect(in, DER_SEQUENCE, &id));
	TRY(der_expect(&id.content, DER_SEQUENCE, &algorithm));
	TRY(der_expect(&algorithm.content, DER_OID, &e));
	out->hash = e.content;
	TRY(der_expect(&id.content, DER_OCTET_STRING, &e));
	out->name_hash = e.content;
	TRY(der_expect(&id.content, DER_OCTET_STRING, &e));
	out->key_hash = e.content;
	TRY(der_only(id.content, DER_INTEGER, &e));
	out->serial = e.content;
	return der_integer(e.content);
}

static enum status read_revoked(struct bytes content, struct ocsp_single *out)
{
	struct bytes reason;
	struct der e;
	utc_time t;

	TRY(read_time(&content, &t, &out->revoked_text));
	TRY(read_tagged(&content, 0, &reason));
	if (reason.n) {
		TRY(der_only(reason, DER_ENUMERATED, &e));
		out->reason_text = e.content;
	}
	return content.n ? ST_DECODE : ST_OK;
}

static enum status read_cert_status(struct bytes *in, struct ocsp_single *out)
{
	struct der e;

	TRY(der_next(in, &e));
	out->status_whole = e.whole;
	out->status = (enum ocsp_cert_status)(e.tag & 0x1f);
	switch (e.tag) {
	case DER_CONTEXT | OCSP_CERT_GOOD: case DER_CONTEXT | OCSP_CERT_UNKNOWN:
		return e.content.n ? ST_DECODE : ST_OK;
	case DER_CONTEXT | DER_CONSTRUCTED | OCSP_CERT_REVOKED:
		return read_revoked(e.content, out);
	default:
		return ST_DECODE;
	}
}

enum status ocsp_next(struct bytes *responses, struct ocsp_single *out)
{
	struct bytes inner;
	struct der seq, e;

	*out = (struct ocsp_single){ .next_update = INT64_MAX };
	TRY(der_expect(responses, DER_SEQUENCE, &seq));
	out->whole = seq.whole;
	TRY(read_cert_id(&seq.content, out));
	TRY(read_cert_status(&seq.content, out));
	TRY(read_time(&seq.content, &out->this_update, &out->this_update_text));
	TRY(read_tagged(&seq.content, 0, &inner));
	if (inner.n) {
		TRY(read_time(&inner, &out->next_update, &out->next_update_text));
		if (inner.n)
			return ST_DECODE;
	}
	TRY(read_tagged(&seq.content, 1, &inner));
	if (inner.n) {
		TRY(der_only(inner, DER_SEQUENCE, &e));
		out->extensions = e.content;
	}
	return seq.content.n ? ST_DECODE : ST_OK;
}

/* ---- the response ---- */

/* None is known here whose meaning a check rests on. */
static enum status read_extensions(struct ocsp *o, struct bytes all)
{
	struct x509_raw_ext x;

	for (size_t n = 0; all.n; n++) {
		if (n == MAX_EXTENSIONS)
			return ST_LIMIT;
		TRY(x509_next_extension(&all, &x));
		if (x.critical && !o->unknown_critical.n)
			o->unknown_critical = x.whole;
	}
	return ST_OK;
}

static enum status read_answers(struct ocsp *o)
{
	struct ocsp_single one;

	if (!o->responses.n)
		return ST_DECODE;
	for (struct bytes rest = o->responses; rest.n;) {
		TRY(ocsp_next(&rest, &one));
		TRY(read_extensions(o, one.extensions));
	}
	return ST_OK;
}

static enum status read_responder(struct bytes *in, struct ocsp *o)
{
	struct bytes inner;
	struct der e;

	TRY(read_tagged(in, 1, &inner));
	if (inner.n) {
		TRY(der_only(inner, DER_SEQUENCE, &e));
		o->by_name = e.whole;
		return x509_name_check(e.whole);
	}
	TRY(read_tagged(in, 2, &inner));
	TRY(der_only(inner, DER_OCTET_STRING, &e));
	o->by_key = e.content;
	return ST_OK;
}

static enum status read_data(struct bytes data, struct ocsp *o)
{
	struct bytes inner, text;
	struct der e;
	utc_time produced;

	o->part = "version";
	TRY(read_tagged(&data, 0, &inner));
	if (inner.n) {
		TRY(der_only(inner, DER_INTEGER, &e));
		if (e.content.n != 1 || e.content.p[0])
			return ST_DECODE;
	}
	o->part = "responderID";
	TRY(read_responder(&data, o));
	o->part = "producedAt";
	TRY(read_time(&data, &produced, &text));
	o->part = "responses";
	TRY(der_expect(&data, DER_SEQUENCE, &e));
	o->responses = e.content;
	TRY(read_answers(o));
	o->part = "responseExtensions";
	TRY(read_tagged(&data, 1, &inner));
	if (inner.n) {
		TRY(der_only(inner, DER_SEQUENCE, &e));
		TRY(read_extensions(o, e.content));
	}
	return data.n ? ST_DECODE : ST_OK;
}

static enum status read_basic(struct bytes der, struct ocsp *o)
{
	struct bytes inner;
	struct der basic, e;
	unsigned unused;

	o->part = "BasicOCSPResponse";
	TRY(der_only(der, DER_SEQUENCE, &basic));
	TRY(der_expect(&basic.content, DER_SEQUENCE, &e));
	o->tbs = e.whole;
	TRY(read_data(e.content, o));
	o->part = "signatureAlgorithm";
	TRY(der_expect(&basic.content, DER_SEQUENCE, &e));
	TRY(x509_parse_algorithm(e.whole, &o->algorithm));
	o->part = "signature";
	TRY(der_expect(&basic.content, DER_BIT_STRING, &e));
	TRY(der_bits(e.content, &o->signature, &unused));
	if (unused)
		return ST_DECODE;
	o->part = "certs";
	TRY(read_tagged(&basic.content, 0, &inner));
	if (inner.n) {
		TRY(der_only(inner, DER_SEQUENCE, &e));
		o->certs = e.content;
	}
	return basic.content.n ? ST_DECODE : ST_OK;
}

enum status ocsp_parse(struct bytes der, struct ocsp *o)
{
	struct bytes inner;
	struct der whole, bytes, e;

	memset(o, 0, sizeof(*o));
	o->der = der;
	o->part = "OCSPResponse";
	TRY(der_only(der, DER_SEQUENCE, &whole));
	o->part = "responseStatus";
	TRY(der_expect(&whole.content, DER_ENUMERATED, &e));
	o->status_text = e.content;
	TRY(der_small(e.content, &o->status));
	o->part = "responseBytes";
	TRY(read_tagged(&whole.content, 0, &inner));
	if (whole.content.n)
		return ST_DECODE;
	if (!inner.n)
		return o->status == OCSP_SUCCESSFUL ? ST_DECODE : ST_OK;
	TRY(der_only(inner, DER_SEQUENCE, &bytes));
	TRY(der_expect(&bytes.content, DER_OID, &e));
	o->type = e.content;
	TRY(der_only(bytes.content, DER_OCTET_STRING, &e));
	return oid_find(o->type) == OID_OCSP_BASIC ? read_basic(e.content, o) : ST_OK;
}
