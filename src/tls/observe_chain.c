/* The server's certificates, as an observer looks at them. */
#include <stdlib.h>
#include <string.h>

#include "tls/observe.h"
#include "wire/x509.h"

/* ---- verdicts that were given before ---- */

enum { SLOTS = 256 };

/* What a verdict depends on is hashed together; a slot is overwritten by the next that falls on it. */
struct chain_entry {
	bool used, accepted;
	uint8_t key[32];
	enum event_type failed;
};

struct chain_cache {
	struct chain_entry slots[SLOTS];
};

struct chain_cache *chain_cache_new(void)
{
	return mem_alloc(sizeof(struct chain_cache));
}

void chain_cache_free(struct chain_cache *c)
{
	free(c);
}

static bool cache_key(const struct observer *o, const struct verify_config *cfg, uint8_t key[32])
{
	const char *name = cfg->name ? cfg->name : "";
	struct bytes parts[3] = {
		trace_bytes(o->ep.w.t, o->ep.msg.value), bytes_of(&cfg->now, sizeof(cfg->now)), bytes_of(name, strlen(name)),
	};

	return crypto_hash(HASH_SHA256, parts, ARRAY_LEN(parts), key) == ST_OK;
}

/* The parts of the key as slices of the certificate. */
static void key_values(struct endpoint *ep, value_id cert, const uint8_t *der, struct public_key *k)
{
	const struct { struct bytes b; const char *label; value_id *out; } parts[] = {
		{ k->n, "n", &k->n_value }, { k->e, "e", &k->e_value }, { k->point, "point", &k->point_value },
		{ k->p, "p", &k->p_value }, { k->q, "q", &k->q_value }, { k->g, "g", &k->g_value }, { k->y, "y", &k->y_value },
	};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (parts[i].b.n)
			*parts[i].out = trace_add_slice(ep->w.t, ep->role, cert, (size_t)(parts[i].b.p - der), parts[i].b.n, parts[i].label);
}

void observe_leaf_key(struct endpoint *ep, value_id cert, struct verify_result *out)
{
	struct bytes der = trace_bytes(ep->w.t, cert);
	struct x509 x;

	if (x509_parse(der, &x) != ST_OK)
		return;
	out->has_key = out->may_sign = out->may_encipher = true;
	out->key = x.key;
	key_values(ep, cert, der.p, &out->key);
}

void observe_chain(struct observer *o, const value_id *values, const field_id *fields, size_t n)
{
	struct endpoint *ep = &o->ep;
	struct verify_config cfg = *o->cfg->verify;
	struct chain_entry *slot = NULL;
	uint8_t key[32];

	if (!cfg.name)
		cfg.name = o->now.server_name;
	if (!cfg.now)
		cfg.now = o->when;
	if (o->cfg->brief && o->cfg->chains && cache_key(o, &cfg, key))
		slot = &o->cfg->chains->slots[key[0] % SLOTS];
	if (slot && slot->used && memcmp(slot->key, key, sizeof(key)) == 0) {
		ep->peer.accepted = slot->accepted;
		ep->peer.failed = slot->failed;
		observe_leaf_key(ep, values[0], &ep->peer);
	} else {
		verify_chain(ep->w, &cfg, values, fields, n, &ep->peer);
	}
	if (slot) {
		*slot = (struct chain_entry){ .used = true, .accepted = ep->peer.accepted, .failed = ep->peer.failed };
		memcpy(slot->key, key, sizeof(key));
	}
	o->now.chain = ep->peer.accepted ? CHAIN_ACCEPTED : CHAIN_REFUSED;
	o->now.chain_failed = ep->peer.accepted ? NULL : event_specs[ep->peer.failed].name;
}
