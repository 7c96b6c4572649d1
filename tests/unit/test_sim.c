/* Every scenario and every fault, played to its end: the outcome is what its row
 * says, and the trace holds to all that a trace must. */
#include "../peer.h"
#include "unit.h"
#include "check_trace.h"
#include "played.h"
#include "base/assets.h"

#include <stdlib.h>

#include "spec/suites.h"
#include "spec/without.h"

static struct feed *play_scenario(size_t i)
{
	return play(&(struct sim_options){ .scenario = &sim_scenarios[i] });
}

static struct feed *play_fault(size_t i)
{
	return play(&(struct sim_options){ .fault = &sim_faults[i] });
}

static event_id find_event(const struct trace *t, enum event_type type, enum actor actor)
{
	for (event_id id = 1; id < trace_n_events(t); id++)
		if (trace_event(t, id)->type == type && trace_event(t, id)->actor == actor)
			return id;
	return 0;
}

/* In the connection that the trace is about. */
static event_id find_studied(const struct trace *t, enum event_type type, enum actor actor)
{
	for (event_id id = 1; id < trace_n_events(t); id++) {
		const struct event *e = trace_event(t, id);

		if (e->type == type && e->actor == actor && trace_event_connection(t, e) == t->studied)
			return id;
	}
	return 0;
}

/* The same by who is at that end of a connection, in it. */
static event_id find_at(const struct trace *t, connection_id connection, enum event_type type, enum side_id side)
{
	for (event_id id = 1; id < trace_n_events(t); id++)
		if (trace_event(t, id)->type == type && trace_event_connection(t, trace_event(t, id)) == connection &&
		    trace_side(t, connection, trace_event(t, id)->actor) == side)
			return id;
	return 0;
}

static struct bytes event_bytes(const struct trace *t, event_id id)
{
	return trace_bytes(t, trace_event(t, id)->values[0]);
}

/* ---- scenarios ---- */

static void data_arrived(const struct trace *t, enum actor from, const char *name)
{
	event_id sent = find_event(t, EV_DATA_SENT, from), came = find_event(t, EV_DATA_RECEIVED, peer_of(from));

	CHECK_THAT(sent && came && sent < came, "%s: no data from the %s", name, actors_standard[from].name);
	CHECK_THAT(event_bytes(t, sent).n && bytes_equal(event_bytes(t, sent), event_bytes(t, came)), "%s: other data came", name);
}

/* Both have the same secrets, and the same bytes went over the wire. */
static void secrets_agree(const struct trace *t, const char *name)
{
	static const enum event_type types[] = { EV_MASTER_SECRET, EV_KEY_BLOCK };

	for (size_t i = 0; i < ARRAY_LEN(types) * t->connections.n; i++) {
		connection_id id = (connection_id)(i / ARRAY_LEN(types));
		enum event_type type = types[i % ARRAY_LEN(types)];
		event_id c = find_at(t, id, type, SIDE_CLIENT), s = find_at(t, id, type, SIDE_SERVER);
		const event_id resumed = type == EV_MASTER_SECRET ? find_at(t, id, EV_SESSION_RESUMED, SIDE_SERVER) : 0;

		/* a session that goes on has its master secret already, of this connection or of one before */
		if (resumed && !(s && s < resumed))
			CHECK_THAT(!c && !s, "%s: another master secret", name);
		else
			CHECK_THAT(c && s && bytes_equal(event_bytes(t, c), event_bytes(t, s)), "%s: %s differs", name, event_specs[type].name);
	}
}

/* Who published a handshake said something in some of them; a challenge is over with the handshake (RFC 8737 4). */
static bool is_silent(const struct scenario *s)
{
	static const char *const names[] = { "rfc8448-retry", "rfc8448-client", "rfc8448-disguised" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(s->name, names[i]) == 0)
			return true;
	return s->acme;
}

/* With parties that check nothing, certificates may be anything. */
static bool is_ignored(const struct event *e, bool unchecked)
{
	return unchecked && strncmp(event_specs[e->type].name, "certificate.", 12) == 0;
}

static const char *version_of(const struct scenario *sc)
{
	static const char *const old[] = { "SSLv3", "TLSv1.0", "TLSv1.1" };

	return sc->tls13 ? "TLSv1.3" : sc->version ? old[sc->version - VERSION_SSL30] : "TLSv1.2";
}

/* The one alert beside close_notify that ends nothing (RFC 6101 5.6.6). */
static bool may_warn(const struct scenario *sc, const struct event *e)
{
	if (sc->no_further)
		return e->actor == ACTOR_SERVER && e->arg[0] == ALERT_WARNING && e->arg[1] == ALERT_NO_RENEGOTIATION;
	return sc->version == VERSION_SSL30 && sc->client_auth && !sc->client[0].cert && e->actor == ACTOR_CLIENT && e->arg[0] == ALERT_WARNING &&
	       e->arg[1] == ALERT_NO_CERTIFICATE;
}

/* RFC 9846 6.1: nothing is wrong, and it is over all the same. */
static void given_up(const struct trace *t, const struct scenario *sc)
{
	const struct trace_outcome *o = &trace_studied(t)->outcome;

	CHECK_THAT(o->done && strcmp(o->outcome, "failed") == 0 && !o->failed_check, "%s: %s", sc->name, o->outcome);
	CHECK_THAT(o->alert && strcmp(o->alert, "user_canceled") == 0 && o->alert_from == ACTOR_CLIENT, "%s: alert %s", sc->name, o->alert);
	CHECK_THAT(!trace_last_event(t, t->studied, EV_ESTABLISHED), "%s: it is established", sc->name);
	for (event_id id = 1; id < trace_n_events(t); id++)
		CHECK_THAT(trace_event(t, id)->verdict != VERDICT_FAIL && !trace_event(t, id)->fatal, "%s: event %u failed", sc->name, id);
}

static void established(const struct trace *t, const struct scenario *sc)
{
	const char *name = sc->name;
	const bool unchecked = sc->unchecked;
	const struct trace_outcome *o = &trace_studied(t)->outcome;

	CHECK_THAT(o->done && o->outcome && strcmp(o->outcome, "established") == 0, "%s: %s", name, o->outcome);
	CHECK_THAT(!o->alert && !o->failed_check, "%s: alert %s, check %s", name, o->alert, o->failed_check);
	CHECK_THAT(o->version && strcmp(o->version, version_of(sc)) == 0, "%s: version %s", name, o->version);
	for (event_id id = 1; id < trace_n_events(t); id++) {
		const struct event *e = trace_event(t, id);

		CHECK_THAT(e->verdict != VERDICT_FAIL || is_ignored(e, unchecked), "%s: event %u (%s) failed: %s", name, id, event_specs[e->type].name,
			   reason_sentence(e->reason));
		CHECK_THAT(e->type != EV_ALERT_SENT || e->arg[1] == ALERT_CLOSE_NOTIFY || may_warn(sc, e), "%s: an alert was sent", name);
	}
	for (unit_id id = 1; id < trace_n_units(t); id++)
		CHECK_THAT(!trace_unit(t, id)->altered && !trace_unit(t, id)->problem, "%s: unit %u is altered or malformed", name, id);
}

static void scenarios_are_established(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_sim_scenarios; i++) {
		struct feed *f = play_scenario(i);
		const struct suite *s = suite_find(sim_scenarios[i].suite ? sim_scenarios[i].suite : sim_scenarios[i].tls13 ? 0x1301 : 0x003c);

		if (sim_scenarios[i].cancels) {
			given_up(f->trace, &sim_scenarios[i]);
			f->free(f);
			continue;
		}
		established(f->trace, &sim_scenarios[i]);
		assert_string_equal(trace_studied(f->trace)->outcome.cipher_suite, s->code.name);
		for (enum actor a = ACTOR_CLIENT; a <= ACTOR_SERVER && !is_silent(&sim_scenarios[i]) && !sim_scenarios[i].changes && !sim_scenarios[i].prefix; a++)
			data_arrived(f->trace, a, sim_scenarios[i].name);
		if (!sim_scenarios[i].tls13 && !sim_scenarios[i].prefix)
			secrets_agree(f->trace, sim_scenarios[i].name);
		for (enum actor a = ACTOR_CLIENT; a <= ACTOR_SERVER; a++) {
			CHECK_THAT(find_event(f->trace, EV_ESTABLISHED, a), "%s: the %s", sim_scenarios[i].name, actors_standard[a].name);
			CHECK_THAT(find_event(f->trace, EV_CLOSED, a), "%s: the %s does not say that it closed", sim_scenarios[i].name, actors_standard[a].name);
		}
		f->free(f);
	}
}

static void scenarios_hold_together(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_sim_scenarios; i++) {
		struct feed *f = play_scenario(i);

		check_trace(f->trace, sim_scenarios[i].name);
		f->free(f);
	}
}

/* ---- the key schedule, written a second time ---- */

/* RFC 5246 5: P_hash(secret, label + seed), n bytes. */
static void p_hash(enum hash_alg h, struct bytes secret, const char *label, struct bytes seed, uint8_t *out, size_t n)
{
	uint8_t a[HASH_MAX], block[HASH_MAX];
	struct bytes label_seed[2] = { bytes_str(label), seed };

	assert_int_equal(crypto_hmac(h, secret, label_seed, 2, a), ST_OK);
	for (size_t off = 0; off < n; off += hash_size(h)) {
		struct bytes parts[3] = { bytes_of(a, hash_size(h)), label_seed[0], label_seed[1] };
		size_t some = n - off < hash_size(h) ? n - off : hash_size(h);

		assert_int_equal(crypto_hmac(h, secret, parts, 3, block), ST_OK);
		memcpy(out + off, block, some);
		assert_int_equal(crypto_hmac(h, secret, parts, 1, block), ST_OK);
		memcpy(a, block, hash_size(h));
	}
}

/* RFC 4346 5: one half of the secret with MD5, XOR the other with SHA-1. */
static void p_both(struct bytes secret, const char *label, struct bytes seed, uint8_t *out, size_t n)
{
	const size_t half = (secret.n + 1) / 2;
	uint8_t sha1[512];

	p_hash(HASH_MD5, bytes_slice(secret, 0, half), label, seed, out, n);
	p_hash(HASH_SHA1, bytes_slice(secret, secret.n - half, half), label, seed, sha1, n);
	for (size_t i = 0; i < n; i++)
		out[i] ^= sha1[i];
}

/* RFC 6101 6: MD5(secret + SHA("A", "BB", ... + secret + seed)). */
static void p_ssl30(struct bytes secret, struct bytes seed, uint8_t *out, size_t n)
{
	uint8_t letters[26], inner[20], block[16];

	for (size_t i = 0; i * sizeof(block) < n; i++) {
		memset(letters, (int)('A' + i), sizeof(letters));
		assert_int_equal(crypto_hash(HASH_SHA1, (struct bytes[]){ bytes_of(letters, i + 1), secret, seed }, 3, inner), ST_OK);
		assert_int_equal(crypto_hash(HASH_MD5, (struct bytes[]){ secret, bytes_of(inner, 20) }, 2, block), ST_OK);
		memcpy(out + i * sizeof(block), block, n - i * sizeof(block) < sizeof(block) ? n - i * sizeof(block) : sizeof(block));
	}
}

static void derive(const struct scenario *sc, enum hash_alg h, struct bytes secret, const char *label, struct bytes seed, uint8_t *out, size_t n)
{
	if (sc->version == VERSION_SSL30)
		p_ssl30(secret, seed, out, n);
	else if (sc->version)
		p_both(secret, label, seed, out, n);
	else
		p_hash(h, secret, label, seed, out, n);
}

/* The handshake messages up to `last` (its n-th), as they went over the wire. */
static size_t messages(const struct trace *t, uint8_t last, int n, struct bytes parts[16])
{
	size_t count = 0;

	for (unit_id id = 1; id < trace_n_units(t) && n; id++) {
		const struct unit *u = trace_unit(t, id);

		if (u->kind != UNIT_MESSAGE || u->content_type != CT_HANDSHAKE || u->connection)
			continue;
		parts[count++] = trace_bytes(t, u->value);
		n -= u->handshake_type == last;
	}
	return count;
}

/* Their hash; before TLS 1.2 two of them, side by side. */
static struct bytes transcript(const struct trace *t, const struct scenario *sc, enum hash_alg h, uint8_t last, int n, uint8_t *out)
{
	struct bytes parts[16];
	const size_t count = messages(t, last, n, parts);

	if (!sc->version) {
		assert_int_equal(crypto_hash(h, parts, count, out), ST_OK);
		return bytes_of(out, hash_size(h));
	}
	assert_int_equal(crypto_hash(HASH_MD5, parts, count, out), ST_OK);
	assert_int_equal(crypto_hash(HASH_SHA1, parts, count, out + 16), ST_OK);
	return bytes_of(out, 36);
}

/* RFC 6101 5.6.9: both hashes, each with the sender's name, the master secret and pads. */
static struct bytes finished_ssl30(const struct trace *t, uint8_t last, const char *sender, struct bytes master, uint8_t *out)
{
	uint8_t pad[2][48], inner[20];
	struct bytes parts[19];

	memset(pad[0], 0x36, 48);
	memset(pad[1], 0x5c, 48);
	for (int sha = 0; sha < 2; sha++) {
		const enum hash_alg h = sha ? HASH_SHA1 : HASH_MD5;
		const size_t n = messages(t, last, 1, parts), size = sha ? 40 : 48;

		parts[n] = bytes_str(sender);
		parts[n + 1] = master;
		parts[n + 2] = bytes_of(pad[0], size);
		assert_int_equal(crypto_hash(h, parts, n + 3, inner), ST_OK);
		assert_int_equal(crypto_hash(h, (struct bytes[]){ master, bytes_of(pad[1], size), bytes_of(inner, hash_size(h)) }, 3, out + 16 * sha), ST_OK);
	}
	return bytes_of(out, 36);
}

static struct bytes finished(const struct trace *t, const struct scenario *sc, enum hash_alg h, uint8_t last, bool client, struct bytes master, uint8_t *out)
{
	uint8_t hash[HASH_MAX];

	if (sc->version == VERSION_SSL30)
		return finished_ssl30(t, last, client ? "CLNT" : "SRVR", master, out);
	derive(sc, h, master, client ? "client finished" : "server finished", transcript(t, sc, h, last, 1, hash), out, 12);
	return bytes_of(out, 12);
}

static struct bytes random_of(const struct trace *t, uint8_t hello)
{
	for (unit_id id = 1; id < trace_n_units(t); id++) {
		const struct unit *u = trace_unit(t, id);

		if (u->kind == UNIT_MESSAGE && u->content_type == CT_HANDSHAKE && u->handshake_type == hello && !u->connection)
			return bytes_slice(trace_bytes(t, u->value), 6, 32);
	}
	return BYTES_NONE;
}

static void derives_to(const struct trace *t, enum event_type type, enum side_id who, const uint8_t *p, const char *name)
{
	event_id id = find_at(t, 0, type, who);
	struct bytes b = event_bytes(t, id);

	CHECK_THAT(b.n && bytes_equal(b, bytes_of(p, b.n)), "%s: %s of the %s is another one", name, event_specs[type].name, who ? "server" : "client");
}

static struct bytes pre_master_of(const struct trace *t)
{
	static const enum event_type types[] = { EV_PMS_JOINED, EV_PMS_MADE, EV_KEX_SECRET, EV_DH_SECRET };
	event_id made = 0;

	for (size_t i = 0; i < ARRAY_LEN(types) && !made; i++)
		made = find_event(t, types[i], ACTOR_CLIENT);
	return event_bytes(t, made);
}

/* RFC 5246 8.1, 6.3, 7.4.9 and RFC 7627 4; RFC 6101 6. */
static void keys_are_those_of_the_rfc(const struct trace *t, const struct scenario *sc)
{
	const struct suite *s = suite_find(sc->suite ? sc->suite : 0x003c);
	struct bytes cr = random_of(t, HS_CLIENT_HELLO), sr = random_of(t, HS_SERVER_HELLO), pms = pre_master_of(t);
	uint8_t master[48], keys[256], verify[36], seed[64], hash[HASH_MAX];
	struct bytes expected;

	memcpy(seed, cr.p, 32);
	memcpy(seed + 32, sr.p, 32);
	if (sc->no_extended_master_secret || sc->version == VERSION_SSL30)
		derive(sc, s->prf, pms, "master secret", bytes_of(seed, 64), master, 48);
	else
		derive(sc, s->prf, pms, "extended master secret", transcript(t, sc, s->prf, HS_CLIENT_KEY_EXCHANGE, 1, hash), master, 48);
	memcpy(seed, sr.p, 32);
	memcpy(seed + 32, cr.p, 32);
	derive(sc, s->prf, bytes_of(master, 48), "key expansion", bytes_of(seed, 64), keys, sizeof(keys));
	for (enum side_id who = SIDE_CLIENT; who <= SIDE_SERVER; who++) {
		derives_to(t, EV_MASTER_SECRET, who, master, sc->name);
		derives_to(t, EV_KEY_BLOCK, who, keys, sc->name);
	}
	/* the client's Finished covers all before it; the server's covers the client's too */
	finished(t, sc, s->prf, sc->client[0].cert && !sc->asked_then ? HS_CERTIFICATE_VERIFY : HS_CLIENT_KEY_EXCHANGE, true, bytes_of(master, 48), verify);
	derives_to(t, EV_VERIFY_DATA, SIDE_CLIENT, verify, sc->name);
	expected = finished(t, sc, s->prf, sc->comeback.how == WITH_TICKET ? HS_NEW_SESSION_TICKET : HS_FINISHED, false, bytes_of(master, 48), verify);
	event_id compared = find_event(t, EV_FINISHED_COMPARED, ACTOR_CLIENT);
	CHECK_THAT(bytes_equal(event_bytes(t, compared), expected), "%s: the server's verify_data is another one", sc->name);
}

/* RFC 5246 6.3: the order in which the key block is cut. */
static void cuts_are_those_of_the_rfc(const struct trace *t, const struct scenario *sc)
{
	static const char *const order[] = { "client_write_MAC_key", "server_write_MAC_key", "client_write_key", "server_write_key",
					     "client_write_IV", "server_write_IV" };
	struct bytes block = event_bytes(t, find_at(t, 0, EV_KEY_BLOCK, SIDE_SERVER));
	size_t off = 0, next = 0;

	for (event_id id = 1; id < trace_n_events(t); id++) {
		const struct event *e = trace_event(t, id);
		const struct value *v;

		if (e->type == EV_RENEGOTIATION)   /* the next cuts are of another block */
			break;
		if (e->type != EV_KEY_CUT || trace_event_connection(t, e) || trace_side(t, 0, e->actor) != SIDE_SERVER)
			continue;
		v = trace_value(t, e->values[0]);
		while (next < ARRAY_LEN(order) && strcmp(order[next], v->label) != 0)
			next++;
		CHECK_THAT(next < ARRAY_LEN(order), "%s: %s is cut too late", sc->name, v->label);
		CHECK_THAT(bytes_equal(v->bytes, bytes_slice(block, off, v->bytes.n)), "%s: %s begins elsewhere", sc->name, v->label);
		off += v->bytes.n;
	}
	CHECK_THAT(off == block.n, "%s: %zu of %zu bytes were cut", sc->name, off, block.n);
}

static void the_schedule_is_that_of_the_rfc(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_sim_scenarios; i++) {
		struct feed *f;

		/* tests/unit/test_tls13.c; a client whose first handshake is the server's second */
		if (sim_scenarios[i].tls13 || sim_scenarios[i].prefix)
			continue;
		f = play_scenario(i);
		keys_are_those_of_the_rfc(f->trace, &sim_scenarios[i]);
		cuts_are_those_of_the_rfc(f->trace, &sim_scenarios[i]);
		f->free(f);
	}
}

/* What a scenario promises in its name shows in its trace. */
static size_t count_units(const struct trace *t, enum unit_kind kind, uint8_t content_type, int handshake_type)
{
	size_t n = 0;

	for (unit_id id = 1; id < trace_n_units(t); id++) {
		const struct unit *u = trace_unit(t, id);

		n += u->kind == kind && u->content_type == content_type && (handshake_type < 0 || u->handshake_type == handshake_type);
	}
	return n;
}

static size_t handshake_records(const char *name)
{
	struct feed *f = play_named(name);
	size_t n = count_units(f->trace, UNIT_RECORD, CT_HANDSHAKE, -1);

	f->free(f);
	return n;
}

static void records_are_cut_and_joined(void **state)
{
	(void)state;
	assert_int_equal(handshake_records("default"), 7);
	assert_int_equal(handshake_records("coalesced"), 5);
	assert_true(handshake_records("fragmented") > 14);
}

/* RFC 8449 4: with TLS 1.3 the limit is one on all that is inside a record, and each side uses it to the last byte. */
static void the_limit_counts_all_that_is_inside(void **state)
{
	struct feed *f = play_named("tls13-record-size-limit");
	size_t longest[2] = { 0, 0 };

	(void)state;
	for (unit_id id = 1; id < trace_n_units(f->trace); id++) {
		const struct unit *u = trace_unit(f->trace, id);
		const size_t n = trace_bytes(f->trace, u->value).n, side = u->sender == ACTOR_SERVER;

		if (u->kind == UNIT_PLAINTEXT && n > longest[side])
			longest[side] = n;
	}
	assert_int_equal(longest[0], 64);
	assert_int_equal(longest[1], 100);
	f->free(f);
}

/* Each connection is told as its own, with an end of its own, and keys that have nothing to do with the other's. */
static void connections_are_apart(void **state)
{
	struct feed *f = play_named("two-connections");
	const struct trace *t = f->trace;
	struct bytes master[2] = { { 0 } };
	size_t opened[2] = { 0 };

	(void)state;
	assert_int_equal(t->connections.n, 2);
	assert_int_equal(t->studied, 1);
	for (event_id id = 1; id < trace_n_events(t); id++) {
		const struct event *e = trace_event(t, id);
		connection_id c = trace_event_connection(t, e);

		opened[c] += e->type == EV_TCP_OPENED;
		if (e->type == EV_MASTER_SECRET && e->actor == ACTOR_CLIENT)
			master[c] = trace_bytes(t, e->values[0]);
	}
	for (connection_id c = 0; c < 2; c++) {
		assert_true(trace_connection(t, c)->outcome.done);
		assert_string_equal(trace_connection(t, c)->outcome.outcome, "established");
		assert_int_equal(opened[c], 1);
		assert_int_equal(master[c].n, 48);
	}
	assert_false(bytes_equal(master[0], master[1]));
	f->free(f);
}

static const struct {
	const char *scenario;
	int request, certificates, verify;      /* CertificateRequest, Certificate, CertificateVerify */
} mutual[] = {
	{ "default", 0, 1, 0 },     { "client-rsa", 1, 2, 1 },   { "client-p256", 1, 2, 1 },
	{ "client-p384", 1, 2, 1 }, { "client-chain", 1, 2, 1 }, { "client-none", 1, 2, 0 },
};

static void client_certificates_are_asked_for(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(mutual); i++) {
		struct feed *f = play_named(mutual[i].scenario);

		assert_int_equal(count_units(f->trace, UNIT_MESSAGE, CT_HANDSHAKE, HS_CERTIFICATE_REQUEST), mutual[i].request);
		assert_int_equal(count_units(f->trace, UNIT_MESSAGE, CT_HANDSHAKE, HS_CERTIFICATE), mutual[i].certificates);
		assert_int_equal(count_units(f->trace, UNIT_MESSAGE, CT_HANDSHAKE, HS_CERTIFICATE_VERIFY), mutual[i].verify);
		f->free(f);
	}
}

/* ---- faults ---- */

/* The party that finds the fault: the one that does not err. For the network, the
 * receiver of what was changed; when ClientHello was, the keys differ, and the
 * server is the first to get a protected record. */
static enum actor finder(const struct fault *f)
{
	return f->errs == ACTOR_NETWORK ? peer_of(f->tamper.sender) : peer_of(f->errs);
}

static const struct {
	const char *fault;
	enum actor finder;
} found_by_others[] = {
	/* a wrong key or no common suite shows on the side that errs */
	{ "wrong-server-key", ACTOR_SERVER },
	{ "no-common-suite", ACTOR_SERVER },
	{ "tls13-psk-no-suite", ACTOR_SERVER },
	{ "psk-missing", ACTOR_SERVER },
	{ "mallory-certificate-rsa", ACTOR_MALLORY },
	/* the server is told nothing; its random comes back to the client */
	{ "downgrade", ACTOR_CLIENT },
	/* it is its own record that it gets */
	{ "reflect-record", ACTOR_CLIENT },
	{ "replay-connection", ACTOR_SERVER },
	{ "prefix-injection-refused", ACTOR_SERVER },
};

static enum actor expected_finder(const struct fault *f)
{
	for (size_t i = 0; i < ARRAY_LEN(found_by_others); i++)
		if (strcmp(found_by_others[i].fault, f->name) == 0)
			return found_by_others[i].finder;
	return finder(f);
}

/* The check that finds it ends nothing, and nothing else is wrong: a full handshake follows, and holds. */
static void fault_falls_back(const struct fault *f, const struct trace *t)
{
	const struct trace_outcome *o = &trace_current(t)->outcome;
	const event_id anew = find_studied(t, o->version && strcmp(o->version, "TLSv1.3") == 0 ? EV_CERT_LIST : EV_PMS_MADE, ACTOR_CLIENT);
	event_id found = 0;

	for (event_id id = 1; id < trace_n_events(t); id++) {
		const struct event *e = trace_event(t, id);
		const bool is_check = strcmp(event_specs[e->type].name, f->check) == 0;

		CHECK_THAT(e->verdict != VERDICT_FAIL || is_check, "%s: found by %s, not %s", f->name, event_specs[e->type].name, f->check);
		if (is_check && (e->verdict == VERDICT_FAIL || e->verdict == VERDICT_WARN))
			found = id;
	}
	CHECK_THAT(strcmp(o->outcome, "established") == 0 && !o->alert && !o->failed_check && !fatal_event(t), "%s: %s", f->name, o->outcome);
	CHECK_THAT(found && trace_event(t, found)->actor == expected_finder(f), "%s: another noticed, or nobody", f->name);
	CHECK_THAT(anew && !o->resumed && !find_studied(t, EV_SESSION_RESUMED, ACTOR_SERVER), "%s: no full handshake", f->name);
}

static void fault_is_found(const struct fault *f, const struct trace *t)
{
	const struct trace_outcome *o = &trace_studied(t)->outcome;
	const char *alert = f->alert >= 0 ? code_name(&codes_alert, (uint32_t)f->alert) : NULL;
	const struct event *e = fatal_event(t);

	if (f->alert < 0) {
		CHECK_THAT(strcmp(o->outcome, "truncated") == 0 && !o->alert && !o->failed_check && !e, "%s: %s", f->name, o->outcome);
		return;
	}
	CHECK_THAT(strcmp(o->outcome, "failed") == 0, "%s: %s", f->name, o->outcome);
	CHECK_THAT(o->alert && strcmp(o->alert, alert) == 0, "%s: alert %s, not %s", f->name, o->alert ? o->alert : "none", alert);
	CHECK_THAT(o->failed_check && strcmp(o->failed_check, f->check) == 0, "%s: found by %s, not %s", f->name,
		   o->failed_check ? o->failed_check : "nothing", f->check);
	CHECK_THAT(e && strcmp(event_specs[e->type].name, f->check) == 0, "%s: no fatal event %s", f->name, f->check);
	CHECK_THAT(e->actor == expected_finder(f), "%s: the %s noticed", f->name, actors_standard[e->actor].name);
	CHECK_THAT(o->alert_from == expected_finder(f), "%s: the alert came from the %s", f->name, actors_standard[o->alert_from].name);
}

static size_t count_studied(const struct trace *t, enum event_type type)
{
	size_t n = 0;

	for (event_id id = 1; id < trace_n_events(t); id++)
		n += trace_event(t, id)->type == type && trace_event_connection(t, trace_event(t, id)) == t->studied;
	return n;
}

/* Alerts that cannot be read, and what becomes of them. */
static const struct {
	const char *fault;
	enum event_type becomes;
	bool gives_up;                       /* whoever got it */
} unreadable[] = {
	{ "tls13-other-share", EV_TAG_CHECKED, true },                   /* the two have other keys */
	{ "tls13-early-data-without-key", EV_EARLY_PASSED, false },      /* the server takes it for early data, and waits */
	{ "prefix-injection-refused", EV_SPLICED, false },               /* she hands it on to the client */
	{ "replay-connection", EV_REPLAYED, false },                     /* she has records alone, and reads nothing */
};

/* The alert goes over, and whoever gets it gives up too; nobody says that it stands. */
static void both_gave_up(const struct fault *f, const struct trace *t)
{
	enum actor who = expected_finder(f), other = trace_peer(t, t->studied, who);
	size_t i = 0;

	while (i < ARRAY_LEN(unreadable) && strcmp(unreadable[i].fault, f->name) != 0)
		i++;
	CHECK_THAT(find_studied(t, EV_FAILED, who) && !!find_studied(t, EV_FAILED, other) == (i == ARRAY_LEN(unreadable) || unreadable[i].gives_up),
		   "%s: one goes on", f->name);
	/* those happen after the handshake */
	if (f->afterwards)
		return;
	/* of early data the server has told how much it is */
	CHECK_THAT(count_studied(t, EV_DATA_RECEIVED) <= count_studied(t, EV_EARLY_COUNTED), "%s: data flowed", f->name);
	CHECK_THAT(!find_studied(t, EV_ESTABLISHED, who), "%s: the %s calls it established", f->name, actors_standard[who].name);
	if (f->alert < 0)
		return;
	CHECK_THAT(find_studied(t, EV_ALERT_SENT, who) && find_studied(t, i < ARRAY_LEN(unreadable) ? unreadable[i].becomes : EV_ALERT_RECEIVED, other),
		   "%s: the alert did not arrive", f->name);
}

static void faults_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_sim_faults; i++) {
		struct feed *f = play_fault(i);

		assert_true(trace_studied(f->trace)->outcome.done);
		if (sim_faults[i].falls_back) {
			fault_falls_back(&sim_faults[i], f->trace);
		} else {
			fault_is_found(&sim_faults[i], f->trace);
			both_gave_up(&sim_faults[i], f->trace);
		}
		f->free(f);
	}
}

/* What the server has had of the client, or the client: all of it, joined. */
static void received_by(const struct trace *t, enum actor who, struct buf *out)
{
	for (event_id id = 1; id < trace_n_events(t); id++)
		if (trace_event(t, id)->type == EV_DATA_RECEIVED && trace_event(t, id)->actor == who)
			buf_add(out, event_bytes(t, id));
}

#define PAY_ANNA "Pay 10 euros to Anna."
#define PAY_BEN "Pay 20 euros to Ben."
#define STOP "Stop, pay Ben nothing."

/* Each attack succeeds without what protects against it, and its victim sees nothing; left out alone, the protection is
 * not missed. */
static void attacks_succeed_without_protection(void **state)
{
	static const struct {
		const char *fault;
		unsigned without;
		enum actor victim;
		const char *gets;
	} rows[] = {
		{ "tampered-data", WITHOUT_MAC, ACTOR_SERVER, "Pay 90 euros to Anna." PAY_BEN STOP },
		{ "replay-record", WITHOUT_SEQUENCE_NUMBERS, ACTOR_SERVER, PAY_ANNA PAY_ANNA PAY_BEN STOP },
		{ "swap-records", WITHOUT_SEQUENCE_NUMBERS, ACTOR_SERVER, PAY_ANNA STOP PAY_BEN },
		{ "drop-record", WITHOUT_SEQUENCE_NUMBERS, ACTOR_SERVER, PAY_ANNA STOP },
		{ "reflect-record", WITHOUT_DIRECTION_KEYS, ACTOR_CLIENT, PAY_ANNA },
		{ "truncate", WITHOUT_CLOSE, ACTOR_SERVER, PAY_ANNA PAY_BEN },
		{ "replay-connection", WITHOUT_RANDOMS, ACTOR_SERVER, PAY_ANNA PAY_BEN STOP PAY_ANNA PAY_BEN STOP },
		{ "tampered-client-hello", WITHOUT_FINISHED, ACTOR_SERVER, "hello, server" },
		{ "untrusted-ca", WITHOUT_CERTIFICATE, ACTOR_SERVER, "hello, server" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct feed *f = play(&(struct sim_options){ .fault = sim_find_fault(rows[i].fault), .without = rows[i].without });
		struct feed *calm = play(&(struct sim_options){ .scenario = sim_find_scenario("payments"), .without = rows[i].without });
		struct buf got = { 0 };

		received_by(f->trace, rows[i].victim, &got);
		CHECK_THAT(strcmp(trace_studied(f->trace)->outcome.outcome, "established") == 0, "%s: %s", rows[i].fault, trace_studied(f->trace)->outcome.outcome);
		CHECK_THAT(strcmp(buf_str(&got), rows[i].gets) == 0, "%s: the victim got %s", rows[i].fault, buf_str(&got));
		CHECK_THAT(find_event(f->trace, EV_WITHOUT, ACTOR_SERVER), "%s: nobody says what is left out", rows[i].fault);
		CHECK_THAT(!find_event(calm->trace, EV_UNPROTECTED, ACTOR_CLIENT) && !find_event(calm->trace, EV_UNPROTECTED, ACTOR_SERVER),
			   "%s: without an attack something is missed", rows[i].fault);
		check_trace(f->trace, rows[i].fault);
		buf_free(&got);
		f->free(f);
		calm->free(calm);
	}
}

static void faults_hold_together(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_sim_faults; i++) {
		struct feed *f = play_fault(i);

		check_trace(f->trace, sim_faults[i].name);
		f->free(f);
	}
}

/* ---- determinism ---- */

static void same_values(const struct trace *a, const struct trace *b, const char *name)
{
	CHECK_THAT(trace_n_values(a) == trace_n_values(b) && trace_n_events(a) == trace_n_events(b) &&
		   trace_n_fields(a) == trace_n_fields(b), "%s: the same seed gives another trace", name);
	for (value_id id = 1; id < trace_n_values(a); id++) {
		const struct value *x = trace_value(a, id), *y = trace_value(b, id);

		CHECK_THAT(x->op == y->op && x->n_inputs == y->n_inputs && bytes_equal(x->bytes, y->bytes),
			   "%s: value %u (%s) differs with the same seed", name, id, x->label);
	}
	for (event_id id = 1; id < trace_n_events(a); id++)
		CHECK_THAT(trace_event(a, id)->type == trace_event(b, id)->type, "%s: event %u differs", name, id);
}

static void the_same_seed_gives_the_same_trace(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_sim_scenarios; i++) {
		struct feed *a = play_scenario(i), *b = play_scenario(i);

		same_values(a->trace, b->trace, sim_scenarios[i].name);
		a->free(a);
		b->free(b);
	}
}

static void another_seed_gives_other_randoms(void **state)
{
	struct feed *a = play(&(struct sim_options){ .scenario = sim_find_scenario("client-rsa"), .seed = "1" });
	struct feed *b = play(&(struct sim_options){ .scenario = sim_find_scenario("client-rsa"), .seed = "2" });
	size_t randoms = 0;

	(void)state;
	for (value_id id = 1; id < trace_n_values(a->trace) && id < trace_n_values(b->trace); id++) {
		const struct value *x = trace_value(a->trace, id), *y = trace_value(b->trace, id);

		if (x->op != OP_RANDOM || y->op != OP_RANDOM)
			continue;
		assert_string_equal(x->label, y->label);
		CHECK_THAT(!bytes_equal(x->bytes, y->bytes), "%s is the same with two seeds", x->label);
		randoms++;
	}
	assert_true(randoms >= 8);
	a->free(a);
	b->free(b);
}

/* ---- one in the middle ---- */

static bool ends_as(const struct trace *t, connection_id id, const char *outcome, const char *alert, enum actor from)
{
	const struct trace_outcome *o = &trace_connection(t, id)->outcome;

	return o->done && strcmp(o->outcome, outcome) == 0 && (alert ? o->alert && strcmp(o->alert, alert) == 0 : !o->alert) && o->alert_from == from;
}

/* What she passes on is the very value that came. */
static size_t passed_on(const struct trace *t)
{
	value_id came = 0;
	size_t n = 0;

	for (event_id id = 1; id < trace_n_events(t); id++) {
		const struct event *e = trace_event(t, id);

		if (e->type == EV_DATA_RECEIVED && e->actor == ACTOR_MALLORY)
			came = e->values[0];
		n += e->type == EV_DATA_SENT && e->actor == ACTOR_MALLORY && came && e->values[0] == came;
	}
	return n;
}

static void one_in_the_middle_can_do_what_both_let_her(void **state)
{
	static const struct {
		const char *scenario, *fault, *ca;
		enum client_auth auth;
		const char *near, *near_alert;   /* how the client's connection ends */
		enum actor near_from;
		const char *far, *far_alert;     /* the server's; NULL: there was none */
		enum actor far_from;
		size_t data;                     /* messages passed on */
	} rows[] = {
		{ "man-in-the-middle", NULL, NULL, 0, "established", NULL, 0, "established", NULL, 0, 2 },
		{ NULL, "mallory", NULL, 0, "failed", "unknown_ca", ACTOR_CLIENT, "established", NULL, 0, 0 },
		/* what she passes on of two whom nobody knows is not what came (data_is_changed) */
		{ "mallory-anonymous", NULL, NULL, 0, "established", NULL, 0, "established", NULL, 0, 0 },
		/* the certificate without its key: she cannot sign, and not decrypt */
		{ NULL, "mallory-certificate", NULL, 0, "failed", "decrypt_error", ACTOR_CLIENT, "established", NULL, 0, 0 },
		{ NULL, "mallory-certificate-rsa", NULL, 0, "failed", "bad_record_mac", ACTOR_MALLORY, "established", NULL, 0, 0 },
		/* the client trusts the CA that signed for her */
		{ NULL, "mallory", "pki/mallory.pem", 0, "established", NULL, 0, "established", NULL, 0, 2 },
		/* she cannot sign with the client's key */
		{ "man-in-the-middle", NULL, NULL, CLIENT_AUTH_REQUIRE, "failed", "internal_error", ACTOR_MALLORY, "failed", "handshake_failure",
		  ACTOR_SERVER, 0 },
		{ "man-in-the-middle", "expired", NULL, 0, "failed", "internal_error", ACTOR_MALLORY, "failed", "certificate_expired", ACTOR_MALLORY, 0 },
		{ "man-in-the-middle", "cut-connection", NULL, 0, "failed", "internal_error", ACTOR_MALLORY, "truncated", NULL, 0, 0 },
		{ "man-in-the-middle", "no-common-version", NULL, 0, "failed", "protocol_version", ACTOR_MALLORY, NULL, NULL, 0, 0 },
		{ "man-in-the-middle", "tampered-record", NULL, 0, "failed", "bad_record_mac", ACTOR_MALLORY, "established", NULL, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sim_options o = {
			.scenario = rows[i].scenario ? sim_find_scenario(rows[i].scenario) : NULL,
			.fault = rows[i].fault ? sim_find_fault(rows[i].fault) : NULL,
			.client_auth_given = rows[i].auth != CLIENT_AUTH_NONE, .client_auth = rows[i].auth,
		};
		struct feed *f;

		if (rows[i].ca) {
			o.ca.content = asset_find(rows[i].ca)->content;
			o.ca.where = rows[i].ca;
		}
		f = play(&o);
		check_trace(f->trace, "in the middle");
		CHECK_THAT(ends_as(f->trace, 0, rows[i].near, rows[i].near_alert, rows[i].near_from), "row %zu: the client's connection: %s, %s", i,
			   trace_connection(f->trace, 0)->outcome.outcome, trace_connection(f->trace, 0)->outcome.alert);
		assert_int_equal(f->trace->studied, 0);
		assert_int_equal(trace_was_opened(f->trace, 1), rows[i].far != NULL);
		if (rows[i].far)
			CHECK_THAT(ends_as(f->trace, 1, rows[i].far, rows[i].far_alert, rows[i].far_from), "row %zu: the server's connection: %s, %s", i,
				   trace_connection(f->trace, 1)->outcome.outcome, trace_connection(f->trace, 1)->outcome.alert);
		assert_int_equal(passed_on(f->trace), rows[i].data);
		f->free(f);
	}
}

static void data_is_changed(void **state)
{
	static const char *const heard[2] = { "hello, client (and Mallory)", "hello, server (and Mallory)" };
	struct feed *f = play_named("mallory-anonymous");
	size_t n[2] = { 0 };

	(void)state;
	check_trace(f->trace, "mallory-anonymous");
	assert_null(fatal_event(f->trace));
	for (event_id id = 1; id < trace_n_events(f->trace); id++) {
		const struct event *e = trace_event(f->trace, id);

		if (e->type != EV_DATA_RECEIVED || e->actor == ACTOR_MALLORY)
			continue;
		assert_true(bytes_equal(event_bytes(f->trace, id), bytes_str(heard[e->actor == ACTOR_SERVER])));
		n[e->actor == ACTOR_SERVER]++;
	}
	assert_int_equal(n[0], 1);
	assert_int_equal(n[1], 1);
	f->free(f);
}

/* ---- what the user asks for ---- */

static void the_users_wishes_are_heard(void **state)
{
	const uint16_t wanted[] = { 0x0035 };
	struct feed *f = play(&(struct sim_options){
		.suites = wanted, .n_suites = 1, .client_auth_given = true, .client_auth = CLIENT_AUTH_REQUIRE,
		.data = BYTES_LIT("ping"),
	});
	event_id came;

	(void)state;
	established(f->trace, &(struct scenario){ .name = "wishes" });
	assert_string_equal(trace_studied(f->trace)->outcome.cipher_suite, "TLS_RSA_WITH_AES_256_CBC_SHA");
	assert_int_equal(count_units(f->trace, UNIT_MESSAGE, CT_HANDSHAKE, HS_CERTIFICATE_VERIFY), 1);
	came = find_event(f->trace, EV_DATA_RECEIVED, ACTOR_SERVER);
	assert_true(bytes_equal(event_bytes(f->trace, came), BYTES_LIT("ping")));
	f->free(f);

	f = play(&(struct sim_options){ .server_name = "other.example" });
	assert_string_equal(trace_studied(f->trace)->outcome.outcome, "failed");
	assert_string_equal(trace_studied(f->trace)->outcome.failed_check, "certificate.name");
	f->free(f);

	/* an ordinary protocol is none for a challenge */
	f = play(&(struct sim_options){ .scenario = sim_find_scenario("acme"), .alpn = "h2" });
	assert_string_equal(trace_studied(f->trace)->outcome.failed_check, "acme.protocol");
	f->free(f);

	/* a fault stays one */
	f = play(&(struct sim_options){ .fault = sim_find_fault("no-common-protocol"), .alpn = "h2" });
	assert_string_equal(trace_studied(f->trace)->outcome.alert, "no_application_protocol");
	f->free(f);
	f = play(&(struct sim_options){ .fault = sim_find_fault("downgrade"), .versions = { VERSION_TLS12, VERSION_TLS12 } });
	assert_string_equal(trace_studied(f->trace)->outcome.failed_check, "server_hello.downgrade");
	f->free(f);

	f = play(&(struct sim_options){ .server_name = "other.example", .insecure = true });
	assert_string_equal(trace_studied(f->trace)->outcome.outcome, "established");
	assert_true(find_event(f->trace, EV_CERT_IGNORED, ACTOR_CLIENT));
	assert_null(fatal_event(f->trace));
	f->free(f);
}

/* Data of any length arrives, over as many records as it takes. */
static void long_data_arrives(void **state)
{
	static const size_t sizes[] = { 1, 15, 16, 16384, 16385, 100000 };
	uint8_t *p = mem_alloc(100000);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct feed *f = play(&(struct sim_options){ .data = bytes_of(p, sizes[i]) });
		size_t n = 0;

		established(f->trace, &(struct scenario){ .name = "long data" });
		check_trace(f->trace, "long data");
		for (event_id id = 1; id < trace_n_events(f->trace); id++)
			if (trace_event(f->trace, id)->type == EV_DATA_RECEIVED && trace_event(f->trace, id)->actor == ACTOR_SERVER)
				n += event_bytes(f->trace, id).n;
		assert_int_equal(n, sizes[i]);
		f->free(f);
	}
	free(p);
}

/* RFC 7457 2.3: in front of each record whose IV everybody has seen goes one of one byte. */
static void the_first_byte_goes_alone(void **state)
{
	static uint8_t data[20000];
	static const struct { const char *scenario; size_t n, records, first; } cases[] = {
		{ "tls10", 1, 1, 0 }, { "tls10", 2, 2, 1 }, { "tls10", 16385, 2, 1 }, { "tls10", 16386, 3, 1 }, { "tls10", sizeof(data), 4, 2 },
		{ "tls10-encrypt-then-mac", 2, 2, 1 }, { "ssl30", 2, 2, 1 }, { "ssl30-resume", 2, 2, 1 },
		{ "tls11", 2, 1, 0 }, { "default", 2, 1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct feed *f = play(&(struct sim_options){ .scenario = sim_find_scenario(cases[i].scenario), .data = bytes_of(data, cases[i].n) });
		size_t records = 0, first = 0;

		for (event_id id = 1; id < trace_n_events(f->trace); id++) {
			const struct event *e = trace_event(f->trace, id);

			if (e->actor != ACTOR_CLIENT || trace_event_connection(f->trace, e))
				continue;
			records += e->type == EV_DATA_SENT;
			first += e->type == EV_DATA_SPLIT;
			CHECK_THAT(e->type != EV_DATA_SPLIT || event_bytes(f->trace, id).n == 1, "%s: more than a byte", cases[i].scenario);
		}
		CHECK_THAT(records == cases[i].records && first == cases[i].first, "%s, %zu bytes: %zu records, %zu of them a first byte", cases[i].scenario,
			   cases[i].n, records, first);
		f->free(f);
	}
}

UNIT_GROUP(sim)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scenarios_are_established),
		cmocka_unit_test(scenarios_hold_together),
		cmocka_unit_test(the_schedule_is_that_of_the_rfc),
		cmocka_unit_test(records_are_cut_and_joined),
		cmocka_unit_test(the_limit_counts_all_that_is_inside),
		cmocka_unit_test(connections_are_apart),
		cmocka_unit_test(client_certificates_are_asked_for),
		cmocka_unit_test(faults_are_found),
		cmocka_unit_test(faults_hold_together), cmocka_unit_test(attacks_succeed_without_protection),
		cmocka_unit_test(the_same_seed_gives_the_same_trace),
		cmocka_unit_test(another_seed_gives_other_randoms),
		cmocka_unit_test(one_in_the_middle_can_do_what_both_let_her),
		cmocka_unit_test(data_is_changed),
		cmocka_unit_test(the_users_wishes_are_heard),
		cmocka_unit_test(long_data_arrives),
		cmocka_unit_test(the_first_byte_goes_alone),
	};
	return cmocka_run_group_tests_name("sim", tests, unit_set_up, NULL);
}
