#include "lesson/goal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lesson/bind.h"
#include "view/text/describe.h"

const char lesson_goals[] = "select field FIELD, select value VALUE, find the origin of VALUE[, N steps back], or fail with ALERT";

/* ", 2 steps back" is cut off; 1 if it is not there. */
static unsigned take_back(char *what)
{
	char *comma = strrchr(what, ',');
	unsigned n;
	int end = 0;

	if (!comma || sscanf(comma, ", %1u steps back%n", &n, &end) != 1 || !end || comma[end] || !n || n > LESSON_MAX_BACK)
		return 1;
	*comma = 0;
	return n;
}

struct lesson_goal lesson_goal_of(const char *text)
{
	static const struct {
		const char *words;
		enum lesson_goal_kind kind;
	} goals[] = {
		{ "select field ", GOAL_FIELD }, { "select value ", GOAL_VALUE },
		{ "find the origin of ", GOAL_ORIGIN }, { "fail with ", GOAL_ALERT }, { "", GOAL_NONE },
	};
	struct lesson_goal g = { GOAL_NONE, 1, "" };

	for (size_t i = 0; i < ARRAY_LEN(goals); i++) {
		size_t n = strlen(goals[i].words);

		if (strncmp(text, goals[i].words, n) != 0)
			continue;
		g.kind = goals[i].kind;
		snprintf(g.what, sizeof(g.what), "%.120s", text + n);
		break;
	}
	if (g.kind == GOAL_ORIGIN)
		g.back = take_back(g.what);
	return g;
}

static bool encloses(const struct trace *t, field_id outer, field_id f)
{
	while (f && f != outer)
		f = trace_field(t, f)->parent;
	return f != 0;
}

/* The same bytes under the same name: client and server both have a master secret. */
static bool same_value(const struct trace *t, value_id a, value_id b)
{
	const struct value *x = trace_value(t, a), *y = trace_value(t, b);

	return a == b || (a && b && x->label && y->label && strcmp(x->label, y->label) == 0 && bytes_equal(x->bytes, y->bytes));
}

/* Whether v went into `of`, exactly that many steps before. */
static bool goes_into(const struct trace *t, value_id of, value_id v, unsigned steps)
{
	const struct value *x = trace_value(t, of);

	if (!steps)
		return same_value(t, of, v);
	for (uint32_t i = 0; i < x->n_inputs; i++)
		if (goes_into(t, x->inputs[i], v, steps - 1))
			return true;
	return false;
}

/* The fewest steps; 0: it did not go into it, as far as is looked. */
static unsigned steps_back(const struct trace *t, value_id of, value_id v)
{
	for (unsigned n = 1; n <= LESSON_MAX_BACK; n++)
		if (goes_into(t, of, v, n))
			return n;
	return 0;
}

bool lesson_goal_reached(const struct trace *t, const struct lesson_goal *g, field_id field, value_id value)
{
	struct error err;
	field_id f;
	value_id v;

	if (g->kind == GOAL_FIELD)
		return field && lesson_find_field(t, g->what, &f, &err) == ST_OK && encloses(t, f, field);
	if ((g->kind != GOAL_VALUE && g->kind != GOAL_ORIGIN) || !value || lesson_find_value(t, g->what, &v, &err) != ST_OK)
		return false;
	return g->kind == GOAL_VALUE ? same_value(t, v, value) : steps_back(t, v, value) == g->back;
}

/* A value with a name, so many steps before. */
static value_id origin_of(const struct trace *t, value_id of, value_id from, unsigned steps)
{
	const struct value *x = trace_value(t, from);

	if (!steps)
		return x->label && steps_back(t, of, from) ? from : 0;
	for (uint32_t i = 0; i < x->n_inputs; i++) {
		value_id v = origin_of(t, of, x->inputs[i], steps - 1);

		if (v)
			return v;
	}
	return 0;
}

void lesson_goal_target(const struct trace *t, const struct lesson_goal *g, field_id *field, value_id *value)
{
	struct error err;

	*field = 0;
	*value = 0;
	if (g->kind == GOAL_FIELD && lesson_find_field(t, g->what, field, &err) != ST_OK)
		*field = 0;
	if ((g->kind == GOAL_VALUE || g->kind == GOAL_ORIGIN) && lesson_find_value(t, g->what, value, &err) != ST_OK)
		*value = 0;
	if (g->kind == GOAL_ORIGIN && *value)
		*value = origin_of(t, *value, *value, g->back);
}

/* ---- what is said of another selection ---- */

static void say_field(const struct trace *t, const struct lesson_goal *g, field_id field, struct buf *out)
{
	struct error err;
	field_id f;

	buf_puts(out, "Not ");
	describe_field_name(t, field, out);
	if (lesson_find_field(t, g->what, &f, &err) == ST_OK && trace_field(t, f)->unit == trace_field(t, field)->unit)
		buf_printf(out, ": %s is the right place.", describe_unit_name(t, trace_field(t, field)->unit));
	else
		buf_printf(out, " of %s: look elsewhere.", describe_unit_name(t, trace_field(t, field)->unit));
}

static void say_value(const struct trace *t, const struct lesson_goal *g, value_id value, struct buf *out)
{
	const char *label = trace_value(t, value)->label;
	struct error err;
	unsigned steps;
	value_id v;

	buf_printf(out, "Not %s", label ? label : "this part");
	if (g->kind == GOAL_VALUE || lesson_find_value(t, g->what, &v, &err) != ST_OK) {
		buf_puts(out, ": look for another value.");
		return;
	}
	steps = steps_back(t, v, value);
	if (same_value(t, v, value))
		buf_puts(out, ": ask what it was made from.");
	else if (!steps)
		buf_printf(out, ": it did not go into %s.", g->what);
	else if (steps != g->back)
		buf_printf(out, ": it is %u step%s back from %s, not %u.", steps, steps == 1 ? "" : "s", g->what, g->back);
}

void lesson_goal_say(const struct trace *t, const struct lesson_goal *g, field_id field, value_id value, struct buf *out)
{
	if (g->kind == GOAL_FIELD && field)
		say_field(t, g, field, out);
	else if (g->kind == GOAL_FIELD && value)
		buf_puts(out, "This is a value: a field is asked for.");
	else if (value)
		say_value(t, g, value, out);
	else if (field)
		buf_puts(out, "This is a field: a value is asked for.");
}
