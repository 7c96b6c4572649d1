/* Who knows what: the closure over hand-made graphs, and over every scenario and fault. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../peer.h"
#include "unit.h"
#include "check_trace.h"
#include "source/sim/sim.h"
#include "spec/codes.h"
#include "spec/events.h"
#include "spec/suites.h"
#include "trace/knowledge.h"

/* ---- graphs made by hand ---- */

static value_id leaf(struct trace *t, enum actor a, enum value_op op, const char *label, const char *text)
{
	return trace_add_leaf(t, a, op, label, bytes_str(text));
}

static value_id op(struct trace *t, enum actor a, enum value_op o, const char *label, const char *text, value_id x, value_id y, value_id z,
		   value_id w)
{
	value_id inputs[] = { x, y, z, w };
	size_t n = 0;

	while (n < 4 && inputs[n])
		n++;
	return trace_add_value(t, a, o, label, "alg", inputs, n, bytes_str(text));
}

/* The value stands on the wire. */
static void send(struct trace *t, enum actor from, value_id v)
{
	trace_event_values(t, EV_RECORD_SENT, from, v);
	trace_add_value(t, peer_of(from), OP_WIRE, "record", NULL, &v, 1, trace_bytes(t, v));
}

static bool knows(struct trace *t, enum knower who, value_id v)
{
	const struct knowledge *k = knowledge_of(t);

	return knowledge_at(k, who, v, trace_n_events(t));
}

#define C ACTOR_CLIENT
#define S ACTOR_SERVER
#define EVE KNOWER_EAVESDROPPER

static void parts_and_wholes(void **state)
{
	struct trace *t = trace_new();
	value_id a = leaf(t, C, OP_CONFIG, "a", "abcdef"), b = leaf(t, C, OP_CONFIG, "b", "ghijkl");
	value_id ab = trace_add_concat(t, C, "ab", (value_id[]){ a, b }, 2);
	value_id middle = trace_add_slice(t, C, ab, 3, 6, "middle"), head = trace_add_slice(t, C, ab, 0, 3, "head");
	value_id tail = trace_add_slice(t, C, b, 3, 3, "tail");

	(void)state;
	send(t, C, middle);
	assert_true(knows(t, KNOWER_CLIENT, ab) && knows(t, KNOWER_SERVER, middle) && knows(t, EVE, middle));
	assert_true(knows(t, EVE, trace_add_slice(t, C, a, 4, 2, "ef")));
	assert_false(knows(t, EVE, a) || knows(t, EVE, b) || knows(t, EVE, ab) || knows(t, EVE, head) || knows(t, KNOWER_SERVER, head));
	send(t, C, head);
	assert_true(knows(t, EVE, a));
	assert_false(knows(t, EVE, ab) || knows(t, EVE, tail));
	send(t, C, tail);
	assert_true(knows(t, EVE, ab));
	/* the last part decides since when */
	assert_int_equal(knowledge_since(knowledge_of(t), EVE, ab), 3);
	assert_int_equal(knowledge_since(knowledge_of(t), EVE, a), 2);
	assert_int_equal(knowledge_since(knowledge_of(t), EVE, middle), 1);
	assert_false(knowledge_at(knowledge_of(t), EVE, a, 1));
	trace_free(t);
}

static void one_way(void **state)
{
	struct trace *t = trace_new();
	value_id secret = leaf(t, C, OP_RANDOM, "secret", "0123456789"), text = leaf(t, C, OP_CONFIG, "text", "text");
	value_id hash = op(t, C, OP_HASH, "hash", "HHHHHHHHHHHH", secret, 0, 0, 0), mac = op(t, C, OP_HMAC, "mac", "MMMMMMMMMMMM", secret, text, 0, 0);
	value_id same = op(t, S, OP_HMAC, "mac", "MMMMMMMMMMMM", secret, text, 0, 0);

	(void)state;
	send(t, C, hash);
	send(t, C, text);
	assert_true(knows(t, EVE, hash) && !knows(t, EVE, secret) && !knows(t, EVE, mac));
	assert_true(knowledge_is_secret(knowledge_of(t), mac) && knowledge_is_secret(knowledge_of(t), secret));
	assert_false(knowledge_is_secret(knowledge_of(t), text) || knowledge_is_secret(knowledge_of(t), hash));
	send(t, C, mac);
	assert_true(knows(t, EVE, same) && !knows(t, EVE, secret));
	assert_false(knowledge_is_secret(knowledge_of(t), mac));
	send(t, C, secret);
	assert_true(knows(t, EVE, secret));
	trace_free(t);
}

static void both_ways(void **state)
{
	static const struct {
		enum value_op op;
		int plain;            /* which input is the plaintext; the others are sent, but for the key */
	} rows[] = { { OP_ENCRYPT, 2 }, { OP_STREAM, 2 }, { OP_SEAL, 3 }, { OP_XOR, 1 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct trace *t = trace_new();
		value_id key = leaf(t, C, OP_RANDOM, "key", "kkkkkkkkkkkkkkkk"), plain = leaf(t, C, OP_CONFIG, "plain", "plaintext bytes!");
		value_id iv = leaf(t, C, OP_RANDOM, "iv", "iviviviviviviviv"), ad = leaf(t, C, OP_COUNTER, "ad", "1");
		value_id out = rows[i].op == OP_XOR ? op(t, C, OP_XOR, "out", "0000000000000000", key, plain, 0, 0) :
			       rows[i].op == OP_SEAL ? op(t, C, OP_SEAL, "out", "0000000000000000", key, iv, ad, plain) :
						       op(t, C, rows[i].op, "out", "0000000000000000", key, iv, plain, 0);

		send(t, C, out);
		send(t, C, iv);
		assert_true(knows(t, EVE, out));
		assert_false(knows(t, EVE, plain) || knows(t, EVE, key));
		assert_true(knowledge_is_secret(knowledge_of(t), key));
		send(t, C, key);
		assert_true(knows(t, EVE, plain));
		assert_int_equal(knowledge_why(knowledge_of(t), EVE, plain).from, out);
		assert_int_equal(knowledge_why(knowledge_of(t), EVE, plain).gives, rows[i].plain);
		assert_int_equal(knowledge_since(knowledge_of(t), EVE, plain), 3);
		trace_free(t);
	}
}

/* Both private keys stay at home; the shared secret is known to the ends only. */
static void diffie_hellman(void **state)
{
	struct trace *t = trace_new();
	value_id a = leaf(t, C, OP_RANDOM, "a", "aaaaaaaaaaaaaaaa"), b = leaf(t, S, OP_RANDOM, "b", "bbbbbbbbbbbbbbbb");
	value_id pa = op(t, C, OP_DH, "A", "AAAAAAAAAAAAAAAA", a, leaf(t, C, OP_CONST, "g", "2"), 0, 0);
	value_id pb = op(t, S, OP_DH, "B", "BBBBBBBBBBBBBBBB", b, leaf(t, S, OP_CONST, "g", "2"), 0, 0), za, zb;

	(void)state;
	send(t, C, pa);
	send(t, S, pb);
	za = op(t, C, OP_DH, "shared", "ZZZZZZZZZZZZZZZZ", a, pb, 0, 0);
	zb = op(t, S, OP_DH, "shared", "ZZZZZZZZZZZZZZZZ", b, pa, 0, 0);
	for (int who = 0; who < KNOWER_N; who++)
		assert_int_equal(knows(t, who, za), who <= KNOWER_SERVER);
	assert_true(knows(t, KNOWER_CLIENT, zb));
	assert_false(knows(t, KNOWER_CLIENT, b) || knows(t, KNOWER_SERVER, a));
	trace_free(t);
}

/* What anyone can count is at hand for computing, but which of it a ciphertext holds is not known. */
static void constants(void **state)
{
	struct trace *t = trace_new();
	value_id key = leaf(t, C, OP_RANDOM, "key", "kkkkkkkkkkkkkkkk"), label = leaf(t, C, OP_CONST, "label", "label");
	value_id word = leaf(t, C, OP_CONST, "description", "close_notify"), iv = leaf(t, C, OP_COUNTER, "iv", "0");
	value_id sealed = op(t, C, OP_ENCRYPT, "out", "cccccccccccccccc", key, iv, word, 0);
	value_id hash = op(t, C, OP_HASH, "hash", "hhhhhhhhhhhhhhhh", label, 0, 0, 0);

	(void)state;
	send(t, C, sealed);
	assert_true(knows(t, EVE, label) && knows(t, EVE, hash) && knows(t, EVE, iv));
	assert_false(knows(t, EVE, word));
	assert_true(knowledge_is_secret(knowledge_of(t), word) && !knowledge_is_secret(knowledge_of(t), label));
	send(t, C, key);
	assert_true(knows(t, EVE, word));
	trace_free(t);
}

/* Equal plaintexts are not the same: what Eve sees elsewhere tells her nothing of this one. */
static void plaintexts_differ(void **state)
{
	struct trace *t = trace_new();
	value_id key = leaf(t, C, OP_RANDOM, "key", "kkkkkkkkkkkkkkkk"), name = leaf(t, C, OP_CONFIG, "name", "server.example");
	value_id data = leaf(t, C, OP_CONFIG, "data", "server.example"), iv = leaf(t, C, OP_COUNTER, "iv", "0");

	(void)state;
	send(t, C, name);
	send(t, C, op(t, C, OP_ENCRYPT, "out", "cccccccccccccccc", key, iv, data, 0));
	assert_true(knows(t, EVE, name) && !knows(t, EVE, data));
	trace_free(t);
}

/* ---- scenarios ---- */

struct played {
	struct feed *feed;
	const struct trace *t;
	const struct knowledge *k;
};

static struct played play_with(const struct sim_options *o, bool step_by_step)
{
	struct played p;
	struct error err;

	assert_int_equal(sim_open(o, &p.feed, &err), ST_OK);
	while (p.feed->pump(p.feed, 0) != FEED_DONE)
		if (step_by_step)
			knowledge_of(p.feed->trace);
	p.t = p.feed->trace;
	p.k = knowledge_of(p.t);
	return p;
}

static struct played play(const struct scenario *sc, const struct fault *fault, bool step_by_step)
{
	return play_with(&(struct sim_options){ .scenario = sc, .fault = fault }, step_by_step);
}

/* Whether the server's key, stolen later, is of no use, at least alone: the suite's key exchange says so. */
static bool server_key_useless(const struct trace *t)
{
	const char *suite = trace_studied(t)->outcome.cipher_suite;
	const struct kx_spec *kx = suite ? &kx_specs[suite_by_name(suite)->kx] : NULL;

	return kx && (kx->forward_secret || kx->psk);
}

/* The pre-shared key is all there is of a secret. */
static bool given_to_both(const struct trace *t)
{
	const struct kx_spec *kx = &kx_specs[suite_by_name(trace_studied(t)->outcome.cipher_suite)->kx];

	return kx->psk && kx->method == KX_BY_NOTHING;
}

/* The bytes of both ends' secret with this label are known to both since their ClientKeyExchange, the last one if there
 * are several. */
static void ends_know(const struct played *p, const char *label)
{
	/* who is at the server's end: in the middle there is one whose key nobody steals */
	const bool middle = trace_studied(p->t)->parties[SIDE_SERVER] == ACTOR_MALLORY;
	const enum knower server = middle ? KNOWER_MALLORY : KNOWER_SERVER;
	event_id made = 0, came = 0, further = (event_id)trace_n_events(p->t);
	connection_id full;
	size_t n = 0;

	for (event_id e = 1; e < trace_n_events(p->t); e++) {
		const struct event *event = trace_event(p->t, e);

		if (event->type == EV_RENEGOTIATION) {     /* its own secrets go by its own messages */
			further = e;
			break;
		}
		if (event->unit && trace_unit(p->t, event->unit)->handshake_type == HS_CLIENT_KEY_EXCHANGE && event->type == EV_MESSAGE_BUILT)
			made = e;
		if (event->unit && trace_unit(p->t, event->unit)->handshake_type == HS_CLIENT_KEY_EXCHANGE && event->type == EV_MESSAGE_RECEIVED)
			came = e;
	}
	assert_true(made && came > made);
	full = trace_event_connection(p->t, trace_event(p->t, made));
	for (value_id v = 1; v < trace_n_values(p->t); v++) {
		const struct value *value = trace_value(p->t, v);

		if (strcmp(value->label, label) != 0 || value->event >= further || trace_event_connection(p->t, trace_event(p->t, value->event)) != full)
			continue;
		n++;
		assert_true(knowledge_at(p->k, KNOWER_CLIENT, v, came));
		assert_true(knowledge_at(p->k, server, v, came));
		assert_int_equal(knowledge_at(p->k, server, v, made), given_to_both(p->t) && strcmp(label, "pre_master_secret") == 0);
		if (middle)
			assert_int_equal(knowledge_since(p->k, KNOWER_SERVER, v), 0);
		if (middle || server_key_useless(p->t))
			assert_int_equal(knowledge_since(p->k, KNOWER_THIEF, v), 0);
		else
			assert_true(knowledge_at(p->k, KNOWER_THIEF, v, came));
		assert_true(knowledge_is_secret(p->k, v));
	}
	assert_int_equal(n, 2);
}

static bool is_input(const struct trace *t, value_id of)
{
	for (value_id v = of; v < trace_n_values(t); v++)
		for (uint32_t i = 0; i < trace_value(t, v)->n_inputs; i++)
			if (trace_value(t, v)->inputs[i] == of)
				return true;
	return false;
}

static void check_private_keys(const struct played *p)
{
	for (value_id v = 1; v < trace_n_values(p->t); v++) {
		const struct value *key = trace_value(p->t, v);
		bool server = key->actor == ACTOR_SERVER;
		enum knower owner = server ? KNOWER_SERVER : key->actor == ACTOR_CLIENT ? KNOWER_CLIENT : KNOWER_MALLORY;

		if (strcmp(key->label, "server_private_key") != 0 && strcmp(key->label, "client_private_key") != 0)
			continue;
		for (enum knower who = 0; who < KNOWER_N; who++)
			assert_int_equal(knowledge_since(p->k, who, v), who == owner || (server && who == KNOWER_THIEF));
		/* one that could do nothing with what came is a value like any other */
		assert_true(knowledge_is_secret(p->k, v) || !is_input(p->t, v));
	}
}

/* In that connection somebody sends what she recorded: the server has no peer in it. */
static bool is_replayed(const struct trace *t, connection_id c)
{
	for (event_id e = 1; e < trace_n_events(t); e++)
		if (trace_event(t, e)->type == EV_FLIGHT_REPLAYED && trace_event_connection(t, trace_event(t, e)) == c)
			return true;
	return false;
}

/* Who knows the application data; returns how many messages of it there were. */
static size_t check_data(const struct played *p, bool readable)
{
	const bool changed = trace_last_event(p->t, 0, EV_DATA_CHANGED) || trace_last_event(p->t, 1, EV_DATA_CHANGED);
	size_t n = 0;

	for (unit_id u = 1; u < trace_n_units(p->t); u++) {
		const struct unit *unit = trace_unit(p->t, u);

		if (unit->kind != UNIT_MESSAGE || unit->content_type != CT_APPLICATION_DATA)
			continue;
		n++;
		/* what was changed between them each has as it is on its own side */
		assert_true(is_replayed(p->t, unit->connection) || (changed && unit->connection == 1) || knowledge_since(p->k, KNOWER_CLIENT, unit->value));
		assert_true((changed && unit->connection == 0) || knowledge_since(p->k, KNOWER_SERVER, unit->value));
		assert_int_equal(knowledge_since(p->k, KNOWER_MALLORY, unit->value) != 0, trace_studied(p->t)->parties[SIDE_SERVER] == ACTOR_MALLORY);
		assert_int_equal(knowledge_since(p->k, EVE, unit->value) != 0, readable);
		assert_int_equal(knowledge_since(p->k, KNOWER_THIEF, unit->value) != 0, readable || !server_key_useless(p->t));
		assert_int_equal(knowledge_is_secret(p->k, unit->value), !readable);
	}
	return n;
}

static connection_id value_connection(const struct trace *t, value_id v)
{
	return trace_event_connection(t, trace_event(t, trace_value(t, v)->event));
}

/* Whether the ServerHello of that connection has a key share. */
static bool has_share(const struct trace *t, connection_id c)
{
	for (unit_id u = 1; u < trace_n_units(t); u++) {
		const struct unit *unit = trace_unit(t, u);

		if (unit->kind == UNIT_MESSAGE && unit->handshake_type == HS_SERVER_HELLO && unit->content_type == CT_HANDSHAKE && unit->connection == c &&
		    trace_find_field(t, unit->first_field, "key_exchange", 0))
			return true;
	}
	return false;
}

/* The one of that name that this end made in that connection; 0: none. There is one at most. */
static value_id made_by(const struct played *p, connection_id c, enum actor who, const char *label)
{
	value_id found = 0;

	for (value_id v = 1; v < trace_n_values(p->t); v++)
		if (strcmp(trace_value(p->t, v)->label, label) == 0 && trace_value(p->t, v)->actor == who && value_connection(p->t, v) == c) {
			assert_int_equal(found, 0);
			found = v;
		}
	return found;
}

/* The same of TLS 1.3: in each connection both made it, once, and the same; both know it, and nobody else does but who may hold a key
 * that it comes of. */
static void ends_alone_know(const struct played *p, const char *label)
{
	const bool shared = strcmp(label, "shared_secret") == 0;

	for (connection_id c = 0; c < p->t->connections.n; c++) {
		const value_id made[] = { made_by(p, c, ACTOR_CLIENT, label), made_by(p, c, ACTOR_SERVER, label) };

		if (is_replayed(p->t, c))
			continue;
		for (size_t i = 0; i < ARRAY_LEN(made); i++) {
			CHECK_THAT((made[i] != 0) == (!shared || has_share(p->t, c)), "%s: %s in connection %u", p->t->scenario, label, c);
			if (!made[i])
				continue;
			assert_true(bytes_equal(trace_bytes(p->t, made[0]), trace_bytes(p->t, made[1])));
			assert_true(knowledge_since(p->k, KNOWER_CLIENT, made[i]) && knowledge_since(p->k, KNOWER_SERVER, made[i]));
			assert_int_equal(knowledge_since(p->k, KNOWER_THIEF, made[i]), 0);
			assert_int_equal(knowledge_since(p->k, EVE, made[i]), 0);
			if (has_share(p->t, c)) {
				assert_int_equal(knowledge_since(p->k, KNOWER_TICKET_THIEF, made[i]), 0);
				assert_int_equal(knowledge_since(p->k, KNOWER_PSK_HOLDER, made[i]), 0);
			}
			assert_true(knowledge_is_secret(p->k, made[i]));
		}
	}
}

static void secrets_are_known(const struct played *p, bool tls13)
{
	static const char *const old[] = { "pre_master_secret", "master_secret", "key_block" };
	static const char *const new[] = {
		"shared_secret", "handshake_secret", "client_handshake_traffic_secret", "server_handshake_traffic_secret", "main_secret",
		"client_application_traffic_secret_0", "server_application_traffic_secret_0", "exporter_secret", "resumption_secret",
	};

	for (size_t i = 0; !tls13 && i < ARRAY_LEN(old); i++)
		ends_know(p, old[i]);
	for (size_t i = 0; tls13 && i < ARRAY_LEN(new); i++)
		ends_alone_know(p, new[i]);
}

static void every_scenario(void **state)
{
	size_t readable = 0, forward = 0, n;

	(void)state;
	for (size_t i = 0; i < n_sim_scenarios; i++) {
		struct played p = play(&sim_scenarios[i], NULL, false);
		/* the suites that encrypt nothing */
		bool null = strcmp(sim_scenarios[i].name, "null-sha256") == 0 || strcmp(sim_scenarios[i].name, "null-sha") == 0;

		readable += null;
		forward += server_key_useless(p.t);
		/* one that is given up has no data, and one side alone the secrets for it; what others once said is theirs */
		n = sim_scenarios[i].cancels || sim_scenarios[i].prefix ? 0 : check_data(&p, null);
		if (!sim_scenarios[i].cancels && !sim_scenarios[i].published[0] && !sim_scenarios[i].prefix && !sim_scenarios[i].acme)
			assert_true(n >= 2 * (p.t->connections.n - is_replayed(p.t, (connection_id)(p.t->connections.n - 1))));
		check_private_keys(&p);
		if (!sim_scenarios[i].cancels && !sim_scenarios[i].prefix)
			secrets_are_known(&p, sim_scenarios[i].tls13);
		p.feed->free(p.feed);
	}
	assert_int_equal(readable, 2);
	assert_true(forward >= 8);
}

/* How many messages of application data of that connection the party can read. */
static size_t data_read(const struct played *p, connection_id connection, enum knower who)
{
	size_t n = 0;

	for (unit_id u = 1; u < trace_n_units(p->t); u++) {
		const struct unit *unit = trace_unit(p->t, u);

		n += unit->kind == UNIT_MESSAGE && unit->content_type == CT_APPLICATION_DATA && unit->connection == connection &&
		     knowledge_since(p->k, who, unit->value) != 0;
	}
	return n;
}

/* RFC 5077 5.5: whoever has the key of the tickets reads every connection whose ticket it saw, whatever the key exchange. */
static void stolen_ticket_keys(void **state)
{
	enum { RSA = 0x009c, ECDHE = 0xc02f };
	static const struct {
		const char *scenario;
		uint16_t suite;
		size_t thief[2], ticket_thief[2];          /* messages read, of each connection's two */
	} cases[] = {
		{ "resume-ticket", RSA, { 2, 2 }, { 2, 2 } },  { "resume-ticket", ECDHE, { 0, 0 }, { 2, 2 } },
		{ "resume-rotated", ECDHE, { 0, 0 }, { 2, 2 } }, { "resume-too-late", ECDHE, { 0, 0 }, { 2, 2 } },
		{ "resume-id", RSA, { 2, 2 }, { 0, 0 } },      { "resume-id", ECDHE, { 0, 0 }, { 0, 0 } },
		{ "resume-refused", ECDHE, { 0, 0 }, { 0, 0 } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct sim_options o = { .scenario = sim_find_scenario(cases[i].scenario), .suites = &cases[i].suite, .n_suites = 1 };
		struct played p = play_with(&o, false);
		bool any = cases[i].ticket_thief[0] > 0;

		CHECK_THAT(knowledge_has(p.k, KNOWER_TICKET_THIEF) == any, "%s: a key of tickets", cases[i].scenario);
		for (connection_id c = 0; c < 2; c++) {
			CHECK_THAT(data_read(&p, c, KNOWER_CLIENT) == 2, "%s: the client", cases[i].scenario);
			CHECK_THAT(data_read(&p, c, KNOWER_THIEF) == cases[i].thief[c], "%s, %04x: the thief reads another number of connection %u",
				   cases[i].scenario, cases[i].suite, c);
			CHECK_THAT(data_read(&p, c, KNOWER_TICKET_THIEF) == cases[i].ticket_thief[c],
				   "%s, %04x: the thief of tickets reads %zu of connection %u", cases[i].scenario, cases[i].suite,
				   data_read(&p, c, KNOWER_TICKET_THIEF), c);
			CHECK_THAT(data_read(&p, c, EVE) == 0, "%s: the eavesdropper", cases[i].scenario);
		}
		p.feed->free(p.feed);
	}
}

/* Who has the keys of tickets, or the pre-shared key, reads what goes by that key alone: early data, and all where there was no
 * key share. The key of the server's certificate only signs, or opens one half of RSA_PSK. */
static void stolen_shared_keys(void **state)
{
	enum { N = 2 };
	static const struct {
		const char *scenario;
		enum knower who;
		size_t all[N], read[N];            /* messages of data of each connection, and those that it reads */
	} cases[] = {
		{ "tls13-psk", KNOWER_PSK_HOLDER, { 2 }, { 0 } },           { "tls13-psk-ke", KNOWER_PSK_HOLDER, { 2 }, { 2 } },
		{ "tls13-psk-several", KNOWER_PSK_HOLDER, { 2 }, { 0 } },
		{ "psk", KNOWER_PSK_HOLDER, { 2 }, { 2 } },                 { "tls10-psk", KNOWER_PSK_HOLDER, { 4 }, { 4 } },
		{ "psk-ecdhe", KNOWER_PSK_HOLDER, { 2 }, { 0 } },           { "psk-dhe", KNOWER_PSK_HOLDER, { 2 }, { 0 } },
		{ "psk-rsa", KNOWER_PSK_HOLDER, { 2 }, { 0 } },
		{ "tls13-resume", KNOWER_TICKET_THIEF, { 2, 2 }, { 0, 0 } }, { "tls13-resume-ke", KNOWER_TICKET_THIEF, { 2, 2 }, { 0, 2 } },
		{ "tls13-early-data", KNOWER_TICKET_THIEF, { 3, 3 }, { 0, 1 } },
		{ "tls13-early-data-rejected", KNOWER_TICKET_THIEF, { 3, 4 }, { 0, 1 } },
		{ "tls13-early-data-retry", KNOWER_TICKET_THIEF, { 3, 4 }, { 0, 1 } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct played p = play(sim_find_scenario(cases[i].scenario), NULL, false);

		assert_true(knowledge_has(p.k, cases[i].who));
		for (enum knower w = KNOWER_TICKET_THIEF; w <= KNOWER_PSK_HOLDER; w++)
			CHECK_THAT(knowledge_has(p.k, w) == (w == cases[i].who), "%s: %s", cases[i].scenario, knower_name(w));
		for (connection_id c = 0; c < p.t->connections.n; c++) {
			CHECK_THAT(data_read(&p, c, KNOWER_CLIENT) == cases[i].all[c], "%s: %zu messages", cases[i].scenario, data_read(&p, c, KNOWER_CLIENT));
			CHECK_THAT(data_read(&p, c, cases[i].who) == cases[i].read[c], "%s: %s reads %zu of connection %u", cases[i].scenario,
				   knower_name(cases[i].who), data_read(&p, c, cases[i].who), c);
			CHECK_THAT(data_read(&p, c, KNOWER_THIEF) == 0 && data_read(&p, c, EVE) == 0, "%s: others read it", cases[i].scenario);
		}
		p.feed->free(p.feed);
	}
}

/* Mallory reads what each of the two sends, and has the secrets of both connections; each of them only its own. */
static void check_middle(const struct played *p)
{
	static const struct { const char *label; size_t n; } secrets[] = { { "master_secret", 4 }, { "key_block", 4 } };

	for (size_t i = 0; i < ARRAY_LEN(secrets); i++) {
		size_t n = 0;

		for (value_id v = 1; v < trace_n_values(p->t); v++) {
			if (strcmp(trace_value(p->t, v)->label, secrets[i].label) != 0)
				continue;
			n++;
			assert_true(knowledge_since(p->k, KNOWER_MALLORY, v));
			assert_int_equal(knowledge_since(p->k, KNOWER_CLIENT, v) != 0, value_connection(p->t, v) == 0);
			assert_int_equal(knowledge_since(p->k, KNOWER_SERVER, v) != 0, value_connection(p->t, v) == 1);
			/* the server's key opens the server's connection, if it has one */
			assert_int_equal(knowledge_since(p->k, KNOWER_THIEF, v) != 0, value_connection(p->t, v) == 1 && !server_key_useless(p->t));
		}
		assert_int_equal(n, secrets[i].n);
	}
	for (unit_id u = 1; u < trace_n_units(p->t); u++)
		if (trace_unit(p->t, u)->kind == UNIT_MESSAGE && trace_unit(p->t, u)->content_type == CT_APPLICATION_DATA)
			assert_true(knowledge_since(p->k, KNOWER_MALLORY, trace_unit(p->t, u)->value));
}

static void in_the_middle(void **state)
{
	static const char *const succeeds[] = { "man-in-the-middle", "mallory-anonymous" };
	static const char *const fails[] = { "mallory", "mallory-certificate", "mallory-certificate-rsa" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(succeeds); i++) {
		struct played p = play(sim_find_scenario(succeeds[i]), NULL, false);

		check_middle(&p);
		p.feed->free(p.feed);
	}
	/* what the client computes she never has */
	for (size_t i = 0; i < ARRAY_LEN(fails); i++) {
		struct played p = play(NULL, sim_find_fault(fails[i]), false);

		for (value_id v = 1; v < trace_n_values(p.t); v++)
			if (strcmp(trace_value(p.t, v)->label, "master_secret") == 0 && trace_value(p.t, v)->actor == ACTOR_CLIENT)
				assert_int_equal(knowledge_since(p.k, KNOWER_MALLORY, v), 0);
		p.feed->free(p.feed);
	}
}

static void every_fault(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_sim_faults; i++) {
		struct played p = play(NULL, &sim_faults[i], false);

		check_private_keys(&p);
		for (value_id v = 1; v < trace_n_values(p.t); v++) {
			const char *label = trace_value(p.t, v)->label;
			bool secret = !strcmp(label, "pre_master_secret") || !strcmp(label, "master_secret") || !strcmp(label, "key_block");

			if (!secret)
				continue;
			assert_int_equal(knowledge_since(p.k, EVE, v), 0);
			/* the server shows one key and has another: what is stolen from it opens nothing */
			if (server_key_useless(p.t) || (strcmp(sim_faults[i].name, "wrong-server-key") == 0 && trace_value(p.t, v)->actor == ACTOR_CLIENT))
				assert_int_equal(knowledge_since(p.k, KNOWER_THIEF, v), 0);
			else if (trace_value(p.t, v)->actor == trace_connection(p.t, value_connection(p.t, v))->parties[SIDE_CLIENT] &&
				 trace_connection(p.t, value_connection(p.t, v))->parties[SIDE_SERVER] == ACTOR_SERVER)
				assert_int_not_equal(knowledge_since(p.k, KNOWER_THIEF, v), 0);
		}
		p.feed->free(p.feed);
	}
}

static enum knower knower_of_actor(enum actor a)
{
	return a == ACTOR_SERVER ? KNOWER_SERVER : a == ACTOR_MALLORY ? KNOWER_MALLORY : KNOWER_CLIENT;
}

/* A party knows at least what it made, and step by step comes out as all at once. */
static void steps(void **state)
{
	static const char *const names[] = { "default", "aes128-gcm", "fragmented", "coalesced", "client-p256", "ecdhe", "ecdhe-x25519",
					     "man-in-the-middle" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct played once = play(sim_find_scenario(names[i]), NULL, false), stepped = play(sim_find_scenario(names[i]), NULL, true);

		assert_int_equal(trace_n_values(once.t), trace_n_values(stepped.t));
		for (value_id v = 1; v < trace_n_values(once.t); v++) {
			for (int who = 0; who < KNOWER_N; who++)
				assert_int_equal(knowledge_since(once.k, who, v), knowledge_since(stepped.k, who, v));
			assert_int_not_equal(knowledge_since(once.k, knower_of_actor(trace_value(once.t, v)->actor), v), 0);
		}
		once.feed->free(once.feed);
		stepped.feed->free(stepped.feed);
	}
}

/* RFC 5746 1: the server has her words and the client's in one connection, and she has only her own. */
static void a_prefix_that_is_spliced(void **state)
{
	static const struct { connection_id connection; enum knower who; size_t n; } reads[] = {
		{ 1, KNOWER_SERVER, 3 }, { 1, KNOWER_MALLORY, 1 }, { 1, EVE, 0 },
		{ 0, KNOWER_CLIENT, 2 }, { 0, KNOWER_MALLORY, 0 }, { 0, EVE, 0 },
	};
	struct played p = play(sim_find_scenario("prefix-injection"), NULL, false);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(reads); i++)
		assert_int_equal(data_read(&p, reads[i].connection, reads[i].who), reads[i].n);
	p.feed->free(p.feed);
}

UNIT_GROUP(knowledge)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_and_wholes), cmocka_unit_test(one_way), cmocka_unit_test(both_ways),
		cmocka_unit_test(diffie_hellman), cmocka_unit_test(constants), cmocka_unit_test(plaintexts_differ),
		cmocka_unit_test(every_scenario), cmocka_unit_test(stolen_ticket_keys), cmocka_unit_test(stolen_shared_keys),
		cmocka_unit_test(every_fault), cmocka_unit_test(in_the_middle), cmocka_unit_test(a_prefix_that_is_spliced),
		cmocka_unit_test(steps),
	};

	return cmocka_run_group_tests_name("knowledge", tests, unit_set_up, NULL);
}
