#include "x509/fields.h"

#include "x509/der.h"
#include "x509/schema.h"
#include "x509/sct.h"

struct walk {
	struct trace *t;
	unit_id unit;
	const uint8_t *base;    /* the unit's first byte */
	unsigned depth;
	enum oid algorithm;     /* of the AlgorithmIdentifier seen last */
	bool malformed;
};

static void add_element(struct walk *w, field_id parent, const struct schema *s, const struct der *e, size_t index);

static field_id add_field(struct walk *w, field_id parent, const struct layout *layout, struct bytes b, bool leaf)
{
	return trace_add_field(w->t, w->unit, parent, layout, (uint32_t)(b.p - w->base), (uint32_t)b.n, leaf);
}

static void add_leaf(struct walk *w, field_id parent, const struct layout *layout, struct bytes b)
{
	if (b.n)
		add_field(w, parent, layout, b, true);
}

static void add_malformed(struct walk *w, field_id parent, struct bytes rest)
{
	if (!rest.n)
		return;
	trace_edit_field(w->t, add_field(w, parent, &schema_malformed, rest, true))->malformed = true;
	w->malformed = true;
}

/* The field of an element and its first leaf, the header. */
static field_id add_frame(struct walk *w, field_id parent, const struct layout *layout, const struct der *e, size_t index)
{
	field_id f = add_field(w, parent, layout, e->whole, false);

	trace_edit_field(w->t, f)->index = (uint16_t)index;
	add_leaf(w, f, &schema_header, bytes_slice(e->whole, 0, e->whole.n - e->content.n));
	return f;
}

static const struct schema *choose(const struct schema *s, uint8_t tag)
{
	while (s && s->kind == SCHEMA_CHOICE) {
		const struct schema *found = NULL;

		for (const struct schema *c = s->sub; c->layout.name; c++)
			if (c->tag == tag)
				found = c;
		s = found;
	}
	return s;
}

static bool fits(const struct schema *s, uint8_t tag)
{
	return s->kind == SCHEMA_CHOICE ? choose(s, tag) != NULL : !s->tag || s->tag == tag;
}

static void add_list(struct walk *w, field_id f, const struct schema *s, struct bytes content)
{
	struct der e;

	for (size_t i = 0; content.n; i++) {
		if (der_next(&content, &e) != ST_OK) {
			add_malformed(w, f, content);
			return;
		}
		add_element(w, f, s, &e, i);
	}
}

/* Elements that the schema does not foresee are shown by their tag. */
static void add_members(struct walk *w, field_id f, const struct schema *s, struct bytes content)
{
	struct der e;

	for (size_t i = 0; content.n; i++) {
		if (der_next(&content, &e) != ST_OK) {
			add_malformed(w, f, content);
			return;
		}
		while (s->layout.name && s->optional && !fits(s, e.tag))
			s++;
		if (s->layout.name && fits(s, e.tag))
			add_element(w, f, s++, &e, i);
		else
			add_element(w, f, &schema_any, &e, i);
	}
}

static bool is_der(struct bytes b, unsigned depth)
{
	struct der e;

	if (depth > DER_MAX_DEPTH)
		return false;
	while (b.n) {
		if (der_next(&b, &e) != ST_OK || e.tag == 0)
			return false;
		if (e.tag & DER_CONSTRUCTED && !is_der(e.content, depth + 1))
			return false;
	}
	return true;
}

/* A string's content: one element `s`; without a schema, DER if it looks like it. */
static void add_inside(struct walk *w, field_id f, const struct schema *s, struct bytes content)
{
	struct bytes rest = content;
	struct der e;
	bool one = der_next(&rest, &e) == ST_OK && !rest.n;

	if (s && (!one || !fits(s, e.tag)))
		add_malformed(w, f, content);
	else if (s)
		add_element(w, f, s, &e, 0);
	else if (one && is_der(content, w->depth))
		add_element(w, f, &schema_any, &e, 0);
	else
		add_leaf(w, f, &schema_opaque, content);
}

/* BIT STRING: what `s` or `leaf` say stands behind the count of unused bits. */
static void add_bits(struct walk *w, field_id f, const struct schema *s, const struct layout *leaf, struct bytes content)
{
	struct bytes bits;
	unsigned unused;

	if (der_bits(content, &bits, &unused) != ST_OK) {
		add_malformed(w, f, content);
		return;
	}
	add_leaf(w, f, &schema_unused_bits, bytes_slice(content, 0, 1));
	if (s)
		add_inside(w, f, s, bits);
	else
		add_leaf(w, f, leaf, bits);
}

static void add_any(struct walk *w, field_id f, const struct der *e)
{
	if (e->tag & DER_CONSTRUCTED)
		add_list(w, f, &schema_any, e->content);
	else if (e->tag == DER_BIT_STRING)
		add_bits(w, f, NULL, &schema_bits, e->content);
	else
		add_leaf(w, f, schema_tag_content(e->tag), e->content);
}

static enum oid first_oid(struct bytes content)
{
	struct der e;

	return der_expect(&content, DER_OID, &e) == ST_OK ? oid_find(e.content) : OID_UNKNOWN;
}

static const struct schema *key_schema(enum oid id)
{
	return id == OID_RSA || id == OID_RSASSA_PSS ? &schema_rsa_key : id == OID_DSA ? &schema_dsa_key : NULL;
}

/* NULL: bits that are no DER, as RSA's. */
static const struct schema *signature_schema(enum oid id)
{
	return id >= OID_ECDSA_SHA1 && id <= OID_ECDSA_SHA512 ? &schema_ecdsa_signature :
	       id >= OID_DSA_SHA1 && id <= OID_DSA_SHA512 ? &schema_dsa_signature : NULL;
}

/* extnID and critical as the schema says; extnValue is opened as its OID wants it. */
static void add_extension(struct walk *w, field_id f, const struct schema *s, const struct der *e)
{
	const struct schema *inside = schema_extension(first_oid(e->content));
	struct bytes rest = e->content;
	struct der m;

	for (size_t i = 0; rest.n; i++) {
		const struct schema *member = s->sub;

		if (der_next(&rest, &m) != ST_OK) {
			add_malformed(w, f, rest);
			return;
		}
		while (member->layout.name && member->tag != m.tag)
			member++;
		if (member->layout.name && member->kind == SCHEMA_INSIDE)
			add_inside(w, add_frame(w, f, &member->layout, &m, i), inside, m.content);
		else
			add_element(w, f, member->layout.name ? member : &schema_any, &m, i);
	}
}

/* ---- a list of TLS inside ---- */

/* A vector of TLS with its length of two bytes in front of `content`. */
static field_id add_vector(struct walk *w, field_id parent, const struct layout *layout, struct bytes content, size_t index)
{
	const field_id f = add_field(w, parent, layout, bytes_of(content.p - 2, content.n + 2), false);

	trace_edit_field(w->t, f)->index = (uint16_t)index;
	add_leaf(w, f, &schema_length, bytes_of(content.p - 2, 2));
	return f;
}

static void add_opaque(struct walk *w, field_id parent, const struct layout *layout, struct bytes content)
{
	add_leaf(w, add_vector(w, parent, layout, content, 0), &schema_opaque, content);
}

static void add_timestamp(struct walk *w, field_id list, const struct sct *s, size_t index)
{
	const field_id f = add_field(w, add_vector(w, list, &schema_serialized_sct, s->content, index), &schema_sct, s->content, false);

	add_leaf(w, f, &schema_sct_version, bytes_slice(s->content, 0, 1));
	if (!s->is_v1) {
		add_leaf(w, f, &schema_sct_other, bytes_slice(s->content, 1, s->content.n - 1));
		return;
	}
	add_leaf(w, f, &schema_log_id, s->log_id);
	add_leaf(w, f, &schema_timestamp, s->timestamp);
	add_opaque(w, f, &schema_ct_extensions, s->extensions);
	add_leaf(w, f, &schema_sct_algorithm, s->algorithm);
	add_opaque(w, f, &schema_sct_signature, s->signature);
}

static void add_timestamps(struct walk *w, field_id parent, struct bytes content)
{
	struct bytes rest;
	struct sct s;
	field_id list;

	if (sct_open(content, &rest) != ST_OK) {
		add_malformed(w, parent, content);
		return;
	}
	list = add_vector(w, parent, &schema_sct_list, rest, 0);
	for (size_t i = 0; rest.n; i++) {
		const struct bytes here = rest;

		if (sct_next(&rest, &s) != ST_OK) {
			add_malformed(w, list, here);
			return;
		}
		add_timestamp(w, list, &s, i);
	}
}

static void add_content(struct walk *w, field_id f, const struct schema *s, const struct der *e)
{
	switch (s->kind) {
	case SCHEMA_VALUE:
		add_leaf(w, f, &s->content, e->content);
		break;
	case SCHEMA_BITS:
		add_bits(w, f, NULL, &schema_bits, e->content);
		break;
	case SCHEMA_LIST:
		add_list(w, f, s->sub, e->content);
		break;
	case SCHEMA_ALGORITHM:
		w->algorithm = first_oid(e->content);
		add_members(w, f, w->algorithm == OID_DSA ? schema_dsa_algorithm : s->sub, e->content);
		break;
	case SCHEMA_MEMBERS:
	case SCHEMA_ATTRIBUTE:
		add_members(w, f, s->sub, e->content);
		break;
	case SCHEMA_EXTENSION:
		add_extension(w, f, s, e);
		break;
	case SCHEMA_INSIDE:
		add_inside(w, f, s->sub, e->content);
		break;
	case SCHEMA_KEY:
		add_bits(w, f, key_schema(w->algorithm), w->algorithm == OID_EC ? &schema_point : &schema_bits, e->content);
		break;
	case SCHEMA_SIGNATURE:
		add_bits(w, f, signature_schema(w->algorithm), &schema_bits, e->content);
		break;
	case SCHEMA_TIMESTAMPS:
		add_timestamps(w, f, e->content);
		break;
	case SCHEMA_CHOICE:
	case SCHEMA_ANY:
		add_any(w, f, e);
		break;
	}
}

static const struct layout *layout_of(const struct schema *s, const struct der *e)
{
	enum oid id;

	if (s == &schema_any)
		return schema_tag_layout(e->tag);
	if (s->kind != SCHEMA_EXTENSION && s->kind != SCHEMA_ATTRIBUTE)
		return &s->layout;
	id = first_oid(e->content);
	return id == OID_UNKNOWN ? &s->layout : schema_oid_layout(id);
}

static void add_element(struct walk *w, field_id parent, const struct schema *s, const struct der *e, size_t index)
{
	const struct schema *chosen = choose(s, e->tag);
	field_id f;

	if (!chosen || (chosen->tag && chosen->tag != e->tag) ||
	    (chosen->kind == SCHEMA_VALUE && e->tag & DER_CONSTRUCTED))
		chosen = &schema_any;
	f = add_frame(w, parent, layout_of(chosen, e), e, index);
	if (++w->depth > DER_MAX_DEPTH)
		add_leaf(w, f, &schema_too_deep, e->content);
	else
		add_content(w, f, chosen, e);
	w->depth--;
}

static enum status add_root(struct trace *t, unit_id unit, field_id parent, uint32_t off, uint32_t len, const struct schema *s)
{
	struct bytes all = trace_bytes(t, trace_unit(t, unit)->value), b = bytes_slice(all, off, len);
	struct walk w = { .t = t, .unit = unit, .base = all.p };
	struct bytes rest = b;
	struct der e;
	field_id f = parent;

	if (!b.n)
		return ST_DECODE;
	if (!f)
		f = add_field(&w, 0, &s->layout, b, false);
	if (der_expect(&rest, s->tag, &e) != ST_OK) {
		add_malformed(&w, f, b);
		return ST_DECODE;
	}
	add_leaf(&w, f, &schema_header, bytes_slice(e.whole, 0, e.whole.n - e.content.n));
	w.depth = 1;
	add_content(&w, f, s, &e);
	add_malformed(&w, f, rest);
	return w.malformed ? ST_DECODE : ST_OK;
}

enum status x509_add_fields(struct trace *t, unit_id unit, field_id parent, uint32_t off, uint32_t len)
{
	return add_root(t, unit, parent, off, len, &schema_certificate);
}

enum status x509_add_name_fields(struct trace *t, unit_id unit, field_id parent, uint32_t off, uint32_t len)
{
	return add_root(t, unit, parent, off, len, &schema_name);
}

enum status x509_add_crl_fields(struct trace *t, unit_id unit, field_id parent, uint32_t off, uint32_t len)
{
	return add_root(t, unit, parent, off, len, &schema_crl);
}

enum status x509_add_ocsp_fields(struct trace *t, unit_id unit, field_id parent, uint32_t off, uint32_t len)
{
	return add_root(t, unit, parent, off, len, &schema_ocsp);
}

field_id x509_field_content(const struct trace *t, field_id f)
{
	const struct field *head, *content;

	if (trace_field_end(t, f) != f + 3)
		return 0;
	head = trace_field(t, f + 1);
	content = trace_field(t, f + 2);
	return head->layout == &schema_header && content->leaf && !content->malformed && content->parent == f ? f + 2 : 0;
}

field_id x509_field_at(const struct trace *t, field_id root, uint32_t off, uint32_t len)
{
	field_id best = root, end = trace_field_end(t, root);

	for (field_id i = root; i < end; i++) {
		const struct field *f = trace_field(t, i);

		if (f->off > off || f->off + f->len < off + len)
			continue;
		best = i;
		if (f->off == off && f->len == len)
			break;
	}
	return best;
}
