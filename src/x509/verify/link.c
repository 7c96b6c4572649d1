/* The link between a certificate of the path and the next one, its issuer: names,
 * key identifiers, signature (RFC 5280 6.1.3 (a)). */
#include "x509/verify/internal.h"

static struct finding judge_link(const struct x509 *c, const struct x509 *issuer)
{
	enum reason contradiction = cert_contradicts_issuer(c, issuer);

	if (!x509_name_equal(c->issuer, issuer->subject))
		return finding_refuse(REASON_NAMES_DIFFER, ALERT_UNKNOWN_CA);
	if (contradiction != REASON_NONE)
		return finding_refuse(contradiction, ALERT_UNKNOWN_CA);
	return finding_good(c->authority_key_id.n && issuer->key_id.n ? REASON_NAMES_AND_KEY_IDS_EQUAL : REASON_NAMES_EQUAL);
}

struct finding check_names(struct verification *v, const struct path *p, int i)
{
	struct cert *c = p->c[i], *issuer = p->c[i + 1];
	struct finding f = judge_link(&c->x, &issuer->x);
	value_id values[6];
	size_t n = 0;

	if (!v->telling)
		return f;
	values[n++] = cert_slice(v, c, c->x.issuer, "issuer", SHOW_NAME);
	values[n++] = cert_slice(v, issuer, issuer->x.subject, "subject", SHOW_NAME);
	if (c->x.authority_key_id.n && issuer->x.key_id.n) {
		values[n++] = cert_slice(v, c, c->x.authority_key_id, "authorityKeyIdentifier", SHOW_HEX);
		values[n++] = cert_slice(v, issuer, issuer->x.key_id, "subjectKeyIdentifier", SHOW_HEX);
	}
	if (c->x.authority_serial.n) {
		values[n++] = cert_slice(v, c, c->x.authority_serial, "authorityCertSerialNumber", SHOW_HEX);
		values[n++] = cert_slice(v, issuer, issuer->x.serial, "serialNumber", SHOW_HEX);
	}
	cert_tell(v, EV_CERT_NAMES, c, c->x.issuer, f, values, n)->arg[1] = issuer->number;
	return f;
}

bool signature_is_tried(const struct x509_algorithm *a, const struct public_key *k)
{
	return a->supported && !(k->pss.only && a->kind != SIG_RSA_PSS) && !(k->kind == PUBLIC_EC && k->curve == CURVE_NONE);
}

const struct signature_result *cert_verify_signature(struct verification *v, struct cert *subject, struct cert *issuer)
{
	const struct x509_algorithm *a = &subject->x.algorithm;
	struct signature_result *r;
	value_id tbs;

	for (int i = 0; i < v->n_signatures; i++)
		if (v->signatures[i].subject == subject && v->signatures[i].issuer == issuer)
			return &v->signatures[i];
	if (v->n_signatures == VERIFY_MAX_SIGNATURES) {
		v->limited = true;
		return NULL;
	}
	r = &v->signatures[v->n_signatures++];
	*r = (struct signature_result){ .subject = subject, .issuer = issuer, .status = ST_UNSUPPORTED };
	cert_show(v, subject);
	cert_show(v, issuer);
	cert_key_values(v, issuer);
	r->signature = cert_slice(v, subject, subject->x.signature, "signatureValue", SHOW_HEX);
	if (!signature_is_tried(a, &issuer->x.key))
		return r;
	tbs = cert_slice(v, subject, subject->x.tbs, "tbsCertificate", SHOW_HEX);
	r->status = value_verify(v->w, a->kind, a->hash, &issuer->x.key, r->signature, &tbs, 1, &r->parts);
	return r;
}

size_t signature_list(const struct signature_parts *p, value_id signature, value_id out[SIGNATURE_VALUES])
{
	const value_id all[SIGNATURE_VALUES] = { p->hash, p->inner, p->block, p->salt, p->mask, p->r, p->s, signature, p->result };
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (all[i])
			out[n++] = all[i];
	return n;
}

/* Are both the algorithm and the issuer's key known here? Then a signature that does not
 * fit the key is none of it. */
static bool is_supported(const struct cert *c, const struct cert *issuer)
{
	const struct public_key *k = &issuer->x.key;

	return c->x.algorithm.supported && k->kind != PUBLIC_OTHER && !(k->kind == PUBLIC_EC && k->curve == CURVE_NONE) &&
	       !(k->kind == PUBLIC_DSA && !k->p.n);
}

struct finding check_signature(struct verification *v, const struct path *p, int i)
{
	struct cert *c = p->c[i], *issuer = p->c[i + 1];
	const struct signature_result *r = cert_verify_signature(v, c, issuer);
	value_id values[16];
	size_t n = 0;
	struct finding f;

	if (!r)
		return finding_refuse(REASON_PATH_LIMIT, ALERT_CERTIFICATE_UNKNOWN);
	if (r->status == ST_OK && c->x.algorithm.hash == HASH_MD5)
		f = finding_refuse(REASON_CERT_SIGNATURE_MD5, ALERT_BAD_CERTIFICATE);
	else if (r->status == ST_OK && c->x.algorithm.hash == HASH_SHA1)
		f = finding_of(VERDICT_WARN, REASON_CERT_SIGNATURE_SHA1, ALERT_NONE);
	else if (r->status == ST_OK)
		f = finding_good(REASON_CERT_SIGNATURE_HOLDS);
	else if (r->status == ST_MISMATCH)
		f = finding_refuse(REASON_SIGNATURE_BAD, ALERT_BAD_CERTIFICATE);
	else if (is_supported(c, issuer))
		f = finding_refuse(REASON_CERT_SIGNATURE_OTHER_KIND, ALERT_BAD_CERTIFICATE);
	else
		f = finding_unjudged(REASON_CERT_SIGNATURE_UNSUPPORTED, ALERT_UNSUPPORTED_CERTIFICATE);
	if (!v->telling)
		return f;
	n = signature_list(&r->parts, r->signature, values);
	n += cert_key_list(issuer, values + n);
	cert_tell(v, EV_CERT_SIGNATURE, c, c->x.signature, f, values, n)->arg[1] = issuer->number;
	return f;
}
