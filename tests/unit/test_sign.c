/* Signatures of the handshake: which scheme each kind of key signs with, and which of several certificates is shown. */
#include "unit.h"
#include "duel.h"
#include "script.h"

enum { RSAE_SHA256 = 0x0804, PSS_SHA256 = 0x0809, PSS_SHA384 = 0x080a, PKCS1_SHA1 = 0x0201, PKCS1_SHA256 = 0x0401, P256_SHA256 = 0x0403, P384_SHA384 = 0x0503,
       P521_SHA512 = 0x0603 };
enum { WITH_RSA = 0xc02f, WITH_ECDSA = 0xc02b, BY_RSA = 0x009c };
enum { MAX_LIST = 4 };

/* Lists end with 0 or NULL. */
static size_t length(const uint16_t *codes)
{
	size_t n = 0;

	while (n < MAX_LIST && codes[n])
		n++;
	return n;
}

/* Two share the key of another one. */
static const char *key_of(const char *name)
{
	return strcmp(name, "wrong-name") == 0 ? "server" : strcmp(name, "client-chain") == 0 ? "client-p256" : name;
}

static void own(struct party *p, const char *const *names)
{
	char cert[64], key[64];

	party_drop_credentials(p);
	for (size_t i = 0; i < MAX_LIST && names[i]; i++) {
		snprintf(cert, sizeof(cert), "pki/%s.pem", names[i]);
		snprintf(key, sizeof(key), "pki/%s.key", key_of(names[i]));
		party_add_demo_credential(p, cert, key);
	}
}

static const char *failed_check(const struct endpoint *ep)
{
	return trace_current(ep->c.w.t)->outcome.failed_check;
}

static void outcome(struct duel *d, const char *name)
{
	struct endpoint *client = d->side[DUEL_CLIENT].ep, *server = d->side[DUEL_SERVER].ep;

	CHECK_THAT(client->state == EP_ESTABLISHED && server->state == EP_ESTABLISHED, "%s: not established: %s", name,
		   failed_check(client) ? failed_check(client) : failed_check(server));
	check_trace(client->c.w.t, name);
	check_trace(server->c.w.t, name);
}

/* ---- keys and schemes ---- */

static const struct {
	const char *server, *client;   /* client NULL: none is asked for */
	uint16_t suite, schemes[MAX_LIST], server_signs, client_signs;
} pairs[] = {
	{ "server", NULL, WITH_RSA, { 0 }, PKCS1_SHA256, 0 },
	{ "server", NULL, WITH_RSA, { RSAE_SHA256 }, RSAE_SHA256, 0 },
	{ "server", NULL, WITH_RSA, { P256_SHA256, PSS_SHA256, RSAE_SHA256, PKCS1_SHA256 }, RSAE_SHA256, 0 },
	{ "server", NULL, WITH_RSA, { PKCS1_SHA1 }, PKCS1_SHA1, 0 },
	{ "server-pss", NULL, WITH_RSA, { RSAE_SHA256, PSS_SHA384, PSS_SHA256 }, PSS_SHA384, 0 },
	{ "server-p256", NULL, WITH_ECDSA, { 0 }, P256_SHA256, 0 },
	{ "server-p384", NULL, WITH_ECDSA, { 0 }, P384_SHA384, 0 },
	{ "server-p521", NULL, WITH_ECDSA, { 0 }, P521_SHA512, 0 },
	{ "server-p521", NULL, WITH_ECDSA, { P256_SHA256 }, P256_SHA256, 0 },
	{ "server", "client-rsa", WITH_RSA, { RSAE_SHA256 }, RSAE_SHA256, RSAE_SHA256 },
	{ "server", "client-pss", WITH_RSA, { PKCS1_SHA256, PSS_SHA256 }, PKCS1_SHA256, PSS_SHA256 },
	{ "server-p256", "client-p521", WITH_ECDSA, { 0 }, P256_SHA256, P521_SHA512 },
	{ "server-p384", "client-p256", WITH_ECDSA, { 0 }, P384_SHA384, P256_SHA256 },
	{ "server-p521", "client-p384", WITH_ECDSA, { 0 }, P521_SHA512, P384_SHA384 },
	{ "server", "client-pss", BY_RSA, { PSS_SHA256 }, 0, PSS_SHA256 },
};

static uint16_t signs(const struct endpoint *ep)
{
	return ep->c.s.scheme ? (uint16_t)ep->c.s.scheme->code.value : 0;
}

static void each_key_signs_by_its_schemes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		char name[64];
		struct duel d;

		snprintf(name, sizeof(name), "%zu: %s, %s", i, pairs[i].server, pairs[i].client ? pairs[i].client : "nobody");
		duel_init_as(&d, true);
		own(&d.side[DUEL_SERVER].party, (const char *[]){ pairs[i].server, NULL });
		own(&d.side[DUEL_CLIENT].party, (const char *[]){ pairs[i].client, NULL });
		d.side[DUEL_SERVER].party.tls.client_auth = pairs[i].client ? CLIENT_AUTH_REQUIRE : CLIENT_AUTH_NONE;
		for (size_t k = 0; k < 2; k++) {
			party_suites(&d.side[k].party, &pairs[i].suite, 1);
			party_schemes(&d.side[k].party, pairs[i].schemes, length(pairs[i].schemes));
		}
		duel_begin(&d);
		duel_play(&d);
		outcome(&d, name);
		CHECK_THAT(signs(d.side[DUEL_SERVER].ep) == pairs[i].server_signs, "%s: the server signs by %04x", name, signs(d.side[DUEL_SERVER].ep));
		CHECK_THAT(signs(d.side[DUEL_CLIENT].ep) == pairs[i].client_signs, "%s: the client signs by %04x", name, signs(d.side[DUEL_CLIENT].ep));
		duel_free(&d);
	}
}

/* ---- several certificates ---- */

static const struct {
	const char *name, *own[MAX_LIST], *asked;
	uint16_t suites[MAX_LIST], schemes[MAX_LIST];   /* of the client */
	size_t shown;              /* which one, from 0 */
	enum reason reason;
} choices[] = {
	{ "the suite of the server's choice", { "server", "server-p256" }, "server.example", { WITH_ECDSA, WITH_RSA }, { 0 }, 1, REASON_CREDENTIAL_NAMED },
	{ "the client has only the other suite", { "server", "server-p256" }, "server.example", { WITH_RSA }, { 0 }, 0, REASON_CREDENTIAL_NAMED },
	{ "the client checks no ECDSA", { "server-p256", "server" }, "server.example", { WITH_ECDSA, WITH_RSA }, { PKCS1_SHA256 }, 1, REASON_CREDENTIAL_NAMED },
	{ "by name, the second", { "server", "wrong-name" }, "other.example", { WITH_RSA }, { 0 }, 1, REASON_CREDENTIAL_NAMED },
	{ "by name, though another suite is liked better", { "server-p256", "wrong-name" }, "other.example", { WITH_ECDSA, WITH_RSA }, { 0 }, 1,
	  REASON_CREDENTIAL_NAMED },
	{ "a name that stands under a wildcard", { "wrong-name", "server" }, "www.demo.example", { WITH_RSA }, { 0 }, 1, REASON_CREDENTIAL_NAMED },
	{ "a name that nobody has", { "wrong-name", "server" }, "nobody.example", { WITH_RSA }, { 0 }, 0, REASON_CREDENTIAL_UNNAMED },
	{ "no name", { "server-p384", "server" }, NULL, { WITH_RSA }, { 0 }, 1, REASON_CREDENTIAL_NO_NAME },
	{ "RSA and RSA-PSS: the scheme decides", { "server-pss", "server" }, "server.example", { WITH_RSA }, { RSAE_SHA256 }, 1, REASON_CREDENTIAL_NAMED },
	{ "none can only sign by RSA key exchange", { "server-pss", "server-p256", "server" }, "server.example", { BY_RSA }, { 0 }, 2, REASON_CREDENTIAL_NAMED },
};

/* The last event of that type and reason, or NULL. */
static const struct event *told(const struct trace *t, enum event_type type, enum reason reason)
{
	for (event_id id = trace_n_events(t) - 1; id > 0; id--)
		if (trace_event(t, id)->type == type && trace_event(t, id)->reason == reason)
			return trace_event(t, id);
	return NULL;
}

static void shows(const struct endpoint *ep, const char *name, size_t which, enum reason reason)
{
	const struct event *e = told(ep->c.w.t, EV_CREDENTIAL, reason);

	CHECK_THAT(ep->own == &ep->cfg->own[which], "%s: number %zu is shown", name, ep->own ? (size_t)(ep->own - ep->cfg->own) : 99);
	CHECK_THAT(e && e->arg[0] == (int64_t)which + 1 && e->arg[1] == (int64_t)ep->cfg->n_own, "%s: not told", name);
}

static void a_server_chooses_by_name_suite_and_scheme(void **state)
{
	static const uint16_t preferred[] = { WITH_ECDSA, WITH_RSA, BY_RSA };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(choices); i++) {
		struct tls_config *client;
		struct duel d;

		duel_init_as(&d, true);
		client = &d.side[DUEL_CLIENT].party.tls;
		client->server_name = choices[i].asked;
		client->peer.name = choices[i].reason == REASON_CREDENTIAL_NAMED ? choices[i].asked : NULL;
		own(&d.side[DUEL_SERVER].party, choices[i].own);
		party_suites(&d.side[DUEL_SERVER].party, preferred, ARRAY_LEN(preferred));
		party_suites(&d.side[DUEL_CLIENT].party, choices[i].suites, length(choices[i].suites));
		party_schemes(&d.side[DUEL_CLIENT].party, choices[i].schemes, length(choices[i].schemes));
		duel_begin(&d);
		duel_play(&d);
		outcome(&d, choices[i].name);
		shows(d.side[DUEL_SERVER].ep, choices[i].name, choices[i].shown, choices[i].reason);
		duel_free(&d);
	}
}

/* x25519 for the exchange, secp256r1 for keys (RFC 8422 5.3). */
#define HELLO(extensions) "16 0301 [2 01 [3 0303 32*11 00 [2 c02b ] [1 00 ] [2 000a [2 [2 001d 0017 ] ] " extensions " ] ] ]"

/* The one key twice: its certificate signed with ECDSA and SHA-384, and with RSA and SHA-256. */
#define ONE_KEY { "client-chain", "client-p256" }

static const struct {
	const char *name, *own[MAX_LIST], *bytes;
	size_t shown;
	enum reason other;         /* why not the other one */
} chains[] = {
	{ "both chains are listed", ONE_KEY, HELLO("000d [2 [2 0403 0503 0401 ] ]"), 0, REASON_CREDENTIAL_LATER },
	{ "one chain is not listed", ONE_KEY, HELLO("000d [2 [2 0403 0401 ] ]"), 1, REASON_CREDENTIAL_CHAIN },
	{ "no chain is listed", ONE_KEY, HELLO("000d [2 [2 0403 ] ]"), 0, REASON_CREDENTIAL_LATER },
	{ "listed for certificates alone", ONE_KEY, HELLO("000d [2 [2 0403 ] ] 0032 [2 [2 0401 ] ]"), 1, REASON_CREDENTIAL_CHAIN },
	{ "not listed for certificates", ONE_KEY, HELLO("000d [2 [2 0403 0401 ] ] 0032 [2 [2 0503 0401 ] ]"), 0, REASON_CREDENTIAL_LATER },
	{ "a key on a curve that is listed", { "server-p384", "server-p256" }, HELLO("000d [2 [2 0403 0503 0401 ] ]"), 1, REASON_CURVE_NOT_LISTED },
};

static void a_chain_that_the_client_can_check_goes_first(void **state)
{
	static const uint16_t suite = WITH_ECDSA, group = 29;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(chains); i++) {
		struct endpoint *server;
		struct buf b = { 0 };
		struct duel d;

		duel_init_as(&d, true);
		own(&d.side[DUEL_SERVER].party, chains[i].own);
		party_suites(&d.side[DUEL_SERVER].party, &suite, 1);
		party_groups(&d.side[DUEL_SERVER].party, &group, 1);
		duel_begin(&d);
		server = d.side[DUEL_SERVER].ep;
		script(&b, chains[i].bytes);
		endpoint_feed(server, buf_bytes(&b));
		duel_settle(server);
		shows(server, chains[i].name, chains[i].shown, REASON_CREDENTIAL_NO_NAME);
		CHECK_THAT(told(server->c.w.t, EV_CREDENTIAL, chains[i].other), "%s: why not the other one", chains[i].name);
		check_trace(server->c.w.t, chains[i].name);
		buf_free(&b);
		duel_free(&d);
	}
}

static const struct {
	const char *name, *own[MAX_LIST];
	uint16_t schemes[MAX_LIST];    /* of the server */
	size_t shown;
} answers[] = {
	{ "the first that fits", { "client-p384", "client-rsa" }, { 0 }, 0 },
	{ "one that the server's CA has not issued", { "server-p256", "client-p256" }, { 0 }, 1 },
	{ "a scheme that the server does not list", { "client-p256", "client-rsa" }, { PKCS1_SHA256 }, 1 },
	{ "kept for PSS", { "client-pss", "client-rsa" }, { RSAE_SHA256 }, 1 },
};

static void a_client_chooses_by_the_request(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct duel d;

		duel_init_as(&d, true);
		own(&d.side[DUEL_CLIENT].party, answers[i].own);
		d.side[DUEL_SERVER].party.tls.client_auth = CLIENT_AUTH_REQUIRE;
		party_schemes(&d.side[DUEL_SERVER].party, answers[i].schemes, length(answers[i].schemes));
		duel_begin(&d);
		duel_play(&d);
		outcome(&d, answers[i].name);
		shows(d.side[DUEL_CLIENT].ep, answers[i].name, answers[i].shown, REASON_CREDENTIAL_ANSWERS);
		duel_free(&d);
	}
}

UNIT_GROUP(sign)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_key_signs_by_its_schemes),
		cmocka_unit_test(a_server_chooses_by_name_suite_and_scheme),
		cmocka_unit_test(a_chain_that_the_client_can_check_goes_first),
		cmocka_unit_test(a_client_chooses_by_the_request),
	};

	return cmocka_run_group_tests_name("sign", tests, unit_set_up, NULL);
}
