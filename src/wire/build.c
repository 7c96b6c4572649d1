#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "wire/parse.h"

struct builder {
	struct trace *t;
	enum actor actor;
	const struct parse_context *ctx;
	const struct build_item *items;
	size_t n, next;
	uint32_t previous;
	value_id *parts;               /* the leaves in byte order */
	size_t n_parts, cap;
};

static void add_part(struct builder *b, value_id v)
{
	if (b->n_parts == b->cap) {
		b->cap = b->cap ? 2 * b->cap : 64;
		b->parts = mem_realloc(b->parts, b->cap * sizeof(*b->parts));
	}
	b->parts[b->n_parts++] = v;
}

static size_t parts_size(const struct builder *b, size_t from)
{
	size_t n = 0;

	for (size_t i = from; i < b->n_parts; i++)
		n += trace_bytes(b->t, b->parts[i]).n;
	return n;
}

static bool next_is(const struct builder *b, const char *name)
{
	return name && b->next < b->n && strcmp(b->items[b->next].name, name) == 0;
}

/* Whether the next item is this layout whole, or its first part. */
static bool next_begins(const struct builder *b, const struct layout *l)
{
	if (next_is(b, l->name))
		return true;
	if (l->kind == L_STRUCT || ((l->kind == L_VEC || l->kind == L_LIST) && l->sub))
		return next_begins(b, l->sub);
	return false;
}

static bool take(struct builder *b, const char *name)
{
	if (!next_is(b, name))
		return false;
	add_part(b, b->items[b->next++].value);
	return true;
}

static void build_node(struct builder *b, const struct layout *l);

static void build_vector(struct builder *b, const struct layout *l)
{
	size_t prefix = b->n_parts;
	uint32_t previous = b->previous;

	if (l->width)
		add_part(b, 0);
	if (!take(b, l->name) && l->sub) {
		if (l->kind == L_VEC)
			build_node(b, l->sub);
		else
			while (next_begins(b, l->sub))
				build_node(b, l->sub);
	}
	if (l->width)
		b->parts[prefix] = trace_add_uint(b->t, b->actor, OP_COUNTER, "length", l->width,
						  parts_size(b, prefix + 1));
	b->previous = previous;
}

static void build_switch(struct builder *b, const struct layout *l)
{
	uint32_t selector = l->select == SEL_PREVIOUS ? b->previous : b->ctx->facts[l->select];
	const struct layout *sub = layout_case_find(l, selector);

	if (sub)
		build_node(b, sub);
	else
		take(b, l->name);
}

static void build_leaf(struct builder *b, const struct layout *l)
{
	if (!take(b, l->name)) {
		assert(l->kind == L_REST || l->kind == L_BYTES);
		return;
	}
	if (l->kind == L_UINT) {
		struct bytes v = trace_bytes(b->t, b->parts[b->n_parts - 1]);

		assert(v.n == l->width);
		b->previous = (uint32_t)bytes_uint(v);
	}
}

static void build_node(struct builder *b, const struct layout *l)
{
	switch (l->kind) {
	case L_STRUCT:
		if (take(b, l->name))
			return;
		for (l = l->sub; l->kind != L_END; l++)
			if (!l->optional || next_begins(b, l))
				build_node(b, l);
		return;
	case L_VEC:
	case L_LIST:
		build_vector(b, l);
		return;
	case L_SWITCH:
		build_switch(b, l);
		return;
	default:
		build_leaf(b, l);
	}
}

/* The field that these bytes are, a leaf or a struct of several; 0: none. `f` is the first that does not begin before. */
static field_id field_of(const struct trace *t, field_id f, field_id end, uint32_t off, uint32_t n)
{
	field_id whole = 0;

	for (; f < end && trace_field(t, f)->off == off; f++) {
		if (trace_field(t, f)->len == n && trace_field(t, f)->layout->kind == L_STRUCT)
			whole = f;
		if (trace_field(t, f)->leaf)
			break;
	}
	return f < end && trace_field(t, f)->off == off && trace_field(t, f)->leaf && trace_field(t, f)->len < n ? whole : f;
}

/* The fields of the new unit are the very values that it was built from. */
static void bind_values(struct builder *b, unit_id unit)
{
	const struct unit *u = trace_unit(b->t, unit);
	field_id f = u->first_field, end = f + u->n_fields;
	uint32_t off = 0;

	for (size_t i = 0; i < b->n_parts; i++) {
		uint32_t n = (uint32_t)trace_bytes(b->t, b->parts[i]).n;

		field_id own;

		while (f < end && trace_field(b->t, f)->off < off)
			f++;
		own = field_of(b->t, f, end, off, n);
		if (own && own < end && trace_field(b->t, own)->off == off && trace_field(b->t, own)->len == n)
			trace_edit_field(b->t, own)->value = b->parts[i];
		off += n;
	}
}

/* Its parts, joined. */
static value_id build(struct builder *b, const char *label, const struct layout *layout)
{
	build_node(b, layout);
	assert(b->next == b->n);
	return trace_add_concat(b->t, b->actor, label, b->parts, b->n_parts);
}

value_id build_value(struct trace *t, enum actor actor, const char *label, const struct layout *layout, const struct parse_context *ctx,
		     const struct build_item *items, size_t n)
{
	struct builder b = { .t = t, .actor = actor, .ctx = ctx, .items = items, .n = n };
	const value_id v = build(&b, label, layout);

	free(b.parts);
	return v;
}

unit_id build_unit(struct trace *t, enum unit_kind kind, enum actor sender, const char *label,
		   const struct layout *layout, const struct parse_context *ctx,
		   const struct build_item *items, size_t n)
{
	static const struct parse_context no_facts;
	struct builder b = { .t = t, .actor = sender, .ctx = ctx ? ctx : &no_facts, .items = items, .n = n };
	unit_id unit;
	enum status st;

	unit = trace_add_unit(t, kind, sender, build(&b, label, layout));
	st = parse_unit(t, unit, layout, ctx, NULL);
	assert(st == ST_OK);
	(void)st;
	bind_values(&b, unit);
	free(b.parts);
	return unit;
}
