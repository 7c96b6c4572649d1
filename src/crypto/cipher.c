#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "crypto/aes_gcm.h"
#include "crypto/processor.h"
#include "crypto/psa_util.h"

#define ALG_CCM_8 PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 8)

/* Rows that are missing: PSA has no name for the cipher, or its keys are cut for export. */
static const struct {
	psa_key_type_t type;
	psa_algorithm_t alg;
} psa_ciphers[CIPHER_N] = {
	[CIPHER_3DES_EDE_CBC] = { PSA_KEY_TYPE_DES, PSA_ALG_CBC_NO_PADDING },
	[CIPHER_AES_128_CBC] = { PSA_KEY_TYPE_AES, PSA_ALG_CBC_NO_PADDING },
	[CIPHER_AES_256_CBC] = { PSA_KEY_TYPE_AES, PSA_ALG_CBC_NO_PADDING },
	[CIPHER_AES_128_GCM] = { PSA_KEY_TYPE_AES, PSA_ALG_GCM },
	[CIPHER_AES_256_GCM] = { PSA_KEY_TYPE_AES, PSA_ALG_GCM },
#ifdef PSA_KEY_TYPE_ARC4   /* gone in 3.0 */
	[CIPHER_RC4_128] = { PSA_KEY_TYPE_ARC4, PSA_ALG_STREAM_CIPHER },
#endif
	[CIPHER_DES_CBC] = { PSA_KEY_TYPE_DES, PSA_ALG_CBC_NO_PADDING },
	[CIPHER_CAMELLIA_128_CBC] = { PSA_KEY_TYPE_CAMELLIA, PSA_ALG_CBC_NO_PADDING },
	[CIPHER_CAMELLIA_256_CBC] = { PSA_KEY_TYPE_CAMELLIA, PSA_ALG_CBC_NO_PADDING },
	[CIPHER_CAMELLIA_128_GCM] = { PSA_KEY_TYPE_CAMELLIA, PSA_ALG_GCM },
	[CIPHER_CAMELLIA_256_GCM] = { PSA_KEY_TYPE_CAMELLIA, PSA_ALG_GCM },
	[CIPHER_ARIA_128_CBC] = { PSA_KEY_TYPE_ARIA, PSA_ALG_CBC_NO_PADDING },
	[CIPHER_ARIA_256_CBC] = { PSA_KEY_TYPE_ARIA, PSA_ALG_CBC_NO_PADDING },
	[CIPHER_ARIA_128_GCM] = { PSA_KEY_TYPE_ARIA, PSA_ALG_GCM },
	[CIPHER_ARIA_256_GCM] = { PSA_KEY_TYPE_ARIA, PSA_ALG_GCM },
	[CIPHER_AES_128_CCM] = { PSA_KEY_TYPE_AES, PSA_ALG_CCM },
	[CIPHER_AES_256_CCM] = { PSA_KEY_TYPE_AES, PSA_ALG_CCM },
	[CIPHER_AES_128_CCM_8] = { PSA_KEY_TYPE_AES, ALG_CCM_8 },
	[CIPHER_AES_256_CCM_8] = { PSA_KEY_TYPE_AES, ALG_CCM_8 },
	[CIPHER_CHACHA20_POLY1305] = { PSA_KEY_TYPE_CHACHA20, PSA_ALG_CHACHA20_POLY1305 },
};

static enum status import(enum cipher_alg c, psa_key_usage_t usage, struct bytes key, mbedtls_svc_key_id_t *id)
{
	assert(key.n == cipher_specs[c].key_size);
	if (!psa_ciphers[c].alg)
		return ST_UNSUPPORTED;
	return psa_util_import(psa_ciphers[c].type, usage, psa_ciphers[c].alg, key, id);
}

static bool cipher_works(enum cipher_alg c)
{
	static const uint8_t zeros[64];
	const struct cipher_spec *spec = &cipher_specs[c];
	const struct bytes key = { zeros, spec->key_size }, iv = { zeros, spec->iv_size }, none = BYTES_NONE;
	struct crypto_stream *stream;
	uint8_t out[16];
	bool yes;

	switch (spec->kind) {
	case CIPHER_IS_CBC:
		return crypto_cbc(c, false, key, iv, bytes_of(zeros, spec->block_size), out) == ST_OK;
	case CIPHER_IS_AEAD:
		return crypto_seal(c, key, iv, none, none, out) == ST_OK;
	case CIPHER_IS_STREAM:
		yes = crypto_stream_new(c, key, &stream) == ST_OK;
		crypto_stream_free(stream);
		return yes;
	default:
		return spec->kind == CIPHER_IS_NULL;
	}
}

/* Every connection asks, and the answer does not change. */
bool crypto_cipher_supported(enum cipher_alg c)
{
	static enum { UNTRIED, WORKS, FAILS } tried[CIPHER_N];

	if (tried[c] == UNTRIED)
		tried[c] = cipher_works(c) ? WORKS : FAILS;
	return tried[c] == WORKS;
}

enum status crypto_cbc(enum cipher_alg c, bool encrypt, struct bytes key, struct bytes iv, struct bytes in, uint8_t *out)
{
	const struct cipher_spec *spec = &cipher_specs[c];
	const psa_algorithm_t alg = psa_ciphers[c].alg;
	psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
	mbedtls_svc_key_id_t id;
	psa_status_t st;
	size_t done = 0, rest = 0;

	assert(spec->kind == CIPHER_IS_CBC && iv.n == spec->iv_size && in.n % spec->block_size == 0);
	TRY(import(c, encrypt ? PSA_KEY_USAGE_ENCRYPT : PSA_KEY_USAGE_DECRYPT, key, &id));
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
	return psa_util_status(st);
}

enum status crypto_seal(enum cipher_alg c, struct bytes key, struct bytes nonce, struct bytes ad, struct bytes in, uint8_t *out)
{
	const struct cipher_spec *spec = &cipher_specs[c];
	mbedtls_svc_key_id_t id;
	psa_status_t st;
	size_t got;

	assert(spec->kind == CIPHER_IS_AEAD && nonce.n == spec->iv_size);
	TRY(import(c, PSA_KEY_USAGE_ENCRYPT, key, &id));
	st = psa_aead_encrypt(id, psa_ciphers[c].alg, nonce.p, nonce.n, ad.p, ad.n, in.p, in.n, out, in.n + spec->tag_size, &got);
	psa_destroy_key(id);
	return psa_util_status(st);
}

enum status crypto_open(enum cipher_alg c, struct bytes key, struct bytes nonce, struct bytes ad, struct bytes in, uint8_t *out)
{
	const struct cipher_spec *spec = &cipher_specs[c];
	mbedtls_svc_key_id_t id;
	psa_status_t st;
	size_t got;

	assert(spec->kind == CIPHER_IS_AEAD && key.n == spec->key_size && nonce.n == spec->iv_size);
	if ((c == CIPHER_AES_128_GCM || c == CIPHER_AES_256_GCM) && processor_does(PROCESSOR_AES_GCM))
		return aes_gcm_open(key, nonce, ad, in, out) ? ST_OK : psa_util_status(PSA_ERROR_INVALID_SIGNATURE);
	TRY(import(c, PSA_KEY_USAGE_DECRYPT, key, &id));
	if (in.n < spec->tag_size)
		st = PSA_ERROR_INVALID_SIGNATURE;
	else
		st = psa_aead_decrypt(id, psa_ciphers[c].alg, nonce.p, nonce.n, ad.p, ad.n, in.p, in.n, out,
				      in.n - spec->tag_size, &got);
	psa_destroy_key(id);
	return psa_util_status(st);
}

/* ---- streams ---- */

struct crypto_stream {
	psa_cipher_operation_t op;
	enum cipher_alg cipher;
	uint64_t position;
};

enum status crypto_stream_new(enum cipher_alg c, struct bytes key, struct crypto_stream **out)
{
	mbedtls_svc_key_id_t id;
	struct crypto_stream *s;
	psa_status_t st;

	*out = NULL;
	assert(cipher_specs[c].kind == CIPHER_IS_STREAM);
	TRY(import(c, PSA_KEY_USAGE_ENCRYPT, key, &id));
	s = mem_alloc(sizeof(*s));
	s->op = psa_cipher_operation_init();
	s->cipher = c;
	st = psa_cipher_encrypt_setup(&s->op, id, psa_ciphers[c].alg);
	psa_destroy_key(id);
	if (st == PSA_SUCCESS)
		*out = s;
	else
		free(s);
	return psa_util_status(st);
}

void crypto_stream_free(struct crypto_stream *s)
{
	if (!s)
		return;
	psa_cipher_abort(&s->op);
	free(s);
}

void crypto_stream_run(struct crypto_stream *s, struct bytes in, uint8_t *out)
{
	size_t got = 0;

	if (in.n && (psa_cipher_update(&s->op, in.p, in.n, out, in.n, &got) != PSA_SUCCESS || got != in.n)) {
		fputs("slowshake: stream cipher: the library fails\n", stderr);
		abort();
	}
	s->position += in.n;
}

uint64_t crypto_stream_position(const struct crypto_stream *s)
{
	return s->position;
}

enum cipher_alg crypto_stream_cipher(const struct crypto_stream *s)
{
	return s->cipher;
}
