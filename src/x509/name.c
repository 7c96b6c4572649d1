#include "x509/name.h"

#include "base/text.h"
#include "x509/der.h"

enum { COMPARED_UP_TO = 16384 };    /* longer names are equal only byte by byte */

enum status x509_name_begin(struct bytes name, struct x509_name_walk *w)
{
	struct der e;

	TRY(der_only(name, DER_SEQUENCE, &e));
	*w = (struct x509_name_walk){ .rdns = e.content };
	return ST_OK;
}

enum status x509_name_next(struct x509_name_walk *w, struct x509_attribute *out)
{
	struct der e;

	out->first_of_rdn = false;
	if (!w->attributes.n) {
		if (!w->rdns.n)
			return ST_NOT_FOUND;
		TRY(der_expect(&w->rdns, DER_SET, &e));
		if (!e.content.n)
			return ST_DECODE;
		w->attributes = e.content;
		out->first_of_rdn = true;
	}
	TRY(der_expect(&w->attributes, DER_SEQUENCE, &e));
	out->whole = e.whole;
	struct bytes members = e.content;
	TRY(der_expect(&members, DER_OID, &e));
	TRY(der_oid(e.content));
	out->type = e.content;
	TRY(der_next(&members, &e));
	out->tag = e.tag;
	out->value = e.content;
	return members.n ? ST_DECODE : ST_OK;
}

enum status x509_name_check(struct bytes name)
{
	struct x509_name_walk w;
	struct x509_attribute a;
	enum status st;

	TRY(x509_name_begin(name, &w));
	while ((st = x509_name_next(&w, &a)) == ST_OK)
		;
	return st == ST_NOT_FOUND ? ST_OK : st;
}

bool x509_name_empty(struct bytes name)
{
	struct x509_name_walk w;

	return x509_name_begin(name, &w) == ST_OK && !w.rdns.n;
}

static bool is_text(uint8_t tag)
{
	return tag == DER_PRINTABLE_STRING || tag == DER_UTF8_STRING || tag == DER_IA5_STRING ||
	       tag == DER_TELETEX_STRING || tag == DER_NUMERIC_STRING || tag == DER_VISIBLE_STRING;
}

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

/* Lower case, no blanks at the ends, runs of blanks as one. */
static void prepare(struct buf *out, struct bytes s)
{
	buf_clear(out);
	buf_reserve(out, s.n);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ')
			buf_add_uint(out, 1, lower(s.p[i]));
		else if (out->n && out->p[out->n - 1] != ' ')
			buf_add_uint(out, 1, ' ');
	if (out->n && out->p[out->n - 1] == ' ')
		out->n--;
}

static bool text_equal(struct bytes a, struct bytes b)
{
	struct buf p = { 0 }, q = { 0 };
	bool equal;

	prepare(&p, a);
	prepare(&q, b);
	equal = bytes_equal(buf_bytes(&p), buf_bytes(&q));
	buf_free(&p);
	buf_free(&q);
	return equal;
}

static bool attribute_equal(const struct x509_attribute *a, const struct x509_attribute *b)
{
	if (a->first_of_rdn != b->first_of_rdn || !bytes_equal(a->type, b->type))
		return false;
	if (a->tag == b->tag && bytes_equal(a->value, b->value))
		return true;
	return is_text(a->tag) && is_text(b->tag) && text_equal(a->value, b->value);
}

/* Does `name` begin with the attributes of `base`, and is that all if `whole`? */
static bool compare(struct bytes name, struct bytes base, bool whole)
{
	struct x509_name_walk w, v;
	struct x509_attribute a, b;
	enum status st, su;

	if (name.n > COMPARED_UP_TO || base.n > COMPARED_UP_TO)
		return false;
	if (x509_name_begin(name, &w) != ST_OK || x509_name_begin(base, &v) != ST_OK)
		return false;
	do {
		su = x509_name_next(&v, &b);
		st = x509_name_next(&w, &a);
		if (su == ST_NOT_FOUND)
			return st == ST_NOT_FOUND || (!whole && st == ST_OK && a.first_of_rdn);
	} while (st == ST_OK && su == ST_OK && attribute_equal(&a, &b));
	return false;
}

bool x509_name_equal(struct bytes a, struct bytes b)
{
	return bytes_equal(a, b) || compare(a, b, true);
}

bool x509_name_within(struct bytes name, struct bytes base)
{
	return compare(name, base, false);
}

static uint32_t hash_add(uint32_t h, uint8_t c)
{
	return (h ^ c) * 16777619u;      /* FNV-1a */
}

uint32_t x509_name_hash(struct bytes name)
{
	uint32_t h = 2166136261u;
	struct x509_name_walk w;
	struct x509_attribute a;

	if (x509_name_begin(name, &w) != ST_OK)
		return h;
	while (x509_name_next(&w, &a) == ST_OK) {
		for (size_t i = 0; i < a.type.n; i++)
			h = hash_add(h, a.type.p[i]);
		for (size_t i = 0; i < a.value.n; i++)
			if (a.value.p[i] != ' ')
				h = hash_add(h, lower(a.value.p[i]));
	}
	return h;
}

/* RFC 4514 3; others by their name, unknown ones by their numbers. */
static void describe_type(struct bytes type, struct buf *out)
{
	static const char *const short_names[OID_N] = {
		[OID_AT_COMMON_NAME] = "CN", [OID_AT_LOCALITY] = "L", [OID_AT_STATE] = "ST",
		[OID_AT_ORGANIZATION] = "O", [OID_AT_ORGANIZATIONAL_UNIT] = "OU", [OID_AT_COUNTRY] = "C",
		[OID_AT_STREET] = "STREET", [OID_AT_DOMAIN_COMPONENT] = "DC", [OID_AT_USER_ID] = "UID",
	};
	const char *name = short_names[oid_find(type)];

	if (!name)
		name = oid_name(type);
	if (name)
		buf_puts(out, name);
	else
		oid_dotted(type, out);
}

void x509_describe_name(struct bytes der_name, struct buf *out)
{
	struct x509_name_walk w;
	struct x509_attribute a;
	bool first = true;

	if (x509_name_begin(der_name, &w) != ST_OK || !w.rdns.n) {
		buf_puts(out, "(empty name)");
		return;
	}
	while (x509_name_next(&w, &a) == ST_OK) {
		if (!first)
			buf_puts(out, a.first_of_rdn ? ", " : " + ");
		first = false;
		describe_type(a.type, out);
		buf_puts(out, "=");
		if (is_text(a.tag)) {
			text_safe(out, a.value);
		} else {
			buf_puts(out, "#");
			text_hex(out, a.value, 0);
		}
	}
}
