#include "out/json.h"

#include <stdlib.h>
#include <string.h>

#include "out/json_line.h"
#include "spec/codes.h"
#include "spec/events.h"
#include "spec/reasons.h"
#include "view/graph/compare.h"
#include "view/text/describe.h"
#include "view/graph/knows.h"
#include "view/graph/provenance.h"
#include "view/graph/recipe.h"
#include "view/graph/schedule.h"
#include "view/text/moment.h"

enum { FIELD_TEXT = 200 };   /* columns that a field's text takes at most; the bytes are in the value */

struct json_writer {
	const struct trace *t;
	struct json_line l;
	event_id next_event;
	value_id next_value;
	struct buf units;        /* one byte each: written already */
};

struct json_writer *json_writer_new(const struct trace *t, FILE *out)
{
	struct json_writer *w = mem_alloc(sizeof(*w));

	w->t = t;
	w->l = (struct json_line){ .out = out, .stream = t->stream };
	w->next_event = w->next_value = 1;
	return w;
}

void json_writer_free(struct json_writer *w)
{
	if (!w)
		return;
	buf_free(&w->l.bytes);
	buf_free(&w->l.text);
	buf_free(&w->units);
	free(w);
}

/* ---- lines ---- */

static void write_value(struct json_writer *w, value_id id)
{
	const struct value *v = trace_value(w->t, id);

	json_begin(&w->l, "value");
	json_put_int(&w->l, "id", id);
	json_put_str(&w->l, "op", value_op_name(v->op));
	json_put_ids(&w->l, "inputs", v->inputs, v->n_inputs);
	json_put_str(&w->l, "label", v->label ? v->label : "");
	json_put_hex(&w->l, "hex", v->bytes);
	if (v->alg)
		json_put_str(&w->l, "alg", v->alg);
	if (v->op == OP_SLICE)
		json_put_int(&w->l, "offset", v->offset);
	json_put_str(&w->l, "actor", trace_actor(w->t, v->actor)->name);
	if (v->show != SHOW_HEX) {
		describe_value(w->t, id, 0, &w->l.text);
		json_put_described(&w->l, "text");
	}
	json_end(&w->l);
}

/* All values up to id; inputs always have smaller ids than what is made of them. */
static void need_value(struct json_writer *w, value_id id)
{
	for (; w->next_value <= id; w->next_value++)
		write_value(w, w->next_value);
}

static bool unit_written(struct json_writer *w, unit_id id)
{
	while (w->units.n <= id)
		buf_add_uint(&w->units, 1, 0);
	if (w->units.p[id])
		return true;
	w->units.p[id] = 1;
	return false;
}

static void put_field(struct json_writer *w, field_id id)
{
	const struct field *f = trace_field(w->t, id);

	json_open(&w->l, NULL, "{");
	trace_field_path(w->t, id, &w->l.text);
	json_put_described(&w->l, "path");
	json_put_int(&w->l, "depth", f->depth);
	json_put_int(&w->l, "off", f->off);
	json_put_int(&w->l, "len", f->len);
	json_put_bool(&w->l, "leaf", f->leaf);
	if (f->malformed)
		json_put_bool(&w->l, "malformed", true);
	describe_field_value(w->t, id, FIELD_TEXT, &w->l.text);
	json_put_described(&w->l, "text");
	if (f->value)
		json_put_int(&w->l, "value", f->value);
	json_close(&w->l, "}");
}

static const char *unit_kind_name(enum unit_kind k)
{
	static const char *const names[] = { "record", "plaintext", "message", "block", "certificate" };

	return names[k];
}

static void write_unit(struct json_writer *w, unit_id id)
{
	const struct unit *u = trace_unit(w->t, id);

	json_begin(&w->l, "unit");
	json_put_int(&w->l, "id", id);
	json_put_str(&w->l, "kind", unit_kind_name(u->kind));
	json_put_str(&w->l, "sender", trace_actor(w->t, u->sender)->name);
	json_put_str(&w->l, "name", describe_unit_name(w->t, id));
	json_put_int(&w->l, "value", u->value);
	if (u->carrier) {
		json_put_int(&w->l, "carrier", u->carrier);
		json_put_int(&w->l, "carrier_offset", u->carrier_off);
	}
	if (u->kind == UNIT_RECORD || u->kind == UNIT_PLAINTEXT)
		json_put_int(&w->l, "record_seq", (int64_t)u->seq);
	json_put_bool(&w->l, "encrypted", u->encrypted);
	if (u->altered)
		json_put_bool(&w->l, "altered", true);
	json_put_int(&w->l, "step", u->step);
	if (u->connection)
		json_put_int(&w->l, "connection", u->connection);
	json_open(&w->l, "fields", "[");
	for (field_id f = u->first_field; f < u->first_field + u->n_fields; f++)
		put_field(w, f);
	json_close(&w->l, "]");
	json_end(&w->l);
}

/* The unit and what it stands on, whatever the order in which they were made. */
static void need_unit(struct json_writer *w, unit_id id)
{
	const struct unit *u;

	if (!id || unit_written(w, id))
		return;
	u = trace_unit(w->t, id);
	need_unit(w, u->carrier);
	need_value(w, u->value);
	for (field_id f = u->first_field; f < u->first_field + u->n_fields; f++)
		need_value(w, trace_field(w->t, f)->value);
	write_unit(w, id);
}

static void need_event(struct json_writer *w, const struct event *e)
{
	for (uint32_t i = 0; i < e->n_values; i++)
		need_value(w, e->values[i]);
	if (e->unit)
		need_unit(w, e->unit);
}

static void put_args(struct json_writer *w, const struct event *e)
{
	const struct event_spec *spec = &event_specs[e->type];

	json_open(&w->l, "args", "{");
	for (int i = 0; i < 2; i++)
		if (spec->arg[i])
			json_put_arg(&w->l, spec->arg[i], e->arg[i]);
	json_close(&w->l, "}");
}

/* Of a capture, with the first event of each step. */
static void put_moment(struct json_writer *w, step_id step)
{
	int64_t ns, delta;

	if (!moment_of_step(w->t, step, &ns, &delta))
		return;
	moment_time(ns, &w->l.text);
	json_put_described(&w->l, "time");
	json_put_int(&w->l, "delta_us", delta / 1000);
}

static void write_event(struct json_writer *w, event_id id)
{
	const struct event *e = trace_event(w->t, id);
	const struct event_spec *spec = &event_specs[e->type];
	const struct event_text words = event_text(e->type, e->version);

	need_event(w, e);
	json_begin(&w->l, spec->name);
	json_put_int(&w->l, "id", id);
	json_put_str(&w->l, "actor", trace_actor(w->t, e->actor)->name);
	json_put_int(&w->l, "step", e->step);
	json_put_str(&w->l, "step_title", trace_step(w->t, e->step)->title);
	if (trace_step(w->t, e->step)->connection)
		json_put_int(&w->l, "connection", trace_step(w->t, e->step)->connection);
	if (trace_step(w->t, e->step)->first_event == id)
		put_moment(w, e->step);
	json_put_str(&w->l, "verdict", verdict_name(e->verdict));
	json_put_lower(&w->l, "reason", reason_name(e->reason));
	json_put_bool(&w->l, "fatal", e->fatal);
	put_args(w, e);
	json_put_ids(&w->l, "values", e->values, e->n_values);
	if (e->unit)
		json_put_int(&w->l, "unit", e->unit);
	if (e->unit && e->field) {
		trace_field_path(w->t, e->field, &w->l.text);
		json_put_described(&w->l, "field");
	}
	json_put_str(&w->l, "rfc", words.rfc);
	json_put_str(&w->l, "title", words.title);
	describe_event(w->t, id, &w->l.text);
	json_put_described(&w->l, "text");
	json_end(&w->l);
}

static void write_begin(struct json_writer *w)
{
	json_begin(&w->l, "trace.begin");
	json_put_str(&w->l, "program", "slowshake");
	json_put_str(&w->l, "scenario", w->t->scenario);
	json_put_str(&w->l, "seed", w->t->seed);
	json_end(&w->l);
}

static void put_outcome(struct json_writer *w, const struct trace_outcome *o)
{
	json_put_str(&w->l, "outcome", o->outcome ? o->outcome : "truncated");
	json_put_str(&w->l, "version", o->version);
	json_put_str(&w->l, "cipher_suite", o->cipher_suite);
	json_put_str(&w->l, "alert", o->alert);
	json_put_str(&w->l, "alert_from", o->alert_from ? trace_actor(w->t, o->alert_from)->name : NULL);
	json_put_str(&w->l, "failed_check", o->failed_check);
	json_put_str(&w->l, "server_name", o->server_name);
	if (o->cause) {
		json_put_str(&w->l, "cause", o->cause);
		json_put_str(&w->l, "cause_text", o->cause_text);
	}
	if (o->resumed)
		json_put_bool(&w->l, "resumed", true);
}

static void write_connection_end(struct json_writer *w, connection_id id)
{
	const struct trace_connection *c = trace_connection(w->t, id);

	json_begin(&w->l, "connection.end");
	json_put_int(&w->l, "connection", id);
	json_put_str(&w->l, "client", trace_actor(w->t, c->parties[0])->name);
	json_put_str(&w->l, "server", trace_actor(w->t, c->parties[1])->name);
	put_outcome(w, &c->outcome);
	json_end(&w->l);
}

static void write_end(struct json_writer *w)
{
	for (size_t i = 0; i < w->t->connections.n; i++)
		if (trace_was_opened(w->t, (connection_id)i))
			write_connection_end(w, (connection_id)i);
	json_begin(&w->l, "trace.end");
	put_outcome(w, &trace_studied(w->t)->outcome);
	describe_outcome(w->t, &w->l.text);
	json_put_described(&w->l, "text");
	json_end(&w->l);
}

/* ---- answers ---- */

/* All values of the trace come first. */
void json_writer_provenance(struct json_writer *w, value_id v)
{
	struct provenance p = { .every = true };

	need_value(w, trace_n_values(w->t) - 1);
	json_begin(&w->l, "provenance");
	json_put_int(&w->l, "value", v);
	for (int way = PROVENANCE_BACK; way <= PROVENANCE_FORTH; way++) {
		provenance_build(&p, w->t, v, (enum provenance_way)way, -1);
		json_open(&w->l, way == PROVENANCE_BACK ? "made_of" : "went_into", "[");
		for (size_t i = 1; i < p.n; i++)
			if (!p.rows[i].again)
				json_put_int(&w->l, NULL, p.rows[i].value);
		json_close(&w->l, "]");
	}
	json_put_str(&w->l, "rfc", provenance_rfc(w->t, v));
	json_end(&w->l);
	provenance_free(&p);
}

void json_writer_knowledge(struct json_writer *w, enum knower who, event_id event)
{
	struct knows k = { 0 };

	need_value(w, trace_n_values(w->t) - 1);
	knows_build(&k, w->t, who, event);
	json_begin(&w->l, "knowledge");
	json_put_str(&w->l, "who", knower_name(who));
	json_put_int(&w->l, "event", event);
	json_open(&w->l, "values", "[");
	for (size_t i = 0; i < k.n; i++) {
		const struct knows_row *row = &k.rows[i];

		json_open(&w->l, NULL, "{");
		json_put_int(&w->l, "value", row->value);
		json_put_str(&w->l, "label", trace_value(w->t, row->value)->label);
		json_put_str(&w->l, "how", known_how_name(row->why.how));
		if (row->why.how != KNOWN_NOT)
			json_put_int(&w->l, "since", row->why.since);
		if (row->why.from)
			json_put_int(&w->l, "from", row->why.from);
		json_put_bool(&w->l, "secret", row->secret);
		json_close(&w->l, "}");
	}
	json_close(&w->l, "]");
	json_put_int(&w->l, "closed_records", (int64_t)k.closed);
	json_end(&w->l);
	knows_free(&k);
}

void json_writer_schedule(struct json_writer *w, enum actor who, event_id event)
{
	struct schedule s = { 0 };

	need_value(w, trace_n_values(w->t) - 1);
	schedule_build(&s, w->t, who, event);
	json_begin(&w->l, "schedule");
	json_put_str(&w->l, "who", trace_actor(w->t, who)->name);
	json_put_int(&w->l, "event", event);
	json_open(&w->l, "secrets", "[");
	for (size_t i = 0; i < s.n; i++) {
		json_open(&w->l, NULL, "{");
		json_put_str(&w->l, "label", s.rows[i].label);
		json_put_str(&w->l, "how", s.rows[i].how);
		json_put_int(&w->l, "depth", s.rows[i].depth);
		if (s.rows[i].value)
			json_put_int(&w->l, "value", s.rows[i].value);
		json_close(&w->l, "}");
	}
	json_close(&w->l, "]");
	json_end(&w->l);
	schedule_free(&s);
}

void json_writer_recipe(struct json_writer *w, value_id v)
{
	struct recipe r = { 0 };
	enum status st = recipe_build(&r, w->t, v);

	need_value(w, trace_n_values(w->t) - 1);
	json_begin(&w->l, "recipe");
	json_put_int(&w->l, "value", v);
	json_put_str(&w->l, "command", st == ST_OK ? buf_str(&r.command) : NULL);
	json_put_int(&w->l, "bytes", st == ST_OK ? (int64_t)r.bytes : 0);
	json_put_str(&w->l, "note", r.note);
	json_end(&w->l);
	recipe_free(&r);
}

static void put_event_id(struct json_writer *w, const char *key, event_id id)
{
	if (id)
		json_put_int(&w->l, key, id);
	else
		json_put_str(&w->l, key, NULL);
}

void json_writer_comparison(struct json_writer *w, const struct trace *original)
{
	const char *end = trace_studied(original)->outcome.outcome;
	struct compare c;

	compare_build(&c, original, w->t);
	json_begin(&w->l, "comparison");
	put_event_id(w, "fault", c.fault);
	compare_say_change(&c, w->t, &w->l.text);
	json_put_described(&w->l, "change");
	put_event_id(w, "parts_at", c.parts[1]);
	put_event_id(w, "parts_at_original", c.parts[0]);
	put_event_id(w, "first_sign", c.doubt);
	put_event_id(w, "noticed", c.noticed);
	json_put_str(&w->l, "noticed_by", c.noticed ? trace_actor(w->t, trace_event(w->t, c.noticed)->actor)->name : NULL);
	json_put_str(&w->l, "check", c.noticed ? event_specs[trace_event(w->t, c.noticed)->type].name : NULL);
	json_put_str(&w->l, "alert", c.alert ? code_name(&codes_alert, (uint32_t)trace_event(w->t, c.alert)->arg[1]) : NULL);
	json_put_bool(&w->l, "same_end", c.same_end);
	json_put_str(&w->l, "original_outcome", end ? end : "truncated");
	json_end(&w->l);
}

static enum status written(struct json_writer *w)
{
	return fflush(w->l.out) != 0 || ferror(w->l.out) ? ST_IO : ST_OK;
}

enum status json_writer_update(struct json_writer *w)
{
	uint32_t n = trace_n_events(w->t);

	if (!w->l.seq)
		write_begin(w);
	for (; w->next_event < n; w->next_event++)
		write_event(w, w->next_event);
	return written(w);
}

enum status json_writer_finish(struct json_writer *w)
{
	TRY(json_writer_update(w));
	need_value(w, trace_n_values(w->t) - 1);
	for (unit_id id = 1; id < trace_n_units(w->t); id++)
		need_unit(w, id);
	write_end(w);
	return written(w);
}

enum status json_writer_follow(struct json_writer *w, struct feed *f)
{
	enum feed_state state;
	enum status st;

	do {
		state = f->pump(f, -1);
		st = json_writer_update(w);
	} while (state != FEED_DONE && st == ST_OK);
	return st;
}

enum status json_run(struct feed *f, FILE *out)
{
	struct json_writer *w = json_writer_new(f->trace, out);
	enum status st = json_writer_follow(w, f);

	if (st == ST_OK)
		st = json_writer_finish(w);
	json_writer_free(w);
	return st;
}
