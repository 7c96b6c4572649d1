/* GeneralName (RFC 5280 4.2.1.6): who or what is meant, in one of nine forms. */
#include "x509/certificate.h"
#include "x509/der.h"
#include "x509/name.h"

static bool is_ia5(struct bytes b)
{
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] >= 0x80)
			return false;
	return true;
}

enum status x509_next_general_name(struct bytes *names, struct x509_general_name *out)
{
	struct der e, name;
	unsigned number;

	TRY(der_next(names, &e));
	number = e.tag & 0x1f;
	if ((e.tag & 0xc0) != DER_CONTEXT || number >= GN_N)
		return ST_DECODE;
	out->kind = (enum general_name)number;
	out->whole = e.whole;
	out->value = e.content;
	switch (out->kind) {
	case GN_OTHER: case GN_X400: case GN_EDI:
		return e.tag & DER_CONSTRUCTED ? ST_OK : ST_DECODE;
	case GN_DIRECTORY:
		if (!(e.tag & DER_CONSTRUCTED))
			return ST_DECODE;
		TRY(der_only(e.content, DER_SEQUENCE, &name));
		out->value = name.whole;
		return x509_name_check(name.whole);
	case GN_EMAIL: case GN_DNS: case GN_URI:
		return e.tag & DER_CONSTRUCTED || !is_ia5(e.content) ? ST_DECODE : ST_OK;
	case GN_REGISTERED_ID:
		return e.tag & DER_CONSTRUCTED ? ST_DECODE : der_oid(e.content);
	default:
		return e.tag & DER_CONSTRUCTED ? ST_DECODE : ST_OK;
	}
}

enum status x509_general_names(struct bytes value, struct bytes *content)
{
	struct der e;

	TRY(der_only(value, DER_SEQUENCE, &e));
	*content = e.content;
	return e.content.n ? ST_OK : ST_DECODE;
}
