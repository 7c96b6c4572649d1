/* Revocation by CRLs that were given (RFC 5280 6.3). */
#include <stdlib.h>
#include <string.h>

#include "x509/verify/internal.h"
#include "x509/fields.h"
#include "x509/schema.h"

enum { FIELDS_UP_TO = 100000 };   /* a longer CRL is shown as one field */

/* What one list says of a certificate. */
struct answer {
	const struct crl_file *file;
	bool tried;                    /* its signature was looked at */
	enum reason reason;            /* why it cannot be used; REASON_NONE: it can */
	bool listed;
	struct crl_entry entry;        /* if listed */
	uint32_t reasons;              /* ReasonFlags for which it speaks of the certificate */
};

/* ---- a CRL in the trace ---- */

static void show_crl(struct verification *v, struct crl_result *r)
{
	struct trace *t = v->w.t;
	struct bytes der = r->crl->crl.der;

	for (int i = 0; i < v->n_crls; i++) {
		if (v->crls[i].crl == r->crl && v->crls[i].value) {
			r->value = v->crls[i].value;
			r->unit = v->crls[i].unit;
			return;
		}
	}
	r->value = trace_add_leaf(t, v->w.actor, OP_CONFIG, "CRL", der);
	r->unit = trace_add_unit(t, UNIT_CERTIFICATE, v->w.actor, r->value);
	if (der.n > FIELDS_UP_TO)
		trace_add_field(t, r->unit, 0, &schema_crl.layout, 0, (uint32_t)der.n, true);
	else
		x509_add_crl_fields(t, r->unit, 0, 0, (uint32_t)der.n);
}

static value_id crl_slice(struct verification *v, struct crl_result *r, struct bytes part, const char *label, enum show show)
{
	return trace_show(v->w.t, trace_add_slice(v->w.t, v->w.actor, r->value, (size_t)(part.p - r->crl->crl.der.p), part.n,
						  label), show, NULL);
}

/* The signature on the CRL with the issuer's key, once. */
static struct crl_result *crl_verify(struct verification *v, const struct crl_file *file, struct cert *issuer)
{
	const struct crl *crl = &file->crl;
	struct crl_result *r;
	value_id tbs;

	for (int i = 0; i < v->n_crls; i++)
		if (v->crls[i].crl == file && v->crls[i].issuer == issuer)
			return &v->crls[i];
	v->crls = mem_realloc(v->crls, (size_t)(v->n_crls + 1) * sizeof(*v->crls));
	r = &v->crls[v->n_crls++];
	*r = (struct crl_result){ .crl = file, .issuer = issuer, .status = ST_UNSUPPORTED };
	show_crl(v, r);
	if (!crl->algorithm.supported)
		return r;
	cert_show(v, issuer);
	cert_key_values(v, issuer);
	tbs = crl_slice(v, r, crl->tbs, "tbsCertList", SHOW_HEX);
	r->signature = crl_slice(v, r, crl->signature, "signature", SHOW_HEX);
	r->status = value_verify(v->w, crl->algorithm.kind, crl->algorithm.hash, &issuer->x.key, r->signature, &tbs, 1, &r->parts);
	return r;
}

/* A CA that changed its key may sign its CRLs with another one than the
 * certificate: one that its old key, or the CA above it, certified as its own. */
static bool is_other_key(struct verification *v, struct cert *c, const struct path *p, int i)
{
	struct cert *issuer = p->c[i + 1];

	if (!c->readable || c == issuer || !(c->x.key_usage & KU_CRL_SIGN) || !x509_name_equal(c->x.subject, issuer->x.subject))
		return false;
	for (int k = i + 1; k < p->n; k++) {
		const struct signature_result *r;

		if (!x509_name_equal(c->x.issuer, p->c[k]->x.subject))
			continue;
		r = cert_verify_signature(v, c, p->c[k]);
		if (r && r->status == ST_OK && v->cfg->now >= c->x.not_before && v->cfg->now <= c->x.not_after)
			return true;
	}
	return false;
}

static struct crl_result *crl_verify_any(struct verification *v, const struct crl_file *file, const struct path *p, int i)
{
	struct crl_result *r = crl_verify(v, file, p->c[i + 1]);

	for (int k = 0; r->status == ST_MISMATCH && k < v->n_sent; k++)
		if (is_other_key(v, v->certs[k], p, i))
			r = crl_verify(v, file, v->certs[k]);
	return r;
}

/* ---- one CRL ---- */

static bool is_dated(enum reason r)
{
	return r == REASON_CRL_NOT_YET || r == REASON_CRL_OLD;
}

/* Before its signature is looked at. */
static enum reason refuse_form(const struct crl *crl, const struct x509 *issuer, uint32_t reasons)
{
	if (crl->indirect)
		return REASON_CRL_UNSUPPORTED;
	if (!reasons)
		return REASON_CRL_OUT_OF_SCOPE;
	if (crl->unknown_critical.n || crl->misused_critical.n)
		return REASON_CRL_CRITICAL;
	if (crl->algorithms_differ || crl->twice)
		return REASON_CRL_FORM;
	return issuer->key_usage & KU_CRL_SIGN ? REASON_NONE : REASON_CRL_SIGN_FORBIDDEN;
}

static struct answer ask(struct verification *v, const struct crl_file *file, const struct path *p, int i)
{
	const struct crl_result *r;
	const struct x509 *c = &p->c[i]->x;
	const struct crl *crl = &file->crl;
	struct answer a = { .file = file, .reasons = crl_scope(crl, c) };

	a.reason = refuse_form(crl, &p->c[i + 1]->x, a.reasons);
	if (a.reason)
		return a;
	r = crl_verify_any(v, file, p, i);
	a.tried = true;
	if (r->status == ST_UNSUPPORTED && !crl->algorithm.supported)
		a.reason = REASON_CRL_SIGNATURE_UNSUPPORTED;
	else if (r->status != ST_OK)
		a.reason = REASON_CRL_SIGNATURE;
	else if (v->cfg->now < crl->this_update)
		a.reason = REASON_CRL_NOT_YET;
	else if (v->cfg->now > crl->next_update)
		a.reason = REASON_CRL_OLD;
	a.listed = (!a.reason || is_dated(a.reason)) && crl_find(crl, c->serial, &a.entry);
	return a;
}

/* ---- a complete list and what changed since ---- */

/* RFC 5280 5.2.4: of the same scope and key, and no gap between the two. */
static bool delta_fits(const struct answer *delta, const struct answer *base)
{
	const struct crl *d = &delta->file->crl, *b = &base->file->crl;

	return d->delta && !delta->reason && !b->delta && bytes_equal(d->issuing_point, b->issuing_point) &&
	       bytes_equal(d->authority_key_id, b->authority_key_id) && b->number.n && d->number.n &&
	       bytes_compare_numbers(d->base_number, b->number) <= 0 && bytes_compare_numbers(b->number, d->number) < 0;
}

/* The newest one that fits; NULL: none does. */
static const struct answer *find_delta(const struct answer *all, size_t n, const struct answer *base)
{
	const struct answer *best = NULL;

	for (size_t k = 0; k < n; k++)
		if (delta_fits(&all[k], base) && (!best || bytes_compare_numbers(best->file->crl.number, all[k].file->crl.number) < 0))
			best = &all[k];
	return best;
}

static bool has_base(const struct answer *all, size_t n, const struct answer *delta)
{
	for (size_t k = 0; k < n; k++)
		if (delta_fits(delta, &all[k]))
			return true;
	return false;
}

/* What all lists say together. */
struct status_found {
	enum reason reason;
	const struct answer *by, *delta;   /* the list, and the delta CRL that was added to it; NULL: none */
	uint32_t covered;                  /* ReasonFlags for which a list says that it is not revoked */
};

/* Which answer counts when several CRLs give one: higher wins. */
static int weight(enum reason r)
{
	switch (r) {
	case REASON_CRL_REVOKED:
		return 5;
	case REASON_CRL_NOT_LISTED: case REASON_CRL_NOT_LISTED_SINCE: case REASON_CRL_REMOVED:
		return 4;
	case REASON_CRL_SOME_REASONS:
		return 3;
	case REASON_CRL_OUT_OF_SCOPE:
		return 1;
	case REASON_CRL_NONE_GIVEN: case REASON_CRL_OTHER_ISSUER:
		return 0;
	default:
		return 2;
	}
}

static void find(struct status_found *s, enum reason reason, const struct answer *by, const struct answer *delta)
{
	if (weight(reason) <= weight(s->reason))
		return;
	s->reason = reason;
	s->by = by;
	s->delta = delta;
}

/* A delta CRL by itself says who was revoked, and of nobody that he was not. */
static void add_delta(struct status_found *s, const struct answer *all, size_t n, const struct answer *a)
{
	if (a->listed && a->entry.reason != CRL_REMOVE_FROM_CRL)
		find(s, REASON_CRL_REVOKED, a, NULL);
	else if (a->reason)
		find(s, a->reason, a, NULL);
	else if (!has_base(all, n, a))
		find(s, REASON_CRL_NO_BASE, a, NULL);
}

/* A hold ends where a newer list of the same scope leaves it out (5.3.1). */
static bool is_released(const struct answer *all, size_t n, const struct answer *a)
{
	const struct crl *old = &a->file->crl;
	bool released = false;

	for (size_t k = 0; k < n && a->entry.reason == CRL_CERTIFICATE_HOLD; k++) {
		const struct crl *c = &all[k].file->crl;

		released |= !c->delta && !all[k].reason && !all[k].listed && bytes_equal(c->issuing_point, old->issuing_point) &&
			    old->number.n && bytes_compare_numbers(old->number, c->number) < 0;
	}
	return released;
}

/* RFC 5280 5.2.4. A serial number that is listed stays listed, however old the list is, but for removeFromCRL and the end of a hold. */
static void add_complete(struct status_found *s, const struct answer *all, size_t n, const struct answer *a)
{
	const struct answer *delta = find_delta(all, n, a);
	const bool removed = delta && delta->listed && delta->entry.reason == CRL_REMOVE_FROM_CRL;
	enum reason good = removed && a->listed ? REASON_CRL_REMOVED : delta ? REASON_CRL_NOT_LISTED_SINCE : REASON_CRL_NOT_LISTED;

	if (a->listed && !removed && is_released(all, n, a))
		return;
	if (a->listed && !removed) {
		find(s, REASON_CRL_REVOKED, a, NULL);
		return;
	}
	/* together the two are of the delta's date */
	if (a->reason && !(delta && a->reason == REASON_CRL_OLD)) {
		find(s, a->reason, a, NULL);
		return;
	}
	s->covered |= a->reasons;
	find(s, s->covered == CRL_ALL_REASONS ? good : REASON_CRL_SOME_REASONS, a, delta);
}

static struct status_found put_together(const struct answer *all, size_t n, enum reason none)
{
	struct status_found s = { .reason = none };

	for (size_t k = 0; k < n; k++)
		(all[k].file->crl.delta ? add_delta : add_complete)(&s, all, n, &all[k]);
	return s;
}

/* A CRL of the issuer that does not cover the first certificate is no answer;
 * those above may come without, unless all are required. */
static struct finding conclude(enum reason r, bool first, bool required)
{
	if (first && r == REASON_CRL_OUT_OF_SCOPE)
		return finding_refuse(r, ALERT_CERTIFICATE_UNKNOWN);
	switch (r) {
	case REASON_CRL_NOT_LISTED: case REASON_CRL_NOT_LISTED_SINCE: case REASON_CRL_REMOVED:
		return finding_good(r);
	case REASON_CRL_REVOKED:
		return finding_refuse(r, ALERT_CERTIFICATE_REVOKED);
	case REASON_CRL_NO_REV_AVAIL: case REASON_CRL_NOCHECK:
		return finding_of(VERDICT_SKIPPED, r, ALERT_NONE);
	case REASON_CRL_UNSUPPORTED: case REASON_CRL_SIGNATURE_UNSUPPORTED:
		return finding_unjudged(r, ALERT_CERTIFICATE_UNKNOWN);
	case REASON_CRL_NONE_GIVEN: case REASON_CRL_OTHER_ISSUER: case REASON_CRL_OUT_OF_SCOPE:
		return required ? finding_refuse(r, ALERT_CERTIFICATE_UNKNOWN) : finding_of(VERDICT_SKIPPED, r, ALERT_NONE);
	default:
		return finding_refuse(r, ALERT_CERTIFICATE_UNKNOWN);
	}
}

/* ---- telling ---- */

enum { LIST_VALUES = 12 };

/* What a list says of itself, and of the certificate if `entry` is not NULL. */
static size_t list_values(struct verification *v, struct crl_result *r, const struct crl_entry *entry, value_id *values)
{
	const struct crl *crl = &r->crl->crl;
	const value_id computed[] = { r->parts.hash, r->parts.inner, r->parts.result };
	size_t n = 0;

	if (crl->delta) {
		values[n++] = crl_slice(v, r, crl->base_number, "BaseCRLNumber", SHOW_NUMBER);
		if (crl->number.n)
			values[n++] = crl_slice(v, r, crl->number, "cRLNumber", SHOW_NUMBER);
	}
	values[n++] = crl_slice(v, r, crl->this_update_text, "thisUpdate", SHOW_TIME);
	if (crl->next_update_text.n)
		values[n++] = crl_slice(v, r, crl->next_update_text, "nextUpdate", SHOW_TIME);
	values[n++] = v->clock;
	if (entry) {
		values[n++] = crl_slice(v, r, entry->serial, "userCertificate", SHOW_HEX);
		values[n++] = crl_slice(v, r, entry->date_text, "revocationDate", SHOW_TIME);
	}
	if (r->signature)
		values[n++] = r->signature;
	for (size_t i = 0; i < ARRAY_LEN(computed); i++)
		if (computed[i])
			values[n++] = computed[i];
	return n;
}

static void tell_revocation(struct verification *v, const struct path *p, int i, struct finding f, const struct status_found *s)
{
	const struct answer *const told[] = { s->by, s->delta };
	struct cert *c = p->c[i];
	value_id values[1 + 2 * LIST_VALUES];
	size_t n = 0;

	values[n++] = cert_slice(v, c, c->x.serial, "serialNumber", SHOW_HEX);
	for (size_t k = 0; k < ARRAY_LEN(told); k++)
		if (told[k] && told[k]->tried)
			n += list_values(v, crl_verify_any(v, told[k]->file, p, i), told[k]->listed ? &told[k]->entry : NULL, values + n);
	cert_tell(v, EV_CERT_REVOCATION, c, c->x.serial, f, values, n);
}

/* What of the files of CRLs could not be read may be just the list that matters. */
struct finding check_crl_files(struct verification *v, const struct path *p, int i)
{
	const struct crl_store *store = v->cfg->crls;
	struct finding f = finding_of(VERDICT_WARN, REASON_CRL_UNREADABLE, ALERT_NONE);
	value_id values[CRL_MAX_UNREAD];

	if (!store || !store->n_unread)
		return finding_good(REASON_NONE);
	for (size_t k = 0; v->telling && k < store->n_unread; k++)
		values[k] = trace_show(v->w.t, trace_add_leaf(v->w.t, v->w.actor, OP_CONFIG, "not read", bytes_str(store->unread[k])), SHOW_TEXT, NULL);
	if (v->telling)
		cert_tell(v, EV_CERT_REVOCATION, p->c[i], BYTES_NONE, f, values, store->n_unread);
	return f;
}

/* RFC 9608 4: where the certificate says so, nobody asks. REASON_NONE: it does not. */
static enum reason why_not_asked(const struct x509 *x)
{
	return x509_has(x, KNOWN_NO_REV_AVAIL) ? REASON_CRL_NO_REV_AVAIL : x509_has(x, KNOWN_OCSP_NOCHECK) ? REASON_CRL_NOCHECK : REASON_NONE;
}

struct finding check_revocation(struct verification *v, const struct path *p, int i)
{
	const struct crl_store *store = v->cfg->crls;
	const size_t n_lists = store ? store->n : 0;
	struct answer *all = mem_alloc((n_lists + 1) * sizeof(*all));
	struct status_found s;
	struct finding f;
	size_t n = 0;

	for (size_t k = 0; k < n_lists; k++)
		if (x509_name_equal(store->crls[k]->crl.issuer, p->c[i]->x.issuer))
			all[n++] = ask(v, store->crls[k], p, i);
	s = put_together(all, n, n_lists ? REASON_CRL_OTHER_ISSUER : REASON_CRL_NONE_GIVEN);
	if (why_not_asked(&p->c[i]->x) != REASON_NONE)
		s = (struct status_found){ .reason = why_not_asked(&p->c[i]->x) };
	f = conclude(s.reason, i == 0, v->cfg->crl_required);
	if (v->telling)
		tell_revocation(v, p, i, f, &s);
	free(all);
	return f;
}
