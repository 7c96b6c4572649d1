#include "x509/crl.h"

#include <string.h>

#include "x509/der.h"
#include "x509/name.h"

static enum status read_time(struct bytes *in, utc_time *t, struct bytes *text)
{
	struct der e;

	TRY(der_next(in, &e));
	*text = e.content;
	return der_time(e.tag, e.content, t);
}

/* ---- entries ---- */

static enum status read_entry_extensions(struct crl *c, struct bytes extensions, struct crl_entry *out)
{
	struct x509_raw_ext x;
	struct der e;

	while (extensions.n) {
		enum oid id;

		TRY(x509_next_extension(&extensions, &x));
		id = oid_find(x.oid);
		if (id == OID_CE_REASON_CODE) {
			TRY(der_only(x.value, DER_ENUMERATED, &e));
			TRY(der_small(e.content, &out->reason));
		} else if (id == OID_CE_CERTIFICATE_ISSUER && c) {
			c->indirect = true;
		}
		if (c && x.critical && id != OID_CE_REASON_CODE && id != OID_CE_INVALIDITY_DATE &&
		    id != OID_CE_CERTIFICATE_ISSUER && !c->unknown_critical.n)
			c->unknown_critical = x.whole;
	}
	return ST_OK;
}

static enum status next_entry(struct crl *c, struct bytes *in, struct crl_entry *out)
{
	struct der seq, e;
	utc_time t;

	*out = (struct crl_entry){ .reason = -1 };
	TRY(der_expect(in, DER_SEQUENCE, &seq));
	out->whole = seq.whole;
	TRY(der_expect(&seq.content, DER_INTEGER, &e));
	TRY(der_integer(e.content));
	out->serial = e.content;
	TRY(read_time(&seq.content, &t, &out->date_text));
	if (!seq.content.n)
		return ST_OK;
	TRY(der_only(seq.content, DER_SEQUENCE, &e));
	return read_entry_extensions(c, e.content, out);
}

bool crl_find(const struct crl *crl, struct bytes serial, struct crl_entry *out)
{
	struct bytes rest = crl->revoked;

	while (next_entry(NULL, &rest, out) == ST_OK)
		if (bytes_equal(out->serial, serial))
			return true;
	return false;
}

/* ---- extensions ---- */

static enum status read_issuing_dp(struct crl *c, struct bytes value)
{
	bool *const flags[] = { NULL, &c->only_user, &c->only_ca, NULL, &c->indirect, &c->only_attribute };
	struct der seq, e;
	int last = -1;

	TRY(der_only(value, DER_SEQUENCE, &seq));
	c->issuing_point = seq.content;
	while (seq.content.n) {
		int number;

		TRY(der_next(&seq.content, &e));
		number = e.tag & 0x1f;
		if ((e.tag & 0xc0) != DER_CONTEXT || number <= last || number > 5)
			return ST_DECODE;
		last = number;
		if (number == 0)
			c->distribution_point = e.content;
		else if (number == 3)
			TRY(der_flags(e.content, &c->reasons));
		else
			TRY(der_boolean(e.content, flags[number]));
	}
	return ST_OK;
}

static enum status read_authority_key_id(struct crl *c, struct bytes value)
{
	struct der seq, e;

	TRY(der_only(value, DER_SEQUENCE, &seq));
	if (der_peek(seq.content, 0x80)) {
		TRY(der_next(&seq.content, &e));
		c->authority_key_id = e.content;
	}
	return ST_OK;
}

static enum status read_number(struct bytes value, struct bytes *number)
{
	struct der e;

	TRY(der_only(value, DER_INTEGER, &e));
	return der_unsigned(e.content, number);
}

static enum status read_extension(struct crl *c, const struct x509_raw_ext *x)
{
	switch (oid_find(x->oid)) {
	case OID_CE_ISSUING_DP:
		return read_issuing_dp(c, x->value);
	case OID_CE_DELTA_CRL:
		c->delta = true;
		return read_number(x->value, &c->base_number);
	case OID_CE_AUTHORITY_KEY_ID:
		if (x->critical)
			c->misused_critical = x->whole;
		return read_authority_key_id(c, x->value);
	case OID_CE_CRL_NUMBER:
		if (x->critical)
			c->misused_critical = x->whole;
		return read_number(x->value, &c->number);
	default:
		if (x->critical && !c->unknown_critical.n)
			c->unknown_critical = x->whole;
		return ST_OK;
	}
}

static enum status read_extensions(struct crl *c, struct bytes all)
{
	struct bytes rest = all;
	struct x509_raw_ext x, y;

	for (size_t n = 0; rest.n; n++) {
		if (n == 64)
			return ST_LIMIT;
		TRY(x509_next_extension(&rest, &x));
		for (struct bytes before = all; before.p < x.whole.p;) {
			TRY(x509_next_extension(&before, &y));
			if (y.whole.p < x.whole.p && bytes_equal(x.oid, y.oid))
				c->twice = true;
		}
		TRY(read_extension(c, &x));
	}
	return ST_OK;
}

/* ---- the list ---- */

static enum status read_tbs(struct bytes tbs, struct crl *c, struct bytes *inner)
{
	struct crl_entry entry;
	struct der e;

	c->version = 1;
	if (der_peek(tbs, DER_INTEGER)) {
		int version;

		c->part = "version";
		TRY(der_next(&tbs, &e));
		TRY(der_small(e.content, &version));
		if (version != 1)
			return ST_DECODE;
		c->version = 2;
	}
	c->part = "signature";
	TRY(der_expect(&tbs, DER_SEQUENCE, &e));
	*inner = e.whole;
	c->part = "issuer";
	TRY(der_expect(&tbs, DER_SEQUENCE, &e));
	c->issuer = e.whole;
	TRY(x509_name_check(e.whole));
	c->part = "thisUpdate";
	TRY(read_time(&tbs, &c->this_update, &c->this_update_text));
	c->part = "nextUpdate";
	c->next_update = INT64_MAX;
	if (der_peek(tbs, DER_UTC_TIME) || der_peek(tbs, DER_GENERALIZED_TIME))
		TRY(read_time(&tbs, &c->next_update, &c->next_update_text));
	c->part = "revokedCertificates";
	if (der_peek(tbs, DER_SEQUENCE)) {
		TRY(der_next(&tbs, &e));
		c->revoked = e.content;
		for (struct bytes rest = e.content; rest.n;)
			TRY(next_entry(c, &rest, &entry));
	}
	c->part = "crlExtensions";
	if (der_peek(tbs, 0xa0)) {
		TRY(der_next(&tbs, &e));
		TRY(der_only(e.content, DER_SEQUENCE, &e));
		TRY(read_extensions(c, e.content));
	}
	return tbs.n ? ST_DECODE : ST_OK;
}

enum status crl_parse(struct bytes der, struct crl *c)
{
	struct bytes inner;
	struct der list, e;
	unsigned unused;

	memset(c, 0, sizeof(*c));
	c->der = der;
	c->reasons = CRL_ALL_REASONS;
	c->part = "CertificateList";
	TRY(der_only(der, DER_SEQUENCE, &list));
	TRY(der_expect(&list.content, DER_SEQUENCE, &e));
	c->tbs = e.whole;
	TRY(read_tbs(e.content, c, &inner));
	c->part = "signatureAlgorithm";
	TRY(der_expect(&list.content, DER_SEQUENCE, &e));
	TRY(x509_parse_algorithm(e.whole, &c->algorithm));
	c->algorithms_differ = !bytes_equal(inner, e.whole);
	c->part = "signatureValue";
	TRY(der_only(list.content, DER_BIT_STRING, &e));
	TRY(der_bits(e.content, &c->signature, &unused));
	return unused ? ST_DECODE : ST_OK;
}
