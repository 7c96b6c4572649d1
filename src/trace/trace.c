#include "trace/trace.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "spec/layout.h"
#include "trace/knowledge.h"

const char *verdict_name(enum verdict v)
{
	static const char *const names[] = { "none", "ok", "fail", "warn", "skipped", "unjudged" };

	return names[v];
}

const char *value_op_name(enum value_op op)
{
	static const char *const names[] = {
#define X(name, text) #name,
		VALUE_OP_LIST(X)
#undef X
	};
	return names[op];
}

const char *value_op_text(enum value_op op)
{
	static const char *const texts[] = {
#define X(name, text) text,
		VALUE_OP_LIST(X)
#undef X
	};
	return texts[op];
}

/* The null elements. */
static void begin(struct trace *t)
{
	t->stream = -1;
	for (size_t i = 0; i < ACTOR_ADDED; i++)
		trace_add_actor(t, actors_standard[i]);
	trace_add_connection(t, ACTOR_CLIENT, ACTOR_SERVER);
	segvec_add(&t->events, sizeof(struct event));
	segvec_add(&t->values, sizeof(struct value));
	segvec_add(&t->units, sizeof(struct unit));
	segvec_add(&t->fields, sizeof(struct field));
	segvec_add(&t->steps, sizeof(struct step));
}

struct trace *trace_new(void)
{
	struct trace *t = mem_alloc(sizeof(*t));

	t->knowledge = knowledge_new();
	begin(t);
	return t;
}

static void forget_awaited(struct trace *t)
{
	for (size_t i = 0; i < t->connections.n; i++)
		for (size_t side = 0; side < 2; side++)
			buf_free(&trace_connection(t, (connection_id)i)->awaited[side]);
}

void trace_clear(struct trace *t)
{
	const struct trace kept = *t;

	*t = (struct trace){
		.arena = kept.arena, .texts = kept.texts, .events = kept.events, .values = kept.values, .units = kept.units, .fields = kept.fields,
		.steps = kept.steps, .actors = kept.actors, .connections = kept.connections, .handshakes = kept.handshakes, .runs = kept.runs, .moments = kept.moments, .knowledge = kept.knowledge,
	};
	knowledge_clear(t->knowledge);
	arena_clear(&t->arena);
	arena_clear(&t->texts);
	segvec_clear(&t->events);
	segvec_clear(&t->values);
	segvec_clear(&t->units);
	segvec_clear(&t->fields);
	segvec_clear(&t->steps);
	segvec_clear(&t->actors);
	forget_awaited(t);
	segvec_clear(&t->connections);
	segvec_clear(&t->handshakes);
	segvec_clear(&t->runs);
	segvec_clear(&t->moments);
	begin(t);
}

void trace_free(struct trace *t)
{
	if (!t)
		return;
	segvec_free(&t->events);
	segvec_free(&t->values);
	segvec_free(&t->units);
	segvec_free(&t->fields);
	segvec_free(&t->steps);
	segvec_free(&t->actors);
	forget_awaited(t);
	segvec_free(&t->connections);
	segvec_free(&t->handshakes);
	segvec_free(&t->runs);
	segvec_free(&t->moments);
	arena_free(&t->arena);
	arena_free(&t->texts);
	knowledge_free(t->knowledge);
	free(t);
}

static const value_id *copy_ids(struct trace *t, const value_id *ids, size_t n)
{
	value_id *out;

	if (!n)
		return NULL;
	for (size_t i = 0; i < n; i++)
		assert(ids[i] < t->values.n);
	out = arena_alloc(&t->arena, n * sizeof(*ids));
	memcpy(out, ids, n * sizeof(*ids));
	return out;
}

static value_id add_value(struct trace *t, struct value v, const value_id *inputs, size_t n_inputs)
{
	struct value *slot = segvec_push(&t->values, sizeof(v));

	for (size_t i = 0; i < n_inputs; i++)
		assert(inputs[i] != 0);
	*slot = v;
	if (t->brief) {
		slot->label = "";
		return (value_id)(t->values.n - 1);
	}
	slot->label = arena_str(&t->arena, v.label);
	slot->inputs = copy_ids(t, inputs, n_inputs);
	slot->n_inputs = (uint32_t)n_inputs;
	return (value_id)(t->values.n - 1);
}

value_id trace_add_value(struct trace *t, enum actor actor, enum value_op op, const char *label,
			 const char *alg, const value_id *inputs, size_t n_inputs, struct bytes bytes)
{
	return trace_add_own(t, actor, op, label, alg, inputs, n_inputs, arena_copy(&t->arena, bytes));
}

uint8_t *trace_room(struct trace *t, size_t n)
{
	uint8_t *p = arena_alloc(&t->arena, n + 1);

	p[n] = 0;
	return p;
}

value_id trace_add_own(struct trace *t, enum actor actor, enum value_op op, const char *label,
		       const char *alg, const value_id *inputs, size_t n_inputs, struct bytes own)
{
	struct value v = { .op = op, .actor = actor, .label = label, .alg = alg, .bytes = own };

	return add_value(t, v, inputs, n_inputs);
}

value_id trace_add_leaf(struct trace *t, enum actor actor, enum value_op op, const char *label, struct bytes bytes)
{
	return trace_add_value(t, actor, op, label, NULL, NULL, 0, bytes);
}

value_id trace_add_slice(struct trace *t, enum actor actor, value_id whole, size_t off, size_t n, const char *label)
{
	struct value v = {
		.op = OP_SLICE, .actor = actor, .label = label, .offset = (uint32_t)off,
		.bytes = bytes_slice(trace_bytes(t, whole), off, n),
	};

	return add_value(t, v, &whole, 1);
}

value_id trace_add_concat(struct trace *t, enum actor actor, const char *label, const value_id *parts, size_t n)
{
	struct value v = { .op = OP_CONCAT, .actor = actor, .label = label };
	uint8_t *p;
	size_t total = 0;

	for (size_t i = 0; i < n; i++)
		total += trace_bytes(t, parts[i]).n;
	p = arena_alloc(&t->arena, total + 1);
	v.bytes = bytes_of(p, total);
	for (size_t i = 0; i < n; i++) {
		struct bytes b = trace_bytes(t, parts[i]);

		if (b.n)
			memcpy(p, b.p, b.n);
		p += b.n;
	}
	return add_value(t, v, parts, n);
}

value_id trace_add_uint(struct trace *t, enum actor actor, enum value_op op, const char *label, unsigned width, uint64_t v)
{
	uint8_t tmp[8];

	assert(width <= sizeof(tmp));
	for (unsigned i = 0; i < width; i++)
		tmp[i] = (uint8_t)(v >> (8 * (width - 1 - i)));
	return trace_show(t, trace_add_leaf(t, actor, op, label, bytes_of(tmp, width)), SHOW_NUMBER, NULL);
}

value_id trace_add_time(struct trace *t, enum actor actor, enum value_op op, const char *label, utc_time when)
{
	char text[24];

	time_format(when, text);
	return trace_show(t, trace_add_leaf(t, actor, op, label, bytes_str(text)), SHOW_TIME, NULL);
}

value_id trace_show(struct trace *t, value_id id, enum show show, const struct code_table *codes)
{
	struct value *v = segvec_at(&t->values, id);

	v->show = show;
	v->codes = codes;
	return id;
}

step_id trace_open_step(struct trace *t, const char *title, enum actor sender)
{
	struct step *s = segvec_add(&t->steps, sizeof(*s));

	s->title = title;
	s->sender = sender;
	s->connection = t->connection;
	t->step = (step_id)(t->steps.n - 1);
	return t->step;
}

void trace_set_step(struct trace *t, step_id step)
{
	assert(step < t->steps.n);
	t->step = step;
}

void trace_turn_to(struct trace *t, connection_id id)
{
	step_id step = (step_id)t->steps.n;

	if (t->connection == id)
		return;
	t->connection = id;
	while (step && (!--step || trace_step(t, step)->connection != id))
		continue;
	trace_set_step(t, step);
}

step_id trace_current_step(const struct trace *t)
{
	return t->step;
}

void trace_agree_version(struct trace *t, uint16_t version, unit_id unit)
{
	trace_current(t)->version = version;
	if (unit)
		trace_edit_unit(t, unit)->version = version;
}

void trace_put_unit(struct trace *t, unit_id unit, step_id step)
{
	struct step *s;

	trace_edit_unit(t, unit)->step = step;
	if (t->brief)                   /* nobody looks for them */
		return;
	s = segvec_at(&t->steps, step);
	if (!s->first_unit || unit < s->first_unit)
		s->first_unit = unit;
	if (unit >= s->end_unit)
		s->end_unit = unit + 1;
}

unit_id trace_add_unit(struct trace *t, enum unit_kind kind, enum actor sender, value_id value)
{
	struct unit *u = segvec_add(&t->units, sizeof(*u));

	u->kind = kind;
	u->sender = sender;
	u->value = value;
	u->version = trace_current(t)->version;
	u->connection = t->connection;
	trace_put_unit(t, (unit_id)(t->units.n - 1), t->step);
	return (unit_id)(t->units.n - 1);
}

field_id trace_add_field(struct trace *t, unit_id unit, field_id parent, const struct layout *layout,
			 uint32_t off, uint32_t len, bool leaf)
{
	struct unit *u = trace_edit_unit(t, unit);
	struct field *f = segvec_push(&t->fields, sizeof(*f));
	field_id id = (field_id)(t->fields.n - 1);

	if (!u->n_fields)
		u->first_field = id;
	assert(id == u->first_field + u->n_fields && parent < id);
	u->n_fields++;
	*f = (struct field){ .unit = unit, .parent = parent, .layout = layout, .off = off, .len = len, .leaf = leaf };
	if (parent)
		f->depth = (uint16_t)(trace_field(t, parent)->depth + 1);
	return id;
}

struct event *trace_add_event(struct trace *t, unsigned type, enum actor actor,
			      const value_id *values, size_t n_values)
{
	struct event *e;
	event_id id;
	struct step *s;

	if (t->brief) {
		t->scratch = (struct event){ .type = type, .actor = actor };
		return &t->scratch;
	}
	e = segvec_add(&t->events, sizeof(*e));
	id = (event_id)(t->events.n - 1);
	s = segvec_at(&t->steps, t->step);
	e->type = type;
	e->actor = actor;
	e->version = trace_current(t)->version;
	e->step = t->step;
	if (id == 1 || trace_event(t, id - 1)->step != e->step)
		*(event_id *)segvec_push(&t->runs, sizeof(id)) = id;
	e->n_values = (uint32_t)n_values;
	e->values = copy_ids(t, values, n_values);
	if (e->step && !s->first_event)
		s->first_event = id;
	for (size_t i = 0; i < n_values; i++) {
		struct value *v = segvec_at(&t->values, values[i]);

		if (values[i] && !v->event)
			v->event = id;
	}
	return e;
}

uint32_t trace_run_of(const struct trace *t, event_id e)
{
	uint32_t from = 0, to = trace_n_runs(t);

	assert(e);
	while (to - from > 1) {
		const uint32_t middle = from + (to - from) / 2;

		if (trace_run_first(t, middle) <= e)
			from = middle;
		else
			to = middle;
	}
	return from;
}

void trace_rewind(struct trace *t, struct trace_mark m)
{
	assert(t->brief);
	segvec_cut(&t->units, m.units);
	segvec_cut(&t->fields, m.fields);
	segvec_cut(&t->steps, m.steps);
	t->step = m.steps - 1;
}

value_id trace_field_value(struct trace *t, field_id id)
{
	struct field *f = trace_edit_field(t, id);
	const struct unit *u = trace_unit(t, f->unit);

	if (!f->value) {
		f->value = trace_add_slice(t, u->sender, u->value, f->off, f->len, f->layout->name);
		trace_show(t, f->value, f->layout->show, f->layout->codes);
	}
	return f->value;
}

struct bytes trace_field_bytes(const struct trace *t, field_id id)
{
	const struct field *f = trace_field(t, id);

	return bytes_slice(trace_bytes(t, trace_unit(t, f->unit)->value), f->off, f->len);
}

field_id trace_field_end(const struct trace *t, field_id id)
{
	const struct field *f = trace_field(t, id);
	const struct unit *u = trace_unit(t, f->unit);
	field_id end = u->first_field + u->n_fields, i = id + 1 + f->under;

	while (!f->leaf && i < end && trace_field(t, i)->depth > f->depth)
		i++;
	return i;
}

field_id trace_find_field(const struct trace *t, field_id root, const char *name, field_id after)
{
	const struct field *r = trace_field(t, root), *f = NULL;
	const struct unit *u = trace_unit(t, r->unit);
	const uint16_t depth = r->depth;
	const field_id end = u->first_field + u->n_fields;
	size_t run = 0;

	for (field_id i = after > root ? after + 1 : root + 1; i < end; i++, f++, run--) {
		if (!run)
			f = segvec_run(&t->fields, i, &run);
		if (f->depth <= depth)
			return 0;
		if (f->layout->name[0] == name[0] && strcmp(f->layout->name, name) == 0)
			return i;
	}
	return 0;
}

field_id trace_find_child(const struct trace *t, field_id root, const char *name, field_id after)
{
	const field_id end = trace_field_end(t, root);

	for (field_id i = after ? trace_field_end(t, after) : root + 1; i < end; i = trace_field_end(t, i))
		if (strcmp(trace_field(t, i)->layout->name, name) == 0)
			return i;
	return 0;
}

field_id trace_leaf_at(const struct trace *t, unit_id unit, uint32_t off)
{
	const struct unit *u = trace_unit(t, unit);

	for (field_id i = u->first_field; i < u->first_field + u->n_fields; i++) {
		const struct field *f = trace_field(t, i);

		if (f->leaf && off >= f->off && off - f->off < f->len)
			return i;
	}
	return 0;
}

bool trace_field_is_element(const struct trace *t, field_id id)
{
	const struct field *f = trace_field(t, id);

	return f->parent && trace_field(t, f->parent)->layout->kind == L_LIST &&
	       !(f->layout >= layout_length && f->layout < layout_length + ARRAY_LEN(layout_length));
}

void trace_field_path(const struct trace *t, field_id id, struct buf *out)
{
	const struct field *f = trace_field(t, id);

	if (f->parent && trace_field(t, f->parent)->parent) {
		trace_field_path(t, f->parent, out);
		buf_puts(out, ".");
	}
	if (f->layout->name)
		buf_puts(out, f->layout->name);
	if (trace_field_is_element(t, id))
		buf_printf(out, "[%u]", f->index);
}

/* ---- times ---- */

struct moment {
	event_id first;                  /* and those after it, up to the next moment's */
	int64_t ns;
};

void trace_set_time(struct trace *t, int64_t ns)
{
	size_t n = t->moments.n;
	struct moment *last = n ? segvec_at(&t->moments, n - 1) : NULL;

	if (t->brief || (last && last->ns == ns))
		return;
	if (!last || last->first != trace_n_events(t))
		last = segvec_add(&t->moments, sizeof(*last));
	*last = (struct moment){ trace_n_events(t), ns };
}

bool trace_event_time(const struct trace *t, event_id e, int64_t *ns)
{
	size_t from = 0, to = t->moments.n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		const struct moment *m = segvec_at(&t->moments, middle);

		if (m->first <= e)
			from = middle + 1;
		else
			to = middle;
	}
	if (from)
		*ns = ((const struct moment *)segvec_at(&t->moments, from - 1))->ns;
	return from != 0;
}
