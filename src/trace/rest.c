#include "trace/rest.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "trace/rest_block.h"
#include "trace/rest_field.h"
#include "trace/rest_shelf.h"

/* ---- gathering ---- */

/* A byte string that is kept, and where. By their starts, and none is part of another: so their ends go up as well. */
struct range {
	struct bytes from;
	uint32_t to;
};

/* One walk marks what is named, the second puts ids and pointers right. */
struct packing {
	struct trace_walker w;
	struct trace *t;
	const struct rest_block *before;
	struct trace_shelf *shelf;   /* NULL: none */
	uint32_t n_shelved;
	bool changed;            /* something is named that is not in `before` */
	value_id *renamed;       /* by the id so far; 0: not named */
	struct buf named;        /* value_id so far, by the new one less 1 */
	struct buf ranges;       /* struct range */
	struct buf fields;       /* of all units */
	size_t size;             /* a zero in front, for what is empty */
	struct rest_block *block;
};

static value_id *new_id(struct packing *p, value_id id)
{
	return &p->renamed[id];
}

static size_t n_named(const struct packing *p)
{
	return p->named.n / sizeof(value_id);
}

static void add_range(struct packing *p, struct bytes b)
{
	const struct range fresh = { b, 0 };

	if (b.n)
		buf_add(&p->ranges, bytes_of(&fresh, sizeof(fresh)));
}

static size_t n_ranges(const struct packing *p)
{
	return p->ranges.n / sizeof(struct range);
}

/* What holds others stands in front of them. */
static int by_start(const void *a, const void *b)
{
	const struct bytes x = ((const struct range *)a)->from, y = ((const struct range *)b)->from;

	return x.p != y.p ? ((uintptr_t)x.p > (uintptr_t)y.p) - ((uintptr_t)x.p < (uintptr_t)y.p) : (x.n < y.n) - (x.n > y.n);
}

static bool is_shelved(const struct packing *p, const struct range *r)
{
	return p->shelf && r->from.n >= SHELF_LEAST;
}

/* What is part of others is not kept twice. */
static void settle_ranges(struct packing *p)
{
	struct range *ranges = (void *)p->ranges.p;
	size_t kept = 0;

	if (p->ranges.n)
		qsort(ranges, n_ranges(p), sizeof(*ranges), by_start);
	for (size_t i = 0; i < n_ranges(p); i++)
		if (!kept || !rest_lies_in(ranges[i].from, ranges[kept - 1].from))
			ranges[kept++] = ranges[i];
	p->ranges.n = kept * sizeof(*ranges);
}

/* Where each will be: in the block, or behind that on the shelf. Each has a zero behind it, as in the arena. */
static void place_ranges(struct packing *p)
{
	struct range *ranges = (void *)p->ranges.p;
	size_t behind;

	p->size = 1;
	for (size_t i = 0; i < n_ranges(p); i++)
		if (!is_shelved(p, &ranges[i])) {
			ranges[i].to = (uint32_t)p->size;
			p->size += ranges[i].from.n + 1;
		}
	behind = p->size;
	for (size_t i = 0; i < n_ranges(p); i++)
		if (is_shelved(p, &ranges[i])) {
			ranges[i].to = (uint32_t)behind;
			behind += ranges[i].from.n + 1;
			p->n_shelved++;
		}
}

/* Where the bytes will stand. */
static uint32_t place(const struct packing *p, struct bytes b)
{
	const struct range *ranges = (const void *)p->ranges.p;
	size_t from = 0, to = n_ranges(p);

	if (!b.n)
		return 0;
	while (to - from > 1) {
		const size_t middle = from + (to - from) / 2;

		if ((uintptr_t)ranges[middle].from.p <= (uintptr_t)b.p)
			from = middle;
		else
			to = middle;
	}
	assert(from < to && rest_lies_in(b, ranges[from].from));
	return ranges[from].to + (uint32_t)(b.p - ranges[from].from.p);
}

static void mark_value(struct trace_walker *w, value_id *id)
{
	struct packing *p = (struct packing *)w;

	if (!*id || *new_id(p, *id))
		return;
	buf_add(&p->named, bytes_of(id, sizeof(*id)));
	*new_id(p, *id) = (value_id)n_named(p);
	p->changed |= !p->before || *id > p->before->n_values;
}

static void mark_bytes(struct trace_walker *w, struct bytes *b)
{
	struct packing *p = (struct packing *)w;

	p->changed |= b->n && !(p->before && rest_block_has(p->before, *b));
}

static void rename_value(struct trace_walker *w, value_id *id)
{
	*id = *new_id((struct packing *)w, *id);
}

static void move_bytes(struct trace_walker *w, struct bytes *b)
{
	struct packing *p = (struct packing *)w;

	if (b->n)
		b->p = rest_block_at(p->block, place(p, *b));
}

static void size_bytes(struct trace_walker *w, struct bytes *b)
{
	add_range((struct packing *)w, *b);
}

static void size_value(struct trace_walker *w, value_id *id)
{
	(void)w, (void)id;
}

/* ---- packing ---- */

static struct rest_block *block_new(const struct packing *p, struct trace_mark lasting)
{
	const size_t values = n_named(p) * sizeof(struct rest_value), units = (lasting.units - 1) * sizeof(struct rest_unit);
	struct rest_block *b = mem_realloc(NULL, sizeof(*b) + p->n_shelved * sizeof(struct shelved *) + units + values + p->fields.n + p->size);

	b->n_shelved = p->n_shelved;
	b->n_values = (uint32_t)n_named(p);
	b->n_units = lasting.units - 1;
	b->n_fields = lasting.fields - 1;
	b->fields_size = p->fields.n;
	b->size = p->size;
	return b;
}

static void pack_values(struct packing *p)
{
	for (size_t i = 0; i < n_named(p); i++) {
		const struct value *v = trace_value(p->t, ((const value_id *)(const void *)p->named.p)[i]);

		assert(v->bytes.n < 1u << REST_LENGTH_BITS);
		rest_block_values(p->block)[i] = (struct rest_value){ place(p, v->bytes), (uint32_t)v->bytes.n & ((1u << REST_LENGTH_BITS) - 1), (uint32_t)v->op & 63u };
	}
}

static void pack_bytes(const struct packing *p)
{
	const struct range *r = (const void *)p->ranges.p;
	uint8_t *bytes = rest_block_bytes(p->block);
	uint32_t shelved = 0;

	bytes[0] = 0;
	for (size_t i = 0; i < n_ranges(p); i++) {
		if (is_shelved(p, &r[i])) {
			p->block->shelved[shelved++] = trace_shelf_take(p->shelf, r[i].from);
			continue;
		}
		memcpy(bytes + r[i].to, r[i].from.p, r[i].from.n);
		bytes[r[i].to + r[i].from.n] = 0;
	}
}

static void pack_units(struct packing *p)
{
	for (uint32_t i = 0; i < p->block->n_units; i++) {
		const struct unit *u = trace_unit(p->t, i + 1);

		rest_block_units(p->block)[i] = (struct rest_unit){
			*new_id(p, u->value), u->n_fields, u->version, (uint8_t)u->kind, (uint8_t)u->sender, u->content_type, u->handshake_type,
			u->encrypted, u->altered, u->problem, u->problem_field };
	}
}

/* Those of the units that were there before are as they were. */
static void size_fields(struct packing *p, struct trace_mark lasting)
{
	const struct rest_block *before = p->before;
	uint32_t fields = before ? before->n_fields : 0;

	if (before)
		buf_add(&p->fields, bytes_of(rest_block_fields(before), before->fields_size));
	for (unit_id id = before ? before->n_units + 1 : 1; id < lasting.units; id++) {
		const struct unit *u = trace_unit(p->t, id);

		assert(!u->n_fields || u->first_field == fields + 1);
		rest_fields_pack(p->t, u->first_field, u->n_fields, &p->fields);
		fields += u->n_fields;
	}
	assert(fields == lasting.fields - 1);
}

static void mark(struct packing *p, struct trace_mark lasting, trace_walk *walk, void *owner)
{
	p->w = (struct trace_walker){ mark_value, mark_bytes };
	for (unit_id u = 1; u < lasting.units; u++)
		mark_value(&p->w, &trace_edit_unit(p->t, u)->value);
	walk(owner, &p->w);
	p->changed |= !p->before || n_named(p) != p->before->n_values || lasting.units - 1 != p->before->n_units || lasting.fields - 1 != p->before->n_fields;
}

static void pack(struct packing *p, struct trace_mark lasting, trace_walk *walk, void *owner)
{
	for (size_t i = 0; i < n_named(p); i++)
		add_range(p, trace_bytes(p->t, ((const value_id *)(const void *)p->named.p)[i]));
	p->w = (struct trace_walker){ size_value, size_bytes };
	walk(owner, &p->w);
	settle_ranges(p);
	place_ranges(p);
	size_fields(p, lasting);
	p->block = block_new(p, lasting);
	pack_values(p);
	pack_units(p);
	if (p->fields.n)
		memcpy(rest_block_fields(p->block), p->fields.p, p->fields.n);
	pack_bytes(p);
	p->w = (struct trace_walker){ rename_value, move_bytes };
	walk(owner, &p->w);
}

/* The rest of what the stream has, out of the trace. */
static void take_out(struct trace *t, struct trace_rest *r)
{
	struct trace_connection *c = trace_current(t);

	assert(t->connections.n == 1 && !c->awaited[0].n && !c->awaited[1].n);
	r->connection = *c;
	r->texts = t->texts;
	r->handshakes = t->handshakes;
	r->handed = trace_handed(t);
	t->texts = (struct arena){ 0 };
	t->handshakes = (struct segvec){ 0 };
	*c = (struct trace_connection){ .parties = { c->parties[0], c->parties[1] } };
	t->handed = 0;
	arena_clear(&t->arena);
	segvec_cut(&t->values, 1);
	trace_rewind(t, (struct trace_mark){ 1, 1, 1 });
}

void trace_rest(struct trace *t, struct trace_rest *r, struct trace_shelf *shelf, struct trace_mark lasting, trace_walk *walk, void *owner)
{
	struct packing p = { .t = t, .before = r->block, .shelf = shelf, .renamed = mem_alloc(t->values.n * sizeof(value_id)) };

	mark(&p, lasting, walk, owner);
	if (p.changed) {
		pack(&p, lasting, walk, owner);
		rest_block_free(r->block);
		r->block = p.block;
	}
	free(p.renamed);
	buf_free(&p.named);
	buf_free(&p.ranges);
	buf_free(&p.fields);
	take_out(t, r);
}

/* ---- unpacking ---- */

static void wake_units(struct trace *t, const struct rest_block *b)
{
	const uint8_t *fields = rest_block_fields(b);

	for (uint32_t i = 0; i < b->n_units; i++) {
		const struct rest_unit *u = &rest_block_units(b)[i];
		const unit_id id = trace_add_unit(t, (enum unit_kind)u->kind, (enum actor)u->sender, u->value);
		struct unit *out = trace_edit_unit(t, id);

		out->version = u->version;
		out->content_type = u->content_type;
		out->handshake_type = u->handshake_type;
		out->encrypted = u->encrypted;
		out->altered = u->altered;
		out->problem = u->problem;
		out->problem_field = u->problem_field;
		out->first_field = u->n_fields ? trace_n_fields(t) : 0;
		out->n_fields = u->n_fields;
		fields = rest_fields_wake(t, fields, u->n_fields, id);
	}
	assert(trace_n_fields(t) == b->n_fields + 1 && fields == rest_block_bytes(b));
}

static void wake_values(struct trace *t, const struct rest_block *b)
{
	for (uint32_t i = 0; i < b->n_values; i++) {
		const struct rest_value *v = &rest_block_values(b)[i];

		*(struct value *)segvec_push(&t->values, sizeof(struct value)) = (struct value){
			.op = (enum value_op)v->op, .actor = ACTOR_OBSERVER, .label = "", .bytes = { rest_block_at(b, v->off), v->len } };
	}
}

void trace_wake(struct trace *t, struct trace_rest *r)
{
	*trace_current(t) = r->connection;
	arena_free(&t->texts);
	segvec_free(&t->handshakes);
	t->texts = r->texts;
	t->handshakes = r->handshakes;
	t->handed = r->handed;
	r->texts = (struct arena){ 0 };
	r->handshakes = (struct segvec){ 0 };
	if (!r->block)
		return;
	wake_values(t, r->block);
	wake_units(t, r->block);
}

void trace_rest_free(struct trace_rest *r)
{
	rest_block_free(r->block);
	arena_free(&r->texts);
	segvec_free(&r->handshakes);
	*r = (struct trace_rest){ 0 };
}
