#include "source/verify_files.h"

#include <stdlib.h>

#include "crypto/crypto.h"
#include "spec/codes.h"
#include "spec/events.h"
#include "x509/bundle.h"
#include "x509/verify/ocsp.h"

enum { MAX_CERTIFICATES = 256 };

struct verification_feed {
	struct feed feed;
	struct trust_store *trust;
	struct crl_store *crls;
	struct ct_log_store *logs;
};

/* The chain's certificates as values. */
static enum status read_chain(struct work w, const struct verify_files *in, value_id *values, size_t *n, struct error *err)
{
	struct pem_block block;
	struct bundle b;
	enum status st;

	*n = 0;
	bundle_open(&b, in->chain, in->chain_where, WANT_CERTIFICATES);
	while ((st = bundle_next(&b, &block, err)) == ST_OK && *n < MAX_CERTIFICATES) {
		struct buf name = { 0 };

		buf_printf(&name, "certificate %zu", *n);
		values[(*n)++] = trace_add_leaf(w.t, w.actor, OP_CONFIG, buf_str(&name), buf_bytes(&block.der));
		buf_free(&name);
		pem_block_free(&block);
	}
	if (st == ST_OK) {
		pem_block_free(&block);
		st = error_set(err, ST_LIMIT, "%s: more than %d certificates", in->chain_where, MAX_CERTIFICATES);
	}
	bundle_close(&b);
	return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum feed_state pump(struct feed *f, int timeout_ms)
{
	(void)f;
	(void)timeout_ms;
	return FEED_DONE;
}

static int no_fd(struct feed *f)
{
	(void)f;
	return -1;
}

static void feed_free(struct feed *f)
{
	struct verification_feed *v = (struct verification_feed *)f;

	trust_free(v->trust);
	crl_free(v->crls);
	ct_log_free(v->logs);
	trace_free(v->feed.trace);
	free(v);
}

static enum status read_stores(struct verification_feed *v, const struct verify_files *in, struct error *err)
{
	size_t skipped;

	v->trust = trust_new();
	if (in->ca_where)
		TRY(trust_add(v->trust, in->ca, in->ca_where, in->ca_may_skip ? &skipped : NULL, err));
	if (in->ct_log_where) {
		v->logs = ct_log_new();
		TRY(ct_log_add(v->logs, in->ct_log, in->ct_log_where, err));
	}
	if (!in->crl_where)
		return ST_OK;
	v->crls = crl_new();
	return crl_add(v->crls, in->crl, in->crl_where, err);
}

/* The response, as it is or as PEM, beside what the chain showed: what fails there stops it, too. */
static enum status judge_response(struct work w, const struct verify_files *in, struct verify_result *r, struct error *err)
{
	struct ocsp_question q = { .certificate = r->certificate, .issuer = r->issuer, .now = in->now };
	struct ocsp_verdict verdict;
	struct buf der = { 0 };

	if (!in->ocsp_where)
		return ST_OK;
	TRY(bundle_single(in->ocsp, in->ocsp_where, WANT_OCSP, &der, err));
	q.response.value = trace_add_leaf(w.t, w.actor, OP_CONFIG, "OCSP response", buf_bytes(&der));
	buf_free(&der);
	ocsp_judge(w, &q, &verdict);
	ocsp_apply(&verdict, r);
	return ST_OK;
}

static void set_outcome(struct trace *t, const struct verify_files *in, enum actor actor, const struct verify_result *r)
{
	trace_current(t)->outcome = (struct trace_outcome){
		.done = true,
		.outcome = r->accepted ? "accepted" : r->unjudged ? "unjudged" : "refused",
		.alert = r->accepted ? NULL : code_name(&codes_alert, (uint32_t)r->alert),
		.alert_from = r->accepted ? ACTOR_NONE : actor,
		.failed_check = r->accepted ? NULL : event_specs[r->failed].name,
		.server_name = in->name ? arena_str(&t->arena, in->name) : NULL,
	};
}

enum status verify_files(const struct verify_files *in, struct feed **out, struct verify_result *result, struct error *err)
{
	/* who looks: a server's certificate is shown to a client, and the reverse */
	enum actor actor = in->purpose == PURPOSE_CLIENT ? ACTOR_SERVER : ACTOR_CLIENT;
	struct verification_feed *v = mem_alloc(sizeof(*v));
	struct verify_config cfg = { .now = in->now, .name = in->name, .purpose = in->purpose };
	value_id values[MAX_CERTIFICATES];
	struct verify_result r;
	struct work w = { .actor = actor };
	enum status st;
	size_t n;

	v->feed = (struct feed){ .trace = trace_new(), .pump = pump, .fd = no_fd, .free = feed_free };
	w.t = v->feed.trace;
	trace_open_step(w.t, "certificates", trace_peer(w.t, w.t->connection, actor));
	st = read_stores(v, in, err);
	if (st == ST_OK)
		st = read_chain(w, in, values, &n, err);
	if (st != ST_OK) {
		feed_free(&v->feed);
		return st;
	}
	cfg.trust = v->trust;
	cfg.crls = v->crls;
	cfg.ct_logs = v->logs;
	cfg.crl_required = in->crl_required;
	cfg.policies = in->policies;
	trace_add_event(w.t, EV_CERT_LIST, actor, values, n)->arg[0] = (int64_t)n;
	verify_chain(w, &cfg, values, NULL, n, &r);
	st = judge_response(w, in, &r, err);
	if (st != ST_OK) {
		feed_free(&v->feed);
		return st;
	}
	set_outcome(w.t, in, actor, &r);
	if (result)
		*result = r;
	*out = &v->feed;
	return ST_OK;
}
