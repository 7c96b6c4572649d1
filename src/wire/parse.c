#include "wire/parse.h"

#include <assert.h>

#include "spec/reasons.h"
#include "x509/fields.h"

struct parser {
	struct trace *t;
	unit_id unit;
	struct bytes bytes;
	const struct parse_context *ctx;
	uint32_t previous;             /* the number just read, for switches */
	struct parse_error err;        /* the first */
};

static uint32_t parse_node(struct parser *p, const struct layout *l, field_id parent, uint32_t off, uint32_t end,
			   uint16_t index);

static uint32_t left(uint32_t off, uint32_t end)
{
	return end - off;
}

/* Makes [off, end) one malformed leaf and remembers the first error. */
static uint32_t malformed(struct parser *p, field_id parent, uint32_t off, uint32_t end, enum reason reason)
{
	field_id f = 0;

	if (off < end || !parent) {
		f = trace_add_field(p->t, p->unit, parent, &layout_malformed, off, left(off, end), true);
		trace_edit_field(p->t, f)->malformed = true;
	}
	if (parent)
		trace_edit_field(p->t, parent)->malformed = true;
	if (p->err.reason == REASON_NONE)
		p->err = (struct parse_error){ reason, f ? f : parent, off };
	return end;
}

static uint32_t leaf(struct parser *p, const struct layout *l, field_id parent, uint32_t off, uint32_t n, uint16_t index)
{
	if (n) {
		field_id f = trace_add_field(p->t, p->unit, parent, l, off, n, true);

		if (index)
			trace_edit_field(p->t, f)->index = index;
	}
	return off + n;
}

/* A leaf of a size that is fixed by the layout or by a fact of the connection. */
static uint32_t parse_sized(struct parser *p, const struct layout *l, field_id parent, uint32_t off, uint32_t end,
			    uint16_t index)
{
	uint32_t n = l->kind == L_UINT ? l->width : l->half ? left(off, end) / 2 : l->select ? p->ctx->facts[l->select] : l->min;

	if (left(off, end) < n)
		return malformed(p, parent, off, end, REASON_TOO_SHORT);
	if (l->kind == L_UINT)
		p->previous = (uint32_t)bytes_uint(bytes_slice(p->bytes, off, n));
	return leaf(p, l, parent, off, n, index);
}

static uint32_t parse_rest(struct parser *p, const struct layout *l, field_id parent, uint32_t off, uint32_t end,
			   uint16_t index)
{
	uint32_t keep = l->select ? p->ctx->facts[l->select] : 0;

	if (left(off, end) < keep)
		return malformed(p, parent, off, end, REASON_TOO_SHORT);
	return leaf(p, l, parent, off, left(off, end) - keep, index);
}

static uint32_t parse_members(struct parser *p, const struct layout *l, field_id parent, uint32_t off, uint32_t end)
{
	for (; l->kind != L_END; l++) {
		if (l->optional && off == end)
			continue;
		off = parse_node(p, l, parent, off, end, 0);
		/* what a broken member left unread is malformed with it */
		if (parent && trace_field(p->t, parent)->malformed && off == end)
			break;
	}
	return off;
}

static uint32_t parse_elements(struct parser *p, const struct layout *l, field_id parent, uint32_t off, uint32_t end)
{
	uint16_t index = 0;

	/* for a summary whoever needs numbers reads the list as a whole */
	if (p->t->brief && l->kind == L_UINT && left(off, end) % l->width == 0)
		return end;
	while (off < end) {
		uint32_t next = parse_node(p, l, parent, off, end, index++);

		if (next == off)
			return malformed(p, parent, off, end, REASON_TRAILING);
		off = next;
	}
	return off;
}

static uint32_t parse_switch(struct parser *p, const struct layout *l, field_id parent, uint32_t off, uint32_t end,
			     uint16_t index)
{
	uint32_t selector = l->select == SEL_PREVIOUS ? p->previous : p->ctx->facts[l->select];
	const struct layout *sub = layout_case_find(l, selector);

	return sub ? parse_node(p, sub, parent, off, end, index) : leaf(p, l, parent, off, left(off, end), index);
}

static const struct layout layout_content = { .name = "content", .kind = L_REST };
static const struct layout layout_content_text = { .name = "content", .kind = L_REST, .show = SHOW_TEXT };

/* The inside of a vector, whose length prefix was read. */
static uint32_t parse_content(struct parser *p, const struct layout *l, field_id parent, uint32_t off, uint32_t end)
{
	if (l->kind == L_LIST)
		return parse_elements(p, l->sub, parent, off, end);
	if (l->sub)
		return parse_node(p, l->sub, parent, off, end, 0);
	return leaf(p, l->show == SHOW_TEXT ? &layout_content_text : &layout_content, parent, off, left(off, end), 0);
}

/* How much is there of what is longer. */
static uint32_t cut_off(struct parser *p, field_id parent, uint32_t off, uint32_t end)
{
	trace_edit_field(p->t, parent)->malformed = true;
	if (p->err.reason == REASON_NONE)
		p->err = (struct parse_error){ REASON_TOO_SHORT, parent, off };
	return left(off, end);
}

static uint32_t parse_vector(struct parser *p, const struct layout *l, field_id parent, uint32_t off, uint32_t end)
{
	uint32_t previous = p->previous, n = left(off, end), at;

	if (l->width) {
		if (n < l->width)
			return malformed(p, parent, off, end, REASON_TOO_SHORT);
		n = (uint32_t)bytes_uint(bytes_slice(p->bytes, off, l->width));
		off = leaf(p, &layout_length[l->width], parent, off, l->width, 0);
		if (n > left(off, end) && !p->ctx->cut)
			return malformed(p, parent, off, end, REASON_TOO_SHORT);
		if (n > left(off, end))
			n = cut_off(p, parent, off, end);
		if (!p->ctx->cut && (n < l->min || (l->max && n > l->max)))
			return malformed(p, parent, off, off + n, REASON_LENGTH_RANGE);
	}
	at = parse_content(p, l, parent, off, off + n);
	if (at < off + n)
		at = malformed(p, parent, at, off + n, REASON_TRAILING);
	p->previous = previous;   /* what stands after the vector does not look into it */
	return at;
}

static uint32_t parse_composite(struct parser *p, const struct layout *l, field_id parent, uint32_t off, uint32_t end)
{
	switch (l->kind) {
	case L_STRUCT:
		return parse_members(p, l->sub, parent, off, end);
	case L_VEC:
	case L_LIST:
		return parse_vector(p, l, parent, off, end);
	case L_CERT:
		(void)x509_add_fields(p->t, p->unit, parent, off, left(off, end));
		return end;
	case L_OCSP:
		(void)x509_add_ocsp_fields(p->t, p->unit, parent, off, left(off, end));
		return end;
	default:
		(void)x509_add_name_fields(p->t, p->unit, parent, off, left(off, end));
		return end;
	}
}

static uint32_t parse_node(struct parser *p, const struct layout *l, field_id parent, uint32_t off, uint32_t end,
			   uint16_t index)
{
	field_id f = parent;

	switch (l->kind) {
	case L_UINT:
	case L_BYTES:
		return parse_sized(p, l, parent, off, end, index);
	case L_REST:
		return parse_rest(p, l, parent, off, end, index);
	case L_SWITCH:
		return parse_switch(p, l, parent, off, end, index);
	case L_CERT:
	case L_OCSP:
	case L_NAME:
		if (p->t->brief)
			return leaf(p, l, parent, off, left(off, end), index);
		break;
	default:
		break;
	}
	if (l->name) {
		f = trace_add_field(p->t, p->unit, parent, l, off, 0, false);
		if (index)
			trace_edit_field(p->t, f)->index = index;
	}
	end = parse_composite(p, l, f, off, end);
	if (l->name) {
		struct field *own = trace_edit_field(p->t, f);

		own->len = end - off;
		own->under = trace_n_fields(p->t) - 1 - f;
	}
	return end;
}

enum status parse_unit(struct trace *t, unit_id unit, const struct layout *layout,
		       const struct parse_context *ctx, struct parse_error *err)
{
	static const struct parse_context no_facts;
	struct parser p = {
		.t = t, .unit = unit, .bytes = trace_bytes(t, trace_unit(t, unit)->value), .ctx = ctx ? ctx : &no_facts,
	};
	uint32_t end = (uint32_t)p.bytes.n, off;
	field_id root;

	assert(trace_unit(t, unit)->n_fields == 0 && layout->name);
	root = trace_add_field(t, unit, 0, layout, 0, end, false);
	off = parse_composite(&p, layout, root, 0, end);
	if (off < end)
		malformed(&p, root, off, end, REASON_TRAILING);
	trace_edit_unit(t, unit)->problem = p.err.reason;
	trace_edit_unit(t, unit)->problem_field = p.err.field;
	if (err)
		*err = p.err;
	return p.err.reason == REASON_NONE ? ST_OK : ST_DECODE;
}
