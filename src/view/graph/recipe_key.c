#include "view/graph/recipe_key.h"

#include <string.h>

#include "base/text.h"
#include "x509/der.h"

#define RSA_ALGORITHM "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"
#define DH_OID "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x03\x01"       /* dhKeyAgreement, PKCS#3 */

/* How the private number stands in PKCS#8. */
enum form { FORM_OCTETS, FORM_EC };

static const struct curve_key {
	const char *alg;
	size_t n;                       /* of the public value */
	enum form form;
	struct bytes algorithm;         /* AlgorithmIdentifier */
} curve_keys[] = {
#define ALGORITHM(text) { (const uint8_t *)text, sizeof(text) - 1 }
	{ "P-256", 65, FORM_EC, ALGORITHM("\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07") },
	{ "P-384", 97, FORM_EC, ALGORITHM("\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22") },
	{ "P-521", 133, FORM_EC, ALGORITHM("\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x23") },
	{ "X25519", 32, FORM_OCTETS, ALGORITHM("\x30\x05\x06\x03\x2b\x65\x6e") },
	{ "X448", 56, FORM_OCTETS, ALGORITHM("\x30\x05\x06\x03\x2b\x65\x6f") },
#undef ALGORITHM
};

/* ---- pieces ---- */

static void put_file(struct buf *out, struct bytes der, const char *name)
{
	buf_puts(out, "echo ");
	text_hex(out, der, 0);
	buf_printf(out, " | xxd -r -p > \"$d/%s\"\n", name);
}

/* SubjectPublicKeyInfo of an AlgorithmIdentifier and the key's bits. */
static void put_public(struct buf *out, struct bytes algorithm, struct bytes key, const char *name)
{
	struct buf bits = { 0 }, inner = { 0 }, whole = { 0 };

	buf_add_uint(&bits, 1, 0);
	buf_add(&bits, key);
	buf_add(&inner, algorithm);
	der_put(&inner, 0x03, buf_bytes(&bits));
	der_put(&whole, 0x30, buf_bytes(&inner));
	put_file(out, buf_bytes(&whole), name);
	buf_free(&bits);
	buf_free(&inner);
	buf_free(&whole);
}

/* OneAsymmetricKey, version 0. */
static void put_private(struct buf *out, struct bytes algorithm, struct bytes key, const char *name)
{
	struct buf inner = { 0 }, whole = { 0 };

	der_put_unsigned(&inner, BYTES_NONE);
	buf_add(&inner, algorithm);
	der_put(&inner, 0x04, key);
	der_put(&whole, 0x30, buf_bytes(&inner));
	put_file(out, buf_bytes(&whole), name);
	buf_free(&inner);
	buf_free(&whole);
}

static void dh_algorithm(struct buf *out, const struct recipe_field *f)
{
	struct buf numbers = { 0 }, inner = { 0 };

	der_put_unsigned(&numbers, f->p);
	der_put_unsigned(&numbers, f->g);
	buf_add(&inner, BYTES_LIT(DH_OID));
	der_put(&inner, 0x30, buf_bytes(&numbers));
	der_put(out, 0x30, buf_bytes(&inner));
	buf_free(&numbers);
	buf_free(&inner);
}

static const struct curve_key *find(const char *alg)
{
	for (size_t i = 0; alg && i < ARRAY_LEN(curve_keys); i++)
		if (strcmp(curve_keys[i].alg, alg) == 0)
			return &curve_keys[i];
	return NULL;
}

/* ---- keys ---- */

void recipe_key_rsa(struct buf *out, struct bytes n, struct bytes e)
{
	struct buf numbers = { 0 }, key = { 0 };

	der_put_unsigned(&numbers, n);
	der_put_unsigned(&numbers, e);
	der_put(&key, 0x30, buf_bytes(&numbers));
	put_public(out, BYTES_LIT(RSA_ALGORITHM), buf_bytes(&key), "key.der");
	buf_free(&numbers);
	buf_free(&key);
}

bool recipe_key_point(struct buf *out, struct bytes point)
{
	for (size_t i = 0; i < ARRAY_LEN(curve_keys); i++)
		if (curve_keys[i].form == FORM_EC && curve_keys[i].n == point.n) {
			put_public(out, curve_keys[i].algorithm, point, "key.der");
			return true;
		}
	return false;
}

bool recipe_key_private(struct buf *out, const char *alg, const struct recipe_field *f, struct bytes key)
{
	const struct curve_key *curve = find(alg);
	struct buf algorithm = { 0 }, number = { 0 }, numbers = { 0 };

	if (!curve && !f->p.n)
		return false;
	if (!curve) {
		dh_algorithm(&algorithm, f);
		der_put_unsigned(&number, key);
	} else {
		buf_add(&algorithm, curve->algorithm);
		der_put(&number, 0x04, key);
	}
	if (curve && curve->form == FORM_EC) {
		der_put_unsigned(&numbers, BYTES_LIT("\1"));
		buf_add(&numbers, buf_bytes(&number));
		buf_clear(&number);
		der_put(&number, 0x30, buf_bytes(&numbers));
	}
	put_private(out, buf_bytes(&algorithm), buf_bytes(&number), "key.der");
	buf_free(&algorithm);
	buf_free(&number);
	buf_free(&numbers);
	return true;
}

bool recipe_key_public(struct buf *out, const char *alg, const struct recipe_field *f, struct bytes key)
{
	const struct curve_key *curve = find(alg);
	struct buf algorithm = { 0 }, number = { 0 };

	if (!curve && !f->p.n)
		return false;
	if (!curve) {
		dh_algorithm(&algorithm, f);
		der_put_unsigned(&number, key);
	}
	put_public(out, curve ? curve->algorithm : buf_bytes(&algorithm), curve ? key : buf_bytes(&number), "peer.der");
	buf_free(&algorithm);
	buf_free(&number);
	return true;
}
