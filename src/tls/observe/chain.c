/* Certificates, as an observer looks at them. */
#include "tls/message/status.h"
#include "tls/observe/observe.h"
#include "x509/certificate.h"

void observe_leaf_key(struct connection *c, value_id cert, struct verify_result *out)
{
	struct bytes der = trace_bytes(c->w.t, cert);
	struct x509 x;

	if (x509_parse(der, &x) != ST_OK)
		return;
	out->has_key = out->may_sign = out->may_encipher = true;
	out->key = x.key;
	x509_key_values(c->w, cert, &out->key);
}

/* The values are those of another trace. */
static void recall_shown(struct verify_result *r, const value_id *values, const field_id *fields, size_t n)
{
	r->certificate = (struct verify_shown){ values[0], fields[0] };
	r->issuer = (struct verify_shown){ 0, 0 };
	if (r->issuer_number < n)
		r->issuer = (struct verify_shown){ values[r->issuer_number], fields[r->issuer_number] };
}

static void verdict_of_chain(struct observer *o, const struct verify_config *cfg, const value_id *values, const field_id *fields, size_t n)
{
	struct connection *c = &o->c;
	struct bytes message = trace_bytes(c->w.t, c->msg.value);
	struct chain_cache *cache = o->cfg->brief ? o->cfg->chains : NULL;
	const event_id before = trace_n_events(c->w.t);

	if (cache && chain_cache_find(cache, message, cfg, &c->from->shown) && (!c->offer.asks_ocsp || c->from->shown.issuer_number < n)) {
		recall_shown(&c->from->shown, values, fields, n);
		if (c->from->shown.has_key)
			x509_key_values(c->w, c->msg.value, &c->from->shown.key);
		return;
	}
	verify_chain(c->w, cfg, values, fields, n, &c->from->shown);
	trace_end_nothing(c->w.t, before);
	if (cache)
		chain_cache_put(cache, message, cfg, &c->from->shown);
}

/* The client's are held against the same trust and lists, against no name, and no policy. */
static struct verify_config config_for(const struct observer *o)
{
	struct verify_config cfg = *o->cfg->verify;

	if (o->c.sender == SIDE_CLIENT) {
		cfg.name = NULL;
		cfg.policies = NULL;
		cfg.purpose = PURPOSE_CLIENT;
	} else if (!cfg.name) {
		cfg.name = o->now.server_name;
		cfg.name_value = o->c.s.server_name_value;
	}
	if (!cfg.now)
		cfg.now = o->when;
	return cfg;
}

/* What the sender's certificates are worth, where it is told. */
static void note_verdict(struct observer *o, const struct trust_store *trust)
{
	const enum side_id side = o->c.sender;
	const struct verify_result *peer = &o->c.from->shown;

	course_verdict(&o->course, side, peer, trust);
	*(side == SIDE_CLIENT ? &o->now.client_chain : &o->now.chain) = o->course.chain[side];
	*(side == SIDE_CLIENT ? &o->now.client_chain_failed : &o->now.chain_failed) = peer->accepted ? NULL : event_specs[peer->failed].name;
}

void observe_status(struct observer *o, struct verify_shown response)
{
	struct connection *c = &o->c;
	const event_id before = trace_n_events(c->w.t);

	c->s.status_came = response.value != 0;
	if (!o->cfg->verify || !observe_checks(o) || !c->from->shown.certificate.value)
		return;
	(void)status_judge(c, response, config_for(o).now);
	trace_end_nothing(c->w.t, before);
	note_verdict(o, o->cfg->verify->trust);
}

void observe_chain(struct observer *o, const value_id *values, const field_id *fields, size_t n)
{
	const struct verify_config cfg = config_for(o);
	struct verify_result *peer = &o->c.from->shown;

	verdict_of_chain(o, &cfg, values, fields, n);
	note_verdict(o, cfg.trust);
	peer->may_sign = peer->may_encipher = true;   /* what is wrong with the key's usage the chain's verdict says */
}
