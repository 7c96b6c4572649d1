#include "x509/keyfile.h"

#include <string.h>

#include "x509/der.h"
#include "x509/pem.h"
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
	if (k->key.scalar.n != curve_size(curve))
		return ST_DECODE;
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
	case OID_EC:
		if (der_only(algorithm.content, DER_OID, &oid) == ST_OK)
			curve = x509_curve(oid.content);
		return read_ec(e.content, curve, k);
	default:
		return ST_UNSUPPORTED;
	}
}

/* What the DER begins with tells the form: a second INTEGER is PKCS #1, an OCTET
 * STRING SEC 1, a SEQUENCE PKCS #8. A SEQUENCE first of all is an encrypted one. */
static enum status read_any(struct bytes der, struct keyfile *k, bool *encrypted)
{
	struct der seq, e;

	TRY(der_only(der, DER_SEQUENCE, &seq));
	if (der_peek(seq.content, DER_SEQUENCE)) {
		TRY(der_next(&seq.content, &e));
		*encrypted = der_peek(e.content, DER_OID) && der_peek(seq.content, DER_OCTET_STRING);
		return *encrypted ? ST_UNSUPPORTED : ST_DECODE;
	}
	TRY(der_expect(&seq.content, DER_INTEGER, &e));
	if (der_peek(seq.content, DER_INTEGER))
		return read_rsa(der, k);
	if (der_peek(seq.content, DER_OCTET_STRING))
		return read_ec(der, CURVE_NONE, k);
	return read_pkcs8(der, k);
}

static enum status report(enum status st, bool encrypted, const char *where, struct error *err)
{
	if (encrypted)
		return error_set(err, ST_UNSUPPORTED,
				 "%s: the private key is encrypted; write it without a password first: "
				 "openssl pkey -in %s -out plain.key", where, where);
	if (st == ST_UNSUPPORTED)
		return error_set(err, st, "%s: the private key is of a kind that is not supported; "
				 "RSA, and EC on P-256, P-384 and P-521 are", where);
	return error_set(err, ST_DECODE, "%s: the private key cannot be read: it is damaged or not consistent", where);
}

/* Moves the first block whose label ends in "PRIVATE KEY" into k->der. */
static enum status find_block(struct bytes text, struct keyfile *k, bool *encrypted)
{
	static const char suffix[] = "PRIVATE KEY";
	struct pem_reader r = { .text = text };
	struct pem_block b;
	enum status st;

	while ((st = pem_next(&r, &b)) != ST_NOT_FOUND) {
		size_t n = strlen(b.label);
		bool fits = n >= sizeof(suffix) - 1 && strcmp(b.label + n - (sizeof(suffix) - 1), suffix) == 0;

		if (fits) {
			*encrypted = b.encrypted || strcmp(b.label, "ENCRYPTED PRIVATE KEY") == 0;
			k->der = b.der;
			return *encrypted ? ST_UNSUPPORTED : st;
		}
		pem_block_free(&b);
	}
	return ST_NOT_FOUND;
}

enum status keyfile_read(struct bytes pem_or_der, const char *where, struct keyfile *k, struct error *err)
{
	bool encrypted = false;
	enum status st = ST_OK;

	memset(k, 0, sizeof(*k));
	if (pem_looks_like(pem_or_der))
		st = find_block(pem_or_der, k, &encrypted);
	else if (pem_or_der.n && pem_or_der.p[0] == DER_SEQUENCE)
		buf_add(&k->der, pem_or_der);
	else
		st = ST_NOT_FOUND;
	if (st == ST_NOT_FOUND)
		return error_set(err, st, "%s: there is no private key in it", where);
	if (st == ST_OK)
		st = read_any(buf_bytes(&k->der), k, &encrypted);
	if (st != ST_OK) {
		keyfile_free(k);
		return report(st, encrypted, where, err);
	}
	return ST_OK;
}

void keyfile_free(struct keyfile *k)
{
	crypto_rsa_free(k->key.rsa);
	buf_free(&k->der);
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
