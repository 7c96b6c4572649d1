#include "view/text/named.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "view/text/describe.h"

enum { MAX_NAMES = 512, MOST_TOLD = 6 };

static bool has_name(const struct trace *t, value_id id, const char *name, size_t n)
{
	const char *label = trace_value(t, id)->label;

	return label && strlen(label) == n && memcmp(label, name, n) == 0;
}

/* Each name once, in the order of the trace. */
static size_t all_names(const struct trace *t, const char *names[MAX_NAMES])
{
	size_t n = 0;

	for (value_id id = 1; id < trace_n_values(t) && n < MAX_NAMES; id++) {
		const char *label = trace_value(t, id)->label;
		size_t i = 0;

		while (i < n && strcmp(names[i], label) != 0)
			i++;
		if (i == n)
			names[n++] = label;
	}
	return n;
}

static enum status no_such(const struct trace *t, const char *where, const char *name, struct error *err)
{
	const char *names[MAX_NAMES], *nearest = text_nearest(name, names, all_names(t, names));

	if (nearest)
		return error_set(err, ST_USAGE, "%s: no value is called \"%.100s\"; did you mean %s? (%s list: all names)", where, name,
				 nearest, where);
	return error_set(err, ST_USAGE, "%s: no value is called \"%.100s\"; \"%s list\" prints all names", where, name, where);
}

/* A decimal number that is all of the text; 0 if it is none. */
static unsigned number_of(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n && n <= 9 && !s[n] ? (unsigned)strtoul(s, NULL, 10) : 0;
}

enum status named_find(const struct trace *t, const char *where, const char *name, struct named *out, struct error *err)
{
	const char *mark = strrchr(name, '#');
	unsigned nth = mark ? number_of(mark + 1) : 0, id = number_of(name);
	size_t n = nth ? (size_t)(mark - name) : strlen(name);

	*out = (struct named){ 0 };
	if (id && id < trace_n_values(t)) {
		out->value = id;
		return ST_OK;
	}
	for (value_id v = 1; v < trace_n_values(t); v++) {
		if (!has_name(t, v, name, n))
			continue;
		out->of++;
		if (out->of == (nth ? nth : 1)) {
			out->value = v;
			out->nth = out->of;
		}
	}
	if (nth && out->of && !out->value)
		return error_set(err, ST_USAGE, "%s: there are only %u values of the name \"%.*s\"", where, out->of, (int)(n < 100 ? n : 100), name);
	return out->value ? ST_OK : no_such(t, where, name, err);
}

void named_others(const struct trace *t, const struct named *n, struct buf *out)
{
	const char *label = trace_value(t, n->value)->label;
	unsigned i = 0;

	if (n->of < 2)
		return;
	buf_printf(out, "There are %u of that name; this is #%u:", n->of, n->nth);
	for (value_id v = 1; v < trace_n_values(t) && i < MOST_TOLD; v++)
		if (has_name(t, v, label, strlen(label)))
			i++, buf_printf(out, "%s #%u [%u] %s", i > 1 ? "," : "", i, v, trace_actor(t, trace_value(t, v)->actor)->name);
	buf_puts(out, i < n->of ? " and more.\n" : ".\n");
}

void named_list(const struct trace *t, struct buf *out)
{
	const char *names[MAX_NAMES];
	size_t n = all_names(t, names);

	for (size_t i = 0; i < n; i++) {
		unsigned count = 0;
		value_id first = 0;
		size_t start = out->n;
		int width;

		for (value_id v = 1; v < trace_n_values(t); v++)
			if (has_name(t, v, names[i], strlen(names[i])) && !count++)
				first = v;
		text_safe(out, bytes_str(names[i]));
		width = text_width(buf_str(out) + start);
		buf_printf(out, "%*s %4u  first [%u] %s, by %s, %zu bytes\n", width < 32 ? 32 - width : 0, "", count, first,
			   value_op_name(trace_value(t, first)->op), trace_actor(t, trace_value(t, first)->actor)->name, trace_bytes(t, first).n);
	}
}
