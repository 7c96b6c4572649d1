#include "source/sim/published.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assets.h"
#include "base/text.h"
#include "spec/codes.h"
#include "tls/extension/extension.h"
#include "tls/keys/session_store.h"
#include "x509/certificate.h"
#include "x509/keyfile.h"

#define CODES(list) { list, ARRAY_LEN(list) }

/* ---- how the libraries were that spoke ---- */

struct library {
	const char *file, *server_name;
	struct code_list suites[2], groups[2], schemes[2];   /* client, server */
	uint16_t record_size_limit;
	bool coalesce;
	struct extension_order orders[IN_N];
};

/* RFC 8448: NSS on both sides. */
static const uint16_t nss_suites[] = { 0x1301, 0x1303, 0x1302 };
static const uint16_t nss_groups[] = { 0x1d, 0x17, 0x18, 0x19, 0x100, 0x101, 0x102, 0x103, 0x104 };
static const uint16_t nss_schemes[] = { 0x403, 0x503, 0x603, 0x203, 0x804, 0x805, 0x806, 0x401, 0x501, 0x601, 0x201, 0x402, 0x502, 0x602, 0x202 };
static const uint16_t nss_client_hello[] = {
	EXT_SERVER_NAME, EXT_RENEGOTIATION_INFO, EXT_SUPPORTED_GROUPS, EXT_SESSION_TICKET, EXT_KEY_SHARE, EXT_EARLY_DATA, EXT_SUPPORTED_VERSIONS,
	EXT_SIGNATURE_ALGORITHMS, EXT_COOKIE, EXT_PSK_KEY_EXCHANGE_MODES, EXT_RECORD_SIZE_LIMIT, EXT_PADDING, EXT_PRE_SHARED_KEY,
};
static const uint16_t nss_retry[] = { EXT_KEY_SHARE, EXT_COOKIE, EXT_SUPPORTED_VERSIONS };
static const uint16_t nss_server_hello[] = { EXT_PRE_SHARED_KEY, EXT_KEY_SHARE, EXT_SUPPORTED_VERSIONS };
static const uint16_t nss_encrypted[] = { EXT_SUPPORTED_GROUPS, EXT_RECORD_SIZE_LIMIT, EXT_SERVER_NAME, EXT_EARLY_DATA };
static const uint16_t nss_request[] = { EXT_SIGNATURE_ALGORITHMS };
static const uint16_t nss_unasked[] = { EXT_RENEGOTIATION_INFO, EXT_PSK_KEY_EXCHANGE_MODES, EXT_SUPPORTED_GROUPS };

static const struct library nss = {
	.file = "published/rfc8448.txt", .server_name = "server", .record_size_limit = 0x4001, .coalesce = true,
	.suites = { CODES(nss_suites), { nss_suites, 1 } }, .groups = { CODES(nss_groups), CODES(nss_groups) },
	.schemes = { CODES(nss_schemes), CODES(nss_schemes) },
	.orders = {
		[IN_CLIENT_HELLO] = { CODES(nss_client_hello), CODES(nss_unasked) },
		[IN_HELLO_RETRY_REQUEST] = { CODES(nss_retry), { 0 } },
		[IN_SERVER_HELLO] = { CODES(nss_server_hello), { 0 } },
		[IN_ENCRYPTED_EXTENSIONS] = { CODES(nss_encrypted), CODES(nss_unasked) },
		[IN_CERTIFICATE_REQUEST] = { CODES(nss_request), { 0 } },
	},
};

/* The Illustrated TLS 1.3 Connection: OpenSSL on both sides. */
static const uint16_t openssl_suites[] = { 0x1302, 0x1303, 0x1301 };
static const uint16_t openssl_groups[] = { 0x1d, 0x17, 0x1e, 0x19, 0x18, 0x100, 0x101, 0x102, 0x103, 0x104 };
static const uint16_t openssl_schemes[] = { 0x403, 0x503, 0x603, 0x807, 0x808, 0x809, 0x80a, 0x80b, 0x804, 0x805, 0x806, 0x401, 0x501, 0x601 };
static const uint16_t openssl_client_hello[] = {
	EXT_SERVER_NAME, EXT_EC_POINT_FORMATS, EXT_SUPPORTED_GROUPS, EXT_SESSION_TICKET, EXT_ENCRYPT_THEN_MAC, EXT_EXTENDED_MASTER_SECRET,
	EXT_SIGNATURE_ALGORITHMS, EXT_SUPPORTED_VERSIONS, EXT_PSK_KEY_EXCHANGE_MODES, EXT_KEY_SHARE,
};
static const uint16_t openssl_server_hello[] = { EXT_SUPPORTED_VERSIONS, EXT_KEY_SHARE };
static const uint16_t openssl_encrypted[] = { EXT_ALPN };   /* that is, none: nobody asks for it */

static const struct library openssl = {
	.file = "published/illustrated13.txt", .server_name = "example.ulfheim.net",
	.suites = { CODES(openssl_suites), CODES(openssl_suites) }, .groups = { CODES(openssl_groups), CODES(openssl_groups) },
	.schemes = { CODES(openssl_schemes), CODES(openssl_schemes) },
	.orders = {
		[IN_CLIENT_HELLO] = { CODES(openssl_client_hello), CODES(openssl_client_hello) },
		[IN_SERVER_HELLO] = { CODES(openssl_server_hello), { 0 } },
		[IN_ENCRYPTED_EXTENSIONS] = { CODES(openssl_encrypted), { 0 } },
	},
};

/* ---- the handshakes ---- */

static const uint16_t ticket_unasked[] = { EXT_RENEGOTIATION_INFO, EXT_PSK_KEY_EXCHANGE_MODES, EXT_SUPPORTED_GROUPS, EXT_SESSION_TICKET };
static const uint16_t retry_client_groups[] = { 0x1d, 0x17, 0x18 }, retry_server_groups[] = { 0x17, 0x18, 0x1d };
static const uint16_t pss_alone[] = { 0x804 };

/* Lists that are empty are the library's. */
static const struct play {
	const char *name;
	const struct library *as;
	const char *server, *client;       /* their certificates; the client's may be NULL */
	struct code_list groups[2], server_schemes, hello_unasked;
	bool keeps, disguised, retry;      /* keeps: sessions, for tickets */
	unsigned tickets;
	uint32_t max_early_data;
	size_t padding[2];                 /* of the first ClientHello, and of the second */
} plays[] = {
	{ "simple", &nss, "server.rsa", .server_schemes = CODES(pss_alone), .hello_unasked = CODES(ticket_unasked), .keeps = true, .tickets = 1,
	  .max_early_data = 1024 },
	{ "resumed", &nss, "server.rsa", .server_schemes = CODES(pss_alone), .keeps = true, .max_early_data = 1024, .padding = { 87 } },
	{ "hello-retry", &nss, "server.rsa", .server_schemes = CODES(pss_alone), .retry = true, .padding = { 0, 175 },
	  .groups = { CODES(retry_client_groups), CODES(retry_server_groups) } },
	{ "client-authentication", &nss, "server.ecdsa", "client.rsa" },
	{ "compatibility", &nss, "server.rsa", .server_schemes = CODES(pss_alone), .disguised = true },
	{ "illustrated", &openssl, "server.rsa", .keeps = true, .disguised = true, .tickets = 2 },
};

static const struct play *play_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(plays); i++)
		if (strcmp(plays[i].name, name) == 0)
			return &plays[i];
	assert(!"there is no such handshake");
	return NULL;
}

/* ---- facts: NAME HEX, of one trace of a file ---- */

enum { FACTS_MAX = 32, GIVEN_MAX = 16 };

struct facts {
	struct { char name[48]; struct buf value; } v[FACTS_MAX];
	size_t n;
};

static void fact_add(struct facts *f, const char *line, size_t name, size_t n)
{
	struct buf digits = { 0 };
	enum status st;

	assert(f->n < FACTS_MAX && name < sizeof(f->v->name) && name < n);
	memcpy(f->v[f->n].name, line, name);
	buf_add(&digits, bytes_of(line + name + 1, n - name - 1));
	st = text_unhex(buf_str(&digits), &f->v[f->n].value);
	assert(st == ST_OK);
	(void)st;
	f->n++;
	buf_free(&digits);
}

static void facts_read(struct facts *f, const char *file, const char *trace)
{
	const struct asset *a = asset_find(file);
	bool here = false;

	assert(a);
	for (const char *line = (const char *)a->content.p; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const size_t n = strcspn(line, "\n"), name = strcspn(line, " \n");

		if (*line == '#' || !n)
			continue;
		if (strncmp(line, "trace ", 6) == 0)
			here = n - 6 == strlen(trace) && strncmp(line + 6, trace, n - 6) == 0;
		else if (here)
			fact_add(f, line, name, n);
	}
	assert(f->n);
}

static void facts_free(struct facts *f)
{
	for (size_t i = 0; i < f->n; i++)
		buf_free(&f->v[i].value);
}

/* SIDE.NAME; NULL: there is none. */
static const struct buf *fact(const struct facts *f, const char *side, const char *name)
{
	char whole[64];

	snprintf(whole, sizeof(whole), "%s.%s", side, name);
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->v[i].name, whole) == 0)
			return &f->v[i].value;
	return NULL;
}

static struct bytes fact_bytes(const struct facts *f, const char *side, const char *name)
{
	const struct buf *b = fact(f, side, name);

	return b ? buf_bytes(b) : BYTES_NONE;
}

/* ---- one or two connections ---- */

static const char *const sides[] = { [SIDE_CLIENT] = "client", [SIDE_SERVER] = "server" };

/* A certificate; without its private key only the kind of that is known, and what it would sign is given. */
struct holder {
	struct bytes chain;
	struct x509 x;
	struct keyfile file;
	struct private_key key;
	struct credential own;
	bool has_file;
};

struct published {
	const struct play *plays[PUBLISHED_MAX];
	struct facts facts[PUBLISHED_MAX], keys;
	struct given_value given[PUBLISHED_MAX][2][GIVEN_MAX];
	size_t now;                                /* which connection it is */
	struct rng otherwise;
	struct holder holders[2];                  /* by enum side_id, of both connections */
	struct session_store *stores[2];
};

static void draw(void *ctx, const char *role, const char *purpose, uint8_t *out, size_t n)
{
	static const struct { const char *purpose, *name; } names[] = {
		{ "client_random", "random" }, { "server_random", "random" }, { "legacy_session_id", "session_id" }, { "random bytes", "x25519" },
		{ "ephemeral_private_key", "secp256r1" }, { "salt", "salt" }, { "cookie", "cookie" }, { "ticket_age_add", "ticket_age_add" },
	};
	const struct published *p = ctx;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const struct bytes b = strcmp(names[i].purpose, purpose) == 0 ? fact_bytes(&p->facts[p->now], role, names[i].name) : BYTES_NONE;

		if (b.n == n) {
			memcpy(out, b.p, n);
			return;
		}
	}
	p->otherwise.draw(p->otherwise.ctx, role, purpose, out, n);
}

static void holder_init(struct holder *h, const struct facts *keys, const char *name)
{
	const struct buf *key = fact(keys, name, "key");
	struct error err;
	enum status st;

	h->chain = fact_bytes(keys, name, "certificate");
	h->own = (struct credential){ &h->chain, 1, &h->key };
	st = x509_parse(h->chain, &h->x);
	if (st == ST_OK && key) {
		st = keyfile_read(buf_bytes(key), name, &h->file, &err);
		h->has_file = st == ST_OK;
		h->key = h->file.key;
	} else if (st == ST_OK) {
		h->key = (struct private_key){ .kind = h->x.key.kind == PUBLIC_EC ? KEY_EC : KEY_RSA, .curve = h->x.key.curve };
		if (h->key.kind == KEY_RSA)
			st = crypto_rsa_new(h->x.key.n, h->x.key.e, BYTES_NONE, BYTES_NONE, BYTES_NONE, &h->key.rsa);
	}
	assert(st == ST_OK);
}

static void holder_free(struct holder *h)
{
	if (h->has_file)
		keyfile_free(&h->file);
	else
		crypto_rsa_free(h->key.rsa);
}

struct published *published_new(const char *const names[PUBLISHED_MAX], struct rng otherwise)
{
	struct published *p = mem_alloc(sizeof(*p));

	p->otherwise = otherwise;
	for (size_t i = 0; i < PUBLISHED_MAX && names[i]; i++) {
		p->plays[i] = play_find(names[i]);
		facts_read(&p->facts[i], p->plays[i]->as->file, names[i]);
	}
	facts_read(&p->keys, p->plays[0]->as->file, "keys");
	holder_init(&p->holders[SIDE_SERVER], &p->keys, p->plays[0]->server);
	if (p->plays[0]->client)
		holder_init(&p->holders[SIDE_CLIENT], &p->keys, p->plays[0]->client);
	for (int i = 0; i < 2; i++)
		p->stores[i] = session_store_new();
	return p;
}

void published_free(struct published *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < PUBLISHED_MAX; i++)
		facts_free(&p->facts[i]);
	facts_free(&p->keys);
	for (int i = 0; i < 2; i++) {
		session_store_free(p->stores[i]);
		holder_free(&p->holders[i]);
	}
	free(p);
}

/* ---- telling them ---- */

static struct code_list either(struct code_list own, struct code_list library)
{
	return own.n ? own : library;
}

static void give(struct published *p, enum side_id side, struct tls_config *t)
{
	const struct facts *f = &p->facts[p->now];
	struct given_value *to = p->given[p->now][side];
	char prefix[32];
	size_t n = 0;

	snprintf(prefix, sizeof(prefix), "%s.given.", sides[side]);
	for (size_t i = 0; i < f->n; i++)
		if (strncmp(f->v[i].name, prefix, strlen(prefix)) == 0) {
			assert(n < GIVEN_MAX);
			to[n++] = (struct given_value){ f->v[i].name + strlen(prefix), buf_bytes(&f->v[i].value) };
		}
	t->given = to;
	t->n_given = n;
}

static void configure(struct published *p, enum side_id side, struct tls_config *t)
{
	const struct play *play = p->plays[p->now];
	const struct library *as = play->as;

	t->min_version = t->max_version = VERSION_TLS13;
	t->suites = as->suites[side].codes;
	t->n_suites = as->suites[side].n;
	t->groups = either(play->groups[side], as->groups[side]);
	t->schemes = either(side == SIDE_SERVER ? play->server_schemes : (struct code_list){ 0 }, as->schemes[side]);
	t->record_size_limit = as->record_size_limit;
	t->coalesce = as->coalesce;
	t->compatibility = play->disguised;
	t->insecure = true;
	t->sessions = play->keeps ? p->stores[side] : NULL;
	t->rng = (struct rng){ draw, p };
	memcpy(t->extensions, as->orders, sizeof(as->orders));
	t->extensions[IN_CLIENT_HELLO].unasked = either(play->hello_unasked, as->orders[IN_CLIENT_HELLO].unasked);
	t->own = &p->holders[side].own;
	t->n_own = p->holders[side].chain.n > 0;
	give(p, side, t);
}

void published_configure(struct published *p, size_t nth, struct tls_config *client, struct tls_config *server)
{
	const struct play *play = p->plays[nth];

	p->now = nth;
	configure(p, SIDE_CLIENT, client);
	configure(p, SIDE_SERVER, server);
	client->server_name = client->peer.name = play->as->server_name;
	memcpy(client->hello_padding, play->padding, sizeof(play->padding));
	client->early_data = fact_bytes(&p->facts[nth], "client", "early_data");
	server->own_group = server->cookie = play->retry;
	server->cookie_size = fact_bytes(&p->facts[nth], "server", "cookie").n;
	server->client_auth = play->client ? CLIENT_AUTH_REQUEST : CLIENT_AUTH_NONE;
	server->session_ticket = play->tickets > 0;
	server->tickets = play->tickets;
	server->max_early_data = play->max_early_data;
}

struct bytes published_data(const struct published *p, enum side_id side)
{
	return fact_bytes(&p->facts[p->now], sides[side], "data");
}
