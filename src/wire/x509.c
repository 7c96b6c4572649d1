#include "wire/x509.h"

#include <string.h>

#include "wire/der.h"
#include "wire/x509_check.h"
#include "wire/x509_name.h"

static const enum oid known_oids[KNOWN_N] = {
	[KNOWN_SUBJECT_ALT_NAME] = OID_CE_SUBJECT_ALT_NAME,
	[KNOWN_BASIC_CONSTRAINTS] = OID_CE_BASIC_CONSTRAINTS,
	[KNOWN_KEY_USAGE] = OID_CE_KEY_USAGE,
	[KNOWN_EXT_KEY_USAGE] = OID_CE_EXT_KEY_USAGE,
	[KNOWN_NAME_CONSTRAINTS] = OID_CE_NAME_CONSTRAINTS,
	[KNOWN_AUTHORITY_KEY_ID] = OID_CE_AUTHORITY_KEY_ID,
	[KNOWN_SUBJECT_KEY_ID] = OID_CE_SUBJECT_KEY_ID,
	[KNOWN_POLICIES] = OID_CE_POLICIES,
	[KNOWN_POLICY_MAPPINGS] = OID_CE_POLICY_MAPPINGS,
	[KNOWN_POLICY_CONSTRAINTS] = OID_CE_POLICY_CONSTRAINTS,
	[KNOWN_INHIBIT_ANY_POLICY] = OID_CE_INHIBIT_ANY_POLICY,
	[KNOWN_CRL_DP] = OID_CE_CRL_DP,
	[KNOWN_AUTHORITY_INFO] = OID_PE_AUTHORITY_INFO,
	[KNOWN_SUBJECT_INFO] = OID_PE_SUBJECT_INFO,
	[KNOWN_SUBJECT_DIRECTORY] = OID_CE_SUBJECT_DIRECTORY,
	[KNOWN_ISSUER_ALT_NAME] = OID_CE_ISSUER_ALT_NAME,
};

void x509_note(struct x509 *c, enum x509_problem p, struct bytes at)
{
	if (c->problem == X509_FINE) {
		c->problem = p;
		c->problem_at = at;
	}
	c->problems |= 1u << p;
}

/* ---- algorithms ---- */

static const struct {
	enum oid oid;
	enum signature_kind kind;
	enum hash_alg hash;
} signature_algorithms[] = {
	{ OID_RSA_MD5, SIG_RSA_PKCS1, HASH_MD5 },
	{ OID_RSA_SHA1, SIG_RSA_PKCS1, HASH_SHA1 },
	{ OID_RSA_SHA224, SIG_RSA_PKCS1, HASH_SHA224 },
	{ OID_RSA_SHA256, SIG_RSA_PKCS1, HASH_SHA256 },
	{ OID_RSA_SHA384, SIG_RSA_PKCS1, HASH_SHA384 },
	{ OID_RSA_SHA512, SIG_RSA_PKCS1, HASH_SHA512 },
	{ OID_ECDSA_SHA1, SIG_ECDSA, HASH_SHA1 },
	{ OID_ECDSA_SHA224, SIG_ECDSA, HASH_SHA224 },
	{ OID_ECDSA_SHA256, SIG_ECDSA, HASH_SHA256 },
	{ OID_ECDSA_SHA384, SIG_ECDSA, HASH_SHA384 },
	{ OID_ECDSA_SHA512, SIG_ECDSA, HASH_SHA512 },
};

static enum hash_alg hash_of(enum oid id)
{
	switch (id) {
	case OID_MD5: return HASH_MD5;
	case OID_SHA1: return HASH_SHA1;
	case OID_SHA224: return HASH_SHA224;
	case OID_SHA256: return HASH_SHA256;
	case OID_SHA384: return HASH_SHA384;
	case OID_SHA512: return HASH_SHA512;
	default: return HASH_NONE;
	}
}

struct algorithm_id {
	struct bytes oid, parameters;    /* parameters: whole element, may be empty */
};

static enum status read_algorithm(struct bytes whole, struct algorithm_id *out)
{
	struct der seq, e;

	TRY(der_only(whole, DER_SEQUENCE, &seq));
	TRY(der_expect(&seq.content, DER_OID, &e));
	TRY(der_oid(e.content));
	out->oid = e.content;
	out->parameters = seq.content;
	if (seq.content.n)
		TRY(der_next(&seq.content, &e));
	return seq.content.n ? ST_DECODE : ST_OK;
}

static bool is_null(struct bytes parameters)
{
	return bytes_equal(parameters, BYTES_LIT("\x05\x00"));
}

/* RSASSA-PSS-params (RFC 4055 3.1): supported if both hashes are the same. */
static enum status read_pss(struct bytes parameters, struct x509_algorithm *out)
{
	struct algorithm_id hash = { 0 }, mgf = { 0 }, mgf_hash = { 0 };
	enum hash_alg h = HASH_SHA1, m = HASH_SHA1;
	struct der seq, e, n;
	int number;

	TRY(der_only(parameters, DER_SEQUENCE, &seq));
	if (der_peek(seq.content, 0xa0)) {
		TRY(der_next(&seq.content, &e));
		TRY(read_algorithm(e.content, &hash));
		h = hash_of(oid_find(hash.oid));
	}
	if (der_peek(seq.content, 0xa1)) {
		TRY(der_next(&seq.content, &e));
		TRY(read_algorithm(e.content, &mgf));
		TRY(read_algorithm(mgf.parameters, &mgf_hash));
		m = oid_find(mgf.oid) == OID_MGF1 ? hash_of(oid_find(mgf_hash.oid)) : HASH_NONE;
	}
	for (uint8_t tag = 0xa2; tag <= 0xa3; tag++) {
		if (!der_peek(seq.content, tag))
			continue;
		TRY(der_next(&seq.content, &e));
		TRY(der_only(e.content, DER_INTEGER, &n));
		TRY(der_small(n.content, &number));
		if (tag == 0xa3 && number != 1)
			h = HASH_NONE;
	}
	if (seq.content.n)
		return ST_DECODE;
	out->supported = h != HASH_NONE && h == m;
	out->kind = SIG_RSA_PSS;
	out->hash = h;
	return ST_OK;
}

enum status x509_parse_algorithm(struct bytes whole, struct x509_algorithm *out)
{
	struct algorithm_id a;
	enum oid id;

	*out = (struct x509_algorithm){ .whole = whole };
	TRY(read_algorithm(whole, &a));
	id = oid_find(a.oid);
	if (id == OID_RSASSA_PSS) {
		if (read_pss(a.parameters, out) != ST_OK)
			out->supported = false;
		return ST_OK;
	}
	for (size_t i = 0; i < ARRAY_LEN(signature_algorithms); i++) {
		if (signature_algorithms[i].oid != id)
			continue;
		out->kind = signature_algorithms[i].kind;
		out->hash = signature_algorithms[i].hash;
		/* RSA: NULL (some leave it out); ECDSA: absent (some write NULL) */
		out->supported = !a.parameters.n || is_null(a.parameters);
	}
	return ST_OK;
}

/* ---- keys ---- */

enum curve x509_curve(struct bytes oid_content)
{
	switch (oid_find(oid_content)) {
	case OID_P256: return CURVE_P256;
	case OID_P384: return CURVE_P384;
	case OID_P521: return CURVE_P521;
	default: return CURVE_NONE;
	}
}

static size_t bit_length(struct bytes n)
{
	size_t bits = n.n * 8;

	for (unsigned mask = 0x80; n.n && mask && !(n.p[0] & mask); mask >>= 1)
		bits--;
	return bits;
}

static enum status read_rsa_key(struct bytes bits, struct public_key *out)
{
	struct der seq, n, e;

	TRY(der_only(bits, DER_SEQUENCE, &seq));
	TRY(der_expect(&seq.content, DER_INTEGER, &n));
	TRY(der_only(seq.content, DER_INTEGER, &e));
	TRY(der_unsigned(n.content, &out->n));
	TRY(der_unsigned(e.content, &out->e));
	out->kind = PUBLIC_RSA;
	out->bits = bit_length(out->n);
	return ST_OK;
}

static enum status read_ec_key(struct bytes parameters, struct bytes bits, struct public_key *out, const char **name)
{
	struct der e;

	out->kind = PUBLIC_EC;
	*name = "EC, a curve that is not named";
	if (der_only(parameters, DER_OID, &e) != ST_OK)
		return ST_OK;
	*name = oid_name(e.content) ? oid_name(e.content) : "EC, an unknown curve";
	out->curve = x509_curve(e.content);
	if (out->curve == CURVE_NONE)
		return ST_OK;
	*name = curve_name(out->curve);
	/* only uncompressed points (RFC 5480 2.2) can be used here */
	if (bits.n != 1 + 2 * curve_size(out->curve) || bits.p[0] != 4)
		out->curve = CURVE_NONE;
	out->point = bits;
	out->bits = out->curve == CURVE_P521 ? 521 : 8 * curve_size(out->curve);
	return ST_OK;
}

enum status x509_parse_key(struct bytes spki, struct public_key *out, const char **name, bool *pss_only)
{
	struct algorithm_id a;
	struct der seq, alg, e;
	struct bytes bits;
	unsigned unused;

	*out = (struct public_key){ .kind = PUBLIC_OTHER };
	TRY(der_only(spki, DER_SEQUENCE, &seq));
	TRY(der_expect(&seq.content, DER_SEQUENCE, &alg));
	TRY(read_algorithm(alg.whole, &a));
	TRY(der_only(seq.content, DER_BIT_STRING, &e));
	TRY(der_bits(e.content, &bits, &unused));
	*name = oid_name(a.oid) ? oid_name(a.oid) : "unknown";
	*pss_only = false;
	switch (oid_find(a.oid)) {
	case OID_RSASSA_PSS:
		*pss_only = true;
		*name = "RSA-PSS";
		return unused ? ST_DECODE : read_rsa_key(bits, out);
	case OID_RSA:
		*name = "RSA";
		return unused ? ST_DECODE : read_rsa_key(bits, out);
	case OID_EC:
		return unused ? ST_DECODE : read_ec_key(a.parameters, bits, out, name);
	default:
		return ST_OK;
	}
}

/* ---- extensions ---- */

enum status x509_next_extension(struct bytes *in, struct x509_raw_ext *out)
{
	struct der seq, e;

	TRY(der_expect(in, DER_SEQUENCE, &seq));
	out->whole = seq.whole;
	out->critical = out->default_encoded = false;
	TRY(der_expect(&seq.content, DER_OID, &e));
	TRY(der_oid(e.content));
	out->oid = e.content;
	if (der_peek(seq.content, DER_BOOLEAN)) {
		TRY(der_next(&seq.content, &e));
		TRY(der_boolean(e.content, &out->critical));
		out->default_encoded = !out->critical;
	}
	TRY(der_only(seq.content, DER_OCTET_STRING, &e));
	out->value = e.content;
	return ST_OK;
}

static int find_known(struct bytes oid)
{
	enum oid id = oid_find(oid);

	for (int k = 0; k < KNOWN_N; k++)
		if (id != OID_UNKNOWN && known_oids[k] == id)
			return k;
	return -1;
}

/* Is an extension with this OID among those before `before`? */
static bool stands_before(struct bytes all, const uint8_t *before, struct bytes oid)
{
	struct x509_raw_ext e;

	while (all.p < before && x509_next_extension(&all, &e) == ST_OK)
		if (e.whole.p != before && bytes_equal(e.oid, oid))
			return true;
	return false;
}

enum { MAX_EXTENSIONS = 64 };

static enum status read_extensions(struct x509 *c)
{
	struct bytes rest = c->extensions;
	struct x509_raw_ext e;
	size_t n = 0;

	while (rest.n) {
		int k;

		TRY(x509_next_extension(&rest, &e));
		if (++n > MAX_EXTENSIONS)
			return ST_LIMIT;
		k = find_known(e.oid);
		if (e.default_encoded)
			x509_note(c, X509_DEFAULT_ENCODED, e.whole);
		if (stands_before(c->extensions, e.whole.p, e.oid))
			x509_note(c, X509_EXTENSION_TWICE, e.whole);
		else if (k >= 0)
			c->known[k] = (struct x509_ext){ e.whole, e.value, e.critical };
		if ((k < 0 || k >= KNOWN_SUBJECT_INFO) && e.critical && !c->unknown_critical.whole.n)
			c->unknown_critical = (struct x509_ext){ e.whole, e.value, true };
	}
	return ST_OK;
}

/* ---- the certificate ---- */

static enum status read_version(struct bytes *tbs, struct x509 *c)
{
	struct der e, n;
	int version = 0;

	if (der_peek(*tbs, 0xa0)) {
		TRY(der_next(tbs, &e));
		TRY(der_only(e.content, DER_INTEGER, &n));
		TRY(der_small(n.content, &version));
		if (version < 1 || version > 2)     /* v1 is the DEFAULT and left out */
			return ST_DECODE;
	}
	c->version = version + 1;
	return ST_OK;
}

static enum status read_time(struct bytes *in, struct x509 *c, struct bytes *text, utc_time *t)
{
	utc_time from_2050;
	struct der e;

	TRY(der_next(in, &e));
	TRY(der_time(e.tag, e.content, t));
	TRY(time_from_civil(2050, 1, 1, 0, 0, 0, &from_2050));
	if (e.tag == DER_GENERALIZED_TIME && *t < from_2050)
		x509_note(c, X509_TIME_FORM, e.whole);
	*text = e.content;
	return ST_OK;
}

static enum status read_validity(struct bytes *tbs, struct x509 *c)
{
	struct der e;

	TRY(der_expect(tbs, DER_SEQUENCE, &e));
	TRY(read_time(&e.content, c, &c->not_before_text, &c->not_before));
	TRY(read_time(&e.content, c, &c->not_after_text, &c->not_after));
	return e.content.n ? ST_DECODE : ST_OK;
}

static enum status read_name(struct bytes *tbs, struct bytes *out)
{
	struct der e;

	TRY(der_expect(tbs, DER_SEQUENCE, &e));
	*out = e.whole;
	return x509_name_check(e.whole);
}

static enum status read_tail(struct bytes tbs, struct x509 *c)
{
	struct der e;

	for (uint8_t tag = 0x81; tag <= 0x82; tag++) {
		struct bytes bits;
		unsigned unused;

		if (!der_peek(tbs, tag))
			continue;
		TRY(der_next(&tbs, &e));
		TRY(der_bits(e.content, &bits, &unused));
		if (c->version == 1)
			x509_note(c, X509_UNIQUE_ID_VERSION, e.whole);
	}
	if (der_peek(tbs, 0xa3)) {
		TRY(der_next(&tbs, &e));
		TRY(der_only(e.content, DER_SEQUENCE, &e));
		if (!e.content.n)
			return ST_DECODE;      /* SIZE (1..MAX) */
		c->extensions = e.content;
		if (c->version != 3)
			x509_note(c, X509_EXTENSIONS_VERSION, e.whole);
		TRY(read_extensions(c));
	}
	return tbs.n ? ST_DECODE : ST_OK;
}

static enum status read_tbs(struct bytes tbs, struct x509 *c, struct bytes *inner_algorithm)
{
	struct der e;

	TRY(read_version(&tbs, c));
	TRY(der_expect(&tbs, DER_INTEGER, &e));
	TRY(der_integer(e.content));
	c->serial = e.content;
	TRY(der_expect(&tbs, DER_SEQUENCE, &e));
	*inner_algorithm = e.whole;
	TRY(read_name(&tbs, &c->issuer));
	TRY(read_validity(&tbs, c));
	TRY(read_name(&tbs, &c->subject));
	TRY(der_expect(&tbs, DER_SEQUENCE, &e));
	c->spki = e.whole;
	TRY(x509_parse_key(e.whole, &c->key, &c->key_name, &c->key_pss_only));
	return read_tail(tbs, c);
}

enum status x509_parse(struct bytes der, struct x509 *c)
{
	struct bytes inner;
	struct der cert, e;
	unsigned unused;

	memset(c, 0, sizeof(*c));
	c->der = der;
	c->path_length = -1;
	c->key_usage = ~0u;
	TRY(der_only(der, DER_SEQUENCE, &cert));
	TRY(der_expect(&cert.content, DER_SEQUENCE, &e));
	c->tbs = e.whole;
	TRY(read_tbs(e.content, c, &inner));
	TRY(der_expect(&cert.content, DER_SEQUENCE, &e));
	TRY(x509_parse_algorithm(e.whole, &c->algorithm));
	if (!bytes_equal(inner, e.whole))
		x509_note(c, X509_ALGORITHMS_DIFFER, e.whole);
	TRY(der_only(cert.content, DER_BIT_STRING, &e));
	TRY(der_bits(e.content, &c->signature, &unused));
	if (unused)
		return ST_DECODE;
	c->self_issued = x509_name_equal(c->issuer, c->subject);
	x509_check_extensions(c);
	x509_check_profile(c);
	return ST_OK;
}
