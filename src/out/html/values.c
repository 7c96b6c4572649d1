/* Values: the key schedule, who knows them, and each with what it was made of and what came of it. */
#include "out/html/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "spec/layout.h"
#include "trace/knowledge.h"
#include "view/graph/recipe.h"
#include "view/graph/schedule.h"
#include "view/text/describe.h"
#include "view/text/explain.h"

enum { SHOWN_BYTES = 96 };

static void put_hex(const struct page *p, value_id v)
{
	const struct bytes b = trace_bytes(p->t, v);
	struct buf hex = { 0 };

	if (page_hides(p, v)) {
		buf_printf(p->out, "<i>%zu bytes, left out</i>", b.n);
		return;
	}
	text_hex(&hex, bytes_slice(b, 0, b.n < SHOWN_BYTES ? b.n : SHOWN_BYTES), 0);
	buf_printf(p->out, "<code>%s</code>", buf_str(&hex));
	if (b.n > SHOWN_BYTES)
		buf_printf(p->out, " and %zu more bytes", b.n - SHOWN_BYTES);
	buf_free(&hex);
}

/* ---- the key schedule ---- */

static void put_schedule_row(const struct page *p, const struct schedule *s, size_t i)
{
	const struct schedule_row *row = &s->rows[i];

	buf_printf(p->out, "<tr><th scope=\"row\" style=\"padding-left:%dem\">", 1 + 2 * row->depth);
	if (row->value)
		page_value_link(p, row->value);
	else
		html_text(p->out, row->label);
	buf_puts(p->out, "</th><td>");
	html_text(p->out, row->how);
	buf_puts(p->out, "</td><td>");
	if (row->value)
		put_hex(p, row->value);
	else
		buf_puts(p->out, schedule_missing(s, i));
	buf_puts(p->out, "</td></tr>\n");
}

void page_schedule(const struct page *p)
{
	enum actor who = schedule_has(p->t, ACTOR_CLIENT) ? ACTOR_CLIENT : schedule_next(p->t, ACTOR_CLIENT, 1);
	struct schedule s = { 0 };
	struct buf text = { 0 };

	page_heading(p, 2, "schedule", "Key schedule");
	if (!schedule_has(p->t, who)) {
		buf_puts(p->out, "<p>No keys were derived.</p>\n");
		return;
	}
	schedule_build(&s, p->t, who, trace_n_events(p->t) - 1);
	schedule_title(p->t, &s, &text);
	buf_puts(p->out, "<div class=\"wide\"><table class=\"schedule\"><caption>");
	html_text(p->out, buf_str(&text));
	buf_puts(p->out, "</caption>\n<thead><tr><th scope=\"col\">secret</th><th scope=\"col\">made by</th><th scope=\"col\">bytes</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < s.n; i++)
		put_schedule_row(p, &s, i);
	buf_puts(p->out, "</tbody></table></div>\n");
	schedule_free(&s);
	buf_free(&text);
}

/* ---- who knows what ---- */

/* Both ends have their own of each secret: the first is enough. */
static bool is_first(const struct trace *t, value_id v)
{
	for (value_id k = 1; k < v; k++)
		if (strcmp(trace_value(t, k)->label, trace_value(t, v)->label) == 0 && bytes_equal(trace_bytes(t, k), trace_bytes(t, v)))
			return false;
	return true;
}

static void put_since(const struct page *p, event_id since)
{
	step_id step = since ? trace_event(p->t, since)->step : 0;

	if (!since)
		buf_puts(p->out, "<td>never</td>");
	else if (!step)
		buf_puts(p->out, "<td>from the start</td>");
	else
		buf_printf(p->out, "<td><a href=\"#%s\">%s</a></td>", page_slug(p, step), trace_step(p->t, step)->title);
}

void page_knowledge(const struct page *p)
{
	const struct knowledge *k = knowledge_of(p->t);

	page_heading(p, 2, "knowledge", "Who knows which secret, since which message");
	buf_puts(p->out, "<div class=\"wide\"><table><thead><tr><th scope=\"col\">secret</th>");
	for (enum knower w = 0; w < KNOWER_N; w++)
		if (knowledge_has(k, w))
			buf_printf(p->out, "<th scope=\"col\">%s</th>", knower_name(w));
	buf_puts(p->out, "</tr></thead>\n<tbody>\n");
	for (value_id v = 1; v < trace_n_values(p->t); v++) {
		if (!trace_value(p->t, v)->event || !trace_bytes(p->t, v).n || !knowledge_is_secret(k, v) || !is_first(p->t, v))
			continue;
		buf_puts(p->out, "<tr><th scope=\"row\">");
		page_value_link(p, v);
		buf_puts(p->out, "</th>");
		for (enum knower w = 0; w < KNOWER_N; w++)
			if (knowledge_has(k, w))
				put_since(p, knowledge_since(k, w, v));
		buf_puts(p->out, "</tr>\n");
	}
	buf_puts(p->out, "</tbody></table></div>\n");
}

/* ---- each value ---- */

static void put_inputs(const struct page *p, const struct value *v)
{
	buf_printf(p->out, " %s", value_op_name(v->op));
	if (v->alg) {
		buf_puts(p->out, " ");
		html_text(p->out, v->alg);
	}
	for (uint32_t i = 0; i < v->n_inputs; i++) {
		buf_puts(p->out, i ? ", " : " of ");
		page_value_link(p, v->inputs[i]);
	}
	if (v->op == OP_SLICE)
		buf_printf(p->out, " from byte %u on", v->offset);
	buf_puts(p->out, ". ");
}

static void put_uses(const struct page *p, value_id v)
{
	const char *before = " Went into ";

	for (uint32_t i = p->uses.first[v]; i < p->uses.first[v + 1]; i++) {
		if (!p->told.p[p->uses.users[i]])
			continue;
		buf_puts(p->out, before);
		page_value_link(p, p->uses.users[i]);
		before = ", ";
	}
}

static void put_recipe(const struct page *p, value_id v)
{
	struct recipe r = { .note = NULL };

	if (!page_hides(p, v) && trace_value(p->t, v)->event && recipe_build(&r, p->t, v) == ST_OK && r.command.n < 2000) {
		buf_puts(p->out, "<details><summary>openssl</summary><pre>");
		html_text(p->out, buf_str(&r.command));
		buf_puts(p->out, "</pre></details>");
	}
	recipe_free(&r);
}

/* What is cut out or joined again has no recipe that anybody wants. */
static bool is_computed(enum value_op op)
{
	return op == OP_HASH || op == OP_HMAC || op == OP_PRF || op == OP_HKDF_EXTRACT || op == OP_HKDF_EXPAND || op == OP_SEAL || op == OP_OPEN ||
	       op == OP_ENCRYPT || op == OP_DECRYPT || op == OP_RSA_PUBLIC || op == OP_RSA_PRIVATE || op == OP_VERIFY || op == OP_DH;
}

static void put_value(const struct page *p, value_id id)
{
	const struct value *v = trace_value(p->t, id);

	buf_printf(p->out, "<li id=\"v%u\"><b>", id);
	html_foreign(p->out, bytes_str(v->label));
	buf_printf(p->out, "</b> (%s):", trace_actor(p->t, v->actor)->name);
	put_inputs(p, v);
	put_hex(p, id);
	put_uses(p, id);
	if (is_computed(v->op))
		put_recipe(p, id);
	buf_puts(p->out, "</li>\n");
}

void page_values(const struct page *p)
{
	page_heading(p, 2, "values", "Values: what each was made of");
	buf_puts(p->out, "<details><summary>All values</summary>\n<ol class=\"values\">\n");
	for (value_id v = 1; v < trace_n_values(p->t); v++)
		if (p->told.p[v])
			put_value(p, v);
	buf_puts(p->out, "</ol></details>\n");
}

/* ---- the glossary ---- */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of all fields that are shown, each once. */
static size_t field_names(const struct trace *t, const char **names)
{
	size_t n = 0, kept = 0;

	for (field_id f = 1; f < trace_n_fields(t); f++)
		if (trace_field(t, f)->layout->name && explain_field(trace_field(t, f)->layout->name))
			names[n++] = trace_field(t, f)->layout->name;
	qsort(names, n, sizeof(*names), by_name);
	for (size_t i = 0; i < n; i++)
		if (!kept || strcmp(names[kept - 1], names[i]) != 0)
			names[kept++] = names[i];
	return kept;
}

void page_glossary(const struct page *p)
{
	const char **names = mem_alloc((trace_n_fields(p->t) + 1) * sizeof(*names));
	const size_t n = field_names(p->t, names);

	page_heading(p, 2, "glossary", "What the fields mean");
	buf_puts(p->out, "<dl>\n");
	for (size_t i = 0; i < n; i++) {
		const struct explanation *e = explain_field(names[i]);

		buf_puts(p->out, "<dt id=\"field-");
		html_slug(p->out, names[i]);
		buf_puts(p->out, "\">");
		html_text(p->out, names[i]);
		buf_puts(p->out, "</dt><dd>");
		html_text(p->out, e->what);
		buf_puts(p->out, " ");
		html_text(p->out, e->why);
		page_cite(p, e->rfc);
		buf_puts(p->out, "</dd>\n");
	}
	buf_puts(p->out, "</dl>\n");
	free(names);
}
