/* The checklist: what one certificate shows by itself, and the table of all checks. */
#include "x509/verify/internal.h"
#include "x509/der.h"

/* ---- form ---- */

/* What a broken rule costs. OPENLY: it binds whoever issues (RFC 5280 4.1.2.2: users
 * handle such certificates gracefully), and nothing that is decided here rests on it. */
static const struct {
	enum x509_problem problem;
	enum reason reason;
	enum { FATAL, FATAL_BELOW, OPENLY } cost;    /* FATAL_BELOW: not for the trusted one */
} form_rules[] = {
	{ X509_EXTENSION_TWICE, REASON_CERT_EXTENSION_TWICE, FATAL },
	{ X509_EXTENSION_CONTENT, REASON_CERT_EXTENSION_CONTENT, FATAL },
	{ X509_ALGORITHMS_DIFFER, REASON_CERT_ALGORITHMS_DIFFER, FATAL_BELOW },
	{ X509_EXTENSIONS_VERSION, REASON_CERT_EXTENSIONS_VERSION, FATAL_BELOW },
	{ X509_SAN_CONTENT, REASON_CERT_SAN_CONTENT, FATAL_BELOW },
	{ X509_EMPTY_ISSUER, REASON_CERT_EMPTY_ISSUER, FATAL_BELOW },
	{ X509_EMPTY_SUBJECT, REASON_CERT_EMPTY_SUBJECT, FATAL_BELOW },
	{ X509_POLICY_MAPPED_ANY, REASON_POLICIES_ANY_MAPPED, FATAL_BELOW },
	{ X509_POLICY_TWICE, REASON_CERT_POLICY_TWICE, FATAL_BELOW },
	{ X509_CA_HALF_KEY_ID, REASON_CERT_CA_HALF_KEY_ID, FATAL_BELOW },
	{ X509_CRITICAL_FORBIDDEN, REASON_CERT_CRITICAL_FORBIDDEN, FATAL_BELOW },
	{ X509_NO_REV_AVAIL, REASON_CERT_NO_REV_AVAIL, FATAL_BELOW },
	{ X509_SERIAL, REASON_CERT_SERIAL, OPENLY },
	{ X509_TIME_FORM, REASON_CERT_TIME_FORM, OPENLY },
	{ X509_UNIQUE_ID_VERSION, REASON_CERT_UNIQUE_ID_VERSION, OPENLY },
	{ X509_NAME_NOT_CRITICAL, REASON_CERT_NAME_NOT_CRITICAL, OPENLY },
	{ X509_CRITICAL_UNUSUAL, REASON_CERT_CRITICAL_UNUSUAL, OPENLY },
	{ X509_PATH_LENGTH_NO_SIGN, REASON_CERT_PATH_LENGTH_NO_SIGN, OPENLY },
	{ X509_CONSTRAINTS_NOT_CA, REASON_CERT_CONSTRAINTS_NOT_CA, OPENLY },
	{ X509_BASIC_NOT_CRITICAL, REASON_CERT_BASIC_NOT_CRITICAL, OPENLY },
	{ X509_POLICY_NOT_CRITICAL, REASON_CERT_POLICY_NOT_CRITICAL, OPENLY },
	{ X509_CA_WITHOUT_KEY_ID, REASON_CERT_CA_WITHOUT_KEY_ID, OPENLY },
	{ X509_NO_AUTHORITY_KEY_ID, REASON_CERT_NO_AUTHORITY_KEY_ID, OPENLY },
	{ X509_CONSTRAINTS_NOT_CRITICAL, REASON_CERT_CONSTRAINTS_NOT_CRITICAL, OPENLY },
	{ X509_PATH_LENGTH_NOT_CA, REASON_CERT_PATH_LENGTH_NOT_CA, OPENLY },
	{ X509_CERT_SIGN_NOT_CA, REASON_CERT_CERT_SIGN_NOT_CA, OPENLY },
	{ X509_DEFAULT_ENCODED, REASON_CERT_DEFAULT_ENCODED, OPENLY },
};

static bool is_anchor(const struct path *p, int i)
{
	return i == p->n - 1 && p->c[i]->anchor;
}

struct finding check_form(struct verification *v, const struct path *p, int i)
{
	struct cert *c = p->c[i];
	struct finding f = finding_good(REASON_CERT_FORM_GOOD);

	for (size_t k = 0; k < ARRAY_LEN(form_rules) && f.verdict != VERDICT_FAIL; k++) {
		bool fatal = form_rules[k].cost == FATAL || (form_rules[k].cost == FATAL_BELOW && !is_anchor(p, i));

		if (!(c->x.problems & 1u << form_rules[k].problem))
			continue;
		if (fatal)
			f = finding_refuse(form_rules[k].reason, ALERT_BAD_CERTIFICATE);
		else if (f.verdict == VERDICT_OK)
			f = finding_of(VERDICT_WARN, form_rules[k].reason, ALERT_NONE);
	}
	if (v->telling)
		cert_tell(v, EV_CERT_FORM, c, f.verdict == VERDICT_OK ? BYTES_NONE : c->x.problem_at, f, NULL, 0);
	return f;
}

struct finding check_critical(struct verification *v, const struct path *p, int i)
{
	struct cert *c = p->c[i];
	struct bytes unknown = c->x.unknown_critical.whole;
	struct finding f = unknown.n ? finding_refuse(REASON_CRITICAL_UNKNOWN, ALERT_UNSUPPORTED_CERTIFICATE) : finding_good(REASON_CRITICAL_KNOWN);
	struct bytes rest = unknown;
	struct x509_raw_ext ext;
	value_id oid;

	if (!v->telling)
		return f;
	if (!unknown.n || x509_next_extension(&rest, &ext) != ST_OK) {
		cert_tell(v, EV_CERT_CRITICAL, c, unknown, f, NULL, 0);
	} else {
		oid = cert_slice(v, c, ext.oid, "extnID", SHOW_OID);
		cert_tell(v, EV_CERT_CRITICAL, c, unknown, f, &oid, 1);
	}
	return f;
}

/* ---- one certificate ---- */

struct finding check_validity(struct verification *v, const struct path *p, int i)
{
	struct cert *c = p->c[i];
	utc_time now = v->cfg->now;
	struct finding f = now < c->x.not_before ? finding_refuse(REASON_CERT_NOT_YET_VALID, ALERT_CERTIFICATE_EXPIRED) :
			   now > c->x.not_after ? finding_refuse(REASON_CERT_EXPIRED, ALERT_CERTIFICATE_EXPIRED) : finding_good(REASON_VALID_NOW);

	if (v->telling) {
		value_id values[] = {
			cert_slice(v, c, c->x.not_before_text, "notBefore", SHOW_TIME),
			cert_slice(v, c, c->x.not_after_text, "notAfter", SHOW_TIME),
			v->clock,
		};
		const uint8_t *from = c->x.not_before_text.p - 2, *to = c->x.not_after_text.p + c->x.not_after_text.n;

		cert_tell(v, EV_CERT_VALIDITY, c, bytes_of(from, (size_t)(to - from)), f, values, ARRAY_LEN(values));
	}
	return f;
}

/* FIPS 186-4 4.2: a small q is as weak as a small p. What cannot be a key holds no signature. */
static struct finding judge_dsa(const struct public_key *k)
{
	const struct bytes zero = BYTES_LIT("\x00"), one = BYTES_LIT("\x01");

	if (crypto_dsa_verify(k->p, k->q, k->g, k->y, one, zero, zero) == ST_DECODE)
		return finding_refuse(REASON_PUBLIC_KEY_BROKEN, ALERT_BAD_CERTIFICATE);
	return k->bits < 2048 || k->q.n < 28 ? finding_of(VERDICT_WARN, REASON_PUBLIC_KEY_SHORT, ALERT_NONE) : finding_good(REASON_PUBLIC_KEY_GOOD);
}

static struct finding judge_key(const struct public_key *k)
{
	struct rsa_key *rsa;

	if (k->kind == PUBLIC_OTHER || k->kind == PUBLIC_NONE || (k->kind == PUBLIC_EC && k->curve == CURVE_NONE) ||
	    (k->kind == PUBLIC_DSA && !k->p.n))
		return finding_unjudged(REASON_PUBLIC_KEY_UNSUPPORTED, ALERT_UNSUPPORTED_CERTIFICATE);
	if (k->kind == PUBLIC_EC && crypto_ec_check(k->curve, k->point) == ST_DECODE)
		return finding_refuse(REASON_POINT_OFF_CURVE, ALERT_BAD_CERTIFICATE);
	if (k->kind == PUBLIC_EC)
		return finding_good(REASON_PUBLIC_KEY_GOOD);
	if (k->bits < 1024)
		return finding_refuse(REASON_PUBLIC_KEY_TOO_SHORT, ALERT_BAD_CERTIFICATE);
	if (k->kind == PUBLIC_DSA)
		return judge_dsa(k);
	if (crypto_rsa_new(k->n, k->e, BYTES_NONE, BYTES_NONE, BYTES_NONE, &rsa) != ST_OK)
		return finding_refuse(REASON_PUBLIC_KEY_BROKEN, ALERT_BAD_CERTIFICATE);
	crypto_rsa_free(rsa);
	return k->bits < 2048 ? finding_of(VERDICT_WARN, REASON_PUBLIC_KEY_SHORT, ALERT_NONE) : finding_good(REASON_PUBLIC_KEY_GOOD);
}

/* Of a key that cannot be used: the OIDs of its algorithm and of its curve, if it has one. */
static size_t algorithm_values(struct verification *v, struct cert *c, value_id *out)
{
	static const char *const names[] = { "algorithm", "namedCurve" };
	struct der spki, algorithm, e;
	struct bytes rest;
	size_t n = 0;

	if (der_only(c->x.spki, DER_SEQUENCE, &spki) != ST_OK || der_next(&spki.content, &algorithm) != ST_OK)
		return 0;
	rest = algorithm.content;
	while (n < 2 && der_expect(&rest, DER_OID, &e) == ST_OK) {
		out[n] = cert_slice(v, c, e.content, names[n], SHOW_OID);
		n++;
	}
	return n;
}

struct finding check_key(struct verification *v, const struct path *p, int i)
{
	struct cert *c = p->c[i];
	struct finding f;
	value_id values[CERT_KEY_VALUES + 2];
	size_t n;

	if (!c->key_judged) {
		if (c->x.key.kind == PUBLIC_DSA)
			cert_key_values(v, c);     /* its parameters may be the issuer's */
		c->key_finding = judge_key(&c->x.key);
	}
	c->key_judged = true;
	f = c->key_finding;

	if (!v->telling)
		return f;
	cert_show(v, c);
	cert_key_values(v, c);
	n = cert_key_list(c, values);
	if (f.verdict == VERDICT_UNJUDGED)
		n += algorithm_values(v, c, values + n);
	cert_tell(v, EV_CERT_KEY, c, c->x.spki, f, values, n)->arg[1] =
		c->x.key.bits ? (int64_t)c->x.key.bits : ARG_UNKNOWN;
	return f;
}

/* ---- may it issue? ---- */

struct finding check_basic(struct verification *v, const struct path *p, int i)
{
	struct cert *c = p->c[i];
	struct finding f;

	if (c->x.ca)
		f = finding_good(REASON_CA_ALLOWED);
	else if (x509_has(&c->x, KNOWN_BASIC_CONSTRAINTS))
		f = finding_refuse(REASON_CA_NOT, ALERT_CERTIFICATE_UNKNOWN);
	else if (is_anchor(p, i) && c->x.version < 3 && c->x.self_issued)
		f = finding_good(REASON_CA_OLD_ANCHOR);
	else
		f = finding_refuse(REASON_CA_NO_BASIC_CONSTRAINTS, ALERT_CERTIFICATE_UNKNOWN);
	if (v->telling)
		cert_tell(v, EV_CERT_BASIC, c, c->x.known[KNOWN_BASIC_CONSTRAINTS].whole, f, NULL, 0);
	return f;
}

/* CA certificates between this one and the first, self-issued ones not counted (4.2.1.9). */
static int count_below(const struct path *p, int i)
{
	int n = 0;

	for (int k = 1; k < i; k++)
		n += !p->c[k]->x.self_issued;
	return n;
}

struct finding check_path_length(struct verification *v, const struct path *p, int i)
{
	struct cert *c = p->c[i];
	int below = count_below(p, i), limit = c->x.path_length;
	struct finding f = limit < 0 ? finding_good(REASON_PATH_LENGTH_NONE) : below <= limit ? finding_good(REASON_PATH_LENGTH_KEPT) :
			   finding_refuse(REASON_PATH_LENGTH_EXCEEDED, ALERT_CERTIFICATE_UNKNOWN);

	if (v->telling)
		cert_tell(v, EV_CERT_PATH_LENGTH, c, c->x.known[KNOWN_BASIC_CONSTRAINTS].whole, f, NULL, 0)->arg[1] = below;
	return f;
}

/* Bits of which a TLS peer needs at least one (RFC 5246 7.4.2, 7.4.6). */
static uint32_t usage_needed(enum purpose purpose)
{
	switch (purpose) {
	case PURPOSE_SERVER: return KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT | KU_KEY_AGREEMENT;
	case PURPOSE_CLIENT: return KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT;
	default: return ~0u;
	}
}

struct finding check_key_usage(struct verification *v, const struct path *p, int i)
{
	struct cert *c = p->c[i];
	const struct x509_ext *ext = &c->x.known[KNOWN_KEY_USAGE];
	uint32_t need = i ? KU_KEY_CERT_SIGN : usage_needed(v->cfg->purpose);
	struct finding f;

	if (!ext->whole.n)
		f = finding_good(REASON_KEY_USAGE_ABSENT);
	else if (c->x.key_usage & need)
		f = finding_good(REASON_KEY_USAGE_ALLOWED);
	else
		f = i ? finding_refuse(REASON_KEY_USAGE_NO_CERT_SIGN, ALERT_CERTIFICATE_UNKNOWN) :
			finding_refuse(REASON_KEY_USAGE_NO_TLS, ALERT_UNSUPPORTED_CERTIFICATE);
	if (v->telling) {
		value_id value = ext->whole.n ? cert_slice(v, c, ext->value, "keyUsage", SHOW_HEX) : 0;

		cert_tell(v, EV_CERT_KEY_USAGE, c, ext->whole, f, &value, value != 0);
	}
	return f;
}

enum { MAX_PURPOSES = 16 };     /* that the event lists */

static size_t purpose_values(struct verification *v, struct cert *c, value_id *out)
{
	struct der seq, e;
	size_t n = 0;

	if (der_only(c->x.known[KNOWN_EXT_KEY_USAGE].value, DER_SEQUENCE, &seq) != ST_OK)
		return 0;
	while (n < MAX_PURPOSES && der_next(&seq.content, &e) == ST_OK)
		out[n++] = cert_slice(v, c, e.content, "KeyPurposeId", SHOW_OID);
	return n;
}

struct finding check_ext_key_usage(struct verification *v, const struct path *p, int i)
{
	struct cert *c = p->c[i];
	const struct x509_ext *ext = &c->x.known[KNOWN_EXT_KEY_USAGE];
	enum oid need = v->cfg->purpose == PURPOSE_CLIENT ? OID_KP_CLIENT_AUTH : OID_KP_SERVER_AUTH;
	struct finding f;

	if (!ext->whole.n)
		f = finding_good(REASON_EXT_KEY_USAGE_ABSENT);
	else if (v->cfg->purpose == PURPOSE_ANY)
		f = finding_of(VERDICT_SKIPPED, REASON_EXT_KEY_USAGE_NOT_ASKED, ALERT_NONE);
	else if (x509_has_purpose(ext->value, need))
		f = finding_good(REASON_EXT_KEY_USAGE_ALLOWED);
	else if (x509_has_purpose(ext->value, OID_KP_ANY))
		f = finding_good(REASON_EXT_KEY_USAGE_ANY);
	else
		f = finding_refuse(REASON_EXT_KEY_USAGE_LACKS, ALERT_UNSUPPORTED_CERTIFICATE);
	if (v->telling) {
		value_id values[MAX_PURPOSES];

		cert_tell(v, EV_CERT_EXT_KEY_USAGE, c, ext->whole, f, values, purpose_values(v, c, values));
	}
	return f;
}

/* ---- the end of the path ---- */

static enum reason why_untrusted(const struct verification *v, const struct cert *c)
{
	if (x509_has(&c->x, KNOWN_ACME_IDENTIFIER))
		return REASON_TRUST_CHALLENGE;
	return v->cfg->trust && trust_count(v->cfg->trust) ? REASON_TRUST_NOT_FOUND : REASON_TRUST_EMPTY;
}

struct finding check_trust(struct verification *v, const struct path *p, int i)
{
	struct cert *c = p->c[i];
	struct finding f = c->anchor ? finding_good(REASON_TRUST_FOUND) : finding_refuse(why_untrusted(v, c), ALERT_UNKNOWN_CA);

	if (v->telling) {
		value_id values[] = {
			cert_slice(v, c, c->x.subject, "subject", SHOW_NAME), cert_slice(v, c, c->x.issuer, "issuer", SHOW_NAME),
		};

		cert_tell(v, EV_CERT_TRUST, c, BYTES_NONE, f, values, ARRAY_LEN(values));
	}
	return f;
}

/* OpenSSL's trusted certificates can say for what one is not to be trusted. */
struct finding check_distrust(struct verification *v, const struct path *p, int i)
{
	struct finding f = finding_refuse(REASON_TRUST_REJECTED, ALERT_CERTIFICATE_UNKNOWN);

	if (v->telling)
		cert_tell(v, EV_CERT_TRUST, p->c[i], BYTES_NONE, f, NULL, 0);
	return f;
}

/* ---- the table ---- */

static bool is_first(const struct path *p, int i) { (void)p; return i == 0; }
static bool is_last(const struct path *p, int i) { return i == p->n - 1; }
static bool is_issuer(const struct path *p, int i) { (void)p; return i > 0; }
static bool is_issued(const struct path *p, int i) { return i + 1 < p->n; }
static bool is_distrusted(const struct path *p, int i) { return p->c[i]->distrusted; }
static bool is_any(const struct path *p, int i) { (void)p; return i >= 0; }

const struct check verify_checks[] = {
	{ EV_CERT_TRUST, check_trust, is_last, GROW_NOT },
	{ EV_CERT_TRUST, check_distrust, is_distrusted, GROW_NEW },
	{ EV_CERT_FORM, check_form, is_any, GROW_NEW },
	{ EV_CERT_CRITICAL, check_critical, is_any, GROW_NEW },
	{ EV_CERT_NAMES, check_names, is_issued, GROW_BELOW },
	{ EV_CERT_SIGNATURE, check_signature, is_issued, GROW_BELOW },
	{ EV_CERT_VALIDITY, check_validity, is_any, GROW_NEW },
	{ EV_CERT_KEY, check_key, is_any, GROW_NEW },
	{ EV_CERT_NAME, check_name, is_first, GROW_NOT },
	{ EV_CERT_BASIC, check_basic, is_issuer, GROW_NEW },
	{ EV_CERT_PATH_LENGTH, check_path_length, is_issuer, GROW_NEW },
	{ EV_CERT_KEY_USAGE, check_key_usage, is_any, GROW_NEW },
	{ EV_CERT_EXT_KEY_USAGE, check_ext_key_usage, is_any, GROW_NEW },
	{ EV_CERT_NAME_CONSTRAINTS, check_name_constraints, is_issuer, GROW_NEW },
	{ EV_CERT_REVOCATION, check_crl_files, is_first, GROW_NOT },
	{ EV_CERT_REVOCATION, check_revocation, is_issued, GROW_BELOW },
	{ EV_CERT_TIMESTAMP, check_timestamps, is_first, GROW_NOT },
	{ EV_CERT_POLICIES, check_policies, is_first, GROW_NOT },
};
const size_t n_verify_checks = ARRAY_LEN(verify_checks);
