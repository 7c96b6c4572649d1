#include "lesson/bind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/text/describe.h"
#include "lesson/names.h"
#include "spec/events.h"
#include "spec/layout.h"

static enum status unknown_message(const struct trace *t, const char *word, struct error *err)
{
	struct text_guess guess = { .word = word };

	for (step_id s = 1; s < trace_n_steps(t); s++)
		text_guess_try(&guess, trace_step(t, s)->title);
	return lesson_unknown_guess(err, "message", &guess);
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
	struct text_guess guess = { .word = n->name };

	*type = event_by_name(n->name);
	if (*n->message && !has_message(t, n->message))
		return unknown_message(t, n->message, err);
	if (*type != EV_N)
		return ST_OK;
	for (size_t i = 0; i < EV_N; i++)
		text_guess_try(&guess, event_specs[i].name);
	return lesson_unknown_guess(err, "event", &guess);
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

enum status lesson_count_events(const struct trace *t, const char *name, unsigned *out, struct error *err)
{
	struct lesson_name n = lesson_name_of(name);
	enum event_type type;

	*out = 0;
	TRY(event_type_of(t, &n, &type, err));
	for (event_id e = 1; e < trace_n_events(t); e++)
		*out += event_fits(t, e, type, &n);
	return ST_OK;
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

		if (!value->label || (listed && !value->event) || (n->actor && value->actor != n->actor) || strcmp(value->label, n->name) != 0 ||
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
	struct text_guess guess = { .word = n.name };

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
			text_guess_try(&guess, trace_value(t, v)->label);
	return lesson_unknown_guess(err, "value", &guess);
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
	struct text_guess guess = { .word = word };

	for (field_id f = root + 1; f < trace_field_end(t, root); f++)
		if (trace_field(t, f)->layout->name)
			text_guess_try(&guess, trace_field(t, f)->layout->name);
	return lesson_unknown_guess(err, "field", &guess);
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
