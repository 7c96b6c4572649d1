/* A hash over values that are added one by one. */
#include <assert.h>
#include <stdlib.h>

#include "crypto/value_util.h"

struct value_run {
	enum hash_alg h;
	size_t n_hashes;
	struct buf ids;      /* of value_id: what was added; none if brief */
	struct value_run_hash {
		enum hash_alg h;
		struct hash_run run;
	} hashes[];
};

struct value_run *value_run_new(enum hash_alg h)
{
	static const enum hash_alg both[] = { HASH_MD5, HASH_SHA1 };
	const size_t n = h == HASH_MD5_SHA1 ? 2 : 1;
	struct value_run *r = mem_alloc(sizeof(*r) + n * sizeof(*r->hashes));

	r->h = h;
	for (; r->n_hashes < n; r->n_hashes++) {
		struct value_run_hash *hash = &r->hashes[r->n_hashes];

		hash->h = h == HASH_MD5_SHA1 ? both[r->n_hashes] : h;
		if (hash_run_begin(&hash->run, hash->h) != ST_OK) {
			value_run_free(r);
			return NULL;
		}
	}
	return r;
}

void value_run_free(struct value_run *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n_hashes; i++)
		hash_run_end(&r->hashes[i].run);
	buf_free(&r->ids);
	free(r);
}

void value_run_add(struct value_run *r, struct work w, value_id v)
{
	for (size_t i = 0; i < r->n_hashes; i++)
		hash_run_add(&r->hashes[i].run, trace_bytes(w.t, v));
	if (!w.t->brief)
		buf_add(&r->ids, bytes_of(&v, sizeof(v)));
}

value_id value_run_with(const struct value_run *r, struct work w, enum hash_alg h, const char *label, const value_id *more, size_t n)
{
	const struct hash_run *run = &r->hashes[r->hashes[0].h != h].run;
	const size_t n_ids = r->ids.n / sizeof(value_id) + n;
	struct buf ids = { 0 };
	struct bytes few[VALUE_FEW], *parts = value_parts(w, more, n, few);
	uint8_t digest[HASH_MAX];
	value_id id;

	assert(r->hashes[0].h == h || (r->n_hashes == 2 && r->hashes[1].h == h));
	hash_run_peek(run, parts, n, digest);
	buf_add(&ids, buf_bytes(&r->ids));
	buf_add(&ids, bytes_of(more, n * sizeof(*more)));
	id = trace_add_value(w.t, w.actor, OP_HASH, label, hash_name(h), (const value_id *)(const void *)ids.p, n_ids,
			     bytes_of(digest, run->size));
	buf_free(&ids);
	value_parts_free(parts, few);
	return id;
}

value_id value_run_hash(const struct value_run *r, struct work w, const char *label)
{
	value_id both[2];

	if (r->n_hashes == 1)
		return value_run_with(r, w, r->h, label, NULL, 0);
	for (size_t i = 0; i < 2; i++)
		both[i] = value_run_with(r, w, r->hashes[i].h, hash_name(r->hashes[i].h), NULL, 0);
	return trace_add_concat(w.t, w.actor, label, both, 2);
}
