/* TLS 1.3 for an observer: the secrets of a key log (RFC 9850), each of which opens the records of one side in one epoch. Where
 * one is missing its epoch alone stays closed. Nobody says then where it ends: it is found by trying, until a record opens. */
#include "tls/keys/keys.h"
#include "tls/message/message.h"
#include "tls/observe/observe.h"
#include "tls/record/record.h"
#include "tls/suites.h"

enum { TRIES = 512 };                              /* records: as much early data may come, or as long a flight */

static const struct epoch {
	enum keylog_label label;                   /* KEYLOG_NONE: the side has no such epoch */
	const char *what;
} epochs[2][TLS13_EPOCHS] = {
	[SIDE_CLIENT] = {
		[EPOCH_EARLY] = { KEYLOG_CLIENT_EARLY_TRAFFIC_SECRET, "the client's early data" },
		[EPOCH_HANDSHAKE] = { KEYLOG_CLIENT_HANDSHAKE_TRAFFIC_SECRET, "what the client sends up to its Finished" },
		[EPOCH_APPLICATION] = { KEYLOG_CLIENT_TRAFFIC_SECRET_0, "what the client sends after its Finished" },
	},
	[SIDE_SERVER] = {
		[EPOCH_HANDSHAKE] = { KEYLOG_SERVER_HANDSHAKE_TRAFFIC_SECRET, "what the server sends up to its Finished" },
		[EPOCH_APPLICATION] = { KEYLOG_SERVER_TRAFFIC_SECRET_0, "what the server sends after its Finished" },
	},
};

/* The epoch after that one; EPOCH_NONE: it is the last. */
static enum keys_epoch after(enum keys_epoch epoch)
{
	return epoch == EPOCH_EARLY ? EPOCH_HANDSHAKE : epoch == EPOCH_HANDSHAKE ? EPOCH_APPLICATION : EPOCH_NONE;
}

/* ---- secrets ---- */

static struct bytes secret_given(const struct observer *o, enum keylog_label label)
{
	const struct observer_secrets *k = &o->cfg->secrets;
	const value_id random = o->c.s.client_random;

	return k->traffic && random ? k->traffic(k->ctx, label, trace_bytes(o->c.w.t, random)) : BYTES_NONE;
}

static void missing(struct observer *o, const struct epoch *e)
{
	const struct observer_secrets *k = &o->cfg->secrets;
	struct connection *c = &o->c;

	o->no_secret = !c->s.client_random ? CLOSED_NO_START : k->n_rsa && !k->any ? CLOSED_FORWARD_SECRECY : CLOSED_TLS13;
	o->now.missing |= 1u << e->label;
	CONN_EVENT(c, EV_SECRET_MISSING, observe_text(o, keylog_specs[e->label].name), observe_text(o, e->what))->reason =
		closed_reason(o->no_secret);
}

static void found(struct observer *o, enum keylog_label label, struct bytes secret)
{
	struct connection *c = &o->c;
	const value_id v = trace_add_leaf(c->w.t, ACTOR_OBSERVER, OP_KEYLOG, keys_given_name(label), secret);

	keys_log(c, CONN_EVENT(c, EV_SECRET_FOUND, v, observe_text(o, "a key log, by the client's random")), label);
	keys_given(c, label, v);
}

/* A secret that opens no records: it is noted where it is there. */
static void note(struct observer *o, enum keylog_label label)
{
	const struct bytes secret = secret_given(o, label);

	if (secret.n)
		found(o, label, secret);
}

/* Keys can be made for it. A second ServerHello may have taken back what the first one chose. */
static bool suite_opens(const struct observer *o)
{
	return o->c.s.suite && suite_has_primitives(o->c.s.suite);
}

/* The keys of that epoch are there, or it is told that they are not. */
static bool has_keys(struct observer *o, enum side_id side, enum keys_epoch epoch)
{
	const struct epoch *e = &epochs[side][epoch];
	struct bytes secret;

	if (o->c.secrets.tls13.sides[side][epoch].suite)
		return true;
	if (!suite_opens(o))
		return false;
	secret = secret_given(o, e->label);
	if (secret.n)
		found(o, e->label, secret);
	else if (!(o->now.missing >> e->label & 1))
		missing(o, e);
	return secret.n > 0;
}

bool observe_tls13_has_data_keys(const struct observer *o, enum side_id side)
{
	return o->c.secrets.tls13.sides[side][EPOCH_APPLICATION].suite && suite_opens(o);
}

/* ---- epochs ---- */

static void activate(struct observer *o, enum side_id side, enum keys_epoch epoch)
{
	o->watched[side].epoch = epoch;
	o->watched[side].tries = 0;
	o->c.sides[side].sends_data = epoch != EPOCH_HANDSHAKE;
	if (keys_activate(&o->c, side, epoch) != ST_OK)   /* a message lies across the change: it is told */
		observe_close_side(o, side, CLOSED_INCOMPLETE);
}

/* The records of this side are closed up to an epoch whose keys are there. */
static void close_epoch(struct observer *o, enum side_id side, enum closed why)
{
	bool any = false;

	observe_close_side(o, side, why);
	for (enum keys_epoch e = after(o->watched[side].epoch); e != EPOCH_NONE; e = after(e))
		any |= has_keys(o, side, e);
	o->watched[side].tries = any ? TRIES : 0;
}

/* Early drafts, in which ServerHello had another form, had suites of TLS 1.2: nothing is known of what their keys would be. */
static enum closed without_suite(const struct observer *o)
{
	if (!o->c.s.suite && o->c.facts.facts[SEL_HELLO_FORM] == HELLO_DRAFT)
		return CLOSED_TLS13_DRAFT;
	return o->c.s.version == VERSION_TLS13 ? CLOSED_NO_PRIMITIVE : CLOSED_TLS13;
}

/* From here on this side's records are of that epoch. */
static void epoch_begin(struct observer *o, enum side_id side, enum keys_epoch epoch)
{
	if (o->cfg->clear)
		return;
	o->watched[side].epoch = epoch;
	if (!suite_opens(o))
		observe_close_side(o, side, o->no_secret = without_suite(o));
	else if (has_keys(o, side, epoch))
		activate(o, side, epoch);
	else
		close_epoch(o, side, o->no_secret);
}

void observe_tls13_wrong(struct observer *o, enum side_id side)
{
	o->watched[side].closed++;
	if (o->watched[side].epoch == EPOCH_HANDSHAKE)
		o->transcript_broken = true;
	close_epoch(o, side, CLOSED_WRONG_SECRET);
}

/* ---- early data (RFC 9846 2.3) ---- */

/* Which of the client's suites it was sealed with only the server's choice says, and that comes later. */
static const struct suite *suite_of_early_data(struct observer *o, struct bytes secret, struct bytes record)
{
	const struct bytes offered = msg_list(&o->c, o->c.offer.suites);
	const struct suite *found = NULL;

	for (size_t i = 0; i + 2 <= offered.n && !found; i += 2) {
		const struct suite *s = suite_find((uint16_t)bytes_uint(bytes_slice(offered, i, 2)));
		struct work w = o->c.w;
		struct protection p = { .kind = PROTECT_TLS13, .suite = s };
		value_id v;

		if (!s || s->from < VERSION_TLS13 || s->cipher == CIPHER_OTHER || hash_size(s->prf) != secret.n || !suite_has_primitives(s))
			continue;
		w.t = trace_new();
		v = trace_add_leaf(w.t, ACTOR_OBSERVER, OP_KEYLOG, "secret", secret);
		p.key = value_hkdf_expand_label(w, s->prf, "key", v, "key", 0, cipher_specs[s->cipher].key_size);
		p.salt = value_hkdf_expand_label(w, s->prf, "iv", v, "iv", 0, cipher_specs[s->cipher].iv_size);
		found = record_try(w.t, &p, record) ? s : NULL;
		trace_free(w.t);
	}
	return found;
}

/* Derived, or given. */
static struct bytes early_secret(const struct observer *o)
{
	const value_id derived = o->c.secrets.tls13.secrets[TLS13_CLIENT_EARLY_TRAFFIC];

	return derived ? trace_bytes(o->c.w.t, derived) : secret_given(o, KEYLOG_CLIENT_EARLY_TRAFFIC_SECRET);
}

void observe_tls13_early(struct observer *o)
{
	const enum closed before = o->now.reason;
	struct connection *c = &o->c;

	c->s.version = VERSION_TLS13;              /* until ServerHello says otherwise, and for this alone */
	o->watched[SIDE_CLIENT].epoch = EPOCH_EARLY;
	observe_psk_early(o);
	if (!early_secret(o).n)
		missing(o, &epochs[SIDE_CLIENT][EPOCH_EARLY]);
	observe_close_side(o, SIDE_CLIENT, o->no_secret);
	o->now.reason = before;                    /* the handshake does not depend on it */
	if (!c->secrets.tls13.secrets[TLS13_EARLY_EXPORTER])
		note(o, KEYLOG_EARLY_EXPORTER_SECRET);
}

/* The first record of early data. */
static void early_open(struct observer *o, struct bytes record)
{
	const struct bytes secret = early_secret(o);
	const value_id derived = o->c.secrets.tls13.secrets[TLS13_CLIENT_EARLY_TRAFFIC];
	const struct suite *before = o->c.s.suite, *s = suite_of_early_data(o, secret, record);

	if (!s)
		return;
	o->c.s.suite = s;
	if (derived)
		keys_given(&o->c, KEYLOG_CLIENT_EARLY_TRAFFIC_SECRET, derived);
	else
		found(o, KEYLOG_CLIENT_EARLY_TRAFFIC_SECRET, secret);
	o->c.sides[SIDE_CLIENT].sends_data = true;
	if (keys_activate(&o->c, SIDE_CLIENT, EPOCH_EARLY) != ST_OK)
		observe_close_side(o, SIDE_CLIENT, CLOSED_INCOMPLETE);
	o->c.s.suite = before;
}

/* What is in clear follows: there is no early data any more. */
static void early_end(struct observer *o)
{
	const enum status st = keys_install(&o->c, SIDE_CLIENT, &protection_none);

	(void)st;
	o->c.sides[SIDE_CLIENT].sends_data = false;
	o->watched[SIDE_CLIENT].epoch = EPOCH_NONE;
	o->watched[SIDE_CLIENT].tries = 0;
}

void observe_tls13_refused(struct observer *o)
{
	if (o->watched[SIDE_CLIENT].epoch == EPOCH_EARLY)
		early_end(o);
}

void observe_tls13_early_over(struct observer *o)
{
	if (o->watched[o->c.sender].epoch == EPOCH_EARLY)
		epoch_begin(o, o->c.sender, EPOCH_HANDSHAKE);
}

/* Nobody here has seen it, and it is always the same. */
static void end_of_early_data_pass(struct observer *o)
{
	static const uint8_t message[] = { HS_END_OF_EARLY_DATA, 0, 0, 0 };

	if (o->c.s.early.accepted && !o->c.secrets.tls13.sides[SIDE_CLIENT][EPOCH_EARLY].suite)
		transcript_append(&o->c.transcript, trace_add_leaf(o->c.w.t, ACTOR_OBSERVER, OP_CONST, "EndOfEarlyData", bytes_of(message, sizeof(message))));
}

/* ---- finding the place ---- */

static bool opens(const struct observer *o, enum side_id side, enum keys_epoch epoch, struct bytes record)
{
	const struct protection *p = &o->c.secrets.tls13.sides[side][epoch];

	return p->suite && record_try(o->c.w.t, p, record);
}

/* Whether what is in use opens it: then it stays in use. */
static bool opens_now(const struct observer *o, enum side_id side, struct bytes record)
{
	const struct protection *p = &o->c.sides[side].protection;

	return p->kind == PROTECT_TLS13 && record_try(o->c.w.t, p, record);
}

static void find_place(struct observer *o, enum side_id side, struct bytes record)
{
	struct watched *w = &o->watched[side];

	w->tries--;
	if (opens_now(o, side, record))
		return;
	for (enum keys_epoch e = after(w->epoch); e != EPOCH_NONE; e = after(e))
		if (opens(o, side, e, record)) {
			if (e == EPOCH_HANDSHAKE)
				end_of_early_data_pass(o);
			activate(o, side, e);
			return;
		}
	/* early data was the last that could be read: what follows it is not known to be damaged */
	if (w->epoch == EPOCH_EARLY && o->c.sides[side].protection.kind == PROTECT_TLS13 && !has_keys(o, side, EPOCH_HANDSHAKE)) {
		w->epoch = EPOCH_HANDSHAKE;
		observe_close_side(o, side, o->no_secret);
	}
}

void observe_tls13_arrives(struct connection *c, struct bytes record)
{
	struct observer *o = observer_of(c);
	struct watched *w = &o->watched[c->sender];

	if (w->epoch == EPOCH_EARLY && record.p[0] == CT_HANDSHAKE && o->retried)
		early_end(o);
	if (record.p[0] != CT_APPLICATION_DATA)
		return;
	if (w->epoch == EPOCH_EARLY && !c->secrets.tls13.sides[SIDE_CLIENT][EPOCH_EARLY].suite)
		early_open(o, record);
	if (w->tries)
		find_place(o, c->sender, record);
}

/* ---- the handshake ---- */

void observe_tls13_begin(struct observer *o)
{
	struct connection *c = &o->c;
	struct watched *client = &o->watched[SIDE_CLIENT];

	if (o->watched[SIDE_SERVER].epoch != EPOCH_NONE)
		return;                            /* another ServerHello: its keys would not be those of anybody */
	o->no_secret = CLOSED_NONE;
	o->secret_doubt = CLOSED_WRONG_SECRET;
	if (c->s.suite)
		c->facts.facts[SEL_HASH_SIZE] = (uint32_t)hash_size(c->s.suite->prf);
	observe_psk_chosen(o);
	if (client->epoch != EPOCH_EARLY) {
		epoch_begin(o, SIDE_CLIENT, EPOCH_HANDSHAKE);
	} else if (suite_opens(o)) {
		const bool handshake = has_keys(o, SIDE_CLIENT, EPOCH_HANDSHAKE), data = !handshake && has_keys(o, SIDE_CLIENT, EPOCH_APPLICATION);

		client->tries = handshake || data ? TRIES : 0;
	}
	epoch_begin(o, SIDE_SERVER, EPOCH_HANDSHAKE);
}

/* Where the whole schedule follows from a pre-shared key. */
static void schedule_goes_on(struct observer *o, enum side_id side)
{
	const value_id *secrets = o->c.secrets.tls13.secrets;

	if (o->transcript_broken)
		return;
	if (side == SIDE_SERVER && secrets[TLS13_HANDSHAKE])
		keys_advance(&o->c, KEYS_SERVER_FINISHED);
	else if (side == SIDE_CLIENT && secrets[TLS13_MAIN])
		keys_advance(&o->c, KEYS_CLIENT_FINISHED);
}

void observe_tls13_finished(struct observer *o)
{
	const enum side_id side = o->c.sender;

	if (o->watched[side].epoch != EPOCH_HANDSHAKE)
		return;
	schedule_goes_on(o, side);
	if (side == SIDE_SERVER && !o->c.secrets.tls13.secrets[TLS13_EXPORTER])
		note(o, KEYLOG_EXPORTER_SECRET);
	epoch_begin(o, side, EPOCH_APPLICATION);
}

bool observe_tls13_readable(const struct observer *o, enum side_id side)
{
	const enum tls13_secret of[] = { [SIDE_CLIENT] = TLS13_CLIENT_HANDSHAKE_TRAFFIC, [SIDE_SERVER] = TLS13_SERVER_HANDSHAKE_TRAFFIC };

	return o->c.s.suite && o->watched[side].epoch == EPOCH_HANDSHAKE && o->c.secrets.tls13.secrets[of[side]];
}
