#include "crypto/value.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/value_util.h"

void value_must(enum status st, const char *what)
{
	if (st == ST_OK)
		return;
	fprintf(stderr, "slowshake: %s: %s\n", what, status_text(st));
	abort();
}

struct bytes *value_parts(struct work w, const value_id *ids, size_t n, struct bytes few[VALUE_FEW])
{
	struct bytes *parts = n <= VALUE_FEW ? few : mem_alloc(n * sizeof(*parts));

	for (size_t i = 0; i < n; i++)
		parts[i] = trace_bytes(w.t, ids[i]);
	return parts;
}

void value_parts_free(struct bytes *parts, const struct bytes few[VALUE_FEW])
{
	if (parts != few)
		free(parts);
}

value_id value_random(struct work w, const char *purpose, size_t n)
{
	uint8_t *p = trace_room(w.t, n);

	w.rng.draw(w.rng.ctx, trace_actor(w.t, w.actor)->name, purpose, p, n);
	return trace_add_own(w.t, w.actor, OP_RANDOM, purpose, NULL, NULL, 0, bytes_of(p, n));
}

/* Two HASH values and their CONCAT. */
static enum status try_both(struct work w, const char *label, const value_id *data, size_t n, value_id *out)
{
	value_id both[2];

	TRY(value_try_hash(w, HASH_MD5, hash_name(HASH_MD5), data, n, &both[0]));
	TRY(value_try_hash(w, HASH_SHA1, hash_name(HASH_SHA1), data, n, &both[1]));
	*out = trace_add_concat(w.t, w.actor, label, both, ARRAY_LEN(both));
	return ST_OK;
}

enum status value_try_hash(struct work w, enum hash_alg h, const char *label, const value_id *data, size_t n, value_id *out)
{
	struct bytes few[VALUE_FEW], *parts;
	uint8_t digest[HASH_MAX];
	enum status st;

	*out = 0;
	if (h == HASH_MD5_SHA1)
		return try_both(w, label, data, n, out);
	parts = value_parts(w, data, n, few);
	st = crypto_hash(h, parts, n, digest);
	value_parts_free(parts, few);
	if (st == ST_OK)
		*out = trace_add_value(w.t, w.actor, OP_HASH, label, hash_name(h), data, n, bytes_of(digest, hash_size(h)));
	return st;
}

value_id value_hash(struct work w, enum hash_alg h, const char *label, const value_id *data, size_t n)
{
	value_id out;

	value_must(value_try_hash(w, h, label, data, n, &out), hash_name(h));
	return out;
}

value_id value_add_keyed(struct work w, enum value_op op, const char *label, const char *alg, value_id first,
			 const value_id *data, size_t n, struct bytes bytes)
{
	value_id *inputs, id;

	if (w.t->brief)
		return trace_add_value(w.t, w.actor, op, label, alg, &first, 1, bytes);
	inputs = mem_alloc((n + 1) * sizeof(*inputs));
	inputs[0] = first;
	if (n)
		memcpy(inputs + 1, data, n * sizeof(*inputs));
	id = trace_add_value(w.t, w.actor, op, label, alg, inputs, n + 1, bytes);
	free(inputs);
	return id;
}

value_id value_hmac(struct work w, enum hash_alg h, const char *label, value_id key, const value_id *data, size_t n)
{
	struct bytes few[VALUE_FEW], *parts = value_parts(w, data, n, few);
	const struct hmac_key *opened;
	struct hmac_key own;
	uint8_t mac[HASH_MAX];

	value_must(value_key_open(w, h, key, &own, &opened), hash_name(h));
	hmac_key_compute(opened, parts, n, mac);
	value_key_close(&own, opened);
	value_parts_free(parts, few);
	return value_add_keyed(w, OP_HMAC, label, hash_name(h), key, data, n, bytes_of(mac, hash_size(h)));
}

value_id value_cbc(struct work w, enum cipher_alg c, bool encrypt, const char *label, value_id key, value_id iv, value_id in)
{
	const value_id inputs[] = { key, iv, in };
	const struct bytes b = trace_bytes(w.t, in);
	uint8_t *out = trace_room(w.t, b.n);

	value_must(crypto_cbc(c, encrypt, trace_bytes(w.t, key), trace_bytes(w.t, iv), b, out), cipher_specs[c].name);
	return trace_add_own(w.t, w.actor, encrypt ? OP_ENCRYPT : OP_DECRYPT, label, cipher_specs[c].name, inputs, ARRAY_LEN(inputs),
			     bytes_of(out, b.n));
}

value_id value_seal(struct work w, enum cipher_alg c, const char *label, value_id key, value_id nonce, value_id ad, value_id in)
{
	const value_id inputs[] = { key, nonce, ad, in };
	const struct bytes b = trace_bytes(w.t, in);
	const size_t n = b.n + cipher_specs[c].tag_size;
	uint8_t *out = trace_room(w.t, n);

	value_must(crypto_seal(c, trace_bytes(w.t, key), trace_bytes(w.t, nonce), trace_bytes(w.t, ad), b, out),
		   cipher_specs[c].name);
	return trace_add_own(w.t, w.actor, OP_SEAL, label, cipher_specs[c].name, inputs, ARRAY_LEN(inputs), bytes_of(out, n));
}

enum status value_open(struct work w, enum cipher_alg c, const char *label, value_id key, value_id nonce, value_id ad,
		       value_id in, value_id *out)
{
	const value_id inputs[] = { key, nonce, ad, in };
	const struct bytes b = trace_bytes(w.t, in);
	const size_t tag = cipher_specs[c].tag_size, n = b.n > tag ? b.n - tag : 0;
	uint8_t *plain = trace_room(w.t, n);
	enum status st = crypto_open(c, trace_bytes(w.t, key), trace_bytes(w.t, nonce), trace_bytes(w.t, ad), b, plain);

	if (st != ST_MISMATCH)
		value_must(st, cipher_specs[c].name);
	*out = trace_add_own(w.t, w.actor, OP_OPEN, label, cipher_specs[c].name, inputs, ARRAY_LEN(inputs), bytes_of(plain, st == ST_OK ? n : 0));
	return st;
}

value_id value_stream(struct work w, struct crypto_stream *s, const char *label, value_id key, value_id in)
{
	const value_id inputs[] = {
		key, trace_add_uint(w.t, w.actor, OP_COUNTER, "keystream position", 8, crypto_stream_position(s)), in,
	};
	const struct bytes b = trace_bytes(w.t, in);
	uint8_t *out = trace_room(w.t, b.n);

	crypto_stream_run(s, b, out);
	return trace_add_own(w.t, w.actor, OP_STREAM, label, cipher_specs[crypto_stream_cipher(s)].name, inputs, ARRAY_LEN(inputs),
			     bytes_of(out, b.n));
}

value_id value_xor(struct work w, const char *label, value_id a, value_id b)
{
	const value_id inputs[] = { a, b };
	const struct bytes x = trace_bytes(w.t, a), y = trace_bytes(w.t, b);
	uint8_t *out = trace_room(w.t, x.n);

	assert(x.n == y.n);
	for (size_t i = 0; i < x.n; i++)
		out[i] = x.p[i] ^ y.p[i];
	return trace_add_own(w.t, w.actor, OP_XOR, label, NULL, inputs, ARRAY_LEN(inputs), bytes_of(out, x.n));
}

value_id value_add(struct work w, const char *label, value_id a, value_id b)
{
	const value_id inputs[] = { a, b };
	const struct bytes x = trace_bytes(w.t, a), y = trace_bytes(w.t, b);
	uint8_t out[8];
	unsigned carry = 0;

	assert(x.n == y.n && x.n <= sizeof(out));
	for (size_t i = x.n; i-- > 0; carry >>= 8) {
		carry += (unsigned)x.p[i] + y.p[i];
		out[i] = (uint8_t)carry;
	}
	return trace_add_value(w.t, w.actor, OP_ADD, label, NULL, inputs, ARRAY_LEN(inputs), bytes_of(out, x.n));
}

enum status value_rsa_public(struct work w, const struct public_key *k, const char *label, value_id in, value_id *out)
{
	const value_id inputs[] = { in, k->n_value, k->e_value };
	struct rsa_key *rsa;
	enum status st;
	uint8_t *result;

	assert(k->kind == PUBLIC_RSA && k->n_value && k->e_value);
	*out = 0;
	TRY(crypto_rsa_new(k->n, k->e, BYTES_NONE, BYTES_NONE, BYTES_NONE, &rsa));
	result = mem_alloc(crypto_rsa_size(rsa));
	st = crypto_rsa_public(rsa, trace_bytes(w.t, in), result);
	if (st == ST_OK)
		*out = trace_add_value(w.t, w.actor, OP_RSA_PUBLIC, label, "RSA", inputs, ARRAY_LEN(inputs),
				       bytes_of(result, crypto_rsa_size(rsa)));
	free(result);
	crypto_rsa_free(rsa);
	return st;
}

enum status value_rsa_private(struct work w, const struct private_key *k, value_id key, const char *label, value_id in, value_id *out)
{
	const value_id inputs[] = { in, key };
	const size_t n = crypto_rsa_size(k->rsa);
	uint8_t *result = mem_alloc(n);
	enum status st = crypto_rsa_private(k->rsa, trace_bytes(w.t, in), result);

	*out = 0;
	if (st == ST_OK)
		*out = trace_add_value(w.t, w.actor, OP_RSA_PRIVATE, label, "RSA", inputs, ARRAY_LEN(inputs), bytes_of(result, n));
	free(result);
	return st;
}
