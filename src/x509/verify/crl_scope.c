/* Of which certificates a CRL speaks, and for which reasons (RFC 5280 5.2.5, 6.3.3 (b) and (d)). */
#include "x509/verify/internal.h"
#include "x509/der.h"

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
	der_put(&rdns, DER_SET, e.content);
	der_put(&name, DER_SEQUENCE, buf_bytes(&rdns));
	der_put(made, 0xa4, buf_bytes(&name));
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

/* The reasons that a DistributionPoint (what follows its name) is for. */
static uint32_t point_reasons(struct bytes rest)
{
	uint32_t reasons;
	struct der e;

	if (!der_peek(rest, 0x81))
		return CRL_ALL_REASONS;
	return der_next(&rest, &e) == ST_OK && der_flags(e.content, &reasons) == ST_OK ? reasons & CRL_ALL_REASONS : 0;
}

/* The reasons of those of the certificate's distribution points that the CRL is for. */
static uint32_t shared_reasons(const struct crl *crl, const struct x509 *c)
{
	struct buf made = { 0 }, own = { 0 };
	struct der seq, point, name;
	struct bytes of_crl;
	uint32_t reasons = 0;

	if (!crl->distribution_point.n)
		return CRL_ALL_REASONS;
	if (!x509_has(c, KNOWN_CRL_DP) || der_only(c->known[KNOWN_CRL_DP].value, DER_SEQUENCE, &seq) != ST_OK)
		return 0;
	of_crl = point_names(crl->distribution_point, crl->issuer, &made);
	while (der_next(&seq.content, &point) == ST_OK) {
		buf_clear(&own);
		if (der_peek(point.content, 0xa0) && der_next(&point.content, &name) == ST_OK &&
		    share_a_name(point_names(name.content, c->issuer, &own), of_crl))
			reasons |= point_reasons(point.content);
	}
	buf_free(&made);
	buf_free(&own);
	return reasons;
}

uint32_t crl_scope(const struct crl *crl, const struct x509 *c)
{
	if ((crl->only_user && c->ca) || (crl->only_ca && !c->ca) || crl->only_attribute)
		return 0;
	return crl->reasons & CRL_ALL_REASONS & shared_reasons(crl, c);
}
