#include "source/sim/middle.h"

#include "spec/codes.h"
#include "spec/events.h"

#define OWN_WORDS " (and Mallory)"

/* The client has said whom it wants to speak to. */
static bool was_asked(const struct link *near)
{
	return near->ep[SIDE_SERVER] && endpoint_has_begun(near->ep[SIDE_SERVER]);
}

enum side_id middle_holds(const struct middle *m, const struct link link[2], size_t which)
{
	const struct link *far = &link[MIDDLE_FAR];

	if (!m->stands || which != MIDDLE_NEAR || !was_asked(&link[MIDDLE_NEAR]))
		return SIDE_NONE;
	return link_is_established(far) || m->passed_on ? SIDE_NONE : SIDE_SERVER;
}

/* Her own end of each. */
static struct endpoint *own_end(struct link link[2], size_t which)
{
	return link[which].ep[which == MIDDLE_NEAR ? SIDE_SERVER : SIDE_CLIENT];
}

/* What goes on in place of what came. */
static value_id changed(const struct middle *m, struct trace *t, value_id data)
{
	const enum actor who = ACTOR_MALLORY;
	value_id more, both;

	if (!m->changes)
		return data;
	more = trace_show(t, trace_add_leaf(t, who, OP_CONFIG, "own words", BYTES_LIT(OWN_WORDS)), SHOW_TEXT, NULL);
	both = trace_show(t, trace_add_concat(t, who, "changed data", (value_id[]){ data, more }, 2), SHOW_TEXT, NULL);
	trace_event_values(t, EV_DATA_CHANGED, who, both, data);
	return both;
}

/* The next data that came to her, to where it is wanted. */
static bool pass_on_data(struct middle *m, struct trace *t, struct link link[2])
{
	while (m->seen + 1 < trace_n_events(t)) {
		const struct event *e = trace_event(t, ++m->seen);
		size_t to;

		if (e->type != EV_DATA_RECEIVED || e->actor != ACTOR_MALLORY)
			continue;
		to = trace_event_connection(t, e) == link[MIDDLE_NEAR].id ? MIDDLE_FAR : MIDDLE_NEAR;
		trace_turn_to(t, link[1 - to].id);
		endpoint_relay(own_end(link, to), changed(m, t, e->values[0]));
		return true;
	}
	return false;
}

/* When one is over, so is the other: in order, if it can be. Nothing says which alert tells of another connection: ours. */
static bool pass_on_end(struct middle *m, struct trace *t, struct link link[2])
{
	size_t over = link_is_over(&link[MIDDLE_NEAR]) ? MIDDLE_NEAR : MIDDLE_FAR;
	struct link *other = &link[1 - over];

	if (m->passed_on || !link_is_over(&link[over]) || !other->opened)
		return false;
	m->passed_on = true;
	trace_turn_to(t, other->id);
	if (link_is_established(other))
		endpoint_close(own_end(link, 1 - over));
	else if (!link_is_over(other))
		endpoint_abort(own_end(link, 1 - over), ALERT_INTERNAL_ERROR);
	return true;
}

bool middle_acts(struct middle *m, struct trace *t, struct link link[2])
{
	if (!m->stands)
		return false;
	if (was_asked(&link[MIDDLE_NEAR]) && !link[MIDDLE_FAR].opened) {
		link_open(&link[MIDDLE_FAR], t);
		return true;
	}
	return pass_on_data(m, t, link) || pass_on_end(m, t, link);
}
