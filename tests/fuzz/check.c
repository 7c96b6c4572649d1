#include "fuzz.h"
#include "spec/layout.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void fuzz_die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}

static void check_field(const struct trace *t, unit_id unit, field_id id)
{
	const struct unit *u = trace_unit(t, unit);
	const struct field *f = trace_field(t, id);
	size_t size = trace_bytes(t, u->value).n;

	if (f->unit != unit)
		fuzz_die("unit %u: field %u belongs to unit %u", unit, id, f->unit);
	if (!f->layout)
		fuzz_die("unit %u: field %u has no layout", unit, id);
	if (f->off > size || f->len > size - f->off)
		fuzz_die("unit %u: field %u at %u + %u outside of %zu bytes", unit, id, f->off, f->len, size);
	if (id == u->first_field) {
		if (f->parent || f->depth || f->off || f->len != size)
			fuzz_die("unit %u: the root is not all of it", unit);
		return;
	}
	if (f->parent < u->first_field || f->parent >= id)
		fuzz_die("unit %u: field %u has the parent %u", unit, id, f->parent);
	const struct field *p = trace_field(t, f->parent);

	if (p->leaf || f->depth != p->depth + 1)
		fuzz_die("unit %u: field %u does not hang on its parent", unit, id);
	if (f->off < p->off || f->off + f->len > p->off + p->len)
		fuzz_die("unit %u: field %u reaches out of its parent", unit, id);
	if (trace_field_end(t, f->parent) <= id)
		fuzz_die("unit %u: field %u does not follow its parent", unit, id);
}

void fuzz_check_unit(const struct trace *t, unit_id unit)
{
	const struct unit *u = trace_unit(t, unit);
	size_t covered = 0, size = trace_bytes(t, u->value).n;

	for (field_id i = u->first_field; i < u->first_field + u->n_fields; i++) {
		const struct field *f = trace_field(t, i);

		check_field(t, unit, i);
		if (!f->leaf)
			continue;
		if (f->off != covered)
			fuzz_die("unit %u: leaf %u (%s) begins at %u, the one before ended at %zu", unit, i,
				 f->layout->name ? f->layout->name : "-", f->off, covered);
		covered += f->len;
	}
	if (covered != size)
		fuzz_die("unit %u: %zu of %zu bytes have a leaf", unit, covered, size);
	for (uint32_t off = 0; off < size; off += 1 + (uint32_t)size / 8)
		if (!trace_leaf_at(t, unit, off))
			fuzz_die("unit %u: no leaf at %u", unit, off);
}

void fuzz_check_trace(const struct trace *t, bool all)
{
	for (unit_id i = 1; i < trace_n_units(t); i++)
		if (trace_unit(t, i)->n_fields)
			fuzz_check_unit(t, i);
		else if (all)
			fuzz_die("unit %u has no fields", i);
}
