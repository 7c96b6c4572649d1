#include "view/screen/cursor.h"

#include "spec/codes.h"
#include "spec/events.h"

static event_id last_event(const struct trace *t)
{
	return trace_n_events(t) - 1;
}

bool cursor_go(struct cursor *c, const struct trace *t, event_id event)
{
	event_id before = c->event;

	if (event > last_event(t))
		event = last_event(t);
	c->event = event;
	if (event > c->seen)
		c->seen = event;
	return event != before;
}

static bool go_if(struct cursor *c, const struct trace *t, event_id event)
{
	return event && cursor_go(c, t, event);
}

bool cursor_next(struct cursor *c, const struct trace *t)
{
	return c->event ? go_if(c, t, level_next(t, c->level, c->event, false)) : cursor_first(c, t);
}

bool cursor_back(struct cursor *c, const struct trace *t)
{
	return c->event > 1 && cursor_go(c, t, level_next(t, c->level, c->event, true) ? level_next(t, c->level, c->event, true) : 1);
}

bool cursor_next_step(struct cursor *c, const struct trace *t)
{
	return c->event ? go_if(c, t, level_next_place(t, c->event, false)) : cursor_first(c, t);
}

bool cursor_previous_step(struct cursor *c, const struct trace *t)
{
	return c->event > 1 && cursor_go(c, t, level_next_place(t, c->event, true) ? level_next_place(t, c->event, true) : 1);
}

bool cursor_first(struct cursor *c, const struct trace *t)
{
	return last_event(t) > 0 && cursor_go(c, t, 1);
}

bool cursor_last(struct cursor *c, const struct trace *t)
{
	return cursor_go(c, t, last_event(t));
}

struct position cursor_position(const struct cursor *c, const struct trace *t)
{
	return (struct position){
		.event = c->event, .events = last_event(t), .step = c->event ? trace_run_of(t, c->event) + 1 : 0, .steps = trace_n_runs(t),
	};
}

struct facts cursor_facts(const struct trace *t, event_id event)
{
	struct facts f = { .version = -1, .suite = -1 };

	for (event_id i = 1; i <= event && i <= last_event(t); i++) {
		const struct event *e = trace_event(t, i);

		if (e->verdict == VERDICT_FAIL)
			continue;
		if (e->type == EV_VERSION_CHOSEN || e->type == EV_ANSWER_VERSION)
			f.version = (int)e->arg[0];
		if (e->type == EV_SUITE_CHOSEN || e->type == EV_ANSWER_SUITE)
			f.suite = (int)e->arg[0];
	}
	if (f.suite >= 0)
		f.suite_name = code_name(&codes_cipher_suite, (uint32_t)f.suite);
	f.over = trace_studied(t)->outcome.done && event == last_event(t);
	return f;
}
