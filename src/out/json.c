#include "out/json.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "spec/codes.h"
#include "spec/events.h"
#include "spec/reasons.h"
#include "view/graph/compare.h"
#include "view/text/describe.h"
#include "view/graph/knows.h"
#include "view/graph/provenance.h"
#include "view/graph/recipe.h"

enum { FIELD_TEXT = 200 };   /* columns that a field's text takes at most; the bytes are in the value */

struct json_writer {
	const struct trace *t;
	FILE *out;
	struct buf line, text;
	uint64_t seq;
	bool comma;              /* the object or array that is open has a member */
	event_id next_event;
	value_id next_value;
	struct buf units;        /* one byte each: written already */
};

struct json_writer *json_writer_new(const struct trace *t, FILE *out)
{
	struct json_writer *w = mem_alloc(sizeof(*w));

	w->t = t;
	w->out = out;
	w->next_event = w->next_value = 1;
	return w;
}

void json_writer_free(struct json_writer *w)
{
	if (!w)
		return;
	buf_free(&w->line);
	buf_free(&w->text);
	buf_free(&w->units);
	free(w);
}

/* ---- the writer: keys and values into w->line ---- */

static void put_comma(struct json_writer *w)
{
	if (w->comma)
		buf_puts(&w->line, ",");
	w->comma = true;
}

static void put_key(struct json_writer *w, const char *key)
{
	put_comma(w);
	if (key)
		buf_printf(&w->line, "\"%s\":", key);
}

static void put_text(struct json_writer *w, const char *key, struct bytes text)
{
	put_key(w, key);
	buf_puts(&w->line, "\"");
	text_json(&w->line, text);
	buf_puts(&w->line, "\"");
}

static void put_str(struct json_writer *w, const char *key, const char *s)
{
	if (s) {
		put_text(w, key, bytes_str(s));
		return;
	}
	put_key(w, key);
	buf_puts(&w->line, "null");
}

/* What the describe functions left in w->text. */
static void put_described(struct json_writer *w, const char *key)
{
	put_text(w, key, buf_bytes(&w->text));
	buf_clear(&w->text);
}

static void put_lower(struct json_writer *w, const char *key, const char *s)
{
	for (; *s; s++)
		buf_add_uint(&w->text, 1, (uint64_t)tolower((unsigned char)*s));
	put_described(w, key);
}

static void put_int(struct json_writer *w, const char *key, int64_t v)
{
	put_key(w, key);
	buf_printf(&w->line, "%lld", (long long)v);
}

static void put_arg(struct json_writer *w, const char *key, int64_t v)
{
	if (v == ARG_UNKNOWN)
		put_str(w, key, NULL);
	else
		put_int(w, key, v);
}

static void put_bool(struct json_writer *w, const char *key, bool v)
{
	put_key(w, key);
	buf_puts(&w->line, v ? "true" : "false");
}

static void put_hex(struct json_writer *w, const char *key, struct bytes b)
{
	put_key(w, key);
	buf_puts(&w->line, "\"");
	text_hex(&w->line, b, 0);
	buf_puts(&w->line, "\"");
}

static void put_ids(struct json_writer *w, const char *key, const uint32_t *ids, size_t n)
{
	put_key(w, key);
	buf_puts(&w->line, "[");
	for (size_t i = 0, k = 0; i < n; i++)
		if (ids[i])
			buf_printf(&w->line, "%s%u", k++ ? "," : "", ids[i]);
	buf_puts(&w->line, "]");
}

static void open_group(struct json_writer *w, const char *key, const char *bracket)
{
	put_key(w, key);
	buf_puts(&w->line, bracket);
	w->comma = false;
}

static void close_group(struct json_writer *w, const char *bracket)
{
	buf_puts(&w->line, bracket);
	w->comma = true;
}

static void begin_line(struct json_writer *w, const char *type)
{
	buf_clear(&w->line);
	buf_clear(&w->text);
	w->comma = false;
	open_group(w, NULL, "{");
	put_str(w, "schema", JSON_SCHEMA);
	if (w->t->stream >= 0)
		put_int(w, "stream", w->t->stream);
	put_int(w, "seq", (int64_t)++w->seq);
	put_str(w, "type", type);
}

static void end_line(struct json_writer *w)
{
	close_group(w, "}");
	buf_puts(&w->line, "\n");
	fwrite(w->line.p, 1, w->line.n, w->out);
}

/* ---- lines ---- */

static void write_value(struct json_writer *w, value_id id)
{
	const struct value *v = trace_value(w->t, id);

	begin_line(w, "value");
	put_int(w, "id", id);
	put_str(w, "op", value_op_name(v->op));
	put_ids(w, "inputs", v->inputs, v->n_inputs);
	put_str(w, "label", v->label ? v->label : "");
	put_hex(w, "hex", v->bytes);
	if (v->alg)
		put_str(w, "alg", v->alg);
	if (v->op == OP_SLICE)
		put_int(w, "offset", v->offset);
	put_str(w, "actor", trace_actor(w->t, v->actor)->name);
	if (v->show != SHOW_HEX) {
		describe_value(w->t, id, 0, &w->text);
		put_described(w, "text");
	}
	end_line(w);
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

	open_group(w, NULL, "{");
	trace_field_path(w->t, id, &w->text);
	put_described(w, "path");
	put_int(w, "depth", f->depth);
	put_int(w, "off", f->off);
	put_int(w, "len", f->len);
	put_bool(w, "leaf", f->leaf);
	if (f->malformed)
		put_bool(w, "malformed", true);
	describe_field_value(w->t, id, FIELD_TEXT, &w->text);
	put_described(w, "text");
	if (f->value)
		put_int(w, "value", f->value);
	close_group(w, "}");
}

static const char *unit_kind_name(enum unit_kind k)
{
	static const char *const names[] = { "record", "plaintext", "message", "block", "certificate" };

	return names[k];
}

static void write_unit(struct json_writer *w, unit_id id)
{
	const struct unit *u = trace_unit(w->t, id);

	begin_line(w, "unit");
	put_int(w, "id", id);
	put_str(w, "kind", unit_kind_name(u->kind));
	put_str(w, "sender", trace_actor(w->t, u->sender)->name);
	put_str(w, "name", describe_unit_name(w->t, id));
	put_int(w, "value", u->value);
	if (u->carrier) {
		put_int(w, "carrier", u->carrier);
		put_int(w, "carrier_offset", u->carrier_off);
	}
	if (u->kind == UNIT_RECORD || u->kind == UNIT_PLAINTEXT)
		put_int(w, "record_seq", (int64_t)u->seq);
	put_bool(w, "encrypted", u->encrypted);
	if (u->altered)
		put_bool(w, "altered", true);
	put_int(w, "step", u->step);
	open_group(w, "fields", "[");
	for (field_id f = u->first_field; f < u->first_field + u->n_fields; f++)
		put_field(w, f);
	close_group(w, "]");
	end_line(w);
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

	open_group(w, "args", "{");
	for (int i = 0; i < 2; i++)
		if (spec->arg[i])
			put_arg(w, spec->arg[i], e->arg[i]);
	close_group(w, "}");
}

static void write_event(struct json_writer *w, event_id id)
{
	const struct event *e = trace_event(w->t, id);
	const struct event_spec *spec = &event_specs[e->type];
	const struct event_text words = event_text(e->type, e->version);

	need_event(w, e);
	begin_line(w, spec->name);
	put_int(w, "id", id);
	put_str(w, "actor", trace_actor(w->t, e->actor)->name);
	put_int(w, "step", e->step);
	put_str(w, "step_title", trace_step(w->t, e->step)->title);
	put_str(w, "verdict", verdict_name(e->verdict));
	put_lower(w, "reason", reason_name(e->reason));
	put_bool(w, "fatal", e->fatal);
	put_args(w, e);
	put_ids(w, "values", e->values, e->n_values);
	if (e->unit)
		put_int(w, "unit", e->unit);
	if (e->unit && e->field) {
		trace_field_path(w->t, e->field, &w->text);
		put_described(w, "field");
	}
	put_str(w, "rfc", words.rfc);
	put_str(w, "title", words.title);
	describe_event(w->t, id, &w->text);
	put_described(w, "text");
	end_line(w);
}

static void write_begin(struct json_writer *w)
{
	begin_line(w, "trace.begin");
	put_str(w, "program", "slowshake");
	put_str(w, "scenario", w->t->scenario);
	put_str(w, "seed", w->t->seed);
	end_line(w);
}

static void write_end(struct json_writer *w)
{
	const struct trace_outcome *o = &trace_studied(w->t)->outcome;

	begin_line(w, "trace.end");
	put_str(w, "outcome", o->outcome ? o->outcome : "truncated");
	put_str(w, "version", o->version);
	put_str(w, "cipher_suite", o->cipher_suite);
	put_str(w, "alert", o->alert);
	put_str(w, "alert_from", o->alert_from ? trace_actor(w->t, o->alert_from)->name : NULL);
	put_str(w, "failed_check", o->failed_check);
	put_str(w, "server_name", o->server_name);
	describe_outcome(w->t, &w->text);
	put_described(w, "text");
	end_line(w);
}

/* ---- answers ---- */

/* All values of the trace come first. */
void json_writer_provenance(struct json_writer *w, value_id v)
{
	struct provenance p = { .every = true };

	need_value(w, trace_n_values(w->t) - 1);
	begin_line(w, "provenance");
	put_int(w, "value", v);
	for (int way = PROVENANCE_BACK; way <= PROVENANCE_FORTH; way++) {
		provenance_build(&p, w->t, v, (enum provenance_way)way, -1);
		open_group(w, way == PROVENANCE_BACK ? "made_of" : "went_into", "[");
		for (size_t i = 1; i < p.n; i++)
			if (!p.rows[i].again)
				put_int(w, NULL, p.rows[i].value);
		close_group(w, "]");
	}
	put_str(w, "rfc", provenance_rfc(w->t, v));
	end_line(w);
	provenance_free(&p);
}

void json_writer_knowledge(struct json_writer *w, enum knower who, event_id event)
{
	struct knows k = { 0 };

	need_value(w, trace_n_values(w->t) - 1);
	knows_build(&k, w->t, who, event);
	begin_line(w, "knowledge");
	put_str(w, "who", knower_name(who));
	put_int(w, "event", event);
	open_group(w, "values", "[");
	for (size_t i = 0; i < k.n; i++) {
		const struct knows_row *row = &k.rows[i];

		open_group(w, NULL, "{");
		put_int(w, "value", row->value);
		put_str(w, "label", trace_value(w->t, row->value)->label);
		put_str(w, "how", known_how_name(row->why.how));
		if (row->why.how != KNOWN_NOT)
			put_int(w, "since", row->why.since);
		if (row->why.from)
			put_int(w, "from", row->why.from);
		put_bool(w, "secret", row->secret);
		close_group(w, "}");
	}
	close_group(w, "]");
	put_int(w, "closed_records", (int64_t)k.closed);
	end_line(w);
	knows_free(&k);
}

void json_writer_recipe(struct json_writer *w, value_id v)
{
	struct recipe r = { 0 };
	enum status st = recipe_build(&r, w->t, v);

	need_value(w, trace_n_values(w->t) - 1);
	begin_line(w, "recipe");
	put_int(w, "value", v);
	put_str(w, "command", st == ST_OK ? buf_str(&r.command) : NULL);
	put_int(w, "bytes", st == ST_OK ? (int64_t)r.bytes : 0);
	put_str(w, "note", r.note);
	end_line(w);
	recipe_free(&r);
}

static void put_event_id(struct json_writer *w, const char *key, event_id id)
{
	if (id)
		put_int(w, key, id);
	else
		put_str(w, key, NULL);
}

void json_writer_comparison(struct json_writer *w, const struct trace *original)
{
	struct compare c;

	compare_build(&c, original, w->t);
	begin_line(w, "comparison");
	put_event_id(w, "fault", c.fault);
	compare_say_change(&c, w->t, &w->text);
	put_described(w, "change");
	put_event_id(w, "parts_at", c.parts[1]);
	put_event_id(w, "parts_at_original", c.parts[0]);
	put_event_id(w, "first_sign", c.doubt);
	put_event_id(w, "noticed", c.noticed);
	put_str(w, "noticed_by", c.noticed ? trace_actor(w->t, trace_event(w->t, c.noticed)->actor)->name : NULL);
	put_str(w, "check", c.noticed ? event_specs[trace_event(w->t, c.noticed)->type].name : NULL);
	put_str(w, "alert", c.alert ? code_name(&codes_alert, (uint32_t)trace_event(w->t, c.alert)->arg[1]) : NULL);
	put_bool(w, "same_end", c.same_end);
	put_str(w, "original_outcome", trace_studied(original)->outcome.outcome ? trace_studied(original)->outcome.outcome : "truncated");
	end_line(w);
}

static enum status written(struct json_writer *w)
{
	return fflush(w->out) != 0 || ferror(w->out) ? ST_IO : ST_OK;
}

enum status json_writer_update(struct json_writer *w)
{
	uint32_t n = trace_n_events(w->t);

	if (!w->seq)
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
