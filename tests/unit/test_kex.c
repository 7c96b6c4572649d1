/* Key exchanges. Over curves both arrive at the same secret, and what is no public value, no signature or no group
 * that was offered ends the handshake. */
#include "unit.h"
#include "duel.h"
#include "script.h"

#include "tls/kex/rsa.h"

#define ECDHE_RSA 0xc02f
#define ECDHE_ECDSA 0xc02b
enum { P256 = 23, P384, P521, X25519 = 29, X448 };

static void configure_lists(struct duel *d, uint16_t suite, struct code_list client_groups, struct code_list server_groups)
{
	static uint16_t suites[1];

	suites[0] = suite;
	duel_init_as(d, true);
	if (suite == ECDHE_ECDSA)   /* a client's certificate, which says so */
		party_demo_credential(&d->side[DUEL_SERVER].party, "pki/client-p256.pem", "pki/client-p256.key");
	d->side[DUEL_CLIENT].party.tls.insecure = suite == ECDHE_ECDSA;
	for (int i = 0; i < 2; i++) {
		party_suites(&d->side[i].party, suites, 1);
		d->side[i].party.tls.groups = i ? server_groups : client_groups;
	}
	duel_begin(d);
}

static void configure(struct duel *d, uint16_t suite, const uint16_t *client_group, const uint16_t *server_group)
{
	configure_lists(d, suite, (struct code_list){ client_group, 1 }, (struct code_list){ server_group, 1 });
}

static const struct {
	const char *name;
	uint16_t suite, group;
	size_t secret;             /* bytes */
} agreements[] = {
	{ "x25519, RSA", ECDHE_RSA, X25519, 32 },
	{ "secp256r1, RSA", ECDHE_RSA, P256, 32 },
	{ "secp384r1, RSA", ECDHE_RSA, P384, 48 },
	{ "secp521r1, RSA", ECDHE_RSA, P521, 66 },
	{ "x448, RSA", ECDHE_RSA, X448, 56 },
	{ "x25519, ECDSA", ECDHE_ECDSA, X25519, 32 },
	{ "secp256r1, ECDSA", ECDHE_ECDSA, P256, 32 },
};

static struct bytes secret_of(struct endpoint *ep, value_id id)
{
	return trace_bytes(ep->c.w.t, id);
}

static void both_arrive_at_the_same_secret(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(agreements); i++) {
		const uint16_t group = agreements[i].group, listed[] = { group, P256 };   /* the ECDSA key is on secp256r1 */
		struct endpoint *client, *server;
		struct duel d;

		configure_lists(&d, agreements[i].suite, (struct code_list){ listed, 2 }, (struct code_list){ &group, 1 });
		client = d.side[DUEL_CLIENT].ep, server = d.side[DUEL_SERVER].ep;
		duel_play(&d);
		CHECK_THAT(client->state == EP_ESTABLISHED && server->state == EP_ESTABLISHED, "%s: not established: %s", agreements[i].name,
			   trace_current(client->c.w.t)->outcome.failed_check);
		CHECK_THAT(client->c.s.group == group_find(group) && server->c.s.group == group_find(group), "%s: another group", agreements[i].name);
		CHECK_THAT(bytes_equal(secret_of(client, client->c.secrets.pre_master), secret_of(server, server->c.secrets.pre_master)),
			   "%s: two secrets", agreements[i].name);
		CHECK_THAT(secret_of(client, client->c.secrets.pre_master).n == agreements[i].secret, "%s: size of the secret", agreements[i].name);
		CHECK_THAT(!bytes_equal(secret_of(client, client->c.secrets.own_private), secret_of(server, server->c.secrets.own_private)),
			   "%s: one key", agreements[i].name);
		check_trace(client->c.w.t, agreements[i].name);
		check_trace(server->c.w.t, agreements[i].name);
		duel_free(&d);
	}
}

static void gave_up(struct endpoint *ep, const char *name, int alert, enum event_type check, enum reason reason)
{
	const struct trace_outcome *o = &trace_current(ep->c.w.t)->outcome;
	const struct event *e = fatal_event(ep->c.w.t);

	CHECK_THAT(ep->state == EP_FAILED && e, "%s: it goes on", name);
	CHECK_THAT(e->type == check, "%s: found by %s", name, event_specs[e->type].name);
	CHECK_THAT(e->reason == reason, "%s: because: %s", name, reason_name(e->reason));
	CHECK_THAT(o->alert && strcmp(o->alert, code_name(&codes_alert, (uint32_t)alert)) == 0, "%s: alert %s", name, o->alert ? o->alert : "none");
	check_trace(ep->c.w.t, name);
}

/* ---- what a client may say ---- */

#define YC(content) "16 0303 [2 10 [3 [1 " content " ] ] ]"

static const struct {
	const char *name;
	uint16_t group;
	const char *bytes;
	int alert;
	enum event_type check;
	enum reason reason;
} client_values[] = {
	{ "x25519: 31 bytes", X25519, YC("31*09"), ALERT_ILLEGAL_PARAMETER, EV_KEX_PUBLIC, REASON_COORDINATE_BAD },
	{ "x25519: a point of secp256r1", X25519, YC("04 64*11"), ALERT_ILLEGAL_PARAMETER, EV_KEX_PUBLIC, REASON_COORDINATE_BAD },
	{ "x25519: zero", X25519, YC("32*00"), ALERT_ILLEGAL_PARAMETER, EV_KEX_SECRET, REASON_SECRET_ZERO },
	{ "x25519: one, of order 4", X25519, YC("01 31*00"), ALERT_ILLEGAL_PARAMETER, EV_KEX_SECRET, REASON_SECRET_ZERO },
	{ "x25519: of order 8", X25519, YC("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"), ALERT_ILLEGAL_PARAMETER, EV_KEX_SECRET, REASON_SECRET_ZERO },
	{ "x25519: of order 8, the other", X25519, YC("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"), ALERT_ILLEGAL_PARAMETER, EV_KEX_SECRET, REASON_SECRET_ZERO },
	{ "x25519: p - 1", X25519, YC("ec 30*ff 7f"), ALERT_ILLEGAL_PARAMETER, EV_KEX_SECRET, REASON_SECRET_ZERO },
	{ "x25519: p", X25519, YC("ed 30*ff 7f"), ALERT_ILLEGAL_PARAMETER, EV_KEX_SECRET, REASON_SECRET_ZERO },
	{ "x25519: p + 1", X25519, YC("ee 30*ff 7f"), ALERT_ILLEGAL_PARAMETER, EV_KEX_SECRET, REASON_SECRET_ZERO },
	{ "x25519: zero and the unused bit", X25519, YC("31*00 80"), ALERT_ILLEGAL_PARAMETER, EV_KEX_SECRET, REASON_SECRET_ZERO },
	{ "x25519: p + 1 and the unused bit", X25519, YC("ee 31*ff"), ALERT_ILLEGAL_PARAMETER, EV_KEX_SECRET, REASON_SECRET_ZERO },
	{ "x448: one", X448, YC("01 55*00"), ALERT_ILLEGAL_PARAMETER, EV_KEX_SECRET, REASON_SECRET_ZERO },
	{ "x448: p - 1", X448, YC("fe 27*ff fe 27*ff"), ALERT_ILLEGAL_PARAMETER, EV_KEX_SECRET, REASON_SECRET_ZERO },
	{ "x448: p", X448, YC("28*ff fe 27*ff"), ALERT_ILLEGAL_PARAMETER, EV_KEX_SECRET, REASON_SECRET_ZERO },
	{ "x448: p + 1", X448, YC("28*00 28*ff"), ALERT_ILLEGAL_PARAMETER, EV_KEX_SECRET, REASON_SECRET_ZERO },
	{ "x448: zero", X448, YC("56*00"), ALERT_ILLEGAL_PARAMETER, EV_KEX_SECRET, REASON_SECRET_ZERO },
	{ "secp256r1: not on the curve", P256, YC("04 64*11"), ALERT_ILLEGAL_PARAMETER, EV_KEX_PUBLIC, REASON_POINT_BAD },
	{ "secp256r1: compressed", P256, YC("02 32*11"), ALERT_ILLEGAL_PARAMETER, EV_KEX_PUBLIC, REASON_POINT_BAD },
	{ "secp256r1: zero", P256, YC("04 64*00"), ALERT_ILLEGAL_PARAMETER, EV_KEX_PUBLIC, REASON_POINT_BAD },
	{ "secp256r1: more than p", P256, YC("04 64*ff"), ALERT_ILLEGAL_PARAMETER, EV_KEX_PUBLIC, REASON_POINT_BAD },
	{ "secp256r1: a zero in front", P256, YC("00 04 64*11"), ALERT_ILLEGAL_PARAMETER, EV_KEX_PUBLIC, REASON_POINT_BAD },
	{ "secp521r1: bits above the field", P521, YC("04 132*ff"), ALERT_ILLEGAL_PARAMETER, EV_KEX_PUBLIC, REASON_POINT_BAD },
	{ "secp521r1: zero", P521, YC("04 132*00"), ALERT_ILLEGAL_PARAMETER, EV_KEX_PUBLIC, REASON_POINT_BAD },
	{ "secp256r1: the point at infinity", P256, YC("00"), ALERT_ILLEGAL_PARAMETER, EV_KEX_PUBLIC, REASON_POINT_BAD },
	{ "secp256r1: 32 bytes", P256, YC("32*09"), ALERT_ILLEGAL_PARAMETER, EV_KEX_PUBLIC, REASON_POINT_BAD },
	{ "nothing", P256, YC(""), ALERT_DECODE_ERROR, EV_MESSAGE_DECODED, REASON_LENGTH_RANGE },
	{ "an encrypted secret, as with RSA", P256, "16 0303 [2 10 [3 [2 256*aa ] ] ]", ALERT_DECODE_ERROR, EV_MESSAGE_DECODED, REASON_TRAILING },
};

static void what_is_no_public_value_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(client_values); i++) {
		struct buf b = { 0 };
		struct duel d;

		configure(&d, ECDHE_RSA, &client_values[i].group, &client_values[i].group);
		duel_until(&d, ACTOR_SERVER, AT_CLIENT_CERTIFICATE);
		script(&b, client_values[i].bytes);
		endpoint_feed(d.side[DUEL_SERVER].ep, buf_bytes(&b));
		duel_settle(d.side[DUEL_SERVER].ep);
		gave_up(d.side[DUEL_SERVER].ep, client_values[i].name, client_values[i].alert, client_values[i].check, client_values[i].reason);
		buf_free(&b);
		duel_free(&d);
	}
}

/* ---- what a server may say ---- */

/* A record of the server's whose first handshake byte is that of ServerKeyExchange, with one byte changed at `at` (from its
 * end, if negative). */
static void carry_changed(struct duel *d, long at)
{
	struct endpoint *server = d->side[DUEL_SERVER].ep, *client = d->side[DUEL_CLIENT].ep;

	for (struct buf b = duel_take_record(server); b.n; b = duel_take_record(server)) {
		if (b.p[0] == CT_HANDSHAKE && b.p[5] == HS_SERVER_KEY_EXCHANGE && at)
			b.p[at < 0 ? (long)b.n + at : at] ^= 1;
		endpoint_feed(client, buf_bytes(&b));
		duel_settle(client);
		buf_free(&b);
	}
}

enum { HEADERS = 5 + 4, AT_TYPE = HEADERS, AT_GROUP = HEADERS + 2, AT_POINT = HEADERS + 10, AT_SCHEME = HEADERS + 4 + 32 };

static const struct {
	const char *name;
	long at;                   /* the byte that somebody changes on the way; 0: none */
	bool other_group;          /* the client says afterwards that it had offered another */
	int alert;
	enum event_type check;
	enum reason reason;
} server_values[] = {
	{ "a bit of the signature", -1, false, ALERT_DECRYPT_ERROR, EV_PARAMS_SIGNATURE, REASON_SIGNATURE_BAD },
	{ "a bit of the public value", AT_POINT, false, ALERT_DECRYPT_ERROR, EV_PARAMS_SIGNATURE, REASON_SIGNATURE_BAD },
	{ "a bit of the group", AT_GROUP, false, ALERT_DECRYPT_ERROR, EV_PARAMS_SIGNATURE, REASON_SIGNATURE_BAD },
	{ "a scheme that is none", AT_SCHEME + 1, false, ALERT_ILLEGAL_PARAMETER, EV_PARAMS_SIGNATURE, REASON_SCHEME_NOT_OFFERED },
	{ "explicit curve parameters", AT_TYPE, false, ALERT_DECODE_ERROR, EV_MESSAGE_DECODED, REASON_TOO_SHORT },
	{ "a group that was not offered", 0, true, ALERT_ILLEGAL_PARAMETER, EV_ANSWER_GROUP, REASON_GROUP_NOT_OFFERED },
};

static void what_the_server_has_not_signed_is_refused(void **state)
{
	static const uint16_t group = X25519, other = P256;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(server_values); i++) {
		struct duel d;

		configure(&d, ECDHE_RSA, &group, &group);
		duel_settle(d.side[DUEL_CLIENT].ep);
		duel_carry(d.side[DUEL_CLIENT].ep, d.side[DUEL_SERVER].ep);
		duel_settle(d.side[DUEL_SERVER].ep);
		if (server_values[i].other_group)
			d.side[DUEL_CLIENT].party.tls.groups.codes = &other;
		carry_changed(&d, server_values[i].at);
		gave_up(d.side[DUEL_CLIENT].ep, server_values[i].name, server_values[i].alert, server_values[i].check, server_values[i].reason);
		duel_free(&d);
	}
}

/* ---- what cannot be served ---- */

static const struct {
	const char *name;
	uint16_t suite, client_group;
	bool other_key;
	enum reason reason;
} refusals[] = {
	{ "no common curve", ECDHE_RSA, X448, false, REASON_NO_COMMON_GROUP },
	{ "an ECDSA suite, and an RSA key", ECDHE_ECDSA, X25519, true, REASON_NO_SIGNING_KEY },
	{ "an ECDSA key on a curve that is not listed", ECDHE_ECDSA, X25519, false, REASON_CURVE_NOT_LISTED },
};

static void what_cannot_be_served_is_not_chosen(void **state)
{
	static const uint16_t group = X25519;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		struct duel d;

		configure(&d, refusals[i].suite, &refusals[i].client_group, &group);
		if (refusals[i].other_key)
			party_demo_credential(&d.side[DUEL_SERVER].party, "pki/server.pem", "pki/server.key");
		duel_play(&d);
		gave_up(d.side[DUEL_SERVER].ep, refusals[i].name, ALERT_HANDSHAKE_FAILURE, EV_SUITE_CHOSEN, refusals[i].reason);
		duel_free(&d);
	}
}

/* RFC 8422 5.3 leaves it to the client: it is told, and no reason to end. Somebody changes the list on the way. */
static void a_key_on_a_curve_that_was_not_listed_is_told(void **state)
{
	static const uint16_t listed[] = { X25519, P384 }, own = X25519;
	static const uint8_t before[] = { 0, X25519, 0, P384 };
	struct endpoint *client, *server;
	const struct event *e = NULL;
	struct buf b;
	struct duel d;
	size_t at = 0;

	(void)state;
	configure_lists(&d, ECDHE_ECDSA, (struct code_list){ listed, 2 }, (struct code_list){ &own, 1 });
	client = d.side[DUEL_CLIENT].ep, server = d.side[DUEL_SERVER].ep;
	duel_settle(client);
	b = duel_take_record(client);
	while (memcmp(b.p + at, before, sizeof(before)) != 0)
		assert_true(++at + sizeof(before) <= b.n);
	b.p[at + 3] = P256;
	endpoint_feed(server, buf_bytes(&b));
	duel_settle(server);
	while (duel_carry(server, client))
		duel_settle(client);
	for (event_id id = 1; id < trace_n_events(client->c.w.t); id++)
		if (trace_event(client->c.w.t, id)->type == EV_CERT_SIGNS)
			e = trace_event(client->c.w.t, id);
	assert_non_null(e);
	assert_int_equal(e->verdict, VERDICT_WARN);
	assert_int_equal(e->reason, REASON_KEY_CURVE_NOT_LISTED);
	assert_int_not_equal(client->state, EP_FAILED);
	check_trace(client->c.w.t, "another curve");
	buf_free(&b);
	duel_free(&d);
}

/* ---- what a ClientHello leaves unsaid ---- */

#define HELLO_OF(suite, extensions) "16 0301 [2 01 [3 0303 32*11 00 [2 " suite " ] [1 00 ] [2 " extensions " ] ] ]"
#define HELLO(extensions) HELLO_OF("c02f", extensions)
#define GROUPS(codes) " 000a [2 [2 " codes " ] ]"
#define FORMATS(codes) " 000b [2 [1 " codes " ] ]"
#define SCHEMES(codes) " 000d [2 [2 " codes " ] ]"

static const struct {
	const char *name, *bytes;
	int alert;                 /* ALERT_NONE: served */
	enum event_type check;
	enum reason reason;
	bool ecdsa;                /* the server's key, on P-256 */
} hellos[] = {
	{ "both lists", HELLO(GROUPS("001d") SCHEMES("0401")), ALERT_NONE, EV_SUITE_CHOSEN, REASON_FIRST_COMMON_SUITE },
	{ "the group behind others", HELLO(GROUPS("0a0a 0017 001d") SCHEMES("0401")), ALERT_NONE, EV_SUITE_CHOSEN, REASON_FIRST_COMMON_SUITE },
	{ "no groups: any will do (RFC 8422 4)", HELLO(SCHEMES("0804")), ALERT_NONE, EV_SUITE_CHOSEN, REASON_FIRST_COMMON_SUITE },
	{ "no groups: an ECDSA key on any curve will do", HELLO_OF("c02b", SCHEMES("0403")), ALERT_NONE, EV_SUITE_CHOSEN, REASON_FIRST_COMMON_SUITE, true },
	{ "groups without the curve of the key", HELLO_OF("c02b", GROUPS("001d 0018") SCHEMES("0403")), ALERT_HANDSHAKE_FAILURE, EV_SUITE_CHOSEN,
	  REASON_CURVE_NOT_LISTED, true },
	{ "other groups", HELLO(GROUPS("0017 0018") SCHEMES("0401")), ALERT_HANDSHAKE_FAILURE, EV_SUITE_CHOSEN, REASON_NO_COMMON_GROUP },
	{ "no schemes: that would be SHA-1", HELLO(GROUPS("001d")), ALERT_HANDSHAKE_FAILURE, EV_SUITE_CHOSEN, REASON_SCHEMES_MISSING },
	{ "schemes of another key", HELLO(GROUPS("001d") SCHEMES("0403 0503")), ALERT_HANDSHAKE_FAILURE, EV_SUITE_CHOSEN, REASON_NO_COMMON_SIGNATURE },
	{ "a form of points that nobody speaks", HELLO(FORMATS("01") SCHEMES("0401")), ALERT_ILLEGAL_PARAMETER, EV_EXTENSION_READ,
	  REASON_FORMATS_LACK_UNCOMPRESSED },
};

static void the_offer_decides_who_can_be_served(void **state)
{
	static const uint16_t group = X25519;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(hellos); i++) {
		struct endpoint *server;
		struct buf b = { 0 };
		struct duel d;

		configure(&d, hellos[i].ecdsa ? ECDHE_ECDSA : ECDHE_RSA, &group, &group);
		server = d.side[DUEL_SERVER].ep;
		script(&b, hellos[i].bytes);
		endpoint_feed(server, buf_bytes(&b));
		duel_settle(server);
		if (hellos[i].alert == ALERT_NONE)
			CHECK_THAT(duel_at(server, AT_CLIENT_CERTIFICATE) && server->c.s.group == group_find(group), "%s: not served", hellos[i].name);
		else
			gave_up(server, hellos[i].name, hellos[i].alert, hellos[i].check, hellos[i].reason);
		check_trace(server->c.w.t, hellos[i].name);
		buf_free(&b);
		duel_free(&d);
	}
}

/* ---- the block of an RSA exchange, for the server and for an observer that has its key ---- */

static const struct {
	const char *name, *bytes;
	enum reason reason;
} blocks[] = {
	{ "eight bytes of padding", "00 02 8*ff 00 48*03", REASON_NONE },
	{ "nine of them", "00 02 9*ff 00 48*03", REASON_NONE },
	{ "zeros in the secret", "00 02 8*ff 00 48*00", REASON_NONE },
	{ "seven bytes of padding", "00 02 7*ff 00 48*03", REASON_PADDING_BAD },
	{ "a block to sign with", "00 01 8*ff 00 48*03", REASON_PADDING_BAD },
	{ "another first byte", "01 02 8*ff 00 48*03", REASON_PADDING_BAD },
	{ "a zero in the first eight bytes", "00 02 3*ff 00 4*ff 00 48*03", REASON_PADDING_BAD },
	{ "a zero behind them, and one where it belongs", "00 02 9*ff 00 2*ff 00 48*03", REASON_PADDING_LENGTH },
	{ "a secret of 47 bytes", "00 02 9*ff 00 47*03", REASON_PADDING_LENGTH },
	{ "a secret of 49 bytes", "00 02 8*ff 00 49*03", REASON_PADDING_LENGTH },
	{ "no zero at all", "00 02 57*ff", REASON_PADDING_BAD },
	{ "nothing", "", REASON_PADDING_BAD },
};

static void a_block_has_one_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(blocks); i++) {
		struct buf b = { 0 };
		enum reason reason;

		script(&b, blocks[i].bytes);
		reason = rsa_block_form(buf_bytes(&b));
		CHECK_THAT(reason == blocks[i].reason, "%s: %s", blocks[i].name, reason_name(reason));
		buf_free(&b);
	}
}

UNIT_GROUP(kex)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_arrive_at_the_same_secret),
		cmocka_unit_test(what_is_no_public_value_is_refused),
		cmocka_unit_test(what_the_server_has_not_signed_is_refused),
		cmocka_unit_test(what_cannot_be_served_is_not_chosen),
		cmocka_unit_test(a_key_on_a_curve_that_was_not_listed_is_told),
		cmocka_unit_test(the_offer_decides_who_can_be_served),
		cmocka_unit_test(a_block_has_one_form),
	};

	return cmocka_run_group_tests_name("kex", tests, unit_set_up, NULL);
}
