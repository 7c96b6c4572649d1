/* The RSA key exchange (RFC 5246 7.4.7.1): the pre-master secret goes out encrypted with the key of the server's certificate. */
#include "tls/kex/rsa.h"

#include <string.h>

#include "tls/endpoint_state.h"
#include "tls/kex/kex.h"
#include "tls/message/items.h"
#include "tls/message/message.h"
#include "tls/quirk.h"

enum { PMS_SIZE = 48, PMS_RANDOM = 46, BLOCK_TAIL = 1 + PMS_SIZE, BLOCK_MIN = 2 + 8 + BLOCK_TAIL };

/* ---- the keys ---- */

/* RFC 5246 7.4.2: the key must be one that the key exchange can use. */
static enum reason key_unfit(const struct suite *s, const struct verify_result *shown)
{
	const struct public_key *k = &shown->key;
	struct rsa_key *rsa;

	(void)s;
	if (k->kind != PUBLIC_RSA || k->pss.only)
		return REASON_KEY_KIND;
	if (!shown->may_encipher)
		return REASON_KEY_NOT_ENCIPHER;
	/* 00 02, at least eight bytes of padding, 00, and the secret */
	if (k->n.n < BLOCK_MIN)
		return REASON_KEY_SMALL;
	if (crypto_rsa_new(k->n, k->e, BYTES_NONE, BYTES_NONE, BYTES_NONE, &rsa) != ST_OK)
		return REASON_PUBLIC_KEY_BROKEN;
	crypto_rsa_free(rsa);
	return REASON_NONE;
}

static enum reason cannot_serve(const struct connection *c, const struct suite *s, const struct credential *own)
{
	(void)c, (void)s;
	return own->key->kind == KEY_RSA && !own->key->pss.only ? REASON_NONE : REASON_NO_RSA_KEY;
}

/* ---- the client ---- */

/* RFC 8017 7.2.1: the padding string has no zero byte, so that the first zero ends it. */
static value_id nonzero_random(struct connection *c, size_t n)
{
	uint8_t *p = arena_alloc(&c->w.t->arena, n);

	c->w.rng.draw(c->w.rng.ctx, trace_actor(c->w.t, c->actor)->name, "PS", p, n);
	for (size_t i = 0; i < n; i++)
		while (!p[i])
			c->w.rng.draw(c->w.rng.ctx, trace_actor(c->w.t, c->actor)->name, "PS", p + i, 1);
	return trace_add_leaf(c->w.t, c->actor, OP_RANDOM, "PS", bytes_of(p, n));
}

static value_id pms_make(struct connection *c, value_id *version, value_id *random)
{
	struct trace *t = c->w.t;
	value_id pms;

	*version = c->s.client_version_value;
	if (quirk_fires(c, QUIRK_PMS_VERSION))
		*version = trace_show(t, conn_uint(c, OP_CONFIG, "client_version", 2, VERSION_TLS11), SHOW_CODE, &codes_version);
	*random = value_random(c->w, "pre_master_random", PMS_RANDOM);
	CONN_EVENT(c, EV_RANDOM_DRAWN, *random);
	pms = trace_add_concat(t, c->actor, kex_secret_label(c->s.suite), (value_id[]){ *version, *random }, 2);
	CONN_EVENT(c, EV_PMS_MADE, pms, *version, *random);
	return pms;
}

static void block_context(struct parse_context *ctx)
{
	memset(ctx, 0, sizeof(*ctx));
	ctx->facts[SEL_TRAILER_SIZE] = BLOCK_TAIL;
}

static unit_id block_make(struct connection *c, value_id version, value_id random, size_t size)
{
	struct build_item items[] = {
		{ "first byte", conn_uint(c, OP_CONST, "first byte", 1, 0) },
		{ "block type", conn_uint(c, OP_CONST, "block type", 1, 2) },
		{ "PS", nonzero_random(c, size - 2 - BLOCK_TAIL) },
		{ "separator", conn_uint(c, OP_CONST, "separator", 1, 0) },
		{ "client_version", version },
		{ "random", random },
	};
	struct parse_context ctx;

	block_context(&ctx);
	return build_unit(c->w.t, UNIT_BLOCK, c->actor, "padded pre_master_secret", &layout_rsa_block_encrypt, &ctx, items, ARRAY_LEN(items));
}

static enum status client_make(struct connection *c, struct items *it)
{
	const struct public_key *key = &c->from->shown.key;
	value_id version, random, pms = pms_make(c, &version, &random), padded, encrypted;
	unit_id block;

	c->secrets.pre_master = pms;
	block = block_make(c, version, random, key->n.n);
	padded = trace_unit(c->w.t, block)->value;
	CONN_EVENT(c, EV_PMS_PADDED, padded, pms)->unit = block;
	if (value_rsa_public(c->w, key, "EncryptedPreMasterSecret", padded, &encrypted) != ST_OK) {
		endpoint_fail(c, ALERT_INTERNAL_ERROR);
		return ST_REFUSED;
	}
	CONN_EVENT(c, EV_PMS_ENCRYPTED, encrypted, padded, key->e_value, key->n_value)->unit = block;
	items_add(it, "EncryptedPreMasterSecret", encrypted);
	return ST_OK;
}

/* ---- who has the private key ---- */

struct event *rsa_block_open(struct connection *c, const struct private_key *private, value_id key, value_id encrypted, value_id *padded)
{
	if (value_rsa_private(c->w, private, key, "padded pre_master_secret", encrypted, padded) != ST_OK)
		return NULL;
	return CONN_EVENT(c, EV_PMS_DECRYPTED, *padded, encrypted, key);
}

enum reason rsa_block_form(struct bytes b)
{
	if (b.n < BLOCK_MIN || b.p[0] != 0 || b.p[1] != 2)
		return REASON_PADDING_BAD;
	for (size_t i = 2; i < b.n; i++)
		if (!b.p[i])
			return i < 10 ? REASON_PADDING_BAD : i == b.n - BLOCK_TAIL ? REASON_NONE : REASON_PADDING_LENGTH;
	return REASON_PADDING_BAD;
}

value_id rsa_block_secret(struct connection *c, value_id padded)
{
	return trace_add_slice(c->w.t, c->actor, padded, trace_bytes(c->w.t, padded).n - PMS_SIZE, PMS_SIZE, kex_secret_label(c->s.suite));
}

/* ---- the server ---- */

static unit_id block_unit(struct connection *c, value_id padded)
{
	unit_id unit = trace_add_unit(c->w.t, UNIT_BLOCK, trace_peer(c->w.t, c->w.t->connection, c->actor), padded);
	struct parse_context ctx;
	struct parse_error err;

	block_context(&ctx);
	if (parse_unit(c->w.t, unit, &layout_rsa_block_encrypt, &ctx, &err) != ST_OK)
		trace_edit_unit(c->w.t, unit)->altered = true;
	return unit;
}

/* What was found inside, where it is looked for. */
static bool told(struct event *e, bool good, enum reason holds, enum reason not)
{
	e->verdict = good ? VERDICT_OK : VERDICT_FAIL;
	e->reason = good ? holds : not;
	return good;
}

/* The secret inside, or 0 with the reason told: the server must not show that. */
static value_id pms_open(struct connection *c, value_id encrypted)
{
	struct trace *t = c->w.t;
	value_id padded, pms, inside;
	enum reason reason;
	struct event *e = rsa_block_open(c, endpoint_own(c)->key, endpoint_own_key(c), encrypted, &padded);
	unit_id block;

	if (!e) {
		told(CONN_EVENT(c, EV_PMS_PADDING, encrypted), false, REASON_NONE, REASON_PADDING_BAD);
		return 0;
	}
	e->unit = block = block_unit(c, padded);
	reason = rsa_block_form(trace_bytes(t, padded));
	e = CONN_EVENT(c, EV_PMS_PADDING, padded);
	e->unit = block;
	if (!told(e, reason == REASON_NONE, REASON_PADDING_GOOD, reason))
		return 0;
	pms = rsa_block_secret(c, padded);
	inside = trace_show(t, trace_add_slice(t, c->actor, pms, 0, 2, "version inside"), SHOW_CODE, &codes_version);
	e = CONN_EVENT(c, EV_PMS_VERSION, inside, c->s.client_version_value);
	e->unit = block;
	return told(e, bytes_equal(trace_bytes(t, inside), trace_bytes(t, c->s.client_version_value)), REASON_VALUES_EQUAL,
		    REASON_VERSION_INSIDE) ? pms : 0;
}

static enum status client_read(struct connection *c)
{
	value_id encrypted = msg_content(c, msg_field(c, "EncryptedPreMasterSecret"), "EncryptedPreMasterSecret");
	/* drawn before it is known whether it will be needed: the time must not tell */
	value_id fallback = value_random(c->w, "replacement", PMS_RANDOM), pms = pms_open(c, encrypted);

	if (!pms) {
		pms = trace_add_concat(c->w.t, c->actor, kex_secret_label(c->s.suite), (value_id[]){ c->s.client_version_value, fallback }, 2);
		CONN_EVENT(c, EV_PMS_REPLACED, pms, fallback);
	}
	c->secrets.pre_master = pms;
	return ST_OK;
}

const struct kex kex_rsa = {
	.method = KX_BY_RSA, .certificate = true,
	.key_unfit = key_unfit, .key_event = EV_CERT_KEY_EXCHANGE, .key_fits = REASON_KEY_FITS,
	.cannot_serve = cannot_serve, .no_key = REASON_NO_RSA_KEY,
	.client_make = client_make, .client_read = client_read,
};
