#include "base/arena.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
	struct arena_block *next;
	size_t used, cap;
	_Alignas(16) uint8_t data[];
};

/* A block is half as large as what was handed out before it, within these bounds. */
enum { ARENA_FIRST = 176, ARENA_BLOCK = 16 * 1024 };

static size_t block_size(const struct arena *a, size_t n)
{
	const size_t half = a->total / 2, usual = half < ARENA_FIRST ? ARENA_FIRST : half < ARENA_BLOCK ? half : ARENA_BLOCK;

	return n > usual ? n : usual;
}

void *arena_alloc(struct arena *a, size_t n)
{
	struct arena_block *b = a->blocks;
	void *p;

	n = (n + 15) & ~(size_t)15;
	if (!b || b->cap - b->used < n) {
		const size_t cap = block_size(a, n);

		b = mem_realloc(NULL, sizeof(*b) + cap);
		b->next = a->blocks;
		b->used = 0;
		b->cap = cap;
		a->blocks = b;
	}
	p = b->data + b->used;
	b->used += n;
	a->total += n;
	return p;
}

struct bytes arena_copy(struct arena *a, struct bytes b)
{
	uint8_t *p = arena_alloc(a, b.n + 1);

	if (b.n)
		memcpy(p, b.p, b.n);
	p[b.n] = 0;
	return (struct bytes){ p, b.n };
}

char *arena_str(struct arena *a, const char *s)
{
	return (char *)(uintptr_t)arena_copy(a, bytes_str(s)).p;
}

void arena_clear(struct arena *a)
{
	struct arena_block *keep = a->blocks;

	if (keep && keep->cap <= ARENA_BLOCK) {
		a->blocks = keep->next;
		arena_free(a);
		*keep = (struct arena_block){ .cap = keep->cap };
		a->blocks = keep;
	} else {
		arena_free(a);
	}
	a->total = 0;
}

void arena_free(struct arena *a)
{
	while (a->blocks) {
		struct arena_block *next = a->blocks->next;

		free(a->blocks);
		a->blocks = next;
	}
	a->total = 0;
}

static unsigned bits_for(size_t size)
{
	enum { SEGMENT = 512, MOST = 7 };
	unsigned bits = 0;

	while (bits < MOST && size << bits < SEGMENT)
		bits++;
	return bits;
}

/* Pointers to segments: room for twice as many, whenever there is none. */
void segvec_grow(struct segvec *v, size_t size)
{
	enum { FIRST = 4 };

	if (!v->n_segs) {
		v->size = size;
		v->bits = bits_for(size);
	}
	if (!v->n_segs || (v->n_segs >= FIRST && !(v->n_segs & (v->n_segs - 1))))
		v->segs = mem_realloc(v->segs, (v->n_segs ? 2 * v->n_segs : FIRST) * sizeof(*v->segs));
	v->segs[v->n_segs++] = mem_realloc(NULL, size << v->bits);
}

void *segvec_add(struct segvec *v, size_t size)
{
	return memset(segvec_push(v, size), 0, size);
}

void segvec_clear(struct segvec *v)
{
	v->n = 0;
}

void segvec_cut(struct segvec *v, size_t n)
{
	assert(n <= v->n);
	v->n = n;
}

void segvec_free(struct segvec *v)
{
	for (size_t i = 0; i < v->n_segs; i++)
		free(v->segs[i]);
	free(v->segs);
	*v = (struct segvec){ 0 };
}
