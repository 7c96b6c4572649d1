#include "tls/observe/observer.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/processor.h"
#include "tls/cause/cause.h"
#include "tls/observe/observe.h"
#include "tls/record/record.h"

/* More records than SMALL_MAX of fewer bytes than SMALL on average: each costs a hundred times what it carries. */
enum { KEPT = 64 << 20, EVENTS_MAX = 1 << 20, SMALL_MAX = 1 << 14, SMALL = 64 };

struct observer *observer_new(struct trace *t, const struct observer_config *cfg)
{
	struct observer *o = mem_alloc(sizeof(*o));

	o->cfg = cfg;
	course_begin(&o->course);
	conn_init(&o->c, t, SIDE_NONE, &observer_role);
	o->c.tls13 = true;
	o->c.facts.facts[SEL_KEY_EXCHANGE] = FORM_OTHER;
	o->lasting = trace_here(t);
	return o;
}

void observer_free(struct observer *o)
{
	if (!o)
		return;
	observe_later_free(o);
	trace_rest_free(&o->rest);
	free(o->psks.p);
	conn_free(&o->c);
	free(o);
}

/* A record that does not open: if none opened before it and the secret may be another's, it is the secret. */
static bool survives(struct observer *o, enum side_id side)
{
	struct watched *s = &o->watched[side];

	if (o->c.sides[side].protection.kind == PROTECT_NONE)
		return false;
	if (o->c.s.version >= VERSION_TLS13) {
		if (s->unfit && o->c.sides[side].protection.seq == 1 && !s->updates && s->epoch != EPOCH_EARLY)
			observe_tls13_wrong(o, side);
		s->unfit = false;
		return true;
	}
	if (!s->opened && !o->watched[!side].opened && o->secret_doubt != CLOSED_NONE)
		observe_close_side(o, side, o->secret_doubt);
	return true;
}

static void side_end(struct observer *o, enum side_id side, enum closed why)
{
	struct watched *s = &o->watched[side];

	if (s->ended)
		return;
	observe_cut(o, side);
	s->ended = true;
	s->why = why;
	buf_clear(&o->c.sides[side].in);
	o->transcript_broken |= !o->now.complete;
	if (o->any && !o->now.complete && o->now.reason == CLOSED_NONE)
		o->now.reason = why;
}

/* One connection may be as long as the file: its trace must not be. */
static bool too_long(struct observer *o)
{
	const size_t most = o->cfg->kept ? o->cfg->kept : KEPT;
	struct trace *t = o->c.w.t;
	const bool small = !t->brief && o->records > SMALL_MAX && o->bytes < SMALL * o->records;
	struct event *e;

	if (trace_handed(t) < most && trace_n_events(t) < EVENTS_MAX && !small)
		return false;
	e = trace_add_event(t, EV_STREAM_LIMIT, ACTOR_OBSERVER, NULL, 0);
	e->reason = REASON_STREAM_LIMIT;
	e->arg[0] = (int64_t)trace_handed(t);
	for (int i = 0; i < 2; i++)
		side_end(o, (enum side_id)i, CLOSED_LIMIT);
	return true;
}

/* For a summary a message is divided into fields only while it is taken. */
static void forget_message(struct observer *o)
{
	if (o->c.w.t->brief)
		trace_rewind(o->c.w.t, o->lasting);
}

static void feed(struct observer *o, enum side_id from, struct bytes bytes, utc_time when)
{
	enum status st;

	if (o->watched[from].ended || too_long(o))
		return;
	o->when = when;
	o->heard[from] = true;
	conn_turn(&o->c, from);
	buf_add(&o->c.from->in, bytes);
	o->bytes += bytes.n;
	if (from == SIDE_CLIENT && !o->any && observe_is_v2_hello(buf_bytes(&o->c.from->in)) && observe_v2_hello(o) == ST_MORE)
		return;
	for (;;) {
		size_t left = o->c.from->in.n, parts = o->c.from->hs_bytes;

		st = record_take(&o->c, false);
		o->c.msg = (struct incoming){ 0 };
		forget_message(o);
		o->records += st == ST_OK;
		if (st == ST_MORE || too_long(o))
			return;
		/* a header that cannot be is not passed over: where would the next one be? */
		if (st != ST_OK && (!survives(o, from) || (left == o->c.from->in.n && parts == o->c.from->hs_bytes))) {
			side_end(o, from, o->any ? CLOSED_INCOMPLETE : CLOSED_NOT_TLS);
			return;
		}
	}
}

void observer_feed(struct observer *o, enum side_id from, struct bytes bytes, utc_time when)
{
	processor_switch(o->cfg->brief);
	feed(o, from, bytes, when);
	processor_switch(false);
}

void observer_gap(struct observer *o, enum side_id from, uint64_t n, bool snaplen, const char *how)
{
	enum closed why = snaplen ? CLOSED_TRUNCATED : CLOSED_GAP;
	struct event *e;
	value_id value;

	if (o->watched[from].ended)
		return;
	value = observe_text(o, how);
	e = trace_event_values(o->c.w.t, EV_GAP, ACTOR_OBSERVER, value);
	e->reason = closed_reason(why);
	e->arg[0] = (int64_t)n;
	side_end(o, from, why);
}

void observer_no_start(struct observer *o, enum side_id from)
{
	observe_close_side(o, from, CLOSED_NO_START);
	o->no_start = true;
}

/* TLS 1.3 protects what stands before Finished, too: without one, what came can have been opened, or be what holds it. */
static void unfinished(struct observer *o, int side)
{
	if (o->now.version >= VERSION_TLS13 && o->now.finished[side] == FINISHED_ABSENT && o->watched[side].closed)
		o->now.finished[side] = FINISHED_CLOSED;
}

static bool is_decrypted(const struct observer *o)
{
	bool any = false;

	for (int i = 0; i < 2; i++) {
		const bool absent = o->now.finished[i] == FINISHED_ABSENT;

		if (o->now.finished[i] == FINISHED_CLOSED || (absent && o->now.version < VERSION_TLS13))
			return false;
		any |= !absent || o->watched[i].opened;
	}
	return any;
}

/* Reasons that speak of keys: without more of a handshake no key would help. */
static bool is_of_keys(enum closed why)
{
	return why == CLOSED_NO_KEY || why == CLOSED_FORWARD_SECRECY || why == CLOSED_WRONG_RSA_KEY || why == CLOSED_RESUMED_UNKNOWN;
}

/* In a capture that stays closed what follows ChangeCipherSpec on both sides says that it came about, as far as that can
 * be seen; in TLS 1.3 that the client says more than one thing in what is closed. */
static bool goes_on(const struct observer *o)
{
	const struct handshake_summary *h = &o->now;
	const struct course *k = &o->course;
	const bool closed = h->finished[0] == FINISHED_CLOSED || h->finished[1] == FINISHED_CLOSED;

	if (h->version >= VERSION_TLS13 && !h->complete)
		return (k->sealed[SIDE_SERVER] && k->sealed[SIDE_CLIENT] > 1) ||
		       (closed && !handshake_finished_wrong(h) && o->watched[SIDE_CLIENT].epoch == EPOCH_APPLICATION);
	return h->complete || (h->finished[0] == FINISHED_CLOSED && h->finished[1] == FINISHED_CLOSED && k->sealed[0] && k->sealed[1]);
}

/* What came of it, and if nothing, why. */
static void conclude(struct observer *o)
{
	struct handshake_summary *h = &o->now;
	struct course *k = &o->course;
	struct buf sentence = { 0 };

	k->complete = goes_on(o);
	h->number = (unsigned)trace_n_handshakes(o->c.w.t) + 1;
	h->n_alerts = k->n_alerts;
	memcpy(h->alerts, k->alerts, sizeof(h->alerts));
	h->cause = cause_find(&o->c, k, &sentence);
	h->outcome = h->cause != CAUSE_NONE ? OUTCOME_FAILED : k->complete ? OUTCOME_ESTABLISHED : OUTCOME_UNKNOWN;
	if (h->cause != CAUSE_NONE)
		h->cause_text = trace_text(o->c.w.t, buf_str(&sentence));
	trace_current(o->c.w.t)->outcome.cause = cause_code(h->cause);
	trace_current(o->c.w.t)->outcome.cause_text = h->cause_text;
	buf_free(&sentence);
}

void observe_finish(struct observer *o)
{
	struct handshake_summary *h = &o->now;

	if (!o->any)
		return;
	unfinished(o, SIDE_CLIENT);
	unfinished(o, SIDE_SERVER);
	h->decrypted = is_decrypted(o);
	if (!h->decrypted && h->reason == CLOSED_NONE && (h->finished[0] == FINISHED_CLOSED || h->finished[1] == FINISHED_CLOSED))
		h->reason = o->no_secret;
	/* a secret that opens anything is the right one: what it does not open was altered */
	if (h->version < VERSION_TLS13 && h->reason == o->secret_doubt && (o->watched[0].opened || o->watched[1].opened))
		h->reason = CLOSED_NONE;
	if (is_of_keys(h->reason) && (o->refused || !h->has_server_hello))
		h->reason = CLOSED_INCOMPLETE;
	if (!h->decrypted && h->reason == CLOSED_NONE)
		h->reason = CLOSED_INCOMPLETE;
	if (h->decrypted)
		h->reason = CLOSED_NONE;
	if (h->decrypted && !o->watched[0].closed && !o->watched[1].closed)
		h->missing = 0;            /* nothing came that they would have opened */
	/* what it lacks is in the file */
	if (o->evicted && (h->reason == CLOSED_INCOMPLETE || h->reason == CLOSED_NO_START || h->reason == CLOSED_ONE_DIRECTION))
		h->reason = CLOSED_EVICTED;
	if (h->reason != CLOSED_NONE)
		observe_closed(o, EV_HANDSHAKE_CLOSED, h->reason);
	conclude(o);
	trace_add_handshake(o->c.w.t, h);
	memset(h, 0, sizeof(*h));
	course_begin(&o->course);
	o->any = false;
}

bool observer_so_far(const struct observer *o, struct handshake_summary *out)
{
	if (!o->any)
		return false;
	*out = o->now;
	out->number = (unsigned)trace_n_handshakes(o->c.w.t) + 1;
	out->decrypted = is_decrypted(o);
	out->outcome = goes_on(o) ? OUTCOME_ESTABLISHED : OUTCOME_UNKNOWN;
	out->n_alerts = o->course.n_alerts;
	memcpy(out->alerts, o->course.alerts, sizeof(out->alerts));
	if (out->decrypted)
		out->reason = CLOSED_NONE;
	else if (out->reason == CLOSED_NONE)
		out->reason = out->finished[0] == FINISHED_CLOSED || out->finished[1] == FINISHED_CLOSED ? o->no_secret : CLOSED_INCOMPLETE;
	return true;
}

/* It went on, where nothing can be read. */
static bool stays_closed(const struct handshake_summary *h)
{
	return h->version >= VERSION_TLS13 || (h->finished[0] == FINISHED_CLOSED && h->finished[1] == FINISHED_CLOSED);
}

/* The last one; but one that was refused leaves that before it. NULL: there is none. */
static const struct handshake_summary *that_holds(const struct trace *t)
{
	size_t n = trace_n_handshakes(t);

	while (n > 1 && trace_handshake(t, n - 1)->cause == CAUSE_RENEGOTIATION)
		n--;
	return n ? trace_handshake(t, n - 1) : NULL;
}

/* A further handshake that comes to nothing has agreed on nothing else. */
static void agreed(struct trace *t)
{
	struct trace_outcome *out = &trace_current(t)->outcome;
	char room[CODE_TEXT_MAX];

	for (size_t i = 0; i < trace_n_handshakes(t); i++) {
		const struct handshake_summary *h = trace_handshake(t, i);

		if (h->has_server_hello)
			out->cipher_suite = trace_text(t, code_text(&codes_cipher_suite, h->suite_code, room));
		if (h->version)
			out->version = trace_text(t, version_token(h->version, room));
	}
}

static void outcome(struct observer *o)
{
	struct trace_outcome *out = &trace_current(o->c.w.t)->outcome;
	const struct handshake_summary *h = that_holds(o->c.w.t);

	out->done = true;
	out->server_name = h ? h->server_name : NULL;
	if (!h) {
		out->outcome = "truncated";
		return;
	}
	agreed(o->c.w.t);
	if (handshake_finished_wrong(h) && !out->failed_check)
		out->failed_check = event_specs[EV_FINISHED_COMPARED].name;
	if (!out->outcome)
		out->outcome = handshake_finished_wrong(h) ? "failed" : h->complete ? "established" : out->alert ? "failed" : stays_closed(h) ? "closed" : "truncated";
}

/* Whether the other direction is what is missing first of all. */
static bool lacks_direction(const struct handshake_summary *h)
{
	if (h->reason == CLOSED_NO_START)
		return handshake_has_hello(h);
	return h->reason == CLOSED_NONE || is_of_keys(h->reason) || (h->reason == CLOSED_TLS13 && !h->has_server_hello);
}

void observer_evicted(struct observer *o)
{
	o->evicted = true;
}

/* Silence says something only where all of both sides is there. */
static void course_ends(struct observer *o, bool both, const struct course_end *end)
{
	struct course *k = &o->course;

	/* after a Heartbeat nobody knows what was waited for */
	k->lossless = both && end && !o->evicted && !o->no_start && o->now.heartbeat == HEARTBEAT_NONE;
	for (size_t i = 0; i < 2; i++)
		k->lossless &= !o->watched[i].ended;
	k->not_tls = o->now.looks_like;
	if (end)
		k->end = *end;
}

/* Why nothing of a handshake is there. */
static enum closed without_hello(const struct observer *o)
{
	if (o->no_start || o->evicted)
		return CLOSED_NO_START;
	for (size_t i = 0; i < 2; i++)
		if (o->watched[i].ended && (o->watched[i].why == CLOSED_TRUNCATED || o->watched[i].why == CLOSED_GAP))
			return o->watched[i].why;
	return CLOSED_NONE;
}

void observer_end(struct observer *o, bool both, const struct course_end *end)
{
	const struct trace *t = o->c.w.t;

	for (enum side_id side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
		observe_cut(o, side);
	course_ends(o, both, end);
	if (o->any && !both && lacks_direction(&o->now))
		o->now.reason = CLOSED_ONE_DIRECTION;
	if (!o->any && !trace_n_handshakes(t) && without_hello(o) != CLOSED_NONE) {
		o->any = true;
		o->now = (struct handshake_summary){ .reason = without_hello(o), .when = o->when };
	}
	observe_finish(o);
	outcome(o);
}
