#include "trace/rest_shelf.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { FIRST_SLOTS = 64 };

struct trace_shelf {
	uint64_t seed;
	struct shelved **slots;
	size_t n_slots, n;       /* n_slots: a power of 2 */
};

struct trace_shelf *trace_shelf_new(void)
{
	struct trace_shelf *s = mem_alloc(sizeof(*s));

	s->seed = mem_seed(s);
	s->n_slots = FIRST_SLOTS;
	s->slots = mem_alloc(s->n_slots * sizeof(struct shelved *));
	return s;
}

void trace_shelf_free(struct trace_shelf *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_slots; i++)
		for (struct shelved *b = s->slots[i], *chain; b; b = chain) {
			chain = b->chain;
			free(b);
		}
	free(s->slots);
	free(s);
}

static uint64_t hash_of(const struct trace_shelf *s, struct bytes b)
{
	uint64_t h = s->seed ^ b.n, word = 0;
	size_t i = 0;

	for (; b.n - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, b.p + i, sizeof(word));
		h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 29;
	}
	word = 0;
	if (i < b.n)
		memcpy(&word, b.p + i, b.n - i);
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 32;
}

static struct shelved **slot_of(const struct trace_shelf *s, uint64_t hash)
{
	return &s->slots[hash & (s->n_slots - 1)];
}

static void link_in(struct trace_shelf *s, struct shelved *b)
{
	struct shelved **slot = slot_of(s, b->hash);

	b->chain = *slot;
	*slot = b;
}

static void grow(struct trace_shelf *s)
{
	struct trace_shelf more = { s->seed, mem_alloc(2 * s->n_slots * sizeof(struct shelved *)), 2 * s->n_slots, s->n };

	for (size_t i = 0; i < s->n_slots; i++)
		for (struct shelved *b = s->slots[i], *chain; b; b = chain) {
			chain = b->chain;
			link_in(&more, b);
		}
	free(s->slots);
	*s = more;
}

static struct shelved *add(struct trace_shelf *s, uint64_t hash, struct bytes bytes)
{
	struct shelved *b = mem_realloc(NULL, sizeof(*b) + bytes.n + 1);

	*b = (struct shelved){ .shelf = s, .hash = hash, .n = bytes.n };
	memcpy(b->bytes, bytes.p, bytes.n);
	b->bytes[bytes.n] = 0;
	if (s->n++ == s->n_slots)
		grow(s);
	link_in(s, b);
	return b;
}

struct shelved *trace_shelf_take(struct trace_shelf *s, struct bytes bytes)
{
	const uint64_t hash = hash_of(s, bytes);
	struct shelved *b = *slot_of(s, hash);

	while (b && (b->hash != hash || b->n != bytes.n || memcmp(b->bytes, bytes.p, bytes.n) != 0))
		b = b->chain;
	if (!b)
		b = add(s, hash, bytes);
	b->users++;
	return b;
}

void trace_shelf_give_back(struct shelved *b)
{
	struct shelved **at = slot_of(b->shelf, b->hash);

	if (--b->users)
		return;
	while (*at != b)
		at = &(*at)->chain;
	*at = b->chain;
	b->shelf->n--;
	free(b);
}
