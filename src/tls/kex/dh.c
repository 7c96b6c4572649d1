/* Ephemeral Diffie-Hellman over elliptic curves (RFC 8422 5.4, 5.7, 5.10) and over finite fields (RFC 5246 7.4.3, 7.4.7.2,
 * RFC 7919): both draw a key for this handshake alone, the server signs its public value (or nobody does: RFC 5246
 * F.1.1.1), and one's private and the other's public value give the pre-master secret. */
#include "spec/groups.h"
#include "tls/endpoint_state.h"
#include "tls/kex/field.h"
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

static bool has_common_group(const struct connection *c, const struct suite *s, bool named)
{
	const struct code_list own = group_list(c);
	const struct bytes theirs = msg_list(c, c->offer.groups);

	for (size_t i = 0; i < own.n; i++)
		if (group_fits(c, s, own.codes[i]) && (!named || code_listed_in(theirs, own.codes[i])))
			return true;
	return false;
}

static enum reason cannot_serve(const struct connection *c, const struct suite *s, const struct credential *own, enum reason no_group)
{
	if (own && own->key->kind != (signs_by_rsa(s) ? KEY_RSA : KEY_EC))
		return REASON_NO_SIGNING_KEY;
	if (no_group != REASON_NONE || !own)
		return no_group;
	if (own->key->kind == KEY_EC && !group_curve_allowed(c, own->key->curve))
		return REASON_CURVE_NOT_LISTED;
	if (scheme_choose(c->s.version, signature_schemes_offered(c), tls_config_signs(config_of(c)), own->key))
		return REASON_NONE;
	return c->offer.schemes ? REASON_NO_COMMON_SIGNATURE : REASON_SCHEMES_MISSING;
}

/* Who says nothing of groups is content with any (RFC 8422 4). */
static enum reason curve_cannot_serve(const struct connection *c, const struct suite *s, const struct credential *own)
{
	if (!has_common_group(c, s, false))
		return cannot_serve(c, s, own, REASON_NO_CURVE);
	return cannot_serve(c, s, own, has_common_group(c, s, c->offer.groups != 0) ? REASON_NONE : REASON_NO_COMMON_GROUP);
}

/* RFC 7919 4: to a client that names no finite field the server may offer any that it has. */
static enum reason field_cannot_serve(const struct connection *c, const struct suite *s, const struct credential *own)
{
	if (group_fields_offered(c))
		return cannot_serve(c, s, own, has_common_group(c, s, true) ? REASON_NONE : REASON_NO_COMMON_FIELD);
	return cannot_serve(c, s, own, config_of(c)->dh_p.n || has_common_group(c, s, false) ? REASON_NONE : REASON_NO_FIELD);
}

/* ---- ServerKeyExchange ---- */

static value_id length(struct connection *c, unsigned width, value_id of)
{
	return conn_uint(c, OP_COUNTER, "length", width, trace_bytes(c->w.t, of).n);
}

static value_id curve_server_make(struct connection *c, struct items *it)
{
	size_t first = it->n;
	value_id public;

	items_uint(c, it, "curve_type", 1, NAMED_CURVE, &codes_curve_type);
	items_uint(c, it, "namedcurve", 2, c->s.group->code.value, &codes_named_group);
	public = group_key_make(c);
	items_add(it, "point", public);
	return trace_add_concat(c->w.t, c->actor, "params", (value_id[]){
			it->v[first].value, it->v[first + 1].value, length(c, 1, public), public }, 4);
}

static enum status curve_server_read(struct connection *c)
{
	const field_id f = msg_field(c, "namedcurve");
	const uint16_t code = (uint16_t)msg_uint(c, "namedcurve");
	const struct code_list own = group_list(c);
	const bool offered = code_listed(&own, code) && group_fits(c, c->s.suite, code);
	struct event *e = CONN_EVENT(c, EV_ANSWER_GROUP, c->s.offered_groups, msg_value(c, f, "namedcurve"));

	e->field = f;
	e->arg[0] = code;
	TRY(conn_check(c, e, offered, offered ? REASON_GROUP_ACCEPTED : REASON_GROUP_NOT_OFFERED, ALERT_ILLEGAL_PARAMETER));
	group_use(c, group_find(code));
	return group_public_take(c, msg_field(c, "point"));
}

static value_id field_server_make(struct connection *c, struct items *it)
{
	const struct agreement *a = &c->s.agreement;
	const value_id public = group_key_make(c);

	items_add(it, "dh_p", a->p);
	items_add(it, "dh_g", a->g);
	items_add(it, "dh_Ys", public);
	return trace_add_concat(c->w.t, c->actor, "params", (value_id[]){
			length(c, 2, a->p), a->p, length(c, 2, a->g), a->g, length(c, 2, public), public }, 6);
}

static enum status field_server_read(struct connection *c)
{
	TRY(field_take(c));
	return group_public_take(c, msg_field(c, "dh_Ys"));
}

/* ---- ClientKeyExchange ---- */

static enum status client_make(struct connection *c, struct items *it, const char *name)
{
	items_add(it, name, group_key_make(c));
	return group_agree(c, kex_secret_label(c->s.suite));
}

static enum status client_read(struct connection *c, const char *name)
{
	TRY(group_public_take(c, msg_field(c, name)));
	return group_agree(c, kex_secret_label(c->s.suite));
}

static enum status curve_client_make(struct connection *c, struct items *it)
{
	return client_make(c, it, "ecdh_Yc");
}

static enum status curve_client_read(struct connection *c)
{
	return client_read(c, "ecdh_Yc");
}

static enum status field_client_make(struct connection *c, struct items *it)
{
	return client_make(c, it, "dh_Yc");
}

static enum status field_client_read(struct connection *c)
{
	return client_read(c, "dh_Yc");
}

/* ---- without a signature ---- */

/* RFC 5246 F.1.1.1: whoever sent them. */
static void unsigned_told(struct connection *c)
{
	CONN_EVENT(c, EV_KEX_UNSIGNED, c->secrets.peer_public)->verdict = VERDICT_WARN;
}

static enum status curve_anon_read(struct connection *c)
{
	TRY(curve_server_read(c));
	unsigned_told(c);
	return ST_OK;
}

static enum status field_anon_read(struct connection *c)
{
	TRY(field_server_read(c));
	unsigned_told(c);
	return ST_OK;
}

#define SIGNED .certificate = true, .key_unfit = key_unfit, .key_event = EV_CERT_SIGNS, .key_fits = REASON_KEY_SIGNS, .no_key = REASON_NO_SIGNING_KEY
#define BY_CURVE                                                                                                        \
	.method = KX_BY_ECDH, .ephemeral = true, .cannot_serve = curve_cannot_serve, .by_group = true,                  \
	.server_make = curve_server_make, .client_make = curve_client_make, .client_read = curve_client_read
#define BY_FIELD                                                                                                        \
	.method = KX_BY_DH, .ephemeral = true, .cannot_serve = field_cannot_serve, .by_group = true,                    \
	.server_make = field_server_make, .client_make = field_client_make, .client_read = field_client_read

const struct kex kex_ecdhe = { BY_CURVE, SIGNED, .server_read = curve_server_read };
const struct kex kex_dhe = { BY_FIELD, SIGNED, .server_read = field_server_read };
const struct kex kex_ecdh_anon = { BY_CURVE, .server_read = curve_anon_read };
const struct kex kex_dh_anon = { BY_FIELD, .server_read = field_anon_read };
