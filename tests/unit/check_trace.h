/* What must hold for every trace, whatever made it: ids exist and point backwards,
 * every byte of every unit has exactly one leaf, every event has its step. Each
 * check fails the running test with a sentence that names the culprit. */
#ifndef SLOWSHAKE_TESTS_CHECK_TRACE_H
#define SLOWSHAKE_TESTS_CHECK_TRACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "spec/events.h"
#include "spec/layout.h"
#include "spec/reasons.h"
#include "trace/trace.h"

#define CHECK_THAT(holds, ...)                    \
	do {                                      \
		if (!(holds))                     \
			fail_msg(__VA_ARGS__);    \
	} while (0)

static inline void check_field(const struct trace *t, unit_id unit, field_id id, const char *where)
{
	const struct unit *u = trace_unit(t, unit);
	const struct field *f = trace_field(t, id), *p = trace_field(t, f->parent);
	size_t size = trace_bytes(t, u->value).n;

	CHECK_THAT(f->unit == unit && f->layout && f->layout->name, "%s: unit %u: field %u has no unit or name", where, unit, id);
	CHECK_THAT(f->off <= size && f->len <= size - f->off, "%s: unit %u: field %u lies outside", where, unit, id);
	CHECK_THAT(f->value < trace_n_values(t), "%s: field %u has the value %u", where, id, f->value);
	if (f->value)
		CHECK_THAT(bytes_equal(trace_bytes(t, f->value), trace_field_bytes(t, id)),
			   "%s: unit %u: the value of field %u (%s) is not its bytes", where, unit, id, f->layout->name);
	if (id == u->first_field) {
		CHECK_THAT(!f->parent && !f->off && f->len == size, "%s: unit %u: the root is not all of it", where, unit);
		return;
	}
	CHECK_THAT(f->parent >= u->first_field && f->parent < id && !p->leaf && f->depth == p->depth + 1,
		   "%s: unit %u: field %u does not hang on its parent", where, unit, id);
	CHECK_THAT(f->off >= p->off && f->off + f->len <= p->off + p->len, "%s: unit %u: field %u (%s) reaches out of %s", where,
		   unit, id, f->layout->name, p->layout->name);
	CHECK_THAT(trace_field_end(t, f->parent) > id, "%s: unit %u: field %u is not in preorder", where, unit, id);
}

/* The leaves cover each byte exactly once, in order. */
static inline void check_unit(const struct trace *t, unit_id unit, const char *where)
{
	const struct unit *u = trace_unit(t, unit);
	size_t covered = 0;

	CHECK_THAT(u->n_fields, "%s: unit %u has no fields", where, unit);
	for (field_id id = u->first_field; id < u->first_field + u->n_fields; id++) {
		const struct field *f = trace_field(t, id);

		check_field(t, unit, id, where);
		if (!f->leaf)
			continue;
		CHECK_THAT(f->len, "%s: unit %u: leaf %u (%s) has no bytes", where, unit, id, f->layout->name);
		CHECK_THAT(f->off == covered, "%s: unit %u: leaf %u (%s) begins at %u, the one before ended at %zu", where, unit, id,
			   f->layout->name, f->off, covered);
		covered += f->len;
	}
	CHECK_THAT(covered == trace_bytes(t, u->value).n, "%s: unit %u: %zu of %zu bytes have a leaf", where, unit, covered,
		   trace_bytes(t, u->value).n);
	CHECK_THAT(u->value && u->value < trace_n_values(t), "%s: unit %u has the value %u", where, unit, u->value);
	CHECK_THAT(u->carrier < trace_n_units(t), "%s: unit %u has the carrier %u", where, unit, u->carrier);
	CHECK_THAT(!u->problem == !u->problem_field, "%s: unit %u: a problem without a place", where, unit);
}

static inline void check_values(const struct trace *t, const char *where)
{
	for (value_id id = 1; id < trace_n_values(t); id++) {
		const struct value *v = trace_value(t, id);

		CHECK_THAT(v->op < OP_N && v->label && v->label[0], "%s: value %u has no op or label", where, id);
		CHECK_THAT(v->event < trace_n_events(t), "%s: value %u names the event %u", where, id, v->event);
		for (uint32_t i = 0; i < v->n_inputs; i++)
			CHECK_THAT(v->inputs[i] && v->inputs[i] < id, "%s: value %u (%s) is made of %u, which does not come before it",
				   where, id, v->label, v->inputs[i]);
	}
}

static inline void check_events(const struct trace *t, const char *where)
{
	for (event_id id = 1; id < trace_n_events(t); id++) {
		const struct event *e = trace_event(t, id);
		const char *name = event_specs[e->type].name;

		CHECK_THAT(e->type < EV_N && e->reason < REASON_N, "%s: event %u has the type %d", where, id, (int)e->type);
		CHECK_THAT(e->step && e->step < trace_n_steps(t), "%s: event %u (%s) belongs to no step", where, id, name);
		CHECK_THAT(e->unit < trace_n_units(t) && e->field < trace_n_fields(t), "%s: event %u (%s): unit or field", where, id, name);
		if (e->field)
			CHECK_THAT(!e->unit || trace_field(t, e->field)->unit == e->unit,
				   "%s: event %u (%s): the field is not of its unit", where, id, name);
		for (uint32_t i = 0; i < e->n_values; i++)
			CHECK_THAT(e->values[i] && e->values[i] < trace_n_values(t), "%s: event %u (%s): value %u", where, id, name,
				   e->values[i]);
		/* a check is told with its verdict, a fact has none */
		CHECK_THAT(event_specs[e->type].check == (e->verdict != VERDICT_NONE), "%s: event %u (%s): verdict %s", where, id, name,
			   verdict_name(e->verdict));
		CHECK_THAT(!e->fatal || e->verdict == VERDICT_FAIL, "%s: event %u (%s) is fatal but %s", where, id, name,
			   verdict_name(e->verdict));
		CHECK_THAT(e->verdict != VERDICT_FAIL || e->reason != REASON_NONE, "%s: event %u (%s) fails without a reason", where, id,
			   name);
	}
}

static inline void check_steps(const struct trace *t, const char *where)
{
	for (step_id id = 1; id < trace_n_steps(t); id++) {
		const struct step *s = trace_step(t, id);

		CHECK_THAT(s->title && s->title[0], "%s: step %u has no title", where, id);
		CHECK_THAT(s->unit < trace_n_units(t), "%s: step %u has the unit %u", where, id, s->unit);
		CHECK_THAT(s->first_event && trace_event(t, s->first_event)->step == id, "%s: step %u (%s) has no events", where, id, s->title);
	}
}

static inline void check_trace(const struct trace *t, const char *where)
{
	check_values(t, where);
	check_events(t, where);
	check_steps(t, where);
	for (unit_id id = 1; id < trace_n_units(t); id++)
		check_unit(t, id, where);
}

/* The first that ended it; NULL: nothing did. */
static inline const struct event *fatal_event(const struct trace *t)
{
	for (event_id id = 1; id < trace_n_events(t); id++)
		if (trace_event(t, id)->fatal)
			return trace_event(t, id);
	return NULL;
}

#endif
