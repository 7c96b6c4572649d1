#include "tls/keys/keys.h"

#include <assert.h>

#include "tls/keys/schedule.h"
#include "tls/message/message.h"

static const struct key_schedule *schedule_of(const struct connection *c)
{
	if (c->s.version >= VERSION_TLS13)
		return &tls13_schedule;
	return c->s.version == VERSION_SSL30 ? &tls12_schedule_ssl30 : &tls12_schedule;
}

void keys_advance(struct connection *c, enum keys_point point)
{
	schedule_of(c)->advance(c, point);
}

const struct protection *keys_for(const struct connection *c, enum side_id side, enum keys_epoch epoch)
{
	return schedule_of(c)->protection(c, side, epoch);
}

value_id keys_finished(struct connection *c, enum side_id side)
{
	return schedule_of(c)->finished(c, side);
}

void keys_log(const struct connection *c, struct event *e, enum keylog_label label)
{
	e->secret = c->s.client_random ? label : KEYLOG_NONE;
	e->secret_of = c->s.client_random;
}

value_id keys_signing(struct connection *c)
{
	const struct key_schedule *s = schedule_of(c);

	return s->signing ? s->signing(c) : 0;
}

enum status keys_install(struct connection *c, enum side_id id, const struct protection *p)
{
	struct side *side = &c->sides[id];

	if (side->hs_bytes && p->kind != PROTECT_OPAQUE)
		return conn_check(c, message_expected(c), false, REASON_SPLIT_BY_CCS, ALERT_UNEXPECTED_MESSAGE);
	if (c->role->flush && id == c->side)
		c->role->flush(c);
	crypto_stream_free(side->protection.stream);
	side->protection = *p;
	/* where the library lacks it there is none: an observer sees it, an endpoint agrees on no such suite */
	if (p->kind == PROTECT_STREAM_CIPHER && crypto_stream_new(p->suite->cipher, trace_bytes(c->w.t, p->key), &side->protection.stream) != ST_OK)
		assert(c->role->closed);
	return ST_OK;
}

/* By version, and whether this party sends under them. */
static const enum reason epoch_reasons[2][2] = {
	{ REASON_KEYS_TO_RECEIVE, REASON_KEYS_TO_SEND },
	{ REASON_EPOCH_TO_RECEIVE, REASON_EPOCH_TO_SEND },
};

enum status keys_activate(struct connection *c, enum side_id id, enum keys_epoch epoch)
{
	const struct protection *p = keys_for(c, id, epoch);
	const bool sends = c->side == id;
	value_id keys[4];
	struct event *e;
	size_t n = 0;

	TRY(keys_install(c, id, p));
	if (p->mac_key)
		keys[n++] = p->mac_key;
	if (p->key)
		keys[n++] = p->key;
	if (p->salt)
		keys[n++] = p->salt;
	if (p->iv)
		keys[n++] = p->iv;
	e = conn_event(c, EV_KEYS_ACTIVE, keys, n);
	e->arg[0] = sends;
	e->reason = epoch_reasons[c->s.version >= VERSION_TLS13][sends];
	return ST_OK;
}
