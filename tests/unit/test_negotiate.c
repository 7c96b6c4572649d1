/* What a server decides: for each decision what was offered, what it takes, what remained, and why this one. */
#include "unit.h"
#include "duel.h"
#include "script.h"

#include <stdio.h>

#include "tls/kex/kex.h"

enum credential_kind { RSA_KEY, EC_KEY, NO_KEY };

struct suites {
	const char *name, *offered;
	enum credential_kind own;
	size_t accepted;         /* suites that the server takes */
	const char *common;      /* what remained, in hex */
	uint16_t chosen;
	enum reason reason;
};

static const struct suites cases[] = {
	{ "the server's order", "0035 003c", RSA_KEY, 6, "003c 0035", 0x003c, REASON_FIRST_COMMON_SUITE },
	{ "one of several", "c02f 1301 0a0a 002f", RSA_KEY, 6, "002f", 0x002f, REASON_FIRST_COMMON_SUITE },
	{ "the same one twice", "002f 002f", RSA_KEY, 6, "002f", 0x002f, REASON_FIRST_COMMON_SUITE },
	{ "none in common", "c02f 1301", RSA_KEY, 6, "", 0, REASON_NO_COMMON_SUITE },
	{ "a key that cannot decrypt", "003c", EC_KEY, 0, "", 0, REASON_NO_RSA_KEY },
	{ "no key", "003c", NO_KEY, 0, "", 0, REASON_NO_RSA_KEY },
	{ "no key, and none in common", "c02f", NO_KEY, 0, "", 0, REASON_NO_RSA_KEY },
};

/* The first event of that type; 0: there is none. */
static event_id event_of(const struct trace *t, enum event_type type)
{
	for (event_id id = 1; id < trace_n_events(t); id++)
		if (trace_event(t, id)->type == type)
			return id;
	return 0;
}

static void server_begin(struct duel *d, enum credential_kind own)
{
	duel_init_as(d, true);
	if (own == EC_KEY)
		party_demo_credential(&d->side[DUEL_SERVER].party, "pki/client-p256.pem", "pki/client-p256.key");
	if (own == NO_KEY)
		d->side[DUEL_SERVER].party.tls.n_own = 0;
	duel_begin(d);
}

static void suites_are_chosen(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf text = { 0 }, b = { 0 }, offered = { 0 }, common = { 0 };
		const struct trace *t;
		const struct event *e;
		struct duel d;

		server_begin(&d, cases[i].own);
		t = d.side[DUEL_SERVER].t;
		buf_printf(&text, "16 0301 [2 01 [3 0303 32*11 00 [2 %s ] [1 00 ] ] ]", cases[i].offered);
		script(&b, buf_str(&text));
		script(&offered, cases[i].offered);
		script(&common, cases[i].common);
		endpoint_feed(d.side[DUEL_SERVER].ep, buf_bytes(&b));
		duel_settle(d.side[DUEL_SERVER].ep);
		e = trace_event(t, event_of(t, EV_SUITE_CHOSEN));
		CHECK_THAT(e->type == EV_SUITE_CHOSEN && e->n_values == 3, "%s: no decision", cases[i].name);
		CHECK_THAT(bytes_equal(trace_bytes(t, e->values[0]), buf_bytes(&offered)), "%s: what was offered", cases[i].name);
		CHECK_THAT(trace_bytes(t, e->values[1]).n == 2 * cases[i].accepted, "%s: %zu bytes are accepted", cases[i].name,
			   trace_bytes(t, e->values[1]).n);
		CHECK_THAT(bytes_equal(trace_bytes(t, e->values[2]), buf_bytes(&common)), "%s: what remained", cases[i].name);
		CHECK_THAT(e->reason == cases[i].reason, "%s: %s", cases[i].name, reason_name(e->reason));
		CHECK_THAT(e->arg[0] == cases[i].chosen, "%s: it chose %04x", cases[i].name, (unsigned)e->arg[0]);
		CHECK_THAT(!event_of(t, EV_RANDOM_DRAWN) == !cases[i].chosen, "%s: answered or not", cases[i].name);
		check_trace(t, cases[i].name);
		buf_free(&text);
		buf_free(&b);
		buf_free(&offered);
		buf_free(&common);
		duel_free(&d);
	}
}

/* Nothing of the answer is made before all is decided. */
static void decided_before_answered(void **state)
{
	static const enum event_type in_order[] = {
		EV_VERSION_CHOSEN, EV_SUITE_CHOSEN, EV_COMPRESSION_CHOSEN, EV_EXTENSION_READ, EV_RANDOM_DRAWN, EV_EXTENSION_ANSWERED,
	};
	event_id last = 0;
	struct duel d;

	(void)state;
	server_begin(&d, RSA_KEY);
	duel_settle(d.side[DUEL_CLIENT].ep);
	duel_carry(d.side[DUEL_CLIENT].ep, d.side[DUEL_SERVER].ep);
	duel_settle(d.side[DUEL_SERVER].ep);
	for (size_t i = 0; i < ARRAY_LEN(in_order); i++) {
		event_id id = event_of(d.side[DUEL_SERVER].t, in_order[i]);

		CHECK_THAT(id > last, "%s: not behind what comes before it", event_specs[in_order[i]].name);
		last = id;
	}
	duel_free(&d);
}

/* ---- the mark of a server that could do more ---- */

#define MARK_12 "444f574e47524401"
#define MARK_11 "444f574e47524400"

static const struct downgrade {
	const char *name;
	uint16_t client_max;
	const char *tail;          /* of the server's random, in a ServerHello for TLS 1.2 */
	enum reason reason;        /* REASON_NONE: nothing is said of it */
	bool refused;
} downgrades[] = {
	{ "TLS 1.2, no mark", VERSION_TLS12, "8*11", REASON_NONE, false },
	{ "TLS 1.2, the mark of TLS 1.3", VERSION_TLS12, MARK_12, REASON_DOWNGRADE_MARK, false },
	{ "TLS 1.2, the mark for less than was agreed", VERSION_TLS12, MARK_11, REASON_DOWNGRADE_MARK, false },
	{ "TLS 1.3, no mark", VERSION_TLS13, "8*11", REASON_DOWNGRADE_NO_MARK, false },
	{ "TLS 1.3, the mark of TLS 1.3", VERSION_TLS13, MARK_12, REASON_DOWNGRADED, true },
	{ "TLS 1.3, the mark for less than was agreed", VERSION_TLS13, MARK_11, REASON_DOWNGRADED, true },
	{ "TLS 1.3, all but a mark", VERSION_TLS13, "444f574e47524402", REASON_DOWNGRADE_NO_MARK, false },
};

static void a_mark_is_seen(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(downgrades); i++) {
		const struct downgrade *g = &downgrades[i];
		const struct trace_outcome *o;
		char text[200];
		struct buf b = { 0 };
		struct duel d;
		event_id id;

		duel_init(&d);
		d.side[DUEL_CLIENT].party.tls.max_version = g->client_max;
		duel_begin(&d);
		duel_until(&d, ACTOR_CLIENT, AT_SERVER_HELLO);
		snprintf(text, sizeof(text), "16 0303 [2 02 [3 0303 24*11 %s 00 003c 00 ] ]", g->tail);
		script(&b, text);
		endpoint_feed(d.side[DUEL_CLIENT].ep, buf_bytes(&b));
		duel_settle(d.side[DUEL_CLIENT].ep);
		o = &trace_current(d.side[DUEL_CLIENT].t)->outcome;
		id = event_of(d.side[DUEL_CLIENT].t, EV_DOWNGRADE_CHECKED);
		CHECK_THAT(!id == (g->reason == REASON_NONE), "%s: told or not", g->name);
		CHECK_THAT(!id || trace_event(d.side[DUEL_CLIENT].t, id)->reason == g->reason, "%s: %s", g->name,
			   reason_name(trace_event(d.side[DUEL_CLIENT].t, id)->reason));
		CHECK_THAT(g->refused == (o->alert && strcmp(o->alert, "illegal_parameter") == 0), "%s: alert %s", g->name, o->alert ? o->alert : "none");
		check_trace(d.side[DUEL_CLIENT].t, g->name);
		buf_free(&b);
		duel_free(&d);
	}
}

/* A server sets it when it could do more than was agreed, and then alone. */
static void a_mark_is_set(void **state)
{
	static const uint16_t maxima[] = { VERSION_TLS12, VERSION_TLS13 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(maxima); i++) {
		struct buf mark = { 0 };
		struct bytes random;
		struct duel d;

		script(&mark, MARK_12);
		duel_init(&d);
		d.side[DUEL_SERVER].party.tls.max_version = maxima[i];
		duel_begin(&d);
		duel_play(&d);
		assert_int_equal(d.side[DUEL_CLIENT].ep->state, EP_ESTABLISHED);
		random = trace_bytes(d.side[DUEL_CLIENT].t, d.side[DUEL_CLIENT].ep->c.s.server_random);
		assert_int_equal(random.n, 32);
		assert_int_equal(bytes_equal(bytes_slice(random, 24, 8), buf_bytes(&mark)), maxima[i] == VERSION_TLS13);
		buf_free(&mark);
		duel_free(&d);
	}
}

UNIT_GROUP(negotiate)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(suites_are_chosen),
		cmocka_unit_test(decided_before_answered),
		cmocka_unit_test(a_mark_is_seen),
		cmocka_unit_test(a_mark_is_set),
	};

	return cmocka_run_group_tests_name("negotiate", tests, unit_set_up, NULL);
}
