#include "view/graph/contrast.h"

#include <stdlib.h>
#include <string.h>

#include "spec/codes.h"
#include "spec/layout.h"
#include "view/graph/knows.h"
#include "view/text/describe.h"

enum { MOST_MESSAGES = 400, SHORT_HEX = 4 };

/* ---- the messages of a trace ---- */

struct message {
	enum side_id sender;
	const char *title;
	unit_id unit;
};

struct messages {
	struct message v[MOST_MESSAGES];
	size_t n;
};

/* Those of the connection that the trace is about; of one that was altered on its way what arrived. */
static void messages_of(const struct trace *t, struct messages *out)
{
	out->n = 0;
	for (unit_id id = 1; id < trace_n_units(t) && out->n < MOST_MESSAGES; id++) {
		const struct unit *u = trace_unit(t, id);

		if (u->kind == UNIT_MESSAGE && u->connection == t->studied)
			out->v[out->n++] = (struct message){ trace_side(t, t->studied, u->sender), describe_unit_name(t, id), id };
	}
}

/* ---- what a message says, as pairs of a name and a text ---- */

struct said {
	const char *name, *text;
};

struct says {
	struct said *v;
	size_t n, cap;
	struct arena *arena;
};

static void says_add(struct says *s, const char *name, const char *text)
{
	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 64;
		s->v = mem_realloc(s->v, s->cap * sizeof(*s->v));
	}
	s->v[s->n++] = (struct said){ arena_str(s->arena, name), arena_str(s->arena, text) };
}

/* Certificates and names are too deep to be held against each other field by field. */
static bool is_inside(const struct trace *t, field_id f)
{
	for (; f; f = trace_field(t, f)->parent)
		if (trace_field(t, f)->layout->kind == L_CERT || trace_field(t, f)->layout->kind == L_OCSP || trace_field(t, f)->layout->kind == L_NAME)
			return true;
	return false;
}

/* The extension that a field is in; 0: none. */
static field_id extension_of(const struct trace *t, field_id f)
{
	for (; f; f = trace_field(t, f)->parent)
		if (trace_field(t, f)->layout->name && strcmp(trace_field(t, f)->layout->name, "Extension") == 0)
			return f;
	return 0;
}

static void name_said(const struct trace *t, field_id f, struct buf *out)
{
	const struct field *leaf = trace_field(t, f);
	const field_id extension = extension_of(t, f), type = extension ? trace_find_field(t, extension, "extension_type", 0) : 0;

	if (type == f && f)
		buf_puts(out, "extensions");
	else if (type)
		buf_printf(out, "%s", code_name(&codes_extension, (uint32_t)bytes_uint(trace_field_bytes(t, type))) ?
			   code_name(&codes_extension, (uint32_t)bytes_uint(trace_field_bytes(t, type))) : "unknown extension");
	else if (is_inside(t, f))
		buf_puts(out, leaf->layout->name);
	else
		describe_field_name(t, trace_field_is_element(t, f) ? leaf->parent : f, out);
}

/* What of a certificate is said: the rest is too deep, or follows from it. */
static bool is_of_certificate(const struct layout *l)
{
	static const char *const names[] = { "subject", "issuer", "notBefore", "notAfter", "dNSName" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (l->name && strcmp(l->name, names[i]) == 0)
			return true;
	return false;
}

/* Random bytes, keys and signatures differ in any case. */
static bool is_worth_saying(const struct trace *t, field_id f)
{
	const struct field *leaf = trace_field(t, f);
	const struct layout *l = leaf->layout;

	if (is_inside(t, f))
		return is_of_certificate(l);
	return leaf->leaf && !(l >= layout_length && l < layout_length + 5) && !(l->show == SHOW_HEX && leaf->len > SHORT_HEX);
}

static void says_of(const struct trace *t, unit_id unit, struct says *out)
{
	const struct unit *u = trace_unit(t, unit);
	struct buf name = { 0 }, text = { 0 };

	for (field_id f = u->first_field; f < u->first_field + u->n_fields; f++) {
		if (!is_worth_saying(t, f) || u->content_type == CT_APPLICATION_DATA)
			continue;
		buf_clear(&name);
		buf_clear(&text);
		name_said(t, f, &name);
		describe_field_value(t, f, 60, &text);
		if (strcmp(buf_str(&name), "length") != 0)
			says_add(out, buf_str(&name), buf_str(&text));
	}
	buf_free(&name);
	buf_free(&text);
}

/* ---- differences ---- */

static bool says_it(const struct says *s, const struct said *x)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->v[i].name, x->name) == 0 && strcmp(s->v[i].text, x->text) == 0)
			return true;
	return false;
}

static struct contrast_difference *difference_named(struct contrast *c, size_t from, const char *name)
{
	for (size_t i = from; i < c->n_differences; i++)
		if (strcmp(c->differences[i].name, name) == 0)
			return &c->differences[i];
	if (c->n_differences == c->cap_differences) {
		c->cap_differences = c->cap_differences ? 2 * c->cap_differences : 16;
		c->differences = mem_realloc(c->differences, c->cap_differences * sizeof(*c->differences));
	}
	c->differences[c->n_differences] = (struct contrast_difference){ .name = name };
	return &c->differences[c->n_differences++];
}

static const char *joined(struct arena *arena, const char *before, const char *text)
{
	struct buf b = { 0 };
	const char *out;

	if (before)
		buf_printf(&b, "%s, ", before);
	buf_puts(&b, text);
	out = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return out;
}

static void compare_messages(struct contrast *c, struct contrast_row *row)
{
	struct says says[2] = { { .arena = &c->arena }, { .arena = &c->arena } };

	row->first = c->n_differences;
	for (int i = 0; i < 2; i++)
		says_of(c->of[i], row->unit[i], &says[i]);
	for (int i = 0; i < 2; i++)
		for (size_t k = 0; k < says[i].n; k++)
			if (!says_it(&says[!i], &says[i].v[k])) {
				struct contrast_difference *d = difference_named(c, row->first, says[i].v[k].name);

				d->only[i] = joined(&c->arena, d->only[i], says[i].v[k].text);
			}
	row->n = c->n_differences - row->first;
	free(says[0].v);
	free(says[1].v);
}

/* ---- alignment: the longest sequence of messages that both have ---- */

static bool alike(const struct message *a, const struct message *b)
{
	return a->sender == b->sender && strcmp(a->title, b->title) == 0;
}

static uint16_t *longest_common(const struct messages *a, const struct messages *b)
{
	const size_t w = b->n + 1;
	uint16_t *len = mem_alloc((a->n + 1) * w * sizeof(*len));

	for (size_t i = a->n; i-- > 0;)
		for (size_t k = b->n; k-- > 0;) {
			const uint16_t down = len[(i + 1) * w + k], right = len[i * w + k + 1];

			len[i * w + k] = alike(&a->v[i], &b->v[k]) ? (uint16_t)(len[(i + 1) * w + k + 1] + 1) : down > right ? down : right;
		}
	return len;
}

static void row_add(struct contrast *c, const struct message *a, const struct message *b)
{
	const struct message *m = a ? a : b;
	struct contrast_row *row = &c->rows[c->n++];

	*row = (struct contrast_row){ .sender = m->sender, .title = m->title, .unit = { a ? a->unit : 0, b ? b->unit : 0 }, .first = c->n_differences };
	if (a && b)
		compare_messages(c, row);
}

static void align(struct contrast *c, const struct messages *a, const struct messages *b)
{
	uint16_t *len = longest_common(a, b);
	const size_t w = b->n + 1;
	size_t i = 0, k = 0;

	c->rows = mem_alloc((a->n + b->n + 1) * sizeof(*c->rows));
	while (i < a->n || k < b->n) {
		if (i < a->n && k < b->n && alike(&a->v[i], &b->v[k])) {
			row_add(c, &a->v[i++], &b->v[k++]);
		} else if (k == b->n || (i < a->n && len[(i + 1) * w + k] >= len[i * w + k + 1])) {
			row_add(c, &a->v[i++], NULL);
		} else {
			row_add(c, NULL, &b->v[k++]);
		}
	}
	free(len);
}

/* ---- who knows what ---- */

static void known_secrets(const struct trace *t, enum knower who, struct says *out)
{
	struct knows k = { 0 };

	knows_build(&k, t, who, trace_n_events(t) - 1);
	for (size_t i = 0; i < k.n; i++) {
		const struct said x = { trace_value(t, k.rows[i].value)->label, "" };

		if (k.rows[i].secret && k.rows[i].why.how != KNOWN_NOT && !says_it(out, &x))
			says_add(out, x.name, x.text);
	}
	knows_free(&k);
}

static void compare_knower(struct contrast *c, enum knower who)
{
	struct contrast_knower *k = &c->knowers[c->n_knowers];
	struct says says[2] = { { .arena = &c->arena }, { .arena = &c->arena } };

	*k = (struct contrast_knower){ .who = who };
	for (int i = 0; i < 2; i++) {
		k->there[i] = knowledge_has(knowledge_of(c->of[i]), who);
		if (k->there[i])
			known_secrets(c->of[i], who, &says[i]);
		k->n[i] = says[i].n;
	}
	for (int i = 0; i < 2; i++)
		for (size_t s = 0; s < says[i].n; s++)
			if (!says_it(&says[!i], &says[i].v[s]))
				k->only[i] = joined(&c->arena, k->only[i], says[i].v[s].name);
	c->n_knowers += k->there[0] || k->there[1];
	free(says[0].v);
	free(says[1].v);
}

void contrast_build(struct contrast *c, const struct trace *a, const struct trace *b)
{
	struct messages *both = mem_alloc(2 * sizeof(*both));

	*c = (struct contrast){ .of = { a, b } };
	messages_of(a, &both[0]);
	messages_of(b, &both[1]);
	align(c, &both[0], &both[1]);
	free(both);
	for (c->parts = 0; c->parts < c->n; c->parts++)
		if (!c->rows[c->parts].unit[0] || !c->rows[c->parts].unit[1] || c->rows[c->parts].n)
			break;
	for (int who = 0; who < KNOWER_N; who++)
		compare_knower(c, (enum knower)who);
}

void contrast_free(struct contrast *c)
{
	arena_free(&c->arena);
	free(c->rows);
	free(c->differences);
	*c = (struct contrast){ 0 };
}

/* ---- in words ---- */

void contrast_say_row(const struct contrast *c, size_t row, struct buf *out)
{
	const struct contrast_row *r = &c->rows[row];

	buf_printf(out, "%s of the %s", r->title, r->sender == SIDE_CLIENT ? "client" : "server");
	if (!r->unit[0] || !r->unit[1])
		buf_printf(out, ", which only %s has", r->unit[0] ? "A" : "B");
	for (size_t i = 0; i < r->n; i++)
		buf_printf(out, "%s%s", i ? ", " : ": ", c->differences[r->first + i].name);
	if (r->n)
		buf_puts(out, r->n == 1 ? " differs" : " differ");
}

static void put_only(const char *const only[2], const char *indent, struct buf *out)
{
	for (int i = 0; i < 2; i++)
		if (only[i])
			buf_printf(out, "%sonly %c: %s\n", indent, "AB"[i], only[i]);
}

static void put_rows(const struct contrast *c, struct buf *out)
{
	buf_puts(out, "\nMessages                A       B\n");
	for (size_t i = 0; i < c->n; i++) {
		const struct contrast_row *r = &c->rows[i];

		buf_printf(out, "%s %-20s", r->sender == SIDE_CLIENT ? "->" : "<-", r->title);
		for (int s = 0; s < 2; s++)
			if (r->unit[s])
				buf_printf(out, "%6zu%s", trace_bytes(c->of[s], trace_unit(c->of[s], r->unit[s])->value).n, s ? "" : "  ");
			else
				buf_printf(out, "%6s%s", "-", s ? "" : "  ");
		buf_puts(out, r->n ? "   differ\n" : "\n");
	}
}

static void put_differences(const struct contrast *c, struct buf *out)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct contrast_row *r = &c->rows[i];

		if (r->n)
			buf_printf(out, "\n%s of the %s\n", r->title, r->sender == SIDE_CLIENT ? "client" : "server");
		for (size_t d = r->first; d < r->first + r->n; d++) {
			buf_printf(out, "  %s\n", c->differences[d].name);
			put_only(c->differences[d].only, "    ", out);
		}
	}
}

static void put_knowers(const struct contrast *c, struct buf *out)
{
	buf_puts(out, "\nSecrets known at the end\n");
	for (size_t i = 0; i < c->n_knowers; i++) {
		const struct contrast_knower *k = &c->knowers[i];

		buf_printf(out, "  %-14s", knower_name(k->who));
		for (int s = 0; s < 2; s++)
			if (k->there[s])
				buf_printf(out, "%s%c: %zu", s ? "   " : "", "AB"[s], k->n[s]);
			else
				buf_printf(out, "%s%c: not in it", s ? "   " : "", "AB"[s]);
		buf_puts(out, "\n");
		if (k->there[0] && k->there[1])
			put_only(k->only, "    ", out);
	}
}

void contrast_text(const struct contrast *c, const char *const names[2], struct buf *out)
{
	for (int i = 0; i < 2; i++) {
		buf_printf(out, "%c  %s: ", "AB"[i], names[i]);
		describe_outcome(c->of[i], out);
		buf_puts(out, "\n");
	}
	if (c->parts < c->n) {
		buf_puts(out, "They part at ");
		contrast_say_row(c, c->parts, out);
		buf_puts(out, ".\n");
	} else {
		buf_puts(out, "Both say the same, but for random bytes, keys, signatures and data.\n");
	}
	put_rows(c, out);
	put_differences(c, out);
	put_knowers(c, out);
}
