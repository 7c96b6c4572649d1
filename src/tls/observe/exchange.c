/* The key exchange up to TLS 1.2, as far as it stands in clear. */
#include "tls/kex/field.h"
#include "tls/kex/group.h"
#include "tls/message/message.h"
#include "tls/message/read.h"
#include "tls/observe/observe.h"

/* Whether what is in clear of a key exchange is looked at: in a summary nobody would read it. */
static bool looks(const struct connection *c)
{
	return !c->w.t->brief && !trace_unit(c->w.t, c->msg.unit)->problem;
}

/* The group of ServerKeyExchange, if it is one that can be computed with here. */
static bool group_known(struct connection *c)
{
	const uint32_t curve = msg_field(c, "namedcurve") ? msg_uint(c, "namedcurve") : 0;

	c->s.agreement = (struct agreement){ CURVE_NONE, 0, 0, 0 };
	if (msg_field(c, "dh_Ys"))
		return field_take(c) == ST_OK;
	if (!code_listed(&groups_spoken, curve) || !msg_field(c, "point"))
		return false;
	group_use(c, group_find((uint16_t)curve));
	return c->s.agreement.curve != CURVE_NONE;
}

enum status observe_server_key_exchange(struct observer *o)
{
	struct connection *c = &o->c;

	if (observe_checks(o))
		TRY(server_key_exchange_read(c));
	else if (msg_field(c, "signature"))
		o->now.key_exchange_signature = VERDICT_SKIPPED;
	if (!looks(c) || !group_known(c))
		return ST_OK;
	return observe_noted(group_public_take(c, msg_field(c, c->s.agreement.curve ? "point" : "dh_Ys")));
}

enum status observe_client_key_exchange(struct observer *o)
{
	struct connection *c = &o->c;
	const struct agreement *a = &c->s.agreement;
	const field_id f = a->curve || a->p ? msg_field(c, a->curve ? "ecdh_Yc" : "dh_Yc") : 0;

	return looks(c) && f ? observe_noted(group_public_take(c, f)) : ST_OK;
}
