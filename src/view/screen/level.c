#include "view/screen/level.h"

static event_id last_event(const struct trace *t)
{
	return trace_n_events(t) - 1;
}

static step_id step_of(const struct trace *t, event_id e)
{
	return trace_event(t, e)->step;
}

struct event_run level_run_of(const struct trace *t, event_id event)
{
	uint32_t run;

	if (!event)
		return (struct event_run){ 0, 0 };
	run = trace_run_of(t, event);
	return (struct event_run){ trace_run_first(t, run), run + 1 < trace_n_runs(t) ? trace_run_first(t, run + 1) - 1 : last_event(t) };
}

/* How much the event shows of the message on the wire: 2 the message, 1 at least a record, 0 nothing. */
static int wire_rank(const struct event *e)
{
	switch (e->type) {
	case EV_MESSAGE_SENT: case EV_MESSAGE_RECEIVED: case EV_MESSAGE_CUT:
		return 2;
	case EV_RECORD_SENT: case EV_RECORD_RECEIVED: case EV_RECORD_CLOSED:
		return 1;
	default:
		return 0;
	}
}

event_id level_place(const struct trace *t, struct event_run run)
{
	event_id best = 0;
	int rank = 0;

	for (event_id e = run.first; e <= run.last && rank < 2; e++)
		if (wire_rank(trace_event(t, e)) > rank) {
			best = e;
			rank = wire_rank(trace_event(t, e));
		}
	if (!best && (run.last < last_event(t) || trace_studied(t)->outcome.done || !trace_step(t, step_of(t, run.first))->sender))
		best = run.first;
	return best;
}

static bool is_bad(const struct event *e)
{
	return e->verdict == VERDICT_FAIL || e->verdict == VERDICT_UNJUDGED;
}

/* Without the place of a message, which the run must tell. */
static bool kind_shows(enum level level, const struct event *e)
{
	enum level of = level_of_event((enum event_type)e->type);

	if (level == LEVEL_EVERYTHING || is_bad(e))
		return true;
	return of == LEVEL_MESSAGES || (level == LEVEL_CHECKS && (of == LEVEL_CHECKS || e->verdict == VERDICT_WARN));
}

bool level_shows(const struct trace *t, enum level level, event_id event)
{
	return kind_shows(level, trace_event(t, event)) || level_place(t, level_run_of(t, event)) == event;
}

event_id level_next(const struct trace *t, enum level level, event_id from, bool backwards)
{
	struct event_run run = { 0, 0 };
	event_id place = 0;

	for (event_id e = backwards ? from - 1 : from + 1; from && e && e <= last_event(t); e += backwards ? (event_id)-1 : 1) {
		if (kind_shows(level, trace_event(t, e)))
			return e;
		if (e < run.first || e > run.last) {
			run = level_run_of(t, e);
			place = level_place(t, run);
		}
		if (e == place)
			return e;
	}
	return 0;
}

event_id level_next_place(const struct trace *t, event_id from, bool backwards)
{
	struct event_run run = level_run_of(t, from);
	event_id place = from ? level_place(t, run) : 0;

	if (place && (backwards ? place < from : place > from))
		return place;
	if (backwards ? run.first <= 1 : run.last >= last_event(t))
		return 0;
	return level_place(t, level_run_of(t, backwards ? run.first - 1 : run.last + 1));
}

event_id level_next_goal(const struct trace *t, enum level_goal goal, event_id from)
{
	for (event_id e = from + 1; e <= last_event(t); e++) {
		const struct event *event = trace_event(t, e);
		const enum event_type type = (enum event_type)event->type;

		if (goal == LEVEL_FAILURE ? is_bad(event) : goal == LEVEL_DECISION ? level_is_decision(type) : level_is_secret(type))
			return e;
	}
	return 0;
}
