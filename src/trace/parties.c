/* Who acts in a trace, and between whom its connections are. */
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

enum actor trace_peer(const struct trace *t, connection_id id, enum actor a)
{
	const enum actor *parties = trace_connection(t, id)->parties;

	return a == parties[0] ? parties[1] : a == parties[1] ? parties[0] : a;
}
