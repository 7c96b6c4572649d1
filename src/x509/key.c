/* AlgorithmIdentifiers of signatures and SubjectPublicKeyInfo (RFC 5280 4.1.1.2,
 * 4.1.2.7; RFC 3279, RFC 4055, RFC 5480, RFC 5758). */
#include "x509/der.h"
#include "x509/certificate.h"

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
	{ OID_DSA_SHA1, SIG_DSA, HASH_SHA1 },
	{ OID_DSA_SHA224, SIG_DSA, HASH_SHA224 },
	{ OID_DSA_SHA256, SIG_DSA, HASH_SHA256 },
	{ OID_DSA_SHA384, SIG_DSA, HASH_SHA384 },
	{ OID_DSA_SHA512, SIG_DSA, HASH_SHA512 },
};

enum hash_alg x509_hash(enum oid id)
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
		h = x509_hash(oid_find(hash.oid));
	}
	if (der_peek(seq.content, 0xa1)) {
		TRY(der_next(&seq.content, &e));
		TRY(read_algorithm(e.content, &mgf));
		TRY(read_algorithm(mgf.parameters, &mgf_hash));
		m = oid_find(mgf.oid) == OID_MGF1 ? x509_hash(oid_find(mgf_hash.oid)) : HASH_NONE;
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
		/* RSA: NULL (some leave it out); ECDSA, DSA: absent (some write NULL) */
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

static enum status read_rsa_key(struct bytes bits, struct public_key *out)
{
	struct der seq, n, e;

	TRY(der_only(bits, DER_SEQUENCE, &seq));
	TRY(der_expect(&seq.content, DER_INTEGER, &n));
	TRY(der_only(seq.content, DER_INTEGER, &e));
	TRY(der_unsigned(n.content, &out->n));
	TRY(der_unsigned(e.content, &out->e));
	out->kind = PUBLIC_RSA;
	out->bits = bytes_bits(out->n);
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
	out->bits = out->curve == CURVE_P521 ? 521 : 8 * curve_size(out->curve);
	/* RFC 5480 2.2: a compressed point is right, and cannot be used here; what has neither form is left to the verifier */
	if (bits.n == 1 + curve_size(out->curve) && (bits.p[0] == 2 || bits.p[0] == 3))
		out->curve = CURVE_NONE;
	out->point = bits;
	return ST_OK;
}

/* RFC 3279 2.3.2. Without parameters they are the issuer's: p, q and g stay empty. */
static enum status read_dsa_key(struct bytes parameters, struct bytes bits, struct public_key *out)
{
	struct der seq, p, q, g, y;

	out->kind = PUBLIC_DSA;
	TRY(der_only(bits, DER_INTEGER, &y));
	TRY(der_unsigned(y.content, &out->y));
	if (!parameters.n || is_null(parameters))
		return ST_OK;
	TRY(der_only(parameters, DER_SEQUENCE, &seq));
	TRY(der_expect(&seq.content, DER_INTEGER, &p));
	TRY(der_expect(&seq.content, DER_INTEGER, &q));
	TRY(der_only(seq.content, DER_INTEGER, &g));
	TRY(der_unsigned(p.content, &out->p));
	TRY(der_unsigned(q.content, &out->q));
	TRY(der_unsigned(g.content, &out->g));
	out->bits = bytes_bits(out->p);
	return ST_OK;
}

enum status x509_parse_pss(struct bytes parameters, struct pss_only *out)
{
	struct x509_algorithm a = { 0 };

	*out = (struct pss_only){ true, HASH_NONE };
	if (!parameters.n)
		return ST_OK;
	TRY(read_pss(parameters, &a));
	out->hash = a.hash;
	return a.supported ? ST_OK : ST_UNSUPPORTED;
}

/* A key for hashes that are not known here is one of no kind that is. */
static enum status read_pss_key(struct bytes parameters, struct bytes bits, struct public_key *out)
{
	struct pss_only pss;

	if (x509_parse_pss(parameters, &pss) != ST_OK)
		return ST_OK;
	TRY(read_rsa_key(bits, out));
	out->pss = pss;
	return ST_OK;
}

enum status x509_parse_key(struct bytes spki, struct public_key *out, const char **name)
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
	switch (oid_find(a.oid)) {
	case OID_RSASSA_PSS:
		*name = "RSA-PSS";
		return unused ? ST_DECODE : read_pss_key(a.parameters, bits, out);
	case OID_RSA:
		*name = "RSA";
		return unused ? ST_DECODE : read_rsa_key(bits, out);
	case OID_DSA:
		*name = "DSA";
		return unused ? ST_DECODE : read_dsa_key(a.parameters, bits, out);
	case OID_EC:
		return unused ? ST_DECODE : read_ec_key(a.parameters, bits, out, name);
	default:
		return ST_OK;
	}
}

struct bytes x509_key_bits(struct bytes spki)
{
	struct der seq, alg, e;
	struct bytes bits;
	unsigned unused;

	if (der_only(spki, DER_SEQUENCE, &seq) != ST_OK || der_expect(&seq.content, DER_SEQUENCE, &alg) != ST_OK ||
	    der_only(seq.content, DER_BIT_STRING, &e) != ST_OK || der_bits(e.content, &bits, &unused) != ST_OK)
		return BYTES_NONE;
	return bits;
}

void x509_key_values(struct work w, value_id whole, struct public_key *k)
{
	const struct { struct bytes b; const char *label; value_id *out; } parts[] = {
		{ k->n, "n", &k->n_value }, { k->e, "e", &k->e_value }, { k->point, "point", &k->point_value },
		{ k->p, "p", &k->p_value }, { k->q, "q", &k->q_value }, { k->g, "g", &k->g_value }, { k->y, "y", &k->y_value },
	};
	const uint8_t *from = trace_bytes(w.t, whole).p;

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (parts[i].b.n)
			*parts[i].out = trace_add_slice(w.t, w.actor, whole, (size_t)(parts[i].b.p - from), parts[i].b.n, parts[i].label);
}

struct bytes x509_key_oid(struct bytes spki)
{
	struct der seq, alg, curve;
	struct algorithm_id a;

	if (der_only(spki, DER_SEQUENCE, &seq) != ST_OK || der_expect(&seq.content, DER_SEQUENCE, &alg) != ST_OK ||
	    read_algorithm(alg.whole, &a) != ST_OK)
		return BYTES_NONE;
	return oid_find(a.oid) == OID_EC && der_only(a.parameters, DER_OID, &curve) == ST_OK ? curve.content : a.oid;
}
