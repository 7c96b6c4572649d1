#include "tls/message/signature.h"

#include "tls/endpoint_state.h"
#include "tls/message/items.h"
#include "tls/message/message.h"
#include "tls/schemes.h"

struct event *signature_event(struct connection *c, const struct signature_check *k)
{
	const value_id all[] = { k->signature, k->parts.hash, k->parts.block, k->parts.inner, k->parts.r, k->parts.s };
	value_id values[ARRAY_LEN(all)];
	struct event *e;
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (all[i])
			values[n++] = all[i];
	e = conn_event(c, k->type, values, n);
	e->arg[0] = k->code;
	return e;
}

/* ---- making ---- */

enum status signature_make(struct connection *c, enum event_type type, const struct scheme *s, const struct signed_data *what,
			   struct items *it)
{
	struct signature_check k = { .type = type, .code = (uint16_t)s->code.value };

	if (value_sign(c->w, s->kind, s->hash, config_of(c)->own.key, endpoint_own_key(c), what->data, what->n, &k.parts) != ST_OK) {
		endpoint_fail(c, ALERT_INTERNAL_ERROR);
		return ST_REFUSED;
	}
	k.signature = k.parts.signature;
	signature_event(c, &k);
	items_add(it, "algorithm", trace_show(c->w.t, conn_uint(c, OP_CONFIG, "algorithm", 2, s->code.value), SHOW_CODE, &codes_signature_scheme));
	items_add(it, "signature", k.signature);
	return ST_OK;
}

/* ---- checking ---- */

/* The scheme of a digitally-signed struct: named in TLS 1.2, fixed before it. NULL: none that may be. */
static const struct scheme *scheme_named(struct connection *c, const struct public_key *key, uint16_t *code)
{
	*code = (uint16_t)msg_uint(c, "algorithm");
	if (c->facts.facts[SEL_VERSION] < VERSION_TLS12)
		return scheme_before_tls12(key);
	return c->role->any_scheme ? scheme_find(*code) : scheme_find_spoken(*code);
}

static enum reason unfit(const struct scheme *s, const struct verify_result *signer)
{
	if (!signer->may_sign)
		return REASON_KEY_NOT_SIGN;
	return s && signer->has_key && scheme_fits_public(s, &signer->key) ? REASON_NONE : REASON_SIGNATURE_ALGORITHM;
}

static enum status verify(struct connection *c, const struct scheme *s, const struct public_key *key, const struct signed_data *what,
			  struct signature_check *k)
{
	value_id hash = what->hash ? what->hash(c) : 0;

	if (!hash)
		return value_verify(c->w, s->kind, s->hash, key, k->signature, what->data, what->n, &k->parts);
	if (s->hash == HASH_SHA1)   /* of MD5 and SHA-1 side by side */
		hash = trace_add_slice(c->w.t, c->actor, hash, hash_size(HASH_MD5), hash_size(HASH_SHA1), "sha_hash");
	return value_verify_hash(c->w, s->kind, s->hash, key, k->signature, hash, &k->parts);
}

enum status signature_take(struct connection *c, enum event_type type, const struct verify_result *signer,
			   const struct signed_data *what)
{
	struct signature_check k = { .type = type };
	const struct scheme *s = scheme_named(c, &signer->key, &k.code);
	field_id f = msg_field(c, "signature");

	k.signature = f ? msg_content(c, f, "signature") : 0;
	k.unfit = k.signature ? unfit(s, signer) : REASON_SIGNATURE_BAD;
	if (k.unfit == REASON_NONE)
		k.st = verify(c, s, &signer->key, what, &k);
	return c->role->signature(c, &k);
}
