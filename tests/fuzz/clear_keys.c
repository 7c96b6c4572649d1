#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "clear.h"
#include "crypto/crypto.h"

/* ---- RSA ---- */

enum { BITS_MIN = 512, BITS_MAX = 8192 };

struct rsa_key {
	uint8_t *n, *e;             /* e stands behind n in the same block */
	size_t size, e_size;
	bool private;
};

enum status crypto_rsa_new(struct bytes n, struct bytes e, struct bytes d, struct bytes p, struct bytes q, struct rsa_key **out)
{
	struct rsa_key *k;

	*out = NULL;
	(void)p, (void)q;
	n = bytes_without_zeros(n);
	e = bytes_without_zeros(e);
	if (bytes_bits(n) < BITS_MIN || !(n.p[n.n - 1] & 1) || bytes_bits(e) < 2 || !(e.p[e.n - 1] & 1))
		return ST_DECODE;
	if (bytes_bits(n) > BITS_MAX || e.n > 32)
		return ST_UNSUPPORTED;
	k = mem_alloc(sizeof(*k));
	*k = (struct rsa_key){ .n = mem_alloc(n.n + e.n), .size = n.n, .e_size = e.n, .private = d.n > 0 };
	k->e = k->n + n.n;
	memcpy(k->n, n.p, n.n);
	memcpy(k->e, e.p, e.n);
	*out = k;
	return ST_OK;
}

void crypto_rsa_free(struct rsa_key *k)
{
	if (k)
		free(k->n);
	free(k);
}

size_t crypto_rsa_size(const struct rsa_key *k)
{
	return k->size;
}

size_t crypto_rsa_bits(const struct rsa_key *k)
{
	return bytes_bits(crypto_rsa_n(k));
}

struct bytes crypto_rsa_n(const struct rsa_key *k)
{
	return bytes_of(k->n, k->size);
}

struct bytes crypto_rsa_e(const struct rsa_key *k)
{
	return bytes_of(k->e, k->e_size);
}

static bool fits(const struct rsa_key *k, struct bytes in)
{
	return in.n == k->size && memcmp(in.p, k->n, in.n) < 0;
}

/* A block of PKCS #1 or PSS is what was signed or encrypted here. What real keys signed becomes the block that holds if it is
 * PKCS #1 with SHA-256, as in the demo PKI. */
enum status crypto_rsa_public(struct rsa_key *k, struct bytes in, uint8_t *out)
{
	const struct bytes info = hash_digest_info(HASH_SHA256);

	if (!fits(k, in))
		return ST_DECODE;
	memcpy(out, in.p, in.n);
	if (in.p[0] == 0 || in.p[in.n - 1] == 0xbc)
		return ST_OK;
	memset(out, 0xff, k->size);
	out[0] = 0;
	out[1] = 1;
	memset(out + k->size - 32, CLEAR_BYTE, 32);
	memcpy(out + k->size - 32 - info.n, info.p, info.n);
	out[k->size - 33 - info.n] = 0;
	return ST_OK;
}

enum status crypto_rsa_private(struct rsa_key *k, struct bytes in, uint8_t *out)
{
	if (!k->private)
		return ST_UNSUPPORTED;
	if (!fits(k, in))
		return ST_DECODE;
	memcpy(out, in.p, in.n);
	return ST_OK;
}

/* ---- DSA, ECDSA ---- */

static enum status holds(struct bytes r)
{
	return !r.n || r.p[0] == CLEAR_BAD ? ST_MISMATCH : ST_OK;
}

enum status crypto_dsa_verify(struct bytes p, struct bytes q, struct bytes g, struct bytes y, struct bytes digest,
			      struct bytes r, struct bytes s)
{
	(void)q, (void)g, (void)y, (void)digest, (void)s;
	return bytes_bits(p) < BITS_MIN ? ST_DECODE : holds(r);
}

enum status crypto_ecdsa_verify(enum curve c, struct bytes point, struct bytes digest, struct bytes sig)
{
	if (!curve_size(c))
		return ST_UNSUPPORTED;
	if (crypto_ec_check(c, point) != ST_OK || sig.n != 2 * curve_size(c) || !digest.n || digest.n > HASH_MAX)
		return ST_MISMATCH;
	return holds(sig);
}

enum status crypto_ecdsa_sign(enum curve c, struct bytes scalar, enum hash_alg h, struct bytes digest, uint8_t *sig)
{
	assert(h != HASH_NONE && digest.n == hash_size(h));
	if (!crypto_ec_is_private(c, scalar))
		return ST_DECODE;
	memset(sig, CLEAR_BYTE, 2 * curve_size(c));
	return ST_OK;
}

/* ---- curves ---- */

enum status crypto_ec_check(enum curve c, struct bytes point)
{
	if (!curve_size(c))
		return ST_UNSUPPORTED;
	if (point.n != curve_public_size(c) || (!curve_is_montgomery(c) && (point.p[0] != 4 || point.p[point.n - 1] == CLEAR_BAD)))
		return ST_DECODE;
	return ST_OK;
}

bool crypto_ec_is_private(enum curve c, struct bytes scalar)
{
	return curve_size(c) && scalar.n && bytes_without_zeros(scalar).n <= curve_size(c);
}

enum status crypto_ec_public(enum curve c, struct bytes scalar, uint8_t *public)
{
	if (!crypto_ec_is_private(c, scalar))
		return ST_DECODE;
	memset(public, CLEAR_BYTE, curve_public_size(c));
	if (!curve_is_montgomery(c))
		public[0] = 4;
	return ST_OK;
}

void crypto_ec_clamp(enum curve c, uint8_t *scalar)
{
	assert(curve_is_montgomery(c));
	(void)scalar;
}

enum status crypto_ec_agree(enum curve c, struct bytes scalar, struct bytes public, uint8_t *shared)
{
	(void)scalar;
	if (!curve_size(c))
		return ST_UNSUPPORTED;
	if (crypto_ec_check(c, public) != ST_OK)
		return ST_DECODE;
	memset(shared, CLEAR_BYTE, curve_size(c));
	if (!curve_is_montgomery(c) || public.p[0] != CLEAR_BAD)
		return ST_OK;
	memset(shared, 0, curve_size(c));
	return ST_MISMATCH;
}

/* ---- finite fields ---- */

enum status crypto_ff_power(struct bytes p, struct bytes base, struct bytes exponent, uint8_t *out)
{
	const size_t size = p.n;

	p = bytes_without_zeros(p);
	if (!p.n || !(p.p[p.n - 1] & 1) || (p.n == 1 && p.p[0] < 3))
		return ST_DECODE;
	if (p.n > BITS_MAX / 8 || bytes_without_zeros(base).n > BITS_MAX / 8 || bytes_without_zeros(exponent).n > BITS_MAX / 8)
		return ST_UNSUPPORTED;
	memset(out, 0, size);
	memset(out + size - p.n, CLEAR_BYTE, p.n);
	out[size - p.n] = 0;             /* below p */
	out[size - 1] &= p.n == 1 ? 1 : 0xff;
	return ST_OK;
}

enum status crypto_is_prime(struct bytes n, unsigned rounds)
{
	(void)rounds;
	n = bytes_without_zeros(n);
	if (n.n > BITS_MAX / 16)
		return ST_UNSUPPORTED;
	return n.n && n.p[n.n - 1] != CLEAR_BAD ? ST_OK : ST_MISMATCH;
}
