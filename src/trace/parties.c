/* Who acts in a trace, and between whom its connections are. */
#include "spec/events.h"
#include "trace/trace.h"

const struct actor_spec actors_standard[ACTOR_ADDED] = {
	[ACTOR_NONE] = { "none", "nobody" },
	[ACTOR_CLIENT] = { "client", "the client" },
	[ACTOR_SERVER] = { "server", "the server" },
	[ACTOR_OBSERVER] = { "observer", "the observer" },
	[ACTOR_NETWORK] = { "network", "the network" },
};

enum actor trace_add_actor(struct trace *t, struct actor_spec spec)
{
	*(struct actor_spec *)segvec_push(&t->actors, sizeof(spec)) = spec;
	return (enum actor)(t->actors.n - 1);
}

connection_id trace_add_connection(struct trace *t, enum actor client, enum actor server)
{
	struct trace_connection *c = segvec_add(&t->connections, sizeof(*c));

	c->parties[0] = client;
	c->parties[1] = server;
	return (connection_id)(t->connections.n - 1);
}

void trace_end_nothing(struct trace *t, event_id from)
{
	for (event_id id = from; id < trace_n_events(t); id++)
		((struct event *)segvec_at(&t->events, id))->fatal = false;
}

const struct event *trace_last_event(const struct trace *t, connection_id id, unsigned type)
{
	for (event_id i = trace_n_events(t) - 1; i; i--)
		if (trace_event(t, i)->type == type && trace_event_connection(t, trace_event(t, i)) == id)
			return trace_event(t, i);
	return NULL;
}

bool trace_was_opened(const struct trace *t, connection_id id)
{
	return trace_last_event(t, id, EV_TCP_OPENED) != NULL;
}

bool trace_has_others(const struct trace *t)
{
	for (size_t i = 0; i < t->connections.n; i++)
		for (size_t k = 0; k < 2; k++)
			if (trace_connection(t, (connection_id)i)->parties[k] >= ACTOR_ADDED)
				return true;
	return false;
}

enum side_id trace_side(const struct trace *t, connection_id id, enum actor a)
{
	const enum actor *parties = trace_connection(t, id)->parties;

	return a == parties[SIDE_CLIENT] ? SIDE_CLIENT : a == parties[SIDE_SERVER] ? SIDE_SERVER : SIDE_NONE;
}

enum actor trace_peer(const struct trace *t, connection_id id, enum actor a)
{
	const enum side_id side = trace_side(t, id, a);

	return side == SIDE_NONE ? a : trace_connection(t, id)->parties[side_other(side)];
}
