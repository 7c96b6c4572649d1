#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "clear.h"
#include "crypto/crypto.h"

bool crypto_cipher_supported(enum cipher_alg c)
{
	return cipher_specs[c].kind == CIPHER_IS_CBC || cipher_specs[c].kind == CIPHER_IS_AEAD ||
	       cipher_specs[c].kind == CIPHER_IS_STREAM || cipher_specs[c].kind == CIPHER_IS_NULL;
}

static void copy(uint8_t *out, struct bytes in)
{
	if (in.n)
		memmove(out, in.p, in.n);
}

enum status crypto_cbc(enum cipher_alg c, bool encrypt, struct bytes key, struct bytes iv, struct bytes in, uint8_t *out)
{
	const struct cipher_spec *spec = &cipher_specs[c];

	(void)encrypt;
	assert(spec->kind == CIPHER_IS_CBC && key.n == spec->key_size && iv.n == spec->iv_size && in.n % spec->block_size == 0);
	copy(out, in);
	return ST_OK;
}

enum status crypto_seal(enum cipher_alg c, struct bytes key, struct bytes nonce, struct bytes ad, struct bytes in, uint8_t *out)
{
	const struct cipher_spec *spec = &cipher_specs[c];

	(void)ad;
	assert(spec->kind == CIPHER_IS_AEAD && key.n == spec->key_size && nonce.n == spec->iv_size);
	copy(out, in);
	memset(out + in.n, CLEAR_BYTE, spec->tag_size);
	return ST_OK;
}

enum status crypto_open(enum cipher_alg c, struct bytes key, struct bytes nonce, struct bytes ad, struct bytes in, uint8_t *out)
{
	const struct cipher_spec *spec = &cipher_specs[c];

	(void)ad;
	assert(spec->kind == CIPHER_IS_AEAD && key.n == spec->key_size && nonce.n == spec->iv_size);
	if (in.n < spec->tag_size || in.p[in.n - 1] == CLEAR_BAD)
		return ST_MISMATCH;
	copy(out, bytes_of(in.p, in.n - spec->tag_size));
	return ST_OK;
}

struct crypto_stream {
	enum cipher_alg cipher;
	uint64_t position;
};

enum status crypto_stream_new(enum cipher_alg c, struct bytes key, struct crypto_stream **out)
{
	assert(cipher_specs[c].kind == CIPHER_IS_STREAM && key.n == cipher_specs[c].key_size);
	*out = mem_alloc(sizeof(**out));
	**out = (struct crypto_stream){ c, 0 };
	return ST_OK;
}

void crypto_stream_free(struct crypto_stream *s)
{
	free(s);
}

void crypto_stream_run(struct crypto_stream *s, struct bytes in, uint8_t *out)
{
	copy(out, in);
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
