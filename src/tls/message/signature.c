#include "tls/message/signature.h"

#include "tls/endpoint_state.h"
#include "tls/message/items.h"
#include "tls/message/message.h"
#include "tls/quirk.h"
#include "tls/schemes.h"

struct event *signature_event(struct connection *c, const struct signature_check *k)
{
	const value_id all[] = { k->signature, k->parts.hash, k->parts.block, k->parts.inner, k->parts.salt, k->parts.mask, k->parts.r, k->parts.s };
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

/* ---- choosing ---- */

struct bytes signature_schemes_offered(const struct connection *c)
{
	return c->offer.schemes ? msg_list(c, c->offer.schemes) : schemes_assumed;
}

static value_id schemes_of_peer(struct connection *c)
{
	if (c->side == SIDE_CLIENT)
		return c->s.request_schemes;
	if (c->offer.schemes)
		return msg_content(c, c->offer.schemes, "schemes that the client can check");
	return trace_show(c->w.t, trace_add_leaf(c->w.t, c->actor, OP_CONST, "schemes of a client that says nothing", schemes_assumed), SHOW_CODES,
			  &codes_signature_scheme);
}

static value_id schemes_of_key(struct connection *c)
{
	struct buf b = { 0 };

	scheme_list_of_key(c->s.version, tls_config_signs(config_of(c)), endpoint_own(c)->key, &b);
	return conn_codes(c, "schemes that the key can sign with", &b, &codes_signature_scheme);
}

/* The party that errs takes one that its key can make and the peer has not listed. */
static const struct scheme *not_offered(struct connection *c, struct bytes theirs, uint16_t usual)
{
	struct buf b = { 0 };
	const struct scheme *s = NULL;

	scheme_list_of_key(c->s.version, schemes_spoken, endpoint_own(c)->key, &b);
	for (size_t i = 0; i + 2 <= b.n && !s; i += 2)
		if (!code_listed_in(theirs, (uint32_t)bytes_uint(bytes_slice(buf_bytes(&b), i, 2))))
			s = scheme_find((uint16_t)bytes_uint(bytes_slice(buf_bytes(&b), i, 2)));
	buf_free(&b);
	return s ? s : scheme_find(usual);
}

/* Before TLS 1.2: that the key has one is why it was chosen. */
static enum status fixed_choose(struct connection *c)
{
	c->s.scheme = scheme_choose(c->s.version, BYTES_NONE, schemes_spoken, endpoint_own(c)->key);
	return conn_check(c, CONN_FACT(c, EV_SCHEME_CHOSEN), c->s.scheme != NULL, c->s.scheme ? REASON_SCHEME_FIXED : REASON_NO_COMMON_SIGNATURE,
			  ALERT_HANDSHAKE_FAILURE);
}

static enum status listed_choose(struct connection *c)
{
	value_id theirs = schemes_of_peer(c), own = schemes_of_key(c), common = conn_common(c, "schemes in common", theirs, own);
	struct bytes b = trace_bytes(c->w.t, common);
	uint16_t code = b.n ? (uint16_t)bytes_uint(bytes_slice(b, 0, 2)) : 0;
	struct event *e = CONN_EVENT(c, EV_SCHEME_CHOSEN, theirs, own, common);

	e->arg[0] = code;
	c->s.scheme = quirk_fires(c, QUIRK_SCHEME) ? not_offered(c, trace_bytes(c->w.t, theirs), code) :
		      quirk_fires(c, QUIRK_OLD_SCHEME) ? scheme_of(SIG_RSA_PKCS1, HASH_SHA256) : scheme_find(code);
	return conn_check(c, e, b.n > 0, b.n ? REASON_SCHEME_CHOSEN : REASON_NO_COMMON_SIGNATURE, ALERT_HANDSHAKE_FAILURE);
}

enum status signature_choose(struct connection *c)
{
	return c->s.version < VERSION_TLS12 ? fixed_choose(c) : listed_choose(c);
}

/* ---- SSL 3.0: hashes that hold the master secret are signed ---- */

/* What is signed in place of the data; 0: the data. */
static value_id hash_instead(struct connection *c, const struct scheme *s, const struct signed_data *what)
{
	const value_id hash = what->hash ? what->hash(c) : 0;

	if (hash && s->hash == HASH_SHA1)   /* of MD5 and SHA-1 side by side */
		return trace_add_slice(c->w.t, c->actor, hash, hash_size(HASH_MD5), hash_size(HASH_SHA1), "sha_hash");
	return hash;
}

/* ---- making ---- */

static enum status sign(struct connection *c, const struct scheme *s, const struct signed_data *what, struct signature_parts *out)
{
	const struct private_key *key = endpoint_own(c)->key;
	const value_id own = endpoint_own_key(c), hash = hash_instead(c, s, what);

	return hash ? value_sign_hash(c->w, s->kind, s->hash, key, own, hash, out) :
		      value_sign(c->w, s->kind, s->hash, key, own, what->data, what->n, out);
}

enum status signature_make(struct connection *c, enum event_type type, const struct signed_data *what, struct items *it)
{
	const struct scheme *s = c->s.scheme;
	struct signature_check k = { .type = type, .code = (uint16_t)s->code.value, .signature = endpoint_given(c, "signature") };

	if (!k.signature) {
		if (sign(c, s, what, &k.parts) != ST_OK) {
			endpoint_fail(c, ALERT_INTERNAL_ERROR);
			return ST_REFUSED;
		}
		k.signature = k.parts.signature;
		signature_event(c, &k);
	}
	if (c->s.version >= VERSION_TLS12)
		items_add(it, "algorithm", trace_show(c->w.t, conn_uint(c, OP_CONFIG, "algorithm", 2, s->code.value), SHOW_CODE, &codes_signature_scheme));
	items_add(it, "signature", k.signature);
	return ST_OK;
}

/* ---- checking ---- */

/* The scheme of a digitally-signed struct: named in TLS 1.2, fixed before it. NULL: none that is known. */
static const struct scheme *scheme_named(struct connection *c, const struct public_key *key, uint16_t *code)
{
	*code = (uint16_t)msg_uint(c, "algorithm");
	if (c->facts.facts[SEL_VERSION] < VERSION_TLS12)
		return scheme_before_tls12(key);
	return scheme_find(*code);
}

/* A kind of key that can be computed with here. */
static bool is_known(const struct public_key *key)
{
	return key->kind != PUBLIC_OTHER && (key->kind != PUBLIC_EC || key->curve != CURVE_NONE);
}

static enum reason unfit(const struct connection *c, const struct scheme *s, uint16_t code, const struct verify_result *signer)
{
	if (!signer->may_sign)
		return REASON_KEY_NOT_SIGN;
	if (!c->role->takes_scheme(c, code))   /* RFC 5246 7.4.3, 7.4.8 */
		return REASON_SCHEME_NOT_OFFERED;
	if (!signer->has_key)
		return REASON_SIGNATURE_NO_KEY;
	if (!s || s->hash == HASH_NONE || !is_known(&signer->key))
		return REASON_SIGNATURE_UNJUDGED;
	if (c->s.version >= VERSION_TLS13 && s->to < VERSION_TLS13)
		return REASON_SCHEME_NOT_TLS13;
	return scheme_fits_public(c->s.version, s, &signer->key) ? REASON_NONE : REASON_SCHEME_OTHER_KEY;
}

static enum status verify(struct connection *c, const struct scheme *s, const struct public_key *key, const struct signed_data *what,
			  struct signature_check *k)
{
	const value_id hash = hash_instead(c, s, what);

	if (!hash)
		return value_verify(c->w, s->kind, s->hash, key, k->signature, what->data, what->n, &k->parts);
	return value_verify_hash(c->w, s->kind, s->hash, key, k->signature, hash, &k->parts);
}

enum status signature_take(struct connection *c, enum event_type type, const struct verify_result *signer,
			   const struct signed_data *what)
{
	struct signature_check k = { .type = type };
	const struct scheme *s = scheme_named(c, &signer->key, &k.code);
	field_id f = msg_field(c, "signature");

	k.signature = f ? msg_content(c, f, "signature") : 0;
	k.unfit = k.signature ? unfit(c, s, k.code, signer) : REASON_SIGNATURE_BAD;
	if (k.unfit == REASON_NONE)
		k.st = verify(c, s, &signer->key, what, &k);
	return c->role->signature(c, &k);
}
