/* TLS 1.3 for an observer: the secrets of a key log (RFC 9850), each of which opens the records of one side in one epoch. */
#include "tls/keys/keys.h"
#include "tls/message/message.h"
#include "tls/observe/observe.h"
#include "tls/suites.h"

static const enum keylog_label traffic[2][2] = {
	[SIDE_CLIENT] = { [EPOCH_HANDSHAKE] = KEYLOG_CLIENT_HANDSHAKE_TRAFFIC_SECRET, [EPOCH_APPLICATION] = KEYLOG_CLIENT_TRAFFIC_SECRET_0 },
	[SIDE_SERVER] = { [EPOCH_HANDSHAKE] = KEYLOG_SERVER_HANDSHAKE_TRAFFIC_SECRET, [EPOCH_APPLICATION] = KEYLOG_SERVER_TRAFFIC_SECRET_0 },
};

/* From here on this side's records are of that epoch. */
static void epoch_begin(struct observer *o, enum side_id side, enum keys_epoch epoch)
{
	struct connection *c = &o->c;
	const struct observer_secrets *k = &o->cfg->secrets;
	const struct bytes random = c->s.client_random ? trace_bytes(c->w.t, c->s.client_random) : BYTES_NONE;
	const enum keylog_label label = traffic[side][epoch];
	const struct bytes secret = k->traffic && random.n ? k->traffic(k->ctx, label, random) : BYTES_NONE;
	value_id v;

	if (!c->s.suite || !suite_has_primitives(c->s.suite)) {
		observe_close_side(o, side, CLOSED_NO_PRIMITIVE);
		return;
	}
	if (!secret.n) {
		o->no_secret = !random.n ? CLOSED_NO_START : k->n_rsa && !k->any ? CLOSED_FORWARD_SECRECY : CLOSED_TLS13;
		observe_closed(o, EV_SECRET_MISSING, o->no_secret)->unit = c->msg.unit;
		observe_close_side(o, side, o->no_secret);
		return;
	}
	v = trace_add_leaf(c->w.t, ACTOR_OBSERVER, OP_KEYLOG, keys_given_name(label), secret);
	keys_log(c, CONN_EVENT(c, EV_SECRET_FOUND, v, observe_text(o, "a key log, by the client's random")), label);
	keys_given(c, label, v);
	o->secret_doubt = CLOSED_WRONG_SECRET;
	if (keys_activate(c, side, epoch) != ST_OK)   /* a message lies across the change: it is told */
		observe_close_side(o, side, CLOSED_INCOMPLETE);
}

void observe_tls13_begin(struct observer *o)
{
	struct connection *c = &o->c;

	o->no_secret = CLOSED_NONE;
	if (c->s.suite)
		c->facts.facts[SEL_HASH_SIZE] = (uint32_t)hash_size(c->s.suite->prf);
	for (enum side_id side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
		epoch_begin(o, side, EPOCH_HANDSHAKE);
}

void observe_tls13_finished(struct observer *o)
{
	epoch_begin(o, o->c.sender, EPOCH_APPLICATION);
}
