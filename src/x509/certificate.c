#include "x509/certificate.h"

#include <string.h>

#include "x509/der.h"
#include "x509/check.h"
#include "x509/name.h"

static const enum oid known_oids[KNOWN_N] = {
	[KNOWN_SUBJECT_ALT_NAME] = OID_CE_SUBJECT_ALT_NAME,
	[KNOWN_BASIC_CONSTRAINTS] = OID_CE_BASIC_CONSTRAINTS,
	[KNOWN_KEY_USAGE] = OID_CE_KEY_USAGE,
	[KNOWN_EXT_KEY_USAGE] = OID_CE_EXT_KEY_USAGE,
	[KNOWN_NAME_CONSTRAINTS] = OID_CE_NAME_CONSTRAINTS,
	[KNOWN_AUTHORITY_KEY_ID] = OID_CE_AUTHORITY_KEY_ID,
	[KNOWN_SUBJECT_KEY_ID] = OID_CE_SUBJECT_KEY_ID,
	[KNOWN_POLICIES] = OID_CE_POLICIES,
	[KNOWN_POLICY_MAPPINGS] = OID_CE_POLICY_MAPPINGS,
	[KNOWN_POLICY_CONSTRAINTS] = OID_CE_POLICY_CONSTRAINTS,
	[KNOWN_INHIBIT_ANY_POLICY] = OID_CE_INHIBIT_ANY_POLICY,
	[KNOWN_CRL_DP] = OID_CE_CRL_DP,
	[KNOWN_AUTHORITY_INFO] = OID_PE_AUTHORITY_INFO,
	[KNOWN_OCSP_NOCHECK] = OID_PE_OCSP_NOCHECK,
	[KNOWN_TLS_FEATURE] = OID_PE_TLS_FEATURE,
	[KNOWN_SCTS] = OID_SCT_LIST,
	[KNOWN_NO_REV_AVAIL] = OID_CE_NO_REV_AVAIL,
	[KNOWN_SUBJECT_INFO] = OID_PE_SUBJECT_INFO,
	[KNOWN_SUBJECT_DIRECTORY] = OID_CE_SUBJECT_DIRECTORY,
	[KNOWN_ISSUER_ALT_NAME] = OID_CE_ISSUER_ALT_NAME,
	[KNOWN_ACME_IDENTIFIER] = OID_PE_ACME_IDENTIFIER,
};

/* ---- extensions ---- */

static int find_known(struct bytes oid)
{
	enum oid id = oid_find(oid);

	for (int k = 0; k < KNOWN_N; k++)
		if (id != OID_UNKNOWN && known_oids[k] == id)
			return k;
	return -1;
}

/* Is an extension with this OID among those before `before`? */
static bool stands_before(struct bytes all, const uint8_t *before, struct bytes oid)
{
	struct x509_raw_ext e;

	while (all.p < before && x509_next_extension(&all, &e) == ST_OK)
		if (e.whole.p != before && bytes_equal(e.oid, oid))
			return true;
	return false;
}

enum { MAX_EXTENSIONS = 64 };

static enum status read_extensions(struct x509 *c)
{
	struct bytes rest = c->extensions;
	struct x509_raw_ext e;
	size_t n = 0;

	while (rest.n) {
		int k;

		TRY(x509_next_extension(&rest, &e));
		if (++n > MAX_EXTENSIONS)
			return ST_LIMIT;
		k = find_known(e.oid);
		if (e.default_encoded)
			x509_note(c, X509_DEFAULT_ENCODED, e.whole);
		if (stands_before(c->extensions, e.whole.p, e.oid))
			x509_note(c, X509_EXTENSION_TWICE, e.whole);
		else if (k >= 0)
			c->known[k] = (struct x509_ext){ e.whole, e.value, e.critical };
		if ((k < 0 || k >= KNOWN_SUBJECT_INFO) && e.critical && !c->unknown_critical.whole.n)
			c->unknown_critical = (struct x509_ext){ e.whole, e.value, true };
	}
	return ST_OK;
}

/* ---- the certificate ---- */

static enum status read_version(struct bytes *tbs, struct x509 *c)
{
	struct der e, n;
	int version = 0;

	if (der_peek(*tbs, 0xa0)) {
		TRY(der_next(tbs, &e));
		TRY(der_only(e.content, DER_INTEGER, &n));
		TRY(der_small(n.content, &version));
		if (version < 1 || version > 2)     /* v1 is the DEFAULT and left out */
			return ST_DECODE;
	}
	c->version = version + 1;
	return ST_OK;
}

/* What keeps it from being a Time of RFC 5280 4.1.2.5. */
static enum x509_problem time_fault(const struct der *e)
{
	size_t to_minutes = e->tag == DER_UTC_TIME ? 10 : 12, digits = 0;

	if (e->tag != DER_UTC_TIME && e->tag != DER_GENERALIZED_TIME)
		return X509_TIME_NONE;
	while (digits < e->content.n && e->content.p[digits] >= '0' && e->content.p[digits] <= '9')
		digits++;
	if (digits == to_minutes)
		return X509_TIME_NO_SECONDS;
	return digits == to_minutes + 2 && (e->content.n != digits + 1 || e->content.p[digits] != 'Z') ? X509_TIME_NOT_UTC : X509_TIME_NONE;
}

static enum status read_time(struct bytes *in, struct x509 *c, struct bytes *text, utc_time *t)
{
	utc_time from_2050;
	struct der e;

	TRY(der_next(in, &e));
	if (der_time(e.tag, e.content, t) != ST_OK) {
		c->problem = X509_FINE;      /* nothing that was noted before matters now */
		x509_note(c, time_fault(&e), e.content);
		*text = e.content;
		return ST_DECODE;
	}
	TRY(time_from_civil(2050, 1, 1, 0, 0, 0, &from_2050));
	if (e.tag == DER_GENERALIZED_TIME && *t < from_2050)
		x509_note(c, X509_TIME_FORM, e.whole);
	*text = e.content;
	return ST_OK;
}

static enum status read_validity(struct bytes *tbs, struct x509 *c)
{
	struct der e;

	TRY(der_expect(tbs, DER_SEQUENCE, &e));
	TRY(read_time(&e.content, c, &c->not_before_text, &c->not_before));
	TRY(read_time(&e.content, c, &c->not_after_text, &c->not_after));
	return e.content.n ? ST_DECODE : ST_OK;
}

static enum status read_name(struct bytes *tbs, struct bytes *out)
{
	struct der e;

	TRY(der_expect(tbs, DER_SEQUENCE, &e));
	*out = e.whole;
	return x509_name_check(e.whole);
}

static enum status read_tail(struct bytes tbs, struct x509 *c)
{
	struct der e;

	for (uint8_t tag = 0x81; tag <= 0x82; tag++) {
		struct bytes bits;
		unsigned unused;

		if (!der_peek(tbs, tag))
			continue;
		TRY(der_next(&tbs, &e));
		TRY(der_bits(e.content, &bits, &unused));
		if (c->version == 1)
			x509_note(c, X509_UNIQUE_ID_VERSION, e.whole);
	}
	if (der_peek(tbs, 0xa3)) {
		TRY(der_next(&tbs, &e));
		TRY(der_only(e.content, DER_SEQUENCE, &e));
		if (!e.content.n)
			return ST_DECODE;      /* SIZE (1..MAX) */
		c->extensions = e.content;
		if (c->version != 3)
			x509_note(c, X509_EXTENSIONS_VERSION, e.whole);
		TRY(read_extensions(c));
	}
	return tbs.n ? ST_DECODE : ST_OK;
}

static enum status read_tbs(struct bytes tbs, struct x509 *c, struct bytes *inner_algorithm)
{
	struct der e;

	TRY(read_version(&tbs, c));
	TRY(der_expect(&tbs, DER_INTEGER, &e));
	TRY(der_integer(e.content));
	c->serial = e.content;
	TRY(der_expect(&tbs, DER_SEQUENCE, &e));
	*inner_algorithm = e.whole;
	TRY(read_name(&tbs, &c->issuer));
	TRY(read_validity(&tbs, c));
	TRY(read_name(&tbs, &c->subject));
	TRY(der_expect(&tbs, DER_SEQUENCE, &e));
	c->spki = e.whole;
	TRY(x509_parse_key(e.whole, &c->key, &c->key_name));
	return read_tail(tbs, c);
}

enum status x509_parse(struct bytes der, struct x509 *c)
{
	struct bytes inner;
	struct der cert, e;
	unsigned unused;

	memset(c, 0, sizeof(*c));
	c->der = der;
	c->path_length = -1;
	c->key_usage = ~0u;
	TRY(der_only(der, DER_SEQUENCE, &cert));
	TRY(der_expect(&cert.content, DER_SEQUENCE, &e));
	c->tbs = e.whole;
	TRY(read_tbs(e.content, c, &inner));
	TRY(der_expect(&cert.content, DER_SEQUENCE, &e));
	TRY(x509_parse_algorithm(e.whole, &c->algorithm));
	if (!bytes_equal(inner, e.whole))
		x509_note(c, X509_ALGORITHMS_DIFFER, e.whole);
	TRY(der_only(cert.content, DER_BIT_STRING, &e));
	TRY(der_bits(e.content, &c->signature, &unused));
	if (unused)
		return ST_DECODE;
	c->self_issued = x509_name_equal(c->issuer, c->subject);
	x509_check_extensions(c);
	x509_check_profile(c);
	return ST_OK;
}
