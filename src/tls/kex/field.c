#include "tls/kex/field.h"

#include "spec/dh_groups.h"
#include "tls/kex/group.h"
#include "tls/message/message.h"

static enum reason primality(const struct connection *c, struct bytes p)
{
	if (!c->role->tests_primes)
		return REASON_FIELD_UNTESTED;
	switch (crypto_is_prime(p, FIELD_ROUNDS)) {
	case ST_OK:
		return REASON_FIELD_PRIME;
	case ST_UNSUPPORTED:
		return REASON_FIELD_UNJUDGED;
	default:
		return REASON_FIELD_COMPOSITE;
	}
}

/* By the client: this one, which knows its list, or the one whose ClientHello was read. */
static bool is_offered(const struct connection *c, const struct dh_group *known)
{
	const struct bytes list = c->s.offered_groups ? trace_bytes(c->w.t, c->s.offered_groups) : msg_list(c, c->offer.groups);

	return known->code && code_listed_in(list, known->code);
}

/* The cheap questions first. */
static enum reason judged(const struct connection *c, const struct dh_group *known, struct bytes p, struct bytes g)
{
	if (bytes_bits(p) < FIELD_BITS_MIN)
		return REASON_FIELD_SMALL;
	if (p.n > FIELD_BITS_MAX / 8)
		return REASON_FIELD_LARGE;
	if (g.n > p.n)
		return REASON_FIELD_GENERATOR;
	if (known)
		return is_offered(c, known) ? REASON_FIELD_OFFERED : REASON_FIELD_KNOWN;
	if (!(p.p[p.n - 1] & 1))
		return REASON_FIELD_COMPOSITE;
	/* else its powers are one number or two */
	return group_is_inside(g, p) ? primality(c, p) : REASON_FIELD_GENERATOR;
}

/* What may be computed with, and how that is called. */
static const struct {
	enum reason reason;
	enum verdict verdict;
} taken[] = {
	{ REASON_FIELD_OFFERED, VERDICT_OK }, { REASON_FIELD_KNOWN, VERDICT_OK }, { REASON_FIELD_PRIME, VERDICT_OK },
	{ REASON_FIELD_UNTESTED, VERDICT_SKIPPED }, { REASON_FIELD_UNJUDGED, VERDICT_UNJUDGED },
};

static enum verdict verdict_of(enum reason r)
{
	for (size_t i = 0; i < ARRAY_LEN(taken); i++)
		if (taken[i].reason == r)
			return taken[i].verdict;
	return VERDICT_FAIL;
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
	e->arg[0] = (int64_t)bytes_bits(pb);
	e->arg[1] = r == REASON_FIELD_PRIME || r == REASON_FIELD_COMPOSITE ? FIELD_ROUNDS : 0;
	TRY(conn_check(c, e, verdict_of(r) != VERDICT_FAIL, r, ALERT_INSUFFICIENT_SECURITY));
	e->verdict = verdict_of(r);
	group_use_field(c, p, g);
	return ST_OK;
}
