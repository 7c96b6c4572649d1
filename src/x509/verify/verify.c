#include "x509/verify/internal.h"

#include <stdlib.h>
#include <string.h>

#include "x509/fields.h"

/* ---- reading what was sent ---- */

/* Is it one of the trusted ones? The peer's own certificate can be that only as a
 * CA's or if it signed itself: otherwise its issuer is asked for. */
static const struct trust_anchor *trusted(struct verification *v, struct cert *c)
{
	const struct trust_anchor *a = trust_same(v->cfg->trust, &c->x);
	const struct signature_result *r;

	c->distrusted = trust_rejects(v->cfg->trust, &c->x, v->cfg->purpose);
	if (!a || c->distrusted)
		return NULL;
	if (c->number > 0 || c->x.ca)
		return a;
	r = c->x.self_issued ? cert_verify_signature(v, c, c) : NULL;
	return r && r->status == ST_OK ? a : NULL;
}

static void take(struct verification *v, value_id value, field_id field)
{
	struct cert *c = mem_alloc(sizeof(*c));
	struct bytes der = trace_bytes(v->w.t, value);

	c->value = value;
	c->field = field;
	c->readable = x509_parse(der, &c->x) == ST_OK;
	c->x.der = der;
	c->base = cert_base(v, c);
	cert_join(v, c);
	v->n_sent = v->n_certs;
	if (c->readable && v->cfg->trust)
		c->anchor = trusted(v, c);
}

static struct finding unreadable(const struct x509 *x)
{
	enum reason r = x->problem == X509_TIME_NO_SECONDS ? REASON_CERT_TIME_NO_SECONDS :
			x->problem == X509_TIME_NOT_UTC ? REASON_CERT_TIME_NOT_UTC :
			x->problem == X509_TIME_NONE ? REASON_CERT_TIME_NONE : REASON_CERT_UNREADABLE;

	return finding_refuse(r, ALERT_BAD_CERTIFICATE);
}

/* A certificate that cannot be read: the field that is at fault, if that is known. */
static void tell_unreadable(struct verification *v, struct cert *c)
{
	struct finding f = unreadable(&c->x);
	bool known = f.reason != REASON_CERT_UNREADABLE;
	const char *name = c->x.not_after_text.p ? "notAfter" : "notBefore";
	value_id value = known ? cert_slice(v, c, c->x.problem_at, name, SHOW_TEXT) : c->value;

	cert_tell(v, EV_CERT_PARSED, c, known ? c->x.problem_at : BYTES_NONE, f, &value, 1);
}

/* True if all could be read. */
static bool read_sent(struct verification *v, const value_id *sent, const field_id *fields, size_t n)
{
	bool all = true;

	for (size_t i = 0; i < n && i < VERIFY_MAX_SENT; i++) {
		struct cert *c;
		value_id name = 0;

		take(v, sent[i], fields ? fields[i] : 0);
		c = v->certs[v->n_certs - 1];
		all = all && c->readable;
		if (!c->readable) {
			tell_unreadable(v, c);
			continue;
		}
		name = cert_slice(v, c, c->x.subject, "subject", SHOW_NAME);
		cert_tell(v, EV_CERT_PARSED, c, BYTES_NONE, finding_good(REASON_NONE), &name, 1);
	}
	return all;
}

/* ---- the result ---- */

/* Only now is it known which failure ends the connection; no one has read the
 * event yet, because it was added in this call. */
static void mark_fatal(struct verification *v, event_id id)
{
	((struct event *)segvec_at(&v->w.t->events, id))->fatal = true;
}

static event_id first_unreadable(struct verification *v, event_id from)
{
	for (event_id id = from; id < trace_n_events(v->w.t); id++)
		if (trace_event(v->w.t, id)->type == EV_CERT_PARSED && trace_event(v->w.t, id)->verdict == VERDICT_FAIL)
			return id;
	return 0;
}

static void conclude(struct verification *v, struct verify_result *out, enum verdict verdict, enum reason reason)
{
	struct event *e = trace_add_event(v->w.t, EV_CERT_VERDICT, v->w.actor, NULL, 0);

	out->accepted = verdict == VERDICT_OK;
	out->unjudged = verdict == VERDICT_UNJUDGED;
	e->verdict = verdict;
	e->reason = reason;
}

static void give_key(struct verification *v, struct verify_result *out)
{
	struct cert *leaf = v->certs[0];

	cert_key_values(v, leaf);
	out->has_key = true;
	out->key = leaf->x.key;
	out->may_sign = leaf->x.key_usage & KU_DIGITAL_SIGNATURE;
	out->may_encipher = leaf->x.key_usage & KU_KEY_ENCIPHERMENT;
}

/* For those who ask about the certificate later (ocsp.h). */
static void give_issuer(struct verification *v, const struct path *p, struct verify_result *out)
{
	struct cert *leaf = v->certs[0], *issuer = p->n > 1 ? p->c[1] : NULL;

	out->certificate = (struct verify_shown){ leaf->value, leaf->field };
	if (!issuer)
		return;
	cert_show(v, issuer);
	out->issuer = (struct verify_shown){ issuer->value, issuer->field };
	out->issuer_number = (size_t)issuer->number;
}

static void refuse_for(struct verification *v, struct verify_result *out, const struct summary *why)
{
	bool unjudged = why->failures == why->unjudged;

	out->failed = why->first_type;
	out->alert = why->first.alert;
	if (why->first_event)
		mark_fatal(v, why->first_event);
	conclude(v, out, unjudged ? VERDICT_UNJUDGED : VERDICT_FAIL, unjudged ? REASON_CERTS_UNJUDGED : REASON_CERTS_REFUSED);
}

/* What there is to decide about a chain that can be read, as far as it can be. */
static void look(struct verification *v, struct path *path, struct summary *summary)
{
	if (v->cfg->acme) {
		*path = (struct path){ .n = 0 };
		acme_judge(v, summary);
		return;
	}
	v->clock = trace_add_time(v->w.t, v->w.actor, OP_CLOCK, "clock", v->cfg->now);
	path_find(v, path, summary);
}

static void refuse_unreadable(struct verification *v, struct verify_result *out, event_id from)
{
	refuse_for(v, out, &(struct summary){
		.failures = 1, .first = finding_refuse(REASON_CERT_UNREADABLE, ALERT_BAD_CERTIFICATE),
		.first_type = EV_CERT_PARSED, .first_event = first_unreadable(v, from),
	});
}

static void verify(struct verification *v, const value_id *sent, const field_id *fields, size_t n, struct verify_result *out)
{
	event_id from = trace_n_events(v->w.t);
	struct summary summary;
	struct path path;
	bool readable;

	readable = read_sent(v, sent, fields, n);
	if (!n) {
		out->failed = EV_CERT_VERDICT;
		out->alert = ALERT_BAD_CERTIFICATE;
		conclude(v, out, VERDICT_FAIL, REASON_CERTIFICATE_MISSING);
		mark_fatal(v, trace_n_events(v->w.t) - 1);
		return;
	}
	if (!v->certs[0]->readable) {
		refuse_unreadable(v, out, from);
		return;
	}
	look(v, &path, &summary);
	give_key(v, out);
	give_issuer(v, &path, out);
	if (!readable)
		refuse_unreadable(v, out, from);
	else if (summary.failures)
		refuse_for(v, out, &summary);
	else
		conclude(v, out, VERDICT_OK, v->cfg->acme ? REASON_ACME_ANSWERED : REASON_CERTS_ACCEPTED);
}

void verify_chain(struct work w, const struct verify_config *cfg, const value_id *sent, const field_id *fields,
		  size_t n, struct verify_result *out)
{
	struct verification *v = mem_alloc(sizeof(*v));

	*out = (struct verify_result){ .alert = ALERT_NONE, .failed = EV_N, .may_sign = true, .may_encipher = true };
	v->w = w;
	v->cfg = cfg;
	verify(v, sent, fields, n, out);
	for (int i = 0; i < v->n_certs; i++)
		free(v->certs[i]);
	free(v->crls);
	free(v);
}
