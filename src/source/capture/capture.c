#include "source/capture/capture.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { MAX_PIECES = 256, MAX_WATCHED = 8 << 20, MAX_DATAGRAMS = 8, MAX_STUN = 256, WATCH_COST = 512 };

struct capture {
	struct capture_file file;
	struct pcap_reader *pcap;
	struct ip_fragments *fragments;
	struct tcp_table *tcp;
	struct capture_sink sink;
	struct capture_stats stats;
	struct watch *watches;   /* all of them */
	size_t watched;          /* bytes that they keep */
	enum status ended;
	struct error error;
};

/* A part of a direction that came in one call. */
struct watched_piece {
	uint8_t side;
	size_t n;
	uint64_t packet;
	int64_t time_ns;
};

/* A stream of which it is not known yet what it speaks; or TLS of which a direction
 * has not come to the start of a record. */
struct watch {
	struct watch *next, **at;        /* in the list of all */
	struct buf bytes[2];
	uint64_t base[2];        /* stream offset of their first byte */
	bool from_start[2], asleep[2];
	size_t last[2];
	struct watched_piece *pieces;
	size_t n_pieces, cap_pieces;
	bool decided;            /* it is TLS: the sleeping directions wait for a record */
	bool in_use, ignored;    /* the sink may ignore the stream while it is told of it */
};

/* In s->detector as long as nothing came that had to be kept. */
static struct watch fresh;
/* In s->detector of UDP after STUN: DTLS may follow on the same ports (RFC 8842). */
static struct watch after_stun;

/* ---- what it is ---- */

static void watch_drop(struct capture *c, struct watch *w)
{
	c->watched -= w->bytes[0].n + w->bytes[1].n + WATCH_COST;
	*w->at = w->next;
	if (w->next)
		w->next->at = w->at;
	buf_free(&w->bytes[0]);
	buf_free(&w->bytes[1]);
	free(w->pieces);
	free(w);
}

static void watch_free(struct capture *c, struct stream *s)
{
	struct watch *w = s->detector;

	if (w && w != &fresh && w != &after_stun) {
		if (w->in_use) {
			w->ignored = true;
			return;
		}
		watch_drop(c, w);
	}
	s->detector = NULL;
}

static struct watch *watch_of(struct capture *c, struct stream *s)
{
	struct watch *w = s->detector;

	if (w != &fresh)
		return w;
	s->detector = w = mem_alloc(sizeof(*w));
	w->next = c->watches;
	w->at = &c->watches;
	if (w->next)
		w->next->at = &w->next;
	c->watches = w;
	c->watched += WATCH_COST;
	for (unsigned side = 0; side < 2; side++) {
		w->from_start[side] = s->saw_start[side];
		w->base[side] = s->offset[side];
	}
	return w;
}

static void count_other(struct capture *c, const char *protocol)
{
	if (protocol && strcmp(protocol, "DTLS") == 0)
		c->stats.dtls++;
	else if (protocol && strcmp(protocol, "QUIC") == 0)
		c->stats.quic++;
	else
		c->stats.other++;
}

static void tell_other(struct capture *c, struct stream *s, const struct detected *d)
{
	watch_free(c, s);
	count_other(c, d->protocol);
	if (c->sink.other)
		c->sink.other(c->sink.ctx, s, d);
	tcp_ignore(c->tcp, s);
}

/* Who began, where the bytes do not say it: who opened the connection, or has the higher port. */
static void guess_client(const struct stream *s, struct detected *d)
{
	if (d->client >= 0)
		return;
	d->client_guessed = true;
	d->client = s->saw_start[0] || s->saw_start[1] ? 0 : s->port[0] < s->port[1];
}

static void open_tls(struct capture *c, struct stream *s, struct detected *d)
{
	c->stats.tls++;
	guess_client(s, d);
	c->sink.open(c->sink.ctx, s, d);
}

/* ---- streams that are TLS, where a direction still sleeps ---- */

static void settle(struct capture *c, struct stream *s)
{
	struct watch *w = s->detector;

	if (!w->asleep[0] && !w->asleep[1])
		watch_free(c, s);
}

/* What could be passed over of a sleeping direction; it wakes at a record's start. */
static bool wakes(struct capture *c, struct stream *s, unsigned side, struct bytes b, int64_t time_ns)
{
	struct watch *w = s->detector;

	if (!w->asleep[side])
		return true;
	if (b.n < 5 || !detect_is_record(b)) {
		c->sink.gap(c->sink.ctx, s, side, b.n, GAP_UNALIGNED, time_ns);
		return false;
	}
	w->asleep[side] = false;
	return true;
}

static void hand_on(struct capture *c, struct stream *s, unsigned side, struct bytes b, int64_t time_ns)
{
	if (s->detector && !wakes(c, s, side, b, time_ns))
		return;
	if (s->detector)
		settle(c, s);
	c->sink.data(c->sink.ctx, s, side, b, time_ns);
}

/* ---- streams that are not known yet ---- */

/* Hands on what was kept, from where TLS begins. */
static void replay(struct capture *c, struct stream *s, const struct detected *d)
{
	struct watch *w = s->detector;
	uint64_t offset[2] = { s->offset[0], s->offset[1] }, packet = s->packet;
	size_t at[2] = { 0, 0 };

	for (size_t i = 0; i < w->n_pieces && !w->ignored; i++) {
		const struct watched_piece *p = &w->pieces[i];
		size_t from = at[p->side], skip = d->offset[p->side] > from ? d->offset[p->side] - from : 0;

		at[p->side] += p->n;
		if (skip >= p->n)
			continue;
		s->offset[p->side] = w->base[p->side] + from + skip;
		s->packet = p->packet;
		c->sink.data(c->sink.ctx, s, p->side, (struct bytes){ w->bytes[p->side].p + from + skip, p->n - skip }, p->time_ns);
	}
	memcpy(s->offset, offset, sizeof(offset));
	s->packet = packet;
}

static struct detected verdict_on(struct capture *c, const struct watch *w, bool ended)
{
	struct detect_side side[2];
	struct detected d;

	for (unsigned i = 0; i < 2; i++)
		side[i] = (struct detect_side){ buf_bytes(&w->bytes[i]), w->last[i], w->from_start[i], ended };
	d = detect_stream(side);
	if (d.verdict == DETECT_MORE && (w->n_pieces == MAX_PIECES || c->watched > MAX_WATCHED)) {
		d.verdict = DETECT_OTHER;
		c->stats.unwatched += c->watched > MAX_WATCHED;
	}
	return d;
}

/* Whether it is TLS and the sink still wants it; then the watch is settled. */
static bool decide(struct capture *c, struct stream *s, bool ended)
{
	struct watch *w = s->detector;
	struct detected d = verdict_on(c, w, ended);

	if (d.verdict == DETECT_OTHER)
		tell_other(c, s, &d);
	if (d.verdict != DETECT_TLS)
		return false;
	w->decided = w->in_use = true;
	for (unsigned i = 0; i < 2; i++)
		w->asleep[i] = d.no_start[i] && d.offset[i] == w->bytes[i].n;
	open_tls(c, s, &d);
	replay(c, s, &d);
	w->in_use = false;
	if (w->ignored) {
		watch_free(c, s);
		return false;
	}
	settle(c, s);
	return true;
}

static void add_piece(struct watch *w, const struct watched_piece *p)
{
	if (w->n_pieces == w->cap_pieces) {
		w->cap_pieces = w->cap_pieces ? w->cap_pieces * 2 : 4;
		w->pieces = mem_realloc(w->pieces, w->cap_pieces * sizeof(*w->pieces));
	}
	w->pieces[w->n_pieces++] = *p;
}

static void keep(struct capture *c, struct stream *s, unsigned side, struct bytes b, int64_t time_ns)
{
	struct watch *w = watch_of(c, s);

	w->last[side] = w->bytes[side].n;
	buf_add(&w->bytes[side], b);
	c->watched += b.n;
	add_piece(w, &(struct watched_piece){ (uint8_t)side, b.n, s->packet, time_ns });
	decide(c, s, false);
}

/* The first bytes of most streams settle it: nothing is kept then. */
static enum detect_verdict decide_at_once(struct capture *c, struct stream *s, unsigned side, struct bytes b)
{
	struct detect_side sides[2] = { { .from_start = s->saw_start[0] }, { .from_start = s->saw_start[1] } };
	struct detected d;

	sides[side].bytes = b;
	d = detect_stream(sides);
	if (d.verdict == DETECT_OTHER)
		tell_other(c, s, &d);
	if (d.verdict != DETECT_TLS)
		return d.verdict;
	if (d.offset[side] || d.no_start[!side])
		return DETECT_MORE;
	s->detector = NULL;
	open_tls(c, s, &d);
	return DETECT_TLS;
}

/* ---- from TCP ---- */

static void on_open(void *ctx, struct stream *s)
{
	(void)ctx;
	s->detector = &fresh;
}

static void on_data(void *ctx, struct stream *s, unsigned side, struct bytes b, int64_t time_ns)
{
	struct capture *c = ctx;
	struct watch *w = s->detector;
	enum detect_verdict v = w == &fresh ? decide_at_once(c, s, side, b) : !w || w->decided ? DETECT_TLS : DETECT_MORE;

	if (v == DETECT_MORE)
		keep(c, s, side, b, time_ns);
	else if (!s->ignored)
		hand_on(c, s, side, b, time_ns);
}

/* Forgets what came before a gap in a direction: what comes after is not its start. */
static void break_off(struct capture *c, struct stream *s, unsigned side, uint64_t n)
{
	struct watch *w = watch_of(c, s);
	size_t kept = 0;

	c->watched -= w->bytes[side].n;
	buf_clear(&w->bytes[side]);
	w->last[side] = 0;
	w->from_start[side] = false;
	w->base[side] = s->offset[side] + n;
	for (size_t i = 0; i < w->n_pieces; i++)
		if (w->pieces[i].side != side)
			w->pieces[kept++] = w->pieces[i];
	w->n_pieces = kept;
}

static void on_gap(void *ctx, struct stream *s, unsigned side, uint64_t n, enum gap_reason why, int64_t time_ns)
{
	struct capture *c = ctx;
	struct watch *w = s->detector;

	if (!w || w->decided)
		c->sink.gap(c->sink.ctx, s, side, n, why, time_ns);
	else
		break_off(c, s, side, n);
}

static void on_close(void *ctx, struct stream *s, enum close_reason reason, int64_t time_ns)
{
	struct capture *c = ctx;
	struct watch *w = s->detector;

	if (s->udp) {
		if (w == &after_stun)
			tell_other(c, s, &(struct detected){ .verdict = DETECT_OTHER, .client = -1, .protocol = "STUN" });
		watch_free(c, s);
		return;
	}
	if (w && !w->decided) {
		watch_of(c, s);
		if (!decide(c, s, true))
			return;
	}
	c->sink.close(c->sink.ctx, s, reason, time_ns);
	watch_free(c, s);
}

static void on_empty(void *ctx, struct stream *s)
{
	struct capture *c = ctx;

	if (c->sink.empty)
		c->sink.empty(c->sink.ctx, s);
}

static void on_datagram(void *ctx, struct stream *s, unsigned side, struct bytes b, uint32_t cut, int64_t time_ns)
{
	struct capture *c = ctx;
	struct detected d = { .verdict = DETECT_OTHER, .client = -1, .protocol = detect_datagram(b) };
	uint64_t n = (uint64_t)s->packets[0] + s->packets[1];

	(void)side;
	(void)cut;
	(void)time_ns;
	if (d.protocol && strcmp(d.protocol, "STUN") == 0)
		s->detector = &after_stun;
	if (s->detector == &after_stun && n < MAX_STUN && (!d.protocol || strcmp(d.protocol, "DTLS") != 0))
		return;
	if (s->detector == &after_stun && !d.protocol)
		d.protocol = "STUN";
	if (d.protocol)
		tell_other(c, s, &d);
	else if (n >= MAX_DATAGRAMS)
		capture_ignore(c, s);
}

/* ---- reading ---- */

static void on_secrets(void *ctx, struct bytes keylog)
{
	struct capture *c = ctx;

	if (c->sink.secrets)
		c->sink.secrets(c->sink.ctx, keylog);
}

static void on_note(void *ctx, const char *text)
{
	struct capture *c = ctx;

	if (c->sink.note)
		c->sink.note(c->sink.ctx, text);
}

static enum status begin(struct capture *c, const struct capture_sink *sink, const struct tcp_limits *limits, struct error *err)
{
	const struct pcap_hooks hooks = { c, on_secrets, on_note };
	const struct tcp_sink tcp = { c, on_open, on_data, on_gap, on_close, on_datagram, on_empty };

	c->sink = *sink;
	TRY(pcap_open(&c->file, &hooks, &c->pcap, err));
	c->fragments = ip_fragments_new();
	c->tcp = tcp_new(&tcp, limits);
	return ST_OK;
}

enum status capture_open_bytes(struct bytes content, const struct capture_sink *sink, const struct tcp_limits *limits,
			       struct capture **out, struct error *err)
{
	struct capture *c = mem_alloc(sizeof(*c));
	enum status st;

	capture_file_of_bytes(&c->file, content);
	st = begin(c, sink, limits, err);
	if (st == ST_OK)
		*out = c;
	else
		capture_close(c);
	return st;
}

enum status capture_open(const char *path, const struct capture_sink *sink, const struct tcp_limits *limits,
			 struct capture **out, struct error *err)
{
	struct capture *c = mem_alloc(sizeof(*c));
	enum status st = capture_file_open(&c->file, path, err);

	if (st == ST_OK)
		st = begin(c, sink, limits, err);
	if (st == ST_OK)
		*out = c;
	else
		capture_close(c);
	return st;
}

static void take_packet(struct capture *c, const struct packet *p)
{
	struct ip_datagram d;
	enum walk w = link_decode(p, c->fragments, &d);

	if (c->stats.packets++ == 0)
		c->stats.first_ns = p->time_ns;
	c->stats.last_ns = p->time_ns;
	c->stats.cut += p->bytes.n < p->orig_len;
	if (w == WALK_LINK && !c->stats.walk[w])
		c->stats.unknown_link = p->link;
	c->stats.walk[w]++;
	c->stats.fragments_left_out = ip_fragments_left_out(c->fragments);
	if (w == WALK_OK)
		tcp_take(c->tcp, &d, p->number, p->time_ns);
}

enum status capture_read(struct capture *c, uint64_t n, struct error *err)
{
	struct packet p;

	while (c->ended == ST_OK && n-- > 0) {
		c->ended = pcap_next(c->pcap, &p, &c->error);
		if (c->ended == ST_OK)
			take_packet(c, &p);
		else
			tcp_end(c->tcp);
	}
	if (c->ended != ST_OK && c->ended != ST_CLOSED)
		*err = c->error;
	return c->ended;
}

void capture_ignore(struct capture *c, struct stream *s)
{
	tcp_ignore(c->tcp, s);
	watch_free(c, s);
}

void capture_stop(struct capture *c)
{
	if (c->ended == ST_OK)
		tcp_end(c->tcp);
	c->ended = ST_CLOSED;
}

const struct capture_stats *capture_statistics(const struct capture *c)
{
	return &c->stats;
}

const struct tcp_stats *capture_tcp_statistics(const struct capture *c)
{
	return tcp_statistics(c->tcp);
}

void capture_progress(const struct capture *c, uint64_t *done, uint64_t *size)
{
	*done = capture_file_done(&c->file);
	*size = capture_file_size(&c->file);
}

void capture_close(struct capture *c)
{
	if (!c)
		return;
	tcp_free(c->tcp);
	while (c->watches)
		watch_drop(c, c->watches);
	ip_fragments_free(c->fragments);
	pcap_close(c->pcap);
	capture_file_close(&c->file);
	free(c);
}
