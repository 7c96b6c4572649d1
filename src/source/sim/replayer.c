#include "source/sim/replayer.h"

#include <stdlib.h>

#include "spec/events.h"
#include "tls/list.h"

bool replayer_send(struct replayer *r, struct trace *t, struct endpoint *server)
{
	const unit_id end = trace_n_units(t);
	const bool first = !r->seen;
	struct list records = { 0 };
	unit_id id = r->seen + 1;
	value_id flight;

	if (r->who == ACTOR_NONE || (!first && !r->whole))
		return false;
	for (; id < end; id++) {
		const struct unit *u = trace_unit(t, id);

		if (u->kind != UNIT_RECORD || u->connection != r->from)
			continue;
		if (u->sender == ACTOR_CLIENT)
			list_add(&records, &u->value, sizeof(u->value));
		else if (records.n)
			break;
	}
	r->seen = id;
	if (!records.n)
		return false;
	flight = trace_add_concat(t, r->who, "recorded flight", records.p, records.n);
	free(records.p);
	trace_event_values(t, r->whole ? EV_REPLAYED : EV_FLIGHT_REPLAYED, r->who, flight);
	endpoint_feed(server, trace_bytes(t, flight));
	return true;
}
