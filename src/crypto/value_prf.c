/* The PRF of TLS 1.2 (RFC 5246 5) and that of TLS 1.0 and 1.1 (RFC 2246 5), each HMAC a value of its own. */
#include <stdio.h>
#include <stdlib.h>

#include <mbedtls/platform_util.h>

#include "crypto/value_util.h"
#include "spec/events.h"

struct prf {
	struct work w;
	enum hash_alg h;
	struct hmac_key own;
	const struct hmac_key *key;
	value_id secret, label, seed;
	value_id a0;                /* label and seed joined */
	const char *suffix;         /* of the labels: says which half it is */
	bool tell;
};

static value_id prf_hmac(const struct prf *p, const char *name, size_t i, value_id a, value_id b)
{
	const value_id inputs[] = { p->secret, a, b };
	const size_t n = b ? 2 : 1;
	struct bytes parts[2];
	uint8_t mac[HASH_MAX];
	char label[32];

	for (size_t j = 0; j < n; j++)
		parts[j] = trace_bytes(p->w.t, inputs[1 + j]);
	hmac_key_compute(p->key, parts, n, mac);
	snprintf(label, sizeof(label), "%s(%zu)%s", name, i, p->suffix);
	return trace_add_value(p->w.t, p->w.actor, OP_HMAC, label, hash_name(p->h), inputs, 1 + n,
			       bytes_of(mac, hash_size(p->h)));
}

static void tell(const struct prf *p, enum event_type type, size_t i, const value_id *values, size_t n)
{
	if (p->tell)
		trace_add_event(p->w.t, type, p->w.actor, values, n)->arg[0] = (int64_t)i;
}

/* A(0) = label + seed; A(i) = HMAC(secret, A(i-1)); block i = HMAC(secret, A(i) + A(0)). */
static void prf_blocks(const struct prf *p, value_id *blocks, size_t n)
{
	value_id a = p->a0;

	for (size_t i = 1; i <= n; i++) {
		const value_id next = prf_hmac(p, "A", i, a, 0);

		tell(p, EV_PRF_A, i, (const value_id[]){ next, a }, 2);
		a = next;
		blocks[i - 1] = prf_hmac(p, "P", i, a, p->a0);
		tell(p, EV_PRF_BLOCK, i, (const value_id[]){ blocks[i - 1], a, p->label, p->seed }, 4);
	}
}

/* The same without telling how: for a trace that keeps no more than a summary needs. */
static value_id prf_brief(struct prf *p, enum hash_alg h, value_id secret, const char *out_label, size_t out_len)
{
	const struct bytes a0 = trace_bytes(p->w.t, p->a0);
	const value_id inputs[] = { secret, p->label, p->seed };
	uint8_t a[HASH_MAX], out[256 + HASH_MAX];
	struct bytes parts[2] = { a0, BYTES_NONE };
	value_id v;

	value_must(out_len <= 256 ? value_key_open(p->w, h, secret, &p->own, &p->key) : ST_LIMIT, hash_name(h));
	for (size_t n = 0; n < out_len; n += hash_size(h)) {
		hmac_key_compute(p->key, parts, 1, a);
		parts[0] = bytes_of(a, hash_size(h));
		parts[1] = a0;
		hmac_key_compute(p->key, parts, 2, out + n);
	}
	value_key_close(&p->own, p->key);
	v = trace_add_value(p->w.t, p->w.actor, OP_PRF, out_label, hash_name(h), inputs, 3, bytes_of(out, out_len));
	mbedtls_platform_zeroize(out, sizeof(out));
	return v;
}

/* P_hash(secret, label + seed), the first out_len bytes. */
static value_id prf_run(struct prf *p, enum hash_alg h, value_id secret, const char *out_label, size_t out_len)
{
	const size_t n = (out_len + hash_size(h) - 1) / hash_size(h);
	value_id *inputs, out;
	struct buf joined = { 0 };

	if (p->w.t->brief)
		return prf_brief(p, h, secret, out_label, out_len);
	inputs = mem_alloc((3 + n) * sizeof(*inputs));
	p->h = h;
	p->secret = inputs[0] = secret;
	inputs[1] = p->label;
	inputs[2] = p->seed;
	value_must(value_key_open(p->w, h, secret, &p->own, &p->key), hash_name(h));
	prf_blocks(p, inputs + 3, n);
	value_key_close(&p->own, p->key);
	buf_reserve(&joined, n * hash_size(h));
	for (size_t i = 0; i < n; i++)
		buf_add(&joined, trace_bytes(p->w.t, inputs[3 + i]));
	out = trace_add_value(p->w.t, p->w.actor, OP_PRF, out_label, hash_name(h), inputs, 3 + n, bytes_of(joined.p, out_len));
	if (joined.p)
		mbedtls_platform_zeroize(joined.p, joined.n);
	buf_free(&joined);
	free(inputs);
	return out;
}

static struct prf prf_begin(struct work w, value_id secret, value_id label, value_id seed, bool tell_it)
{
	struct prf p = { .w = w, .label = label, .seed = seed, .suffix = "", .tell = tell_it };

	tell(&p, EV_PRF_INPUT, 0, (const value_id[]){ secret, label, seed }, 3);
	p.a0 = trace_add_concat(w.t, w.actor, "A(0)", (const value_id[]){ label, seed }, 2);
	return p;
}

value_id value_prf(struct work w, enum hash_alg h, const char *out_label, value_id secret, value_id label,
		   value_id seed, size_t out_len, bool tell_it)
{
	struct prf p;
	value_id out;

	if (h == HASH_MD5_SHA1)
		return value_prf_tls10(w, out_label, secret, label, seed, out_len, tell_it);
	p = prf_begin(w, secret, label, seed, tell_it);
	out = prf_run(&p, h, secret, out_label, out_len);
	tell(&p, EV_PRF_OUTPUT, 0, &out, 1);
	return out;
}

/* PRF(secret, label, seed) = P_MD5(S1, label + seed) XOR P_SHA-1(S2, label + seed); a secret of odd
 * length gives its middle byte to both halves. */
value_id value_prf_tls10(struct work w, const char *out_label, value_id secret, value_id label, value_id seed,
			 size_t out_len, bool tell_it)
{
	const size_t whole = trace_bytes(w.t, secret).n, half = (whole + 1) / 2;
	struct prf p = prf_begin(w, secret, label, seed, tell_it);
	const value_id s1 = trace_add_slice(w.t, w.actor, secret, 0, half, "S1");
	const value_id s2 = trace_add_slice(w.t, w.actor, secret, whole - half, half, "S2");
	value_id md5, sha1, out;

	p.suffix = " MD5";
	md5 = prf_run(&p, HASH_MD5, s1, "P_MD5", out_len);
	p.suffix = " SHA-1";
	sha1 = prf_run(&p, HASH_SHA1, s2, "P_SHA-1", out_len);
	out = value_xor(w, out_label, md5, sha1);
	tell(&p, EV_PRF_OUTPUT, 0, &out, 1);
	return out;
}
