/* The rows of extensions: each can be reached, says what it must on both sides, and
 * stands in its place; and what a ClientHello offers is the same for every role. */
#include "unit.h"
#include "duel.h"
#include "script.h"

#include "tls/extension/rows.h"
#include "tls/observe/observe.h"

#define ROW(name) &extension_##name,
static const struct extension *const rows[] = { EXTENSIONS(ROW) };

/* How often the row stands in the list. */
static size_t listed(enum extension_place in, const struct extension *x)
{
	size_t n = 0;

	for (size_t i = 0; i < extension_lists[in].n; i++)
		n += extension_lists[in].rows[i] == x;
	return n;
}

static bool says_something(const struct extension_in *x)
{
	return x->wanted || x->make || x->read || x->take || x->absent;
}

static void every_row_is_reached(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CHECK_THAT(code_name(&codes_extension, rows[i]->type), "row %zu: 0x%04x is no extension", i, rows[i]->type);
		for (enum extension_place in = 0; in < IN_N; in++)
			CHECK_THAT(listed(in, rows[i]) == says_something(&rows[i]->in[in]), "%s in message %d: listed %zu times",
				   code_name(&codes_extension, rows[i]->type), in, listed(in, rows[i]));
	}
}

static bool known_row(const struct extension *x)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i] == x)
			return true;
	return false;
}

static void lists_are_in_order(void **state)
{
	(void)state;
	for (enum extension_place in = 0; in < IN_N; in++) {
		const struct extension_list *l = &extension_lists[in];

		assert_in_range(l->n, in == IN_CERTIFICATE_ENTRY ? 0 : 1, 32);
		for (size_t i = 0; i < l->n; i++) {
			CHECK_THAT(known_row(l->rows[i]), "message %d: row %zu is not one of EXTENSIONS", in, i);
			CHECK_THAT(l->rows[i]->type != EXT_PRE_SHARED_KEY || i == l->n - 1, "message %d: pre_shared_key is not the last", in);
			for (size_t k = 0; k < i; k++)
				CHECK_THAT(l->rows[k]->type != l->rows[i]->type, "message %d: 0x%04x twice", in, l->rows[i]->type);
		}
	}
}

/* What one side makes the other understands, except GREASE, which nobody may; and who
 * answers was offered it. */
static void both_sides_know_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (enum extension_place in = 0; in < IN_N; in++) {
			const struct extension_in *x = &rows[i]->in[in];
			const char *name = code_name(&codes_extension, rows[i]->type);

			CHECK_THAT(!x->make || x->wanted, "%s in message %d: its content is made, but never sent", name, in);
			CHECK_THAT(!x->make || x->read || x->take, "%s in message %d: made, but not read", name, in);
			CHECK_THAT(!x->wanted || x->read || x->take || rows[i] == &extension_grease, "%s in message %d: sent, but not read", name,
				   in);
			CHECK_THAT(!x->absent || x->read, "%s in message %d: only its absence means something", name, in);
			CHECK_THAT(!extension_lists[in].answers || !x->wanted || rows[i]->in[IN_CLIENT_HELLO].wanted,
				   "%s in message %d: answered, but never offered", name, in);
		}
}

/* ---- on the wire ---- */

static void everything_on(struct duel *d)
{
	static const char *const protocols[] = { "h2", "http/1.1" };

	duel_init(d);
	for (int i = 0; i < 2; i++) {
		struct tls_config *c = &d->side[i].party.tls;

		c->extended_master_secret = c->encrypt_then_mac = c->session_ticket = true;
		c->grease = i == DUEL_CLIENT;
		c->alpn = protocols;
		c->n_alpn = ARRAY_LEN(protocols);
	}
	duel_begin(d);
}

/* The extensions of the first message of that type, in order. */
static void sends(const struct trace *t, uint8_t handshake_type, const uint16_t *types, size_t n)
{
	unit_id u = 1;
	field_id f = 0;

	while (u < trace_n_units(t) && (trace_unit(t, u)->kind != UNIT_MESSAGE || trace_unit(t, u)->handshake_type != handshake_type))
		u++;
	assert_in_range(u, 1, trace_n_units(t) - 1);
	for (size_t i = 0; i <= n; i++) {
		f = trace_find_field(t, trace_unit(t, u)->first_field, "extension_type", f);
		CHECK_THAT(!f == (i == n), "message %u: %s %zu extensions", handshake_type, f ? "more than" : "only", i);
		if (f)
			CHECK_THAT(bytes_uint(trace_field_bytes(t, f)) == types[i], "message %u: extension %zu is 0x%04x", handshake_type, i,
				   (unsigned)bytes_uint(trace_field_bytes(t, f)));
	}
}

static void sent_in_order(void **state)
{
	static const uint16_t offered[] = { 0x1a1a, 0, 23, 0xff01, 10, 11, 35, 16, 22, 13 }, answered[] = { 0xff01, 0, 23, 22, 16 };
	struct duel d;

	(void)state;
	everything_on(&d);
	duel_play(&d);
	assert_int_equal(d.side[DUEL_CLIENT].ep->state, EP_ESTABLISHED);
	sends(d.side[DUEL_CLIENT].t, HS_CLIENT_HELLO, offered, ARRAY_LEN(offered));
	sends(d.side[DUEL_SERVER].t, HS_SERVER_HELLO, answered, ARRAY_LEN(answered));
	duel_free(&d);
}

/* ---- what was offered ---- */

static void same_field(const char *name, struct trace *t, field_id f, struct trace *want_in, field_id want)
{
	CHECK_THAT(!f == !want && (!f || bytes_equal(trace_field_bytes(t, f), trace_field_bytes(want_in, want))), "%s", name);
}

static void same_offer(struct connection *c, struct connection *want)
{
	struct trace *t = c->w.t, *w = want->w.t;
	const struct offer *a = &c->offer, *b = &want->offer;

	assert_int_equal(a->version, b->version);
	assert_int_equal(a->extensions, b->extensions);
	same_field("client_version", t, a->client_version, w, b->client_version);
	same_field("random", t, a->random, w, b->random);
	same_field("session_id", t, a->session_id, w, b->session_id);
	same_field("suites", t, a->suites, w, b->suites);
	same_field("compression", t, a->compression, w, b->compression);
	same_field("groups", t, a->groups, w, b->groups);
	same_field("schemes", t, a->schemes, w, b->schemes);
	same_field("alpn", t, a->alpn, w, b->alpn);
	same_field("server_name", t, a->server_name, w, b->server_name);
	same_field("renegotiated_connection", t, a->renegotiated_connection, w, b->renegotiated_connection);
}

static void every_role_reads_the_same(void **state)
{
	static const struct observer_config config;
	struct trace *t = trace_new();
	struct observer *o = observer_new(t, &config);
	struct endpoint *client;
	struct duel d;

	(void)state;
	everything_on(&d);
	client = d.side[DUEL_CLIENT].ep;
	duel_settle(client);
	observer_feed(o, SIDE_CLIENT, endpoint_output(client), 0);
	duel_carry(client, d.side[DUEL_SERVER].ep);
	duel_settle(d.side[DUEL_SERVER].ep);
	assert_string_equal(d.side[DUEL_SERVER].ep->c.s.server_name, "server.example");
	assert_true(bytes_equal(trace_field_bytes(t, o->c.offer.server_name), bytes_str("server.example")));
	same_offer(&d.side[DUEL_SERVER].ep->c, &client->c);
	same_offer(&o->c, &client->c);
	observer_free(o);
	trace_free(t);
	duel_free(&d);
}

/* Extensions of a ClientHello, and what an observer holds of them; malformed ones as well. */
static const struct {
	const char *name, *extensions;
	size_t n_types;
	uint16_t types[4];       /* that came */
	const char *host;        /* NULL: none */
	size_t versions, ticket; /* bytes, with the list's length prefix */
} offers[] = {
	{ "none", "", 0, { 0 }, NULL, 0, 0 },
	{ "an empty list", "[2 ]", 0, { 0 }, NULL, 0, 0 },
	{ "unknown ones", "[2 fefe [2 00 ] 0a0a [2 ] ]", 0, { 0 }, NULL, 0, 0 },
	{ "a name", "[2 0000 [2 [2 00 [2 \"a.example\" ] ] ] ]", 1, { EXT_SERVER_NAME }, "a.example", 0, 0 },
	{ "a name behind one of an unknown type", "[2 0000 [2 [2 07 [2 00ff ] 00 [2 \"a.example\" ] ] ] ]", 1, { EXT_SERVER_NAME }, "a.example", 0, 0 },
	{ "only a name of an unknown type", "[2 0000 [2 [2 07 [2 00ff ] ] ] ]", 1, { EXT_SERVER_NAME }, NULL, 0, 0 },
	{ "a second extension of the type", "[2 0000 [2 [2 00 [2 \"a.example\" ] ] ] 0000 [2 [2 00 [2 \"b.example\" ] ] ] ]", 1, { EXT_SERVER_NAME },
	  "a.example", 0, 0 },
	{ "a list of names that is cut", "[2 0000 [2 0009 00 [2 \"a\" ] ] ]", 1, { EXT_SERVER_NAME }, NULL, 0, 0 },
	{ "one that is cut before its type", "[2 00 ]", 0, { 0 }, NULL, 0, 0 },
	{ "versions, a ticket", "[2 002b [2 [1 0304 0303 ] ] 0023 [2 010203 ] ]", 2, { EXT_SUPPORTED_VERSIONS, EXT_SESSION_TICKET }, NULL, 5, 3 },
	{ "what says by its presence", "[2 0017 [2 ] 0016 [2 ] 0023 [2 ] ff01 [2 [1 ] ] ]", 4,
	  { EXT_EXTENDED_MASTER_SECRET, EXT_ENCRYPT_THEN_MAC, EXT_SESSION_TICKET, EXT_RENEGOTIATION_INFO }, NULL, 0, 0 },
};

static unsigned bits(uint32_t x)
{
	unsigned n = 0;

	for (; x; x &= x - 1)
		n++;
	return n;
}

static void offers_are_read(void **state)
{
	static const struct observer_config config;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(offers); i++) {
		struct trace *t = trace_new();
		struct observer *o = observer_new(t, &config);
		const struct offer *f = &o->c.offer;
		struct buf text = { 0 }, b = { 0 };

		buf_printf(&text, "16 0301 [2 01 [3 0303 32*11 00 [2 003c ] [1 00 ] %s ] ]", offers[i].extensions);
		script(&b, buf_str(&text));
		observer_feed(o, SIDE_CLIENT, buf_bytes(&b), 0);
		CHECK_THAT(f->version == VERSION_TLS12, "%s: version %04x", offers[i].name, f->version);
		CHECK_THAT(bits(f->extensions) == offers[i].n_types, "%s: %u extensions", offers[i].name, bits(f->extensions));
		for (size_t k = 0; k < offers[i].n_types; k++)
			CHECK_THAT(extension_offered(f, offers[i].types[k]), "%s: 0x%04x is not there", offers[i].name, offers[i].types[k]);
		CHECK_THAT(!f->server_name == !offers[i].host, "%s: the name", offers[i].name);
		if (offers[i].host)
			CHECK_THAT(bytes_equal(trace_field_bytes(t, f->server_name), bytes_str(offers[i].host)), "%s: another name", offers[i].name);
		CHECK_THAT((f->versions ? trace_field_bytes(t, f->versions).n : 0) == offers[i].versions, "%s: versions", offers[i].name);
		CHECK_THAT(f->ticket.n == offers[i].ticket, "%s: a ticket of %zu bytes", offers[i].name, f->ticket.n);
		buf_free(&text);
		buf_free(&b);
		observer_free(o);
		trace_free(t);
	}
}

UNIT_GROUP(extension)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_reached),
		cmocka_unit_test(lists_are_in_order),
		cmocka_unit_test(both_sides_know_it),
		cmocka_unit_test(sent_in_order),
		cmocka_unit_test(every_role_reads_the_same),
		cmocka_unit_test(offers_are_read),
	};
	return cmocka_run_group_tests_name("extension", tests, unit_set_up, NULL);
}
