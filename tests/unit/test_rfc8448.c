/* The five handshakes of RFC 8448, made here: tests/vectors/rfc8448.txt has what goes in, what comes out, and all that the RFC prints
 * in between. No private key of the ECDSA server and of the client is printed: their signatures are given. */
#include "published.h"

#include "tls/extension/extension.h"

static const char *const drawn[][3] = {
	{ "random bytes", "client.x25519", "server.x25519" },
	{ "ephemeral_private_key", "client.secp256r1", "server.secp256r1" },
	{ "salt", NULL, "server.salt" },
	{ "cookie", NULL, "server.cookie" },
	{ "ticket_age_add", NULL, "server.ticket_age_add" },
	{ NULL, NULL, NULL },
};

/* ---- both parties, as that library was told to be ---- */

static const uint16_t client_suites[] = { 0x1301, 0x1303, 0x1302 };
static const uint16_t groups[] = { 0x1d, 0x17, 0x18, 0x19, 0x100, 0x101, 0x102, 0x103, 0x104 };
static const uint16_t retry_client_groups[] = { 0x1d, 0x17, 0x18 }, retry_server_groups[] = { 0x17, 0x18, 0x1d };
static const uint16_t schemes[] = { 0x403, 0x503, 0x603, 0x203, 0x804, 0x805, 0x806, 0x401, 0x501, 0x601, 0x201, 0x402, 0x502, 0x602, 0x202 };
static const uint16_t pss_alone[] = { 0x804 };
static const uint16_t in_client_hello[] = {
	EXT_SERVER_NAME, EXT_RENEGOTIATION_INFO, EXT_SUPPORTED_GROUPS, EXT_SESSION_TICKET, EXT_KEY_SHARE, EXT_EARLY_DATA, EXT_SUPPORTED_VERSIONS,
	EXT_SIGNATURE_ALGORITHMS, EXT_COOKIE, EXT_PSK_KEY_EXCHANGE_MODES, EXT_RECORD_SIZE_LIMIT, EXT_PADDING, EXT_PRE_SHARED_KEY,
};
static const uint16_t in_retry[] = { EXT_KEY_SHARE, EXT_COOKIE, EXT_SUPPORTED_VERSIONS };
static const uint16_t in_server_hello[] = { EXT_PRE_SHARED_KEY, EXT_KEY_SHARE, EXT_SUPPORTED_VERSIONS };
static const uint16_t in_encrypted[] = { EXT_SUPPORTED_GROUPS, EXT_RECORD_SIZE_LIMIT, EXT_SERVER_NAME, EXT_EARLY_DATA };
static const uint16_t in_request[] = { EXT_SIGNATURE_ALGORITHMS };
static const uint16_t unasked[] = { EXT_RENEGOTIATION_INFO, EXT_PSK_KEY_EXCHANGE_MODES, EXT_SUPPORTED_GROUPS, EXT_SESSION_TICKET };

#define CODES(list) ((struct code_list){ list, ARRAY_LEN(list) })

/* keeps: the two have stores, and the next trace goes on from them; padding: of the first hello, and of the second; printed: how many
 * values are looked for. */
static const struct trace_row {
	const char *name;
	bool ticket, keeps, disguised, retry, asks;
	size_t padding[2], printed;
} rows[] = {
	{ "simple", .ticket = true, .keeps = true, .printed = 48 },
	{ "resumed", .keeps = true, .padding = { 87 }, .printed = 56 },
	{ "hello-retry", .retry = true, .padding = { 0, 175 }, .printed = 47 },
	{ "client-authentication", .asks = true, .printed = 48 },
	{ "compatibility", .disguised = true, .printed = 45 },
};

/* What one trace needs beside its row. */
struct play {
	const struct trace_row *row;
	struct facts keys, f;
	struct given_list given[2];
	struct keyfile key;
	struct bytes chain;
	struct credential rsa;
	struct shown ecdsa, client;
	struct session_store *stores[2];
};

static void configure(struct tls_config *t, struct play *p, int side)
{
	t->min_version = t->max_version = VERSION_TLS13;
	t->groups = p->row->retry ? CODES(retry_client_groups) : CODES(groups);
	t->record_size_limit = 0x4001;
	t->compatibility = p->row->disguised;
	t->coalesce = true;
	t->insecure = true;
	t->rng = (struct rng){ fact_draw, &p->f };
	t->sessions = p->row->keeps ? p->stores[side] : NULL;
	t->given = p->given[side].v;
	t->n_given = p->given[side].n;
}

static void configure_client(struct tls_config *t, struct play *p)
{
	t->suites = client_suites;
	t->n_suites = ARRAY_LEN(client_suites);
	t->schemes = CODES(schemes);
	t->server_name = "server";
	t->hello_padding[0] = p->row->padding[0];
	t->hello_padding[1] = p->row->padding[1];
	t->early_data = fact(&p->f, "client.early_data");
	t->own = &p->client.own;
	t->n_own = p->row->asks;
	t->extensions[IN_CLIENT_HELLO] = (struct extension_order){ CODES(in_client_hello), { unasked, ARRAY_LEN(unasked) - !p->row->ticket } };
}

static void configure_server(struct tls_config *t, struct play *p)
{
	if (p->row->retry)
		t->groups = CODES(retry_server_groups);
	t->own_group = t->cookie = p->row->retry;
	t->cookie_size = 114;
	t->suites = client_suites;
	t->n_suites = 1;
	t->schemes = p->row->asks ? CODES(schemes) : CODES(pss_alone);
	t->client_auth = p->row->asks ? CLIENT_AUTH_REQUEST : CLIENT_AUTH_NONE;
	t->own = p->row->asks ? &p->ecdsa.own : &p->rsa;
	t->n_own = 1;
	t->session_ticket = p->row->ticket;
	t->max_early_data = p->row->keeps ? 1024 : 0;
	t->extensions[IN_HELLO_RETRY_REQUEST] = (struct extension_order){ CODES(in_retry), { 0 } };
	t->extensions[IN_SERVER_HELLO] = (struct extension_order){ CODES(in_server_hello), { 0 } };
	t->extensions[IN_ENCRYPTED_EXTENSIONS] = (struct extension_order){ CODES(in_encrypted), CODES(unasked) };
	t->extensions[IN_CERTIFICATE_REQUEST] = (struct extension_order){ CODES(in_request), { 0 } };
}

/* ---- playing ---- */

static void play_init(struct play *p)
{
	struct error err;

	*p = (struct play){ .stores = { session_store_new(), session_store_new() } };
	facts_read(&p->keys, "rfc8448.txt", "keys");
	assert_int_equal(keyfile_read(fact(&p->keys, "server.rsa.key"), "RFC 8448", &p->key, &err), ST_OK);
	p->chain = fact(&p->keys, "server.rsa.certificate");
	p->rsa = (struct credential){ &p->chain, 1, &p->key.key };
	shown_init(&p->ecdsa, fact(&p->keys, "server.ecdsa.certificate"));
	shown_init(&p->client, fact(&p->keys, "client.rsa.certificate"));
}

static void play_free(struct play *p)
{
	for (int i = 0; i < 2; i++)
		session_store_free(p->stores[i]);
	shown_free(&p->ecdsa);
	shown_free(&p->client);
	keyfile_free(&p->key);
	facts_free(&p->keys);
}

static void play_row(struct play *p, const struct trace_row *row)
{
	struct duel d;
	size_t n;

	p->row = row;
	facts_read(&p->f, "rfc8448.txt", row->name);
	p->f.drawn = drawn;
	duel_init_as(&d, true);
	for (int i = 0; i < 2; i++) {
		facts_given(&p->f, i ? "server" : "client", &p->given[i]);
		configure(&d.side[i].party.tls, p, i);
	}
	configure_client(&d.side[DUEL_CLIENT].party.tls, p);
	configure_server(&d.side[DUEL_SERVER].party.tls, p);
	published_play(&d, &p->f, row->name);
	n = published_values(&d, &p->f, row->name);
	CHECK_THAT(n == row->printed, "%s: %zu values were looked for, not %zu", row->name, n, row->printed);
	duel_free(&d);
	facts_free(&p->f);
}

static void the_handshakes_are_those_of_the_rfc(void **state)
{
	struct play p;

	(void)state;
	play_init(&p);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		play_row(&p, &rows[i]);
	play_free(&p);
}

UNIT_GROUP(rfc8448)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_handshakes_are_those_of_the_rfc),
	};
	struct error err;

	if (crypto_init(&err) != ST_OK)
		return 1;
	return cmocka_run_group_tests_name("rfc8448", tests, NULL, NULL);
}
