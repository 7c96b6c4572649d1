#include "base/bytes.h"

#include <assert.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { PRINTF_ROOM = 48 };

struct bytes bytes_str(const char *s)
{
	return (struct bytes){ (const uint8_t *)s, s ? strlen(s) : 0 };
}

int bytes_compare(struct bytes a, struct bytes b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;

	if (c)
		return c < 0 ? -1 : 1;
	return a.n < b.n ? -1 : a.n > b.n;
}

size_t bytes_find(struct bytes b, size_t from, struct bytes what)
{
	const uint8_t *first;

	for (size_t i = from; what.n && i + what.n <= b.n; i++) {
		first = memchr(b.p + i, what.p[0], b.n - what.n + 1 - i);
		if (!first)
			break;
		i = (size_t)(first - b.p);
		if (memcmp(first, what.p, what.n) == 0)
			return i;
	}
	return b.n;
}

struct bytes bytes_without_zeros(struct bytes b)
{
	while (b.n && b.p[0] == 0)
		b = bytes_slice(b, 1, b.n - 1);
	return b;
}

size_t bytes_bits(struct bytes b)
{
	size_t bits;

	b = bytes_without_zeros(b);
	bits = 8 * b.n;
	for (unsigned top = b.n ? b.p[0] : 0x80; !(top & 0x80); top <<= 1)
		bits--;
	return bits;
}

int bytes_compare_numbers(struct bytes a, struct bytes b)
{
	a = bytes_without_zeros(a);
	b = bytes_without_zeros(b);
	return a.n != b.n ? (a.n < b.n ? -1 : 1) : bytes_compare(a, b);
}

struct reader reader_of(struct bytes b)
{
	return (struct reader){ b, 0, false };
}

size_t reader_left(const struct reader *r)
{
	return r->bad ? 0 : r->b.n - r->pos;
}

struct bytes reader_take(struct reader *r, size_t n)
{
	struct bytes out;

	if (r->bad || n > r->b.n - r->pos) {
		r->bad = true;
		return BYTES_NONE;
	}
	out = bytes_slice(r->b, r->pos, n);
	r->pos += n;
	return out;
}

uint64_t reader_uint(struct reader *r, unsigned width)
{
	return bytes_uint(reader_take(r, width));
}

void buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){ 0 };
}

void buf_clear(struct buf *b)
{
	b->n = 0;
}

void buf_grow(struct buf *b, size_t more)
{
	size_t need = b->n + more + 1, cap = b->cap ? b->cap : 64;

	while (cap < need)
		cap *= 2;
	b->p = mem_realloc(b->p, cap);
	b->cap = cap;
}

void buf_add_uint(struct buf *b, unsigned width, uint64_t v)
{
	uint8_t tmp[8];

	assert(width <= 8 && (width == 8 || v >> (8 * width) == 0));
	for (unsigned i = 0; i < width; i++)
		tmp[i] = (uint8_t)(v >> (8 * (width - 1 - i)));
	buf_add(b, bytes_of(tmp, width));
}

void buf_add_decimal(struct buf *b, uint64_t v, unsigned width)
{
	char digits[20];
	size_t n = 0;

	assert(width <= sizeof(digits));
	while (v || n < width) {
		digits[sizeof(digits) - ++n] = (char)('0' + v % 10);
		v /= 10;
	}
	buf_add(b, bytes_of(digits + sizeof(digits) - n, n));
}

/* Most of what is written fits into the first room that is made for it, and is formatted once. */
void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	size_t room, n;

	buf_reserve(b, PRINTF_ROOM);
	for (;;) {
		room = b->cap - b->n;
		va_start(ap, fmt);
		n = (size_t)vsnprintf((char *)b->p + b->n, room, fmt, ap);
		va_end(ap);
		assert(n <= INT_MAX);
		if (n < room)
			break;
		buf_reserve(b, n);
	}
	b->n += n;
}

void buf_puts(struct buf *b, const char *s)
{
	buf_add(b, bytes_str(s));
}

void buf_drop(struct buf *b, size_t n)
{
	assert(n <= b->n);
	if (n && n < b->n)
		memmove(b->p, b->p + n, b->n - n);
	b->n -= n;
}

struct bytes buf_bytes(const struct buf *b)
{
	return (struct bytes){ b->p, b->n };
}

const char *buf_str(struct buf *b)
{
	buf_reserve(b, 0);
	b->p[b->n] = 0;
	return (const char *)b->p;
}
