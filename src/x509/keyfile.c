#include "x509/keyfile.h"

#include <stdio.h>
#include <string.h>

#include "x509/der.h"
#include "x509/bundle.h"
#include "x509/certificate.h"

/* RSAPrivateKey (RFC 8017 A.1.2) */
static enum status read_rsa(struct bytes der, struct keyfile *k)
{
	struct bytes number[8];
	struct der seq, e;
	int version;

	TRY(der_only(der, DER_SEQUENCE, &seq));
	TRY(der_expect(&seq.content, DER_INTEGER, &e));
	TRY(der_small(e.content, &version));
	if (version == 1)
		return ST_UNSUPPORTED;      /* more than two primes */
	for (int i = 0; i < 8; i++) {
		TRY(der_expect(&seq.content, DER_INTEGER, &e));
		TRY(der_unsigned(e.content, &number[i]));
	}
	if (seq.content.n || version != 0)
		return ST_DECODE;
	TRY(crypto_rsa_new(number[0], number[1], number[2], number[3], number[4], &k->key.rsa));
	k->key.kind = KEY_RSA;
	k->key.der = der;
	k->pub = (struct public_key){
		.kind = PUBLIC_RSA, .n = number[0], .e = number[1], .bits = crypto_rsa_bits(k->key.rsa),
	};
	return ST_OK;
}

/* RFC 5915 3 wants as many bytes as the order of the curve has; some leave out those that are zero in front. */
static enum status fill_up(struct keyfile *k, size_t size)
{
	if (k->key.scalar.n == size)
		return ST_OK;
	if (!k->key.scalar.n || k->key.scalar.n > size)
		return ST_DECODE;
	while (k->scalar.n < size - k->key.scalar.n)
		buf_add_uint(&k->scalar, 1, 0);
	buf_add(&k->scalar, k->key.scalar);
	k->key.scalar = buf_bytes(&k->scalar);
	return ST_OK;
}

/* ECPrivateKey (RFC 5915 3); `curve` is what PKCS #8 said, CURVE_NONE if nothing. */
static enum status read_ec(struct bytes der, enum curve curve, struct keyfile *k)
{
	struct der seq, e, oid;
	int version;

	TRY(der_only(der, DER_SEQUENCE, &seq));
	TRY(der_expect(&seq.content, DER_INTEGER, &e));
	TRY(der_small(e.content, &version));
	if (version != 1)
		return ST_DECODE;
	TRY(der_expect(&seq.content, DER_OCTET_STRING, &e));
	k->key.scalar = e.content;
	if (der_peek(seq.content, 0xa0)) {
		TRY(der_next(&seq.content, &e));
		if (der_only(e.content, DER_OID, &oid) != ST_OK)
			return ST_UNSUPPORTED;
		curve = x509_curve(oid.content);
	}
	if (curve == CURVE_NONE)
		return ST_UNSUPPORTED;
	TRY(fill_up(k, curve_size(curve)));
	k->key.kind = KEY_EC;
	k->key.curve = curve;
	k->key.der = der;
	buf_reserve(&k->point, 1 + 2 * curve_size(curve));
	TRY(crypto_ec_public(curve, k->key.scalar, k->point.p));
	k->point.n = 1 + 2 * curve_size(curve);
	k->pub = (struct public_key){
		.kind = PUBLIC_EC, .curve = curve, .point = buf_bytes(&k->point), .bits = curve == CURVE_P521 ? 521 : 8 * curve_size(curve),
	};
	return ST_OK;
}

/* PrivateKeyInfo, now called OneAsymmetricKey (RFC 5958 2) */
static enum status read_pkcs8(struct bytes der, struct keyfile *k)
{
	enum curve curve = CURVE_NONE;
	struct der seq, algorithm, oid, e;
	int version;

	TRY(der_only(der, DER_SEQUENCE, &seq));
	TRY(der_expect(&seq.content, DER_INTEGER, &e));
	TRY(der_small(e.content, &version));
	TRY(der_expect(&seq.content, DER_SEQUENCE, &algorithm));
	TRY(der_expect(&algorithm.content, DER_OID, &oid));
	TRY(der_expect(&seq.content, DER_OCTET_STRING, &e));
	switch (oid_find(oid.content)) {
	case OID_RSA:
		return read_rsa(e.content, k);
	case OID_RSASSA_PSS:
		TRY(read_rsa(e.content, k));
		return x509_parse_pss(algorithm.content, &k->key.pss);
	case OID_EC:
		if (der_only(algorithm.content, DER_OID, &oid) == ST_OK)
			curve = x509_curve(oid.content);
		return read_ec(e.content, curve, k);
	default:
		return ST_UNSUPPORTED;
	}
}

/* What the DER begins with tells the form: a second INTEGER is PKCS #1, an OCTET
 * STRING SEC 1, a SEQUENCE PKCS #8. */
static enum status read_any(struct bytes der, struct keyfile *k)
{
	struct der seq, e;

	TRY(der_only(der, DER_SEQUENCE, &seq));
	TRY(der_expect(&seq.content, DER_INTEGER, &e));
	if (der_peek(seq.content, DER_INTEGER))
		return read_rsa(der, k);
	if (der_peek(seq.content, DER_OCTET_STRING))
		return read_ec(der, CURVE_NONE, k);
	return read_pkcs8(der, k);
}

static enum status read_block(const struct pem_block *b, const char *where, struct keyfile *k, struct error *err)
{
	enum status st = read_any(buf_bytes(&k->der), k);
	char line[16] = "";

	if (b->line)
		snprintf(line, sizeof(line), ":%u", b->line);
	if (st == ST_OK)
		return ST_OK;
	keyfile_free(k);
	if (st == ST_UNSUPPORTED)
		return error_set(err, st, "%s%s: the private key is of a kind that is not supported; "
				 "RSA, RSA-PSS, and EC on P-256, P-384 and P-521 are", where, line);
	return error_set(err, ST_DECODE, "%s%s: the private key cannot be read: it is damaged or not consistent", where, line);
}

enum status keyfile_read(struct bytes pem_or_der, const char *where, struct keyfile *k, struct error *err)
{
	struct pem_block block;
	struct bundle b;
	enum status st;

	memset(k, 0, sizeof(*k));
	bundle_open(&b, pem_or_der, where, WANT_KEY);
	st = bundle_next(&b, &block, err);
	if (st == ST_OK) {
		k->der = block.der;
		st = read_block(&block, where, k, err);
	}
	bundle_close(&b);
	return st;
}

void keyfile_free(struct keyfile *k)
{
	crypto_rsa_free(k->key.rsa);
	buf_free(&k->der);
	buf_free(&k->scalar);
	buf_free(&k->point);
	memset(k, 0, sizeof(*k));
}

bool keyfile_matches(const struct keyfile *k, const struct public_key *c)
{
	if (k->pub.kind != c->kind)
		return false;
	if (c->kind == PUBLIC_RSA)
		return bytes_equal(k->pub.n, c->n) && bytes_equal(k->pub.e, c->e);
	return k->pub.curve == c->curve && bytes_equal(k->pub.point, c->point);
}
