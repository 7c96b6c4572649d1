#include "x509/der.h"

#include <string.h>

enum status der_next(struct bytes *in, struct der *out)
{
	struct reader r = reader_of(*in);
	uint8_t tag = (uint8_t)reader_uint(&r, 1);
	uint64_t length = reader_uint(&r, 1);

	if (r.bad || (tag & 0x1f) == 0x1f)
		return ST_DECODE;
	if (length & 0x80) {
		unsigned width = length & 0x7f;

		if (width < 1 || width > 4)
			return ST_DECODE;
		length = reader_uint(&r, width);
		if (r.bad || length < 0x80 || length >> (8 * (width - 1)) == 0)
			return ST_DECODE;
	}
	if (length > reader_left(&r))
		return ST_DECODE;
	out->tag = tag;
	out->content = reader_take(&r, length);
	out->whole = bytes_slice(*in, 0, r.pos);
	*in = bytes_slice(*in, r.pos, in->n - r.pos);
	return ST_OK;
}

enum status der_expect(struct bytes *in, uint8_t tag, struct der *out)
{
	if (!der_peek(*in, tag))
		return ST_DECODE;
	return der_next(in, out);
}

enum status der_only(struct bytes in, uint8_t tag, struct der *out)
{
	TRY(der_expect(&in, tag, out));
	return in.n ? ST_DECODE : ST_OK;
}

bool der_peek(struct bytes in, uint8_t tag)
{
	return in.n && in.p[0] == tag;
}

enum status der_boolean(struct bytes content, bool *out)
{
	if (content.n != 1 || (content.p[0] != 0 && content.p[0] != 0xff))
		return ST_DECODE;
	*out = content.p[0] != 0;
	return ST_OK;
}

enum status der_integer(struct bytes c)
{
	if (!c.n)
		return ST_DECODE;
	if (c.n > 1 && ((c.p[0] == 0 && !(c.p[1] & 0x80)) || (c.p[0] == 0xff && c.p[1] & 0x80)))
		return ST_DECODE;
	return ST_OK;
}

enum status der_unsigned(struct bytes content, struct bytes *out)
{
	TRY(der_integer(content));
	if (content.p[0] & 0x80)
		return ST_DECODE;
	*out = content.n > 1 && !content.p[0] ? bytes_slice(content, 1, content.n - 1) : content;
	return ST_OK;
}

enum status der_small(struct bytes content, int *out)
{
	struct bytes magnitude;

	TRY(der_unsigned(content, &magnitude));
	*out = magnitude.n > 4 || bytes_uint(magnitude) > INT32_MAX ? INT32_MAX : (int)bytes_uint(magnitude);
	return ST_OK;
}

enum status der_bits(struct bytes content, struct bytes *out, unsigned *unused)
{
	if (!content.n || content.p[0] > 7 || (content.n == 1 && content.p[0]))
		return ST_DECODE;
	*unused = content.p[0];
	*out = bytes_slice(content, 1, content.n - 1);
	if (out->n && out->p[out->n - 1] & ((1u << *unused) - 1))
		return ST_DECODE;
	return ST_OK;
}

enum status der_flags(struct bytes content, uint32_t *out)
{
	struct bytes bits;
	unsigned unused;

	TRY(der_bits(content, &bits, &unused));
	*out = 0;
	for (size_t i = 0; i < bits.n * 8 && i < 32; i++)
		if (bits.p[i / 8] & (0x80 >> (i % 8)))
			*out |= 1u << i;
	return ST_OK;
}

enum status der_oid(struct bytes c)
{
	bool first = true;

	if (!c.n || c.p[c.n - 1] & 0x80)
		return ST_DECODE;
	for (size_t i = 0; i < c.n; i++) {
		if (first && c.p[i] == 0x80)
			return ST_DECODE;
		first = !(c.p[i] & 0x80);
	}
	return ST_OK;
}

static int two_digits(const uint8_t *p)
{
	return (p[0] - '0') * 10 + (p[1] - '0');
}

enum status der_time(uint8_t tag, struct bytes c, utc_time *out)
{
	size_t year_digits = tag == DER_UTC_TIME ? 2 : 4;
	const uint8_t *p = c.p;
	int year;

	if ((tag != DER_UTC_TIME && tag != DER_GENERALIZED_TIME) || c.n != year_digits + 11 || p[c.n - 1] != 'Z')
		return ST_DECODE;
	for (size_t i = 0; i < c.n - 1; i++)
		if (p[i] < '0' || p[i] > '9')
			return ST_DECODE;
	year = two_digits(p);
	if (tag == DER_UTC_TIME)
		year += year < 50 ? 2000 : 1900;
	else
		year = year * 100 + two_digits(p + 2);
	p += year_digits;
	return time_from_civil(year, two_digits(p), two_digits(p + 2), two_digits(p + 4), two_digits(p + 6),
			       two_digits(p + 8), out);
}

/* ---- writing ---- */

void der_put_head(struct buf *out, uint8_t tag, size_t n)
{
	unsigned width = 0;

	while (n >> 8 * width)
		width++;
	buf_add_uint(out, 1, tag);
	if (n >= 0x80)
		buf_add_uint(out, 1, 0x80 | width);
	buf_add_uint(out, n < 0x80 ? 1 : width, n);
}

void der_put(struct buf *out, uint8_t tag, struct bytes content)
{
	der_put_head(out, tag, content.n);
	buf_add(out, content);
}

void der_put_unsigned(struct buf *out, struct bytes magnitude)
{
	struct buf content = { 0 };

	while (magnitude.n && magnitude.p[0] == 0)
		magnitude = bytes_slice(magnitude, 1, magnitude.n - 1);
	if (!magnitude.n || magnitude.p[0] & 0x80)
		buf_add_uint(&content, 1, 0);
	buf_add(&content, magnitude);
	der_put(out, DER_INTEGER, buf_bytes(&content));
	buf_free(&content);
}

void der_put_time(struct buf *out, utc_time t)
{
	char iso[24];
	struct buf digits = { 0 };
	bool utc;

	time_format(t, iso);
	utc = strncmp(iso, "1950", 4) >= 0 && strncmp(iso, "2050", 4) < 0;
	for (const char *s = iso + (utc ? 2 : 0); *s; s++)
		if (!strchr("-:T", *s))
			buf_add_uint(&digits, 1, (uint8_t)*s);
	der_put(out, utc ? DER_UTC_TIME : DER_GENERALIZED_TIME, buf_bytes(&digits));
	buf_free(&digits);
}
