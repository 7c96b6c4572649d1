/* Extensions (RFC 5280 4.2), one by one. */
#include "x509/certificate.h"
#include "x509/der.h"

enum status x509_next_extension(struct bytes *in, struct x509_raw_ext *out)
{
	struct der seq, e;

	TRY(der_expect(in, DER_SEQUENCE, &seq));
	out->whole = seq.whole;
	out->critical = out->default_encoded = false;
	TRY(der_expect(&seq.content, DER_OID, &e));
	TRY(der_oid(e.content));
	out->oid = e.content;
	if (der_peek(seq.content, DER_BOOLEAN)) {
		TRY(der_next(&seq.content, &e));
		TRY(der_boolean(e.content, &out->critical));
		out->default_encoded = !out->critical;
	}
	TRY(der_only(seq.content, DER_OCTET_STRING, &e));
	out->value = e.content;
	return ST_OK;
}

/* Has an AuthorityInfoAccessSyntax that address? */
static bool has_access(struct bytes value, enum oid method)
{
	struct bytes list;
	struct der item, e;

	if (der_only(value, DER_SEQUENCE, &item) != ST_OK)
		return false;
	list = item.content;
	while (list.n && der_expect(&list, DER_SEQUENCE, &item) == ST_OK)
		if (der_expect(&item.content, DER_OID, &e) == ST_OK && oid_find(e.content) == method)
			return true;
	return false;
}

bool x509_says_where_to_ask(const struct x509 *c)
{
	struct bytes rest = c->extensions;
	struct x509_raw_ext e;

	while (rest.n && x509_next_extension(&rest, &e) == ST_OK) {
		const enum oid id = oid_find(e.oid);

		if (id == OID_CE_CRL_DP || id == OID_CE_FRESHEST_CRL || (id == OID_PE_AUTHORITY_INFO && has_access(e.value, OID_AD_OCSP)))
			return true;
	}
	return false;
}
