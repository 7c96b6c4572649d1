/* What the sections, fields and values of a page are called in links: a name that says what it is, a further one of
 * the name with its number: "client_hello/random", "client_hello/extension_type-2", "value/master_secret". */
#include "out/html/page.h"

#include <stdlib.h>
#include <string.h>

#include "spec/layout.h"

struct numbered {
	const char *name;
	uint32_t id, nth;
};

static int by_name(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;
	const int order = strcmp(x->name, y->name);

	return order ? order : (x->id > y->id) - (x->id < y->id);
}

/* Names that stand there more than once get a number from the second on, in their order. */
static void number(struct buf *names, uint32_t n)
{
	struct numbered *all = mem_alloc((n + 1) * sizeof(*all));
	uint32_t k = 0;

	for (uint32_t i = 0; i < n; i++)
		if (names[i].n)
			all[k++] = (struct numbered){ buf_str(&names[i]), i, 1 };
	qsort(all, k, sizeof(*all), by_name);
	for (uint32_t i = 1; i < k; i++)
		if (strcmp(all[i - 1].name, all[i].name) == 0)
			all[i].nth = all[i - 1].nth + 1;
	for (uint32_t i = 0; i < k; i++)
		if (all[i].nth > 1)
			buf_printf(&names[all[i].id], "-%u", all[i].nth);
	free(all);
}

static void name_steps(struct page *p)
{
	const uint32_t n = trace_n_steps(p->t);

	p->steps = mem_alloc(n * sizeof(*p->steps));
	for (step_id s = 1; s < n; s++)
		html_slug_of_title(&p->steps[s], trace_step(p->t, s)->title);
	number(p->steps, n);
}

static void name_fields(struct page *p)
{
	const uint32_t n = trace_n_fields(p->t);

	p->fields = mem_alloc(n * sizeof(*p->fields));
	for (step_id s = 1; s < trace_n_steps(p->t); s++) {
		const struct unit *u = trace_unit(p->t, trace_step(p->t, s)->unit);

		for (field_id f = u->first_field; f < u->first_field + u->n_fields; f++) {
			const char *name = trace_field(p->t, f)->layout->name;

			buf_printf(&p->fields[f], "%s/", page_step(p, s));
			html_slug(&p->fields[f], name ? name : "field");
		}
	}
	number(p->fields, n);
}

/* Values that an event lists, and all that went into them, have an entry and so a name. */
static void name_values(struct page *p)
{
	const uint32_t n = trace_n_values(p->t);
	struct buf told = { 0 };

	p->values = mem_alloc(n * sizeof(*p->values));
	for (value_id v = 0; v < n; v++)
		buf_add_uint(&told, 1, v && trace_value(p->t, v)->event);
	for (value_id v = n; v-- > 1;) {
		if (!told.p[v])
			continue;
		for (uint32_t i = 0; i < trace_value(p->t, v)->n_inputs; i++)
			told.p[trace_value(p->t, v)->inputs[i]] = 1;
		buf_puts(&p->values[v], "value/");
		html_slug(&p->values[v], trace_value(p->t, v)->label);
	}
	buf_free(&told);
	number(p->values, n);
}

void page_names_make(struct page *p)
{
	name_steps(p);
	name_fields(p);
	name_values(p);
}

static void drop(struct buf *names, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		buf_free(&names[i]);
	free(names);
}

void page_names_free(struct page *p)
{
	drop(p->steps, trace_n_steps(p->t));
	drop(p->fields, trace_n_fields(p->t));
	drop(p->values, trace_n_values(p->t));
}
