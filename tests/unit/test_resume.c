/* Going on with sessions: two endpoints that come together twice, in each combination that decides; the store; the file. */
#include "unit.h"
#include "duel.h"

#include "base/text.h"
#include "source/session_file.h"
#include "spec/suites.h"
#include "tls/extension/extension.h"

/* ---- two endpoints, twice ---- */

enum {
	CLIENT_NO_EMS = 1 << 0, SERVER_NO_EMS = 1 << 1, CLIENT_TICKETS = 1 << 2, SERVER_TICKETS = 1 << 3, TICKETS = CLIENT_TICKETS | SERVER_TICKETS,
	CLIENT_GCM = 1 << 4, SERVER_GCM = 1 << 5,          /* only that suite */
	CLIENT_LATER = 1 << 6, SERVER_LATER = 1 << 7,
	UNVERIFIED = 1 << 8,                               /* the client overrides a failed check */
	CERTIFICATE_WANTED = 1 << 9,
	CLIENT_CERTIFIED = 1 << 15,
	SHORT_RECORDS = 1 << 17, SHORTER_RECORDS = 1 << 18, SIZE_LIMIT = 1 << 19,   /* what the client asks for */
	/* what happens before */
	SERVER_FORGETS = 1 << 10, NEW_KEY = 1 << 11, NEW_KEY_TWICE = 1 << 12, OTHER_NAME = 1 << 13, FATAL_ALERT = 1 << 14, OTHER_VERSION = 1 << 16,
	OTHER_RECORDS = 1 << 20,
};

enum ending { RESUMED, FULL, REFUSED };

static const struct case_of_two {
	const char *title;
	unsigned first, second;
	enum ending ending;
	enum reason offer, decision;               /* REASON_NONE: nothing was asked for */
} cases[] = {
	{ "by id", 0, 0, RESUMED, REASON_RESUME_OFFER_ID, REASON_RESUME_BY_ID },
	{ "by ticket", TICKETS, TICKETS, RESUMED, REASON_RESUME_OFFER_TICKET, REASON_RESUME_BY_TICKET },
	{ "only the client takes tickets", CLIENT_TICKETS, CLIENT_TICKETS, RESUMED, REASON_RESUME_OFFER_ID, REASON_RESUME_BY_ID },
	{ "only the server gives tickets", SERVER_TICKETS, SERVER_TICKETS, RESUMED, REASON_RESUME_OFFER_ID, REASON_RESUME_BY_ID },
	{ "the client has lost its taste for tickets", TICKETS, SERVER_TICKETS, FULL, REASON_RESUME_NONE_KEPT, REASON_NONE },
	{ "the server has lost its taste for tickets", TICKETS, CLIENT_TICKETS, FULL, REASON_RESUME_OFFER_TICKET, REASON_RESUME_UNKNOWN },
	{ "a ticket from now on", 0, TICKETS, RESUMED, REASON_RESUME_OFFER_ID, REASON_RESUME_BY_ID },
	/* RFC 7627 5.3 */
	{ "neither has the extension", CLIENT_NO_EMS, CLIENT_NO_EMS, FULL, REASON_RESUME_OFFER_ID, REASON_RESUME_LEGACY },
	{ "neither has the extension, by ticket", CLIENT_NO_EMS | TICKETS, CLIENT_NO_EMS | TICKETS, FULL, REASON_RESUME_OFFER_TICKET,
	  REASON_RESUME_LEGACY },
	{ "only the second has the extension", CLIENT_NO_EMS, 0, FULL, REASON_RESUME_OTHER_EMS, REASON_NONE },
	{ "only the first has the extension", 0, CLIENT_NO_EMS, FULL, REASON_RESUME_OTHER_EMS, REASON_NONE },
	{ "the server has it no longer", 0, SERVER_NO_EMS, FULL, REASON_RESUME_OFFER_ID, REASON_RESUME_EMS_OFF },
	{ "the server did not have it", SERVER_NO_EMS, 0, FULL, REASON_RESUME_OTHER_EMS, REASON_NONE },
	/* suites */
	{ "the client offers another suite", 0, CLIENT_GCM, FULL, REASON_RESUME_OTHER_SUITE, REASON_NONE },
	{ "the server serves another suite", 0, SERVER_GCM, FULL, REASON_RESUME_OFFER_ID, REASON_RESUME_OTHER_SUITE },
	{ "the server serves another suite, by ticket", TICKETS, TICKETS | SERVER_GCM, FULL, REASON_RESUME_OFFER_TICKET, REASON_RESUME_OTHER_SUITE },
	/* time */
	{ "too late for the client", 0, CLIENT_LATER, FULL, REASON_RESUME_OVER, REASON_NONE },
	{ "too late for the server", 0, SERVER_LATER, FULL, REASON_RESUME_OFFER_ID, REASON_RESUME_STORED_OVER },
	{ "too late for the ticket", TICKETS, TICKETS | SERVER_LATER, FULL, REASON_RESUME_OFFER_TICKET, REASON_RESUME_BAD_TICKET },
	/* RFC 6066 4: how long records are is agreed for the session */
	{ "short records", SHORT_RECORDS, SHORT_RECORDS, RESUMED, REASON_RESUME_OFFER_ID, REASON_RESUME_BY_ID },
	{ "short records, by ticket", TICKETS | SHORT_RECORDS, TICKETS | SHORT_RECORDS, RESUMED, REASON_RESUME_OFFER_TICKET, REASON_RESUME_BY_TICKET },
	{ "short records no longer", SHORT_RECORDS, 0, FULL, REASON_RESUME_OTHER_FRAGMENT_LENGTH, REASON_NONE },
	{ "short records from now on", 0, SHORT_RECORDS, FULL, REASON_RESUME_OTHER_FRAGMENT_LENGTH, REASON_NONE },
	{ "shorter records", SHORT_RECORDS, SHORTER_RECORDS, FULL, REASON_RESUME_OTHER_FRAGMENT_LENGTH, REASON_NONE },
	{ "a session of other records, at the server", SHORT_RECORDS, SHORT_RECORDS | OTHER_RECORDS, FULL, REASON_RESUME_OFFER_ID,
	  REASON_RESUME_OTHER_FRAGMENT_LENGTH },
	{ "record_size_limit counts for both", SHORT_RECORDS | SIZE_LIMIT, SHORT_RECORDS | SIZE_LIMIT, RESUMED, REASON_RESUME_OFFER_ID,
	  REASON_RESUME_BY_ID },
	/* what is left */
	{ "forgotten", 0, SERVER_FORGETS, FULL, REASON_RESUME_OFFER_ID, REASON_RESUME_UNKNOWN },
	{ "forgotten with its keys", TICKETS, TICKETS | SERVER_FORGETS, FULL, REASON_RESUME_OFFER_TICKET, REASON_RESUME_BAD_TICKET },
	{ "another key", TICKETS, TICKETS | NEW_KEY, RESUMED, REASON_RESUME_OFFER_TICKET, REASON_RESUME_BY_TICKET },
	{ "two other keys", TICKETS, TICKETS | NEW_KEY_TWICE, FULL, REASON_RESUME_OFFER_TICKET, REASON_RESUME_BAD_TICKET },
	{ "a fatal alert", 0, FATAL_ALERT, FULL, REASON_RESUME_NONE_KEPT, REASON_NONE },
	{ "a fatal alert, by ticket", TICKETS, TICKETS | FATAL_ALERT, FULL, REASON_RESUME_NONE_KEPT, REASON_NONE },
	/* who they are */
	{ "made with another name", 0, OTHER_NAME, FULL, REASON_RESUME_OFFER_ID, REASON_RESUME_OTHER_NAME },
	{ "of another version", 0, OTHER_VERSION, FULL, REASON_RESUME_OFFER_ID, REASON_RESUME_OTHER_VERSION },
	{ "a certificate is wanted now", 0, CERTIFICATE_WANTED, REFUSED, REASON_RESUME_OFFER_ID, REASON_RESUME_NO_CERTIFICATE },
	{ "a certificate was shown", CERTIFICATE_WANTED | CLIENT_CERTIFIED, CERTIFICATE_WANTED, RESUMED, REASON_RESUME_OFFER_ID, REASON_RESUME_BY_ID },
	{ "a certificate was shown, and is in the ticket", TICKETS | CERTIFICATE_WANTED | CLIENT_CERTIFIED, TICKETS | CERTIFICATE_WANTED, RESUMED,
	  REASON_RESUME_OFFER_TICKET, REASON_RESUME_BY_TICKET },
	{ "a certificate was shown, and the ticket's key is new", TICKETS | CERTIFICATE_WANTED | CLIENT_CERTIFIED,
	  TICKETS | CERTIFICATE_WANTED | NEW_KEY, RESUMED, REASON_RESUME_OFFER_TICKET, REASON_RESUME_BY_TICKET },
	{ "what was overridden counts only where it is again", UNVERIFIED, 0, FULL, REASON_RESUME_NOT_VERIFIED, REASON_NONE },
	{ "overridden twice", UNVERIFIED, UNVERIFIED, RESUMED, REASON_RESUME_OFFER_ID, REASON_RESUME_BY_ID },
};

/* The code that holds then. */
static uint8_t fragments_of(unsigned flags)
{
	return flags & SIZE_LIMIT ? 0 : flags & SHORTER_RECORDS ? 1 : flags & SHORT_RECORDS ? 2 : 0;
}

static void configure(struct duel *d, unsigned flags, struct session_store *stores[2])
{
	static const uint16_t both[] = { 0x003c, 0x009c }, gcm[] = { 0x009c };
	struct tls_config *c = &d->side[DUEL_CLIENT].party.tls, *s = &d->side[DUEL_SERVER].party.tls;
	struct tls_config *const parties[] = { c, s };

	for (unsigned i = 0; i < 2; i++) {
		bool only_gcm = flags & (CLIENT_GCM << i);

		parties[i]->sessions = stores[i];
		parties[i]->extended_master_secret = !(flags & (CLIENT_NO_EMS << i));
		parties[i]->session_ticket = flags & (CLIENT_TICKETS << i);
		parties[i]->suites = only_gcm ? gcm : both;
		parties[i]->n_suites = only_gcm ? 1 : 2;
		parties[i]->peer.now += flags & (CLIENT_LATER << i) ? 2 * SESSION_LIFETIME : 0;
	}
	if (flags & UNVERIFIED) {
		c->insecure = true;
		c->peer.name = "another.example";
	}
	c->max_fragment_length = fragments_of(flags & ~SIZE_LIMIT);
	c->record_size_limit = flags & SIZE_LIMIT ? 400 : 0;
	if (flags & CERTIFICATE_WANTED)
		s->client_auth = CLIENT_AUTH_REQUIRE;
}

/* Each time with other random bytes: a new session has another id. */
static void meet(struct duel *d, unsigned flags, struct session_store *stores[2])
{
	static unsigned times;
	char seed[16];

	snprintf(seed, sizeof(seed), "%u", times++);
	duel_init_as(d, flags & CLIENT_CERTIFIED);
	if (flags & CLIENT_CERTIFIED)
		party_demo_credential(&d->side[DUEL_CLIENT].party, "pki/client-rsa.pem", "pki/client-rsa.key");
	for (unsigned i = 0; i < 2; i++) {
		crypto_rng_free(&d->side[i].rng);
		d->side[i].party.tls.rng = d->side[i].rng = crypto_rng_seeded(seed);
	}
	configure(d, flags, stores);
	duel_begin(d);
}

static void come_together(struct duel *d, unsigned flags, struct session_store *stores[2])
{
	meet(d, flags, stores);
	duel_play(d);
}

static void before_the_second(struct duel *d, unsigned flags, struct session_store *stores[2])
{
	if (flags & FATAL_ALERT) {
		endpoint_abort(d->side[DUEL_SERVER].ep, ALERT_INTERNAL_ERROR);
		duel_play(d);
	}
	if (flags & SERVER_FORGETS)
		session_store_clear(stores[1]);
	if (flags & (NEW_KEY | NEW_KEY_TWICE))
		session_store_rotate(stores[1]);
	if (flags & NEW_KEY_TWICE)
		session_store_rotate(stores[1]);
	if (flags & OTHER_NAME)
		stores[1]->sessions[0]->s.server_name = bytes_str("another.example");
	if (flags & OTHER_RECORDS)
		stores[1]->sessions[0]->s.max_fragment_length = 1;
	if (flags & OTHER_VERSION)
		stores[1]->sessions[0]->s.version = VERSION_TLS11;
}

static const struct event *event_of(const struct trace *t, enum event_type type)
{
	for (event_id id = 1; id < trace_n_events(t); id++)
		if (trace_event(t, id)->type == type)
			return trace_event(t, id);
	return NULL;
}

static enum reason reason_of(const struct trace *t, enum event_type type)
{
	const struct event *e = event_of(t, type);

	return e ? (enum reason)e->reason : REASON_NONE;
}

static bool extension_came(const struct trace *t, int64_t type)
{
	for (event_id id = 1; id < trace_n_events(t); id++)
		if (trace_event(t, id)->type == EV_EXTENSION_READ && trace_event(t, id)->arg[0] == type)
			return true;
	return false;
}

/* Both say the same of it, and have the same keys; what falls away has not come. */
static void ended(const struct duel *d, enum ending ending, uint8_t fragments, const char *title)
{
	for (size_t i = 0; i < 2; i++) {
		const struct connection *c = &d->side[i].ep->c;

		check_trace(c->w.t, title);
		CHECK_THAT((endpoint_state(d->side[i].ep) == EP_ESTABLISHED) == (ending != REFUSED), "%s: side %zu is in another state, check %s", title, i, trace_current(c->w.t)->outcome.failed_check);
		CHECK_THAT(ending == REFUSED || limits_fragment_code(c) == fragments, "%s: side %zu has other records", title, i);
		CHECK_THAT(c->s.resumed == (ending == RESUMED), "%s: side %zu and the session", title, i);
		CHECK_THAT(!!event_of(c->w.t, EV_SESSION_RESUMED) == (ending == RESUMED), "%s: side %zu tells another story", title, i);
		CHECK_THAT(!!event_of(c->w.t, EV_CERT_LIST) != (ending == RESUMED && i == DUEL_CLIENT) || i == DUEL_SERVER, "%s: certificates", title);
	}
	/* RFC 6066 3: server_name is not answered where a session goes on */
	if (ending != REFUSED)
		CHECK_THAT(extension_came(d->side[DUEL_CLIENT].t, EXT_SERVER_NAME) == (ending == FULL), "%s: server_name is answered", title);
	if (ending != REFUSED)
		CHECK_THAT(bytes_equal(trace_bytes(d->side[0].t, d->side[0].ep->c.secrets.key_block),
				       trace_bytes(d->side[1].t, d->side[1].ep->c.secrets.key_block)), "%s: they have other keys", title);
}

static void every_combination(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct case_of_two *k = &cases[i];
		struct session_store *stores[2] = { session_store_new(), session_store_new() };
		uint8_t master[48];
		struct duel d;

		come_together(&d, k->first, stores);
		ended(&d, FULL, fragments_of(k->first), k->title);
		memcpy(master, trace_bytes(d.side[0].t, d.side[0].ep->c.secrets.master).p, sizeof(master));
		before_the_second(&d, k->second, stores);
		duel_free(&d);
		come_together(&d, k->second, stores);
		ended(&d, k->ending, fragments_of(k->second), k->title);
		CHECK_THAT(reason_of(d.side[0].t, EV_RESUME_OFFER) == k->offer, "%s: the client says %s", k->title,
			   reason_name(reason_of(d.side[0].t, EV_RESUME_OFFER)));
		CHECK_THAT(reason_of(d.side[1].t, EV_RESUME_DECIDED) == k->decision, "%s: the server says %s", k->title,
			   reason_name(reason_of(d.side[1].t, EV_RESUME_DECIDED)));
		if (k->ending == RESUMED)
			CHECK_THAT(memcmp(master, trace_bytes(d.side[0].t, d.side[0].ep->c.secrets.master).p, sizeof(master)) == 0,
				   "%s: another master secret", k->title);
		duel_free(&d);
		session_store_free(stores[0]);
		session_store_free(stores[1]);
	}
}

/* RFC 5077 3.3: a new ticket only where the key is not the one of now; it opens as well, and does not make the session younger. */
static void a_new_ticket_for_a_new_key(void **state)
{
	struct session_store *stores[2] = { session_store_new(), session_store_new() };
	struct duel d;

	(void)state;
	for (unsigned n = 0; n < 4; n++) {
		come_together(&d, TICKETS, stores);
		assert_int_equal(d.side[0].ep->c.s.resumed, n > 0);
		assert_int_equal(event_of(d.side[1].t, EV_TICKET_SEALED) != NULL, n != 1);
		if (n != 1)
			assert_int_equal(d.side[0].ep->c.s.ticket_lifetime, SESSION_LIFETIME);
		duel_free(&d);
		if (n)
			session_store_rotate(stores[1]);
	}
	session_store_free(stores[0]);
	session_store_free(stores[1]);
}

/* As long as a ticket lives: then the key that sealed it only opens, and after as long again it is gone. */
static void a_key_grows_old(void **state)
{
	struct session_store *stores[2] = { session_store_new(), session_store_new() };
	uint8_t names[3][16];

	(void)state;
	for (unsigned n = 0; n < 3; n++) {
		struct duel d;

		session_store_clear(stores[0]);    /* each time a full handshake, and a ticket */
		meet(&d, TICKETS, stores);
		d.side[1].party.tls.peer.now += n * SESSION_LIFETIME;
		duel_play(&d);
		ended(&d, FULL, 0, "a key grows old");
		memcpy(names[n], stores[1]->key.name.bytes.p, 16);
		if (n)
			assert_memory_equal(stores[1]->key_before.name.bytes.p, names[n - 1], 16);
		assert_true(!n || memcmp(names[n], names[n - 1], 16) != 0);
		duel_free(&d);
	}
	session_store_free(stores[0]);
	session_store_free(stores[1]);
}

/* RFC 5077 3.3: a promised ticket that cannot be made is sent empty, and nobody keeps anything. */
static void what_does_not_fit_into_a_ticket(void **state)
{
	static const uint8_t chain[0xffff];
	struct session_store *stores[2] = { session_store_new(), session_store_new() };
	struct duel d;

	(void)state;
	meet(&d, TICKETS, stores);
	duel_until(&d, ACTOR_CLIENT, AT_TICKET);
	d.side[1].ep->c.s.client_certificates = trace_add_leaf(d.side[1].t, ACTOR_SERVER, OP_CONFIG, "certificate_list", bytes_of(chain, sizeof(chain)));
	duel_play(&d);
	ended(&d, FULL, 0, "too long");
	assert_int_equal(d.side[0].ep->c.s.ticket, 0);
	assert_int_equal(reason_of(d.side[0].t, EV_SESSION_KEPT), REASON_KEPT_NOTHING);
	assert_int_equal(reason_of(d.side[1].t, EV_SESSION_KEPT), REASON_KEPT_NOTHING);
	assert_int_equal(stores[0]->n, 0);
	duel_free(&d);
	session_store_free(stores[0]);
	session_store_free(stores[1]);
}

/* A server may give a ticket of any length; the extensions of a ClientHello have 65535 bytes together. */
static void a_ticket_too_long_to_be_offered(void **state)
{
	static const struct {
		size_t n;
		enum reason reason;
	} lengths[] = {
		{ 1, REASON_RESUME_OFFER_TICKET }, { 61440, REASON_RESUME_OFFER_TICKET },
		{ 61441, REASON_RESUME_TICKET_LONG }, { 65535, REASON_RESUME_TICKET_LONG },
	};
	static const uint8_t ticket[0xffff];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		struct session_store *stores[2] = { session_store_new(), session_store_new() };
		struct duel d;

		come_together(&d, TICKETS, stores);
		duel_free(&d);
		session_value_give(&stores[0]->sessions[0]->ticket, bytes_of(ticket, lengths[i].n));
		come_together(&d, TICKETS, stores);
		ended(&d, FULL, 0, "too long to be offered");
		assert_int_equal(reason_of(d.side[0].t, EV_RESUME_OFFER), lengths[i].reason);
		duel_free(&d);
		session_store_free(stores[0]);
		session_store_free(stores[1]);
	}
}

/* RFC 7627 5.3. Our server never answers so: its hello is written here. */
static void an_answer_without_the_extension_ends_it(void **state)
{
	struct session_store *stores[2] = { session_store_new(), session_store_new() };
	struct buf hello = { 0 };
	const struct event *e;
	struct duel d;

	(void)state;
	come_together(&d, 0, stores);
	duel_free(&d);
	meet(&d, 0, stores);
	duel_settle(d.side[0].ep);
	buf_add(&hello, BYTES_LIT("\x16\x03\x03\x00\x4a\x02\x00\x00\x46\x03\x03"));
	buf_add(&hello, BYTES_LIT("0123456789abcdef0123456789abcdef"));
	buf_add_uint(&hello, 1, stores[0]->sessions[0]->id.bytes.n);
	buf_add(&hello, buf_bytes(&stores[0]->sessions[0]->id.bytes));
	buf_add(&hello, BYTES_LIT("\x00\x3c\x00"));
	assert_int_equal(hello.n, 5 + 0x4a);
	endpoint_feed(d.side[0].ep, buf_bytes(&hello));
	duel_settle(d.side[0].ep);
	e = event_of(d.side[0].t, EV_RESUME_SESSION);
	assert_non_null(e);
	CHECK_THAT(e->reason == REASON_RESUMED_WITHOUT_EMS && e->fatal, "%s", reason_name((enum reason)e->reason));
	assert_int_equal(event_of(d.side[0].t, EV_ALERT_SENT)->arg[1], ALERT_HANDSHAKE_FAILURE);
	assert_int_equal(stores[0]->n, 0);
	buf_free(&hello);
	duel_free(&d);
	session_store_free(stores[0]);
	session_store_free(stores[1]);
}

/* What the client must not go on with, though the server does: as if it had kept something else. */
static void the_client_holds_the_answer_to_what_it_kept(void **state)
{
	static const struct {
		enum reason reason;
		int alert;
		uint16_t version, suite;           /* of what it kept; 0: as it was */
		bool other_ems;
	} wrong[] = {
		{ REASON_RESUMED_OTHER_VERSION, ALERT_ILLEGAL_PARAMETER, VERSION_TLS11, 0, false },
		{ REASON_RESUMED_OTHER_SUITE, ALERT_ILLEGAL_PARAMETER, 0, 0x009c, false },
		{ REASON_RESUMED_WITH_EMS, ALERT_HANDSHAKE_FAILURE, 0, 0, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct session_store *stores[2] = { session_store_new(), session_store_new() };
		struct saved_session *kept;
		const struct event *e;
		struct duel d;

		come_together(&d, 0, stores);
		duel_free(&d);
		meet(&d, 0, stores);
		duel_settle(d.side[0].ep);         /* its hello is out */
		kept = &stores[0]->sessions[0]->s;
		kept->version = wrong[i].version ? wrong[i].version : kept->version;
		kept->suite = wrong[i].suite ? wrong[i].suite : kept->suite;
		kept->ems ^= wrong[i].other_ems;
		duel_play(&d);
		e = event_of(d.side[0].t, EV_RESUME_SESSION);
		assert_non_null(e);
		CHECK_THAT(e->reason == wrong[i].reason && e->fatal, "case %zu: %s", i, reason_name((enum reason)e->reason));
		e = event_of(d.side[0].t, EV_ALERT_SENT);
		assert_int_equal(e->arg[1], wrong[i].alert);
		assert_int_equal(stores[0]->n, 0);
		assert_int_equal(stores[1]->n, 0);
		duel_free(&d);
		session_store_free(stores[0]);
		session_store_free(stores[1]);
	}
}

/* ---- the store ---- */

static void the_oldest_makes_room(void **state)
{
	struct session_store *store = session_store_new();

	(void)state;
	for (unsigned i = 0; i <= SESSION_STORE_MAX; i++) {
		struct saved_session s = { .suite = (uint16_t)i, .server_name = bytes_str(i % 2 ? "odd" : "even") };
		const uint8_t id[2] = { (uint8_t)(i >> 8), (uint8_t)i };

		session_value_give(&session_store_add(store, &s)->id, bytes_of(id, 2));
	}
	assert_int_equal(store->n, SESSION_STORE_MAX);
	assert_null(session_store_by_id(store, BYTES_LIT("\0\0")));
	assert_null(session_store_by_id(store, BYTES_NONE));
	assert_int_equal(session_store_by_id(store, BYTES_LIT("\0\1"))->s.suite, 1);
	assert_int_equal(session_store_for(store, BYTES_LIT("odd"))->s.suite, SESSION_STORE_MAX - 1);
	assert_null(session_store_for(store, BYTES_LIT("other")));
	session_store_forget(store, session_store_by_id(store, BYTES_LIT("\0\1")));
	assert_null(session_store_by_id(store, BYTES_LIT("\0\1")));
	session_store_clear(store);
	assert_int_equal(store->n, 0);
	session_store_free(store);
}

/* ---- the file ---- */

static struct saved_session some_session(bool rich)
{
	static const uint8_t secret[48] = "a master secret of forty-eight bytes, no more, n";
	struct saved_session s = { .version = VERSION_TLS12, .suite = 0xc02f, .secret = bytes_of(secret, 48), .server_name = BYTES_LIT("server.example") };

	if (rich) {
		s.ems = s.verified = true;
		s.since = 1781524800;
		s.lifetime = 7000;
		s.alpn = BYTES_LIT("h2");
	}
	return s;
}

static void a_file_gives_back_the_session(void **state)
{
	(void)state;
	for (int rich = 0; rich < 2; rich++) {
		struct session_store *store = session_store_new();
		struct saved_session s = some_session(rich), *back;
		struct stored_session *stored = session_store_add(store, &s);
		struct buf text = { 0 };
		struct error err;

		session_value_give(&stored->id, rich ? BYTES_NONE : BYTES_LIT("the id"));
		session_value_give(&stored->ticket, rich ? BYTES_LIT("a ticket that has more than thirty-two bytes in it") : BYTES_NONE);
		session_file_write(stored, &text);
		session_store_clear(store);
		assert_int_equal(session_file_read(buf_bytes(&text), "x", "unused", store, &err), ST_OK);
		assert_int_equal(store->n, 1);
		back = &store->sessions[0]->s;
		assert_true(back->version == s.version && back->suite == s.suite && back->ems == s.ems && back->verified == s.verified && back->since == s.since);
		assert_int_equal(back->lifetime, rich ? 7000 : SESSION_LIFETIME);
		assert_true(bytes_equal(back->secret, s.secret) && bytes_equal(back->alpn, s.alpn) && bytes_equal(back->server_name, s.server_name));
		assert_true(bytes_equal(buf_bytes(&store->sessions[0]->secret.bytes), s.secret));
		assert_int_equal(store->sessions[0]->ticket.bytes.n, rich ? 50 : 0);
		assert_int_equal(store->sessions[0]->id.bytes.n, rich ? 32 : 6);
		buf_free(&text);
		session_store_free(store);
	}
}

/* Written with openssl s_client -sess_out (3.0), the ticket and the certificate left out: no name, and a check that failed. */
static void wrong_files_are_told(void **state)
{
	static const struct {
		const char *text, *sentence;
	} files[] = {
		{ "", "f: holds no session: there is no line \"-----BEGIN SSL SESSION PARAMETERS-----\"" },
		{ "hello\n", "f: holds no session: there is no line \"-----BEGIN SSL SESSION PARAMETERS-----\"" },
		{ "\n-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", "f:2: this is a CERTIFICATE, not a session (SSL SESSION PARAMETERS)" },
		{ "#\n#\n-----BEGIN SSL SESSION PARAMETERS-----\nMAA=\n-----END SSL SESSION PARAMETERS-----\n",
		  "f:3: what is in this block is no session as OpenSSL writes one" },
		/* version 1, TLS 1.3, suite, id, secret */
		{ "-----BEGIN SSL SESSION PARAMETERS-----\nMBACAQECAgMEBAITAQQABAEq\n-----END SSL SESSION PARAMETERS-----\n",
		  "f:1: the session is not one of SSL 3.0 to TLS 1.3, and no other is gone on with here" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct session_store *store = session_store_new();
		struct error err = { "" };

		assert_int_not_equal(session_file_read(bytes_str(files[i].text), "f", "n", store, &err), ST_OK);
		assert_string_equal(err.text, files[i].sentence);
		assert_int_equal(store->n, 0);
		session_store_free(store);
	}
}

/* A file that was cut off anywhere, or whose bytes were changed, is told or read; never more than that. */
static void damaged_files_are_told(void **state)
{
	struct session_store *store = session_store_new();
	struct saved_session s = some_session(true);
	struct buf text = { 0 };
	struct error err;

	(void)state;
	session_file_write(session_store_add(store, &s), &text);
	session_store_clear(store);
	for (size_t n = 0; n + 1 < text.n; n++)
		CHECK_THAT(session_file_read(bytes_of(text.p, n), "f", "n", store, &err) != ST_OK, "%zu bytes are enough", n);
	for (size_t n = 0; n < text.n; n++) {
		enum status st;

		text.p[n] ^= 1;
		st = session_file_read(buf_bytes(&text), "f", "n", store, &err);
		CHECK_THAT(st == ST_OK || st == ST_DECODE || st == ST_UNSUPPORTED, "byte %zu: status %d", n, st);
		text.p[n] ^= 1;
	}
	buf_free(&text);
	session_store_free(store);
}

UNIT_GROUP(resume)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_combination), cmocka_unit_test(a_new_ticket_for_a_new_key),
		cmocka_unit_test(what_does_not_fit_into_a_ticket), cmocka_unit_test(a_ticket_too_long_to_be_offered), cmocka_unit_test(a_key_grows_old),
		cmocka_unit_test(the_client_holds_the_answer_to_what_it_kept),
		cmocka_unit_test(an_answer_without_the_extension_ends_it), cmocka_unit_test(the_oldest_makes_room),
		cmocka_unit_test(a_file_gives_back_the_session), cmocka_unit_test(wrong_files_are_told), cmocka_unit_test(damaged_files_are_told),
	};

	return cmocka_run_group_tests_name("resume", tests, unit_set_up, NULL);
}
