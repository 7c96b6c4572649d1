#include <assert.h>

#include "crypto/psa_util.h"

const struct cipher_spec cipher_specs[CIPHER_N] = {
	[CIPHER_NULL] = { "NULL", 0, 0, 0, 0 },
	[CIPHER_3DES_EDE_CBC] = { "3DES-EDE-CBC", 24, 8, 8, 0 },
	[CIPHER_AES_128_CBC] = { "AES-128-CBC", 16, 16, 16, 0 },
	[CIPHER_AES_256_CBC] = { "AES-256-CBC", 32, 16, 16, 0 },
	[CIPHER_AES_128_GCM] = { "AES-128-GCM", 16, 0, 12, 16 },
	[CIPHER_AES_256_GCM] = { "AES-256-GCM", 32, 0, 12, 16 },
};

enum status crypto_cbc(enum cipher_alg c, bool encrypt, struct bytes key, struct bytes iv, struct bytes in, uint8_t *out)
{
	const struct cipher_spec *spec = &cipher_specs[c];
	const psa_key_type_t type = c == CIPHER_3DES_EDE_CBC ? PSA_KEY_TYPE_DES : PSA_KEY_TYPE_AES;
	const psa_algorithm_t alg = PSA_ALG_CBC_NO_PADDING;
	psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
	mbedtls_svc_key_id_t id;
	psa_status_t st;
	size_t done = 0, rest = 0;

	assert(spec->block_size && key.n == spec->key_size && iv.n == spec->iv_size && in.n % spec->block_size == 0);
	TRY(psa_import(type, encrypt ? PSA_KEY_USAGE_ENCRYPT : PSA_KEY_USAGE_DECRYPT, alg, key, &id));
	st = encrypt ? psa_cipher_encrypt_setup(&op, id, alg) : psa_cipher_decrypt_setup(&op, id, alg);
	if (st == PSA_SUCCESS)
		st = psa_cipher_set_iv(&op, iv.p, iv.n);
	if (st == PSA_SUCCESS && in.n)
		st = psa_cipher_update(&op, in.p, in.n, out, in.n, &done);
	if (st == PSA_SUCCESS)
		st = psa_cipher_finish(&op, out + done, in.n - done, &rest);
	assert(st != PSA_SUCCESS || done + rest == in.n);
	psa_cipher_abort(&op);
	psa_destroy_key(id);
	return psa_to_status(st);
}

static enum status aead_key(enum cipher_alg c, psa_key_usage_t usage, struct bytes key, struct bytes nonce,
			    mbedtls_svc_key_id_t *id)
{
	const struct cipher_spec *spec = &cipher_specs[c];

	assert(spec->tag_size && key.n == spec->key_size && nonce.n == spec->iv_size);
	return psa_import(PSA_KEY_TYPE_AES, usage, PSA_ALG_GCM, key, id);
}

enum status crypto_seal(enum cipher_alg c, struct bytes key, struct bytes nonce, struct bytes ad, struct bytes in, uint8_t *out)
{
	mbedtls_svc_key_id_t id;
	psa_status_t st;
	size_t got;

	TRY(aead_key(c, PSA_KEY_USAGE_ENCRYPT, key, nonce, &id));
	st = psa_aead_encrypt(id, PSA_ALG_GCM, nonce.p, nonce.n, ad.p, ad.n, in.p, in.n, out, in.n + cipher_specs[c].tag_size, &got);
	psa_destroy_key(id);
	return psa_to_status(st);
}

enum status crypto_open(enum cipher_alg c, struct bytes key, struct bytes nonce, struct bytes ad, struct bytes in, uint8_t *out)
{
	mbedtls_svc_key_id_t id;
	psa_status_t st;
	size_t got;

	if (in.n < cipher_specs[c].tag_size)
		return ST_MISMATCH;
	TRY(aead_key(c, PSA_KEY_USAGE_DECRYPT, key, nonce, &id));
	st = psa_aead_decrypt(id, PSA_ALG_GCM, nonce.p, nonce.n, ad.p, ad.n, in.p, in.n, out, in.n - cipher_specs[c].tag_size, &got);
	psa_destroy_key(id);
	return psa_to_status(st);
}
