#include <assert.h>
#include <string.h>

#include <mbedtls/platform_util.h>

#include "crypto/psa_util.h"

enum { COORDINATE_MAX = 66 };

static const psa_ecc_family_t families[CURVE_N] = {
	[CURVE_P256] = PSA_ECC_FAMILY_SECP_R1,
	[CURVE_P384] = PSA_ECC_FAMILY_SECP_R1,
	[CURVE_P521] = PSA_ECC_FAMILY_SECP_R1,
	[CURVE_P192] = PSA_ECC_FAMILY_SECP_R1,
	[CURVE_P224] = PSA_ECC_FAMILY_SECP_R1,
	[CURVE_SECP256K1] = PSA_ECC_FAMILY_SECP_K1,
	[CURVE_BRAINPOOL_P256] = PSA_ECC_FAMILY_BRAINPOOL_P_R1,
	[CURVE_BRAINPOOL_P384] = PSA_ECC_FAMILY_BRAINPOOL_P_R1,
	[CURVE_BRAINPOOL_P512] = PSA_ECC_FAMILY_BRAINPOOL_P_R1,
	[CURVE_X25519] = PSA_ECC_FAMILY_MONTGOMERY,
	[CURVE_X448] = PSA_ECC_FAMILY_MONTGOMERY,
};

enum status crypto_ec_check(enum curve c, struct bytes point)
{
	mbedtls_svc_key_id_t id;
	enum status st;

	if (!curve_size(c))
		return ST_UNSUPPORTED;
	if (point.n != curve_public_size(c) || (!curve_is_montgomery(c) && point.p[0] != 4))
		return ST_DECODE;
	st = psa_util_import(PSA_KEY_TYPE_ECC_PUBLIC_KEY(families[c]), PSA_KEY_USAGE_VERIFY_HASH, PSA_ALG_ECDSA_ANY, point, &id);
	if (st == ST_OK)
		psa_destroy_key(id);
	return st == ST_OK || st == ST_UNSUPPORTED ? st : ST_DECODE;
}

enum status crypto_ecdsa_verify(enum curve c, struct bytes point, struct bytes digest, struct bytes sig)
{
	const size_t size = curve_size(c);
	mbedtls_svc_key_id_t id;
	psa_status_t st;

	if (!size)
		return ST_UNSUPPORTED;
	if (point.n != 1 + 2 * size || sig.n != 2 * size || !digest.n || digest.n > HASH_MAX)
		return ST_MISMATCH;
	/* A point that is not on the curve holds no signature. */
	switch (psa_util_import(PSA_KEY_TYPE_ECC_PUBLIC_KEY(families[c]), PSA_KEY_USAGE_VERIFY_HASH,
			   PSA_ALG_ECDSA_ANY, point, &id)) {
	case ST_OK:
		break;
	case ST_UNSUPPORTED:
		return ST_UNSUPPORTED;
	default:
		return ST_MISMATCH;
	}
	st = psa_verify_hash(id, PSA_ALG_ECDSA_ANY, digest.p, digest.n, sig.p, sig.n);
	psa_destroy_key(id);
	return st == PSA_SUCCESS || st == PSA_ERROR_NOT_SUPPORTED ? psa_util_status(st) : ST_MISMATCH;
}

/* The scalar with leading zeros to the curve's size: what PSA wants. */
static enum status import_scalar(enum curve c, struct bytes scalar, psa_key_usage_t usage, psa_algorithm_t alg,
				 mbedtls_svc_key_id_t *id)
{
	const size_t size = curve_size(c);
	uint8_t padded[COORDINATE_MAX] = { 0 };
	enum status st;

	if (!size)
		return ST_UNSUPPORTED;
	while (scalar.n > size && scalar.p[0] == 0)
		scalar = bytes_slice(scalar, 1, scalar.n - 1);
	if (!scalar.n || scalar.n > size)
		return ST_DECODE;
	memcpy(padded + size - scalar.n, scalar.p, scalar.n);
	st = psa_util_import(PSA_KEY_TYPE_ECC_KEY_PAIR(families[c]), usage, alg, bytes_of(padded, size), id);
	mbedtls_platform_zeroize(padded, sizeof(padded));
	return st == ST_CRYPTO ? ST_DECODE : st;
}

enum status crypto_ecdsa_sign(enum curve c, struct bytes scalar, enum hash_alg h, struct bytes digest, uint8_t *sig)
{
	const psa_algorithm_t alg = PSA_ALG_DETERMINISTIC_ECDSA(psa_util_hash_alg(h));
	mbedtls_svc_key_id_t id;
	psa_status_t st;
	size_t got;

	assert(h != HASH_NONE && digest.n == hash_size(h));
	TRY(import_scalar(c, scalar, PSA_KEY_USAGE_SIGN_HASH, alg, &id));
	st = psa_sign_hash(id, alg, digest.p, digest.n, sig, 2 * curve_size(c), &got);
	psa_destroy_key(id);
	return psa_util_status(st);
}

void crypto_ec_clamp(enum curve c, uint8_t *scalar)
{
	assert(curve_is_montgomery(c));
	if (c == CURVE_X25519) {
		scalar[0] &= 0xf8;
		scalar[31] = (uint8_t)((scalar[31] & 0x7f) | 0x40);
	} else {
		scalar[0] &= 0xfc;
		scalar[55] |= 0x80;
	}
}

static enum status x448(struct bytes scalar, struct bytes u, uint8_t *out)
{
	uint8_t clamped[COORDINATE_MAX];
	enum status st;

	if (scalar.n != curve_size(CURVE_X448))
		return ST_DECODE;
	memcpy(clamped, scalar.p, scalar.n);
	crypto_ec_clamp(CURVE_X448, clamped);
	st = crypto_x448(clamped, u, out);
	mbedtls_platform_zeroize(clamped, sizeof(clamped));
	return st;
}

bool crypto_ec_is_private(enum curve c, struct bytes scalar)
{
	mbedtls_svc_key_id_t id;

	if (import_scalar(c, scalar, PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH, &id) != ST_OK)
		return false;
	psa_destroy_key(id);
	return true;
}

enum status crypto_ec_public(enum curve c, struct bytes scalar, uint8_t *public)
{
	mbedtls_svc_key_id_t id;
	psa_status_t st;
	size_t got;

	if (c == CURVE_X448)
		return x448(scalar, BYTES_NONE, public);
	TRY(import_scalar(c, scalar, PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH, &id));
	st = psa_export_public_key(id, public, curve_public_size(c), &got);
	psa_destroy_key(id);
	return psa_util_status(st);
}

/* The library only says that it did not like the peer's value: a point that is not on the curve, or (Montgomery's
 * curves have no such points) one of small order. On an error it leaves random bytes behind. */
enum status crypto_ec_agree(enum curve c, struct bytes scalar, struct bytes public, uint8_t *shared)
{
	const size_t size = curve_size(c);
	mbedtls_svc_key_id_t id;
	psa_status_t st;
	size_t got;

	if (!size)
		return ST_UNSUPPORTED;
	if (public.n != curve_public_size(c))
		return ST_DECODE;
	if (c == CURVE_X448)
		return x448(scalar, public, shared);
	TRY(import_scalar(c, scalar, PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH, &id));
	st = psa_raw_key_agreement(PSA_ALG_ECDH, id, public.p, public.n, shared, size, &got);
	psa_destroy_key(id);
	if (st == PSA_SUCCESS)
		return ST_OK;
	memset(shared, 0, size);
	if (st != PSA_ERROR_INVALID_ARGUMENT)
		return psa_util_status(st);
	return curve_is_montgomery(c) ? ST_MISMATCH : ST_DECODE;
}
