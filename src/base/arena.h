/* An arena for what lives as long as a trace, and a segmented vector whose elements never move. */
#ifndef SLOWSHAKE_BASE_ARENA_H
#define SLOWSHAKE_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/memory.h"

struct arena {
	struct arena_block *blocks;
	size_t total;                    /* bytes handed out */
};

/* 16-byte aligned, not zeroed; lives until arena_free. */
void *arena_alloc(struct arena *a, size_t n);
struct bytes arena_copy(struct arena *a, struct bytes b);
char *arena_str(struct arena *a, const char *s);
/* Nothing is handed out any more; some memory is kept for what comes next. */
void arena_clear(struct arena *a);
void arena_free(struct arena *a);

/* Segmented vector: elements are appended, never moved, and taken off at the end only. A segment is of 512 bytes
 * or somewhat more, whatever the elements' size, so that what holds a few elements is small. */
struct segvec {
	uint8_t **segs;
	size_t n_segs, n, size;
	unsigned bits;                   /* elements in a segment: 1 << bits */
};

/* Room for one segment more; for segvec_push alone. */
void segvec_grow(struct segvec *v, size_t size);

/* Element i (i < v->n, asserted). */
static inline void *segvec_at(const struct segvec *v, size_t i)
{
	assert(i < v->n);
	return v->segs[i >> v->bits] + (i & (((size_t)1 << v->bits) - 1)) * v->size;
}
/* The same; it and those behind it in its segment are *run elements. */
static inline void *segvec_run(const struct segvec *v, size_t i, size_t *run)
{
	const size_t segment = ((i >> v->bits) + 1) << v->bits;

	*run = (segment < v->n ? segment : v->n) - i;
	return segvec_at(v, i);
}
/* A new element with whatever in it, for those that are written as a whole at once; `size` must be the same for every
 * call on v. */
static inline void *segvec_push(struct segvec *v, size_t size)
{
	if (v->n == v->n_segs << v->bits)
		segvec_grow(v, size);
	assert(v->size == size);
	v->n++;
	return segvec_at(v, v->n - 1);
}
/* The same, zeroed. */
void *segvec_add(struct segvec *v, size_t size);
/* No elements; the memory is kept for the next ones. */
void segvec_clear(struct segvec *v);
/* The first n elements (n <= v->n) stay; the memory of the others is kept for the next ones. */
void segvec_cut(struct segvec *v, size_t n);
void segvec_free(struct segvec *v);

#endif
