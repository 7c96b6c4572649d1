#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

void text_hex(struct buf *out, struct bytes b, char sep)
{
	static const char digit[] = "0123456789abcdef";

	buf_reserve(out, b.n * 3);
	for (size_t i = 0; i < b.n; i++) {
		if (sep && i)
			out->p[out->n++] = (uint8_t)sep;
		out->p[out->n++] = (uint8_t)digit[b.p[i] >> 4];
		out->p[out->n++] = (uint8_t)digit[b.p[i] & 15];
	}
}

enum status text_unhex(const char *s, struct buf *out)
{
	while (*s) {
		int hi, lo;

		if (isspace((unsigned char)*s) || *s == ':') {
			s++;
			continue;
		}
		if ((hi = text_hex_digit(s[0])) < 0 || (lo = text_hex_digit(s[1])) < 0)
			return ST_DECODE;
		buf_add_uint(out, 1, (uint64_t)(hi << 4 | lo));
		s += 2;
	}
	return ST_OK;
}

uint32_t text_utf8(const uint8_t *p, size_t n, size_t *len)
{
	static const uint32_t min[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t need = p[0] < 0x80 ? 1 : p[0] >= 0xf0 && p[0] < 0xf8 ? 4 : p[0] >= 0xe0 ? 3 : p[0] >= 0xc0 ? 2 : 0;
	uint32_t c;

	*len = 1;
	if (need == 1)
		return p[0];
	if (need == 0 || p[0] >= 0xf8 || need > n)
		return 0xfffd;
	c = p[0] & (0x7fu >> need);
	for (size_t i = 1; i < need; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0xfffd;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < min[need] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0xfffd;
	*len = need;
	return c;
}

/* Characters that act on the terminal or on the order of others. */
static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || (c >= 0xd800 && c < 0xe000) || c == 0xfeff ||
	       (c >= 0xfff0 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff);
}

/* How many bytes at the start are printable ASCII. */
static size_t ascii_run(const uint8_t *p, size_t n)
{
	size_t i = 0;

	while (i < n && p[i] - 0x20u < 0x5f)
		i++;
	return i;
}

void text_safe(struct buf *out, struct bytes b)
{
	for (size_t i = 0, len; i < b.n; i += len) {
		uint32_t c;

		len = ascii_run(b.p + i, b.n - i);
		if (len) {
			buf_add(out, bytes_slice(b, i, len));
			continue;
		}
		c = text_utf8(b.p + i, b.n - i, &len);
		if ((c == 0xfffd && len == 1) || is_control(c))
			for (size_t j = 0; j < len; j++)
				buf_printf(out, "\\x%02x", b.p[i + j]);
		else
			buf_add(out, bytes_slice(b, i, len));
	}
}

#define ONES UINT64_C(0x0101010101010101)

/* Of eight bytes: each with its high bit where the condition holds (and perhaps in the bytes above one where it does). */
static uint64_t less(uint64_t x, uint8_t than)
{
	return (x - ONES * than) & ~x;
}

static uint64_t equal(uint64_t x, uint8_t to)
{
	return less(x ^ ONES * to, 1);
}

/* How many bytes at the start stand for themselves in JSON. */
static size_t plain_run(const uint8_t *p, size_t n)
{
	size_t i = 0;
	uint64_t x;

	for (; n - i >= sizeof(x); i += sizeof(x)) {
		memcpy(&x, p + i, sizeof(x));
		if ((x | less(x, 0x20) | equal(x, 0x7f) | equal(x, '"') | equal(x, '\\')) & ONES * 0x80)
			break;
	}
	while (i < n && p[i] >= 0x20 && p[i] < 0x7f && p[i] != '"' && p[i] != '\\')
		i++;
	return i;
}

void text_json(struct buf *out, struct bytes b)
{
	for (size_t i = 0, len; i < b.n; i += len) {
		uint32_t c;

		len = plain_run(b.p + i, b.n - i);
		if (len) {
			buf_add(out, bytes_slice(b, i, len));
			continue;
		}
		c = text_utf8(b.p + i, b.n - i, &len);
		if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", (char)c);
		else if (is_control(c) && c > 0xffff)
			buf_printf(out, "\\u%04x\\u%04x", 0xd800 + (unsigned)((c - 0x10000) >> 10), 0xdc00 + (unsigned)(c & 0x3ff));
		else if (is_control(c))
			buf_printf(out, "\\u%04x", (unsigned)c);
		else if (c == 0xfffd)
			buf_puts(out, "\xef\xbf\xbd");
		else
			buf_add(out, bytes_slice(b, i, len));
	}
}

void text_add_utf8(struct buf *out, uint32_t c)
{
	if (c < 0x80) {
		buf_add_uint(out, 1, c);
	} else if (c < 0x800) {
		buf_add_uint(out, 1, 0xc0 | c >> 6);
		buf_add_uint(out, 1, 0x80 | (c & 63));
	} else if (c < 0x10000) {
		buf_add_uint(out, 1, 0xe0 | c >> 12);
		buf_add_uint(out, 1, 0x80 | (c >> 6 & 63));
		buf_add_uint(out, 1, 0x80 | (c & 63));
	} else {
		buf_add_uint(out, 1, 0xf0 | c >> 18);
		buf_add_uint(out, 1, 0x80 | (c >> 12 & 63));
		buf_add_uint(out, 1, 0x80 | (c >> 6 & 63));
		buf_add_uint(out, 1, 0x80 | (c & 63));
	}
}

int text_char_width(uint32_t c)
{
	int w;

	if (c < 0x7f)
		return c >= 0x20;
	w = wcwidth((wchar_t)c);
	return w < 0 ? 1 : w;
}

static int width_of(const char *s, size_t n)
{
	size_t len;
	int w = 0;

	for (size_t i = 0; i < n; i += len)
		w += text_char_width(text_utf8((const uint8_t *)s + i, n - i, &len));
	return w;
}

int text_width(const char *s)
{
	return width_of(s, strlen(s));
}

const char *text_tail(const char *text, size_t n, int columns)
{
	int over = width_of(text, n) - columns;
	size_t i = 0, len;

	for (; over > 0 && i < n; i += len)
		over -= text_char_width(text_utf8((const uint8_t *)text + i, n - i, &len));
	return text + i;
}

void text_add_end(struct buf *out, const char *text, int columns)
{
	enum { DOTS = 2 };
	const bool cut = text_width(text) > columns;

	buf_puts(out, cut ? ".." : "");
	buf_puts(out, text_tail(text, strlen(text), cut ? columns - DOTS : columns));
}

bool text_equal_nocase(const char *a, const char *b)
{
	return strcasecmp(a, b) == 0;
}

static size_t edit_distance(const char *a, const char *b)
{
	enum { MAX = 64 };
	size_t la = strlen(a), lb = strlen(b), row[MAX + 1];

	if (la > MAX || lb > MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= lb; j++)
		row[j] = j;
	for (size_t i = 1; i <= la; i++) {
		size_t diag = row[0];

		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			int same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
			size_t best = diag + !same;

			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diag = row[j];
			row[j] = best;
		}
	}
	return row[lb];
}

void text_guess_try(struct text_guess *g, const char *candidate)
{
	const size_t a = strlen(g->word), b = strlen(candidate);
	size_t d;

	if (!g->best)
		g->limit = a / 3 + 2;
	if ((a < b ? b - a : a - b) >= g->limit)
		return;
	d = edit_distance(g->word, candidate);
	if (d < g->limit) {
		g->best = candidate;
		g->limit = d;
	}
}

const char *text_nearest(const char *word, const char *const *candidates, size_t n)
{
	struct text_guess g = { .word = word };

	for (size_t i = 0; i < n; i++)
		text_guess_try(&g, candidates[i]);
	return g.best;
}

const char *text_nearest_of(const char *word, const char *(*name)(size_t i))
{
	struct text_guess g = { .word = word };

	for (size_t i = 0; name(i); i++)
		text_guess_try(&g, name(i));
	return g.best;
}

int64_t text_ipv4_number(const char *address)
{
	int64_t number = 0;
	char *end = NULL;

	for (size_t i = 0; i < 4; i++, address = end + 1) {
		const unsigned long part = strtoul(address, &end, 10);

		if (end == address || (i < 3 && *end != '.'))
			return INT64_MAX;
		number = number << 8 | (uint8_t)part;
	}
	return number << 16 | (*end == ':' ? (uint16_t)strtoul(address, NULL, 10) : 0);
}
