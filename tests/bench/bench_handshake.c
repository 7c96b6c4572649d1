/* Handshakes a second: our engine with its full trace beside the library's own
 * mbedtls_ssl, in one process, in turns. Same suite, same keys and certificates,
 * both check the certificates, both ends in memory.
 *
 *   bench_handshake [ROUNDS [HANDSHAKES [SUITE]]]
 *
 * For each suite of the table below, or the one that is named: a round is HANDSHAKES of the one
 * and then of the other (which comes first alternates); the figure is the median over the rounds
 * of the ratio of times.
 * This file alone includes mbedtls/ssl.h and links libmbedtls. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/dhm.h>
#include <mbedtls/entropy.h>
#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#include <psa/crypto.h>

#include "base/assets.h"
#include "base/status.h"
#include "crypto/crypto.h"
#include "source/party.h"
#include "source/sim/sim.h"
#include "spec/codes.h"
#include "tls/endpoint.h"

static const char server_name[] = "server.example";

#if MBEDTLS_VERSION_NUMBER >= 0x03060000
enum { THEIRS_HAS_TLS13 = 1 };
#else
enum { THEIRS_HAS_TLS13 = 0 };   /* it has a client alone, or nothing */
#endif

/* Groups: both parties of both engines know this one alone. */
static const struct row {
	uint16_t suite, group;
	const char *name, *with;
	mbedtls_ecp_group_id curve;
	const char *chain, *key;
	uint16_t stand_in;       /* their suite of TLS 1.2, where the library has no server of TLS 1.3; 0: the same */
} rows[] = {
	{ 0x003c, 0, "RSA-AES128-CBC-SHA256", "RSA 2048", MBEDTLS_ECP_DP_NONE, "pki/server.pem", "pki/server.key", 0 },
	{ 0xc02f, 23, "ECDHE-RSA-AES128-GCM-SHA256", "RSA 2048, secp256r1", MBEDTLS_ECP_DP_SECP256R1, "pki/server.pem", "pki/server.key", 0 },
	{ 0xc02f, 29, "ECDHE-RSA-AES128-GCM-SHA256", "RSA 2048, x25519", MBEDTLS_ECP_DP_CURVE25519, "pki/server.pem", "pki/server.key", 0 },
	{ 0x009e, 256, "DHE-RSA-AES128-GCM-SHA256", "RSA 2048, ffdhe2048", MBEDTLS_ECP_DP_NONE, "pki/server.pem", "pki/server.key", 0 },
	{ 0x1301, 29, "TLS_AES_128_GCM_SHA256", "TLS 1.3, ECDSA P-256, x25519", MBEDTLS_ECP_DP_CURVE25519, "pki/server-p256.pem", "pki/server-p256.key",
	  0xc02b },
};

static bool is_tls13(const struct row *row)
{
	return row->stand_in != 0;
}

static void die(const char *what)
{
	fprintf(stderr, "bench_handshake: %s\n", what);
	exit(1);
}

static void need(int rc, const char *what)
{
	if (rc == 0)
		return;
	fprintf(stderr, "bench_handshake: %s: -0x%04x\n", what, (unsigned)-rc);
	exit(1);
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- what both use ---- */

static struct {
	mbedtls_entropy_context entropy;
	mbedtls_ctr_drbg_context drbg;
	mbedtls_x509_crt chain, root;
	mbedtls_pk_context key;
} common;

static struct bytes asset(const char *name)
{
	const struct asset *a = asset_find(name);
	if (!a)
		die(name);
	return bytes_of(a->content.p, a->content.n + 1);   /* PEM readers want the NUL */
}

static void common_init(const struct row *row)
{
	struct bytes key = asset(row->key), chain = asset(row->chain), root = asset("pki/root.pem");

	mbedtls_entropy_init(&common.entropy);
	mbedtls_ctr_drbg_init(&common.drbg);
	need(mbedtls_ctr_drbg_seed(&common.drbg, mbedtls_entropy_func, &common.entropy, NULL, 0), "random generator");
	mbedtls_x509_crt_init(&common.chain);
	mbedtls_x509_crt_init(&common.root);
	need(mbedtls_x509_crt_parse(&common.chain, chain.p, chain.n), row->chain);
	need(mbedtls_x509_crt_parse(&common.root, root.p, root.n), "root.pem");
	mbedtls_pk_init(&common.key);
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
	need(mbedtls_pk_parse_key(&common.key, key.p, key.n, NULL, 0, mbedtls_ctr_drbg_random, &common.drbg), row->key);
#else
	need(mbedtls_pk_parse_key(&common.key, key.p, key.n, NULL, 0), row->key);
#endif
}

static void common_free(void)
{
	mbedtls_pk_free(&common.key);
	mbedtls_x509_crt_free(&common.root);
	mbedtls_x509_crt_free(&common.chain);
	mbedtls_ctr_drbg_free(&common.drbg);
	mbedtls_entropy_free(&common.entropy);
}

/* ---- ours ---- */

static struct {
	struct party client, server;
	struct rng rng;
	size_t events, values;
} ours;

static void ours_party(struct party *p, enum side_id side, const struct row *row)
{
	party_init(p, side, ours.rng, SIM_TIME);
	party_suites(p, &row->suite, 1);
	party_groups(p, &row->group, row->group != 0);
	p->tls.max_version = is_tls13(row) ? VERSION_TLS13 : VERSION_TLS12;
	p->tls.min_version = p->tls.max_version;
	p->tls.extended_master_secret = p->tls.encrypt_then_mac = p->tls.session_ticket = p->tls.session_id = true;
}

static void ours_init(const struct row *row)
{
	struct error err;

	if (crypto_init(&err) != ST_OK)
		die(err.text);
	ours.rng = crypto_rng_system();
	ours_party(&ours.client, SIDE_CLIENT, row);
	ours_party(&ours.server, SIDE_SERVER, row);
	party_demo_trust(&ours.client, "pki/root.pem");
	ours.client.tls.server_name = ours.client.tls.peer.name = server_name;
	party_demo_credential(&ours.server, row->chain, row->key);
}

static void ours_free(void)
{
	party_free(&ours.client);
	party_free(&ours.server);
	crypto_rng_free(&ours.rng);
	crypto_done();
}

static bool carry(struct endpoint *from, struct endpoint *to)
{
	struct bytes b = endpoint_output(from);
	size_t n = b.n;
	if (!n)
		return false;
	endpoint_feed(to, b);
	endpoint_drain(from, n);
	return true;
}

/* Lets one party do all that it can; true if it did anything. */
static bool act(struct endpoint *ep, struct endpoint *peer)
{
	bool did = false;
	while (endpoint_step(ep) == EP_ACTED)
		did = true;
	return carry(ep, peer) || did;
}

static void ours_handshake(void)
{
	struct trace *t = trace_new();
	struct endpoint *client = endpoint_new(t, SIDE_CLIENT, &ours.client.tls);
	struct endpoint *server = endpoint_new(t, SIDE_SERVER, &ours.server.tls);

	for (;;) {
		bool did = act(client, server);
		did = act(server, client) || did;
		if (!did)
			break;
	}
	if (endpoint_state(client) != EP_ESTABLISHED || endpoint_state(server) != EP_ESTABLISHED)
		die("our handshake failed");
	ours.events = trace_n_events(t) - 1;
	ours.values = trace_n_values(t) - 1;
	endpoint_free(client);
	endpoint_free(server);
	trace_free(t);
}

/* ---- the library's ---- */

static struct {
	mbedtls_ssl_config client, server;
	int suites[2];
	mbedtls_ecp_group_id curves[3];
	uint16_t groups[2];
} theirs;

static void conf_group(mbedtls_ssl_config *c, const struct row *row)
{
	if (!row->group)
		return;
	theirs.curves[0] = row->curve;
	/* RFC 8422 5.1: up to TLS 1.2 the list also says which curves the key of a certificate may have */
	theirs.curves[1] = is_tls13(row) ? MBEDTLS_ECP_DP_SECP256R1 : MBEDTLS_ECP_DP_NONE;
	theirs.curves[2] = MBEDTLS_ECP_DP_NONE;
	theirs.groups[0] = row->group;
#if MBEDTLS_VERSION_NUMBER >= 0x03010000
	mbedtls_ssl_conf_groups(c, theirs.groups);
#else
	mbedtls_ssl_conf_curves(c, theirs.curves);
#endif
}

static void conf_version(mbedtls_ssl_config *c, bool tls13)
{
#if MBEDTLS_VERSION_NUMBER >= 0x03060000
	mbedtls_ssl_conf_min_tls_version(c, tls13 ? MBEDTLS_SSL_VERSION_TLS1_3 : MBEDTLS_SSL_VERSION_TLS1_2);
	mbedtls_ssl_conf_max_tls_version(c, tls13 ? MBEDTLS_SSL_VERSION_TLS1_3 : MBEDTLS_SSL_VERSION_TLS1_2);
	mbedtls_ssl_conf_tls13_key_exchange_modes(c, MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL);
#elif MBEDTLS_VERSION_NUMBER >= 0x03020000
	(void)tls13;
	mbedtls_ssl_conf_min_tls_version(c, MBEDTLS_SSL_VERSION_TLS1_2);
	mbedtls_ssl_conf_max_tls_version(c, MBEDTLS_SSL_VERSION_TLS1_2);
#else
	(void)tls13;
	mbedtls_ssl_conf_min_version(c, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
	mbedtls_ssl_conf_max_version(c, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
#endif
}

static void theirs_config(mbedtls_ssl_config *c, int role, const struct row *row)
{
	mbedtls_ssl_config_init(c);
	need(mbedtls_ssl_config_defaults(c, role, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT), "config");
	mbedtls_ssl_conf_rng(c, mbedtls_ctr_drbg_random, &common.drbg);
	theirs.suites[0] = is_tls13(row) && !THEIRS_HAS_TLS13 ? row->stand_in : row->suite;
	mbedtls_ssl_conf_ciphersuites(c, theirs.suites);
	conf_group(c, row);
	conf_version(c, is_tls13(row) && THEIRS_HAS_TLS13);
}

/* The library's clock is the system's, the demo's certificates are of the demo's time: dates are looked at, and passed. */
static int not_by_date(void *ctx, mbedtls_x509_crt *crt, int depth, uint32_t *flags)
{
	(void)ctx, (void)crt, (void)depth;
	*flags &= ~(uint32_t)(MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE);
	return 0;
}

static const unsigned char ffdhe2048_p[] = MBEDTLS_DHM_RFC7919_FFDHE2048_P_BIN, ffdhe2048_g[] = MBEDTLS_DHM_RFC7919_FFDHE2048_G_BIN;

static void theirs_init(const struct row *row)
{
	theirs_config(&theirs.client, MBEDTLS_SSL_IS_CLIENT, row);
	mbedtls_ssl_conf_authmode(&theirs.client, MBEDTLS_SSL_VERIFY_REQUIRED);
	mbedtls_ssl_conf_ca_chain(&theirs.client, &common.root, NULL);
	mbedtls_ssl_conf_verify(&theirs.client, not_by_date, NULL);
	theirs_config(&theirs.server, MBEDTLS_SSL_IS_SERVER, row);
	need(mbedtls_ssl_conf_own_cert(&theirs.server, &common.chain, &common.key), "own certificate");
	need(mbedtls_ssl_conf_dh_param_bin(&theirs.server, ffdhe2048_p, sizeof(ffdhe2048_p), ffdhe2048_g, sizeof(ffdhe2048_g)), "ffdhe2048");
}

static void theirs_free(void)
{
	mbedtls_ssl_config_free(&theirs.client);
	mbedtls_ssl_config_free(&theirs.server);
}

struct pipe {
	uint8_t bytes[1 << 16];
	size_t n, pos;
};
struct side {
	struct pipe *in, *out;
};

static int side_send(void *ctx, const unsigned char *p, size_t n)
{
	struct pipe *pipe = ((struct side *)ctx)->out;
	if (n > sizeof(pipe->bytes) - pipe->n)
		die("pipe is full");
	memcpy(pipe->bytes + pipe->n, p, n);
	pipe->n += n;
	return (int)n;
}

static int side_recv(void *ctx, unsigned char *p, size_t n)
{
	struct pipe *pipe = ((struct side *)ctx)->in;
	if (pipe->n == pipe->pos)
		return MBEDTLS_ERR_SSL_WANT_READ;
	if (n > pipe->n - pipe->pos)
		n = pipe->n - pipe->pos;
	memcpy(p, pipe->bytes + pipe->pos, n);
	pipe->pos += n;
	return (int)n;
}

static int advance(mbedtls_ssl_context *ssl)
{
	int rc = mbedtls_ssl_handshake(ssl);
	if (rc != 0 && rc != MBEDTLS_ERR_SSL_WANT_READ)
		need(rc, "the library's handshake");
	return rc;
}

static void theirs_handshake(void)
{
	static struct pipe up, down;
	struct side at_client = { &down, &up }, at_server = { &up, &down };
	mbedtls_ssl_context client, server;

	up.n = up.pos = down.n = down.pos = 0;
	mbedtls_ssl_init(&client);
	mbedtls_ssl_init(&server);
	need(mbedtls_ssl_setup(&client, &theirs.client), "setup");
	need(mbedtls_ssl_setup(&server, &theirs.server), "setup");
	need(mbedtls_ssl_set_hostname(&client, server_name), "host name");
	mbedtls_ssl_set_bio(&client, &at_client, side_send, side_recv, NULL);
	mbedtls_ssl_set_bio(&server, &at_server, side_send, side_recv, NULL);
	for (int c = 1, s = 1; c || s;) {
		c = advance(&client);
		s = advance(&server);
	}
	if (mbedtls_ssl_get_verify_result(&client) != 0)
		die("the library did not accept the certificate");
	mbedtls_ssl_free(&client);
	mbedtls_ssl_free(&server);
}

/* ---- measuring ---- */

static double time_of(void (*handshake)(void), int n)
{
	double start = now();
	for (int i = 0; i < n; i++)
		handshake();
	return (now() - start) / n;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double median(double *v, int n)
{
	qsort(v, (size_t)n, sizeof(*v), by_value);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

enum { MAX_ROUNDS = 10000 };

static void measure(const struct row *row, int rounds, int n)
{
	static double a[MAX_ROUNDS], b[MAX_ROUNDS], ratio[MAX_ROUNDS];
	double ma, mb, mr;

	common_init(row);
	ours_init(row);
	theirs_init(row);
	time_of(ours_handshake, 3);
	time_of(theirs_handshake, 3);
	for (int i = 0; i < rounds; i++) {
		if (i % 2)
			b[i] = time_of(theirs_handshake, n);
		a[i] = time_of(ours_handshake, n);
		if (i % 2 == 0)
			b[i] = time_of(theirs_handshake, n);
		ratio[i] = a[i] / b[i];
	}
	ma = median(a, rounds);
	mb = median(b, rounds);
	mr = median(ratio, rounds);
	printf("%s, %s, certificates checked\n", row->name, row->with);
	printf("  slowshake    %7.3f ms   %6.0f handshakes/s   with %zu events and %zu values each\n", ma * 1e3, 1 / ma,
	       ours.events, ours.values);
	printf("  mbedtls_ssl  %7.3f ms   %6.0f handshakes/s%s\n", mb * 1e3, 1 / mb,
	       is_tls13(row) && !THEIRS_HAS_TLS13 ? "   over TLS 1.2, ECDHE-ECDSA-AES128-GCM-SHA256" : "");
	printf("  ratio of times: %.3f (median of rounds; quartiles %.3f and %.3f)\n", mr, ratio[rounds / 4],
	       ratio[rounds * 3 / 4]);
	theirs_free();
	ours_free();
	common_free();
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 200, n = argc > 2 ? atoi(argv[2]) : 5;
	struct rusage use;

	if (rounds < 1 || rounds > MAX_ROUNDS || n < 1)
		die("usage: bench_handshake [ROUNDS [HANDSHAKES [SUITE]]]");
	if (psa_crypto_init() != PSA_SUCCESS)
		die("psa_crypto_init");
	printf("mbedTLS %s; %d rounds of %d handshakes; processor time, both ends together\n", MBEDTLS_VERSION_STRING, rounds, n);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (argc <= 3 || strcmp(argv[3], rows[i].name) == 0)
			measure(&rows[i], rounds, n);
	getrusage(RUSAGE_SELF, &use);
	printf("peak memory %ld KiB\n", use.ru_maxrss);
	return 0;
}
