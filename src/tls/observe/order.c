/* Whether what came came in its turn: the observer goes by the rows that endpoints go by. */
#include "tls/message/message.h"
#include "tls/observe/observe.h"

/* Only where all that one side sent so far was seen. In TLS 1.3 a client may send data before it is agreed on (RFC 9846 2.3);
 * drafts of it had another order. */
static bool is_judged(const struct observer *o)
{
	const struct connection *c = &o->c;

	return o->any && !o->no_start && !o->evicted && !o->transcript_broken && c->s.version <= VERSION_TLS13 &&
	       (o->now.has_server_hello || c->sender == SIDE_SERVER) && !o->watched[c->sender].closed;
}

void observe_order(struct observer *o, uint16_t message)
{
	struct connection *c = &o->c;
	const struct flow_row *row = flow_find(c, c->sender, message);

	if (row) {
		flow_advance(c, row);
		return;
	}
	if (!is_judged(o) || !flow_knows(c->sender, message))
		return;
	if (!o->now.out_of_order)
		o->now.out_of_order = message_title(message);
	observe_noted(conn_check(c, message_expected(c), false, REASON_NOT_LEGAL_NOW, ALERT_UNEXPECTED_MESSAGE));
	flow_pass_over(c, message);
}
