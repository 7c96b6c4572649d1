/* X448, RFC 7748 5. PSA of mbedTLS 2.28 has no Curve448, its older interface for curves has; so this one file
 * uses mbedtls_ecp, and a port to a library without it has to replace it. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/ecp.h>

#include <string.h>

#include "crypto/psa_util.h"

enum { SIZE = 56 };

static int draw(void *ctx, unsigned char *out, size_t n)
{
	(void)ctx;
	return psa_generate_random(out, n) == PSA_SUCCESS ? 0 : MBEDTLS_ERR_ECP_RANDOM_FAILED;
}

/* 0: *out is the product; the library refuses points of small order, and says so by an error. */
static int multiply(mbedtls_ecp_group *g, const uint8_t *scalar, struct bytes u, mbedtls_ecp_point *result, uint8_t *out)
{
	mbedtls_ecp_point from;
	mbedtls_mpi k;
	int ret;

	mbedtls_ecp_point_init(&from);
	mbedtls_mpi_init(&k);
	MBEDTLS_MPI_CHK(mbedtls_mpi_read_binary_le(&k, scalar, SIZE));
	if (u.n) {
		MBEDTLS_MPI_CHK(mbedtls_mpi_read_binary_le(&from.X, u.p, SIZE));
		MBEDTLS_MPI_CHK(mbedtls_mpi_mod_mpi(&from.Y, &from.X, &g->P));   /* RFC 7748 5: u may be p or more */
		MBEDTLS_MPI_CHK(mbedtls_mpi_copy(&from.X, &from.Y));
		mbedtls_mpi_free(&from.Y);
		MBEDTLS_MPI_CHK(mbedtls_mpi_lset(&from.Z, 1));
	} else {
		MBEDTLS_MPI_CHK(mbedtls_ecp_copy(&from, &g->G));
	}
	MBEDTLS_MPI_CHK(mbedtls_ecp_mul(g, result, &k, &from, draw, NULL));
	MBEDTLS_MPI_CHK(mbedtls_mpi_write_binary_le(&result->X, out, SIZE));
cleanup:
	mbedtls_mpi_free(&k);
	mbedtls_ecp_point_free(&from);
	return ret;
}

enum status crypto_x448(const uint8_t *scalar, struct bytes u, uint8_t *out)
{
	static const uint8_t zeros[SIZE];
	mbedtls_ecp_group g;
	mbedtls_ecp_point result;
	int ret;

	memset(out, 0, SIZE);
	mbedtls_ecp_group_init(&g);
	mbedtls_ecp_point_init(&result);
	ret = mbedtls_ecp_group_load(&g, MBEDTLS_ECP_DP_CURVE448);
	if (!ret)
		ret = multiply(&g, scalar, u, &result, out);
	mbedtls_ecp_point_free(&result);
	mbedtls_ecp_group_free(&g);
	if (ret && ret != MBEDTLS_ERR_ECP_INVALID_KEY && ret != MBEDTLS_ERR_MPI_NOT_ACCEPTABLE)
		return ret == MBEDTLS_ERR_ECP_FEATURE_UNAVAILABLE ? ST_UNSUPPORTED : ST_CRYPTO;
	return ret || memcmp(out, zeros, SIZE) == 0 ? ST_MISMATCH : ST_OK;
}
