/* The parties before they begin: as a scenario has them, then as a fault and the options want them. */
#include <assert.h>
#include <stdlib.h>

#include "source/sim/fields.h"
#include "source/sim/internal.h"
#include "source/sim/offer.h"
#include "spec/events.h"
#include "spec/suites.h"
#include "spec/without.h"

#define GREETING_CLIENT "hello, server"
#define GREETING_SERVER "hello, client"
#define PROTOCOLS "h2,http/1.1"

/* ---- the parties ---- */

/* What a scenario or fault says of itself. */
static void must_take(enum status st)
{
	assert(st == ST_OK);
	(void)st;
}

static void apply_comeback(struct sim *s, struct comeback c)
{
	struct tls_config *both[] = { &s->client.tls, &s->server.tls };

	if (c.how == COMES_ONCE)
		return;
	s->comeback = c;
	s->to_come = 1;
	for (size_t i = 0; i < 2; i++) {
		if (!s->stores[i])
			both[i]->sessions = s->stores[i] = session_store_new();
		both[i]->session_ticket = c.how == WITH_TICKET;
	}
}

static void use_files(struct party *p, const struct demo_files *files)
{
	for (size_t i = 0; i < SIM_MAX_OWN && files[i].cert; i++)
		party_add_demo_credential(p, files[i].cert, files[i].key);
}

static void use_staple(struct sim *s, const char *file)
{
	if (file)
		party_demo_staple(&s->server, file);
}

static void use_field(struct sim *s, const char *name)
{
	static const uint8_t generator = 2;

	buf_free(&s->prime);
	sim_field_prime(name, &s->prime);
	s->server.tls.dh_p = buf_bytes(&s->prime);
	s->server.tls.dh_g = bytes_of(&generator, 1);
}

/* Keys that the two have from elsewhere. */
static void use_psks(struct sim *s, enum sim_psk which)
{
	static const uint8_t secret[] = "32 bytes that nobody else knows.";
	const struct external_psk known = { BYTES_LIT("demo key"), bytes_of(secret, 32), HASH_SHA256 };
	const struct external_psk other = { BYTES_LIT("key of another server"), bytes_of(secret, 16), HASH_SHA256 };
	const struct external_psk otherwise = { known.identity, known.key, HASH_SHA384 };
	const struct external_psk wrong = { known.identity, other.key, HASH_SHA256 };
	struct tls_config *client = &s->client.tls, *server = &s->server.tls;

	if (which == NO_PSK)
		return;
	client->n_psks = server->n_psks = 0;
	if (which == OTHER_PSK || which == UNKNOWN_PSK)
		s->psks[0][client->n_psks++] = other;
	if (which != UNKNOWN_PSK)
		s->psks[0][client->n_psks++] = which == PSK_OF_OTHER_HASH ? otherwise : which == WRONG_PSK ? wrong : known;
	if (which != ONE_HAS_PSK)
		s->psks[1][server->n_psks++] = known;
	client->psks = s->psks[0];
	server->psks = s->psks[1];
}

static void use_early_data(struct sim *s, const struct scenario *sc)
{
	s->client.tls.early_data = bytes_str(sc->early_data ? sc->early_data : "");
	s->server.tls.max_early_data = sc->max_early_data[0];
	s->server.tls.early_data_unguarded = sc->unguarded;
	s->early_data_then = sc->max_early_data[1];
	s->replay = sc->replayed;
}

/* What is the same for both, or stands there for each. */
static void apply_to_both(struct tls_config *const both[2], const struct scenario *sc)
{
	for (size_t i = 0; i < 2; i++) {
		both[i]->extended_master_secret = !sc->no_extended_master_secret;
		both[i]->encrypt_then_mac = sc->encrypt_then_mac;
		both[i]->coalesce = sc->coalesce;
		both[i]->half_close = sc->half_close;
		both[i]->max_fragment = sc->max_fragment;
		both[i]->record_size_limit = sc->record_size_limit[i];
		both[i]->grease = sc->grease;
		both[i]->session_ticket = sc->session_ticket;
		both[i]->compatibility = !sc->undisguised;
		both[i]->record_padding = sc->record_padding;
		both[i]->post_handshake_auth = sc->post_handshake_auth;
		both[i]->ignores_renegotiation_info = sc->old[i];
	}
}

/* What each shows of itself, and what the client looks at. */
static void use_certificates(struct sim *s, const struct scenario *sc)
{
	if (sc->server[0].cert)
		party_drop_credentials(&s->server);
	use_files(&s->server, sc->server);
	use_files(&s->client, sc->client);
	use_staple(s, sc->staple);
	s->client.tls.status_request = sc->status_request;
	if (sc->ct_log)
		party_demo_ct_log(&s->client, sc->ct_log);
}

/* The account's key is that of pki/client-p256.pem; pki/make.sh has put the answer into pki/acme.pem. */
static void use_challenge(struct sim *s)
{
	static const struct acme_challenge challenge = { "s0FwhjsH7JH538yzrvWI5g", "q6R9NdiNV5UtSBL3JVKiCSPrg_uRcDEHHzCODvTvSt4" };

	must_take(party_alpn(&s->client, "acme-tls/1", NULL));
	must_take(party_alpn(&s->server, "acme-tls/1", NULL));
	s->client.tls.peer.acme = &challenge;
}

static void apply_scenario(struct sim *s, const struct scenario *sc)
{
	struct tls_config *both[] = { &s->client.tls, &s->server.tls };

	if (sc->suite) {
		const uint16_t suites[] = { sc->suite, sc->other_suite };

		party_suites(&s->client, suites, sc->other_suite ? 2 : 1);
		party_suites(&s->server, suites, sc->other_suite ? 2 : 1);
	}
	if (sc->groups.n) {
		party_groups(&s->client, sc->groups.codes, sc->groups.n);
		party_groups(&s->server, sc->groups.codes, sc->groups.n);
	}
	if (sc->server_groups.n)
		party_groups(&s->server, sc->server_groups.codes, sc->server_groups.n);
	party_schemes(&s->client, sc->schemes.codes, sc->schemes.n);
	party_schemes(&s->server, sc->schemes.codes, sc->schemes.n);
	party_compressions(&s->client, sc->compressions.codes, sc->compressions.n);
	party_compressions(&s->server, sc->compressions.codes, sc->compressions.n);
	if (sc->field)
		use_field(s, sc->field);
	if (sc->alpn) {
		must_take(party_alpn(&s->client, PROTOCOLS, NULL));
		must_take(party_alpn(&s->server, PROTOCOLS, NULL));
	}
	if (sc->acme)
		use_challenge(s);
	apply_to_both(both, sc);
	s->server.tls.cookie = sc->cookie;
	s->again = sc->again;
	s->splice = (struct splice){ .prefix = bytes_str(sc->prefix) };
	s->asked_then = sc->asked_then;
	s->client.tls.renegotiates = s->server.tls.renegotiates = (sc->again != NO_FURTHER || sc->prefix) && !sc->no_further;
	s->key_update = sc->key_update;
	s->half_close = sc->half_close;
	s->cancels = sc->cancels;
	s->by_lines = sc->by_lines;
	s->changes = sc->changes;
	s->client.tls.psk_modes = s->server.tls.psk_modes = sc->psk_modes;
	use_psks(s, sc->psk);
	s->server.tls.psk_hint = bytes_str(sc->hint ? sc->hint : "");
	use_early_data(s, sc);
	s->to_come = sc->connections ? sc->connections - 1 : 0;
	apply_comeback(s, sc->comeback);
	if (sc->again != NO_FURTHER)               /* it is that which comes, in the same connection */
		s->to_come = 0;
	s->server.tls.client_auth = sc->client_auth;
	use_certificates(s, sc);
	offer_versions(&s->client, &s->server, sc->max_version);
	for (size_t i = 0; i < 2 && sc->version; i++)
		both[i]->min_version = both[i]->max_version = sc->version;
	if (sc->tls13)
		offer_tls13(&s->client, &s->server, sc->suite);
	s->client.tls.fallback = sc->fallback;
	s->client.tls.max_fragment_length = sc->max_fragment_length;
	if (sc->no_server_name)
		s->client.tls.server_name = NULL;
}

static void apply_fault(struct sim *s, const struct fault *f)
{
	if (f->server_cert || f->server_key)
		party_demo_credential(&s->server, f->server_cert ? f->server_cert : "pki/server.pem", f->server_key ? f->server_key : "pki/server.key");
	use_staple(s, f->staple);
	if (f->crl)
		party_demo_crl(&s->client, f->crl);
	if (f->client_cert)
		party_demo_credential(&s->client, f->client_cert, f->client_key);
	if (f->client_auth)
		s->server.tls.client_auth = f->client_auth;
	if (f->client_scheme)
		party_schemes(&s->client, &f->client_scheme, 1);
	if (f->server_suite)
		party_suites(&s->server, &f->server_suite, 1);
	if (f->client_max_version)
		s->client.tls.min_version = s->client.tls.max_version = f->client_max_version;
	offer_versions(&s->client, &s->server, f->max_version);
	if (f->server_alpn && !*f->server_alpn)
		s->server.tls.n_alpn = 0;
	else if (f->server_alpn)
		must_take(party_alpn(&s->server, f->server_alpn, NULL));
	if (f->field)
		use_field(s, f->field);
	if (f->no_extended_master_secret)
		s->client.tls.extended_master_secret = s->server.tls.extended_master_secret = false;
	if (f->errs != ACTOR_NETWORK)
		(f->errs == ACTOR_CLIENT ? &s->client : &s->server)->tls.quirk = f->quirk;
	s->transit.tamper = f->tamper;
	use_psks(s, f->psk);
	s->server.tls.hides_unknown_psk = f->hides_unknown_psk;
	s->shows_real = f->shows_real;
	if (f->knows_5746)
		s->server.tls.ignores_renegotiation_info = false;
	if (f->no_certificate)
		party_drop_credentials(&s->server);
	if (f->max_early_data)
		s->server.tls.max_early_data = s->early_data_then = f->max_early_data;
	if (f->early_data)
		s->client.tls.early_data = bytes_str(f->early_data);
	if (f->replays)
		s->replay = s->replay_whole = true;
	apply_comeback(s, f->comeback);
}

/* A fault that is about something has the scenario that has it. */
const struct scenario *sim_scenario_of(const struct sim_options *o)
{
	if (o->fault && o->fault->scenario)
		return sim_find_scenario(o->fault->scenario);
	return o->scenario ? o->scenario : &sim_scenarios[0];
}

/* What may be wrong with what the user gave: files, what does not fit together, suites that the library lacks. */
enum status sim_apply_given(struct sim *s, const struct sim_options *o, struct error *err)
{
	TRY(offer_given(&s->client, &s->server, o, err));
	for (size_t i = 0; i < o->n_suites; i++)
		if (!tls_config_has_key_for(&s->client.tls, suite_find(o->suites[i])))
			use_psks(s, BOTH_HAVE_PSK);
	if (o->n_own)
		party_drop_credentials(&s->server);
	for (size_t i = 0; i < o->n_own; i++)
		TRY(party_add_credential(&s->server, o->own[i].cert.content, o->own[i].cert.where, o->own[i].key.content, o->own[i].key.where,
					 false, err));
	if (o->ct_log.where)
		TRY(party_ct_log(&s->client, o->ct_log.content, o->ct_log.where, err));
	if (o->ocsp.where) {
		s->client.tls.status_request = true;
		TRY(party_staple(&s->server, o->ocsp.content, o->ocsp.where, err));
	}
	if (o->ca.where)
		TRY(party_trust(&s->client, o->ca.content, o->ca.where, NULL, err));
	else
		party_demo_trust(&s->client, "pki/root.pem");
	/* whom the client trusts is not her choice; she finds the server either way */
	party_demo_trust(&s->mallory[SIDE_CLIENT], "pki/root.pem");
	if (o->ca.where)
		TRY(party_trust(&s->mallory[SIDE_CLIENT], o->ca.content, o->ca.where, NULL, err));
	if (o->crl.where)
		TRY(party_crl(&s->client, o->crl.content, o->crl.where, err));
	s->client.tls.peer.crl_required = o->crl_required;
	s->client.tls.peer.policies = o->policies;
	return ST_OK;
}

/* ---- handshakes of others ---- */

static void use_data(struct sim *s)
{
	buf_clear(&s->data);
	buf_clear(&s->answer);
	buf_add(&s->data, published_data(s->published, SIDE_CLIENT));
	buf_add(&s->answer, published_data(s->published, SIDE_SERVER));
}

static void use_published(struct sim *s, const struct scenario *sc, const struct sim_options *o)
{
	if (!sc->published[0])
		return;
	s->published = published_new(sc->published, s->rng);
	s->to_come = sc->published[1] ? 1 : 0;
	published_configure(s->published, 0, &s->client.tls, &s->server.tls);
	if (o->server_name)
		s->client.tls.server_name = s->client.tls.peer.name = s->server_name;
}

void sim_published_again(struct sim *s)
{
	if (!s->published)
		return;
	published_configure(s->published, 1, &s->client.tls, &s->server.tls);
	use_data(s);
}

void sim_set_up(struct sim *s, const struct sim_options *o)
{
	const struct scenario *sc = sim_scenario_of(o);
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
	use_published(s, sc, o);
	if (o->fault)
		apply_fault(s, o->fault);
	if (o->tamper)
		s->transit.tamper = *o->tamper;
	if (o->n_groups) {
		party_groups(&s->client, o->groups, o->n_groups);
		party_groups(&s->server, o->groups, o->n_groups);
	}
	if (o->n_schemes) {
		party_schemes(&s->client, o->schemes, o->n_schemes);
		party_schemes(&s->server, o->schemes, o->n_schemes);
	}
	if (o->client_auth_given) {
		s->server.tls.client_auth = o->client_auth;
		if (o->client_auth != CLIENT_AUTH_NONE && !s->client.tls.n_own)
			party_demo_credential(&s->client, "pki/client-rsa.pem", "pki/client-rsa.key");
	}
	s->client.tls.without = s->server.tls.without = o->without;
	if (o->without & WITHOUT_RANDOMS)
		s->server.tls.session_id = false;   /* it is drawn, too, and Finished covers it */
	s->client.tls.insecure = o->insecure || sc->unchecked || o->without & WITHOUT_CERTIFICATE;
	buf_add(&s->answer, BYTES_LIT(GREETING_SERVER));
	buf_add(&s->data, o->data.p ? o->data : sc->data ? bytes_str(sc->data) : BYTES_LIT(GREETING_CLIENT));
	if (s->published && !o->data.p)
		use_data(s);
}

/* The name of a pre-shared key everybody reads; the key she can only guess. */
static void guess_psk(struct sim *s, enum side_id side)
{
	struct tls_config *tls = &s->mallory[side].tls;

	if (!tls->n_psks)
		return;
	s->guess[side] = (struct external_psk){ tls->psks[tls->n_psks - 1].identity, BYTES_LIT("a guess"), HASH_SHA256 };
	tls->psks = &s->guess[side];
	tls->n_psks = 1;
}

void sim_set_up_mallory(struct sim *s)
{
	const struct tls_config *as[] = { &s->client.tls, &s->server.tls };

	for (enum side_id side = SIDE_CLIENT; side <= SIDE_SERVER; side++) {
		s->mallory[side].tls = *as[side];
		s->mallory[side].tls.own = NULL;
		s->mallory[side].tls.n_own = 0;
		s->mallory[side].tls.sessions = NULL;
		s->mallory[side].tls.client_auth = CLIENT_AUTH_NONE;
		s->mallory[side].tls.insecure = false;
		s->mallory[side].tls.quirk = QUIRK_NONE;
		guess_psk(s, side);
	}
	s->mallory[SIDE_CLIENT].tls.peer.trust = s->mallory[SIDE_CLIENT].trust;
	party_demo_credential(&s->mallory[SIDE_SERVER], s->shows_real ? "pki/server.pem" : "pki/mallory.pem", "pki/mallory.key");
}
