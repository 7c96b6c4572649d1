/* The PRF of TLS 1.2 (RFC 5246 5), each HMAC a value of its own. */
#include <mbedtls/platform_util.h>
#include <stdio.h>
#include <stdlib.h>

#include "crypto/psa_util.h"
#include "crypto/value_util.h"

struct prf {
	struct work w;
	enum hash_alg h;
	struct hmac_key key;
	value_id secret;
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
	value_must(hmac_key_compute(&p->key, parts, n, mac), hash_name(p->h));
	snprintf(label, sizeof(label), "%s(%zu)", name, i);
	return trace_add_value(p->w.t, p->w.actor, OP_HMAC, label, hash_name(p->h), inputs, 1 + n,
			       bytes_of(mac, hash_size(p->h)));
}

static void tell(const struct prf *p, enum event_type type, size_t i, const value_id *values, size_t n)
{
	if (p->tell)
		trace_add_event(p->w.t, type, p->w.actor, values, n)->arg[0] = (int64_t)i;
}

/* A(0) = label + seed; A(i) = HMAC(secret, A(i-1)); block i = HMAC(secret, A(i) + A(0)). */
static void prf_blocks(const struct prf *p, value_id label, value_id seed, value_id *blocks, size_t n)
{
	const value_id a0 = trace_add_concat(p->w.t, p->w.actor, "A(0)", (const value_id[]){ label, seed }, 2);
	value_id a = a0;

	for (size_t i = 1; i <= n; i++) {
		const value_id next = prf_hmac(p, "A", i, a, 0);

		tell(p, EV_PRF_A, i, (const value_id[]){ next, a }, 2);
		a = next;
		blocks[i - 1] = prf_hmac(p, "P", i, a, a0);
		tell(p, EV_PRF_BLOCK, i, (const value_id[]){ blocks[i - 1], a, label, seed }, 4);
	}
}

value_id value_prf(struct work w, enum hash_alg h, const char *out_label, value_id secret, value_id label,
		   value_id seed, size_t out_len, bool tell_it)
{
	struct prf p = { .w = w, .h = h, .secret = secret, .tell = tell_it };
	const size_t n = (out_len + hash_size(h) - 1) / hash_size(h);
	value_id *inputs = mem_alloc((3 + n) * sizeof(*inputs));
	struct buf joined = { 0 };
	value_id out;

	inputs[0] = secret;
	inputs[1] = label;
	inputs[2] = seed;
	tell(&p, EV_PRF_INPUT, 0, inputs, 3);
	value_must(hmac_key_open(&p.key, h, trace_bytes(w.t, secret)), hash_name(h));
	prf_blocks(&p, label, seed, inputs + 3, n);
	hmac_key_close(&p.key);
	for (size_t i = 0; i < n; i++)
		buf_add(&joined, trace_bytes(w.t, inputs[3 + i]));
	out = trace_add_value(w.t, w.actor, OP_PRF, out_label, hash_name(h), inputs, 3 + n, bytes_of(joined.p, out_len));
	tell(&p, EV_PRF_OUTPUT, 0, &out, 1);
	if (joined.p)
		mbedtls_platform_zeroize(joined.p, joined.n);
	buf_free(&joined);
	free(inputs);
	return out;
}
