#include "x509/verify/ocsp.h"

#include "x509/der.h"
#include "x509/fields.h"
#include "x509/ocsp.h"
#include "x509/schema.h"
#include "x509/verify/internal.h"

enum { MAX_CERTS = 16 };             /* of those in a response that are looked at */

struct judging {
	struct work w;
	const struct ocsp_question *q;
	struct ocsp_verdict *out;
	struct ocsp o;
	struct ocsp_single one;      /* the answer about the certificate, or the first */
	struct x509 cert, issuer, signer;
	bool delegated;              /* signer is a certificate of the response; else it is the issuer */
	value_id clock;
	field_id root;               /* OCSPResponse */
	event_id first;              /* that stops it */
};

/* ---- telling ---- */

/* A part of the bytes of `whole`. */
static value_id slice(struct judging *j, value_id whole, struct bytes part, const char *label, enum show show)
{
	struct trace *t = j->w.t;

	return trace_show(t, trace_add_slice(t, j->w.actor, whole, (size_t)(part.p - trace_bytes(t, whole).p), part.n, label), show, NULL);
}

static value_id part_of(struct judging *j, struct bytes part, const char *label, enum show show)
{
	return slice(j, j->q->response.value, part, label, show);
}

static struct finding refuse(enum reason r)
{
	return finding_refuse(r, ALERT_BAD_CERTIFICATE_STATUS_RESPONSE);
}

static struct finding unjudged(enum reason r)
{
	return finding_unjudged(r, ALERT_BAD_CERTIFICATE_STATUS_RESPONSE);
}

/* What fails goes before what cannot be judged. */
static void note(struct judging *j, enum event_type type, struct finding f)
{
	struct ocsp_verdict *out = j->out;

	if (!finding_stops(f) || !(out->accepted || (out->unjudged && f.verdict == VERDICT_FAIL)))
		return;
	out->accepted = false;
	out->unjudged = f.verdict == VERDICT_UNJUDGED;
	out->alert = f.alert;
	out->failed = type;
	out->reason = f.reason;
	j->first = trace_n_events(j->w.t) - 1;
}

/* The event of a check, on that part of the response (empty: all). */
static void tell(struct judging *j, enum event_type type, struct bytes part, struct finding f, const value_id *values, size_t n)
{
	struct trace *t = j->w.t;
	struct event *e = trace_add_event(t, type, j->w.actor, values, n);

	e->verdict = f.verdict;
	e->reason = f.reason;
	e->field = j->root;
	if (j->root && part.n)
		e->field = x509_field_at(t, j->root, trace_field(t, j->root)->off + (uint32_t)(part.p - j->o.der.p), (uint32_t)part.n);
	e->unit = e->field ? trace_field(t, e->field)->unit : 0;
	note(j, type, f);
}

/* ---- what it is ---- */

static struct finding judge_form(const struct judging *j, enum status read)
{
	if (read != ST_OK)
		return refuse(REASON_OCSP_UNREADABLE);
	if (j->o.status != OCSP_SUCCESSFUL)
		return refuse(REASON_OCSP_NOT_SUCCESSFUL);
	if (oid_find(j->o.type) != OID_OCSP_BASIC)
		return unjudged(REASON_OCSP_TYPE);
	return j->o.unknown_critical.n ? refuse(REASON_OCSP_CRITICAL) : finding_good(REASON_OCSP_SUCCESSFUL);
}

/* Whether there is anything to go on with. */
static bool check_response_form(struct judging *j)
{
	const enum status read = ocsp_parse(j->o.der, &j->o);
	const struct finding f = judge_form(j, read);
	value_id values[2];
	size_t n = 0;

	if (j->o.status_text.n)
		values[n++] = trace_show(j->w.t, part_of(j, j->o.status_text, "responseStatus", SHOW_CODE), SHOW_CODE, &schema_ocsp_statuses);
	if (j->o.type.n)
		values[n++] = part_of(j, j->o.type, "responseType", SHOW_OID);
	tell(j, EV_OCSP_RESPONSE, read != ST_OK ? BYTES_NONE : f.reason == REASON_OCSP_CRITICAL ? j->o.unknown_critical : j->o.status_text, f, values, n);
	return read == ST_OK && j->o.tbs.n;
}

/* ---- is it about this certificate? ---- */

static struct finding judge_id(const struct judging *j, const struct ocsp_single *s, struct bytes name_hash, struct bytes key_hash)
{
	if (!bytes_equal(s->serial, j->cert.serial))
		return refuse(REASON_OCSP_OTHER_SERIAL);
	if (!name_hash.n)
		return unjudged(REASON_OCSP_HASH_UNSUPPORTED);
	return bytes_equal(s->name_hash, name_hash) && bytes_equal(s->key_hash, key_hash) ? finding_good(REASON_OCSP_SAME_CERTIFICATE) :
											     refuse(REASON_OCSP_OTHER_ISSUER);
}

/* The first that has the serial number, else the first. */
static void choose_answer(struct judging *j)
{
	struct bytes rest = j->o.responses;
	struct ocsp_single one;

	for (size_t n = 0; rest.n && ocsp_next(&rest, &one) == ST_OK; n++) {
		if (!n)
			j->one = one;
		if (bytes_equal(one.serial, j->cert.serial)) {
			j->one = one;
			return;
		}
	}
}

static void check_id(struct judging *j)
{
	const struct ocsp_single *s = &j->one;
	const enum hash_alg h = x509_hash(oid_find(s->hash));
	const bool known = h != HASH_NONE && crypto_hash_supported(h);
	value_id values[6], name, key;
	size_t n = 0;

	values[n++] = slice(j, j->q->certificate.value, j->cert.serial, "serialNumber", SHOW_HEX);
	values[n++] = part_of(j, s->serial, "serialNumber", SHOW_HEX);
	if (known) {
		name = slice(j, j->q->certificate.value, j->cert.issuer, "issuer", SHOW_NAME);
		key = slice(j, j->q->issuer.value, x509_key_bits(j->issuer.spki), "subjectPublicKey", SHOW_HEX);
		values[n++] = part_of(j, s->name_hash, "issuerNameHash", SHOW_HEX);
		values[n++] = value_hash(j->w, h, "hash of the issuer's name", &name, 1);
		values[n++] = part_of(j, s->key_hash, "issuerKeyHash", SHOW_HEX);
		values[n++] = value_hash(j->w, h, "hash of the issuer's key", &key, 1);
	}
	tell(j, EV_OCSP_CERTIFICATE, s->whole, known ? judge_id(j, s, trace_bytes(j->w.t, values[3]), trace_bytes(j->w.t, values[5])) :
						       judge_id(j, s, BYTES_NONE, BYTES_NONE), values, n);
}

/* ---- who answers? ---- */

/* Whether ResponderID means this certificate, whose DER lies in `whole`; adds what was compared. */
static bool is_responder(struct judging *j, const struct x509 *x, value_id whole, value_id *values, size_t *n)
{
	value_id key;

	if (j->o.by_name.n) {
		values[(*n)++] = slice(j, whole, x->subject, "subject", SHOW_NAME);
		return x509_name_equal(j->o.by_name, x->subject);
	}
	key = slice(j, whole, x509_key_bits(x->spki), "subjectPublicKey", SHOW_HEX);
	values[*n] = value_hash(j->w, HASH_SHA1, "hash of the responder's key", &key, 1);
	return bytes_equal(j->o.by_key, trace_bytes(j->w.t, values[(*n)++]));
}

/* Of the certificates that came with the response: the one that ResponderID means. */
static bool find_delegate(struct judging *j, value_id *values, size_t *n)
{
	struct bytes rest = j->o.certs;
	struct der e;

	for (size_t i = 0; rest.n && i < MAX_CERTS; i++) {
		if (der_expect(&rest, DER_SEQUENCE, &e) != ST_OK)
			return false;
		if (x509_parse(e.whole, &j->signer) == ST_OK && is_responder(j, &j->signer, j->q->response.value, values, n))
			return true;
	}
	return false;
}

/* False: nobody is known who could have signed. */
static bool check_responder(struct judging *j)
{
	const bool named = j->o.by_name.n > 0;
	const struct bytes id = named ? j->o.by_name : j->o.by_key;
	value_id values[2 + MAX_CERTS];
	size_t n = 0;
	bool found;

	values[n++] = part_of(j, id, named ? "byName" : "byKey", named ? SHOW_NAME : SHOW_HEX);
	j->signer = j->issuer;
	found = is_responder(j, &j->issuer, j->q->issuer.value, values, &n);
	j->delegated = !found && find_delegate(j, values, &n);
	tell(j, EV_OCSP_RESPONDER, id, found ? finding_good(REASON_OCSP_BY_ISSUER) : j->delegated ? finding_good(REASON_OCSP_BY_DELEGATE) :
	     refuse(REASON_OCSP_RESPONDER_UNKNOWN), values, n);
	return found || j->delegated;
}

static enum status verify_by(struct judging *j, const struct x509_algorithm *a, const struct x509 *by, value_id by_value, value_id signature,
			     value_id data, struct signature_parts *parts)
{
	struct public_key key = by->key;

	*parts = (struct signature_parts){ .signature = signature };
	if (!signature_is_tried(a, &key))
		return ST_UNSUPPORTED;
	x509_key_values(j->w, by_value, &key);
	return value_verify(j->w, a->kind, a->hash, &key, signature, &data, 1, parts);
}

static struct finding judge_delegate(const struct judging *j, enum status signature)
{
	const struct x509 *x = &j->signer;

	if (!x509_name_equal(x->issuer, j->issuer.subject) || signature == ST_MISMATCH)
		return refuse(REASON_OCSP_DELEGATE_OTHER_CA);
	if (signature != ST_OK)
		return unjudged(REASON_OCSP_SIGNATURE_UNSUPPORTED);
	if (!x509_has_purpose(x->known[KNOWN_EXT_KEY_USAGE].value, OID_KP_OCSP_SIGNING))
		return refuse(REASON_OCSP_DELEGATE_PURPOSE);
	if (x->unknown_critical.whole.n)
		return refuse(REASON_CRITICAL_UNKNOWN);
	if (j->q->now < x->not_before || j->q->now > x->not_after)
		return refuse(REASON_OCSP_DELEGATE_DATES);
	return x509_has(x, KNOWN_OCSP_NOCHECK) ? finding_good(REASON_OCSP_DELEGATE_HOLDS) : finding_of(VERDICT_WARN, REASON_OCSP_DELEGATE_UNCHECKED, ALERT_NONE);
}

/* RFC 6960 4.2.2.2: issued directly by the CA in question, for this purpose. */
static void check_delegate(struct judging *j)
{
	const struct x509 *x = &j->signer;
	const value_id tbs = part_of(j, x->tbs, "tbsCertificate", SHOW_HEX), signature = part_of(j, x->signature, "signatureValue", SHOW_HEX);
	struct signature_parts parts;
	const enum status st = verify_by(j, &x->algorithm, &j->issuer, j->q->issuer.value, signature, tbs, &parts);
	value_id values[5 + SIGNATURE_VALUES];
	size_t n = 0;

	values[n++] = part_of(j, x->subject, "subject", SHOW_NAME);
	values[n++] = part_of(j, x->issuer, "issuer", SHOW_NAME);
	values[n++] = part_of(j, x->not_before_text, "notBefore", SHOW_TIME);
	values[n++] = part_of(j, x->not_after_text, "notAfter", SHOW_TIME);
	values[n++] = j->clock;
	n += signature_list(&parts, signature, values + n);
	tell(j, EV_OCSP_DELEGATE, x->der, judge_delegate(j, st), values, n);
}

/* ---- what it says ---- */

static void check_signature_of(struct judging *j)
{
	const value_id tbs = part_of(j, j->o.tbs, "tbsResponseData", SHOW_HEX), signature = part_of(j, j->o.signature, "signature", SHOW_HEX);
	struct signature_parts parts;
	const enum status st = verify_by(j, &j->o.algorithm, &j->signer, j->delegated ? j->q->response.value : j->q->issuer.value, signature, tbs, &parts);
	value_id values[SIGNATURE_VALUES];

	tell(j, EV_OCSP_SIGNATURE, j->o.signature, st == ST_OK && j->o.algorithm.hash == HASH_MD5 ? refuse(REASON_CERT_SIGNATURE_MD5) :
	     st == ST_OK ? finding_good(REASON_OCSP_SIGNATURE_HOLDS) :
	     st == ST_MISMATCH ? refuse(REASON_OCSP_SIGNATURE) : unjudged(REASON_OCSP_SIGNATURE_UNSUPPORTED),
	     values, signature_list(&parts, signature, values));
}

static void check_dates(struct judging *j)
{
	const struct ocsp_single *s = &j->one;
	const utc_time now = j->q->now;
	value_id values[3];
	size_t n = 0;

	values[n++] = j->clock;
	values[n++] = part_of(j, s->this_update_text, "thisUpdate", SHOW_TIME);
	if (s->next_update_text.n)
		values[n++] = part_of(j, s->next_update_text, "nextUpdate", SHOW_TIME);
	tell(j, EV_OCSP_VALIDITY, now > s->next_update ? s->next_update_text : s->this_update_text,
	     now < s->this_update ? refuse(REASON_OCSP_NOT_YET) : now > s->next_update ? refuse(REASON_OCSP_OLD) :
	     n < ARRAY_LEN(values) ? finding_of(VERDICT_WARN, REASON_OCSP_NO_END, ALERT_NONE) : finding_good(REASON_OCSP_CURRENT), values, n);
}

static void check_status(struct judging *j)
{
	const struct ocsp_single *s = &j->one;
	const struct finding found[] = {
		[OCSP_CERT_GOOD] = finding_good(REASON_OCSP_GOOD),
		[OCSP_CERT_REVOKED] = finding_refuse(REASON_OCSP_REVOKED, ALERT_CERTIFICATE_REVOKED),
		[OCSP_CERT_UNKNOWN] = refuse(REASON_OCSP_UNKNOWN),
	};
	value_id values[3];
	size_t n = 0;

	values[n++] = slice(j, j->q->certificate.value, j->cert.serial, "serialNumber", SHOW_HEX);
	if (s->revoked_text.n)
		values[n++] = part_of(j, s->revoked_text, "revocationTime", SHOW_TIME);
	if (s->reason_text.n)
		values[n++] = trace_show(j->w.t, part_of(j, s->reason_text, "revocationReason", SHOW_CODE), SHOW_CODE, &schema_crl_reasons);
	tell(j, EV_OCSP_STATUS, s->status_whole, found[s->status], values, n);
}

/* ---- all of it ---- */

static void check_response(struct judging *j)
{
	struct trace *t = j->w.t;

	j->o.der = trace_bytes(t, j->q->response.value);
	if (!j->root) {
		const unit_id unit = trace_add_unit(t, UNIT_CERTIFICATE, j->w.actor, j->q->response.value);

		(void)x509_add_ocsp_fields(t, unit, 0, 0, (uint32_t)j->o.der.n);
		j->root = trace_unit(t, unit)->first_field;
	}
	if (!check_response_form(j))
		return;
	j->clock = trace_add_time(t, j->w.actor, OP_CLOCK, "clock", j->q->now);
	choose_answer(j);
	check_id(j);
	if (check_responder(j)) {
		if (j->delegated)
			check_delegate(j);
		check_signature_of(j);
	}
	check_dates(j);
	check_status(j);
}

/* RFC 7633: the certificate may promise that one comes. */
static struct finding judge_absence(const struct judging *j)
{
	return x509_has_feature(j->cert.known[KNOWN_TLS_FEATURE].value, EXT_STATUS_REQUEST) ? refuse(REASON_OCSP_PROMISED) :
											      finding_of(VERDICT_SKIPPED, REASON_OCSP_NONE, ALERT_NONE);
}

static struct finding conclude(const struct judging *j)
{
	if (j->out->accepted)
		return finding_good(REASON_OCSP_ACCEPTED);
	return finding_of(j->out->unjudged ? VERDICT_UNJUDGED : VERDICT_FAIL, j->out->unjudged ? REASON_OCSP_UNJUDGED : REASON_OCSP_REFUSED, j->out->alert);
}

void ocsp_judge(struct work w, const struct ocsp_question *q, struct ocsp_verdict *out)
{
	struct judging j = { .w = w, .q = q, .out = out, .root = q->response.field };
	const bool known = q->issuer.value && x509_parse(trace_bytes(w.t, q->issuer.value), &j.issuer) == ST_OK;

	*out = (struct ocsp_verdict){ .accepted = true, .alert = ALERT_NONE, .failed = EV_N };
	if (!q->certificate.value || x509_parse(trace_bytes(w.t, q->certificate.value), &j.cert) != ST_OK)
		return;                            /* that was told, and there is nothing to ask about */
	if (!q->response.value) {
		tell(&j, EV_OCSP_VERDICT, BYTES_NONE, judge_absence(&j), NULL, 0);
	} else if (!known) {
		tell(&j, EV_OCSP_VERDICT, BYTES_NONE, unjudged(REASON_OCSP_ISSUER_UNKNOWN), NULL, 0);
	} else {
		check_response(&j);
		tell(&j, EV_OCSP_VERDICT, BYTES_NONE, conclude(&j), NULL, 0);
	}
	if (j.first)
		((struct event *)segvec_at(&w.t->events, j.first))->fatal = true;
}

void ocsp_apply(const struct ocsp_verdict *v, struct verify_result *r)
{
	if (v->accepted || !(r->accepted || (r->unjudged && !v->unjudged)))
		return;
	r->accepted = false;
	r->unjudged = v->unjudged;
	r->alert = v->alert;
	r->failed = v->failed;
}
