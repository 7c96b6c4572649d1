/* The raw RSA operation, and the check of a DSA signature. PSA offers padded RSA only and no
 * DSA, so this one file uses mbedtls_rsa and mbedtls_mpi and is what a port to a library
 * without them has to replace. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/rsa.h>
#include <mbedtls/version.h>

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "crypto/psa_util.h"

enum {
	BITS_MIN = 512,
	BITS_MAX = 16384,
	/* A peer chooses e, and we pay for it. FIPS 186-4 B.3.1 has e below 2^256. */
	EXPONENT_BITS_MAX = 256,
	EXPONENT_BITS_MAX_LARGE = 64,
	LARGE_BITS = 3072,
	DSA_P_BITS_MAX = 4096,
	DSA_Q_BITS_MAX = 512,
};

struct rsa_key {
	mbedtls_rsa_context ctx;    /* one a key: it keeps R^2 mod n and the blinding values */
	bool private;
	size_t size, bits;
	uint8_t *n, *e;             /* e stands behind n in the same block */
	size_t e_size;
};

static int draw(void *ctx, unsigned char *out, size_t n)
{
	(void)ctx;
	return psa_generate_random(out, n) == PSA_SUCCESS ? 0 : MBEDTLS_ERR_RSA_RNG_FAILED;
}

static enum status check_sizes(struct bytes n, struct bytes e)
{
	const size_t n_bits = bytes_bits(n), e_bits = bytes_bits(e);

	if (n_bits < BITS_MIN || n_bits > BITS_MAX || !(n.p[n.n - 1] & 1) || e_bits < 2 || !(e.p[e.n - 1] & 1))
		return ST_DECODE;
	if (n.n > MBEDTLS_MPI_MAX_SIZE || e_bits > (n_bits > LARGE_BITS ? EXPONENT_BITS_MAX_LARGE : EXPONENT_BITS_MAX))
		return ST_UNSUPPORTED;
	return ST_OK;
}

static void context_init(mbedtls_rsa_context *ctx)
{
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
	mbedtls_rsa_init(ctx);
#else
	mbedtls_rsa_init(ctx, MBEDTLS_RSA_PKCS_V15, 0);
#endif
}

static int import(mbedtls_rsa_context *ctx, struct bytes n, struct bytes e, struct bytes d, struct bytes p, struct bytes q)
{
	int ret = mbedtls_rsa_import_raw(ctx, n.p, n.n, p.n ? p.p : NULL, p.n, q.n ? q.p : NULL, q.n,
					 d.n ? d.p : NULL, d.n, e.p, e.n);

	if (!ret)
		ret = mbedtls_rsa_complete(ctx);
	if (!ret)
		ret = d.n ? mbedtls_rsa_check_privkey(ctx) : mbedtls_rsa_check_pubkey(ctx);
	return ret;
}

enum status crypto_rsa_new(struct bytes n, struct bytes e, struct bytes d, struct bytes p, struct bytes q,
			   struct rsa_key **out)
{
	struct rsa_key *k;

	*out = NULL;
	n = bytes_without_zeros(n);
	e = bytes_without_zeros(e);
	TRY(check_sizes(n, e));
	/* The library would compute what is missing; with garbage that takes long. */
	if (d.n > n.n + 1 || p.n > n.n || q.n > n.n || !p.n != !q.n || (p.n && !d.n))
		return ST_DECODE;
	k = mem_alloc(sizeof(*k));
	context_init(&k->ctx);
	if (import(&k->ctx, n, e, d, p, q) != 0) {
		mbedtls_rsa_free(&k->ctx);
		free(k);
		return ST_DECODE;
	}
	k->private = d.n != 0;
	k->size = n.n;
	k->bits = bytes_bits(n);
	k->n = mem_alloc(n.n + e.n);
	k->e = k->n + n.n;
	k->e_size = e.n;
	memcpy(k->n, n.p, n.n);
	memcpy(k->e, e.p, e.n);
	*out = k;
	return ST_OK;
}

void crypto_rsa_free(struct rsa_key *k)
{
	if (!k)
		return;
	mbedtls_rsa_free(&k->ctx);
	free(k->n);
	free(k);
}

size_t crypto_rsa_size(const struct rsa_key *k)
{
	return k->size;
}

size_t crypto_rsa_bits(const struct rsa_key *k)
{
	return k->bits;
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

enum status crypto_rsa_public(struct rsa_key *k, struct bytes in, uint8_t *out)
{
	if (!fits(k, in))
		return ST_DECODE;
	return mbedtls_rsa_public(&k->ctx, in.p, out) == 0 ? ST_OK : ST_CRYPTO;
}

enum status crypto_rsa_private(struct rsa_key *k, struct bytes in, uint8_t *out)
{
	if (!k->private)
		return ST_UNSUPPORTED;
	if (!fits(k, in))
		return ST_DECODE;
	return mbedtls_rsa_private(&k->ctx, draw, NULL, in.p, out) == 0 ? ST_OK : ST_CRYPTO;
}

/* ---- DSA ---- */

struct dsa {
	mbedtls_mpi p, q, g, y, r, s, z, u, v, w;
};

/* v = (g^(z w) y^(r w) mod p) mod q with w = s^-1; all ranges were checked. */
static int dsa_compute(struct dsa *d)
{
	int ret;

	/* no result is one of its own operands: 3.6 does not allow that for exponents */
	MBEDTLS_MPI_CHK(mbedtls_mpi_inv_mod(&d->w, &d->s, &d->q));
	MBEDTLS_MPI_CHK(mbedtls_mpi_mul_mpi(&d->v, &d->z, &d->w));
	MBEDTLS_MPI_CHK(mbedtls_mpi_mod_mpi(&d->u, &d->v, &d->q));
	MBEDTLS_MPI_CHK(mbedtls_mpi_mul_mpi(&d->v, &d->r, &d->w));
	MBEDTLS_MPI_CHK(mbedtls_mpi_mod_mpi(&d->w, &d->v, &d->q));
	MBEDTLS_MPI_CHK(mbedtls_mpi_exp_mod(&d->z, &d->g, &d->u, &d->p, NULL));
	MBEDTLS_MPI_CHK(mbedtls_mpi_exp_mod(&d->u, &d->y, &d->w, &d->p, NULL));
	MBEDTLS_MPI_CHK(mbedtls_mpi_mul_mpi(&d->v, &d->z, &d->u));
	MBEDTLS_MPI_CHK(mbedtls_mpi_mod_mpi(&d->w, &d->v, &d->p));
	MBEDTLS_MPI_CHK(mbedtls_mpi_mod_mpi(&d->v, &d->w, &d->q));
cleanup:
	return ret;
}

/* low < x < limit */
static bool dsa_between(int low, const mbedtls_mpi *x, const mbedtls_mpi *limit)
{
	return mbedtls_mpi_cmp_int(x, low) > 0 && mbedtls_mpi_cmp_mpi(x, limit) < 0;
}

static enum status dsa_check(struct dsa *d)
{
	const size_t p_bits = mbedtls_mpi_bitlen(&d->p), q_bits = mbedtls_mpi_bitlen(&d->q);

	if (p_bits < BITS_MIN || q_bits < 160 || q_bits >= p_bits || !mbedtls_mpi_get_bit(&d->p, 0) || !mbedtls_mpi_get_bit(&d->q, 0) ||
	    !dsa_between(1, &d->g, &d->p) || !dsa_between(1, &d->y, &d->p))
		return ST_DECODE;
	if (p_bits > DSA_P_BITS_MAX || q_bits > DSA_Q_BITS_MAX)
		return ST_UNSUPPORTED;
	if (!dsa_between(0, &d->r, &d->q) || !dsa_between(0, &d->s, &d->q))
		return ST_MISMATCH;
	/* q is said to be prime; if it is not, a number may have no inverse: no signature then */
	return dsa_compute(d) == 0 && mbedtls_mpi_cmp_mpi(&d->v, &d->r) == 0 ? ST_OK : ST_MISMATCH;
}

/* The leftmost bits of the hash, as many as q has. */
static int dsa_hash(struct dsa *d, struct bytes digest)
{
	const size_t bits = mbedtls_mpi_bitlen(&d->q);
	int ret = mbedtls_mpi_read_binary(&d->z, digest.p, digest.n);

	return ret || digest.n * 8 <= bits ? ret : mbedtls_mpi_shift_r(&d->z, digest.n * 8 - bits);
}

enum status crypto_dsa_verify(struct bytes p, struct bytes q, struct bytes g, struct bytes y, struct bytes digest,
			      struct bytes r, struct bytes s)
{
	struct dsa d;
	mbedtls_mpi *const numbers[] = { &d.p, &d.q, &d.g, &d.y, &d.r, &d.s, &d.z, &d.u, &d.v, &d.w };
	const struct bytes in[] = { p, q, g, y, r, s };
	enum status st = ST_OK;

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		mbedtls_mpi_init(numbers[i]);
	for (size_t i = 0; i < ARRAY_LEN(in) && st == ST_OK; i++) {
		const struct bytes b = bytes_without_zeros(in[i]);

		if (b.n > MBEDTLS_MPI_MAX_SIZE || mbedtls_mpi_read_binary(numbers[i], b.p, b.n) != 0)
			st = ST_UNSUPPORTED;
	}
	if (st == ST_OK)
		st = dsa_hash(&d, digest) == 0 ? dsa_check(&d) : ST_CRYPTO;
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		mbedtls_mpi_free(numbers[i]);
	return st;
}
