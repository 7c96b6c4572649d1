#include "source/sim/replayer.h"

#include <stdlib.h>

#include "spec/events.h"
#include "tls/list.h"

/* The records of that connection up to the first of the server's, joined. */
static value_id first_flight(struct trace *t, connection_id from, enum actor who)
{
	struct list records = { 0 };
	value_id flight;

	for (unit_id id = 1; id < trace_n_units(t); id++) {
		const struct unit *u = trace_unit(t, id);

		if (u->kind != UNIT_RECORD || u->connection != from)
			continue;
		if (u->sender != ACTOR_CLIENT)
			break;
		list_add(&records, &u->value, sizeof(u->value));
	}
	flight = trace_add_concat(t, who, "recorded flight", records.p, records.n);
	free(records.p);
	return flight;
}

void replayer_send(struct trace *t, connection_id from, enum actor who, struct endpoint *server)
{
	const value_id flight = first_flight(t, from, who);

	trace_event_values(t, EV_FLIGHT_REPLAYED, who, flight);
	endpoint_feed(server, trace_bytes(t, flight));
}
