#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "trace/knowledge.h"
#include "view/text/describe.h"
#include "lesson/bind.h"
#include "lesson/names.h"
#include "spec/events.h"
#include "view/text/subject.h"

/* ---- what an expression is about ---- */

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
	unsigned n;

	TRY(lesson_count_events(t, name, &n, err));
	buf_printf(out, "%u", n);
	return ST_OK;
}

/* "WHO VALUE": whether he knows it in the end, or can compute it. */
static enum status eval_knows(const struct trace *t, const char *name, struct buf *out, struct error *err)
{
	const char *names[KNOWER_N];
	char who[32];
	int p = 0;
	value_id v;

	snprintf(who, sizeof(who), "%.*s", (int)strcspn(name, " "), name);
	for (int i = 0; i < KNOWER_N; i++)
		names[i] = knower_name((enum knower)i);
	while (p < KNOWER_N && strcmp(names[p], who) != 0)
		p++;
	if (p == KNOWER_N)
		return lesson_unknown(err, "party", who, names, KNOWER_N);
	TRY(lesson_find_value(t, name + strcspn(name, " "), &v, err));
	buf_puts(out, knowledge_since(knowledge_of(t), (enum knower)p, v) ? "yes" : "no");
	return ST_OK;
}

static const char *fact(const struct trace *t, const char *name)
{
	const struct trace_outcome *o = &trace_studied(t)->outcome;
	const struct {
		const char *name, *text;
	} facts[] = {
		{ "outcome", o->outcome }, { "alert", o->alert }, { "failed_check", o->failed_check },
		{ "alert_from", o->alert ? trace_actor(t, o->alert_from)->name : NULL }, { "version", o->version },
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
	{ "knows", eval_knows, OF_ALL },
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
	return x.field ? subject_first_event(t, trace_field(t, x.field)->unit) : trace_value(t, x.value)->event;
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
