/* Where the time of a replayed handshake goes: hashes, HMAC by PSA's keys and by ours, the PRF, records,
 * and all that one handshake needs when its master secret is known. Processor time, in microseconds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <mbedtls/version.h>
#include <psa/crypto.h>

#include "crypto/value.h"

enum { MESSAGES = 9, TRANSCRIPT = 3600, ROUNDS = 100 };

static uint8_t data[16384], out[16384 + 64];
static int scale = 1;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void need(bool ok, const char *what)
{
	if (!ok) {
		fprintf(stderr, "bench_crypto: %s failed\n", what);
		exit(1);
	}
}

/* The best of several rounds: others use the machine too. */
static void measure(const char *name, int n, void (*f)(void))
{
	double best = 1e9;

	n = (n * scale + 9) / 10;
	for (int r = 0; r < ROUNDS; r++) {
		const double start = now();

		for (int i = 0; i < n; i++)
			f();
		if (now() - start < best)
			best = now() - start;
	}
	printf("%-52s %9.2f\n", name, best / n * 1e6);
}

static struct bytes some(size_t n)
{
	return bytes_of(data, n);
}

/* ---- hashes and MACs ---- */

static void hash_64(void)
{
	const struct bytes m = some(64);

	need(crypto_hash(HASH_SHA256, &m, 1, out) == ST_OK, "hash");
}

static void hash_4096(void)
{
	const struct bytes m = some(4096);

	need(crypto_hash(HASH_SHA256, &m, 1, out) == ST_OK, "hash");
}

static void hash_4096_sha384(void)
{
	const struct bytes m = some(4096);

	need(crypto_hash(HASH_SHA384, &m, 1, out) == ST_OK, "hash");
}

/* As this floor did it first: a key imported for each MAC. */
static void hmac_psa(void)
{
	const psa_algorithm_t alg = PSA_ALG_HMAC(PSA_ALG_SHA_256);
	psa_key_attributes_t attr = PSA_KEY_ATTRIBUTES_INIT;
	mbedtls_svc_key_id_t id;
	size_t got;

	psa_set_key_type(&attr, PSA_KEY_TYPE_HMAC);
	psa_set_key_usage_flags(&attr, PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_SIGN_MESSAGE);
	psa_set_key_algorithm(&attr, alg);
	need(psa_import_key(&attr, data, 48, &id) == PSA_SUCCESS, "import");
	need(psa_mac_compute(id, alg, data, 32, out, 32, &got) == PSA_SUCCESS, "mac");
	psa_destroy_key(id);
}

static void hmac_ours(void)
{
	const struct bytes m = some(32);

	need(crypto_hmac(HASH_SHA256, some(48), &m, 1, out) == ST_OK, "hmac");
}

/* ---- values: in a trace that is thrown away each time ---- */

struct given {
	struct work w;
	value_id master, client_random, server_random, messages[MESSAGES];
};

static value_id leaf(struct work w, enum value_op op, const char *label, size_t off, size_t n)
{
	return trace_add_leaf(w.t, w.actor, op, label, bytes_of(data + off, n));
}

static struct given begin(void)
{
	struct given g = { .w = { .t = trace_new(), .actor = ACTOR_OBSERVER } };

	g.master = leaf(g.w, OP_KEYLOG, "master_secret", 0, 48);
	g.client_random = leaf(g.w, OP_WIRE, "client_random", 48, 32);
	g.server_random = leaf(g.w, OP_WIRE, "server_random", 80, 32);
	for (size_t i = 0; i < MESSAGES; i++)
		g.messages[i] = leaf(g.w, OP_WIRE, "message", i * (TRANSCRIPT / MESSAGES), TRANSCRIPT / MESSAGES);
	return g;
}

static void trace_only(void)
{
	trace_free(begin().w.t);
}

static value_id prf(const struct given *g, enum hash_alg h, const char *label, value_id seed, size_t n)
{
	const value_id l = trace_add_leaf(g->w.t, g->w.actor, OP_CONST, "label", bytes_str(label));

	return value_prf(g->w, h, "output", g->master, l, seed, n, true);
}

static value_id key_block(const struct given *g, enum hash_alg h, size_t n)
{
	const value_id seed[] = { g->server_random, g->client_random };

	return prf(g, h, "key expansion", trace_add_concat(g->w.t, g->w.actor, "seed", seed, 2), n);
}

static void prf_only(enum hash_alg h, size_t n)
{
	const struct given g = begin();

	key_block(&g, h, n);
	trace_free(g.w.t);
}

static void prf_40(void)
{
	prf_only(HASH_SHA256, 40);
}

static void prf_40_sha384(void)
{
	prf_only(HASH_SHA384, 40);
}

static void prf_104(void)
{
	prf_only(HASH_SHA256, 104);
}

static void prf_104_tls10(void)
{
	prf_only(HASH_MD5_SHA1, 104);
}

static void ssl3_104(void)
{
	const struct given g = begin();
	const value_id seed[] = { g.server_random, g.client_random };

	value_ssl3_prf(g.w, "key_block", g.master, trace_add_concat(g.w.t, g.w.actor, "seed", seed, 2), 104, true);
	trace_free(g.w.t);
}

/* What verifying needs, when the master secret comes from a key log: the key block, both Finished over a transcript that
 * grows, and the two records that they came in. `run`: each message is hashed once. */
static void handshake(enum hash_alg h, enum cipher_alg c, bool run)
{
	const struct given g = begin();
	const struct cipher_spec *s = &cipher_specs[c];
	const bool cbc = s->kind == CIPHER_IS_CBC;
	const value_id block = key_block(&g, h, 2 * (s->key_size + (cbc ? 20u + 16u : s->fixed_iv_size)));
	const value_id key = trace_add_slice(g.w.t, g.w.actor, block, 0, s->key_size, "client_write_key");
	const value_id iv = leaf(g.w, OP_WIRE, "iv", 200, s->iv_size), ad = leaf(g.w, OP_COUNTER, "additional_data", 300, 13);
	const value_id record = leaf(g.w, OP_WIRE, "fragment", 400, cbc ? 64 : 16 + s->tag_size);
	struct value_run *r = run ? value_run_new(h) : NULL;

	for (size_t i = 0; r && i < MESSAGES - 1; i++)
		value_run_add(r, g.w, g.messages[i]);
	for (size_t i = 0; i < 2; i++) {
		const value_id hash = r ? value_run_hash(r, g.w, "transcript_hash")
					: value_hash(g.w, h, "transcript_hash", g.messages, MESSAGES - 1 + i);
		value_id plain;

		prf(&g, h, i ? "server finished" : "client finished", hash, 12);
		if (cbc) {
			plain = value_cbc(g.w, c, false, "plaintext", key, iv, record);
			value_hmac(g.w, HASH_SHA1, "MAC", key, (const value_id[]){ ad, plain }, 2);
		} else if (value_open(g.w, c, "plaintext", key, iv, ad, record, &plain) != ST_MISMATCH) {
			need(false, "open");
		}
		if (r)
			value_run_add(r, g.w, g.messages[MESSAGES - 1]);
	}
	value_run_free(r);
	trace_free(g.w.t);
}

static void handshake_gcm_naive(void)
{
	handshake(HASH_SHA256, CIPHER_AES_128_GCM, false);
}

static void handshake_gcm(void)
{
	handshake(HASH_SHA256, CIPHER_AES_128_GCM, true);
}

static void handshake_gcm_sha384(void)
{
	handshake(HASH_SHA384, CIPHER_AES_256_GCM, true);
}

static void handshake_cbc(void)
{
	handshake(HASH_SHA256, CIPHER_AES_128_CBC, true);
}

static void handshake_tls10(void)
{
	handshake(HASH_MD5_SHA1, CIPHER_AES_128_CBC, true);
}

/* ---- records ---- */

static void open_record(enum cipher_alg c, size_t n)
{
	const struct cipher_spec *s = &cipher_specs[c];

	need(crypto_open(c, some(s->key_size), some(s->iv_size), some(13), some(n + s->tag_size), out) == ST_MISMATCH, s->name);
}

static void open_gcm_16(void)
{
	open_record(CIPHER_AES_128_GCM, 16);
}

static void open_gcm_16k(void)
{
	open_record(CIPHER_AES_128_GCM, 16000);
}

static void open_chacha_16(void)
{
	open_record(CIPHER_CHACHA20_POLY1305, 16);
}

static void open_ccm_16(void)
{
	open_record(CIPHER_AES_128_CCM, 16);
}

static void cbc_64(void)
{
	need(crypto_cbc(CIPHER_AES_128_CBC, false, some(16), some(16), some(64), out) == ST_OK, "CBC");
}

int main(int argc, char **argv)
{
	struct error err;

	if (argc > 1)
		scale = atoi(argv[1]) > 0 ? atoi(argv[1]) : 1;
	need(crypto_init(&err) == ST_OK, "crypto_init");
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 7 + i / 251);
	printf("mbedTLS %s; microseconds of processor time, best of %d rounds\n", MBEDTLS_VERSION_STRING, ROUNDS);
	measure("SHA-256, 64 bytes", 2000, hash_64);
	measure("SHA-256, 4096 bytes", 100, hash_4096);
	measure("SHA-384, 4096 bytes", 100, hash_4096_sha384);
	measure("HMAC-SHA-256, 32 bytes, PSA key each time", 1000, hmac_psa);
	measure("HMAC-SHA-256, 32 bytes, crypto_hmac", 1000, hmac_ours);
	measure("a trace with its leaves (in all that follow)", 500, trace_only);
	measure("PRF SHA-256, 40 bytes", 300, prf_40);
	measure("PRF SHA-256, 104 bytes", 200, prf_104);
	measure("PRF SHA-384, 40 bytes", 300, prf_40_sha384);
	measure("PRF TLS 1.0, 104 bytes", 200, prf_104_tls10);
	measure("SSL 3.0 key block, 104 bytes", 200, ssl3_104);
	measure("AES-128-GCM, open 16 bytes", 1000, open_gcm_16);
	measure("AES-128-GCM, open 16000 bytes", 20, open_gcm_16k);
	measure("AES-128-CCM, open 16 bytes", 1000, open_ccm_16);
	measure("CHACHA20-POLY1305, open 16 bytes", 1000, open_chacha_16);
	measure("AES-128-CBC, decrypt 64 bytes", 1000, cbc_64);
	printf("a handshake: key block, two Finished over %d bytes of messages, two records\n", TRANSCRIPT);
	measure("  AES-128-GCM-SHA256, messages hashed twice", 100, handshake_gcm_naive);
	measure("  AES-128-GCM-SHA256", 100, handshake_gcm);
	measure("  AES-256-GCM-SHA384", 100, handshake_gcm_sha384);
	measure("  AES-128-CBC-SHA, TLS 1.2", 100, handshake_cbc);
	measure("  AES-128-CBC-SHA, TLS 1.0", 100, handshake_tls10);
	crypto_done();
	return 0;
}
