#include "tls/kex/field.h"

#include "spec/dh_groups.h"
#include "tls/endpoint_state.h"
#include "tls/kex/group.h"
#include "tls/message/message.h"

static size_t bits_of(struct bytes n)
{
	size_t bits;

	while (n.n && n.p[0] == 0)
		n = bytes_slice(n, 1, n.n - 1);
	bits = 8 * n.n;
	for (unsigned top = n.n ? n.p[0] : 0x80; !(top & 0x80); top <<= 1)
		bits--;
	return bits;
}

static enum reason primality(struct bytes p)
{
	switch (crypto_is_prime(p, FIELD_ROUNDS)) {
	case ST_OK:
		return REASON_FIELD_PRIME;
	case ST_UNSUPPORTED:
		return REASON_FIELD_UNJUDGED;
	default:
		return REASON_FIELD_COMPOSITE;
	}
}

static bool is_offered(const struct connection *c, const struct dh_group *known)
{
	const struct code_list own = group_list(c);

	return known->code && code_listed(&own, known->code);
}

/* The cheap questions first. */
static enum reason judged(const struct connection *c, const struct dh_group *known, struct bytes p, struct bytes g)
{
	if (bits_of(p) < FIELD_BITS_MIN)
		return REASON_FIELD_SMALL;
	if (p.n > FIELD_BITS_MAX / 8)
		return REASON_FIELD_LARGE;
	if (known)
		return is_offered(c, known) ? REASON_FIELD_OFFERED : REASON_FIELD_KNOWN;
	if (!(p.p[p.n - 1] & 1))
		return REASON_FIELD_COMPOSITE;
	/* else its powers are one number or two */
	return group_is_inside(g, p) ? primality(p) : REASON_FIELD_GENERATOR;
}

static const enum reason taken[] = { REASON_FIELD_OFFERED, REASON_FIELD_KNOWN, REASON_FIELD_PRIME, REASON_FIELD_UNJUDGED };

static bool is_taken(enum reason r)
{
	for (size_t i = 0; i < ARRAY_LEN(taken); i++)
		if (taken[i] == r)
			return true;
	return false;
}

enum status field_take(struct connection *c)
{
	const field_id f = msg_field(c, "dh_p");
	const value_id p = msg_content(c, f, "p"), g = msg_content(c, msg_field(c, "dh_g"), "g");
	const struct bytes pb = trace_bytes(c->w.t, p), gb = trace_bytes(c->w.t, g);
	const struct dh_group *known = dh_group_recognize(pb, gb);
	const enum reason r = judged(c, known, pb, gb);
	struct event *e = known ? CONN_EVENT(c, EV_DH_GROUP, p, g, conn_const(c, "name of the group", known->name)) :
				  CONN_EVENT(c, EV_DH_GROUP, p, g);

	e->field = r == REASON_FIELD_GENERATOR ? msg_field(c, "dh_g") : f;
	e->arg[0] = (int64_t)bits_of(pb);
	e->arg[1] = r == REASON_FIELD_PRIME || r == REASON_FIELD_COMPOSITE ? FIELD_ROUNDS : 0;
	TRY(conn_check(c, e, is_taken(r), r, ALERT_INSUFFICIENT_SECURITY));
	if (r == REASON_FIELD_UNJUDGED)
		e->verdict = VERDICT_UNJUDGED;
	group_use_field(c, p, g);
	return ST_OK;
}
