/* Arithmetic modulo a prime, for Diffie-Hellman over finite fields. PSA offers none for a group that a peer
 * chooses, so this file uses mbedtls_mpi. */
#include <mbedtls/bignum.h>

#include "crypto/psa_util.h"

enum { POWER_BITS_MAX = 8192, PRIME_BITS_MAX = 4096 };

static int draw(void *ctx, unsigned char *out, size_t n)
{
	(void)ctx;
	return psa_generate_random(out, n) == PSA_SUCCESS ? 0 : MBEDTLS_ERR_MPI_FILE_IO_ERROR;
}

struct power {
	mbedtls_mpi p, base, exponent, out;
};

static int power_compute(struct power *x, struct bytes p, struct bytes base, struct bytes exponent, uint8_t *out, size_t size)
{
	int ret;

	MBEDTLS_MPI_CHK(mbedtls_mpi_read_binary(&x->p, p.p, p.n));
	MBEDTLS_MPI_CHK(mbedtls_mpi_read_binary(&x->base, base.p, base.n));
	MBEDTLS_MPI_CHK(mbedtls_mpi_read_binary(&x->exponent, exponent.p, exponent.n));
	MBEDTLS_MPI_CHK(mbedtls_mpi_exp_mod(&x->out, &x->base, &x->exponent, &x->p, NULL));
	MBEDTLS_MPI_CHK(mbedtls_mpi_write_binary(&x->out, out, size));
cleanup:
	return ret;
}

enum status crypto_ff_power(struct bytes p, struct bytes base, struct bytes exponent, uint8_t *out)
{
	struct power x;
	mbedtls_mpi *const all[] = { &x.p, &x.base, &x.exponent, &x.out };
	const size_t size = p.n;
	int ret;

	/* a peer may put any number of zeros in front: they count for the result's length, and for nothing else */
	p = bytes_without_zeros(p);
	base = bytes_without_zeros(base);
	exponent = bytes_without_zeros(exponent);
	if (!p.n || !(p.p[p.n - 1] & 1))
		return ST_DECODE;
	if (p.n > POWER_BITS_MAX / 8 || exponent.n > POWER_BITS_MAX / 8 || base.n > POWER_BITS_MAX / 8)
		return ST_UNSUPPORTED;
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		mbedtls_mpi_init(all[i]);
	ret = power_compute(&x, p, base, exponent, out, size);
	if (!ret && mbedtls_mpi_cmp_int(&x.p, 3) < 0)
		ret = MBEDTLS_ERR_MPI_BAD_INPUT_DATA;
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		mbedtls_mpi_free(all[i]);   /* wipes */
	return !ret ? ST_OK : ret == MBEDTLS_ERR_MPI_BAD_INPUT_DATA ? ST_DECODE : ST_CRYPTO;
}

enum status crypto_is_prime(struct bytes n, unsigned rounds)
{
	mbedtls_mpi x;
	int ret;

	n = bytes_without_zeros(n);
	if (n.n > PRIME_BITS_MAX / 8)
		return ST_UNSUPPORTED;
	mbedtls_mpi_init(&x);
	ret = mbedtls_mpi_read_binary(&x, n.p, n.n);
	if (!ret)
		ret = mbedtls_mpi_is_prime_ext(&x, (int)rounds, draw, NULL);
	mbedtls_mpi_free(&x);
	return !ret ? ST_OK : ret == MBEDTLS_ERR_MPI_NOT_ACCEPTABLE ? ST_MISMATCH : ST_CRYPTO;
}
