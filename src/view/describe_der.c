#include "view/describe_der.h"

#include "base/text.h"
#include "view/describe.h"
#include "wire/der.h"
#include "wire/oid.h"

void describe_oid(struct bytes content, struct buf *out)
{
	const char *name = oid_name(content);

	if (!name) {
		oid_dotted(content, out);
		return;
	}
	buf_printf(out, "%s (", name);
	oid_dotted(content, out);
	buf_puts(out, ")");
}

/* RFC 4514 3; others by their name, unknown ones by their numbers. */
static void put_attribute_type(struct bytes oid, struct buf *out)
{
	static const struct {
		enum oid oid;
		const char *name;
	} names[] = {
		{ OID_AT_COMMON_NAME, "CN" }, { OID_AT_LOCALITY, "L" }, { OID_AT_STATE, "ST" },
		{ OID_AT_ORGANIZATION, "O" }, { OID_AT_ORGANIZATIONAL_UNIT, "OU" }, { OID_AT_COUNTRY, "C" },
		{ OID_AT_STREET, "STREET" }, { OID_AT_DOMAIN_COMPONENT, "DC" }, { OID_AT_USER_ID, "UID" },
	};
	enum oid id = oid_find(oid);

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (names[i].oid == id) {
			buf_puts(out, names[i].name);
			return;
		}
	}
	if (oid_name(oid))
		buf_puts(out, oid_name(oid));
	else
		oid_dotted(oid, out);
}

static void put_utf8(struct buf *out, uint32_t c)
{
	if (c < 0x80) {
		buf_add_uint(out, 1, c);
	} else if (c < 0x800) {
		buf_add_uint(out, 2, (0xc0u | c >> 6) << 8 | 0x80u | (c & 0x3f));
	} else if (c < 0x10000) {
		buf_add_uint(out, 3, (0xe0u | c >> 12) << 16 | (0x80u | (c >> 6 & 0x3f)) << 8 | 0x80u | (c & 0x3f));
	} else {
		buf_add_uint(out, 2, (0xf0u | (c >> 18 & 7)) << 8 | 0x80u | (c >> 12 & 0x3f));
		buf_add_uint(out, 2, (0x80u | (c >> 6 & 0x3f)) << 8 | 0x80u | (c & 0x3f));
	}
}

/* BMPString, UniversalString and TeletexString (read as Latin-1, as everybody does) as UTF-8. */
static void put_string(struct der value, struct buf *out)
{
	unsigned width = value.tag == DER_BMP_STRING ? 2 : value.tag == DER_UNIVERSAL_STRING ? 4
							: value.tag == DER_TELETEX_STRING ? 1 : 0;
	struct buf utf8 = { 0 };

	if (!width || value.content.n % width) {
		text_safe(out, value.content);
		return;
	}
	for (size_t i = 0; i < value.content.n; i += width) {
		uint32_t c = (uint32_t)bytes_uint(bytes_slice(value.content, i, width));

		put_utf8(&utf8, c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ? 0xfffd : c);
	}
	text_safe(out, buf_bytes(&utf8));
	buf_free(&utf8);
}

static enum status put_rdn(struct bytes set, bool first, struct buf *out)
{
	const char *separator = first ? "" : ", ";

	while (set.n) {
		struct der pair, type, value;

		TRY(der_expect(&set, DER_SEQUENCE, &pair));
		TRY(der_expect(&pair.content, DER_OID, &type));
		TRY(der_next(&pair.content, &value));
		buf_puts(out, separator);
		put_attribute_type(type.content, out);
		buf_puts(out, "=");
		put_string(value, out);
		separator = "+";
	}
	return ST_OK;
}

static enum status put_name(struct bytes name, struct buf *out)
{
	struct der rdns, rdn;
	size_t start = out->n;

	TRY(der_only(name, DER_SEQUENCE, &rdns));
	while (rdns.content.n) {
		TRY(der_expect(&rdns.content, DER_SET, &rdn));
		TRY(put_rdn(rdn.content, out->n == start, out));
	}
	if (out->n == start)
		buf_puts(out, "(empty name)");
	return ST_OK;
}

void describe_dn(struct bytes der, struct buf *out)
{
	size_t start = out->n;

	if (put_name(der, out) == ST_OK)
		return;
	out->n = start;
	text_hex(out, der, 0);
}
