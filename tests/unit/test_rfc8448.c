/* The handshakes of RFC 8448, made here: the same keys, random numbers and salts in, the same records out, byte for byte.
 * tests/vectors/rfc8448.txt has them. */
#include "unit.h"

#include "duel.h"
#include "tls/extension/extension.h"
#include "vectors.h"

/* ---- one trace of the file ---- */

struct fact {
	char name[64];
	struct buf value;
};
struct facts {
	struct fact v[80];
	size_t n;
};

static void facts_read(struct facts *f, const char *trace)
{
	FILE *in = vector_open("rfc8448.txt");
	char *line = NULL, current[64] = "";
	size_t cap = 0;

	*f = (struct facts){ .n = 0 };
	while (getline(&line, &cap, in) > 0) {
		char *blank = strchr(line, ' ');

		if (!blank || line[0] == '#')
			continue;
		*blank++ = '\0';
		blank[strcspn(blank, "\n")] = '\0';
		if (strcmp(line, "trace") == 0) {
			snprintf(current, sizeof(current), "%s", blank);
		} else if (strcmp(current, trace) == 0 && strspn(blank, "0123456789abcdef") == strlen(blank)) {
			assert_true(f->n < ARRAY_LEN(f->v));
			snprintf(f->v[f->n].name, sizeof(f->v->name), "%s", line);
			assert_int_equal(text_unhex(blank, &f->v[f->n++].value), ST_OK);
		}
	}
	free(line);
	fclose(in);
}

static void facts_free(struct facts *f)
{
	for (size_t i = 0; i < f->n; i++)
		buf_free(&f->v[i].value);
}

/* The nth of that name, the first is 0; empty: there is none. */
static struct bytes fact_nth(const struct facts *f, const char *name, size_t nth)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->v[i].name, name) == 0 && nth-- == 0)
			return buf_bytes(&f->v[i].value);
	return BYTES_NONE;
}

static struct bytes fact(const struct facts *f, const char *name)
{
	return fact_nth(f, name, 0);
}

/* ---- what is drawn is what the RFC prints ---- */

/* The random number of a hello stands in its record. */
static struct bytes drawn(const struct facts *f, bool server, const char *purpose)
{
	static const struct { const char *purpose, *facts[2]; } rows[] = {
		{ "random bytes", { "client.x25519", "server.x25519" } },
		{ "ephemeral_private_key", { "client.secp256r1", "server.secp256r1" } },
		{ "salt", { NULL, "server.salt" } },
		{ "cookie", { NULL, "server.cookie" } },
	};
	const bool retried = fact(f, "server.cookie").n > 0;
	struct bytes hello = fact_nth(f, server ? "server.record" : "client.record", server && retried);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(rows[i].purpose, purpose) == 0 && rows[i].facts[server])
			return fact(f, rows[i].facts[server]);
	if (strcmp(purpose, "legacy_session_id") == 0)
		return bytes_slice(hello, 44, hello.p[43]);
	if (strcmp(purpose, server ? "server_random" : "client_random") == 0)
		return bytes_slice(hello, 11, 32);
	return BYTES_NONE;
}

static void draw(void *ctx, const char *role, const char *purpose, uint8_t *out, size_t n)
{
	struct bytes b = drawn(ctx, strcmp(role, "server") == 0, purpose);

	CHECK_THAT(b.n == n, "the %s draws %zu bytes for %s, and the RFC has %zu", role, n, purpose, b.n);
	memcpy(out, b.p, n);
}

/* ---- both parties, as that library was told to be ---- */

static const uint16_t client_suites[] = { 0x1301, 0x1303, 0x1302 };
static const uint16_t groups[] = { 0x1d, 0x17, 0x18, 0x19, 0x100, 0x101, 0x102, 0x103, 0x104 };
static const uint16_t retry_client_groups[] = { 0x1d, 0x17, 0x18 }, retry_server_groups[] = { 0x17, 0x18, 0x1d };
static const uint16_t client_schemes[] = { 0x403, 0x503, 0x603, 0x203, 0x804, 0x805, 0x806, 0x401, 0x501, 0x601, 0x201, 0x402, 0x502, 0x602, 0x202 };
static const uint16_t server_schemes[] = { 0x804 };
static const uint16_t in_client_hello[] = {
	EXT_SERVER_NAME, EXT_RENEGOTIATION_INFO, EXT_SUPPORTED_GROUPS, EXT_SESSION_TICKET, EXT_KEY_SHARE, EXT_SUPPORTED_VERSIONS,
	EXT_SIGNATURE_ALGORITHMS, EXT_COOKIE, EXT_PSK_KEY_EXCHANGE_MODES, EXT_RECORD_SIZE_LIMIT, EXT_PADDING,
};
static const uint16_t in_retry[] = { EXT_KEY_SHARE, EXT_COOKIE, EXT_SUPPORTED_VERSIONS };
static const uint16_t in_server_hello[] = { EXT_KEY_SHARE, EXT_SUPPORTED_VERSIONS };
static const uint16_t in_encrypted[] = { EXT_SUPPORTED_GROUPS, EXT_RECORD_SIZE_LIMIT, EXT_SERVER_NAME };
static const uint16_t unasked[] = { EXT_RENEGOTIATION_INFO, EXT_PSK_KEY_EXCHANGE_MODES, EXT_SUPPORTED_GROUPS, EXT_SESSION_TICKET };

#define CODES(list) ((struct code_list){ list, ARRAY_LEN(list) })

/* left out: from which of the server's records on, that is, from its ticket */
static const struct trace_row { const char *name; bool disguised, ticket, retry; size_t server_records; } rows[] = {
	{ "simple", .ticket = true, .server_records = 2 },
	{ "hello-retry", .retry = true, .server_records = SIZE_MAX },
	{ "compatibility", .disguised = true, .server_records = SIZE_MAX },
};

static void configure(struct tls_config *t, const struct trace_row *row)
{
	t->min_version = t->max_version = VERSION_TLS13;
	t->groups = row->retry ? CODES(retry_client_groups) : CODES(groups);
	t->record_size_limit = 0x4001;
	t->compatibility = row->disguised;
	t->coalesce = true;
	t->insecure = true;
}

static void configure_client(struct tls_config *t, const struct trace_row *row)
{
	t->suites = client_suites;
	t->n_suites = ARRAY_LEN(client_suites);
	t->schemes = CODES(client_schemes);
	t->server_name = "server";
	t->hello_padding[1] = 175;
	t->extensions[IN_CLIENT_HELLO] = (struct extension_order){ CODES(in_client_hello), { unasked, ARRAY_LEN(unasked) - !row->ticket } };
}

static void configure_server(struct tls_config *t, const struct trace_row *row, const struct credential *own)
{
	if (row->retry)
		t->groups = CODES(retry_server_groups);
	t->own_group = t->cookie = row->retry;
	t->cookie_size = 114;
	t->suites = client_suites;
	t->n_suites = 1;
	t->schemes = CODES(server_schemes);
	t->own = own;
	t->n_own = 1;
	t->extensions[IN_HELLO_RETRY_REQUEST] = (struct extension_order){ CODES(in_retry), { 0 } };
	t->extensions[IN_SERVER_HELLO] = (struct extension_order){ CODES(in_server_hello), { 0 } };
	t->extensions[IN_ENCRYPTED_EXTENSIONS] = (struct extension_order){ CODES(in_encrypted), CODES(unasked) };
}

/* ---- playing ---- */

enum { CLOSE_NOTIFY = 24 };   /* bytes of a record with a protected alert */

static void next_record(struct duel *d, int side, struct bytes wanted, const char *trace, size_t i)
{
	struct endpoint *ep = d->side[side].ep;
	uint8_t data[50];
	struct buf b;

	duel_settle(ep);
	if (!endpoint_output(ep).n && wanted.n == CLOSE_NOTIFY) {
		endpoint_close(ep);
	} else if (!endpoint_output(ep).n) {
		for (size_t k = 0; k < sizeof(data); k++)
			data[k] = (uint8_t)k;
		endpoint_write(ep, bytes_of(data, sizeof(data)));
	}
	duel_settle(ep);
	b = duel_take_record(ep);
	CHECK_THAT(bytes_equal(buf_bytes(&b), wanted), "%s: line %zu, a record of %zu bytes, is not as the RFC has it", trace, i, wanted.n);
	endpoint_feed(d->side[1 - side].ep, buf_bytes(&b));
	buf_free(&b);
}

static void the_records_are_those_of_the_rfc(void **state)
{
	(void)state;
	for (size_t r = 0; r < ARRAY_LEN(rows); r++) {
		struct facts f, keys;
		struct duel d;
		struct keyfile key;
		struct error err;
		size_t server_records = 0;

		facts_read(&keys, "keys");
		facts_read(&f, rows[r].name);
		assert_int_equal(keyfile_read(fact(&keys, "server.rsa.key"), "RFC 8448", &key, &err), ST_OK);

		const struct bytes chain = fact(&keys, "server.rsa.certificate");
		const struct credential own = { &chain, 1, &key.key };

		duel_init_as(&d, true);
		for (int i = 0; i < 2; i++) {
			configure(&d.side[i].party.tls, &rows[r]);
			d.side[i].party.tls.rng = (struct rng){ draw, &f };
		}
		configure_client(&d.side[DUEL_CLIENT].party.tls, &rows[r]);
		configure_server(&d.side[DUEL_SERVER].party.tls, &rows[r], &own);
		duel_begin(&d);
		for (size_t i = 0; i < f.n; i++) {
			const bool server = strcmp(f.v[i].name, "server.record") == 0;

			if (server ? ++server_records <= rows[r].server_records : strcmp(f.v[i].name, "client.record") == 0)
				next_record(&d, server, buf_bytes(&f.v[i].value), rows[r].name, i);
		}
		for (int i = 0; i < 2; i++)
			check_trace(d.side[i].t, rows[r].name);
		duel_free(&d);
		keyfile_free(&key);
		facts_free(&f);
		facts_free(&keys);
	}
}

UNIT_GROUP(rfc8448)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_records_are_those_of_the_rfc),
	};
	struct error err;

	if (crypto_init(&err) != ST_OK)
		return 1;
	return cmocka_run_group_tests_name("rfc8448", tests, NULL, NULL);
}
