/* Byte strings: a view, a reader with a sticky error, and a growing buffer. */
#ifndef SLOWSHAKE_BASE_BYTES_H
#define SLOWSHAKE_BASE_BYTES_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A view of bytes that somebody else owns. p may be NULL when n is 0. */
struct bytes {
	const uint8_t *p;
	size_t n;
};

#define BYTES_NONE ((struct bytes){ NULL, 0 })
/* A string literal's bytes without the closing NUL. */
#define BYTES_LIT(s) ((struct bytes){ (const uint8_t *)(s), sizeof(s) - 1 })

static inline struct bytes bytes_of(const void *p, size_t n)
{
	return (struct bytes){ p, n };
}
struct bytes bytes_str(const char *s);
/* The part [off, off + n) of b; must lie inside it (asserted). */
static inline struct bytes bytes_slice(struct bytes b, size_t off, size_t n)
{
	assert(off <= b.n && n <= b.n - off);
	return (struct bytes){ b.p ? b.p + off : NULL, n };
}
static inline bool bytes_equal(struct bytes a, struct bytes b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
/* -1, 0, 1 as memcmp does, the shorter first when one is a prefix. */
int bytes_compare(struct bytes a, struct bytes b);
/* Where `what` begins in b, from `from` on; b.n: it is not there, as an empty one never is. */
size_t bytes_find(struct bytes b, size_t from, struct bytes what);
/* -1, 0, 1: as big-endian numbers, of any length. */
int bytes_compare_numbers(struct bytes a, struct bytes b);
/* The same big-endian number without zero bytes in front; zero: no bytes. */
struct bytes bytes_without_zeros(struct bytes b);
/* How many bits it takes as a big-endian number, of any length; zero: 0. */
size_t bytes_bits(struct bytes b);
/* A set with a bit for each number: whether it was in before; now it is. */
static inline bool bit_seen(uint8_t *set, size_t number)
{
	const bool before = set[number / 8] >> number % 8 & 1;

	set[number / 8] |= (uint8_t)(1u << number % 8);
	return before;
}

/* Big-endian number of 0 to 8 bytes. */
static inline uint64_t bytes_uint(struct bytes b)
{
	uint64_t v = 0;

	assert(b.n <= 8);
	for (size_t i = 0; i < b.n; i++)
		v = v << 8 | b.p[i];
	return v;
}

/* Reader: big-endian, never reads past the end. After the first short read
 * `bad` stays true, every further read gives 0 or nothing, and `pos` stays
 * where the first short read began. */
struct reader {
	struct bytes b;
	size_t pos;
	bool bad;
};

struct reader reader_of(struct bytes b);
size_t reader_left(const struct reader *r);
uint64_t reader_uint(struct reader *r, unsigned width);
struct bytes reader_take(struct reader *r, size_t n);

/* Growing buffer; owns p. Zero-initialise; running out of memory aborts. */
struct buf {
	uint8_t *p;
	size_t n, cap;
};

void buf_free(struct buf *b);
void buf_clear(struct buf *b);
/* For buf_reserve alone: there is no room for so many more. */
void buf_grow(struct buf *b, size_t more);
static inline void buf_reserve(struct buf *b, size_t more)
{
	if (b->n + more + 1 > b->cap)
		buf_grow(b, more);
}
static inline void buf_add(struct buf *b, struct bytes bytes)
{
	buf_reserve(b, bytes.n);
	if (bytes.n)
		memcpy(b->p + b->n, bytes.p, bytes.n);
	b->n += bytes.n;
}
void buf_add_uint(struct buf *b, unsigned width, uint64_t v);
/* A number in decimal, with leading zeros up to `width` digits. */
void buf_add_decimal(struct buf *b, uint64_t v, unsigned width);
/* Adds printf-formatted text, no NUL counted in n (one always follows). */
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3), nonnull(2)));
void buf_puts(struct buf *b, const char *s);
/* Drops the first n bytes (n <= b->n). */
void buf_drop(struct buf *b, size_t n);
struct bytes buf_bytes(const struct buf *b);
/* The text so far as a C string; valid until the next change of b. */
const char *buf_str(struct buf *b);

#endif
