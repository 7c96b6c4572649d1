/* What the fields mean, each once. */
#include "out/html/page.h"

#include <stdlib.h>
#include <string.h>

#include "spec/layout.h"
#include "view/text/explain.h"

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
		html_cite(p->out, e->rfc);
		buf_puts(p->out, "</dd>\n");
	}
	buf_puts(p->out, "</dl>\n");
	free(names);
}
