/* What peers send that the RFCs forbid and that would otherwise pass unseen: each row is a change to what an honest one sends, and the alert
 * and the reason that it must meet. */
#include "unit.h"
#include "duel.h"
#include "script.h"

#include "source/sim/offer.h"

enum { GOES_ON = -1, AT_END = -1, MAX_WARNINGS = 4 };

struct row {
	const char *title;
	int victim;                        /* DUEL_... */
	int at;                            /* enum duel_place where it waits when the bytes come; AT_END: the handshake is over */
	void (*bytes)(struct duel *d, struct buf *out);
	int alert;
	enum reason reason;
};

/* ---- what comes ---- */

/* RFC 9846 4.2.3: the record of an honest ServerHello with another legacy_version. */
static void other_version(struct duel *d, struct buf *out)
{
	enum { RECORD_AND_MESSAGE_HEAD = 5 + 4 };
	struct buf hello;

	while (duel_carry(d->side[0].ep, d->side[1].ep))
		continue;
	duel_settle(d->side[1].ep);
	hello = duel_take_record(d->side[1].ep);
	hello.p[RECORD_AND_MESSAGE_HEAD + 1] = 2;
	buf_add(out, buf_bytes(&hello));
	buf_free(&hello);
}

/* RFC 9846 4: TLS 1.3 has none. */
static void hello_request(struct duel *d, struct buf *out)
{
	struct endpoint *server = d->side[1].ep;

	duel_send(server, CT_HANDSHAKE, bytes_of((uint8_t[4]){ HS_HELLO_REQUEST }, 4));
	buf_add(out, endpoint_output(server));
}

static void ccs(struct buf *out, unsigned n)
{
	while (n--)
		script(out, "14 0303 [2 01 ]");
}

/* Beside the one that was there already. */
static void many_ccs(struct duel *d, struct buf *out)
{
	(void)d;
	ccs(out, MAX_IDLE_RECORDS - 1);
}

static void too_many_ccs(struct duel *d, struct buf *out)
{
	(void)d;
	ccs(out, MAX_IDLE_RECORDS);
}

static void warnings(struct buf *out, unsigned n)
{
	while (n--)
		script(out, "15 0301 [2 0170 ]");
}

static void most_warnings(struct duel *d, struct buf *out)
{
	(void)d;
	warnings(out, MAX_WARNINGS);
}

static void too_many_warnings(struct duel *d, struct buf *out)
{
	(void)d;
	warnings(out, MAX_WARNINGS + 1);
}

#define R32 " 32*11 "
#define EXT(type, content) " " type " [2 " content " ]"
#define SHARE(group) " " group " [2 32*09 ]"
#define HELLO13(shares) \
	"16 0301 [2 01 [3 0303" R32 "00 [2 1301 ] [1 00 ] [2 " EXT("002b", "[1 0304 ]") EXT("000a", "[2 001d 0017 ]") EXT("000d", "[2 0804 ]") \
	EXT("0033", "[2 " shares " ]") " ] ] ]"

static void two_shares(struct duel *d, struct buf *out)
{
	(void)d;
	script(out, HELLO13(SHARE("001d") SHARE("4a4a") SHARE("001d")));
}

static void two_shares_of_nothing(struct duel *d, struct buf *out)
{
	(void)d;
	script(out, HELLO13(SHARE("4a4a") SHARE("001d") SHARE("4a4a")));
}

static void two_groups(struct duel *d, struct buf *out)
{
	(void)d;
	script(out, HELLO13(SHARE("001d") SHARE("4a4a")));
}

/* A server of TLS 1.2 sends back the id that the client invented for TLS 1.3. */
static void id_returned(struct duel *d, struct buf *out)
{
	enum { ID = 5 + 4 + 2 + 32 + 1, ID_SIZE = 32 };
	struct buf hello = duel_take_record(d->side[0].ep), text = { 0 };

	buf_puts(&text, "16 0303 [2 02 [3 0303" R32 "[1 ");
	for (size_t i = ID; i < ID + ID_SIZE; i++)
		buf_printf(&text, "%02x", hello.p[i]);
	buf_puts(&text, "] 009c 00 ] ]");
	script(out, buf_str(&text));
	buf_free(&hello);
	buf_free(&text);
}

static const struct row rows[] = {
	{ "legacy_version of ServerHello", DUEL_CLIENT, AT_SERVER_HELLO, other_version, ALERT_ILLEGAL_PARAMETER, REASON_LEGACY_VERSION },
	{ "HelloRequest in TLS 1.3", DUEL_CLIENT, AT_END, hello_request, ALERT_UNEXPECTED_MESSAGE, REASON_NOT_LEGAL_NOW },
	{ "ChangeCipherSpec, often", DUEL_CLIENT, AT_SERVER_CERTIFICATE, many_ccs, GOES_ON, REASON_NONE },
	{ "ChangeCipherSpec, too often", DUEL_CLIENT, AT_SERVER_CERTIFICATE, too_many_ccs, ALERT_UNEXPECTED_MESSAGE, REASON_FLOOD },
	{ "as many warnings as it bears", DUEL_SERVER, AT_CLIENT_HELLO, most_warnings, GOES_ON, REASON_NONE },
	{ "one more", DUEL_SERVER, AT_CLIENT_HELLO, too_many_warnings, ALERT_UNEXPECTED_MESSAGE, REASON_FLOOD },
	{ "two shares for a group", DUEL_SERVER, AT_CLIENT_HELLO, two_shares, ALERT_ILLEGAL_PARAMETER, REASON_SHARE_TWICE },
	{ "two shares for one that nobody knows", DUEL_SERVER, AT_CLIENT_HELLO, two_shares_of_nothing, ALERT_ILLEGAL_PARAMETER, REASON_SHARE_TWICE },
	{ "shares for two groups", DUEL_SERVER, AT_CLIENT_HELLO, two_groups, GOES_ON, REASON_NONE },
	{ "an invented session id comes back", DUEL_CLIENT, AT_SERVER_HELLO, id_returned, ALERT_ILLEGAL_PARAMETER, REASON_SESSION_ID_RETURNED },
};

/* ---- what is made of it ---- */

static void look(const struct row *r, struct endpoint *victim)
{
	const struct trace *t = victim->c.w.t;
	const struct event *e = fatal_event(t), *alert = trace_last_event(t, 0, EV_ALERT_SENT);

	if (r->alert == GOES_ON) {
		CHECK_THAT(!e && victim->state != EP_FAILED, "%s: %s", r->title, e ? reason_name(e->reason) : "it ended");
		return;
	}
	CHECK_THAT(victim->state == EP_FAILED, "%s: it goes on", r->title);
	CHECK_THAT(e && e->reason == r->reason, "%s: because %s", r->title, e ? reason_name(e->reason) : "of nothing");
	CHECK_THAT(alert && alert->arg[1] == r->alert, "%s: alert %d", r->title, alert ? (int)alert->arg[1] : -1);
}

static void what_is_forbidden_is_refused(void **state)
{
	static const uint16_t suites[] = { 0x1301, 0x009c };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf b = { 0 };
		struct endpoint *victim;
		struct duel d;

		duel_init_as(&d, true);
		offer_tls13(&d.side[0].party, &d.side[1].party, 0);
		d.side[0].party.tls.compatibility = true;
		d.side[0].party.tls.min_version = VERSION_TLS12;
		d.side[1].party.tls.max_warnings = MAX_WARNINGS;
		for (int k = 0; k < 2; k++)
			party_suites(&d.side[k].party, suites, ARRAY_LEN(suites));
		duel_begin(&d);
		victim = d.side[rows[i].victim].ep;
		if (rows[i].at == AT_END)
			duel_play(&d);
		else
			duel_until(&d, rows[i].victim == DUEL_CLIENT ? ACTOR_CLIENT : ACTOR_SERVER, (enum duel_place)rows[i].at);
		rows[i].bytes(&d, &b);
		endpoint_feed(victim, buf_bytes(&b));
		duel_settle(victim);
		look(&rows[i], victim);
		check_trace(victim->c.w.t, rows[i].title);
		buf_free(&b);
		duel_free(&d);
	}
}

UNIT_GROUP(refused)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(what_is_forbidden_is_refused) };

	return cmocka_run_group_tests_name("refused", tests, unit_set_up, NULL);
}
