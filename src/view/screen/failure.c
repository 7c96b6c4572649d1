/* Where in a stream's trace a handshake fails. */
#include "spec/codes.h"
#include "spec/events.h"
#include "view/screen/streams.h"

/* The more it says of the end, the higher. */
static int weight(const struct event *e)
{
	switch (e->type) {
	case EV_ALERT_RECEIVED: return e->arg[0] == ALERT_FATAL ? 4 : e->arg[1] == ALERT_CLOSE_NOTIFY ? 2 : 3;
	case EV_TCP_FINISHED: case EV_TCP_RESET: return 1;
	default: return 0;
	}
}

event_id streams_failure(const struct trace *t, event_id begin)
{
	event_id best = trace_n_events(t) - 1;

	for (event_id id = begin ? begin : 1; id < trace_n_events(t); id++) {
		const struct event *e = trace_event(t, id);

		if (weight(e) > weight(trace_event(t, best)))
			best = id;
		if (id > begin && e->type == EV_HANDSHAKE_CLOSED)
			break;
	}
	return best;
}
