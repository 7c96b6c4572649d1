/* ClientKeyExchange with RSA (RFC 5246 7.4.7.1): the pre-master secret on its way. */
#include <string.h>

#include "tls/state.h"

enum { PMS_SIZE = 48, PMS_RANDOM = 46, BLOCK_TAIL = 1 + PMS_SIZE };

/* RFC 8017 7.2.1: the padding string has no zero byte, so that the first zero ends it. */
static value_id nonzero_random(struct endpoint *ep, size_t n)
{
	uint8_t *p = arena_alloc(&ep->w.t->arena, n);

	ep->w.rng.draw(ep->w.rng.ctx, actor_name(ep->role), "PS", p, n);
	for (size_t i = 0; i < n; i++)
		while (!p[i])
			ep->w.rng.draw(ep->w.rng.ctx, actor_name(ep->role), "PS", p + i, 1);
	return trace_add_leaf(ep->w.t, ep->role, OP_RANDOM, "PS", bytes_of(p, n));
}

static value_id pms_make(struct endpoint *ep, value_id *version, value_id *random)
{
	struct trace *t = ep->w.t;
	value_id pms;

	*version = ep->s.client_version_value;
	if (ep_quirk(ep, QUIRK_PMS_VERSION))
		*version = trace_show(t, ep_uint(ep, OP_CONFIG, "client_version", 2, VERSION_TLS11), SHOW_CODE, &codes_version);
	*random = value_random(ep->w, "pre_master_random", PMS_RANDOM);
	EP_EVENT(ep, EV_RANDOM_DRAWN, *random);
	pms = trace_add_concat(t, ep->role, "pre_master_secret", (value_id[]){ *version, *random }, 2);
	EP_EVENT(ep, EV_PMS_MADE, pms, *version, *random);
	return pms;
}

static void block_context(struct parse_context *ctx)
{
	memset(ctx, 0, sizeof(*ctx));
	ctx->facts[SEL_TRAILER_SIZE] = BLOCK_TAIL;
}

static unit_id block_make(struct endpoint *ep, value_id version, value_id random, size_t size)
{
	struct build_item items[] = {
		{ "first byte", ep_uint(ep, OP_CONST, "first byte", 1, 0) },
		{ "block type", ep_uint(ep, OP_CONST, "block type", 1, 2) },
		{ "PS", nonzero_random(ep, size - 2 - BLOCK_TAIL) },
		{ "separator", ep_uint(ep, OP_CONST, "separator", 1, 0) },
		{ "client_version", version },
		{ "random", random },
	};
	struct parse_context ctx;

	block_context(&ctx);
	return build_unit(ep->w.t, UNIT_BLOCK, ep->role, "padded pre_master_secret", &layout_rsa_block_encrypt, &ctx, items, ARRAY_LEN(items));
}

unit_id client_key_exchange_make(struct endpoint *ep)
{
	const struct public_key *key = &ep->peer.key;
	struct build_item item = { "EncryptedPreMasterSecret", 0 };
	value_id version, random, pms = pms_make(ep, &version, &random), padded;
	unit_id block;

	ep->secrets.pre_master = pms;
	block = block_make(ep, version, random, key->n.n);
	padded = trace_unit(ep->w.t, block)->value;
	EP_EVENT(ep, EV_PMS_PADDED, padded, pms)->unit = block;
	if (value_rsa_public(ep->w, key, "EncryptedPreMasterSecret", padded, &item.value) != ST_OK) {
		endpoint_abort(ep, ALERT_INTERNAL_ERROR);
		return 0;
	}
	EP_EVENT(ep, EV_PMS_ENCRYPTED, item.value, padded, key->e_value, key->n_value)->unit = block;
	return message_build(ep, HS_CLIENT_KEY_EXCHANGE, &item, 1);
}

/* ---- the server ---- */

/* RFC 5246 7.4.7.1: 00 02, non-zero bytes, 00, and exactly 48 bytes. */
static enum reason padding_check(struct bytes b)
{
	if (b.n < 2 + 8 + BLOCK_TAIL || b.p[0] != 0 || b.p[1] != 2)
		return REASON_PADDING_BAD;
	for (size_t i = 2; i < b.n; i++)
		if (!b.p[i])
			return i < 10 ? REASON_PADDING_BAD : i == b.n - BLOCK_TAIL ? REASON_NONE : REASON_PADDING_LENGTH;
	return REASON_PADDING_BAD;
}

static unit_id block_unit(struct endpoint *ep, value_id padded)
{
	unit_id unit = trace_add_unit(ep->w.t, UNIT_BLOCK, actor_peer(ep->role), padded);
	struct parse_context ctx;
	struct parse_error err;

	block_context(&ctx);
	if (parse_unit(ep->w.t, unit, &layout_rsa_block_encrypt, &ctx, &err) != ST_OK)
		trace_edit_unit(ep->w.t, unit)->altered = true;
	return unit;
}

/* The secret inside, or 0 with the reason told: the server must not show that. */
static value_id pms_open(struct endpoint *ep, value_id encrypted)
{
	struct trace *t = ep->w.t;
	value_id padded, pms, inside;
	enum reason reason;
	struct event *e;
	unit_id block;
	bool same;

	if (value_rsa_private(ep->w, ep->cfg->own.key, ep_own_key(ep), "padded pre_master_secret", encrypted, &padded) != ST_OK) {
		e = EP_EVENT(ep, EV_PMS_PADDING, encrypted);
		e->verdict = VERDICT_FAIL;
		e->reason = REASON_PADDING_BAD;
		return 0;
	}
	block = block_unit(ep, padded);
	EP_EVENT(ep, EV_PMS_DECRYPTED, padded, encrypted, ep_own_key(ep))->unit = block;
	reason = padding_check(trace_bytes(t, padded));
	e = EP_EVENT(ep, EV_PMS_PADDING, padded);
	e->unit = block;
	e->verdict = reason == REASON_NONE ? VERDICT_OK : VERDICT_FAIL;
	e->reason = reason == REASON_NONE ? REASON_PADDING_GOOD : reason;
	if (reason != REASON_NONE)
		return 0;
	pms = trace_add_slice(t, ep->role, padded, trace_bytes(t, padded).n - PMS_SIZE, PMS_SIZE, "pre_master_secret");
	inside = trace_show(t, trace_add_slice(t, ep->role, pms, 0, 2, "version inside"), SHOW_CODE, &codes_version);
	same = bytes_equal(trace_bytes(t, inside), trace_bytes(t, ep->s.client_version_value));
	e = EP_EVENT(ep, EV_PMS_VERSION, inside, ep->s.client_version_value);
	e->unit = block;
	e->verdict = same ? VERDICT_OK : VERDICT_FAIL;
	e->reason = same ? REASON_VALUES_EQUAL : REASON_VERSION_INSIDE;
	return same ? pms : 0;
}

enum status client_key_exchange_take(struct endpoint *ep)
{
	value_id encrypted = msg_content(ep, msg_field(ep, "EncryptedPreMasterSecret"), "EncryptedPreMasterSecret");
	/* drawn before it is known whether it will be needed: the time must not tell */
	value_id fallback = value_random(ep->w, "replacement", PMS_RANDOM), pms = pms_open(ep, encrypted);

	if (!pms) {
		pms = trace_add_concat(ep->w.t, ep->role, "pre_master_secret", (value_id[]){ ep->s.client_version_value, fallback }, 2);
		EP_EVENT(ep, EV_PMS_REPLACED, pms, fallback);
	}
	ep->secrets.pre_master = pms;
	return ST_OK;
}

enum status client_key_exchange_then(struct endpoint *ep, bool sent)
{
	(void)sent;
	schedule_keys(ep);
	return ST_OK;
}
