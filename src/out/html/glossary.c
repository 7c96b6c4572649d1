/* What the fields mean, each once. */
#include "out/html/page.h"

#include <stdlib.h>
#include <string.h>

#include "spec/layout.h"
#include "view/text/meaning.h"

struct meaning {
	const struct explanation *e;
	field_id field;            /* the first that has it: what is inside of one comes behind it */
};

static int by_key(const void *a, const void *b)
{
	const struct meaning *x = a, *y = b;
	const int order = strcmp(x->e->key, y->e->key);

	return order ? order : (x->field > y->field) - (x->field < y->field);
}

/* What all the fields mean that are shown, each once. */
static size_t meanings(const struct trace *t, struct meaning *found)
{
	size_t n = 0, kept = 0;

	for (field_id f = 1; f < trace_n_fields(t); f++) {
		found[n] = (struct meaning){ meaning_of_field(t, f), f };
		n += found[n].e != NULL;
	}
	if (n)
		qsort(found, n, sizeof(*found), by_key);
	for (size_t i = 0; i < n; i++)
		if (!kept || found[kept - 1].e != found[i].e)
			found[kept++] = found[i];
	return kept;
}

/* The field's name; where it means this in one place only, with that in front. */
static void put_term(const struct page *p, const struct meaning *m)
{
	const struct field *f = trace_field(p->t, m->field);
	const char *parent = f->parent ? trace_field(p->t, f->parent)->layout->name : NULL;

	buf_puts(p->out, "<dt id=\"field-");
	html_slug(p->out, m->e->key);
	buf_puts(p->out, "\">");
	if (explain_field_of(parent, f->layout->name, trace_unit(p->t, f->unit)->version) == m->e) {
		html_text(p->out, parent);
		buf_puts(p->out, ".");
	}
	html_text(p->out, f->layout->name);
	buf_puts(p->out, "</dt>");
}

/* Those that share a text stand before it together; they are taken out of the list. */
static void put_terms(const struct page *p, struct meaning *found, size_t n)
{
	const struct explanation *e = found[0].e;

	for (size_t i = 0; i < n; i++)
		if (found[i].e && found[i].e->what == e->what && found[i].e->why == e->why) {
			put_term(p, &found[i]);
			found[i].e = NULL;
		}
	buf_puts(p->out, "<dd>");
	page_explanation(p, e);
	buf_puts(p->out, "</dd>\n");
}

void page_glossary(const struct page *p)
{
	struct meaning *found = mem_alloc((trace_n_fields(p->t) + 1) * sizeof(*found));
	const size_t n = meanings(p->t, found);

	page_heading(p, 2, "glossary", "What the fields mean");
	buf_puts(p->out, "<dl>\n");
	for (size_t i = 0; i < n; i++)
		if (found[i].e)
			put_terms(p, found + i, n - i);
	buf_puts(p->out, "</dl>\n");
	free(found);
}
