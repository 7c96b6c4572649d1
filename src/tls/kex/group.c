#include "tls/kex/group.h"

#include <assert.h>

#include "tls/message/message.h"

static struct agreement agreement_of(const struct connection *c)
{
	return (struct agreement){ .curve = c->s.group->curve };
}

value_id group_key_make(struct connection *c)
{
	const struct agreement a = agreement_of(c);
	value_id public;
	enum status st;

	c->secrets.own_private = value_agree_private(c->w, &a, "ephemeral_private_key");
	st = value_agree_public(c->w, &a, "ephemeral_public_key", c->secrets.own_private, &public);
	assert(st == ST_OK);
	(void)st;
	CONN_EVENT(c, EV_KEX_KEY, public, c->secrets.own_private);
	return public;
}

static bool is_public_value(enum curve curve, struct bytes b)
{
	return curve_is_montgomery(curve) ? b.n == curve_public_size(curve) : crypto_ec_check(curve, b) == ST_OK;
}

/* RFC 8422 5.11, RFC 9846 4.3.8.2: it is on the curve, and not compressed. */
enum status group_public_take(struct connection *c, field_id f)
{
	const value_id v = msg_content(c, f, "peer's ephemeral_public_key");
	struct event *e = CONN_EVENT(c, EV_KEX_PUBLIC, v);
	const bool good = is_public_value(c->s.group->curve, trace_bytes(c->w.t, v));

	e->field = f;
	e->arg[0] = (int64_t)c->s.group->code.value;
	c->secrets.peer_public = v;
	return conn_check(c, e, good, good ? REASON_PUBLIC_VALUE_GOOD : REASON_PUBLIC_VALUE_BAD, ALERT_ILLEGAL_PARAMETER);
}

/* RFC 8422 5.11, RFC 9846 7.4.2: a value of small order would make the secret zero, whatever the own key is. */
enum status group_agree(struct connection *c, const char *label)
{
	const struct agreement a = agreement_of(c);
	const enum status st = value_agree_shared(c->w, &a, label, c->secrets.own_private, c->secrets.peer_public,
						  &c->secrets.pre_master);
	struct event *e;

	assert(st == ST_OK || st == ST_MISMATCH);
	e = CONN_EVENT(c, EV_KEX_SECRET, c->secrets.pre_master, c->secrets.own_private, c->secrets.peer_public);
	return conn_check(c, e, st == ST_OK, st == ST_OK ? REASON_SECRET_AGREED : REASON_SECRET_ZERO, ALERT_ILLEGAL_PARAMETER);
}
