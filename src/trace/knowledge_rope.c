/* Values as ropes of atoms' bytes, and which bytes of an atom a party knows. */
#include <stdlib.h>
#include <string.h>

#include "trace/knowledge_int.h"

enum { SAME_BYTES = 8, FIRST_BUCKETS = 256, PRF_BLOCKS_AT = 3 };

/* Whose results nobody meets by chance: equal bytes mean that it is the same result. Not
 * so what may hold a plaintext that someone has chosen. */
static bool op_is_unique(enum value_op op)
{
	switch (op) {
	case OP_RANDOM: case OP_KEYLOG: case OP_HASH: case OP_HMAC: case OP_PRF: case OP_HKDF_EXTRACT: case OP_HKDF_EXPAND:
	case OP_CLAMP: case OP_DH_PUBLIC: case OP_DH: case OP_RSA_PUBLIC: case OP_SIGN: case OP_MGF1: case OP_ENCRYPT: case OP_SEAL:
		return true;
	default:
		return false;
	}
}

bool rope_rearranges(const struct value *v)
{
	switch (v->op) {
	case OP_CONCAT:
	case OP_SLICE:
		return true;
	case OP_WIRE:      /* without: sent by someone whose side is not in the trace */
		return v->n_inputs;
	case OP_PRF:
		return v->n_inputs > PRF_BLOCKS_AT;
	default:
		return false;
	}
}

/* ---- atoms ---- */

static uint32_t hash_bytes(struct bytes b)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < b.n && i < 64; i++)
		h = (h ^ b.p[i]) * 16777619u;
	return h ^ (uint32_t)b.n;
}

static void buckets_grow(struct knowledge *k)
{
	size_t n = k->n_buckets ? 2 * k->n_buckets : FIRST_BUCKETS;
	uint32_t *old = k->buckets;

	if (2 * k->n_hashed < k->n_buckets)
		return;
	k->buckets = mem_alloc(n * sizeof(*k->buckets));
	for (size_t i = 0; i < k->n_buckets; i++) {
		size_t at;

		if (!old[i])
			continue;
		at = hash_bytes(trace_bytes(k->t, atom_at(k, old[i])->value)) % n;
		while (k->buckets[at])
			at = (at + 1) % n;
		k->buckets[at] = old[i];
	}
	k->n_buckets = n;
	free(old);
}

static uint32_t atom_add(struct knowledge *k, value_id id)
{
	const struct value *v = trace_value(k->t, id);
	struct atom *a = segvec_add(&k->atoms, sizeof(*a));

	a->value = id;
	a->size = (uint32_t)v->bytes.n;
	a->open = v->op == OP_CONST || v->op == OP_COUNTER || v->op == OP_CLOCK;
	a->kept = v->op == OP_RANDOM || v->op == OP_KEYLOG;
	return (uint32_t)(k->atoms.n - 1);
}

/* The atom of these bytes, or a new one. */
static uint32_t atom_unique(struct knowledge *k, value_id id)
{
	struct bytes b = trace_bytes(k->t, id);
	size_t at;

	buckets_grow(k);
	for (at = hash_bytes(b) % k->n_buckets; k->buckets[at]; at = (at + 1) % k->n_buckets)
		if (bytes_equal(trace_bytes(k->t, atom_at(k, k->buckets[at])->value), b))
			return k->buckets[at];
	k->n_hashed++;
	return k->buckets[at] = atom_add(k, id);
}

static uint32_t atom_of(struct knowledge *k, value_id id)
{
	const struct value *v = trace_value(k->t, id);

	return op_is_unique(v->op) && v->bytes.n >= SAME_BYTES ? atom_unique(k, id) : atom_add(k, id);
}

/* ---- ropes ---- */

static void add_span(struct knowledge *k, struct rope *r, struct span s)
{
	struct span *last = r->n ? &((struct span *)(void *)k->spans.p)[r->first + r->n - 1] : NULL;

	if (!s.len)
		return;
	if (last && last->atom == s.atom && last->off + last->len == s.off) {
		last->len += s.len;
		return;
	}
	buf_add(&k->spans, bytes_of(&s, sizeof(s)));
	r->n++;
}

/* Adds bytes [off, off + len) of the value, as far as it has them; returns how many. */
static uint32_t add_part(struct knowledge *k, struct rope *r, value_id of, uint32_t off, uint32_t len)
{
	struct rope from = rope_of(k, of);
	uint32_t at = 0, added = 0;

	for (uint32_t i = 0; i < from.n && added < len; i++) {
		struct span s = span_at(k, from.first + i);
		uint32_t skip = off > at ? off - at : 0, n;

		at += s.len;
		if (skip >= s.len)
			continue;
		n = s.len - skip < len - added ? s.len - skip : len - added;
		add_span(k, r, (struct span){ s.atom, s.off + skip, n });
		added += n;
		off += n;
	}
	return added;
}

/* What was undone gives back what went in. */
static const struct {
	enum value_op op, of;
	uint8_t input, of_input;
} undone[] = {
	{ OP_RSA_PRIVATE, OP_RSA_PUBLIC, 0, 0 }, { OP_RSA_PUBLIC, OP_RSA_PRIVATE, 0, 0 }, { OP_DECRYPT, OP_ENCRYPT, 2, 2 },
	{ OP_OPEN, OP_SEAL, 3, 3 }, { OP_STREAM, OP_STREAM, 2, 2 }, { OP_DECOMPRESS, OP_COMPRESS, 1, 0 },
};

/* The value that the operation brings back to light, if it was made in this trace; else 0. */
static value_id brought_back(const struct knowledge *k, const struct value *v)
{
	for (size_t i = 0; i < ARRAY_LEN(undone); i++) {
		const struct value *from;
		struct rope r;
		struct span s;

		if (undone[i].op != v->op)
			continue;
		r = rope_of(k, v->inputs[undone[i].input]);
		s = r.n == 1 ? span_at(k, r.first) : (struct span){ 0 };
		from = trace_value(k->t, atom_at(k, s.atom)->value);
		if (s.atom && s.len == atom_at(k, s.atom)->size && from->op == undone[i].of &&
		    bytes_equal(trace_bytes(k->t, from->inputs[undone[i].of_input]), v->bytes))
			return from->inputs[undone[i].of_input];
	}
	return 0;
}

void rope_add(struct knowledge *k, value_id id)
{
	const struct value *v = trace_value(k->t, id);
	struct rope r = { (uint32_t)(k->spans.n / sizeof(struct span)), 0 };
	uint32_t left = (uint32_t)v->bytes.n;
	value_id same = rope_rearranges(v) ? 0 : brought_back(k, v);

	if (same)
		add_part(k, &r, same, 0, left);
	else if (!rope_rearranges(v))
		add_span(k, &r, (struct span){ atom_of(k, id), 0, left });
	else
		for (uint32_t i = v->op == OP_PRF ? PRF_BLOCKS_AT : 0; i < v->n_inputs && left; i++)
			left -= add_part(k, &r, v->inputs[i], v->op == OP_SLICE ? v->offset : 0, left);
	buf_add(&k->ropes, bytes_of(&r, sizeof(r)));
}

/* ---- which bytes are known ---- */

static void known_put(struct known_list *l, struct known x)
{
	struct known *last = l->n ? &l->p[l->n - 1] : NULL;

	if (x.off >= x.end)
		return;
	if (last && last->end == x.off && last->why.how == x.why.how && last->why.since == x.why.since && last->why.from == x.why.from) {
		last->end = x.end;
		return;
	}
	if (l->n == l->cap)
		l->p = mem_realloc(l->p, (l->cap = l->cap ? 2 * l->cap : 1) * sizeof(*l->p));
	l->p[l->n++] = x;
}

/* What was known earlier stays; the rest of [off, end) is known from now on. */
bool known_add(struct known_list *l, uint32_t off, uint32_t end, struct known_why why)
{
	struct known_list old = *l;
	uint32_t i = 0, at = off;

	for (; i < old.n && old.p[i].off <= at && at < end; i++)
		if (old.p[i].end > at && old.p[i].why.since <= why.since)
			at = old.p[i].end;
	if (at >= end)
		return false;
	*l = (struct known_list){ 0 };
	for (i = 0; i < old.n && old.p[i].off < off; i++)
		known_put(l, (struct known){ old.p[i].off, old.p[i].end < off ? old.p[i].end : off, old.p[i].why });
	for (at = off, i = 0; i < old.n; i++) {
		uint32_t from = old.p[i].off > off ? old.p[i].off : off, to = old.p[i].end < end ? old.p[i].end : end;

		if (from >= to)
			continue;
		known_put(l, (struct known){ at, from, why });
		known_put(l, (struct known){ from, to, old.p[i].why.since <= why.since ? old.p[i].why : why });
		at = to;
	}
	known_put(l, (struct known){ at, end, why });
	for (i = 0; i < old.n; i++)
		if (old.p[i].end > end)
			known_put(l, (struct known){ old.p[i].off > end ? old.p[i].off : end, old.p[i].end, old.p[i].why });
	free(old.p);
	return true;
}

struct known_why known_find(const struct known_list *l, uint32_t off, uint32_t end)
{
	struct known_why why = { 0 };

	for (uint32_t i = 0; i < l->n && off < end; i++) {
		if (l->p[i].end <= off)
			continue;
		if (l->p[i].off > off)
			break;
		if (l->p[i].why.since >= why.since)
			why = l->p[i].why;
		off = l->p[i].end;
	}
	return off < end ? (struct known_why){ 0 } : why;
}
