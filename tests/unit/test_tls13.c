/* The key schedule of TLS 1.3, held against RFC 8448 3: its two hellos and its shared secret in, its secrets and keys out. */
#include "unit.h"

#include "base/text.h"
#include "check_trace.h"
#include "crypto/crypto.h"
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

	conn_init(c, t, ACTOR_CLIENT, &role);
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

UNIT_GROUP(tls13)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hellos_give_the_keys_of_the_handshake),
		cmocka_unit_test(each_point_makes_its_secrets),
	};
	struct error err;

	if (crypto_init(&err) != ST_OK)
		return 1;
	return cmocka_run_group_tests_name("tls13", tests, NULL, NULL);
}
