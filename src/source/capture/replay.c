#include "source/capture/replay.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/capture/bench.h"
#include "source/capture/secrets.h"
#include "source/capture/team.h"
#include "source/capture/unwrap.h"
#include "tls/cause/cause.h"
#include "tls/observe/observer.h"
#include "spec/events.h"

/* ---- streams ---- */

struct replay {
	struct replay_options o;
	struct observer_config observer;
	struct capture *capture;
	struct bench bench;
	struct replay_conversation *open;   /* with `follow`: all that are */
	bool late_secrets;               /* secrets came behind packets that may have needed them */
	bool told;                       /* the end was reached */
	enum status ended;
};

struct replay_conversation {
	struct bench_place at_bench;     /* its trace and its observer */
	unsigned owner;                  /* the rank of the process that looks at it; the others have no observer */
	unsigned client;                 /* its side */
	const char *via;
	struct unwrap *unwrap;           /* one a direction; NULL: TLS stands on TCP itself */
	int64_t last_ns;                 /* when bytes came last */
	struct replay_conversation *next, **at;   /* in replay.open */
	const struct stream *stream;
};

static utc_time seconds(int64_t ns)
{
	return ns / 1000000000;
}

static enum side_id side_of(const struct replay_conversation *c, unsigned direction)
{
	return direction == c->client ? SIDE_CLIENT : SIDE_SERVER;
}

/* What the two ends are called. */
struct names {
	char client[64], server[64];
};

static void endpoint_text(const struct stream *s, unsigned side, char out[64])
{
	struct buf b = { 0 };

	ip_endpoint_text(&s->address[side], s->version, s->port[side], true, &b);
	snprintf(out, 64, "%s", buf_str(&b));
	buf_free(&b);
}

static struct names names_of(const struct replay_conversation *c, const struct stream *s)
{
	struct names n;

	endpoint_text(s, c->client, n.client);
	endpoint_text(s, 1 - c->client, n.server);
	return n;
}

static void tell_opened(const struct replay_conversation *c, const struct stream *s)
{
	const struct names n = names_of(c, s);
	struct trace *t = c->at_bench.trace;
	value_id names[2];

	trace_open_step(t, "TCP", ACTOR_NONE);
	for (size_t i = 0; i < 2; i++)
		names[i] = trace_show(t, trace_add_leaf(t, ACTOR_OBSERVER, OP_CONFIG, i ? "server address" : "client address", bytes_str(i ? n.server : n.client)), SHOW_TEXT, NULL);
	trace_add_event(t, EV_TCP_OPENED, ACTOR_NETWORK, names, 2);
}

static unsigned rank(const struct replay *r)
{
	return r->o.team ? team_rank(r->o.team) : 0;
}

/* ---- those that are open ---- */

static void enlist(struct replay *r, struct replay_conversation *c, const struct stream *s)
{
	c->stream = s;
	c->at = &r->open;
	c->next = r->open;
	if (c->next)
		c->next->at = &c->next;
	r->open = c;
}

static void strike(struct replay_conversation *c)
{
	if (!c->at)
		return;
	*c->at = c->next;
	if (c->next)
		c->next->at = c->at;
}

static void on_open(void *ctx, struct stream *s, const struct detected *d)
{
	struct replay *r = ctx;
	struct replay_conversation *c;
	if (r->o.stream >= 0 && s->number != (uint64_t)r->o.stream) {
		capture_ignore(r->capture, s);
		return;
	}
	c = s->user = mem_alloc(sizeof(*c));
	c->owner = r->o.team ? team_next_owner(r->o.team) : 0;
	if (c->owner != rank(r))
		return;
	if (r->o.follow)
		enlist(r, c, s);
	c->client = d->client == 1;
	c->via = d->via;
	if (d->via && strcmp(d->via, DETECT_TDS) == 0)
		c->unwrap = mem_alloc(2 * sizeof(*c->unwrap));
	bench_begin(&r->bench, &c->at_bench, &r->observer);
	trace_set_time(c->at_bench.trace, s->first_ns);
	if (!r->o.brief)
		tell_opened(c, s);
	for (unsigned side = 0; side < 2; side++)
		if (d->no_start[side])
			observer_no_start(c->at_bench.observer, side_of(c, side));
}

static void feed_unwrapped(struct replay_conversation *c, unsigned direction, struct bytes bytes, utc_time when)
{
	struct buf tls = { 0 };

	unwrap_tds(&c->unwrap[direction], bytes, &tls);
	if (tls.n)
		observer_feed(c->at_bench.observer, side_of(c, direction), buf_bytes(&tls), when);
	buf_free(&tls);
}

static void on_data(void *ctx, struct stream *s, unsigned direction, struct bytes bytes, int64_t time_ns)
{
	struct replay *r = ctx;
	struct replay_conversation *c = s->user;

	if (r->o.team)
		team_tick(r->o.team);
	if (!bench_has(&c->at_bench))
		return;
	bench_turn_to(&r->bench, &c->at_bench);
	c->last_ns = time_ns;
	trace_set_time(c->at_bench.trace, time_ns);
	if (c->unwrap)
		feed_unwrapped(c, direction, bytes, seconds(time_ns));
	else
		observer_feed(c->at_bench.observer, side_of(c, direction), bytes, seconds(time_ns));
}

static void on_gap(void *ctx, struct stream *s, unsigned direction, uint64_t n, enum gap_reason reason, int64_t time_ns)
{
	struct replay *r = ctx;
	struct replay_conversation *c = s->user;

	(void)time_ns;
	if (!bench_has(&c->at_bench))
		return;
	bench_turn_to(&r->bench, &c->at_bench);
	observer_gap(c->at_bench.observer, side_of(c, direction), n, reason == GAP_SNAPLEN, tcp_gap_reason_text(reason));
}

static struct stream_summary summary_of(const struct stream *s, const char *client, const char *server)
{
	return (struct stream_summary){ .number = s->number, .udp = s->udp, .client = client, .server = server, .first_ns = s->first_ns };
}

static struct course_end end_of(const struct replay *r, const struct replay_conversation *c, const struct stream *s)
{
	static const int hows[] = { [TCP_GOES_ON] = END_NONE, [TCP_FINISHED] = END_FIN, [TCP_RESET] = END_RESET };
	const int64_t silent = capture_statistics(r->capture)->last_ns - c->last_ns;

	return (struct course_end){
		.how = hows[s->ended], .by = side_of(c, s->ended_by), .segments = s->segments[c->client], .again = s->retransmitted[c->client],
		.silent_ms = silent > 0 ? (uint64_t)silent / 1000000 : 0,
	};
}

/* How TCP ended, and what of it came twice: whatever TLS says of it. */
static void tell_end(struct replay_conversation *c, const struct stream *s)
{
	static const enum event_type types[] = { [TCP_FINISHED] = EV_TCP_FINISHED, [TCP_RESET] = EV_TCP_RESET };
	struct trace *t = c->at_bench.trace;

	for (unsigned i = 0; i < 2; i++)
		if (s->retransmitted[i])
			trace_add_event(t, EV_TCP_AGAIN, trace_current(t)->parties[side_of(c, i)], NULL, 0)->arg[0] = s->retransmitted[i];
	if (s->ended)
		trace_add_event(t, types[s->ended], trace_current(t)->parties[side_of(c, s->ended_by)], NULL, 0);
}

static void on_close(void *ctx, struct stream *s, enum close_reason reason, int64_t time_ns)
{
	struct replay *r = ctx;
	struct replay_conversation *c = s->user;
	const struct names n = names_of(c, s);
	struct replay_stream out = { .summary = summary_of(s, n.client, n.server), .elsewhere = c->owner };

	if (bench_has(&c->at_bench)) {
		const struct course_end end = end_of(r, c, s);

		bench_turn_to(&r->bench, &c->at_bench);
		out.elsewhere = 0;
		out.trace = c->at_bench.trace;
		trace_set_time(c->at_bench.trace, time_ns);
		tell_end(c, s);
		if (reason == CLOSE_EVICTED)
			observer_evicted(c->at_bench.observer);
		observer_end(c->at_bench.observer, s->packets[0] && s->packets[1], &end);
	}
	out.summary.is_tls = true;
	out.summary.via = c->via;
	if (c->at_bench.observer || rank(r) == 0)
		r->o.stream_done(r->o.ctx, &out);
	strike(c);
	if (c->at_bench.observer) {
		c->at_bench.trace = out.trace;
		bench_end(&r->bench, &c->at_bench);
	}
	free(c->unwrap);
	free(c);
}

static void on_other(void *ctx, struct stream *s, const struct detected *d)
{
	struct replay *r = ctx;
	struct replay_stream out = { 0 };
	char client[64], server[64];

	if ((r->o.stream >= 0 && s->number != (uint64_t)r->o.stream) || rank(r))
		return;
	endpoint_text(s, 0, client);
	endpoint_text(s, 1, server);
	out.summary = summary_of(s, client, server);
	out.summary.looks_like = d->protocol;
	out.summary.reason = d->cut ? CLOSED_TRUNCATED : d->lost ? CLOSED_GAP : CLOSED_NONE;
	r->o.stream_done(r->o.ctx, &out);
}

/* Why a connection has no data: it was refused, or never answered. */
static enum cause why_empty(const struct replay *r, const struct stream *s)
{
	const bool waited = s->packets[0] > 1 || capture_statistics(r->capture)->last_ns - s->first_ns >= 1000000000;

	if (!s->saw_start[0] || s->saw_start[1])
		return CAUSE_NONE;
	if (s->ended == TCP_RESET && s->ended_by == 1)
		return CAUSE_SYN_REFUSED;
	return !s->packets[1] && !s->ended && waited ? CAUSE_SYN_UNANSWERED : CAUSE_NONE;
}

/* All that there is to show: who wanted to connect, and what came of it. */
static struct trace *trace_without_connection(const struct stream *s, const struct stream_summary *summary)
{
	struct trace *t = trace_new();
	struct trace_outcome *o = &trace_current(t)->outcome;
	value_id server;

	trace_open_step(t, "TCP", ACTOR_NONE);
	trace_set_time(t, s->first_ns);
	server = trace_show(t, trace_add_leaf(t, ACTOR_OBSERVER, OP_CONFIG, "server address", bytes_str(summary->server)), SHOW_TEXT, NULL);
	if (summary->cause == CAUSE_SYN_REFUSED)
		trace_event_values(t, EV_TCP_REFUSED, ACTOR_CLIENT, server);
	else
		trace_event_values(t, EV_TCP_UNANSWERED, ACTOR_CLIENT, server)->arg[0] = s->packets[0];
	o->outcome = "failed";
	o->cause = cause_code(summary->cause);
	o->cause_text = arena_str(&t->arena, summary->cause_text);
	o->done = true;
	return t;
}

static void on_empty(void *ctx, struct stream *s)
{
	struct replay *r = ctx;
	struct replay_stream out = { 0 };
	struct buf sentence = { 0 };
	const enum cause cause = why_empty(r, s);
	char client[64], server[64];

	if (cause == CAUSE_NONE || (r->o.stream >= 0 && s->number != (uint64_t)r->o.stream) || rank(r))
		return;
	endpoint_text(s, 0, client);
	endpoint_text(s, 1, server);
	cause_of_tcp(cause, server, s->packets[0], &sentence);
	out.summary = summary_of(s, client, server);
	out.summary.cause = cause;
	out.summary.cause_text = buf_str(&sentence);
	if (!r->o.brief)
		out.trace = trace_without_connection(s, &out.summary);
	r->o.stream_done(r->o.ctx, &out);
	trace_free(out.trace);
	buf_free(&sentence);
}

/* Without any key no session is ever known, and nobody has to wait for others. */
static void share_sessions(struct replay *r)
{
	if (r->o.team && (r->observer.secrets.any || r->observer.secrets.n_rsa || r->observer.secrets.n_psks))
		team_share(r->o.team, r->observer.sessions);
}

static const char of_the_file[] = "the capture's Decryption Secrets Block";

static void first_secrets(void *ctx, struct bytes lines)
{
	struct replay *r = ctx;

	r->observer.secrets.any = true;
	(void)keylog_add(r->o.keys->log, lines, of_the_file, NULL, NULL);
}

/* What stands there was taken in before, unless the file can be read only once. */
static void on_secrets(void *ctx, struct bytes lines)
{
	struct replay *r = ctx;
	const size_t before = keylog_count(r->o.keys->log);

	first_secrets(r, lines);
	share_sessions(r);
	r->late_secrets |= keylog_count(r->o.keys->log) > before && capture_statistics(r->capture)->packets > 0;
}

static void on_note(void *ctx, const char *text)
{
	struct replay *r = ctx;

	if (r->o.note && rank(r) == 0)
		r->o.note(r->o.ctx, text);
}

static void free_caches(struct replay *r)
{
	if (!r->o.sessions)
		session_cache_free(r->observer.sessions);
	chain_cache_free(r->observer.chains);
	fingerprint_cache_free(r->observer.fingerprints);
}

/* `content` NULL: from o->path */
static enum status start(const struct replay_options *o, const struct bytes *content, struct replay **out, struct error *err)
{
	struct replay *r = mem_alloc(sizeof(*r));
	const struct capture_sink sink = {
		.ctx = r, .open = on_open, .data = on_data, .gap = on_gap, .close = on_close, .other = on_other,
		.empty = on_empty,
		.secrets = on_secrets, .note = on_note,
	};
	enum status st;

	r->o = *o;
	r->bench.brief = o->brief;
	r->observer = (struct observer_config){
		.secrets = replay_keys_secrets(o->keys),
		.sessions = o->sessions ? o->sessions : session_cache_new(), .chains = chain_cache_new(), .fingerprints = fingerprint_cache_new(), .looks_like = detect_name, .verify = o->verify, .brief = o->brief, .finished_only = o->finished_only, .clear = o->clear,
	};
	if (content)
		capture_secrets_bytes(*content, first_secrets, r);
	else if (!o->spool)
		capture_secrets(o->path, first_secrets, r);
	share_sessions(r);
	st = content ? capture_open_bytes(*content, &sink, NULL, &r->capture, err) :
	     o->spool ? capture_open_spool(o->spool, o->follow, &sink, &r->capture, err) :
			capture_open(o->path, &sink, NULL, &r->capture, err);
	if (st != ST_OK) {
		free_caches(r);
		free(r);
		return st;
	}
	*out = r;
	return ST_OK;
}

enum status replay_open(const struct replay_options *o, struct replay **out, struct error *err)
{
	return start(o, NULL, out, err);
}

enum status replay_open_bytes(const struct replay_options *o, struct bytes content, struct replay **out, struct error *err)
{
	return start(o, &content, out, err);
}

static void notef(struct replay *r, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void notef(struct replay *r, const char *fmt, ...)
{
	char sentence[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(sentence, sizeof(sentence), fmt, ap);
	va_end(ap);
	on_note(r, sentence);
}

/* What is told wrongly because not enough could be kept in mind. */
static void tell_memory(struct replay *r, const struct tcp_stats *tcp, const struct capture_stats *all)
{
	if (tcp->forgotten)
		notef(r, "%" PRIu64 " connections without data were forgotten, since more than %d were known at once: one that went on has another number here than in Wireshark",
		      tcp->forgotten, TCP_FLOWS);
	if (tcp->mistaken)
		notef(r, "%" PRIu64 " connections were forgotten before their end, since more than %d had been: one that went on counts as a new connection",
		      tcp->mistaken, TCP_GONE);
	if (tcp->came_late)
		notef(r, "of %" PRIu64 " connections bytes are told as missing that stand later in the file, too far behind: reordercap may put them right",
		      tcp->came_late);
	if (all->fragments_left_out)
		notef(r, "%" PRIu64 " IP datagrams were given up before all their fragments came, since more than %d were incomplete at once: what they carried is told as missing",
		      all->fragments_left_out, IP_PENDING);
	if (session_cache_left_out(r->observer.sessions) || (r->o.team && team_left_out(r->o.team)))
		notef(r, "more than %d sessions came, and not all are remembered: what is resumed from another stays closed (resumed_unknown), although its first handshake may be in the file",
		      SESSIONS_MAX);
}

/* What was not looked at to its end, although the file has it. */
static enum status tell_limits(struct replay *r, enum status st, struct error *err)
{
	const struct tcp_stats *tcp = capture_tcp_statistics(r->capture);
	const struct capture_stats *all = capture_statistics(r->capture);

	if (r->late_secrets)
		notef(r, "secrets stand behind packets, and this input can be read only once: save it as a file, and all that they open opens");
	if (tcp->resumed)
		notef(r, "%" PRIu64 " connections went on after more than %u s of silence, by which they had been let go: what came then is not told",
		      tcp->resumed, TCP_IDLE_S);
	if (all->walk[WALK_EAP])
		notef(r, "%" PRIu64 " frames carry EAP (IEEE 802.1X): TLS inside EAP (EAP-TLS, RFC 9190) goes in pieces that are not put together here; the log of the authentication server tells of it",
		      all->walk[WALK_EAP]);
	if (all->unwatched)
		notef(r, "of %" PRIu64 " connections it could not be told whether they are TLS: too many began at once (no room for their first bytes)",
		      all->unwatched);
	tell_memory(r, tcp, all);
	if (!tcp->evicted)
		return st;
	if (st == ST_CLOSED)
		return error_set(err, ST_LIMIT, "%" PRIu64 " connections were let go before their end, since more than %u were open at once (evicted): "
				 "what is told of them is not all that the capture has", tcp->evicted, TCP_OPEN);
	notef(r, "%" PRIu64 " connections were let go before their end (evicted)", tcp->evicted);
	return st;
}

enum status replay_read(struct replay *r, uint64_t n, struct error *err)
{
	enum status st = capture_read(r->capture, n, err);

	if (st == ST_OK || st == ST_WAIT || r->told)
		return r->told ? r->ended : st;
	r->told = true;
	return r->ended = tell_limits(r, st, err);
}

void replay_look(struct replay *r, void (*look)(void *ctx, const struct stream_summary *s, const struct trace *t, const struct handshake_summary *now))
{
	for (struct replay_conversation *c = r->open; c; c = c->next) {
		const struct names n = names_of(c, c->stream);
		struct stream_summary s = summary_of(c->stream, n.client, n.server);
		struct handshake_summary now;

		bench_turn_to(&r->bench, &c->at_bench);
		s.is_tls = s.open = true;
		s.via = c->via;
		look(r->o.ctx, &s, c->at_bench.trace, observer_so_far(c->at_bench.observer, &now) ? &now : NULL);
	}
}

void replay_progress(const struct replay *r, uint64_t *done, uint64_t *size)
{
	capture_progress(r->capture, done, size);
}

void replay_stop(struct replay *r)
{
	capture_stop(r->capture);
}

void replay_close(struct replay *r)
{
	capture_close(r->capture);
	bench_free(&r->bench);
	free_caches(r);
	free(r);
}
