/* Going on in TLS 1.3: a ticket's key, how it is used, early data; and the same first flight sent again by somebody who recorded it. */
#include "unit.h"
#include "duel.h"

#include "source/sim/offer.h"
#include "tls/keys/tls13.h"
#include "tls/resume/psk.h"

enum { MOST = 16384 };

struct pair {
	struct session_store *stores[2];
	struct buf flight;                 /* the client's first, of the second connection */
};

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

/* Two that keep tickets, each time with other random bytes. */
static void meet(struct duel *d, struct pair *p)
{
	static unsigned times;
	char seed[16];

	snprintf(seed, sizeof(seed), "%u", times++);
	duel_init_as(d, true);
	for (unsigned i = 0; i < 2; i++) {
		struct tls_config *cfg = &d->side[i].party.tls;

		crypto_rng_free(&d->side[i].rng);
		cfg->rng = d->side[i].rng = crypto_rng_seeded(seed);
		cfg->sessions = p->stores[i];
		cfg->session_ticket = true;
	}
	offer_tls13(&d->side[0].party, &d->side[1].party, 0);
	d->side[0].party.tls.early_data = BYTES_LIT("early");
	d->side[1].party.tls.max_early_data = MOST;
}

static void begin_pair(struct pair *p)
{
	struct duel d;

	*p = (struct pair){ { session_store_new(), session_store_new() }, { 0 } };
	meet(&d, p);
	duel_begin(&d);
	duel_play(&d);
	assert_int_equal(reason_of(d.side[0].t, EV_EARLY_OFFERED), REASON_EARLY_NO_TICKET);
	assert_int_equal(p->stores[0]->n, 1);
	duel_free(&d);
}

static void end_pair(struct pair *p)
{
	session_store_free(p->stores[0]);
	session_store_free(p->stores[1]);
	buf_free(&p->flight);
}

static struct bytes main_secret(const struct duel_side *s)
{
	return trace_bytes(s->t, s->ep->c.secrets.tls13.secrets[TLS13_MAIN]);
}

/* The client comes back with the ticket; what it sends first is kept. */
static void come_back(struct pair *p)
{
	struct duel d;

	meet(&d, p);
	duel_begin(&d);
	duel_settle(d.side[0].ep);
	buf_add(&p->flight, endpoint_output(d.side[0].ep));
	duel_play(&d);
	for (size_t i = 0; i < 2; i++) {
		check_trace(d.side[i].t, "coming back");
		assert_int_equal(endpoint_state(d.side[i].ep), EP_ESTABLISHED);
		assert_true(d.side[i].ep->c.s.psk.used && !d.side[i].ep->c.s.psk.external && !d.side[i].ep->c.s.psk.alone);
	}
	assert_true(bytes_equal(main_secret(&d.side[0]), main_secret(&d.side[1])));
	assert_null(event_of(d.side[0].t, EV_CERT_LIST));
	assert_int_equal(reason_of(d.side[1].t, EV_EARLY_DECIDED), REASON_EARLY_TAKEN);
	assert_true(bytes_equal(endpoint_received(d.side[1].ep), BYTES_LIT("early")));
	duel_free(&d);
}

/* RFC 9846 8: whoever recorded the first flight sends it again. */
static void the_same_again(void **state)
{
	static const struct {
		const char *title;
		utc_time later;
		bool unguarded, forgets;
		enum reason age, decision;
		bool taken;
	} rows[] = {
		{ "at once", 0, false, false, REASON_AGE_FITS, REASON_EARLY_AGAIN, false },
		{ "within the window", PSK_AGE_WINDOW, false, false, REASON_AGE_FITS, REASON_EARLY_AGAIN, false },
		{ "behind the window", PSK_AGE_WINDOW + 1, false, false, REASON_AGE_OFF, REASON_AGE_OFF, false },
		{ "to a server that looks for nothing", 0, true, false, REASON_AGE_FITS, REASON_EARLY_UNGUARDED, true },
		{ "to the same, an hour later", 3600, true, false, REASON_AGE_OFF, REASON_EARLY_UNGUARDED, true },
		{ "when the ticket is over", SESSION_LIFETIME, true, false, REASON_NONE, REASON_EARLY_WITHOUT_PSK, false },
		{ "to one that has forgotten all, its keys as well", 0, false, true, REASON_NONE, REASON_EARLY_WITHOUT_PSK, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct pair p;
		struct duel d;
		struct endpoint *server;

		begin_pair(&p);
		come_back(&p);
		if (rows[i].forgets)
			session_store_clear(p.stores[1]);
		meet(&d, &p);
		d.side[1].party.tls.peer.now += rows[i].later;
		d.side[1].party.tls.early_data_unguarded = rows[i].unguarded;
		duel_begin(&d);
		server = d.side[1].ep;
		endpoint_feed(server, buf_bytes(&p.flight));
		duel_settle(server);
		check_trace(d.side[1].t, rows[i].title);
		CHECK_THAT(reason_of(d.side[1].t, EV_TICKET_AGE_TOLD) == rows[i].age, "%s: %s", rows[i].title, reason_name(reason_of(d.side[1].t, EV_TICKET_AGE_TOLD)));
		CHECK_THAT(reason_of(d.side[1].t, EV_EARLY_DECIDED) == rows[i].decision, "%s: %s", rows[i].title,
			   reason_name(reason_of(d.side[1].t, EV_EARLY_DECIDED)));
		CHECK_THAT(bytes_equal(endpoint_received(server), rows[i].taken ? BYTES_LIT("early") : BYTES_NONE), "%s: %zu bytes came", rows[i].title,
			   endpoint_received(server).n);
		CHECK_THAT(endpoint_state(server) == EP_HANDSHAKE, "%s: it is over", rows[i].title);
		duel_free(&d);
		end_pair(&p);
	}
}

/* RFC 9846 4.7.1: a server that has taken early data knows what the client will say, and waits for none of it with data and ticket. */
static void what_must_come_is_foreseen(void **state)
{
	struct endpoint *client, *server;
	struct pair p;
	struct duel d;

	(void)state;
	begin_pair(&p);
	meet(&d, &p);
	d.side[1].party.tls.half_rtt = true;
	duel_begin(&d);
	client = d.side[0].ep;
	server = d.side[1].ep;
	duel_settle(client);
	while (duel_carry(client, server))
		duel_settle(server);
	endpoint_write(server, BYTES_LIT("half"));
	duel_settle(server);
	assert_int_equal(server->state, EP_HANDSHAKE);
	assert_non_null(event_of(d.side[1].t, EV_DATA_SENT));
	assert_true(server->c.s.ticket && !server->tickets_due);
	duel_play(&d);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(endpoint_state(d.side[i].ep), EP_ESTABLISHED);
		check_trace(d.side[i].t, "foreseen");
	}
	assert_true(bytes_equal(endpoint_received(client), BYTES_LIT("half")));
	assert_true(bytes_equal(trace_bytes(d.side[0].t, client->c.secrets.tls13.secrets[TLS13_RESUMPTION]),
				trace_bytes(d.side[1].t, server->c.secrets.tls13.secrets[TLS13_RESUMPTION])));
	duel_free(&d);
	come_back(&p);                             /* with the ticket that came so early */
	end_pair(&p);
}

/* Early data was sent as the ticket's connection went (RFC 9846 4.3.10, E.3). */
static void the_answer_must_fit(void **state)
{
	static const struct {
		const char *title, *then;
		uint16_t version;
		enum reason reason;
		uint8_t alert;
	} rows[] = {
		{ "another protocol than then", "h2", VERSION_TLS13, REASON_EARLY_OTHER_PROTOCOL, ALERT_ILLEGAL_PARAMETER },
		{ "an older version", "", VERSION_TLS12, REASON_EARLY_OTHER_VERSION, ALERT_PROTOCOL_VERSION },
	};

	static const uint16_t suites[] = { 0x1301, 0x1302, 0x1303, 0x009c };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct event *alert;
		struct pair p;
		struct duel d;

		begin_pair(&p);
		p.stores[0]->sessions[0]->s.alpn = bytes_str(rows[i].then);
		meet(&d, &p);
		d.side[0].party.tls.min_version = d.side[1].party.tls.min_version = VERSION_TLS12;
		d.side[1].party.tls.max_version = rows[i].version;
		for (int k = 0; k < 2; k++)
			party_suites(&d.side[k].party, suites, ARRAY_LEN(suites));
		duel_begin(&d);
		duel_settle(d.side[0].ep);
		while (duel_carry(d.side[0].ep, d.side[1].ep))
			duel_settle(d.side[1].ep);
		duel_play(&d);
		alert = trace_last_event(d.side[0].t, 0, EV_ALERT_SENT);
		CHECK_THAT(trace_current(d.side[0].t)->outcome.failed_check && alert && alert->arg[1] == rows[i].alert, "%s: found by %s, alert %d", rows[i].title,
			   trace_current(d.side[0].t)->outcome.failed_check, alert ? (int)alert->arg[1] : -1);
		CHECK_THAT(reason_of(d.side[0].t, rows[i].version == VERSION_TLS12 ? EV_ANSWER_VERSION : EV_EARLY_ANSWER) == rows[i].reason, "%s: another reason",
			   rows[i].title);
		check_trace(d.side[0].t, rows[i].title);
		duel_free(&d);
		end_pair(&p);
	}
}

/* RFC 9846 8.1: what cannot be remembered is not taken; what need not be any more makes room. */
static void what_is_not_remembered_is_not_taken(void **state)
{
	enum { KEEP = 20, THEN = 1000 };
	struct session_store *s = session_store_new();

	(void)state;
	for (unsigned i = 0; i < SESSION_SPENT_MAX; i++) {
		const uint8_t ticket[] = { (uint8_t)(i >> 8), (uint8_t)i };

		assert_int_equal(session_store_spend(s, bytes_of(ticket, 2), THEN + i / 128, KEEP), SPENT_NOW);
	}
	assert_int_equal(session_store_spend(s, BYTES_LIT("\0\0"), THEN, KEEP), SPENT_BEFORE);
	assert_int_equal(session_store_spend(s, BYTES_LIT("more"), THEN + KEEP, KEEP), SPENT_NO_ROOM);
	assert_int_equal(session_store_spend(s, BYTES_LIT("more"), THEN + KEEP + 1, KEEP), SPENT_NOW);
	assert_int_equal(session_store_spend(s, BYTES_LIT("more"), THEN + KEEP + 1, KEEP), SPENT_BEFORE);
	assert_int_equal(session_store_spend(s, BYTES_LIT("\0\1"), THEN + KEEP + 1, KEEP), SPENT_BEFORE);
	for (unsigned i = 1; i < 128; i++) {
		const uint8_t ticket[] = { 2, (uint8_t)i };

		assert_int_equal(session_store_spend(s, bytes_of(ticket, 2), THEN + KEEP + 1, KEEP), SPENT_NOW);
	}
	assert_int_equal(session_store_spend(s, BYTES_LIT("last"), THEN + KEEP + 1, KEEP), SPENT_NO_ROOM);
	session_store_free(s);
}

/* RFC 9846 8.3: as long as a first flight would pass for a new one by its age, its ticket must not make room, however wide the window is. */
static void a_ticket_is_remembered_as_long_as_its_age_fits(void **state)
{
	static const struct {
		const char *title;
		uint32_t window;                   /* 0: the usual one */
		utc_time later;
		enum reason decision;
	} rows[] = {
		{ "the usual window, both ways", 0, 2 * PSK_AGE_WINDOW, REASON_EARLY_NO_ROOM },
		{ "behind it", 0, 2 * PSK_AGE_WINDOW + 1, REASON_EARLY_TAKEN },
		{ "a wide window, both ways", 60, 120, REASON_EARLY_NO_ROOM },
		{ "behind that", 60, 121, REASON_EARLY_TAKEN },
		{ "a narrow one, both ways", 3, 6, REASON_EARLY_NO_ROOM },
		{ "behind that", 3, 7, REASON_EARLY_TAKEN },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct pair p;
		struct duel d;

		begin_pair(&p);
		meet(&d, &p);
		for (unsigned k = 0; k < SESSION_SPENT_MAX; k++)
			assert_int_equal(session_store_spend(p.stores[1], bytes_of(&(uint8_t){ (uint8_t)k }, 1), d.side[1].party.tls.peer.now, 0), SPENT_NOW);
		d.side[0].party.tls.peer.now += rows[i].later;
		d.side[1].party.tls.peer.now += rows[i].later;
		d.side[1].party.tls.age_window = rows[i].window;
		duel_begin(&d);
		duel_play(&d);
		CHECK_THAT(reason_of(d.side[1].t, EV_EARLY_DECIDED) == rows[i].decision, "%s: %s", rows[i].title, reason_name(reason_of(d.side[1].t, EV_EARLY_DECIDED)));
		check_trace(d.side[1].t, rows[i].title);
		duel_free(&d);
		end_pair(&p);
	}
}

/* RFC 9846 4.3.9: how a key is used, both must want. */
static void both_must_want_the_mode(void **state)
{
	static const struct { unsigned client, server; bool used, alone; } rows[] = {
		{ PSK_WITH_SHARE, PSK_WITH_SHARE, true, false },
		{ PSK_ALONE, PSK_ALONE, true, true },
		{ PSK_ALONE, PSK_WITH_SHARE, false, false },
		{ PSK_WITH_SHARE, PSK_ALONE, false, false },
		{ PSK_WITH_SHARE | PSK_ALONE, PSK_ALONE, true, true },
		{ PSK_WITH_SHARE | PSK_ALONE, PSK_WITH_SHARE | PSK_ALONE, true, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct pair p;
		struct duel d;

		begin_pair(&p);
		meet(&d, &p);
		d.side[0].party.tls.psk_modes = rows[i].client;
		d.side[1].party.tls.psk_modes = rows[i].server;
		duel_begin(&d);
		duel_play(&d);
		for (size_t k = 0; k < 2; k++) {
			CHECK_THAT(endpoint_state(d.side[k].ep) == EP_ESTABLISHED, "row %zu: not established", i);
			CHECK_THAT(d.side[k].ep->c.s.psk.used == rows[i].used && d.side[k].ep->c.s.psk.alone == rows[i].alone, "row %zu: another way", i);
		}
		duel_free(&d);
		end_pair(&p);
	}
}

/* RFC 9846 4.2.2: the server asked for another share with a suite and without certificates, since it knew the key. */
static void the_key_of_the_first_hello_stays(void **state)
{
	static const uint16_t p384[] = { 24 };
	static const struct { const char *title; bool leaves_out; enum endpoint_state server; enum reason why; } rows[] = {
		{ "offered again", false, EP_ESTABLISHED, REASON_HELLO_SAME },
		{ "left out", true, EP_FAILED, REASON_HELLO_CHANGED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct pair p;
		struct duel d;
		const struct event *last;

		begin_pair(&p);
		meet(&d, &p);
		d.side[1].party.tls.groups = (struct code_list){ p384, 1 };
		duel_begin(&d);
		duel_settle(d.side[0].ep);
		assert_int_equal(d.side[0].ep->n_psks, 1);
		d.side[0].ep->n_psks = rows[i].leaves_out ? 0 : 1;
		duel_play(&d);
		last = trace_last_event(d.side[1].t, 0, EV_HELLO_SAME);
		CHECK_THAT(last && (enum reason)last->reason == rows[i].why, "%s: %s", rows[i].title, last ? reason_name(last->reason) : "no retry");
		CHECK_THAT(endpoint_state(d.side[1].ep) == rows[i].server, "%s: another end", rows[i].title);
		CHECK_THAT(rows[i].server != EP_FAILED || strcmp(trace_current(d.side[0].t)->outcome.alert, "illegal_parameter") == 0, "%s: another alert",
			   rows[i].title);
		duel_free(&d);
		end_pair(&p);
	}
}

/* RFC 9846 4.3.11.1: modulo 2^32. */
static void an_age_wraps(void **state)
{
	static const struct { uint32_t age, add, sum; } rows[] = {
		{ 0, 0, 0 }, { 1000, 5, 1005 }, { 0xffffffff, 1, 0 }, { 0xfffffff0, 0x20, 0x10 }, { 0x80000000, 0x80000000, 0 },
		{ 0xffffffff, 0xffffffff, 0xfffffffe },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct trace *t = trace_new();
		const struct work w = { .t = t, .actor = ACTOR_CLIENT };
		const value_id age = trace_add_uint(t, ACTOR_CLIENT, OP_CLOCK, "age", 4, rows[i].age);
		const value_id add = trace_add_uint(t, ACTOR_CLIENT, OP_CONFIG, "add", 4, rows[i].add), sum = value_add(w, "sum", age, add);

		assert_int_equal(trace_bytes(t, sum).n, 4);
		assert_int_equal(bytes_uint(trace_bytes(t, sum)), rows[i].sum);
		assert_int_equal(trace_value(t, sum)->op, OP_ADD);
		trace_free(t);
	}
}

UNIT_GROUP(early)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_again), cmocka_unit_test(the_answer_must_fit), cmocka_unit_test(what_must_come_is_foreseen),
		cmocka_unit_test(what_is_not_remembered_is_not_taken), cmocka_unit_test(a_ticket_is_remembered_as_long_as_its_age_fits),
		cmocka_unit_test(both_must_want_the_mode),
		cmocka_unit_test(the_key_of_the_first_hello_stays), cmocka_unit_test(an_age_wraps),
	};

	return cmocka_run_group_tests_name("early", tests, unit_set_up, NULL);
}
