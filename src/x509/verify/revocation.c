/* Revocation by CRLs that were given (RFC 5280 6.3). */
#include <stdlib.h>
#include <string.h>

#include "x509/verify/internal.h"
#include "x509/der.h"
#include "x509/fields.h"
#include "x509/schema.h"

enum {
	FIELDS_UP_TO = 100000,     /* a longer CRL is shown as one field */
	REMOVE_FROM_CRL = 8,       /* CRLReason, in delta CRLs only */
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

/* ---- does it speak of this certificate? ---- */

static void put_element(struct buf *out, uint8_t tag, struct bytes content)
{
	unsigned width = content.n < 0x80 ? 0 : content.n < 0x100 ? 1 : 2;

	buf_add_uint(out, 1, tag);
	if (width)
		buf_add_uint(out, 1, 0x80 | width);
	buf_add_uint(out, width ? width : 1, content.n);
	buf_add(out, content);
}

/* The names in a DistributionPointName (the content of its [0]) as GeneralNames. A
 * nameRelativeToCRLIssuer becomes the directoryName that it stands for (4.2.1.13),
 * written into *made. */
static struct bytes point_names(struct bytes dp_name, struct bytes issuer, struct buf *made)
{
	struct buf rdns = { 0 }, name = { 0 };
	struct der e, seq;

	if (der_only(dp_name, 0xa0, &e) == ST_OK)
		return e.content;
	if (der_only(dp_name, 0xa1, &e) != ST_OK || der_only(issuer, DER_SEQUENCE, &seq) != ST_OK ||
	    seq.content.n + e.content.n > 0xff00)
		return BYTES_NONE;
	buf_add(&rdns, seq.content);
	put_element(&rdns, DER_SET, e.content);
	put_element(&name, DER_SEQUENCE, buf_bytes(&rdns));
	put_element(made, 0xa4, buf_bytes(&name));
	buf_free(&rdns);
	buf_free(&name);
	return buf_bytes(made);
}

static bool share_a_name(struct bytes a, struct bytes b)
{
	struct der x, y;

	while (der_next(&a, &x) == ST_OK)
		for (struct bytes rest = b; der_next(&rest, &y) == ST_OK;)
			if (bytes_equal(x.whole, y.whole))
				return true;
	return false;
}

/* Is one of the certificate's distribution points the one that the CRL is for? */
static bool same_point(const struct crl *crl, const struct x509 *c)
{
	struct buf made = { 0 }, own = { 0 };
	struct der seq, point, name;
	struct bytes of_crl;
	bool same = false;

	if (!crl->distribution_point.n)
		return true;
	if (!x509_has(c, KNOWN_CRL_DP) || der_only(c->known[KNOWN_CRL_DP].value, DER_SEQUENCE, &seq) != ST_OK)
		return false;
	of_crl = point_names(crl->distribution_point, crl->issuer, &made);
	while (!same && der_next(&seq.content, &point) == ST_OK) {
		buf_clear(&own);
		same = der_peek(point.content, 0xa0) && der_next(&point.content, &name) == ST_OK &&
		       share_a_name(point_names(name.content, c->issuer, &own), of_crl);
	}
	buf_free(&made);
	buf_free(&own);
	return same;
}

static bool in_scope(const struct crl *crl, const struct x509 *c)
{
	return !(crl->only_user && c->ca) && !(crl->only_ca && !c->ca) && !crl->only_attribute && same_point(crl, c);
}

/* ---- one CRL ---- */

static enum reason judge(struct verification *v, const struct crl_file *file, const struct path *p, int i,
			 struct crl_result **result, struct crl_entry *entry)
{
	const struct cert *c = p->c[i], *issuer = p->c[i + 1];
	const struct crl *crl = &file->crl;

	*result = NULL;
	if (crl->indirect || crl->some_reasons)
		return REASON_CRL_UNSUPPORTED;
	if (!in_scope(crl, &c->x))
		return REASON_CRL_OUT_OF_SCOPE;
	if (crl->unknown_critical.n || crl->misused_critical.n)
		return REASON_CRL_CRITICAL;
	if (crl->algorithms_differ || crl->twice)
		return REASON_CRL_FORM;
	if (!(issuer->x.key_usage & KU_CRL_SIGN))
		return REASON_CRL_SIGN_FORBIDDEN;
	*result = crl_verify_any(v, file, p, i);
	if ((*result)->status == ST_UNSUPPORTED && !crl->algorithm.supported)
		return REASON_CRL_SIGNATURE_UNSUPPORTED;
	if ((*result)->status != ST_OK)
		return REASON_CRL_SIGNATURE;
	/* a serial number that is listed stays listed, however old the list is */
	if (crl_find(crl, c->x.serial, entry) && entry->reason != REMOVE_FROM_CRL)
		return REASON_CRL_REVOKED;
	/* a delta CRL says what came in addition, not what was there before */
	if (crl->delta)
		return REASON_CRL_UNSUPPORTED;
	if (v->cfg->now < crl->this_update)
		return REASON_CRL_NOT_YET;
	if (v->cfg->now > crl->next_update)
		return REASON_CRL_OLD;
	return REASON_CRL_NOT_LISTED;
}

/* Which answer counts when several CRLs give one: higher wins. */
static int weight(enum reason r)
{
	return r == REASON_CRL_REVOKED ? 4 : r == REASON_CRL_NOT_LISTED ? 3 :
	       r == REASON_CRL_OTHER_ISSUER ? 0 : r == REASON_CRL_OUT_OF_SCOPE ? 1 : 2;
}

/* A CRL of the issuer that does not cover the first certificate is no answer;
 * those above may come without, unless all are required. */
static struct finding conclude(enum reason r, bool first, bool required)
{
	if (first && r == REASON_CRL_OUT_OF_SCOPE)
		return finding_refuse(r, ALERT_CERTIFICATE_UNKNOWN);
	switch (r) {
	case REASON_CRL_NOT_LISTED:
		return finding_good(r);
	case REASON_CRL_REVOKED:
		return finding_refuse(r, ALERT_CERTIFICATE_REVOKED);
	case REASON_CRL_UNSUPPORTED: case REASON_CRL_SIGNATURE_UNSUPPORTED:
		return finding_unjudged(r, ALERT_CERTIFICATE_UNKNOWN);
	case REASON_CRL_NONE_GIVEN: case REASON_CRL_OTHER_ISSUER: case REASON_CRL_OUT_OF_SCOPE:
		return required ? finding_refuse(r, ALERT_CERTIFICATE_UNKNOWN) : finding_of(VERDICT_SKIPPED, r, ALERT_NONE);
	default:
		return finding_refuse(r, ALERT_CERTIFICATE_UNKNOWN);
	}
}

static void tell_revocation(struct verification *v, struct cert *c, struct finding f, struct crl_result *r,
			    const struct crl_entry *entry)
{
	value_id values[12];
	size_t n = 0;

	values[n++] = cert_slice(v, c, c->x.serial, "serialNumber", SHOW_HEX);
	if (r) {
		const struct crl *crl = &r->crl->crl;

		values[n++] = crl_slice(v, r, crl->this_update_text, "thisUpdate", SHOW_TIME);
		if (crl->next_update_text.n)
			values[n++] = crl_slice(v, r, crl->next_update_text, "nextUpdate", SHOW_TIME);
		values[n++] = v->clock;
		if (f.reason == REASON_CRL_REVOKED) {
			values[n++] = crl_slice(v, r, entry->serial, "userCertificate", SHOW_HEX);
			values[n++] = crl_slice(v, r, entry->date_text, "revocationDate", SHOW_TIME);
		}
		if (r->signature)
			values[n++] = r->signature;
		if (r->parts.hash)
			values[n++] = r->parts.hash;
		if (r->parts.inner)
			values[n++] = r->parts.inner;
		if (r->parts.result)
			values[n++] = r->parts.result;
	}
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

struct finding check_revocation(struct verification *v, const struct path *p, int i)
{
	const struct crl_store *store = v->cfg->crls;
	struct cert *c = p->c[i];
	enum reason best = store && store->n ? REASON_CRL_OTHER_ISSUER : REASON_CRL_NONE_GIVEN;
	const struct crl_file *best_file = NULL;
	struct crl_entry entry = { .reason = -1 }, best_entry = entry;
	struct crl_result *r;
	struct finding f;

	for (size_t k = 0; store && k < store->n; k++) {
		const struct crl_file *file = store->crls[k];
		enum reason reason;

		if (!x509_name_equal(file->crl.issuer, c->x.issuer))
			continue;
		reason = judge(v, file, p, i, &r, &entry);
		if (weight(reason) > weight(best)) {
			best = reason;
			best_file = r ? file : NULL;
			best_entry = entry;
		}
	}
	f = conclude(best, i == 0, v->cfg->crl_required);
	if (v->telling)
		tell_revocation(v, c, f, best_file ? crl_verify_any(v, best_file, p, i) : NULL, &best_entry);
	return f;
}
