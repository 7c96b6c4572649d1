#include "tls/kex/group.h"

#include <assert.h>

#include "spec/dh_groups.h"
#include "tls/endpoint_state.h"
#include "tls/message/message.h"
#include "tls/quirk.h"

/* ---- which ones ---- */

bool group_by_field(const struct suite *s)
{
	return kx_specs[s->kx].method == KX_BY_DH;
}

struct code_list group_list(const struct connection *c)
{
	const struct tls_config *cfg = config_of(c);

	if (cfg->groups.n)
		return cfg->groups;
	for (size_t i = 0; i < cfg->n_suites; i++)
		if (group_by_field(suite_find(cfg->suites[i])))
			return groups_usual_ff;
	return groups_usual;
}

bool group_fits(const struct connection *c, const struct suite *s, uint32_t code)
{
	const struct group *g = group_find((uint16_t)code);

	/* of a finite field p and g are sent, and no name: SSL 3.0 can do that, too */
	if (!g || (c->s.version < g->from && g->kind != GROUP_FF) || c->s.version > g->to)
		return false;
	return s->kx == KX_ANY || group_by_field(s) == (g->kind == GROUP_FF);
}

bool group_fields_offered(const struct connection *c)
{
	const struct bytes list = msg_list(c, c->offer.groups);

	for (size_t i = 0; i + 2 <= list.n; i += 2)
		if (list.p[i] == 1)
			return true;
	return false;
}

/* Who says nothing of groups is content with any (RFC 8422 4). */
bool group_curve_allowed(const struct connection *c, enum curve curve)
{
	const struct bytes list = msg_list(c, c->offer.groups);

	for (size_t i = 0; i + 2 <= list.n; i += 2) {
		const struct group *g = group_find((uint16_t)bytes_uint(bytes_slice(list, i, 2)));

		if (g && g->curve == curve && g->kind == GROUP_EC && g->from <= VERSION_TLS12)
			return true;
	}
	return !c->offer.groups;
}

/* A short private key is as good as a long one in a group that was made for it (RFC 7919 5.2). */
static void use_field(struct connection *c, const struct dh_group *known, value_id p, value_id g)
{
	c->s.agreement = (struct agreement){ .p = p, .g = g, .exponent_size = known ? (known->exponent_bits + 7u) / 8 : 0 };
}

void group_use(struct connection *c, const struct group *g)
{
	const struct dh_group *field = dh_group_by_code((uint16_t)g->code.value);
	uint8_t p[DH_GROUP_MAX];

	c->s.group = g;
	c->facts.facts[SEL_GROUP] = g->code.value;
	c->s.agreement = (struct agreement){ .curve = g->curve };
	if (!field)
		return;
	dh_group_prime(field, p);
	use_field(c, field, trace_add_leaf(c->w.t, c->actor, OP_CONST, "p", bytes_of(p, field->bits / 8u)),
		  conn_uint(c, OP_CONST, "g", 1, field->generator));
}

void group_use_field(struct connection *c, value_id p, value_id g)
{
	const struct dh_group *known = dh_group_recognize(trace_bytes(c->w.t, p), trace_bytes(c->w.t, g));

	c->s.group = known && known->code ? group_find(known->code) : NULL;
	c->facts.facts[SEL_GROUP] = c->s.group ? c->s.group->code.value : 0;
	use_field(c, known, p, g);
}

/* ---- what differs between curves with points, curves with one coordinate, and numbers modulo p ---- */

enum kind { POINT, COORDINATE, NUMBER };

static enum kind kind_of(const struct agreement *a)
{
	return !a->curve ? NUMBER : curve_is_montgomery(a->curve) ? COORDINATE : POINT;
}

static const struct {
	enum event_type key, public, secret;
	enum reason fits, unfit, agreed, stripped, known;
	int alert;
} kinds[] = {
	[POINT] = { EV_KEX_KEY, EV_KEX_PUBLIC, EV_KEX_SECRET,
		    REASON_POINT_GOOD, REASON_POINT_BAD, REASON_SECRET_X, REASON_NONE, REASON_SECRET_ZERO, ALERT_ILLEGAL_PARAMETER },
	[COORDINATE] = { EV_KEX_KEY, EV_KEX_PUBLIC, EV_KEX_SECRET,
			 REASON_COORDINATE_GOOD, REASON_COORDINATE_BAD, REASON_SECRET_U, REASON_NONE, REASON_SECRET_ZERO, ALERT_ILLEGAL_PARAMETER },
	[NUMBER] = { EV_DH_KEY, EV_DH_PUBLIC, EV_DH_SECRET,
		     REASON_NUMBER_GOOD, REASON_NUMBER_BAD, REASON_SECRET_NUMBER, REASON_SECRET_STRIPPED, REASON_SECRET_SMALL, ALERT_HANDSHAKE_FAILURE },
};

value_id group_key_make(struct connection *c)
{
	const struct agreement *a = &c->s.agreement;
	value_id public;
	enum status st;

	c->secrets.own_private = value_agree_private(c->w, a, "ephemeral_private_key");
	st = value_agree_public(c->w, a, "ephemeral_public_key", c->secrets.own_private, &public);
	assert(st == ST_OK);
	(void)st;
	conn_event(c, kinds[kind_of(a)].key, (value_id[]){ public, c->secrets.own_private, a->g, a->p }, a->curve ? 2 : 4);
	c->secrets.own_public = quirk_public(c, public);
	return c->secrets.own_public;
}

bool group_is_inside(struct bytes y, struct bytes p)
{
	static const uint8_t one = 1;
	uint8_t last[DH_GROUP_MAX];

	p = bytes_without_zeros(p);
	assert(p.n && p.n <= sizeof(last));
	memcpy(last, p.p, p.n);
	last[p.n - 1] ^= 1;   /* p is odd */
	return bytes_compare_numbers(y, bytes_of(&one, 1)) > 0 && bytes_compare_numbers(y, bytes_of(last, p.n)) < 0;
}

/* RFC 8422 5.11, RFC 9846 4.3.8: it is on the curve, and not compressed; between 1 and p - 1. */
static bool is_public_value(const struct connection *c, struct bytes b)
{
	const struct agreement *a = &c->s.agreement;

	switch (kind_of(a)) {
	case POINT:
		return crypto_ec_check(a->curve, b) == ST_OK;
	case COORDINATE:
		return b.n == curve_public_size(a->curve);
	default:
		return b.n <= trace_bytes(c->w.t, a->p).n && group_is_inside(b, trace_bytes(c->w.t, a->p));
	}
}

enum status group_public_take(struct connection *c, field_id f)
{
	const enum kind k = kind_of(&c->s.agreement);
	const value_id v = msg_content(c, f, "peer's ephemeral_public_key");
	struct event *e = CONN_EVENT(c, kinds[k].public, v);
	const bool good = is_public_value(c, trace_bytes(c->w.t, v));

	e->field = f;
	e->arg[0] = c->s.group ? (int64_t)c->s.group->code.value : 0;
	c->secrets.peer_public = v;
	return conn_check(c, e, good, good ? kinds[k].fits : kinds[k].unfit, kinds[k].alert);
}

/* ---- the secret ---- */

/* RFC 5246 8.1.2 leaves zero bytes in front away; RFC 9846 7.4.1 keeps them. */
static value_id stripped(struct connection *c, value_id secret, const char *label)
{
	const size_t n = trace_bytes(c->w.t, secret).n, left = bytes_without_zeros(trace_bytes(c->w.t, secret)).n;
	const size_t kept = left ? left : 1;

	return trace_add_slice(c->w.t, c->actor, secret, n - kept, kept, label);
}

/* Zero, or in a finite field one: whatever the own key is, the peer's value was of small order (RFC 8422 5.11,
 * RFC 9846 7.4.2; SP 800-56A 5.7.1.1). */
static bool is_trivial(struct bytes secret, enum kind k)
{
	static const uint8_t one = 1;

	return bytes_compare_numbers(secret, k == NUMBER ? bytes_of(&one, 1) : BYTES_NONE) <= 0;
}

enum status group_agree(struct connection *c, const char *label)
{
	const enum kind k = kind_of(&c->s.agreement);
	const bool strips = k == NUMBER && c->s.version < VERSION_TLS13;
	const value_id own = c->secrets.own_private, peer = c->secrets.peer_public;
	value_id shared;
	enum status st = value_agree_shared(c->w, &c->s.agreement, strips ? "Z" : label, own, peer, &shared);
	struct event *e;
	bool good;

	assert(st == ST_OK || st == ST_MISMATCH);
	(void)st;
	good = !is_trivial(trace_bytes(c->w.t, shared), k);
	c->secrets.pre_master = strips ? stripped(c, shared, label) : shared;
	e = strips ? CONN_EVENT(c, kinds[k].secret, c->secrets.pre_master, own, peer, shared) :
		     CONN_EVENT(c, kinds[k].secret, c->secrets.pre_master, own, peer);
	e->arg[0] = (int64_t)(trace_bytes(c->w.t, shared).n - trace_bytes(c->w.t, c->secrets.pre_master).n);
	return conn_check(c, e, good, !good ? kinds[k].known : e->arg[0] ? kinds[k].stripped : kinds[k].agreed, kinds[k].alert);
}
