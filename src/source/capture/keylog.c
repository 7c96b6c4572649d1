/* The table of secrets. Each takes what its bytes take and eight more: a busy machine's log has a million. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "source/capture/keylog_int.h"

enum { FIRST_SLOTS = 256, MAX_ENTRIES = 1 << 20, MAX_SAME = 32 };
enum { UNIT = 8, BLOCK_UNITS = 1 << 16, BLOCK = BLOCK_UNITS * UNIT };

/* Entries are named by where they stand: 1 + the number of its first UNIT in all blocks; 0: none. */
struct keylog {
	uint8_t **blocks;
	size_t n_blocks, used;           /* units of the last block */
	uint32_t *slots;
	size_t n_slots, n;
	uint64_t seed;
};

struct keylog *keylog_new(void)
{
	struct keylog *k = mem_alloc(sizeof(*k));

	k->seed = mem_seed(k);
	k->n_slots = FIRST_SLOTS;
	k->slots = mem_alloc(k->n_slots * sizeof(*k->slots));
	return k;
}

void keylog_free(struct keylog *k)
{
	if (!k)
		return;
	for (size_t i = 0; i < k->n_blocks; i++)
		free(k->blocks[i]);
	free(k->blocks);
	free(k->slots);
	free(k);
}

static struct keylog_entry *entry_at(const struct keylog *k, uint32_t ref)
{
	return ref ? (struct keylog_entry *)(void *)(k->blocks[(ref - 1) / BLOCK_UNITS] + (size_t)((ref - 1) % BLOCK_UNITS) * UNIT) : NULL;
}

static uint64_t hash(const struct keylog *k, enum keylog_label label, struct bytes id)
{
	uint64_t h = k->seed ^ (uint64_t)label;

	for (size_t i = 0; i < id.n; i++) {
		h = (h ^ id.p[i]) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 32;
	}
	return h;
}

static struct bytes id_of(const struct keylog_entry *e)
{
	return bytes_of(e->bytes, e->id_len);
}

struct bytes keylog_secret(const struct keylog_entry *e)
{
	return bytes_of(e->bytes + e->id_len, e->secret_len);
}

/* At the end of its chain. */
static void put(struct keylog *k, uint32_t ref)
{
	struct keylog_entry *e = entry_at(k, ref);
	uint32_t *at = &k->slots[hash(k, e->label, id_of(e)) & (k->n_slots - 1)];

	while (*at)
		at = &entry_at(k, *at)->next;
	e->next = 0;
	*at = ref;
}

/* Those of one id stay in the order in which they came. */
static void grow(struct keylog *k)
{
	uint32_t *const slots = k->slots;
	const size_t n = k->n_slots;

	k->n_slots *= 4;
	k->slots = mem_alloc(k->n_slots * sizeof(*k->slots));
	for (size_t i = 0; i < n; i++) {
		for (uint32_t ref = slots[i], next; ref; ref = next) {
			next = entry_at(k, ref)->next;
			put(k, ref);
		}
	}
	free(slots);
}

static const struct keylog_entry *find_from(const struct keylog *k, const struct keylog_entry *e, enum keylog_label label, struct bytes id)
{
	for (; e; e = entry_at(k, e->next))
		if (e->label == label && bytes_equal(id_of(e), id))
			return e;
	return NULL;
}

const struct keylog_entry *keylog_find(const struct keylog *k, enum keylog_label label, struct bytes id, const struct keylog_entry *after)
{
	return find_from(k, entry_at(k, after ? after->next : k->slots[hash(k, label, id) & (k->n_slots - 1)]), label, id);
}

bool keylog_disagrees(const struct keylog *k, enum keylog_label label, struct bytes id, struct bytes secret)
{
	const struct keylog_entry *o = keylog_find(k, label, id, NULL);

	return (label == KEYLOG_CLIENT_RANDOM || label == KEYLOG_PMS) && o && !bytes_equal(keylog_secret(o), secret);
}

static uint32_t new_entry(struct keylog *k, size_t size)
{
	const size_t units = (size + UNIT - 1) / UNIT;

	if (!k->n_blocks || k->used + units > BLOCK_UNITS) {
		k->blocks = mem_realloc(k->blocks, (k->n_blocks + 1) * sizeof(*k->blocks));
		k->blocks[k->n_blocks++] = mem_realloc(NULL, BLOCK);
		k->used = 0;
	}
	k->used += units;
	return (uint32_t)((k->n_blocks - 1) * BLOCK_UNITS + k->used - units + 1);
}

const char *keylog_keep(struct keylog *k, enum keylog_label label, struct bytes id, struct bytes secret)
{
	struct keylog_entry *e;
	unsigned same = 0;
	uint32_t ref;

	for (const struct keylog_entry *o = NULL; (o = keylog_find(k, label, id, o)); same++)
		if (bytes_equal(keylog_secret(o), secret))
			return NULL;
	if (same >= MAX_SAME)
		return "too many secrets for one session";
	if (k->n >= MAX_ENTRIES)
		return "too many secrets";
	if (k->n++ >= k->n_slots)
		grow(k);
	ref = new_entry(k, sizeof(*e) + id.n + secret.n);
	e = entry_at(k, ref);
	*e = (struct keylog_entry){ .label = (uint8_t)label, .id_len = (uint8_t)id.n, .secret_len = (uint16_t)secret.n };
	if (id.n)
		memcpy(e->bytes, id.p, id.n);
	memcpy(e->bytes + id.n, secret.p, secret.n);
	put(k, ref);
	return NULL;
}

size_t keylog_count(const struct keylog *k)
{
	return k->n;
}

static int by_id(const void *a, const void *b)
{
	return bytes_compare(id_of(*(const struct keylog_entry *const *)a), id_of(*(const struct keylog_entry *const *)b));
}

size_t keylog_connections(const struct keylog *k)
{
	const struct keylog_entry **all = mem_alloc((k->n + 1) * sizeof(const struct keylog_entry *));
	size_t n = 0, different = 0;

	for (size_t i = 0; i < k->n_slots; i++)
		for (const struct keylog_entry *e = entry_at(k, k->slots[i]); e; e = entry_at(k, e->next))
			all[n++] = e;
	qsort(all, n, sizeof(const struct keylog_entry *), by_id);
	for (size_t i = 0; i < n; i++)
		different += !i || by_id(&all[i - 1], &all[i]) != 0;
	free(all);
	return different;
}
