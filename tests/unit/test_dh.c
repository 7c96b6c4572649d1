/* Key exchange over finite fields: both arrive at the same secret, the client judges what the server chose, each judges the
 * other's public value, and the server chooses as RFC 7919 says. */
#include "unit.h"
#include "duel.h"
#include "script.h"

#include "base/assets.h"
#include "base/file.h"
#include "source/sim/fields.h"
#include "spec/dh_groups.h"
#include "tls/kex/field.h"
#include "tls/kex/group.h"
#include "tls/kex/kex.h"
#include "tls/message/items.h"

#define DHE_RSA 0x009e
enum { P256 = 23, FFDHE2048 = 256, FFDHE3072, FFDHE4096, FFDHE6144, FFDHE8192 };

static const uint8_t two = 2;

/* Both with one suite; `client` and `server` are the groups of each, 0: the usual ones. */
static void configure(struct duel *d, const uint16_t *client, const uint16_t *server)
{
	static const uint16_t suite = DHE_RSA;

	duel_init_as(d, true);
	for (int i = 0; i < 2; i++) {
		const uint16_t *group = i ? server : client;

		party_suites(&d->side[i].party, &suite, 1);
		party_groups(&d->side[i].party, group, *group != 0);
	}
}

static struct bytes secret_of(struct endpoint *ep)
{
	return trace_bytes(ep->c.w.t, ep->c.secrets.pre_master);
}

/* ---- numbers ---- */

/* Of a prime by its name, with its last byte changed and with zero bytes in front; or as a script. */
struct number {
	const char *field, *script;
	int add;
	size_t zeros;
};
#define P(name) { .field = name }
#define PLUS(name, n) { .field = name, .add = n }
#define ZEROS(n, name) { .field = name, .zeros = n }
#define N(bytes) { .script = bytes }
#define PRIME_2049 "01 254*00 03d5"   /* the first above 2^2048, above 2^2054 */
#define PRIME_2055 "40 254*00 0c3d"

static void number_bytes(struct buf *out, const struct number *n)
{
	struct buf b = { 0 };

	if (!n->field) {
		script(out, n->script);
		return;
	}
	sim_field_prime(n->field, &b);
	b.p[b.n - 1] = (uint8_t)(b.p[b.n - 1] + n->add);
	for (size_t i = 0; i < n->zeros; i++)
		buf_add_uint(out, 1, 0);
	buf_add(out, buf_bytes(&b));
	buf_free(&b);
}

/* ---- agreement ---- */

static const struct {
	const char *name;
	uint16_t client, server;   /* groups; 0: the usual ones */
	struct number field;       /* the server's own */
	enum reason reason;        /* what the client says of it */
	uint16_t group;            /* that both have; 0: it has no number */
	size_t private_key;        /* bytes: a short one where the group was made for it */
} agreements[] = {
	{ "the usual ones", 0, 0, { 0 }, REASON_FIELD_OFFERED, FFDHE2048, 29 },
	{ "ffdhe2048", FFDHE2048, FFDHE2048, { 0 }, REASON_FIELD_OFFERED, FFDHE2048, 29 },
	{ "ffdhe3072", FFDHE3072, FFDHE3072, { 0 }, REASON_FIELD_OFFERED, FFDHE3072, 35 },
	{ "ffdhe4096", FFDHE4096, FFDHE4096, { 0 }, REASON_FIELD_OFFERED, FFDHE4096, 41 },
	{ "ffdhe6144", FFDHE6144, FFDHE6144, { 0 }, REASON_FIELD_OFFERED, FFDHE6144, 47 },
	{ "ffdhe8192", FFDHE8192, FFDHE8192, { 0 }, REASON_FIELD_OFFERED, FFDHE8192, 50 },
	{ "a client that names none", P256, FFDHE3072, { 0 }, REASON_FIELD_KNOWN, FFDHE3072, 35 },
	{ "MODP 2048", P256, 0, P("MODP 2048"), REASON_FIELD_KNOWN, 0, 256 },
	{ "a prime of the server's own", P256, 0, P("unnamed"), REASON_FIELD_PRIME, 0, 256 },
	{ "one with a zero in front", P256, 0, ZEROS(1, "unnamed"), REASON_FIELD_PRIME, 0, 256 },
	{ "one with 8 zeros in front", P256, 0, ZEROS(8, "unnamed"), REASON_FIELD_PRIME, 0, 256 },
	{ "one of 2049 bits", P256, 0, N(PRIME_2049), REASON_FIELD_PRIME, 0, 257 },
	{ "one of 2055 bits", P256, 0, N(PRIME_2055), REASON_FIELD_PRIME, 0, 257 },
	{ "2055 bits, zeros in front", P256, 0, N("2*00 " PRIME_2055), REASON_FIELD_PRIME, 0, 257 },
	{ "its own is for those that name none", FFDHE2048, 0, P("unnamed"), REASON_FIELD_OFFERED, FFDHE2048, 29 },
};

static void both_arrive_at_the_same_secret(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(agreements); i++) {
		const char *name = agreements[i].name;
		struct buf p = { 0 };
		struct endpoint *ends[2];
		struct duel d;

		configure(&d, &agreements[i].client, &agreements[i].server);
		if (agreements[i].field.field || agreements[i].field.script)
			number_bytes(&p, &agreements[i].field);
		d.side[DUEL_SERVER].party.tls.dh_p = buf_bytes(&p);
		d.side[DUEL_SERVER].party.tls.dh_g = bytes_of(&two, 1);
		duel_begin(&d);
		duel_play(&d);
		for (int k = 0; k < 2; k++) {
			ends[k] = d.side[k].ep;
			CHECK_THAT(ends[k]->state == EP_ESTABLISHED, "%s: not established", name);
			CHECK_THAT(agreements[i].group == (ends[k]->c.s.group ? ends[k]->c.s.group->code.value : 0), "%s: another group", name);
			CHECK_THAT(trace_bytes(ends[k]->c.w.t, ends[k]->c.secrets.own_private).n == agreements[i].private_key, "%s: private key", name);
			check_trace(ends[k]->c.w.t, name);
		}
		CHECK_THAT(bytes_equal(secret_of(ends[0]), secret_of(ends[1])), "%s: two secrets", name);
		CHECK_THAT(secret_of(ends[0]).n && secret_of(ends[0]).p[0], "%s: the secret begins with zero", name);
		CHECK_THAT(trace_last_event(ends[DUEL_CLIENT]->c.w.t, 0, EV_DH_GROUP)->reason == agreements[i].reason, "%s: %s", name,
			   reason_name(trace_last_event(ends[DUEL_CLIENT]->c.w.t, 0, EV_DH_GROUP)->reason));
		buf_free(&p);
		duel_free(&d);
	}
}

/* ---- what the client says of the server's choice ---- */

static void put_number(struct buf *out, const struct number *n)
{
	struct buf b = { 0 };

	number_bytes(&b, n);
	buf_add_uint(out, 2, b.n);
	buf_add(out, buf_bytes(&b));
	buf_free(&b);
}

static const struct {
	const char *name;
	struct number p, g, public;
	int alert;                 /* ALERT_NONE: the client goes on */
	enum event_type check;
	enum reason reason;
	enum verdict verdict;
} choices[] = {
	{ "a well-known one", P("MODP 3072"), N("02"), N("03"), ALERT_NONE, EV_DH_GROUP, REASON_FIELD_KNOWN, VERDICT_OK },
	{ "with zero bytes in front", P("MODP 3072"), N("0002"), N("0003"), ALERT_NONE, EV_DH_GROUP, REASON_FIELD_KNOWN, VERDICT_OK },
	{ "one of 6144 bits", P("MODP 6144"), N("02"), N("03"), ALERT_NONE, EV_DH_GROUP, REASON_FIELD_KNOWN, VERDICT_OK },
	{ "another generator", P("MODP 2048"), N("05"), N("03"), ALERT_NONE, EV_DH_GROUP, REASON_FIELD_PRIME, VERDICT_OK },
	{ "another generator, 4096 bits", P("MODP 4096"), N("05"), N("03"), ALERT_NONE, EV_DH_GROUP, REASON_FIELD_PRIME, VERDICT_OK },
	{ "another generator, 6144 bits", P("MODP 6144"), N("05"), N("03"), ALERT_NONE, EV_DH_GROUP, REASON_FIELD_UNJUDGED, VERDICT_UNJUDGED },
	{ "g with 8 zeros", P("MODP 2048"), N("8*00 02"), N("03"), ALERT_NONE, EV_DH_GROUP, REASON_FIELD_KNOWN, VERDICT_OK },
	{ "g as long as p", P("MODP 2048"), N("255*00 02"), N("03"), ALERT_NONE, EV_DH_GROUP, REASON_FIELD_KNOWN, VERDICT_OK },
	{ "g longer than p", P("MODP 2048"), N("256*00 02"), N("03"),
	  ALERT_INSUFFICIENT_SECURITY, EV_DH_GROUP, REASON_FIELD_GENERATOR, VERDICT_FAIL },
	{ "g with 1100 zeros", P("MODP 2048"), N("1100*00 02"), N("03"),
	  ALERT_INSUFFICIENT_SECURITY, EV_DH_GROUP, REASON_FIELD_GENERATOR, VERDICT_FAIL },
	{ "g of an unnamed field with 8 zeros", P("unnamed"), N("8*00 02"), N("03"), ALERT_NONE, EV_DH_GROUP, REASON_FIELD_PRIME, VERDICT_OK },
	{ "g of an unnamed field with 1100 zeros", P("unnamed"), N("1100*00 02"), N("03"),
	  ALERT_INSUFFICIENT_SECURITY, EV_DH_GROUP, REASON_FIELD_GENERATOR, VERDICT_FAIL },
	{ "a zero in front of p", ZEROS(1, "unnamed"), N("02"), N("03"), ALERT_NONE, EV_DH_GROUP, REASON_FIELD_PRIME, VERDICT_OK },
	{ "two zeros in front of p", ZEROS(2, "unnamed"), N("02"), N("03"), ALERT_NONE, EV_DH_GROUP, REASON_FIELD_PRIME, VERDICT_OK },
	{ "8 zeros in front of p", ZEROS(8, "unnamed"), N("02"), N("03"), ALERT_NONE, EV_DH_GROUP, REASON_FIELD_PRIME, VERDICT_OK },
	{ "8 zeros in front of a well-known p", ZEROS(8, "MODP 2048"), N("02"), N("03"), ALERT_NONE, EV_DH_GROUP, REASON_FIELD_KNOWN, VERDICT_OK },
	{ "zeros in front of p, to 1024 bytes", ZEROS(768, "MODP 2048"), N("1023*00 02"), N("1023*00 03"),
	  ALERT_NONE, EV_DH_GROUP, REASON_FIELD_KNOWN, VERDICT_OK },
	{ "zeros in front of p, to 1025 bytes", ZEROS(769, "MODP 2048"), N("02"), N("03"),
	  ALERT_INSUFFICIENT_SECURITY, EV_DH_GROUP, REASON_FIELD_LARGE, VERDICT_FAIL },
	{ "2049 bits", N(PRIME_2049), N("02"), N("03"), ALERT_NONE, EV_DH_GROUP, REASON_FIELD_PRIME, VERDICT_OK },
	{ "2055 bits", N(PRIME_2055), N("02"), N("03"), ALERT_NONE, EV_DH_GROUP, REASON_FIELD_PRIME, VERDICT_OK },
	{ "8 zeros in front of 2049 bits", N("8*00 " PRIME_2049), N("02"), N("03"), ALERT_NONE, EV_DH_GROUP, REASON_FIELD_PRIME, VERDICT_OK },
	{ "1024 bits", P("Oakley Group 2"), N("02"), N("03"), ALERT_INSUFFICIENT_SECURITY, EV_DH_GROUP, REASON_FIELD_SMALL, VERDICT_FAIL },
	{ "2047 bits", N("7f 255*ff"), N("02"), N("03"), ALERT_INSUFFICIENT_SECURITY, EV_DH_GROUP, REASON_FIELD_SMALL, VERDICT_FAIL },
	{ "2047 bits in 300 bytes", N("44*00 7f 255*ff"), N("02"), N("03"), ALERT_INSUFFICIENT_SECURITY, EV_DH_GROUP, REASON_FIELD_SMALL, VERDICT_FAIL },
	{ "zero", N("00"), N("02"), N("03"), ALERT_INSUFFICIENT_SECURITY, EV_DH_GROUP, REASON_FIELD_SMALL, VERDICT_FAIL },
	{ "8200 bits", N("1025*ff"), N("02"), N("03"), ALERT_INSUFFICIENT_SECURITY, EV_DH_GROUP, REASON_FIELD_LARGE, VERDICT_FAIL },
	{ "two factors", P("composite"), N("02"), N("03"), ALERT_INSUFFICIENT_SECURITY, EV_DH_GROUP, REASON_FIELD_COMPOSITE, VERDICT_FAIL },
	{ "divisible by three", N("256*ff"), N("02"), N("03"), ALERT_INSUFFICIENT_SECURITY, EV_DH_GROUP, REASON_FIELD_COMPOSITE, VERDICT_FAIL },
	{ "even", PLUS("MODP 2048", -1), N("02"), N("03"), ALERT_INSUFFICIENT_SECURITY, EV_DH_GROUP, REASON_FIELD_COMPOSITE, VERDICT_FAIL },
	{ "even, and too long to be tested", PLUS("MODP 6144", -1), N("02"), N("03"), ALERT_INSUFFICIENT_SECURITY, EV_DH_GROUP,
	  REASON_FIELD_COMPOSITE, VERDICT_FAIL },
	{ "g is 0", P("unnamed"), N("00"), N("03"), ALERT_INSUFFICIENT_SECURITY, EV_DH_GROUP, REASON_FIELD_GENERATOR, VERDICT_FAIL },
	{ "g is 1", P("unnamed"), N("0001"), N("03"), ALERT_INSUFFICIENT_SECURITY, EV_DH_GROUP, REASON_FIELD_GENERATOR, VERDICT_FAIL },
	{ "g is p - 1", P("unnamed"), PLUS("unnamed", -1), N("03"), ALERT_INSUFFICIENT_SECURITY, EV_DH_GROUP, REASON_FIELD_GENERATOR, VERDICT_FAIL },
	{ "g is p", P("unnamed"), P("unnamed"), N("03"), ALERT_INSUFFICIENT_SECURITY, EV_DH_GROUP, REASON_FIELD_GENERATOR, VERDICT_FAIL },
	{ "g is p - 2", P("unnamed"), PLUS("unnamed", -2), N("03"), ALERT_NONE, EV_DH_GROUP, REASON_FIELD_PRIME, VERDICT_OK },
	{ "Ys is 0", P("MODP 2048"), N("02"), N("00"), ALERT_HANDSHAKE_FAILURE, EV_DH_PUBLIC, REASON_NUMBER_BAD, VERDICT_FAIL },
	{ "Ys is 1", P("MODP 2048"), N("02"), N("01"), ALERT_HANDSHAKE_FAILURE, EV_DH_PUBLIC, REASON_NUMBER_BAD, VERDICT_FAIL },
	{ "Ys is 1 in full length", P("MODP 2048"), N("02"), N("255*00 01"), ALERT_HANDSHAKE_FAILURE, EV_DH_PUBLIC, REASON_NUMBER_BAD, VERDICT_FAIL },
	{ "Ys is 2", P("MODP 2048"), N("02"), N("02"), ALERT_NONE, EV_DH_PUBLIC, REASON_NUMBER_GOOD, VERDICT_OK },
	{ "Ys with zeros, as long as p", P("MODP 2048"), N("02"), N("255*00 03"), ALERT_NONE, EV_DH_PUBLIC, REASON_NUMBER_GOOD, VERDICT_OK },
	{ "Ys with zeros, and p with more", ZEROS(8, "unnamed"), N("02"), N("263*00 03"), ALERT_NONE, EV_DH_PUBLIC, REASON_NUMBER_GOOD, VERDICT_OK },
	{ "Ys with more zeros than p", ZEROS(8, "unnamed"), N("02"), N("264*00 03"), ALERT_HANDSHAKE_FAILURE, EV_DH_PUBLIC, REASON_NUMBER_BAD,
	  VERDICT_FAIL },
	{ "Ys is p - 1, p with zeros", ZEROS(8, "unnamed"), N("02"), PLUS("unnamed", -1), ALERT_HANDSHAKE_FAILURE, EV_DH_PUBLIC, REASON_NUMBER_BAD,
	  VERDICT_FAIL },
	{ "Ys is p - 2", P("MODP 2048"), N("02"), PLUS("MODP 2048", -2), ALERT_NONE, EV_DH_PUBLIC, REASON_NUMBER_GOOD, VERDICT_OK },
	{ "Ys is p - 1", P("MODP 2048"), N("02"), PLUS("MODP 2048", -1), ALERT_HANDSHAKE_FAILURE, EV_DH_PUBLIC, REASON_NUMBER_BAD, VERDICT_FAIL },
	{ "Ys is p", P("MODP 2048"), N("02"), P("MODP 2048"), ALERT_HANDSHAKE_FAILURE, EV_DH_PUBLIC, REASON_NUMBER_BAD, VERDICT_FAIL },
	{ "Ys is longer than p", P("MODP 2048"), N("02"), N("256*00 03"), ALERT_HANDSHAKE_FAILURE, EV_DH_PUBLIC, REASON_NUMBER_BAD, VERDICT_FAIL },
};

/* ServerKeyExchange with these numbers and some signature, as the client's current message. */
static void server_key_exchange(struct connection *c, size_t row)
{
	struct buf body = { 0 }, b = { 0 };
	struct parse_error err;
	value_id v;

	put_number(&body, &choices[row].p);
	put_number(&body, &choices[row].g);
	put_number(&body, &choices[row].public);
	buf_add_uint(&body, 2, 0x0401);
	buf_add_uint(&body, 2, 0);
	buf_add_uint(&b, 1, HS_SERVER_KEY_EXCHANGE);
	buf_add_uint(&b, 3, body.n);
	buf_add(&b, buf_bytes(&body));
	v = trace_add_leaf(c->w.t, c->actor, OP_WIRE, "ServerKeyExchange", buf_bytes(&b));
	c->msg.unit = trace_add_unit(c->w.t, UNIT_MESSAGE, ACTOR_SERVER, v);
	c->msg.value = v;
	assert_int_equal(parse_unit(c->w.t, c->msg.unit, &layout_handshake, &c->facts, &err), ST_OK);
	c->msg.root = trace_unit(c->w.t, c->msg.unit)->first_field;
	buf_free(&body);
	buf_free(&b);
}

/* With a key below p, a public value as long as p, and a secret. */
static void the_client_answers(struct connection *c, const char *name)
{
	static struct items it;
	const struct bytes p = trace_bytes(c->w.t, c->s.agreement.p);
	struct bytes private;

	it.n = 0;
	CHECK_THAT(kex_dhe.client_make(c, &it) == ST_OK && it.n == 1, "%s: no answer", name);
	private = trace_bytes(c->w.t, c->secrets.own_private);
	CHECK_THAT(bytes_compare_numbers(private, p) < 0 && private.n <= bytes_without_zeros(p).n, "%s: private key", name);
	CHECK_THAT(trace_bytes(c->w.t, it.v[0].value).n == p.n, "%s: public value", name);
	CHECK_THAT(trace_bytes(c->w.t, c->secrets.pre_master).p[0], "%s: the secret begins with zero", name);
}

static void the_client_judges_what_the_server_chose(void **state)
{
	static const uint16_t usual;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(choices); i++) {
		const bool goes_on = choices[i].alert == ALERT_NONE;
		const char *name = choices[i].name, *alert;
		const struct event *e;
		struct connection *c;
		enum status st;
		struct duel d;

		configure(&d, &usual, &usual);
		duel_begin(&d);
		duel_until(&d, ACTOR_CLIENT, AT_SERVER_HELLO);
		duel_until(&d, ACTOR_SERVER, AT_CLIENT_CERTIFICATE);
		c = &d.side[DUEL_CLIENT].ep->c;
		assert_true(duel_carry(d.side[DUEL_SERVER].ep, d.side[DUEL_CLIENT].ep));
		duel_settle(d.side[DUEL_CLIENT].ep);
		server_key_exchange(c, i);
		st = kex_dhe.server_read(c);
		e = trace_last_event(c->w.t, 0, choices[i].check);
		alert = trace_current(c->w.t)->outcome.alert;
		CHECK_THAT(goes_on == (st == ST_OK) && goes_on == !alert, "%s: %s", name, alert ? alert : "it goes on");
		CHECK_THAT(goes_on || strcmp(alert, code_name(&codes_alert, (uint32_t)choices[i].alert)) == 0, "%s: alert %s", name, alert);
		CHECK_THAT(e && e->reason == choices[i].reason && e->verdict == choices[i].verdict, "%s: %s", name, e ? reason_name(e->reason) : "no check");
		CHECK_THAT(e->field, "%s: no field is named", name);
		if (goes_on)
			the_client_answers(c, name);
		duel_free(&d);
	}
}

/* ---- what the server says of the client's value ---- */

static const struct {
	const char *name;
	struct number public;
	bool good;
} client_values[] = {
	{ "0", N("00"), false },
	{ "0 in full length", N("256*00"), false },
	{ "1", N("01"), false },
	{ "2", N("02"), true },
	{ "p - 2", PLUS("ffdhe2048", -2), true },
	{ "p - 1", PLUS("ffdhe2048", -1), false },
	{ "p", P("ffdhe2048"), false },
	{ "more than p", N("256*ff"), false },
	{ "longer than p", N("00 256*11"), false },
};

static void the_server_judges_the_clients_value(void **state)
{
	static const uint16_t group = FFDHE2048;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(client_values); i++) {
		const char *name = client_values[i].name;
		struct buf y = { 0 }, b = { 0 };
		struct endpoint *server;
		const struct event *e;
		struct duel d;

		configure(&d, &group, &group);
		duel_begin(&d);
		duel_until(&d, ACTOR_SERVER, AT_CLIENT_CERTIFICATE);
		server = d.side[DUEL_SERVER].ep;
		put_number(&y, &client_values[i].public);
		script(&b, "16 0303");
		buf_add_uint(&b, 2, y.n + 4);
		buf_add_uint(&b, 1, HS_CLIENT_KEY_EXCHANGE);
		buf_add_uint(&b, 3, y.n);
		buf_add(&b, buf_bytes(&y));
		endpoint_feed(server, buf_bytes(&b));
		duel_settle(server);
		e = trace_last_event(server->c.w.t, 0, EV_DH_PUBLIC);
		CHECK_THAT(e && e->reason == (client_values[i].good ? REASON_NUMBER_GOOD : REASON_NUMBER_BAD), "%s: not judged so", name);
		CHECK_THAT(client_values[i].good == (server->state != EP_FAILED), "%s: it goes on, or not", name);
		CHECK_THAT(client_values[i].good || strcmp(trace_current(server->c.w.t)->outcome.alert, "handshake_failure") == 0, "%s: another alert", name);
		check_trace(server->c.w.t, name);
		buf_free(&y);
		buf_free(&b);
		duel_free(&d);
	}
}

/* ---- the secret ---- */

static const struct {
	const char *name, *secret;       /* what comes out, as long as p */
	size_t left;                     /* bytes of it that the pre-master secret has */
	enum reason reason;
	bool good;
} secrets[] = {
	{ "no zero in front", "01 255*33", 256, REASON_SECRET_NUMBER, true },
	{ "one zero in front", "00 01 254*33", 255, REASON_SECRET_STRIPPED, true },
	{ "zeros behind are kept", "00 00 01 253*00", 254, REASON_SECRET_STRIPPED, true },
	{ "2", "255*00 02", 1, REASON_SECRET_STRIPPED, true },
	{ "1", "255*00 01", 1, REASON_SECRET_SMALL, false },
};

/* With 1 as the private key the secret is the peer's value. */
static void zeros_in_front_of_the_secret_are_left_off(void **state)
{
	static const uint16_t group = FFDHE2048;
	static const uint8_t one = 1;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(secrets); i++) {
		struct buf y = { 0 };
		struct connection *c;
		const struct event *e;
		struct duel d;

		configure(&d, &group, &group);
		duel_begin(&d);
		duel_until(&d, ACTOR_SERVER, AT_CLIENT_CERTIFICATE);
		c = &d.side[DUEL_SERVER].ep->c;
		script(&y, secrets[i].secret);
		c->secrets.own_private = trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "ephemeral_private_key", bytes_of(&one, 1));
		c->secrets.peer_public = trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "peer's ephemeral_public_key", buf_bytes(&y));
		CHECK_THAT(secrets[i].good == (group_agree(c, "pre_master_secret") == ST_OK), "%s", secrets[i].name);
		CHECK_THAT(bytes_equal(trace_bytes(c->w.t, c->secrets.pre_master), bytes_slice(buf_bytes(&y), y.n - secrets[i].left, secrets[i].left)),
			   "%s: another secret", secrets[i].name);
		e = trace_last_event(c->w.t, 0, EV_DH_SECRET);
		CHECK_THAT(e->reason == secrets[i].reason && e->arg[0] == (int64_t)(256 - secrets[i].left), "%s: %s", secrets[i].name, reason_name(e->reason));
		buf_free(&y);
		duel_free(&d);
	}
}

/* ---- how the server chooses (RFC 7919 4) ---- */

#define HELLO(suites, extensions) "16 0301 [2 01 [3 0303 32*11 00 [2 " suites " ] [1 00 ] [2 " extensions " 000d [2 [2 0401 ] ] ] ] ]"
#define GROUPS(codes) " 000a [2 [2 " codes " ] ]"

static const struct {
	const char *name, *bytes;
	int alert;
	enum reason reason;              /* of the choice of the suite */
	enum event_type choice;          /* of the field */
	uint16_t group, only;            /* what comes of it; the server's only group, 0: the usual ones */
	bool long_key;                   /* the server's key has 3072 bits */
} hellos[] = {
	{ "one of both", HELLO("009e", GROUPS("0017 0100")), ALERT_NONE, REASON_FIRST_COMMON_SUITE, EV_DH_CHOSEN, FFDHE2048 },
	{ "the server's order", HELLO("009e", GROUPS("0102 0101")), ALERT_NONE, REASON_FIRST_COMMON_SUITE, EV_DH_CHOSEN, FFDHE3072 },
	{ "a key as long as the field", HELLO("009e", GROUPS("0100 0101 0102")), ALERT_NONE, REASON_FIRST_COMMON_SUITE, EV_DH_CHOSEN, FFDHE3072, 0, true },
	{ "a key that is shorter", HELLO("009e", GROUPS("0100 0102")), ALERT_NONE, REASON_FIRST_COMMON_SUITE, EV_DH_CHOSEN, FFDHE4096, 0, true },
	{ "a key that is longer than any", HELLO("009e", GROUPS("0100")), ALERT_NONE, REASON_FIRST_COMMON_SUITE, EV_DH_CHOSEN, FFDHE2048, 0, true },
	{ "behind one that nobody knows", HELLO("009e", GROUPS("01fc 0102")), ALERT_NONE, REASON_FIRST_COMMON_SUITE, EV_DH_CHOSEN, FFDHE4096 },
	{ "curves only", HELLO("009e", GROUPS("0017")), ALERT_NONE, REASON_FIRST_COMMON_SUITE, EV_DH_OWN, FFDHE2048 },
	{ "no list at all", HELLO("009e", ""), ALERT_NONE, REASON_FIRST_COMMON_SUITE, EV_DH_OWN, FFDHE2048 },
	{ "one that nobody knows", HELLO("009e", GROUPS("01ff")), ALERT_INSUFFICIENT_SECURITY, REASON_NO_COMMON_FIELD, EV_N, 0 },
	{ "one that this server has not", HELLO("009e", GROUPS("0103")), ALERT_INSUFFICIENT_SECURITY, REASON_NO_COMMON_FIELD, EV_N, 0 },
	{ "and another suite is left", HELLO("009e c02f", GROUPS("01ff 0017")), ALERT_NONE, REASON_FIRST_COMMON_SUITE, EV_GROUP_CHOSEN, P256 },
	{ "a server that has only curves", HELLO("009e", GROUPS("0017")), ALERT_HANDSHAKE_FAILURE, REASON_NO_FIELD, EV_N, 0, P256 },
	{ "a server that has another field", HELLO("009e", GROUPS("0017")), ALERT_NONE, REASON_FIRST_COMMON_SUITE, EV_DH_OWN, FFDHE4096, FFDHE4096 },
	{ "fields, but no suite for them", HELLO("003c", GROUPS("0100")), ALERT_HANDSHAKE_FAILURE, REASON_NO_COMMON_SUITE, EV_N, 0 },
};

/* With the certificate of the usual one: nobody gets to look at it. */
static void use_long_key(struct party *p)
{
	struct buf path = { 0 }, key = { 0 };
	struct error err;

	buf_printf(&path, "%s/tests/unit/rsa-3072.key", getenv("SLOWSHAKE_SOURCE"));
	assert_int_equal(file_read(buf_str(&path), &key, &err), ST_OK);
	party_drop_credentials(p);
	assert_int_equal(party_add_credential(p, asset_find("pki/server.pem")->content, "chain", buf_bytes(&key), "key", true, &err), ST_OK);
	buf_free(&path);
	buf_free(&key);
}

static void the_server_chooses_what_both_have(void **state)
{
	static const uint16_t usual, suites[] = { DHE_RSA, 0xc02f };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(hellos); i++) {
		const char *name = hellos[i].name, *alert;
		struct endpoint *server;
		struct buf b = { 0 };
		struct duel d;

		configure(&d, &usual, &hellos[i].only);
		party_suites(&d.side[DUEL_SERVER].party, suites, ARRAY_LEN(suites));
		if (hellos[i].long_key)
			use_long_key(&d.side[DUEL_SERVER].party);
		duel_begin(&d);
		server = d.side[DUEL_SERVER].ep;
		script(&b, hellos[i].bytes);
		endpoint_feed(server, buf_bytes(&b));
		duel_settle(server);
		alert = trace_current(server->c.w.t)->outcome.alert;
		CHECK_THAT(trace_last_event(server->c.w.t, 0, EV_SUITE_CHOSEN)->reason == hellos[i].reason, "%s: %s", name,
			   reason_name(trace_last_event(server->c.w.t, 0, EV_SUITE_CHOSEN)->reason));
		CHECK_THAT(hellos[i].alert == ALERT_NONE ? !alert : alert && strcmp(alert, code_name(&codes_alert, (uint32_t)hellos[i].alert)) == 0,
			   "%s: alert %s", name, alert ? alert : "none");
		CHECK_THAT(hellos[i].choice == EV_N || trace_last_event(server->c.w.t, 0, hellos[i].choice), "%s: chosen otherwise", name);
		CHECK_THAT(hellos[i].group == (server->c.s.group ? server->c.s.group->code.value : 0), "%s: another group", name);
		check_trace(server->c.w.t, name);
		buf_free(&b);
		duel_free(&d);
	}
}

UNIT_GROUP(dh)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_arrive_at_the_same_secret),
		cmocka_unit_test(the_client_judges_what_the_server_chose),
		cmocka_unit_test(the_server_judges_the_clients_value),
		cmocka_unit_test(zeros_in_front_of_the_secret_are_left_off),
		cmocka_unit_test(the_server_chooses_what_both_have),
	};

	return cmocka_run_group_tests_name("dh", tests, unit_set_up, NULL);
}
