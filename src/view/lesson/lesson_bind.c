#include "view/lesson/lesson_bind.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "view/describe.h"
#include "view/lesson/lesson_names.h"
#include "view/subject.h"

enum { MAX_NAMES = 600 };

/* ---- names for "did you mean" ---- */

struct names {
	const char *list[MAX_NAMES];
	size_t n;
};

static void add_name(struct names *all, const char *name)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->list[i], name) == 0)
			return;
	if (all->n < MAX_NAMES)
		all->list[all->n++] = name;
}

static enum status unknown_message(const struct trace *t, const char *word, struct error *err)
{
	struct names all = { .n = 0 };

	for (step_id s = 1; s < trace_n_steps(t); s++)
		add_name(&all, trace_step(t, s)->title);
	return lesson_unknown(err, "message", word, all.list, all.n);
}

static bool has_message(const struct trace *t, const char *message)
{
	for (step_id s = 1; s < trace_n_steps(t); s++)
		if (lesson_same_name(trace_step(t, s)->title, message))
			return true;
	return false;
}

static bool in_message(const struct trace *t, step_id step, const char *message)
{
	return !*message || lesson_same_name(lesson_message_of(t, step), message);
}

/* ---- events ---- */

static bool event_fits(const struct trace *t, event_id e, enum event_type type, const struct lesson_name *n)
{
	const struct event *ev = trace_event(t, e);

	return ev->type == type && (!n->actor || ev->actor == n->actor) && in_message(t, ev->step, n->message);
}

static enum status event_type_of(const struct trace *t, const struct lesson_name *n, enum event_type *type, struct error *err)
{
	struct names all = { .n = 0 };

	*type = event_by_name(n->name);
	if (*n->message && !has_message(t, n->message))
		return unknown_message(t, n->message, err);
	if (*type != EV_N)
		return ST_OK;
	for (size_t i = 0; i < EV_N; i++)
		add_name(&all, event_specs[i].name);
	return lesson_unknown(err, "event", n->name, all.list, all.n);
}

enum status lesson_find_event(const struct trace *t, const char *name, event_id *out, struct error *err)
{
	struct lesson_name n = lesson_name_of(name);
	enum event_type type;
	unsigned found = 0;

	*out = 0;
	if (strcmp(n.name, "end") == 0 && trace_n_events(t) > 1) {
		*out = trace_n_events(t) - 1;
		return ST_OK;
	}
	TRY(event_type_of(t, &n, &type, err));
	for (event_id e = 1; e < trace_n_events(t); e++)
		if (event_fits(t, e, type, &n)) {
			*out = e;
			if (++found == n.nth && !n.last)
				return ST_OK;
		}
	if (found && n.last)
		return ST_OK;
	*out = 0;
	if (found)
		return error_set(err, ST_NOT_FOUND, "the event \"%.100s\" never happens here: there are %u of them", name, found);
	return error_set(err, ST_NOT_FOUND, "the event \"%.100s\" never happens here", name);
}

/* ---- values ---- */

static step_id step_of_value(const struct trace *t, const struct value *v)
{
	return v->event ? trace_event(t, v->event)->step : 0;
}

static value_id find_value(const struct trace *t, const struct lesson_name *n, bool listed)
{
	unsigned found = 0;
	value_id last = 0;

	for (value_id v = 1; v < trace_n_values(t); v++) {
		const struct value *value = trace_value(t, v);

		if (!value->label || strcmp(value->label, n->name) != 0 || (n->actor && value->actor != n->actor) || (listed && !value->event) ||
		    !in_message(t, step_of_value(t, value), n->message))
			continue;
		last = v;
		if (++found == n->nth && !n->last)
			return v;
	}
	return n->last ? last : 0;
}

enum status lesson_find_value(const struct trace *t, const char *name, value_id *out, struct error *err)
{
	struct lesson_name n = lesson_name_of(name), whole = { .nth = 1 };
	struct names all = { .n = 0 };

	snprintf(whole.name, sizeof(whole.name), "%s", name);    /* "client address" is no client's "address" */
	*out = find_value(t, &whole, true);
	if (!*out)
		*out = find_value(t, &n, true);
	if (!*out)
		*out = find_value(t, &n, false);
	if (*out)
		return ST_OK;
	if (*n.message && !has_message(t, n.message))
		return unknown_message(t, n.message, err);
	for (value_id v = 1; v < trace_n_values(t); v++)
		if (trace_value(t, v)->event && trace_value(t, v)->label)
			add_name(&all, trace_value(t, v)->label);
	return lesson_unknown(err, "value", n.name, all.list, all.n);
}

/* ---- fields ---- */

/* "client_hello@record#2", the part of a path before its first dot. */
struct unit_name {
	enum actor sender;
	char message[48];
	enum unit_kind kind;
	unsigned nth;
};

static bool read_unit_name(const char *text, size_t len, struct unit_name *u, struct error *err)
{
	static const struct {
		const char *name;
		enum unit_kind kind;
	} kinds[] = { { "record", UNIT_RECORD }, { "plaintext", UNIT_PLAINTEXT }, { "block", UNIT_BLOCK } };
	char word[96], *at, *nth;
	struct lesson_name n;

	snprintf(word, sizeof(word), "%.*s", (int)len, text);
	n = lesson_name_of(word);
	*u = (struct unit_name){ .sender = n.actor, .kind = UNIT_MESSAGE, .nth = n.nth };
	nth = strchr(n.name, '#');
	if (nth) {
		u->nth = (unsigned)strtoul(nth + 1, NULL, 10);
		*nth = 0;
	}
	at = strchr(n.name, '@');
	if (at) {
		size_t i = 0;

		while (i < ARRAY_LEN(kinds) && strcmp(kinds[i].name, at + 1) != 0)
			i++;
		if (i == ARRAY_LEN(kinds)) {
			(void)error_set(err, ST_NOT_FOUND, "\"@%.40s\": there are @record, @plaintext and @block", at + 1);
			return false;
		}
		u->kind = kinds[i].kind;
		*at = 0;
	}
	snprintf(u->message, sizeof(u->message), "%.47s", n.name);
	return true;
}

/* What carried the unit, of that kind; 0 if nothing such did. */
static unit_id carrier_of(const struct trace *t, unit_id u, enum unit_kind kind)
{
	while (u && trace_unit(t, u)->kind != kind)
		u = trace_unit(t, u)->carrier;
	return u;
}

static unit_id find_unit(const struct trace *t, const struct unit_name *name)
{
	enum unit_kind from = name->kind == UNIT_BLOCK ? UNIT_BLOCK : UNIT_MESSAGE;
	unsigned found = 0;

	for (unit_id u = 1; u < trace_n_units(t); u++) {
		const struct unit *unit = trace_unit(t, u);
		const char *title = from == UNIT_BLOCK ? lesson_message_of(t, unit->step) : describe_unit_name(t, u);
		unit_id it;

		if (unit->kind != from || !lesson_same_name(title, name->message) || (name->sender && unit->sender != name->sender))
			continue;
		it = carrier_of(t, u, name->kind);
		if (it && ++found == name->nth)
			return it;
	}
	return 0;
}

static enum status unknown_field(const struct trace *t, field_id root, const char *word, struct error *err)
{
	struct names all = { .n = 0 };

	for (field_id f = root + 1; f < trace_field_end(t, root); f++)
		if (trace_field(t, f)->layout->name)
			add_name(&all, trace_field(t, f)->layout->name);
	return lesson_unknown(err, "field", word, all.list, all.n);
}

/* One part of a path: NAME or NAME[I], anywhere inside of `f`. */
static enum status find_part(const struct trace *t, field_id *f, const char *part, size_t len, struct error *err)
{
	char name[80], *bracket;
	long index = -1;
	field_id at = 0;

	snprintf(name, sizeof(name), "%.*s", (int)len, part);
	bracket = strchr(name, '[');
	if (bracket) {
		index = strtol(bracket + 1, NULL, 10);
		*bracket = 0;
	}
	do {
		at = trace_find_field(t, *f, name, at);
	} while (at && index >= 0 && (trace_field(t, at)->index != index || !trace_field_is_element(t, at)));
	if (!at && index >= 0 && trace_find_field(t, *f, name, 0))
		return error_set(err, ST_NOT_FOUND, "there is no field \"%.*s\" here; %s is no list that long", (int)len, part, name);
	if (!at)
		return unknown_field(t, *f, name, err);
	*f = at;
	return ST_OK;
}

/* Up to the next dot; further if the name itself has one (ASN.1Cert). */
static size_t part_length(const struct trace *t, field_id f, const char *path)
{
	size_t first = strcspn(path, "."), n = first;
	struct error ignored;

	for (;;) {
		field_id at = f;

		if (find_part(t, &at, path, n, &ignored) == ST_OK)
			return n;
		if (!path[n])
			return first;
		n += 1 + strcspn(path + n + 1, ".");
	}
}

enum status lesson_find_field(const struct trace *t, const char *path, field_id *out, struct error *err)
{
	struct unit_name name;
	unit_id unit;

	*out = 0;
	path += strspn(path, " ");
	if (!read_unit_name(path, strcspn(path, "."), &name, err))
		return ST_NOT_FOUND;
	unit = find_unit(t, &name);
	if (!unit && has_message(t, name.message))
		return error_set(err, ST_NOT_FOUND, "\"%.100s\": there is nothing such in that message here", path);
	if (!unit)
		return unknown_message(t, name.message, err);
	*out = trace_unit(t, unit)->first_field;
	path += strcspn(path, ".");
	while (*path == '.') {
		size_t n = part_length(t, *out, ++path);

		TRY(find_part(t, out, path, n, err));
		path += n;
	}
	return ST_OK;
}

/* ---- expressions ---- */

/* A field or a value: what has a dot or is a message is a field. */
struct thing {
	field_id field;
	value_id value;
};

static bool takes_prefix(const char **s, const char *prefix)
{
	size_t n = strlen(prefix);

	if (strncmp(*s, prefix, n) != 0)
		return false;
	*s += n;
	return true;
}

static enum status find_thing(const struct trace *t, const char *name, struct thing *out, struct error *err)
{
	*out = (struct thing){ 0 };
	if (takes_prefix(&name, "value:"))
		return lesson_find_value(t, name, &out->value, err);
	if (takes_prefix(&name, "field:") || strchr(name, '.') || lesson_find_value(t, name, &out->value, err) != ST_OK)
		return lesson_find_field(t, name, &out->field, err);
	return ST_OK;
}

static struct bytes bytes_of_thing(const struct trace *t, struct thing x)
{
	return x.field ? trace_field_bytes(t, x.field) : trace_bytes(t, x.value);
}

static void tell_thing(const struct trace *t, struct thing x, struct buf *out)
{
	if (x.field)
		describe_field_value(t, x.field, 0, out);
	else
		describe_value(t, x.value, 0, out);
}

static enum status eval_thing(const struct trace *t, const char *name, struct buf *out, struct error *err)
{
	struct thing x;

	TRY(find_thing(t, name, &x, err));
	tell_thing(t, x, out);
	return ST_OK;
}

static enum status eval_value(const struct trace *t, const char *name, struct buf *out, struct error *err)
{
	struct thing x = { 0 };

	TRY(lesson_find_value(t, name, &x.value, err));
	tell_thing(t, x, out);
	return ST_OK;
}

static enum status eval_field(const struct trace *t, const char *name, struct buf *out, struct error *err)
{
	struct thing x = { 0 };

	TRY(lesson_find_field(t, name, &x.field, err));
	tell_thing(t, x, out);
	return ST_OK;
}

static enum status eval_hex(const struct trace *t, const char *name, struct buf *out, struct error *err)
{
	struct thing x;

	TRY(find_thing(t, name, &x, err));
	text_hex(out, bytes_of_thing(t, x), 0);
	return ST_OK;
}

static enum status eval_text(const struct trace *t, const char *name, struct buf *out, struct error *err)
{
	struct thing x;

	TRY(find_thing(t, name, &x, err));
	text_safe(out, bytes_of_thing(t, x));
	return ST_OK;
}

static enum status eval_length(const struct trace *t, const char *name, struct buf *out, struct error *err)
{
	struct thing x;

	TRY(find_thing(t, name, &x, err));
	buf_printf(out, "%zu", bytes_of_thing(t, x).n);
	return ST_OK;
}

static enum status eval_offset(const struct trace *t, const char *name, struct buf *out, struct error *err)
{
	field_id f;

	TRY(lesson_find_field(t, name, &f, err));
	buf_printf(out, "%u", trace_field(t, f)->off);
	return ST_OK;
}

/* "TLS_RSA_WITH_NULL_SHA (0x0002)" without its number. */
static enum status eval_name(const struct trace *t, const char *name, struct buf *out, struct error *err)
{
	size_t start = out->n, cut;

	TRY(eval_thing(t, name, out, err));
	for (cut = out->n; cut > start && out->p[cut - 1] != '('; cut--)
		continue;
	if (cut > start + 1 && out->p[out->n - 1] == ')' && out->p[cut - 2] == ' ')
		out->n = cut - 2;
	return ST_OK;
}

static enum status eval_verdict(const struct trace *t, const char *name, struct buf *out, struct error *err)
{
	event_id e;

	TRY(lesson_find_event(t, name, &e, err));
	if (!event_specs[trace_event(t, e)->type].check)
		return error_set(err, ST_NOT_FOUND, "the event \"%.100s\" has no verdict: it is no check", name);
	buf_puts(out, verdict_name(trace_event(t, e)->verdict));
	return ST_OK;
}

static enum status eval_arg(const struct trace *t, const char *name, struct buf *out, struct error *err)
{
	const char *last = strrchr(name, ' ');
	char selector[160];
	const struct event_spec *spec;
	event_id e;

	if (!last)
		return error_set(err, ST_NOT_FOUND, "arg: needs an event and the name of one of its numbers");
	snprintf(selector, sizeof(selector), "%.*s", (int)(last - name), name);
	TRY(lesson_find_event(t, selector, &e, err));
	spec = &event_specs[trace_event(t, e)->type];
	for (int i = 0; i < 2; i++)
		if (spec->arg[i] && strcmp(spec->arg[i], last + 1) == 0) {
			buf_printf(out, "%lld", (long long)trace_event(t, e)->arg[i]);
			return ST_OK;
		}
	return lesson_unknown(err, "number", last + 1, spec->arg, (spec->arg[0] != NULL) + (size_t)(spec->arg[1] != NULL));
}

static enum status eval_count(const struct trace *t, const char *name, struct buf *out, struct error *err)
{
	struct lesson_name n = lesson_name_of(name);
	enum event_type type;
	unsigned found = 0;

	TRY(event_type_of(t, &n, &type, err));
	for (event_id e = 1; e < trace_n_events(t); e++)
		found += event_fits(t, e, type, &n);
	buf_printf(out, "%u", found);
	return ST_OK;
}

static const char *fact(const struct trace *t, const char *name)
{
	const struct trace_outcome *o = &t->outcome;
	const struct {
		const char *name, *text;
	} facts[] = {
		{ "outcome", o->outcome }, { "alert", o->alert }, { "failed_check", o->failed_check },
		{ "alert_from", o->alert ? actor_name(o->alert_from) : NULL }, { "version", o->version },
		{ "cipher_suite", o->cipher_suite }, { "scenario", t->scenario }, { "seed", t->seed },
	};

	for (size_t i = 0; i < ARRAY_LEN(facts); i++)
		if (strcmp(facts[i].name, name) == 0)
			return facts[i].text ? facts[i].text : "none";
	return NULL;
}

static const struct {
	const char *kind;
	enum status (*eval)(const struct trace *t, const char *name, struct buf *out, struct error *err);
	enum { OF_THING, OF_EVENT, OF_ALL } of;
} kinds[] = {
	{ "value", eval_value, OF_THING },   { "field", eval_field, OF_THING },   { "hex", eval_hex, OF_THING },
	{ "text", eval_text, OF_THING },     { "length", eval_length, OF_THING }, { "offset", eval_offset, OF_THING },
	{ "name", eval_name, OF_THING },
	{ "verdict", eval_verdict, OF_EVENT }, { "arg", eval_arg, OF_EVENT },     { "count", eval_count, OF_ALL },
};

/* Splits KIND:ARGUMENT; the row of kinds, or -1. */
static int kind_of(const char *expr, const char **argument)
{
	size_t n = strcspn(expr, ":");

	*argument = expr + n + (expr[n] == ':');
	*argument += strspn(*argument, " ");
	for (size_t i = 0; i < ARRAY_LEN(kinds) && expr[n]; i++)
		if (strlen(kinds[i].kind) == n && memcmp(kinds[i].kind, expr, n) == 0)
			return (int)i;
	return -1;
}

enum status lesson_eval(const struct trace *t, const char *expr, struct buf *out, struct error *err)
{
	const char *names[ARRAY_LEN(kinds) + 8] = { "outcome", "alert", "failed_check", "alert_from", "version", "cipher_suite", "scenario", "seed" };
	const char *argument, *text = fact(t, expr);
	int kind = kind_of(expr, &argument);

	if (text) {
		text_safe(out, bytes_str(text));
		return ST_OK;
	}
	if (kind >= 0)
		return kinds[kind].eval(t, argument, out, err);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		names[8 + i] = kinds[i].kind;
	return lesson_unknown(err, "expression", expr, names, ARRAY_LEN(names));
}

static event_id event_of_thing(const struct trace *t, const char *name)
{
	struct error err;
	struct thing x;

	if (find_thing(t, name, &x, &err) != ST_OK)
		return 0;
	return x.field ? unit_first_event(t, trace_field(t, x.field)->unit) : trace_value(t, x.value)->event;
}

event_id lesson_expr_event(const struct trace *t, const char *expr)
{
	const char *argument;
	int kind = kind_of(expr, &argument);
	struct error err;
	event_id e = 0;
	char selector[160];

	if (kind < 0 || kinds[kind].of == OF_ALL)
		return trace_n_events(t) - 1;
	if (kinds[kind].of == OF_THING)
		return event_of_thing(t, argument);
	snprintf(selector, sizeof(selector), "%s", argument);
	if (strcmp(kinds[kind].kind, "arg") == 0 && strrchr(selector, ' '))
		*strrchr(selector, ' ') = 0;
	return lesson_find_event(t, selector, &e, &err) == ST_OK ? e : 0;
}

enum status lesson_fill(const struct trace *t, const char *text, struct buf *out, struct error *err)
{
	enum status st = ST_OK;

	while (*text) {
		const char *open = strstr(text, "{{"), *close = open ? strstr(open, "}}") : NULL;
		char expr[200];
		struct error one;

		if (!close) {
			buf_puts(out, text);
			return open && st == ST_OK ? error_set(err, ST_DECODE, "\"{{\" without \"}}\"") : st;
		}
		buf_add(out, bytes_of(text, (size_t)(open - text)));
		snprintf(expr, sizeof(expr), "%.*s", (int)(close - open - 2), open + 2);
		if (lesson_eval(t, expr, out, &one) != ST_OK) {
			buf_puts(out, "(?)");
			if (st == ST_OK)
				st = error_set(err, ST_NOT_FOUND, "%s", one.text);
		}
		text = close + 2;
	}
	return st;
}
