#include "trace/rest_field.h"

#include <assert.h>

#include "spec/layout.h"

/* Of each field: one byte with its depth and two flags, then four numbers: its layout, from that of the field before, in the
 * layouts' alignment; where it begins, from where the one before ends, or begins if it has parts; its length; which element
 * it is. */
enum { DEPTH_MAX = 64, NUMBER_BITS = 7 };   /* layouts are not deep */
enum { FIELD_LEAF = 1, FIELD_MALFORMED = 2, FIELD_FLAGS = 2 };
enum { FIELD_BYTES = 1 + 10 + 5 + 5 + 3 };   /* at most */

/* ---- numbers, 7 bits a byte, the lowest first; all but the last have the high bit ---- */

static inline uint8_t *put_number(uint8_t *at, uint64_t v)
{
	for (; v >> NUMBER_BITS; v >>= NUMBER_BITS)
		*at++ = (uint8_t)(v | 0x80);
	*at++ = (uint8_t)v;
	return at;
}

static inline uint8_t *put_signed(uint8_t *at, int64_t v)
{
	return put_number(at, (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0));
}

static inline uint64_t get_number(const uint8_t **at)
{
	uint64_t v = *(*at)++;

	for (unsigned shift = NUMBER_BITS; v >> shift; shift += NUMBER_BITS)
		v = (v & ((UINT64_C(1) << shift) - 1)) | (uint64_t)*(*at)++ << shift;
	return v;
}

static inline int64_t get_signed(const uint8_t **at)
{
	const uint64_t v = get_number(at);

	return (int64_t)(v >> 1 ^ (v & 1 ? UINT64_MAX : 0));
}

/* ---- fields ---- */

/* What the next field is told from. */
struct before {
	const struct layout *layout;
	uint32_t end;
};

static struct before before_first(void)
{
	return (struct before){ layout_length, 0 };
}

static struct before after(const struct field *f)
{
	return (struct before){ f->layout, f->leaf ? f->off + f->len : f->off };
}

/* The tables are apart, but all in the program. */
static int64_t layout_step(const struct layout *from, const struct layout *to)
{
	return ((intptr_t)to - (intptr_t)from) / (intptr_t)_Alignof(struct layout);
}

static const struct layout *layout_at(const struct layout *from, int64_t step)
{
	return (const struct layout *)((intptr_t)from + (intptr_t)step * (intptr_t)_Alignof(struct layout));
}

void rest_fields_pack(const struct trace *t, field_id first, uint32_t n, struct buf *out)
{
	struct before b = before_first();

	buf_reserve(out, n * (size_t)FIELD_BYTES);
	for (field_id i = first; i < first + n; i++) {
		const struct field *f = trace_field(t, i);
		uint8_t *at = out->p + out->n;

		assert(f->depth < DEPTH_MAX);
		*at++ = (uint8_t)(f->depth << FIELD_FLAGS | (f->malformed ? FIELD_MALFORMED : 0) | (f->leaf ? FIELD_LEAF : 0));
		at = put_signed(at, layout_step(b.layout, f->layout));
		at = put_signed(at, (int64_t)f->off - b.end);
		at = put_number(at, f->len);
		at = put_number(at, f->index);
		out->n = (size_t)(at - out->p);
		b = after(f);
	}
}

const uint8_t *rest_fields_wake(struct trace *t, const uint8_t *from, uint32_t n, unit_id unit)
{
	field_id above[DEPTH_MAX] = { 0 };   /* the last one of each depth */
	struct before b = before_first();

	for (uint32_t i = 0; i < n; i++) {
		const field_id id = trace_n_fields(t);
		struct field *f = segvec_push(&t->fields, sizeof(*f));
		const uint8_t head = *from++;

		*f = (struct field){ .unit = unit, .depth = head >> FIELD_FLAGS, .leaf = head & FIELD_LEAF, .malformed = head & FIELD_MALFORMED };
		f->parent = f->depth ? above[f->depth - 1] : 0;
		f->layout = layout_at(b.layout, get_signed(&from));
		f->off = (uint32_t)(b.end + get_signed(&from));
		f->len = (uint32_t)get_number(&from);
		f->index = (uint16_t)get_number(&from);
		above[f->depth] = id;
		b = after(f);
	}
	return from;
}
