/* Diffie and Hellman's key agreement, over curves and over finite fields: private keys, public values, shared secrets. */
#include <assert.h>
#include <string.h>

#include <mbedtls/platform_util.h>

#include "crypto/value_util.h"

enum { CURVE_PUBLIC_MAX = 1 + 2 * 66, DRAWS_MAX = 1000 };

static const char *group_name(const struct agreement *a)
{
	return a->curve ? curve_name(a->curve) : "finite field";
}

static size_t shared_size(struct work w, const struct agreement *a)
{
	return a->curve ? curve_size(a->curve) : trace_bytes(w.t, a->p).n;
}

/* ---- private keys ---- */

static value_id clamped(struct work w, enum curve c, const char *purpose)
{
	const value_id random = value_random(w, "random bytes", curve_size(c));
	uint8_t scalar[CURVE_PUBLIC_MAX];
	value_id out;

	memcpy(scalar, trace_bytes(w.t, random).p, curve_size(c));
	crypto_ec_clamp(c, scalar);
	out = trace_add_value(w.t, w.actor, OP_CLAMP, purpose, curve_name(c), &random, 1, bytes_of(scalar, curve_size(c)));
	mbedtls_platform_zeroize(scalar, sizeof(scalar));
	return out;
}

static bool is_private(struct work w, const struct agreement *a, struct bytes b)
{
	if (a->curve)
		return crypto_ec_is_private(a->curve, b);
	return bytes_compare_numbers(b, BYTES_NONE) > 0 && bytes_compare_numbers(b, trace_bytes(w.t, a->p)) < 0;
}

static size_t private_size(struct work w, const struct agreement *a)
{
	if (a->curve)
		return curve_size(a->curve);
	return a->exponent_size ? a->exponent_size : bytes_without_zeros(trace_bytes(w.t, a->p)).n;
}

/* The bits of the first byte that are drawn: in a finite field what remains has a bit less than p, so that the first draw is
 * below it, whatever p is. */
static uint8_t private_mask(struct work w, const struct agreement *a, size_t n)
{
	const size_t bits = a->curve ? 0 : bytes_bits(trace_bytes(w.t, a->p));

	if (a->curve)
		return a->curve == CURVE_P521 ? 1 : 0xff;
	if (8 * n < bits)
		return 0xff;
	return 0x7f >> (8 * n - bits);
}

/* What is drawn is one number below a limit; the draws before it leave no trace, as those of a rejected candidate should. */
value_id value_agree_private(struct work w, const struct agreement *a, const char *purpose)
{
	const size_t n = private_size(w, a);
	uint8_t *p;

	if (curve_is_montgomery(a->curve))
		return clamped(w, a->curve, purpose);
	p = arena_alloc(&w.t->arena, n);
	for (unsigned i = 0; i < DRAWS_MAX; i++) {
		w.rng.draw(w.rng.ctx, trace_actor(w.t, w.actor)->name, purpose, p, n);
		p[0] &= private_mask(w, a, n);
		if (is_private(w, a, bytes_of(p, n)))
			return trace_add_leaf(w.t, w.actor, OP_RANDOM, purpose, bytes_of(p, n));
	}
	value_must(ST_CRYPTO, "drawing a private key");
	return 0;
}

/* ---- public values, shared secrets ---- */

enum status value_agree_public(struct work w, const struct agreement *a, const char *label, value_id private_key, value_id *out)
{
	const value_id inputs[] = { private_key, a->g, a->p };
	const size_t n = a->curve ? curve_public_size(a->curve) : shared_size(w, a);
	uint8_t *p = arena_alloc(&w.t->arena, n);
	const struct bytes x = trace_bytes(w.t, private_key);

	*out = 0;
	TRY(a->curve ? crypto_ec_public(a->curve, x, p) : crypto_ff_power(trace_bytes(w.t, a->p), trace_bytes(w.t, a->g), x, p));
	*out = trace_add_value(w.t, w.actor, OP_DH_PUBLIC, label, group_name(a), inputs, a->curve ? 1 : 3, bytes_of(p, n));
	return ST_OK;
}

enum status value_agree_shared(struct work w, const struct agreement *a, const char *label, value_id private_key, value_id public_value,
			       value_id *out)
{
	const value_id inputs[] = { private_key, public_value, a->p };
	const size_t n = shared_size(w, a);
	uint8_t *p = arena_alloc(&w.t->arena, n);
	const struct bytes x = trace_bytes(w.t, private_key), y = trace_bytes(w.t, public_value);
	enum status st = a->curve ? crypto_ec_agree(a->curve, x, y, p) : crypto_ff_power(trace_bytes(w.t, a->p), y, x, p);

	*out = 0;
	if (st == ST_OK || st == ST_MISMATCH)
		*out = trace_add_value(w.t, w.actor, OP_DH, label, group_name(a), inputs, a->curve ? 2 : 3, bytes_of(p, n));
	return st;
}
