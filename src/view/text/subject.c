#include "view/text/subject.h"

#include <string.h>

#include "spec/layout.h"
#include "view/text/describe.h"

bool subject_equal(struct subject a, struct subject b)
{
	return a.kind == b.kind && a.id == b.id;
}

static event_id first_mention(const struct trace *t, unit_id unit)
{
	event_id e = trace_step(t, trace_unit(t, unit)->step)->first_event;

	for (e = e ? e : 1; e < trace_n_events(t); e++)
		if (trace_event(t, e)->unit == unit)
			return e;
	return 0;
}

event_id subject_first_event(const struct trace *t, unit_id unit)
{
	event_id best = first_mention(t, unit);
	unit_id carrier = trace_unit(t, unit)->carrier;

	if (!best)
		best = trace_value(t, trace_unit(t, unit)->value)->event;
	if (!best && carrier)
		best = first_mention(t, carrier);
	for (unit_id u = 1; !best && u < trace_n_units(t); u++)
		if (trace_unit(t, u)->carrier == unit)
			best = first_mention(t, u);
	return best ? best : trace_step(t, trace_unit(t, unit)->step)->first_event;
}

struct list {
	struct subject *out;
	size_t n;
};

static void add(struct list *l, enum subject_kind kind, uint32_t id)
{
	struct subject s = { kind, id };

	for (size_t i = 0; i < l->n; i++)
		if (subject_equal(l->out[i], s))
			return;
	if (l->n < SUBJECT_MAX)
		l->out[l->n++] = s;
}

static void add_with_carriers(const struct trace *t, struct list *l, unit_id u)
{
	if (trace_unit(t, u)->carrier && trace_unit(t, u)->carrier < u)
		add_with_carriers(t, l, trace_unit(t, u)->carrier);
	add(l, SUBJECT_UNIT, u);
}

static void add_units_of_step(const struct trace *t, struct list *l, event_id event, enum unit_kind kind)
{
	const step_id step = trace_event(t, event)->step;

	for (unit_id u = trace_step(t, step)->first_unit; step && u < trace_step(t, step)->end_unit; u++)
		if (trace_unit(t, u)->step == step && trace_unit(t, u)->kind == kind && subject_first_event(t, u) <= event)
			add(l, SUBJECT_UNIT, u);
}

size_t subject_list(const struct trace *t, event_id event, struct subject out[SUBJECT_MAX])
{
	static const enum unit_kind kinds[] = { UNIT_RECORD, UNIT_PLAINTEXT, UNIT_MESSAGE, UNIT_BLOCK };
	struct list l = { out, 0 };
	const struct event *e = trace_event(t, event);

	if (!event)
		return 0;
	if (e->n_values)
		add(&l, SUBJECT_VALUES, event);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		add_units_of_step(t, &l, event, kinds[i]);
	if (e->unit)
		add_with_carriers(t, &l, e->unit);
	return l.n;
}

/* The field that a value was read from: same bytes, and same name or long enough
 * not to be so by chance. */
static field_id field_read_as(const struct trace *t, unit_id unit, value_id v)
{
	enum { LONG = 8 };
	const struct value *value = trace_value(t, v);
	const struct unit *u = trace_unit(t, unit);

	if (!v || !value->bytes.n || (value->op != OP_SLICE && value->op != OP_WIRE))
		return 0;
	for (field_id f = u->first_field + 1; f < u->first_field + u->n_fields; f++) {
		const struct field *field = trace_field(t, f);

		if (field->len == value->bytes.n && bytes_equal(trace_field_bytes(t, f), value->bytes) &&
		    (field->len >= LONG || (field->layout->name && strcmp(field->layout->name, value->label) == 0)))
			return f;
	}
	return 0;
}

/* The event speaks of the unit as such, not of something computed from it. */
static bool is_about_unit(const struct trace *t, const struct event *e)
{
	return !e->n_values || !e->values[0] ||
	       bytes_equal(trace_bytes(t, e->values[0]), trace_bytes(t, trace_unit(t, e->unit)->value));
}

struct subject subject_default(const struct trace *t, event_id event, field_id *field)
{
	const struct event *e = trace_event(t, event);
	struct subject all[SUBJECT_MAX];
	size_t n = subject_list(t, event, all);
	field_id f = e->field;

	if (!f && e->unit && !is_about_unit(t, e))
		f = field_read_as(t, e->unit, e->values[0]);
	if (field)
		*field = f;
	if (e->unit && (f || is_about_unit(t, e)))
		return (struct subject){ SUBJECT_UNIT, f ? trace_field(t, f)->unit : e->unit };
	return n ? all[e->n_values ? 0 : n - 1] : (struct subject){ SUBJECT_NONE, 0 };
}

const char *subject_name(const struct trace *t, struct subject s)
{
	switch (s.kind) {
	case SUBJECT_UNIT:
		return describe_unit_name(t, s.id);
	case SUBJECT_VALUES:
		return "values";
	case SUBJECT_VALUE:
		return trace_value(t, s.id)->label;
	default:
		return "nothing yet";
	}
}
