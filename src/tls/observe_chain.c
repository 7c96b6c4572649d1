/* The server's certificates, as an observer looks at them. */
#include "tls/observe.h"
#include "x509/certificate.h"

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

static void verdict_of_chain(struct observer *o, const struct verify_config *cfg, const value_id *values, const field_id *fields, size_t n)
{
	struct endpoint *ep = &o->ep;
	struct bytes message = trace_bytes(ep->w.t, ep->msg.value);
	struct chain_cache *cache = o->cfg->brief ? o->cfg->chains : NULL;

	if (cache && chain_cache_find(cache, message, cfg, &ep->peer)) {
		if (ep->peer.has_key)
			key_values(ep, ep->msg.value, message.p, &ep->peer.key);
		return;
	}
	verify_chain(ep->w, cfg, values, fields, n, &ep->peer);
	if (cache)
		chain_cache_put(cache, message, cfg, &ep->peer);
}

void observe_chain(struct observer *o, const value_id *values, const field_id *fields, size_t n)
{
	struct verify_config cfg = *o->cfg->verify;
	const struct verify_result *peer = &o->ep.peer;

	if (!cfg.name) {
		cfg.name = o->now.server_name;
		cfg.name_value = o->ep.s.server_name_value;
	}
	if (!cfg.now)
		cfg.now = o->when;
	verdict_of_chain(o, &cfg, values, fields, n);
	o->now.chain = peer->accepted ? CHAIN_ACCEPTED : peer->unjudged ? CHAIN_UNJUDGED : CHAIN_REFUSED;
	o->now.chain_failed = peer->accepted ? NULL : event_specs[peer->failed].name;
}
