#include "source/sim/link.h"

#include <stdio.h>

#include "spec/events.h"
#include "spec/without.h"

void link_begin(struct link *l, struct trace *t, connection_id id, const struct tls_config *client, const struct tls_config *server)
{
	const connection_id before = t->connection;

	*l = (struct link){ .id = id, .without = { client->without, server->without } };
	t->connection = id;
	l->ep[SIDE_CLIENT] = endpoint_new(t, SIDE_CLIENT, client);
	l->ep[SIDE_SERVER] = endpoint_new(t, SIDE_SERVER, server);
	t->connection = before;
}

/* "sequence-numbers, randoms" */
static void say_without(struct trace *t, enum actor who, unsigned without)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < WITHOUT_N; i++)
		if (without & 1u << i)
			buf_printf(&text, "%s%s (%s)", text.n ? ", " : "", without_specs[i].word, without_specs[i].meaning);
	if (text.n)
		trace_event_values(t, EV_WITHOUT, who, trace_show(t, trace_add_leaf(t, who, OP_CONFIG, "left out", buf_bytes(&text)), SHOW_TEXT, NULL));
	buf_free(&text);
}

void link_open(struct link *l, struct trace *t)
{
	const enum actor *who = trace_connection(t, l->id)->parties;
	char own[32], title[32];
	value_id from, to;

	snprintf(title, sizeof(title), "TCP, connection %u", l->id + 1u);
	snprintf(own, sizeof(own), "192.0.2.%u:%u", who[SIDE_CLIENT] == ACTOR_CLIENT ? 10 : 15, 49152 + l->id);
	trace_turn_to(t, l->id);
	from = trace_add_leaf(t, who[SIDE_CLIENT], OP_CONFIG, "client address", bytes_str(own));
	to = trace_add_leaf(t, who[SIDE_CLIENT], OP_CONFIG, "server address", BYTES_LIT("192.0.2.20:443"));
	trace_open_step(t, l->id ? arena_str(&t->arena, title) : "TCP", ACTOR_NONE);
	trace_event_values(t, EV_TCP_OPENED, ACTOR_NETWORK, trace_show(t, from, SHOW_TEXT, NULL), trace_show(t, to, SHOW_TEXT, NULL));
	trace_add_event(t, EV_TCP_HANDED, who[SIDE_CLIENT], NULL, 0);
	trace_add_event(t, EV_TCP_HANDED, who[SIDE_SERVER], NULL, 0);
	for (size_t i = 0; i < 2; i++)
		say_without(t, who[i], l->without[i]);
	l->opened = true;
}

/* The one that has something to take in goes first, so that a message is read
 * right after it was sent; then whoever's turn it is. */
bool link_step(struct link *l, struct trace *t, struct transit *wire, enum side_id held)
{
	if (!l->opened || !l->ep[0])
		return false;
	trace_turn_to(t, l->id);
	for (size_t i = 0; i < 2; i++) {
		size_t who = (l->turn + i) % 2;

		if (who == held || endpoint_step(l->ep[who]) != EP_ACTED)
			continue;
		transit_carry(wire, t, l->ep[who], l->ep[1 - who], trace_connection(t, l->id)->parties[who]);
		l->turn = 1 - who;
		return true;
	}
	return false;
}

bool link_is_established(const struct link *l)
{
	return l->ep[0] && endpoint_state(l->ep[0]) == EP_ESTABLISHED && endpoint_state(l->ep[1]) == EP_ESTABLISHED;
}

bool link_is_over(const struct link *l)
{
	for (size_t i = 0; i < 2; i++)
		if (!l->ep[i] || endpoint_state(l->ep[i]) == EP_CLOSED || endpoint_state(l->ep[i]) == EP_FAILED)
			return true;
	return false;
}

void link_end(struct link *l, struct trace *t)
{
	struct trace_outcome *o = &trace_connection(t, l->id)->outcome;

	if (!o->outcome)
		o->outcome = "truncated";
	o->done = true;
	for (size_t i = 0; i < 2; i++) {
		endpoint_free(l->ep[i]);
		l->ep[i] = NULL;
	}
}
