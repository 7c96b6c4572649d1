/* Who takes part, and who may have issued whom: sent certificates and trusted ones of the wanted name, the likeliest first. */
#include "x509/verify/internal.h"

/* ---- what a certificate says of its issuer ---- */

/* authorityCertIssuer without a directoryName names nobody here. */
static bool names_issuer(struct bytes names, struct bytes issuer)
{
	struct x509_general_name gn;
	bool any = false;

	while (names.n && x509_next_general_name(&names, &gn) == ST_OK) {
		if (gn.kind != GN_DIRECTORY)
			continue;
		if (x509_name_equal(gn.value, issuer))
			return true;
		any = true;
	}
	return !any;
}

enum reason cert_contradicts_issuer(const struct x509 *c, const struct x509 *issuer)
{
	if (c->authority_key_id.n && issuer->key_id.n && !bytes_equal(c->authority_key_id, issuer->key_id))
		return REASON_KEY_IDS_DIFFER;
	if (c->authority_serial.n && !bytes_equal(c->authority_serial, issuer->serial))
		return REASON_AUTHORITY_DIFFERS;
	return names_issuer(c->authority_issuer, issuer->issuer) ? REASON_NONE : REASON_AUTHORITY_DIFFERS;
}

/* ---- who takes part ---- */

static bool same_holder(const struct cert *a, const struct cert *b)
{
	if (!a->readable || !b->readable)
		return false;
	return bytes_equal(a->x.der, b->x.der) ||
	       (bytes_equal(a->x.spki, b->x.spki) && x509_name_equal(a->x.subject, b->x.subject) &&
		x509_name_equal(a->x.issuer, b->x.issuer));
}

void cert_join(struct verification *v, struct cert *c)
{
	c->number = c->holder = v->n_certs;
	for (int i = 0; i < v->n_certs && c->holder == c->number; i++)
		if (same_holder(v->certs[i], c))
			c->holder = v->certs[i]->holder;
	v->certs[v->n_certs++] = c;
}

/* The trusted certificate as one that takes part. */
static struct cert *cert_of_anchor(struct verification *v, const struct trust_anchor *a)
{
	struct cert *c;

	for (int i = 0; i < v->n_certs; i++)
		if (v->certs[i]->anchor == a)
			return v->certs[i];
	if (v->n_certs == VERIFY_MAX_CERTS) {
		v->limited = true;
		return NULL;
	}
	c = mem_alloc(sizeof(*c));
	c->x = a->x;
	c->readable = true;
	c->anchor = a;
	cert_join(v, c);
	return c;
}

/* ---- candidates ---- */

static void add_issuer(struct verification *v, struct cert *of, struct cert *c)
{
	if (!c || of->n_issuers == VERIFY_MAX_SENT)
		return;
	for (int i = 0; i < of->n_issuers; i++)
		if (of->issuers[i] == c->number || bytes_equal(v->certs[of->issuers[i]]->x.der, c->x.der))
			return;
	of->issuers[of->n_issuers++] = (uint8_t)c->number;
}

/* Lower is better: trusted before sent, the key that the certificate names before
 * others, one that is valid now before one that is not. */
static int rank(const struct verification *v, const struct cert *c, const struct cert *of)
{
	bool differs = cert_contradicts_issuer(&of->x, &c->x) != REASON_NONE;
	bool outside = v->cfg->now < c->x.not_before || v->cfg->now > c->x.not_after;

	return 4 * differs + 2 * outside + !c->anchor;
}

/* Who may have issued the certificate, the best first; found once. */
void cert_find_issuers(struct verification *v, struct cert *of)
{
	const struct trust_anchor *a;
	size_t state = 0;

	if (of->issuers_known)
		return;
	of->issuers_known = true;
	while (v->cfg->trust && of->n_issuers < VERIFY_MAX_SENT && (a = trust_candidate(v->cfg->trust, of->x.issuer, &state)))
		if (trust_allows(a, v->cfg->purpose))
			add_issuer(v, of, cert_of_anchor(v, a));
	for (int i = 0; i < v->n_sent; i++)
		if (v->certs[i]->readable && x509_name_equal(v->certs[i]->x.subject, of->x.issuer))
			add_issuer(v, of, v->certs[i]);
	for (int i = 1; i < of->n_issuers; i++) {
		uint8_t c = of->issuers[i];
		int k = i;

		for (; k > 0 && rank(v, v->certs[of->issuers[k - 1]], of) > rank(v, v->certs[c], of); k--)
			of->issuers[k] = of->issuers[k - 1];
		of->issuers[k] = c;
	}
}

struct cert *cert_best_issuer(struct verification *v, struct cert *c)
{
	cert_find_issuers(v, c);
	return c->n_issuers ? v->certs[c->issuers[0]] : NULL;
}
