#include "view/screen/ladder.h"

#include <stdlib.h>

#include "spec/codes.h"
#include "spec/events.h"
#include "view/text/describe.h"

bool ladder_is_arrow(const struct ladder_row *row)
{
	return row->kind == LADDER_MESSAGE && row->carried && row->from >= 0 && row->to >= 0;
}

void ladder_free(struct ladder *l)
{
	free(l->rows);
	*l = (struct ladder){ 0 };
}

/* ---- who stands where ---- */

static int column_of(const struct ladder *l, enum actor a)
{
	for (int i = 0; i < l->n_columns; i++)
		if (l->column[i] == a)
			return i;
	return -1;
}

static void insert_column(struct ladder *l, int at, enum actor a)
{
	if (l->n_columns == LADDER_COLUMNS)
		return;
	for (int i = l->n_columns++; i > at; i--)
		l->column[i] = l->column[i - 1];
	l->column[at] = a;
}

/* Who is the server of one connection and the client of another stands between the two. */
void ladder_columns(struct ladder *l, const struct trace *t)
{
	l->n_columns = 0;
	for (size_t i = 0; i < t->connections.n; i++) {
		const enum actor *parties = trace_connection(t, (connection_id)i)->parties;
		int server = column_of(l, parties[SIDE_SERVER]);

		if (column_of(l, parties[SIDE_CLIENT]) < 0)
			insert_column(l, server < 0 ? l->n_columns : server, parties[SIDE_CLIENT]);
		if (server < 0)
			insert_column(l, column_of(l, parties[SIDE_CLIENT]) + 1, parties[SIDE_SERVER]);
	}
}

/* ---- rows ---- */

static struct ladder_row *add_row(struct ladder *l)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 32;
		l->rows = mem_realloc(l->rows, l->cap * sizeof(*l->rows));
	}
	l->rows[l->n] = (struct ladder_row){ .from = -1, .to = -1 };
	return &l->rows[l->n++];
}

static bool is_on_the_wire(enum event_type type)
{
	switch (type) {
	case EV_RECORD_SENT: case EV_RECORD_RECEIVED: case EV_MESSAGE_SENT: case EV_MESSAGE_RECEIVED:
	case EV_DATA_SENT: case EV_DATA_RECEIVED: case EV_ALERT_SENT: case EV_ALERT_RECEIVED:
		return true;
	default:
		return false;
	}
}

/* The description of an alert, when the step is one. */
static const char *alert_of(const struct trace *t, unit_id unit)
{
	const struct unit *u = trace_unit(t, unit);
	struct bytes b = trace_bytes(t, u->value);

	return unit && u->kind == UNIT_MESSAGE && u->content_type == CT_ALERT && b.n == 2 ? code_name(&codes_alert, b.p[1]) : NULL;
}

/* What the row says about the wire: the records of the step, or its message. */
static void add_wire(const struct trace *t, struct ladder_row *row, step_id step, event_id upto)
{
	const struct step *s = trace_step(t, step);
	uint32_t records = 0;

	for (unit_id u = s->first_unit; u < s->end_unit; u++) {
		const struct unit *unit = trace_unit(t, u);

		if (unit->step != step || (unit->kind != UNIT_RECORD && u != s->unit))
			continue;
		row->encrypted |= unit->encrypted;
		row->altered |= unit->altered;
		if (unit->kind == UNIT_RECORD && unit->sender == s->sender && !unit->altered)
			records += (uint32_t)trace_bytes(t, unit->value).n;
	}
	row->detail = alert_of(t, s->unit);
	row->bytes = records;
	if (!records && s->unit)
		row->bytes = (uint32_t)trace_bytes(t, trace_unit(t, s->unit)->value).n;
	for (event_id e = s->first_event; e && e <= upto && !row->carried; e++)
		if (trace_event(t, e)->step == step && is_on_the_wire(trace_event(t, e)->type))
			row->carried = true;
}

static void add_message(struct ladder *l, const struct trace *t, struct event_run run, event_id upto, enum ladder_when when)
{
	step_id step = trace_event(t, run.first)->step;
	struct ladder_row *row = add_row(l);

	row->kind = LADDER_MESSAGE;
	row->when = when;
	row->event = run.first;
	row->title = step ? trace_step(t, step)->title : "start";
	row->actor = trace_step(t, step)->sender;
	if (!step)
		return;
	row->from = column_of(l, row->actor);
	if (row->from >= 0)
		row->to = column_of(l, trace_peer(t, trace_step(t, step)->connection, row->actor));
	add_wire(t, row, step, upto);
	for (event_id e = run.first; e <= run.last && e <= upto; e++)
		if (trace_event(t, e)->verdict == VERDICT_FAIL || (!row->verdict && trace_event(t, e)->verdict == VERDICT_UNJUDGED))
			row->verdict = trace_event(t, e)->verdict;
}

static void add_event(struct ladder *l, const struct trace *t, const struct cursor *c, event_id e)
{
	const struct event *ev = trace_event(t, e);
	struct ladder_row *row = add_row(l);

	row->kind = LADDER_EVENT;
	row->when = e < c->event ? LADDER_PAST : e == c->event ? LADDER_CURRENT : LADDER_SEEN;
	row->event = e;
	row->title = describe_event_title(t, e);
	row->actor = ev->actor;
	row->from = column_of(l, ev->actor);
	row->verdict = ev->verdict;
	if (e == c->event)
		l->current = l->n - 1;
}

/* The current one, and of those that the level shows what came before it; what was seen after it if there is room. */
static void add_events(struct ladder *l, const struct trace *t, const struct cursor *c, struct event_run run, unsigned max)
{
	unsigned index = 0, count = 0, before, n = 0;
	size_t first = l->n;

	max = max < 1 ? 1 : max;
	for (event_id e = run.first; e <= run.last; e++)
		if (e == c->event || level_shows(t, c->level, e)) {
			count++;
			index = e <= c->event ? count : index;
		}
	before = index > max ? index - max : 0;
	for (event_id e = run.first; e <= run.last && (e <= c->seen || e == c->event) && n < before + max; e++)
		if ((e == c->event || level_shows(t, c->level, e)) && ++n > before)
			add_event(l, t, c, e);
	for (size_t i = first; i < l->n; i++) {
		l->rows[i].index = before + (unsigned)(i - first) + 1;
		l->rows[i].count = count;
	}
}

void ladder_build(struct ladder *l, const struct trace *t, const struct cursor *c, unsigned max_events)
{
	l->n = l->current = 0;
	ladder_columns(l, t);
	for (event_id e = 1; c->event && e < trace_n_events(t);) {
		struct event_run run = level_run_of(t, e);
		bool current = c->event >= run.first && c->event <= run.last;
		enum ladder_when when = current ? LADDER_CURRENT : run.first < c->event ? LADDER_PAST
				      : run.first <= c->seen ? LADDER_SEEN : LADDER_NEXT;

		add_message(l, t, run, current ? c->event : c->seen, when);
		if (current)
			add_events(l, t, c, run, max_events);
		if (when == LADDER_NEXT)
			break;
		e = run.last + 1;
	}
}
