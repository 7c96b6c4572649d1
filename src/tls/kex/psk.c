/* A pre-shared key, alone or beside another key exchange (RFC 4279, RFC 5489): the client names the key, and the pre-master
 * secret is what the other exchange gives (zeros, if there is none) and the key, each behind its length. Who does not hold the
 * key gets another one, and nothing that is protected with it opens. */
#include "tls/kex/psk.h"

#include <string.h>

#include "tls/endpoint_state.h"
#include "tls/kex/kex.h"
#include "tls/message/items.h"
#include "tls/message/message.h"

enum { REPLACEMENT_SIZE = 32 };

/* The other half; NULL: there is none. */
static const struct kex *half_of(const struct suite *s)
{
	static const struct kex *const halves[] = { &kex_rsa, &kex_ecdhe, &kex_dhe };

	for (size_t i = 0; i < ARRAY_LEN(halves); i++)
		if (halves[i]->method == kx_specs[s->kx].method)
			return halves[i];
	return NULL;
}

static enum reason cannot_serve(const struct connection *c, const struct suite *s, const struct credential *own)
{
	const struct kex *half = half_of(s);

	if (!config_of(c)->n_psks)
		return REASON_NO_PSK;
	return half ? half->cannot_serve(c, s, own) : REASON_NONE;
}

static enum reason key_unfit(const struct suite *s, const struct verify_result *shown)
{
	return half_of(s)->key_unfit(s, shown);
}

/* ---- the pre-master secret ---- */

static value_id length(struct connection *c, value_id of)
{
	return conn_uint(c, OP_COUNTER, "length", 2, trace_bytes(c->w.t, of).n);
}

/* RFC 4279 2: as many zeros as the key has bytes, where the key is alone. */
static value_id other_secret(struct connection *c, value_id psk)
{
	const size_t n = trace_bytes(c->w.t, psk).n;
	uint8_t *zeros;

	if (half_of(c->s.suite))
		return c->secrets.pre_master;
	zeros = arena_alloc(&c->w.t->arena, n);
	memset(zeros, 0, n);
	return trace_add_leaf(c->w.t, c->actor, OP_CONST, "other_secret", bytes_of(zeros, n));
}

void kex_psk_join(struct connection *c, value_id psk)
{
	const value_id other = other_secret(c, psk);
	const value_id parts[] = { length(c, other), other, length(c, psk), psk };

	c->secrets.pre_master = trace_add_concat(c->w.t, c->actor, "pre_master_secret", parts, ARRAY_LEN(parts));
	CONN_EVENT(c, EV_PMS_JOINED, c->secrets.pre_master, other, psk);
}

static value_id key_value(struct connection *c, const struct external_psk *p)
{
	return trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "psk", p->key);
}

/* ---- ServerKeyExchange ---- */

static value_id server_make(struct connection *c, struct items *it)
{
	const struct bytes hint = config_of(c)->psk_hint;
	const struct kex *half = half_of(c->s.suite);

	if (hint.n)
		items_add(it, "psk_identity_hint", trace_show(c->w.t, trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "psk_identity_hint", hint), SHOW_TEXT, NULL));
	if (half && half->server_make)
		half->server_make(c, it);
	return 0;
}

static enum status server_read(struct connection *c)
{
	const struct kex *half = half_of(c->s.suite);
	const field_id f = msg_field(c, "psk_identity_hint");
	const value_id hint = msg_content(c, f, "psk_identity_hint");

	if (trace_bytes(c->w.t, hint).n)
		CONN_EVENT(c, EV_PSK_HINT, trace_show(c->w.t, hint, SHOW_TEXT, NULL))->field = f;
	return half && half->server_read ? half->server_read(c) : ST_OK;
}

/* ---- ClientKeyExchange ---- */

static enum status client_make(struct connection *c, struct items *it)
{
	const struct external_psk *p = &config_of(c)->psks[0];
	const value_id identity = trace_show(c->w.t, trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "psk_identity", p->identity), SHOW_TEXT, NULL);
	const struct kex *half = half_of(c->s.suite);

	CONN_EVENT(c, EV_PSK_NAMED, identity);
	items_add(it, "psk_identity", identity);
	if (half)
		TRY(half->client_make(c, it));
	kex_psk_join(c, key_value(c, p));
	return ST_OK;
}

/* RFC 4279 2: who does not want to say that it does not know the name goes on with a key that nobody has. */
static enum status unknown(struct connection *c, struct event *e, value_id *key)
{
	if (!config_of(c)->hides_unknown_psk)
		return conn_check(c, e, false, REASON_PSK_UNKNOWN, ALERT_UNKNOWN_PSK_IDENTITY);
	e->verdict = VERDICT_WARN;
	e->reason = REASON_PSK_UNKNOWN_HIDDEN;
	*key = value_random(c->w, "replacement", REPLACEMENT_SIZE);
	CONN_EVENT(c, EV_RANDOM_DRAWN, *key);
	return ST_OK;
}

static enum status find(struct connection *c, value_id *key)
{
	const field_id f = msg_field(c, "psk_identity");
	const value_id identity = trace_show(c->w.t, msg_content(c, f, "psk_identity"), SHOW_TEXT, NULL);
	const struct external_psk *p = tls_config_psk(config_of(c), trace_bytes(c->w.t, identity));
	struct event *e = CONN_EVENT(c, EV_PSK_FOUND, identity);

	e->field = f;
	if (!p)
		return unknown(c, e, key);
	*key = key_value(c, p);
	return conn_check(c, e, true, REASON_PSK_KNOWN, ALERT_NONE);
}

static enum status client_read(struct connection *c)
{
	const struct kex *half = half_of(c->s.suite);
	value_id key = 0;

	TRY(find(c, &key));
	if (half)
		TRY(half->client_read(c));
	kex_psk_join(c, key);
	return ST_OK;
}

#define WITH_PSK                                                                                                                  \
	.psk = true, .cannot_serve = cannot_serve, .server_make = server_make, .server_read = server_read, .client_make = client_make, \
	.client_read = client_read

const struct kex kex_psk = { .method = KX_BY_NOTHING, WITH_PSK };
const struct kex kex_ecdhe_psk = { .method = KX_BY_ECDH, .ephemeral = true, .by_group = true, WITH_PSK };
const struct kex kex_dhe_psk = { .method = KX_BY_DH, .ephemeral = true, .by_group = true, WITH_PSK };
const struct kex kex_rsa_psk = {
	.method = KX_BY_RSA, .certificate = true, WITH_PSK,
	.key_unfit = key_unfit, .key_event = EV_CERT_KEY_EXCHANGE, .key_fits = REASON_KEY_FITS, .no_key = REASON_NO_RSA_KEY,
};
