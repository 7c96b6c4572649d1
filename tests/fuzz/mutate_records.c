/* How libFuzzer changes a stream of records: parts of it are dropped, doubled or changed inside, and all lengths around them are set
 * right again. A part is a record, a message in it, or an extension of that. What is not such a stream is changed as it comes. */
#include <string.h>

#include "base/arena.h"
#include "fuzz.h"
#include "spec/codes.h"

enum { RECORD_HEAD = 5, MESSAGE_HEAD = 4, EXTENSION_HEAD = 4, TAIL13 = 17, PARTS_MAX = 64, AROUND_MAX = 5 };

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);

struct span {
	size_t off, len;
};

/* A place, and the lengths that count it. */
struct place {
	struct span part, content;
	struct { size_t at, width; } around[AROUND_MAX];
	size_t n;
};

struct dice {
	uint32_t state;
};

static uint32_t roll(struct dice *d, uint32_t sides)
{
	d->state = d->state * 1664525 + 1013904223;
	return (d->state >> 8) % sides;
}

static size_t number(const uint8_t *p, size_t width)
{
	size_t n = 0;

	for (size_t i = 0; i < width; i++)
		n = n << 8 | p[i];
	return n;
}

/* One of the parts, each `head` bytes that end with a length of `width` bytes and then as many, that fill `all`. */
static bool pick(const uint8_t *data, struct span all, size_t head, size_t width, struct dice *d, struct place *out)
{
	struct span parts[PARTS_MAX];
	size_t n = 0, at = 0;

	while (n < PARTS_MAX && at + head <= all.len) {
		const size_t len = number(data + all.off + at + head - width, width);

		if (len > all.len - at - head)
			break;
		parts[n++] = (struct span){ all.off + at, head + len };
		at += head + len;
	}
	if (!n || out->n == AROUND_MAX)
		return false;
	out->part = parts[roll(d, (uint32_t)n)];
	out->content = (struct span){ out->part.off + head, out->part.len - head };
	out->around[out->n].at = out->content.off - width;
	out->around[out->n++].width = width;
	return true;
}

/* A list of extensions stands at the end of its message, behind its length. */
static bool pick_extension(const uint8_t *data, struct dice *d, struct place *p)
{
	const struct span m = p->content;

	for (size_t at = 0; at + 2 + EXTENSION_HEAD <= m.len; at++) {
		const size_t len = number(data + m.off + at, 2);
		struct place inner = *p;

		if (at + 2 + len != m.len || len < EXTENSION_HEAD || p->n == AROUND_MAX)
			continue;
		inner.around[inner.n].at = m.off + at;
		inner.around[inner.n++].width = 2;
		if (!pick(data, (struct span){ m.off + at + 2, len }, EXTENSION_HEAD, 2, d, &inner))
			continue;
		*p = inner;
		return true;
	}
	return false;
}

/* From the outside inwards, as far as the dice say. */
static bool find(const uint8_t *data, struct span stream, struct dice *d, struct place *p)
{
	uint8_t type;

	if (!pick(data, stream, RECORD_HEAD, 2, d, p) || roll(d, 5) == 0)
		return p->n > 0;
	type = data[p->part.off];
	if (type == CT_APPLICATION_DATA && p->content.len > TAIL13) {
		type = data[p->content.off + p->content.len - TAIL13];
		p->content.len -= TAIL13;
	}
	if (type == CT_HANDSHAKE && pick(data, p->content, MESSAGE_HEAD, 3, d, p) && roll(d, 4) != 0)
		pick_extension(data, d, p);
	return true;
}

/* Puts `b` where the span is, and sets the lengths around it; the new size, 0: there is no room. */
static size_t put(uint8_t *data, size_t size, size_t max, const struct place *p, size_t n_around, struct span where, struct bytes b)
{
	const size_t rest = size - where.off - where.len;

	if (size - where.len + b.n > max)
		return 0;
	memmove(data + where.off + b.n, data + where.off + where.len, rest);
	if (b.n)
		memcpy(data + where.off, b.p, b.n);
	for (size_t i = 0; i < n_around; i++) {
		uint8_t *at = data + p->around[i].at;
		const size_t len = number(at, p->around[i].width) + b.n - where.len;

		for (size_t k = 0; k < p->around[i].width; k++)
			at[k] = (uint8_t)(len >> 8 * (p->around[i].width - 1 - k));
	}
	return where.off + b.n + rest;
}

static size_t change(uint8_t *data, size_t size, size_t max, const struct place *p, struct dice *d)
{
	enum { GROW = 64 };
	const struct span c = p->content;
	struct buf b = { 0 };
	size_t n;

	switch (roll(d, 8)) {
	case 0:    /* the last length is the part's own */
		return put(data, size, max, p, p->n - 1, p->part, BYTES_NONE);
	case 1:
		buf_add(&b, bytes_of(data + p->part.off, p->part.len));
		buf_add(&b, bytes_of(data + p->part.off, p->part.len));
		n = put(data, size, max, p, p->n - 1, p->part, buf_bytes(&b));
		break;
	case 2: case 3:
		if (!c.len)
			return 0;
		data[c.off + roll(d, (uint32_t)c.len)] ^= (uint8_t)(1 + roll(d, 255));
		return size;
	default:
		buf_add(&b, bytes_of(data + c.off, c.len));
		buf_reserve(&b, GROW);
		b.n = LLVMFuzzerMutate(b.p, b.n, b.n + GROW);
		n = put(data, size, max, p, p->n, c, buf_bytes(&b));
	}
	buf_free(&b);
	return n;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	struct dice d = { seed };
	struct place p = { .n = 0 };
	size_t n = 0;

	if (size > FUZZ_HEAD && !(data[0] & 0x80) && roll(&d, 8) != 0 &&
	    find(data, (struct span){ FUZZ_HEAD, size - FUZZ_HEAD }, &d, &p))
		n = change(data, size, max, &p, &d);
	return n ? n : LLVMFuzzerMutate(data, size, max);
}
