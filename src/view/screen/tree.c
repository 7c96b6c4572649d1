#include "view/screen/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "spec/codes.h"
#include "spec/layout.h"
#include "view/text/describe.h"
#include "view/screen/secret.h"

enum { MAX_VALUE_DEPTH = 24, OPEN_DEPTH = 2, SMALL_FAMILY = 4 };

void tree_free(struct tree *tree)
{
	free(tree->rows);
	free(tree->folds);
	*tree = (struct tree){ 0 };
}

/* ---- folds ---- */

static struct tree_fold *find_fold(const struct tree *tree, uint64_t key)
{
	for (size_t i = 0; i < tree->n_folds; i++)
		if (tree->folds[i].key == key)
			return &tree->folds[i];
	return NULL;
}

static void set_fold(struct tree *tree, uint64_t key, bool open, bool automatic)
{
	struct tree_fold *f = find_fold(tree, key);

	if (f) {
		if (!automatic || f->open != open)
			*f = (struct tree_fold){ key, open, automatic };
		return;
	}
	if (tree->n_folds == tree->cap_folds) {
		tree->cap_folds = tree->cap_folds ? 2 * tree->cap_folds : 32;
		tree->folds = mem_realloc(tree->folds, tree->cap_folds * sizeof(*tree->folds));
	}
	tree->folds[tree->n_folds++] = (struct tree_fold){ key, open, automatic };
}

static void forget_automatic(struct tree *tree)
{
	size_t n = 0;

	for (size_t i = 0; i < tree->n_folds; i++)
		if (!tree->folds[i].automatic)
			tree->folds[n++] = tree->folds[i];
	tree->n_folds = n;
}

static bool is_open(const struct tree *tree, uint64_t key, bool otherwise)
{
	const struct tree_fold *f = find_fold(tree, key);

	return f ? f->open : otherwise;
}

/* ---- rows ---- */

static struct tree_row *add_row(struct tree *tree, struct tree_row row)
{
	if (tree->n == tree->cap) {
		tree->cap = tree->cap ? 2 * tree->cap : 64;
		tree->rows = mem_realloc(tree->rows, tree->cap * sizeof(*tree->rows));
	}
	tree->rows[tree->n] = row;
	return &tree->rows[tree->n++];
}

static void add_fields(struct tree *tree)
{
	const struct trace *t = tree->t;
	const struct unit *u = trace_unit(t, tree->subject.id);
	field_id end = u->first_field + u->n_fields;

	for (field_id f = u->first_field; f < end;) {
		const struct field *field = trace_field(t, f);
		field_id next = trace_field_end(t, f);
		bool small = next - f <= SMALL_FAMILY;
		struct tree_row row = { .key = f, .depth = field->depth, .field = f, .foldable = next > f + 1 };

		row.open = row.foldable && is_open(tree, f, field->depth < OPEN_DEPTH || small);
		add_row(tree, row);
		f = row.foldable && !row.open ? next : f + 1;
	}
}

static uint64_t path_key(uint64_t parent, uint32_t i, value_id v)
{
	uint64_t h = (parent ^ 0x9e3779b97f4a7c15u) * 0x100000001b3u;

	h = (h ^ i) * 0x100000001b3u;
	return ((h ^ v) * 0x9e3779b97f4a7c15u) | (uint64_t)1 << 63;
}

static void add_value(struct tree *tree, uint64_t key, unsigned depth, value_id v, value_id user, bool open)
{
	const struct value *value = trace_value(tree->t, v);
	struct tree_row row = { .key = key, .depth = (uint16_t)depth, .value = v, .user = user };

	row.foldable = value->n_inputs > 0 && depth < MAX_VALUE_DEPTH;
	row.open = row.foldable && is_open(tree, key, open);
	add_row(tree, row);
	for (uint32_t i = 0; row.open && i < value->n_inputs; i++)
		add_value(tree, path_key(key, i, value->inputs[i]), depth + 1, value->inputs[i], v, false);
}

static void add_values(struct tree *tree)
{
	const struct event *e = trace_event(tree->t, tree->subject.id);

	for (uint32_t i = 0; i < e->n_values; i++)
		if (e->values[i])
			add_value(tree, path_key(tree->subject.id, i, e->values[i]), 0, e->values[i], 0,
				  e->n_values == 1);
}

static void rebuild(struct tree *tree)
{
	tree->n = 0;
	if (tree->subject.kind == SUBJECT_UNIT)
		add_fields(tree);
	else if (tree->subject.kind == SUBJECT_VALUES)
		add_values(tree);
	else if (tree->subject.kind == SUBJECT_VALUE)
		add_value(tree, path_key(0, 0, tree->subject.id), 0, tree->subject.id, 0, true);
	if (tree->selected >= tree->n)
		tree->selected = tree->n ? tree->n - 1 : 0;
}

static bool select_key(struct tree *tree, uint64_t key)
{
	for (size_t i = 0; i < tree->n; i++)
		if (tree->rows[i].key == key) {
			tree->selected = i;
			return true;
		}
	return false;
}

void tree_show(struct tree *tree, const struct trace *t, struct subject s)
{
	forget_automatic(tree);
	tree->t = t;
	tree->subject = s;
	tree->selected = 0;
	rebuild(tree);
}

/* ---- selecting ---- */

const struct tree_row *tree_selected(const struct tree *tree)
{
	return tree->n ? &tree->rows[tree->selected] : NULL;
}

bool tree_select_field(struct tree *tree, field_id f)
{
	if (!f || tree->subject.kind != SUBJECT_UNIT || trace_field(tree->t, f)->unit != tree->subject.id)
		return false;
	for (field_id p = trace_field(tree->t, f)->parent; p; p = trace_field(tree->t, p)->parent)
		set_fold(tree, p, true, true);
	rebuild(tree);
	return select_key(tree, f);
}

bool tree_select_value(struct tree *tree, value_id v)
{
	size_t best = tree->n;

	for (size_t i = 0; i < tree->n; i++)
		if (tree->rows[i].value == v && v && (best == tree->n || tree->rows[i].depth < tree->rows[best].depth))
			best = i;
	if (best == tree->n)
		return false;
	tree->selected = best;
	return true;
}

bool tree_move(struct tree *tree, long rows)
{
	long to = (long)tree->selected + rows, before = (long)tree->selected;

	if (to >= (long)tree->n)
		to = (long)tree->n - 1;
	if (to < 0)
		to = 0;
	tree->selected = (size_t)to;
	return to != before;
}

bool tree_set_open(struct tree *tree, bool open)
{
	const struct tree_row *row = tree_selected(tree);
	uint64_t key;

	if (!row || !row->foldable || row->open == open)
		return false;
	key = row->key;
	set_fold(tree, key, open, false);
	rebuild(tree);
	return select_key(tree, key);
}

bool tree_to_parent(struct tree *tree)
{
	const struct tree_row *row = tree_selected(tree);

	for (size_t i = tree->selected; row && i-- > 0;)
		if (tree->rows[i].depth < row->depth) {
			tree->selected = i;
			return true;
		}
	return false;
}

struct tree_bytes tree_selected_bytes(const struct tree *tree)
{
	const struct tree_row *row = tree_selected(tree);
	struct tree_bytes out = { .name = "nothing yet" };

	if (!row)
		return out;
	if (row->field) {
		const struct field *f = trace_field(tree->t, row->field);

		out.value = trace_unit(tree->t, f->unit)->value;
		out.name = describe_unit_name(tree->t, f->unit);
		out.off = f->off;
		out.len = f->len;
	} else {
		const struct value *user = trace_value(tree->t, row->user);

		out.value = row->value;
		out.name = trace_value(tree->t, row->value)->label;
		out.len = (uint32_t)trace_bytes(tree->t, row->value).n;
		if (row->user && user->op == OP_SLICE) {
			out.off = user->offset;
			out.len = (uint32_t)user->bytes.n;
		}
	}
	out.bytes = trace_bytes(tree->t, out.value);
	return out;
}

/* ---- text ---- */

/* What the RFC has a formula's letter for is called by a word first. */
static void put_value_name(const char *label, struct buf *out)
{
	static const struct {
		const char *begin, *word;
	} letters[] = { { "A(", "PRF step " }, { "P(", "PRF block " } };

	for (size_t i = 0; i < ARRAY_LEN(letters); i++)
		if (strncmp(label, letters[i].begin, strlen(letters[i].begin)) == 0)
			buf_puts(out, letters[i].word);
	text_safe(out, bytes_str(label));
}

void tree_row_name(const struct tree *tree, const struct tree_row *row, struct buf *out)
{
	if (row->field)
		describe_field_name(tree->t, row->field, out);
	else
		put_value_name(trace_value(tree->t, row->value)->label, out);
}

/* Suites and the names of certificates begin alike: what tells them apart is at the end. */
static bool differs_at_end(const struct layout *l)
{
	return l->codes == &codes_cipher_suite || l->show == SHOW_NAME || l->kind == L_CERT;
}

/* A suite's number goes first. */
static void put_with_end(const struct trace *t, field_id f, int width, struct buf *out)
{
	struct buf text = { 0 };

	describe_field_value(t, f, 0, &text);
	if (text_width(buf_str(&text)) > width && trace_field(t, f)->layout->codes)
		text.n = strcspn(buf_str(&text), " ");
	text_add_end(out, buf_str(&text), width);
	buf_free(&text);
}

void tree_row_text(const struct tree *tree, const struct tree_row *row, int width, struct buf *out)
{
	if (row->field && describe_certificate(tree->t, row->field, width, out))
		return;
	if (row->field && differs_at_end(trace_field(tree->t, row->field)->layout)) {
		put_with_end(tree->t, row->field, width, out);
		return;
	}
	if (row->field) {
		describe_field_value(tree->t, row->field, width, out);
		return;
	}
	/* By word, not by colour alone. */
	if (secret_is(tree->t, row->value)) {
		buf_puts(out, "secret ");
		width = width > 20 ? width - 7 : width;
	}
	describe_value(tree->t, row->value, width, out);
}
