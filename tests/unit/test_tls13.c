/* The key schedule of TLS 1.3, held against RFC 8448 3: its two hellos and its shared secret in, its secrets and keys out. */
#include "unit.h"

#include "base/text.h"
#include "check_trace.h"
#include "crypto/crypto.h"
#include "duel.h"
#include "source/sim/offer.h"
#include "tls/connection.h"
#include "tls/keys/keys.h"

#define CLIENT_HELLO                                                                                                       \
	"010000c00303cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece7000006130113031302010000910000000b0009" \
	"000006736572766572ff01000100000a00140012001d0017001800190100010101020103010400230000003300260024001d002099381de5" \
	"60e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c002b0003020304000d0020001e040305030603020308040805080604" \
	"010501060102010402050206020202002d00020101001c00024001"
#define SERVER_HELLO                                                                                                       \
	"020000560303a6af06a4121860dc5e6e60249cd34c95930c8ac5cb1434dac155772ed3e2692800130100002e00330024001d0020c9828876" \
	"112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f002b00020304"
#define SHARED "8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d"

static value_id from_hex(struct connection *c, const char *label, const char *hex)
{
	struct buf b = { 0 };
	value_id v;

	assert_int_equal(text_unhex(hex, &b), ST_OK);
	v = trace_add_leaf(c->w.t, c->actor, OP_CONFIG, label, buf_bytes(&b));
	buf_free(&b);
	return v;
}

static void is(const struct connection *c, const char *what, value_id v, const char *hex)
{
	struct buf b = { 0 };

	assert_int_equal(text_unhex(hex, &b), ST_OK);
	CHECK_THAT(bytes_equal(trace_bytes(c->w.t, v), buf_bytes(&b)), "%s is not %s", what, hex);
	buf_free(&b);
}

static void begin(struct connection *c, struct trace *t)
{
	static const struct role role = { .last_content_type = CT_APPLICATION_DATA };

	conn_init(c, t, SIDE_CLIENT, &role);
	trace_open_step(t, "ServerHello", ACTOR_SERVER);
	c->s.version = VERSION_TLS13;
	c->s.suite = suite_find(0x1301);
	transcript_append(&c->transcript, from_hex(c, "ClientHello", CLIENT_HELLO));
	transcript_append(&c->transcript, from_hex(c, "ServerHello", SERVER_HELLO));
	c->secrets.pre_master = from_hex(c, "shared secret", SHARED);
}

static void the_hellos_give_the_keys_of_the_handshake(void **state)
{
	static const struct {
		enum tls13_secret secret;
		const char *hex;
	} secrets[] = {
		{ TLS13_EARLY, "33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a" },
		{ TLS13_HANDSHAKE, "1dc826e93606aa6fdc0aadc12f741b01046aa6b99f691ed221a9f0ca043fbeac" },
		{ TLS13_CLIENT_HANDSHAKE_TRAFFIC, "b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21" },
		{ TLS13_SERVER_HANDSHAKE_TRAFFIC, "b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38" },
	};
	static const struct {
		enum side_id side;
		const char *key, *iv;
	} keys[] = {
		{ SIDE_CLIENT, "dbfaa693d1762c5b666af5d950258d01", "5bd3c71b836e0b76bb73265f" },
		{ SIDE_SERVER, "3fce516009c21727d0f2e4e86ee403bc", "5d313eb2671276ee13000b30" },
	};
	struct trace *t = trace_new();
	struct connection c = { .role = NULL };

	(void)state;
	begin(&c, t);
	assert_null(keys_for(&c, SIDE_SERVER, EPOCH_HANDSHAKE)->suite);
	keys_advance(&c, KEYS_SHARED);
	for (size_t i = 0; i < ARRAY_LEN(secrets); i++)
		is(&c, trace_value(t, c.secrets.tls13.secrets[secrets[i].secret])->label, c.secrets.tls13.secrets[secrets[i].secret], secrets[i].hex);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const struct protection *p = keys_for(&c, keys[i].side, EPOCH_HANDSHAKE);

		assert_ptr_equal(p->suite, c.s.suite);
		is(&c, "the key", p->key, keys[i].key);
		is(&c, "the IV", p->salt, keys[i].iv);
	}
	assert_null(keys_for(&c, SIDE_SERVER, EPOCH_APPLICATION)->suite);
	check_trace(t, "RFC 8448 3");
	conn_free(&c);
	trace_free(t);
}

/* What comes after depends on messages that are not here; that it is made at its point, of what the table says, is seen. */
static void each_point_makes_its_secrets(void **state)
{
	static const struct {
		enum keys_point point;
		enum tls13_secret last;
		size_t made;
	} rows[] = {
		{ KEYS_SHARED, TLS13_SERVER_HANDSHAKE_TRAFFIC, 4 },
		{ KEYS_SERVER_FINISHED, TLS13_EXPORTER, 8 },
		{ KEYS_CLIENT_FINISHED, TLS13_RESUMPTION, 9 },
	};
	static const enum keylog_label logged[] = {
		KEYLOG_CLIENT_HANDSHAKE_TRAFFIC_SECRET, KEYLOG_SERVER_HANDSHAKE_TRAFFIC_SECRET, KEYLOG_CLIENT_TRAFFIC_SECRET_0,
		KEYLOG_SERVER_TRAFFIC_SECRET_0, KEYLOG_EXPORTER_SECRET,
	};
	enum keylog_label labels[TLS13_N];
	size_t n_labels = 0;
	struct trace *t = trace_new();
	struct connection c = { .role = NULL };

	(void)state;
	begin(&c, t);
	c.s.client_random = from_hex(&c, "client_random", "00");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t made = 0;

		assert_int_equal(c.secrets.tls13.secrets[rows[i].last], 0);
		keys_advance(&c, rows[i].point);
		for (size_t k = 0; k < TLS13_N; k++)
			made += c.secrets.tls13.secrets[k] != 0;
		assert_int_equal(made, rows[i].made);
		assert_int_not_equal(c.secrets.tls13.secrets[rows[i].last], 0);
	}
	assert_int_equal(trace_bytes(t, keys_finished(&c, SIDE_SERVER)).n, 32);
	check_trace(t, "all points");
	for (event_id i = 1; i < trace_n_events(t); i++)
		if (trace_event(t, i)->secret)
			labels[n_labels++] = (enum keylog_label)trace_event(t, i)->secret;
	assert_int_equal(n_labels, ARRAY_LEN(logged));
	assert_memory_equal(labels, logged, sizeof(logged));
	conn_free(&c);
	trace_free(t);
}

/* ---- client against server ---- */

static void tls13_duel(struct duel *d)
{
	static const uint16_t suites[] = { 0x1301 };

	duel_init(d);
	for (int i = 0; i < 2; i++) {
		struct tls_config *cfg = &d->side[i].party.tls;

		cfg->max_version = VERSION_TLS13;
		cfg->suites = suites;
		cfg->n_suites = 1;
		cfg->extended_master_secret = cfg->encrypt_then_mac = cfg->session_ticket = true;
	}
	duel_begin(d);
}

/* A server may send data (RFC 9846 2) before the client's Finished has come, and close after it. */
static void data_of_the_server_waits_for_the_client(void **state)
{
	struct endpoint *client, *server;
	struct duel d;

	(void)state;
	tls13_duel(&d);
	client = d.side[DUEL_CLIENT].ep;
	server = d.side[DUEL_SERVER].ep;
	duel_settle(client);
	while (duel_carry(client, server))
		continue;
	duel_settle(server);
	duel_send(server, CT_APPLICATION_DATA, bytes_str("half a round trip"));
	duel_send(server, CT_ALERT, bytes_of((uint8_t[]){ ALERT_WARNING, ALERT_CLOSE_NOTIFY }, 2));
	duel_play(&d);
	assert_true(client->close_received);
	assert_string_equal(trace_current(client->c.w.t)->outcome.outcome, "established");
	assert_string_equal(trace_current(server->c.w.t)->outcome.outcome, "established");
	assert_true(bytes_equal(endpoint_received(client), bytes_str("half a round trip")));
	duel_free(&d);
}

static void both_have_the_keys_after_the_hellos(void **state)
{
	const struct connection *c, *s;
	struct duel d;

	(void)state;
	tls13_duel(&d);
	duel_play(&d);
	c = &d.side[DUEL_CLIENT].ep->c;
	s = &d.side[DUEL_SERVER].ep->c;
	for (int i = 0; i < 2; i++) {
		const struct connection *x = i ? s : c;

		assert_string_equal(trace_current(x->w.t)->outcome.version, "TLSv1.3");
		assert_string_equal(trace_current(x->w.t)->outcome.cipher_suite, "TLS_AES_128_GCM_SHA256");
		assert_null(trace_current(x->w.t)->outcome.alert);
		assert_int_equal(d.side[i].ep->state, EP_ESTABLISHED);
		for (int side = 0; side < 2; side++)
			assert_true(bytes_equal(trace_bytes(c->w.t, keys_for(c, (enum side_id)side, EPOCH_HANDSHAKE)->key),
						trace_bytes(s->w.t, keys_for(s, (enum side_id)side, EPOCH_HANDSHAKE)->key)));
		check_trace(x->w.t, "TLS 1.3");
	}
	assert_int_equal(trace_bytes(c->w.t, keys_for(c, SIDE_CLIENT, EPOCH_HANDSHAKE)->key).n, 16);
	duel_free(&d);
}

/* The ServerHello that came, with its old fields as those of TLS 1.2 (RFC 9846 4.2.3), and nothing of what moved to EncryptedExtensions. */
static void server_hello_says_little(void **state)
{
	static const struct {
		const char *field;
		uint64_t value;
	} fields[] = {
		{ "server_version", VERSION_TLS12 }, { "cipher_suite", 0x1301 }, { "selected_version", VERSION_TLS13 }, { "group", 23 },
	};
	const struct trace *t;
	unit_id u = 1;
	field_id f = 0;
	size_t n = 0;
	struct duel d;

	(void)state;
	tls13_duel(&d);
	duel_play(&d);
	t = d.side[DUEL_SERVER].t;
	while (trace_unit(t, u)->kind != UNIT_MESSAGE || trace_unit(t, u)->handshake_type != HS_SERVER_HELLO)
		u++;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		f = trace_find_field(t, trace_unit(t, u)->first_field, fields[i].field, 0);
		CHECK_THAT(f && bytes_uint(trace_field_bytes(t, f)) == fields[i].value, "%s", fields[i].field);
	}
	for (f = 0; (f = trace_find_field(t, trace_unit(t, u)->first_field, "Extension", f)) != 0;)
		n++;
	assert_int_equal(n, 2);
	duel_free(&d);
}

static void the_groups_must_meet(void **state)
{
	static const uint16_t p256[] = { 23 }, x25519_p256[] = { 29, 23 }, x448[] = { 30 };
	static const struct {
		const char *name;
		struct code_list client, server;
		enum reason reason;        /* of the server's choice */
	} rows[] = {
		{ "the same", { p256, 1 }, { p256, 1 }, REASON_FIRST_COMMON_GROUP },
		{ "the server has another one as well", { p256, 1 }, { x25519_p256, 2 }, REASON_FIRST_COMMON_GROUP },
		{ "the client guessed x25519", { x25519_p256, 2 }, { p256, 1 }, REASON_NO_SHARE },
		{ "none in common", { x25519_p256, 2 }, { x448, 1 }, REASON_NO_COMMON_GROUP },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		enum reason reason = REASON_NONE;
		struct duel d;
		const struct trace *t;

		tls13_duel(&d);
		d.side[DUEL_CLIENT].party.tls.groups = rows[i].client;
		d.side[DUEL_SERVER].party.tls.groups = rows[i].server;
		duel_play(&d);
		t = d.side[DUEL_SERVER].t;
		for (event_id id = 1; id < trace_n_events(t); id++)
			if (trace_event(t, id)->type == EV_GROUP_CHOSEN)
				reason = (enum reason)trace_event(t, id)->reason;
		CHECK_THAT(reason == rows[i].reason, "%s: %s", rows[i].name, reason_name(reason));
		if (reason != REASON_NO_COMMON_GROUP)
			assert_null(trace_current(t)->outcome.alert);
		else
			assert_string_equal(trace_current(t)->outcome.alert, "handshake_failure");
		duel_free(&d);
	}
}

/* A server of TLS 1.2 gets it from the same ClientHello, and the other way round. */
static void either_goes_down_to_tls12(void **state)
{
	static const uint16_t both[] = { 0x1301, 0x003c }, old[] = { 0x003c };

	(void)state;
	for (int older = 0; older < 2; older++) {
		struct duel d;

		duel_init(&d);
		for (int i = 0; i < 2; i++) {
			struct tls_config *cfg = &d.side[i].party.tls;

			cfg->max_version = i == older ? VERSION_TLS12 : VERSION_TLS13;
			cfg->suites = i == older ? old : both;
			cfg->n_suites = i == older ? 1 : 2;
		}
		duel_begin(&d);
		duel_play(&d);
		for (int i = 0; i < 2; i++) {
			assert_string_equal(trace_current(d.side[i].t)->outcome.version, "TLSv1.2");
			assert_int_equal(d.side[i].ep->state, EP_ESTABLISHED);
		}
		duel_free(&d);
	}
}

/* RFC 9846 E.4: what a client in the disguise of TLS 1.2 says behind its hello, if that is an alert. */
static void a_client_that_gives_up_keeps_its_disguise(void **state)
{
	enum { ENCRYPTED = CT_APPLICATION_DATA };
	static const struct { const char *title; bool disguised; enum duel_place at; uint8_t first, then; } rows[] = {
		{ "before ServerHello", true, AT_SERVER_HELLO, CT_ALERT, 0 },
		{ "behind it", true, AT_SERVER_CERTIFICATE, CT_CHANGE_CIPHER_SPEC, ENCRYPTED },
		{ "behind it, without", false, AT_SERVER_CERTIFICATE, ENCRYPTED, 0 },
		{ "behind its second flight", true, AT_TICKET, ENCRYPTED, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf records[2];
		struct duel d;

		duel_init_as(&d, true);
		offer_tls13(&d.side[0].party, &d.side[1].party, 0);
		d.side[0].party.tls.compatibility = rows[i].disguised;
		duel_begin(&d);
		if (rows[i].at == AT_TICKET)
			duel_play(&d);
		else
			duel_until(&d, ACTOR_CLIENT, rows[i].at);
		buf_clear(&d.side[0].ep->out);
		endpoint_abort(d.side[0].ep, ALERT_INTERNAL_ERROR);
		for (size_t k = 0; k < 2; k++) {
			const uint8_t want = k ? rows[i].then : rows[i].first;

			records[k] = duel_take_record(d.side[0].ep);
			CHECK_THAT(want ? records[k].n && records[k].p[0] == want : !records[k].n, "%s: record %zu is another", rows[i].title, k);
			buf_free(&records[k]);
		}
		check_trace(d.side[0].t, rows[i].title);
		duel_free(&d);
	}
}

static unsigned updates_of(const struct duel_side *s)
{
	unsigned n = 0;

	for (unit_id i = 1; i < trace_n_units(s->t); i++)
		n += trace_unit(s->t, i)->kind == UNIT_MESSAGE && trace_unit(s->t, i)->sender == s->ep->c.actor &&
		     trace_unit(s->t, i)->handshake_type == HS_KEY_UPDATE;
	return n;
}

/* RFC 9846 4.7.3: who is silent may answer several with one. */
static void many_updates_get_one(void **state)
{
	static const struct { bool late; unsigned silent, then; } rows[] = { { false, 3, 3 }, { true, 0, 1 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct duel d;

		duel_init_as(&d, true);
		offer_tls13(&d.side[0].party, &d.side[1].party, 0);
		d.side[1].party.tls.updates_late = rows[i].late;
		duel_begin(&d);
		duel_play(&d);
		for (unsigned k = 0; k < 3; k++) {
			endpoint_update_keys(d.side[0].ep, true);
			duel_play(&d);
		}
		assert_int_equal(updates_of(&d.side[1]), rows[i].silent);
		endpoint_write(d.side[1].ep, BYTES_LIT("data"));
		duel_play(&d);
		assert_int_equal(updates_of(&d.side[1]), rows[i].then);
		assert_true(bytes_equal(endpoint_received(d.side[0].ep), BYTES_LIT("data")));
		duel_free(&d);
	}
}

/* RFC 9846 4.3.11: an identity has a byte at least. Up to TLS 1.2 it may be empty (RFC 4279 2). */
static void a_key_without_a_name_is_not_offered(void **state)
{
	const struct external_psk keys[] = { { BYTES_NONE, BYTES_LIT("key"), HASH_SHA256 }, { BYTES_LIT("name"), BYTES_LIT("key"), HASH_SHA256 } };

	(void)state;
	for (size_t n = 1; n <= 2; n++) {
		struct duel d;

		duel_init_as(&d, true);
		offer_tls13(&d.side[0].party, &d.side[1].party, 0);
		d.side[0].party.tls.psks = keys;
		d.side[0].party.tls.n_psks = n;
		duel_begin(&d);
		duel_play(&d);
		assert_int_equal(endpoint_state(d.side[0].ep), EP_ESTABLISHED);
		assert_int_equal(d.side[0].ep->n_psks, n - 1);
		duel_free(&d);
	}
}

UNIT_GROUP(tls13)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hellos_give_the_keys_of_the_handshake),
		cmocka_unit_test(each_point_makes_its_secrets),
		cmocka_unit_test(data_of_the_server_waits_for_the_client),
		cmocka_unit_test(both_have_the_keys_after_the_hellos),
		cmocka_unit_test(server_hello_says_little),
		cmocka_unit_test(the_groups_must_meet),
		cmocka_unit_test(either_goes_down_to_tls12),
		cmocka_unit_test(a_key_without_a_name_is_not_offered),
		cmocka_unit_test(many_updates_get_one),
		cmocka_unit_test(a_client_that_gives_up_keeps_its_disguise),
	};

	return cmocka_run_group_tests_name("tls13", tests, unit_set_up, NULL);
}
