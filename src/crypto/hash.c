#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "crypto/psa_util.h"

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
	const char *name;
	uint8_t size, block;
	psa_algorithm_t alg;
	struct bytes info;
} hashes[HASH_N] = {
	[HASH_NONE] = { "none", 0, 0, PSA_ALG_NONE, { NULL, 0 } },
	[HASH_MD5] = { "MD5", 16, 64, PSA_ALG_MD5, INFO(info_md5) },
	[HASH_SHA1] = { "SHA-1", 20, 64, PSA_ALG_SHA_1, INFO(info_sha1) },
	[HASH_SHA224] = { "SHA-224", 28, 64, PSA_ALG_SHA_224, INFO(info_sha224) },
	[HASH_SHA256] = { "SHA-256", 32, 64, PSA_ALG_SHA_256, INFO(info_sha256) },
	[HASH_SHA384] = { "SHA-384", 48, 128, PSA_ALG_SHA_384, INFO(info_sha384) },
	[HASH_SHA512] = { "SHA-512", 64, 128, PSA_ALG_SHA_512, INFO(info_sha512) },
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

enum status psa_to_status(psa_status_t st)
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

enum status psa_import(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t alg, struct bytes key,
		       mbedtls_svc_key_id_t *out)
{
	psa_key_attributes_t attr = PSA_KEY_ATTRIBUTES_INIT;

	psa_set_key_type(&attr, type);
	psa_set_key_usage_flags(&attr, usage);
	psa_set_key_algorithm(&attr, alg);
	return psa_to_status(psa_import_key(&attr, key.p, key.n, out));
}

const char *hash_name(enum hash_alg h)
{
	return hashes[h].name;
}

size_t hash_size(enum hash_alg h)
{
	return hashes[h].size;
}

size_t hash_block_size(enum hash_alg h)
{
	return hashes[h].block;
}

struct bytes hash_digest_info(enum hash_alg h)
{
	return hashes[h].info;
}

psa_algorithm_t psa_hash_alg(enum hash_alg h)
{
	return hashes[h].alg;
}

enum status crypto_hash(enum hash_alg h, const struct bytes *parts, size_t n, uint8_t *out)
{
	psa_hash_operation_t op = PSA_HASH_OPERATION_INIT;
	psa_status_t st;
	size_t got;

	assert(h != HASH_NONE);
	st = psa_hash_setup(&op, hashes[h].alg);
	for (size_t i = 0; i < n && st == PSA_SUCCESS; i++)
		if (parts[i].n)
			st = psa_hash_update(&op, parts[i].p, parts[i].n);
	if (st == PSA_SUCCESS)
		st = psa_hash_finish(&op, out, hashes[h].size, &got);
	psa_hash_abort(&op);
	return psa_to_status(st);
}

enum status hmac_key_open(struct hmac_key *k, enum hash_alg h, struct bytes key)
{
	/* PSA refuses an empty key; HMAC fills keys up with zero bytes, so one such byte is the same key. */
	static const uint8_t zero[1] = { 0 };

	assert(h != HASH_NONE);
	k->alg = PSA_ALG_HMAC(hashes[h].alg);
	k->size = hashes[h].size;
	return psa_import(PSA_KEY_TYPE_HMAC, PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_SIGN_MESSAGE, k->alg,
			  key.n ? key : bytes_of(zero, sizeof(zero)), &k->id);
}

enum status hmac_key_compute(const struct hmac_key *k, const struct bytes *parts, size_t n, uint8_t *out)
{
	psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;
	psa_status_t st = psa_mac_sign_setup(&op, k->id, k->alg);
	size_t got;

	for (size_t i = 0; i < n && st == PSA_SUCCESS; i++)
		if (parts[i].n)
			st = psa_mac_update(&op, parts[i].p, parts[i].n);
	if (st == PSA_SUCCESS)
		st = psa_mac_sign_finish(&op, out, k->size, &got);
	psa_mac_abort(&op);
	return psa_to_status(st);
}

void hmac_key_close(struct hmac_key *k)
{
	psa_destroy_key(k->id);
}

enum status crypto_hmac(enum hash_alg h, struct bytes key, const struct bytes *parts, size_t n, uint8_t *out)
{
	struct hmac_key k;
	enum status st;

	TRY(hmac_key_open(&k, h, key));
	st = hmac_key_compute(&k, parts, n, out);
	hmac_key_close(&k);
	return st;
}
