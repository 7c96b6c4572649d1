/* The run of The Illustrated TLS 1.3 Connection, made here byte for byte: tests/vectors/illustrated13.txt. The two parties are
 * OpenSSL's, and are told to be like it. */
#include "published.h"

#include "tls/extension/extension.h"

static const char *const drawn[][3] = {
	{ "random bytes", "client.x25519", "server.x25519" },
	{ NULL, NULL, NULL },
};

static const uint16_t suites[] = { 0x1302, 0x1303, 0x1301 };
static const uint16_t groups[] = { 0x1d, 0x17, 0x1e, 0x19, 0x18, 0x100, 0x101, 0x102, 0x103, 0x104 };
static const uint16_t schemes[] = { 0x403, 0x503, 0x603, 0x807, 0x808, 0x809, 0x80a, 0x80b, 0x804, 0x805, 0x806, 0x401, 0x501, 0x601 };
static const uint16_t in_client_hello[] = {
	EXT_SERVER_NAME, EXT_EC_POINT_FORMATS, EXT_SUPPORTED_GROUPS, EXT_SESSION_TICKET, EXT_ENCRYPT_THEN_MAC, EXT_EXTENDED_MASTER_SECRET,
	EXT_SIGNATURE_ALGORITHMS, EXT_SUPPORTED_VERSIONS, EXT_PSK_KEY_EXCHANGE_MODES, EXT_KEY_SHARE,
};
static const uint16_t in_server_hello[] = { EXT_SUPPORTED_VERSIONS, EXT_KEY_SHARE };
static const uint16_t in_encrypted[] = { EXT_ALPN };   /* that is, none */

#define CODES(list) ((struct code_list){ list, ARRAY_LEN(list) })

enum { TICKETS = 2, VALUES = 51 };

static void configure(struct tls_config *t, struct facts *f, const struct given_list *given, struct session_store *store)
{
	t->min_version = t->max_version = VERSION_TLS13;
	t->suites = suites;
	t->n_suites = ARRAY_LEN(suites);
	t->groups = CODES(groups);
	t->schemes = CODES(schemes);
	t->server_name = "example.ulfheim.net";
	t->compatibility = true;
	t->insecure = true;
	t->sessions = store;
	t->session_ticket = true;
	t->tickets = TICKETS;
	t->given = given->v;
	t->n_given = given->n;
	t->rng = (struct rng){ fact_draw, f };
	t->extensions[IN_CLIENT_HELLO] = (struct extension_order){ CODES(in_client_hello), CODES(in_client_hello) };
	t->extensions[IN_SERVER_HELLO] = (struct extension_order){ CODES(in_server_hello), { 0 } };
	t->extensions[IN_ENCRYPTED_EXTENSIONS] = (struct extension_order){ CODES(in_encrypted), { 0 } };
}

static void the_run_is_the_published_one(void **state)
{
	struct given_list given[2];
	struct session_store *stores[2];
	struct shown server;
	struct facts f;
	struct duel d;
	size_t n;

	(void)state;
	facts_read(&f, "illustrated13.txt", "illustrated");
	f.drawn = drawn;
	shown_init(&server, fact(&f, "server.certificate"));
	duel_init_as(&d, true);
	for (int i = 0; i < 2; i++) {
		facts_given(&f, i ? "server" : "client", &given[i]);
		stores[i] = session_store_new();
		configure(&d.side[i].party.tls, &f, &given[i], stores[i]);
	}
	d.side[DUEL_SERVER].party.tls.own = &server.own;
	d.side[DUEL_SERVER].party.tls.n_own = 1;
	published_play(&d, &f, "illustrated");
	n = published_values(&d, &f, "illustrated");
	CHECK_THAT(n == VALUES, "%zu values were looked for, not %d", n, VALUES);
	duel_free(&d);
	for (int i = 0; i < 2; i++)
		session_store_free(stores[i]);
	shown_free(&server);
	facts_free(&f);
}

UNIT_GROUP(illustrated)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_run_is_the_published_one),
	};
	struct error err;

	if (crypto_init(&err) != ST_OK)
		return 1;
	return cmocka_run_group_tests_name("illustrated", tests, NULL, NULL);
}
