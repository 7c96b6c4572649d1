#include "source/sim/sim.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "source/sim/transit.h"
#include "spec/events.h"
#include "tls/keys/session_store.h"

#define GREETING_CLIENT "hello, server"
#define GREETING_SERVER "hello, client"

struct sim {
	struct feed feed;                /* first: a feed is a sim */
	struct rng rng;
	struct party client, server;
	struct endpoint *ep[2];          /* client, server */
	struct transit transit;
	struct buf data;
	char *server_name;
	struct session_store *stores[2]; /* client, server; NULL: they keep nothing */
	unsigned to_come;                /* further connections */
	struct comeback comeback;
	struct said {
		bool opened, asked, answered, closing;
		size_t turns;
	} said;                          /* in the connection that is played */
};

static const char *const protocols[] = { "h2", "http/1.1" };

/* ---- the parties ---- */

static void apply_comeback(struct sim *s, struct comeback c)
{
	struct tls_config *both[] = { &s->client.tls, &s->server.tls };

	if (c.how == COMES_ONCE)
		return;
	s->comeback = c;
	s->to_come = 1;
	for (size_t i = 0; i < 2; i++) {
		both[i]->sessions = s->stores[i] = session_store_new();
		both[i]->session_ticket = c.how == WITH_TICKET;
	}
}

static void apply_scenario(struct sim *s, const struct scenario *sc)
{
	struct tls_config *both[] = { &s->client.tls, &s->server.tls };

	if (sc->suite) {
		party_suites(&s->client, &sc->suite, 1);
		party_suites(&s->server, &sc->suite, 1);
	}
	if (sc->groups.n) {
		party_groups(&s->client, sc->groups.codes, sc->groups.n);
		party_groups(&s->server, sc->groups.codes, sc->groups.n);
	}
	for (size_t i = 0; i < 2; i++) {
		both[i]->extended_master_secret = !sc->no_extended_master_secret;
		both[i]->encrypt_then_mac = sc->encrypt_then_mac;
		both[i]->coalesce = sc->coalesce;
		both[i]->max_fragment = sc->max_fragment;
		both[i]->record_size_limit = sc->record_size_limit[i];
		both[i]->grease = sc->grease;
		both[i]->session_ticket = sc->session_ticket;
		if (sc->alpn) {
			both[i]->alpn = protocols;
			both[i]->n_alpn = ARRAY_LEN(protocols);
		}
	}
	s->to_come = sc->connections ? sc->connections - 1 : 0;
	apply_comeback(s, sc->comeback);
	s->server.tls.client_auth = sc->client_auth;
	if (sc->client_cert)
		party_demo_credential(&s->client, sc->client_cert, sc->client_key);
	s->client.tls.max_fragment_length = sc->max_fragment_length;
	if (sc->no_server_name)
		s->client.tls.server_name = NULL;
}

static void apply_fault(struct sim *s, const struct fault *f)
{
	if (f->server_cert || f->server_key)
		party_demo_credential(&s->server, f->server_cert ? f->server_cert : "pki/server.pem", f->server_key ? f->server_key : "pki/server.key");
	if (f->crl)
		party_demo_crl(&s->client, f->crl);
	if (f->client_cert)
		party_demo_credential(&s->client, f->client_cert, f->client_key);
	if (f->client_auth)
		s->server.tls.client_auth = f->client_auth;
	if (f->server_suite)
		party_suites(&s->server, &f->server_suite, 1);
	if (f->client_max_version)
		s->client.tls.min_version = s->client.tls.max_version = f->client_max_version;
	s->client.tls.max_fragment_length = f->max_fragment_length;
	if (f->no_extended_master_secret)
		s->client.tls.extended_master_secret = s->server.tls.extended_master_secret = false;
	if (f->errs != ACTOR_NETWORK)
		(f->errs == ACTOR_CLIENT ? &s->client : &s->server)->tls.quirk = f->quirk;
	s->transit.tamper = f->tamper;
	apply_comeback(s, f->comeback);
}

/* What may be wrong with what the user gave: files, and suites that the library lacks. */
static enum status apply_given(struct sim *s, const struct sim_options *o, struct error *err)
{
	if (o->n_suites) {
		TRY(party_suites_wanted(&s->client, o->suites, o->n_suites, err));
		TRY(party_suites_wanted(&s->server, o->suites, o->n_suites, err));
	}
	if (o->n_own)
		party_drop_credentials(&s->server);
	for (size_t i = 0; i < o->n_own; i++)
		TRY(party_add_credential(&s->server, o->own[i].cert.content, o->own[i].cert.where, o->own[i].key.content, o->own[i].key.where,
					 false, err));
	if (o->ca.content.n)
		TRY(party_trust(&s->client, o->ca.content, o->ca.where, NULL, err));
	else
		party_demo_trust(&s->client, "pki/root.pem");
	if (o->crl.content.n)
		TRY(party_crl(&s->client, o->crl.content, o->crl.where, err));
	return ST_OK;
}

static void set_up(struct sim *s, const struct sim_options *o)
{
	const struct scenario *sc = o->scenario ? o->scenario : &sim_scenarios[0];
	utc_time now = o->time_given ? o->time : SIM_TIME;

	s->feed.trace->began = now;
	s->rng = crypto_rng_seeded(o->seed ? o->seed : "0");
	party_init(&s->client, SIDE_CLIENT, s->rng, now);
	party_init(&s->server, SIDE_SERVER, s->rng, now);
	s->server_name = mem_strdup(o->server_name ? o->server_name : "server.example");
	s->client.tls.server_name = s->client.tls.peer.name = s->server_name;
	party_demo_credential(&s->server, "pki/server.pem", "pki/server.key");
	party_demo_trust(&s->server, "pki/client-ca.pem");
	apply_scenario(s, sc);
	if (o->fault)
		apply_fault(s, o->fault);
	if (o->tamper)
		s->transit.tamper = *o->tamper;
	if (o->n_groups) {
		party_groups(&s->client, o->groups, o->n_groups);
		party_groups(&s->server, o->groups, o->n_groups);
	}
	if (o->client_auth_given) {
		s->server.tls.client_auth = o->client_auth;
		if (o->client_auth != CLIENT_AUTH_NONE && !s->client.tls.n_own)
			party_demo_credential(&s->client, "pki/client-rsa.pem", "pki/client-rsa.key");
	}
	s->client.tls.insecure = o->insecure;
	s->data = (struct buf){ 0 };
	buf_add(&s->data, o->data.p ? o->data : sc->data ? bytes_str(sc->data) : BYTES_LIT(GREETING_CLIENT));
}

/* ---- playing ---- */

static void open_connection(struct sim *s)
{
	struct trace *t = s->feed.trace;
	char own[32], title[32];
	value_id from, to;

	snprintf(title, sizeof(title), "TCP, connection %u", t->connection + 1u);
	snprintf(own, sizeof(own), "192.0.2.10:%u", 49152 + t->connection);
	from = trace_add_leaf(t, ACTOR_CLIENT, OP_CONFIG, "client address", bytes_str(own));
	to = trace_add_leaf(t, ACTOR_CLIENT, OP_CONFIG, "server address", BYTES_LIT("192.0.2.20:443"));
	trace_open_step(t, t->connection ? arena_str(&t->arena, title) : "TCP", ACTOR_NONE);
	trace_event_values(t, EV_TCP_OPENED, ACTOR_NETWORK, trace_show(t, from, SHOW_TEXT, NULL), trace_show(t, to, SHOW_TEXT, NULL));
	trace_add_event(t, EV_TCP_HANDED, ACTOR_CLIENT, NULL, 0);
	trace_add_event(t, EV_TCP_HANDED, ACTOR_SERVER, NULL, 0);
	s->said.opened = true;
}

/* What the two say to each other when they may: a question, an answer, goodbye. */
static bool talk(struct sim *s)
{
	if (endpoint_state(s->ep[0]) != EP_ESTABLISHED || endpoint_state(s->ep[1]) != EP_ESTABLISHED)
		return false;
	if (!s->said.asked) {
		endpoint_write(s->ep[0], buf_bytes(&s->data));
		s->said.asked = true;
	} else if (!s->said.answered && endpoint_received(s->ep[1]).n) {
		endpoint_write(s->ep[1], BYTES_LIT(GREETING_SERVER));
		s->said.answered = true;
	} else if (!s->said.closing) {
		endpoint_close(s->ep[0]);
		s->said.closing = true;
	} else {
		return false;
	}
	return true;
}

static void carry(struct sim *s, size_t from)
{
	struct endpoint *a = s->ep[from], *b = s->ep[1 - from];

	transit_carry(&s->transit, s->feed.trace, a, b, from == 0 ? ACTOR_CLIENT : ACTOR_SERVER);
}

/* The one that has something to take in goes first, so that a message is read
 * right after it was sent; then whoever's turn it is. */
static bool step(struct sim *s)
{
	for (size_t i = 0; i < 2; i++) {
		size_t who = (s->said.turns + i) % 2;
		enum endpoint_did did = endpoint_step(s->ep[who]);

		if (did == EP_ACTED) {
			carry(s, who);
			s->said.turns = 1 - who;
			return true;
		}
	}
	return talk(s);
}

/* Client and server begin anew, with what they are configured with and nothing else. */
static void connection_begin(struct sim *s, connection_id id)
{
	struct trace *t = s->feed.trace;

	t->connection = t->studied = id;
	s->said = (struct said){ false, false, false, false, 0 };
	s->ep[0] = endpoint_new(t, SIDE_CLIENT, &s->client.tls);
	s->ep[1] = endpoint_new(t, SIDE_SERVER, &s->server.tls);
}

static void connection_end(struct sim *s)
{
	struct trace_outcome *o = &trace_current(s->feed.trace)->outcome;

	if (!o->outcome)
		o->outcome = "truncated";
	o->done = true;
	for (size_t i = 0; i < 2; i++) {
		endpoint_free(s->ep[i]);
		s->ep[i] = NULL;
	}
}

/* What happens before the client comes again. */
static void time_between(struct sim *s)
{
	switch (s->comeback.between) {
	case NOTHING_HAPPENS: break;
	case SERVER_FORGETS:
	case SERVER_CHANGES: session_store_clear(s->stores[1]); break;
	case KEYS_CHANGE: session_store_rotate(s->stores[1]); break;
	case TIME_PASSES:
		s->client.tls.peer.now += 2 * SESSION_LIFETIME;
		s->server.tls.peer.now += 2 * SESSION_LIFETIME;
		break;
	}
}

static enum feed_state pump(struct feed *f, int timeout_ms)
{
	struct sim *s = (struct sim *)f;

	(void)timeout_ms;
	if (trace_current(f->trace)->outcome.done)
		return FEED_DONE;
	if (!s->said.opened) {
		open_connection(s);
		return FEED_MORE;
	}
	if (step(s))
		return FEED_MORE;
	connection_end(s);
	if (!s->to_come)
		return FEED_DONE;
	s->to_come--;
	time_between(s);
	connection_begin(s, trace_add_connection(f->trace, ACTOR_CLIENT, ACTOR_SERVER));
	return FEED_MORE;
}

static int no_fd(struct feed *f)
{
	(void)f;
	return -1;
}

static void sim_free(struct feed *f)
{
	struct sim *s = (struct sim *)f;

	endpoint_free(s->ep[0]);
	endpoint_free(s->ep[1]);
	session_store_free(s->stores[0]);
	session_store_free(s->stores[1]);
	party_free(&s->client);
	party_free(&s->server);
	crypto_rng_free(&s->rng);
	buf_free(&s->data);
	free(s->server_name);
	trace_free(f->trace);
	free(s);
}

enum status sim_open(const struct sim_options *o, struct feed **out, struct error *err)
{
	struct sim *s = mem_alloc(sizeof(*s));
	const char *name = o->fault ? o->fault->name : o->scenario ? o->scenario->name : sim_scenarios[0].name;
	enum status st;

	s->feed = (struct feed){ .trace = trace_new(), .pump = pump, .fd = no_fd, .free = sim_free };
	set_up(s, o);
	st = apply_given(s, o, err);
	if (st != ST_OK) {
		sim_free(&s->feed);
		return st;
	}
	s->feed.trace->scenario = arena_str(&s->feed.trace->arena, name);
	s->feed.trace->seed = arena_str(&s->feed.trace->arena, o->seed ? o->seed : "0");
	connection_begin(s, 0);
	*out = &s->feed;
	return ST_OK;
}
