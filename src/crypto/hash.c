#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mbedtls/platform_util.h>

#include "crypto/processor.h"
#include "crypto/psa_util.h"
#include "crypto/sha256.h"

/* RFC 8017 9.2 note 1: SEQUENCE { SEQUENCE { OID, NULL }, OCTET STRING } up to the hash. */
#define SHA2_INFO(total, arc, len) \
	"\x30" total "\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02" arc "\x05\x00\x04" len
static const char info_md5[] = "\x30\x20\x30\x0c\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x05\x05\x00\x04\x10";
static const char info_sha1[] = "\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14";
static const char info_sha224[] = SHA2_INFO("\x2d", "\x04", "\x1c");
static const char info_sha256[] = SHA2_INFO("\x31", "\x01", "\x20");
static const char info_sha384[] = SHA2_INFO("\x41", "\x02", "\x30");
static const char info_sha512[] = SHA2_INFO("\x51", "\x03", "\x40");

#define INFO(a) { (const uint8_t *)(a), sizeof(a) - 1 }
static const struct {
	psa_algorithm_t alg;
	struct bytes info;
} psa_hashes[HASH_N] = {
	[HASH_NONE] = { PSA_ALG_NONE, { NULL, 0 } },
	[HASH_MD5] = { PSA_ALG_MD5, INFO(info_md5) },
	[HASH_SHA1] = { PSA_ALG_SHA_1, INFO(info_sha1) },
	[HASH_SHA224] = { PSA_ALG_SHA_224, INFO(info_sha224) },
	[HASH_SHA256] = { PSA_ALG_SHA_256, INFO(info_sha256) },
	[HASH_SHA384] = { PSA_ALG_SHA_384, INFO(info_sha384) },
	[HASH_SHA512] = { PSA_ALG_SHA_512, INFO(info_sha512) },
	[HASH_MD5_SHA1] = { PSA_ALG_NONE, { NULL, 0 } },
};

enum status crypto_init(struct error *err)
{
	if (psa_crypto_init() != PSA_SUCCESS)
		return error_set(err, ST_CRYPTO, "the cryptographic library does not start: is there a source of randomness (/dev/urandom)?");
	return ST_OK;
}

void crypto_done(void)
{
	mbedtls_psa_crypto_free();
}

enum status psa_util_status(psa_status_t st)
{
	switch (st) {
	case PSA_SUCCESS:
		return ST_OK;
	case PSA_ERROR_NOT_SUPPORTED:
		return ST_UNSUPPORTED;
	case PSA_ERROR_INVALID_SIGNATURE:
	case PSA_ERROR_INVALID_PADDING:
		return ST_MISMATCH;
	case PSA_ERROR_INSUFFICIENT_MEMORY:
		fputs("slowshake: out of memory\n", stderr);
		abort();
	default:
		return ST_CRYPTO;
	}
}

enum status psa_util_import(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t alg, struct bytes key,
		       mbedtls_svc_key_id_t *out)
{
	psa_key_attributes_t attr = PSA_KEY_ATTRIBUTES_INIT;

	psa_set_key_type(&attr, type);
	psa_set_key_usage_flags(&attr, usage);
	psa_set_key_algorithm(&attr, alg);
	return psa_util_status(psa_import_key(&attr, key.p, key.n, out));
}

struct bytes hash_digest_info(enum hash_alg h)
{
	return psa_hashes[h].info;
}

psa_algorithm_t psa_util_hash_alg(enum hash_alg h)
{
	return psa_hashes[h].alg;
}

/* ---- hashes that run on ---- */

static psa_hash_operation_t *run_op(struct hash_run *r)
{
	_Static_assert(sizeof(r->opaque) >= sizeof(psa_hash_operation_t), "HASH_RUN_SIZE is too small");
	_Static_assert(_Alignof(struct hash_run) >= _Alignof(psa_hash_operation_t), "struct hash_run is not aligned");
	return (psa_hash_operation_t *)r->opaque;
}

static struct sha256 *run_own(struct hash_run *r)
{
	_Static_assert(sizeof(r->opaque) >= sizeof(struct sha256) && _Alignof(struct hash_run) >= _Alignof(struct sha256), "HASH_RUN_SIZE is too small");
	return (struct sha256 *)(void *)r->opaque;
}

/* The library says no only if it is used wrongly. */
static void must(psa_status_t st)
{
	if (psa_util_status(st) != ST_OK) {
		fprintf(stderr, "slowshake: hash: the library fails with %d\n", (int)st);
		abort();
	}
}

static void op_add(psa_hash_operation_t *op, const struct bytes *parts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (parts[i].n)
			must(psa_hash_update(op, parts[i].p, parts[i].n));
}

static void op_finish(psa_hash_operation_t *op, size_t size, uint8_t *out)
{
	size_t got;

	must(psa_hash_finish(op, out, size, &got));
}

enum status hash_run_begin(struct hash_run *r, enum hash_alg h)
{
	const psa_hash_operation_t fresh = PSA_HASH_OPERATION_INIT;

	assert(h != HASH_NONE && h != HASH_MD5_SHA1);
	r->size = hash_size(h);
	r->own = h == HASH_SHA256 && processor_does(PROCESSOR_SHA256);
	if (r->own) {
		sha256_begin(run_own(r));
		return ST_OK;
	}
	memcpy(r->opaque, &fresh, sizeof(fresh));
	return psa_util_status(psa_hash_setup(run_op(r), psa_hashes[h].alg));
}

void hash_run_add(struct hash_run *r, struct bytes data)
{
	if (r->own)
		sha256_add(run_own(r), data);
	else
		op_add(run_op(r), &data, 1);
}

static void own_finish(struct sha256 *s, const struct bytes *parts, size_t n, uint8_t *out)
{
	for (size_t i = 0; i < n; i++)
		sha256_add(s, parts[i]);
	sha256_end(s, out);
	mbedtls_platform_zeroize(s, sizeof(*s));
}

void hash_run_peek(const struct hash_run *r, const struct bytes *more, size_t n, uint8_t *out)
{
	psa_hash_operation_t op = PSA_HASH_OPERATION_INIT;
	struct sha256 own;

	if (r->own) {
		memcpy(&own, r->opaque, sizeof(own));
		own_finish(&own, more, n, out);
		return;
	}
	must(psa_hash_clone((const psa_hash_operation_t *)r->opaque, &op));
	op_add(&op, more, n);
	op_finish(&op, r->size, out);
}

void hash_run_end(struct hash_run *r)
{
	if (r->own)
		mbedtls_platform_zeroize(r->opaque, sizeof(struct sha256));
	else
		psa_hash_abort(run_op(r));
}

enum status crypto_hash(enum hash_alg h, const struct bytes *parts, size_t n, uint8_t *out)
{
	psa_hash_operation_t op = PSA_HASH_OPERATION_INIT;
	struct sha256 own;

	assert(h != HASH_NONE);
	if (h == HASH_MD5_SHA1) {
		TRY(crypto_hash(HASH_MD5, parts, n, out));
		return crypto_hash(HASH_SHA1, parts, n, out + hash_size(HASH_MD5));
	}
	if (h == HASH_SHA256 && processor_does(PROCESSOR_SHA256)) {
		sha256_begin(&own);
		own_finish(&own, parts, n, out);
		return ST_OK;
	}
	TRY(psa_util_status(psa_hash_setup(&op, psa_hashes[h].alg)));
	op_add(&op, parts, n);
	op_finish(&op, hash_size(h), out);
	return ST_OK;
}

bool crypto_hash_supported(enum hash_alg h)
{
	static enum { UNTRIED, WORKS, FAILS } tried[HASH_N];
	uint8_t digest[HASH_MAX];

	if (tried[h] == UNTRIED)
		tried[h] = crypto_hash(h, NULL, 0, digest) == ST_OK ? WORKS : FAILS;
	return tried[h] == WORKS;
}

/* ---- HMAC (RFC 2104) ----
 * PSA has it, but imports the key and hashes the padded key anew for each MAC: three to
 * five times as long for the short inputs of the PRF (tests/bench/bench_crypto.c). */

enum { BLOCK_MAX = 128 };

static enum status begin_padded(struct hash_run *r, enum hash_alg h, const uint8_t *key, uint8_t pad)
{
	const size_t n = hash_block_size(h);
	uint8_t block[BLOCK_MAX];

	TRY(hash_run_begin(r, h));
	for (size_t i = 0; i < n; i++)
		block[i] = key[i] ^ pad;
	hash_run_add(r, bytes_of(block, n));
	mbedtls_platform_zeroize(block, sizeof(block));
	return ST_OK;
}

enum status hmac_key_open(struct hmac_key *k, enum hash_alg h, struct bytes key)
{
	uint8_t block[BLOCK_MAX] = { 0 };
	enum status st;

	assert(h != HASH_NONE && h != HASH_MD5_SHA1);
	if (key.n > hash_block_size(h))
		TRY(crypto_hash(h, &key, 1, block));
	else if (key.n)
		memcpy(block, key.p, key.n);
	st = begin_padded(&k->inner, h, block, 0x36);
	if (st == ST_OK)
		st = begin_padded(&k->outer, h, block, 0x5c);
	mbedtls_platform_zeroize(block, sizeof(block));
	return st;
}

void hmac_key_compute(const struct hmac_key *k, const struct bytes *parts, size_t n, uint8_t *out)
{
	uint8_t digest[HASH_MAX];
	const struct bytes inner = { digest, k->inner.size };

	hash_run_peek(&k->inner, parts, n, digest);
	hash_run_peek(&k->outer, &inner, 1, out);
}

void hmac_key_close(struct hmac_key *k)
{
	hash_run_end(&k->inner);
	hash_run_end(&k->outer);
}

enum status crypto_hmac(enum hash_alg h, struct bytes key, const struct bytes *parts, size_t n, uint8_t *out)
{
	struct hmac_key k;

	TRY(hmac_key_open(&k, h, key));
	hmac_key_compute(&k, parts, n, out);
	hmac_key_close(&k);
	return ST_OK;
}
