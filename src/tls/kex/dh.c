/* Ephemeral Diffie-Hellman over elliptic curves (RFC 8422 5.4, 5.7, 5.10): both draw a key for this handshake alone, the
 * server signs its public value, and one's private and the other's public value give the pre-master secret. */
#include "spec/groups.h"
#include "tls/endpoint_state.h"
#include "tls/kex/group.h"
#include "tls/kex/kex.h"
#include "tls/message/items.h"
#include "tls/message/message.h"
#include "tls/message/signature.h"
#include "tls/schemes.h"

enum { NAMED_CURVE = 3 };

/* ---- who can serve ---- */

static bool signs_by_rsa(const struct suite *s)
{
	return kx_specs[s->kx].signer == KX_SIGNED_RSA;
}

static enum reason key_unfit(const struct suite *s, const struct verify_result *shown)
{
	if (shown->key.kind != (signs_by_rsa(s) ? PUBLIC_RSA : PUBLIC_EC))
		return REASON_KEY_KIND;
	return shown->may_sign ? REASON_NONE : REASON_KEY_NOT_SIGN;
}

/* Who says nothing of groups is content with any (RFC 8422 4). */
static bool has_common_group(const struct connection *c)
{
	const struct code_list own = tls_config_groups(config_of(c));
	const struct bytes theirs = msg_list(c, c->offer.groups);

	for (size_t i = 0; i < own.n; i++)
		if (!c->offer.groups || code_listed_in(theirs, own.codes[i]))
			return true;
	return false;
}

static enum reason cannot_serve(const struct connection *c, const struct suite *s, const struct credential *own)
{
	if (own->key->kind != (signs_by_rsa(s) ? KEY_RSA : KEY_EC))
		return REASON_NO_SIGNING_KEY;
	if (!has_common_group(c))
		return REASON_NO_COMMON_GROUP;
	if (scheme_choose(signature_schemes_offered(c), tls_config_schemes(config_of(c)), own->key))
		return REASON_NONE;
	return c->offer.schemes ? REASON_NO_COMMON_SIGNATURE : REASON_SCHEMES_MISSING;
}

/* ---- ServerKeyExchange ---- */

static value_id server_make(struct connection *c, struct items *it)
{
	size_t first = it->n;
	value_id public;

	items_uint(c, it, "curve_type", 1, NAMED_CURVE, &codes_curve_type);
	items_uint(c, it, "namedcurve", 2, c->s.group->code.value, &codes_named_group);
	public = group_key_make(c);
	items_add(it, "point", public);
	return trace_add_concat(c->w.t, c->actor, "params", (value_id[]){
			it->v[first].value, it->v[first + 1].value,
			conn_uint(c, OP_COUNTER, "length", 1, trace_bytes(c->w.t, public).n), public }, 4);
}

static enum status server_read(struct connection *c)
{
	const field_id f = msg_field(c, "namedcurve");
	const uint16_t code = (uint16_t)msg_uint(c, "namedcurve");
	const struct code_list own = tls_config_groups(config_of(c));
	const bool offered = code_listed(&own, code);
	struct event *e = CONN_EVENT(c, EV_ANSWER_GROUP, c->s.offered_groups, msg_value(c, f, "namedcurve"));

	e->field = f;
	e->arg[0] = code;
	TRY(conn_check(c, e, offered, offered ? REASON_GROUP_ACCEPTED : REASON_GROUP_NOT_OFFERED, ALERT_ILLEGAL_PARAMETER));
	c->s.group = group_find(code);
	return group_public_take(c, msg_field(c, "point"));
}

/* ---- ClientKeyExchange ---- */

static enum status client_make(struct connection *c, struct items *it)
{
	items_add(it, "ecdh_Yc", group_key_make(c));
	return group_agree(c, "pre_master_secret");
}

static enum status client_read(struct connection *c)
{
	TRY(group_public_take(c, msg_field(c, "ecdh_Yc")));
	return group_agree(c, "pre_master_secret");
}

const struct kex kex_ecdhe = {
	.method = KX_BY_ECDH, .ephemeral = true,
	.key_unfit = key_unfit, .key_event = EV_CERT_SIGNS, .key_fits = REASON_KEY_SIGNS,
	.cannot_serve = cannot_serve, .no_key = REASON_NO_SIGNING_KEY, .by_group = true,
	.server_make = server_make, .server_read = server_read,
	.client_make = client_make, .client_read = client_read,
};
