#include "source/capture/tcp_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/status.h"

enum { TCP_HEADER = 20, UDP_HEADER = 8, FAR_AWAY = 1 << 20 };

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)get16(p) << 16 | get16(p + 2);
}

/* ---- the table's life ---- */

struct tcp_table *tcp_new(const struct tcp_sink *sink, const struct tcp_limits *limits)
{
	static const struct tcp_limits usual = {
		.flows = TCP_FLOWS, .open = TCP_OPEN, .pending = 256 << 10, .pending_all = 16 << 20, .gone = TCP_GONE, .idle_s = TCP_IDLE_S,
	};
	struct tcp_table *t = mem_alloc(sizeof(*t));

	t->sink = *sink;
	if (limits)
		t->limits = *limits;
	if (!t->limits.flows)
		t->limits.flows = usual.flows;
	if (!t->limits.open)
		t->limits.open = usual.open;
	if (!t->limits.pending)
		t->limits.pending = usual.pending;
	if (!t->limits.pending_all)
		t->limits.pending_all = usual.pending_all;
	if (!t->limits.gone)
		t->limits.gone = usual.gone;
	if (!t->limits.idle_s)
		t->limits.idle_s = usual.idle_s;
	t->now_ns = INT64_MIN;
	tcp_flow_table_init(t);
	return t;
}

void tcp_free(struct tcp_table *t)
{
	if (t)
		tcp_flow_table_free(t);
	free(t);
}

void tcp_ignore(struct tcp_table *t, struct stream *s)
{
	(void)t;
	/* the flow is in use further up: it is put away when the packet is done with */
	s->ignored = true;
}

const struct tcp_stats *tcp_statistics(const struct tcp_table *t)
{
	return &t->stats;
}

static void put_away_ignored(struct tcp_table *t, struct tcp_entry *e)
{
	if (e->flow->s.ignored)
		tcp_flow_put_away(t, e);
}

static int by_number(const void *a, const void *b)
{
	const struct stream *x = &(*(struct tcp_entry *const *)a)->flow->s, *y = &(*(struct tcp_entry *const *)b)->flow->s;

	return x->udp != y->udp ? x->udp - y->udp : x->number < y->number ? -1 : x->number > y->number;
}

void tcp_end(struct tcp_table *t)
{
	size_t n = 0, room = (size_t)t->lists[LIST_NEW].n + t->lists[LIST_OPEN].n + t->lists[LIST_LINGER].n;
	struct tcp_entry **all = mem_alloc(room * sizeof(struct tcp_entry *));

	for (size_t i = 0; i < LIST_DONE; i++)
		for (struct tcp_entry *e = t->lists[i].oldest; e; e = e->newer)
			all[n++] = e;
	qsort(all, n, sizeof(struct tcp_entry *), by_number);
	for (size_t i = 0; i < n; i++)
		tcp_flow_close(t, all[i], all[i]->flow->s.saw_reset ? CLOSE_RESET :
				      all[i]->list == LIST_LINGER ? CLOSE_FIN : CLOSE_END);
	free(all);
}

/* ---- TCP ---- */

/* RFC 9293 3.1; false: no segment. A header that the snaplen cut still counts. */
static bool read_segment(const struct ip_datagram *d, struct segment *seg)
{
	const uint8_t *p = d->payload.p;
	size_t wire = d->payload.n + d->missing, header;

	if (d->payload.n < 14)
		return false;
	header = (size_t)(p[12] >> 4) * 4;
	if (header < TCP_HEADER || header > wire)
		return false;
	seg->port[0] = get16(p);
	seg->port[1] = get16(p + 2);
	seg->seq = get32(p + 4);
	seg->ack = get32(p + 8);
	seg->flags = p[13];
	seg->data = header < d->payload.n ? bytes_slice(d->payload, header, d->payload.n - header) : BYTES_NONE;
	seg->len = (uint32_t)(wire - header);
	return true;
}

/* Whether a packet on known ports belongs to a new connection (tcp.h: Numbers). */
static bool begins_anew(const struct tcp_entry *e, unsigned side, const struct segment *seg)
{
	const bool done = tcp_flow_is_done(e);
	struct half_left h;

	if (!tcp_flow_left(e, side, &h))
		return false;
	if (seg->flags & TCP_SYN) {
		if (seg->seq == h.isn)
			return false;
		/* a server may answer one SYN with several initial numbers, until it sends data */
		return !(seg->flags & TCP_ACK) || done || e->flow->s.offset[side];
	}
	/* its SYN is not in the capture: only where the old one is over */
	return done && e->replaceable && seg->len && !(seg->flags & TCP_RST) && seg->seq - h.next + FAR_AWAY > 2 * FAR_AWAY;
}

/* Of several initial numbers that a server offered, the one that is used. */
static void settle_isn(struct tcp_flow *f, unsigned side, uint32_t first)
{
	struct half *h = &f->half[side];
	uint32_t isn = h->isn;

	if (!h->two_isns || h->first || f->s.offset[side] || first != h->other_isn + 1)
		return;
	h->isn = h->other_isn;
	h->other_isn = isn;
	h->next = first;
}

/* The sequence numbers that the first packet of a direction tells. */
static void learn(struct tcp_flow *f, unsigned side, const struct segment *seg)
{
	struct half *h = &f->half[side], *other = &f->half[!side];

	if (seg->flags & TCP_SYN && h->known && seg->seq == h->isn) {
		f->s.saw_start[side] = true;
	} else if (seg->flags & TCP_SYN && !f->s.offset[side] && !h->first) {
		h->two_isns = h->known;
		h->other_isn = h->isn;
		h->isn = seg->seq;
		h->next = seg->seq + 1;
		h->known = f->s.saw_start[side] = true;
	} else if (!h->known && !(seg->flags & TCP_RST)) {
		h->known = true;
		h->isn = seg->seq - 1;           /* as Wireshark has it */
		h->next = seg->seq;
	}
	if (!(seg->flags & TCP_SYN)) {
		settle_isn(f, side, seg->seq);
		if (seg->flags & TCP_ACK)
			settle_isn(f, !side, seg->ack);
	}
	/* what a SYN+ACK acknowledges is the client's SYN, and what answers a SYN+ACK the server's, should they be missing */
	if (!other->known && seg->flags & TCP_ACK && !(seg->flags & TCP_RST) && !f->s.offset[side] &&
	    (seg->flags & TCP_SYN || (side == 0 && f->s.saw_start[side] && seg->seq == h->isn + 1))) {
		other->known = f->s.saw_start[!side] = true;
		other->isn = seg->ack - 1;
		other->next = seg->ack;
	}
}

/* A reset counts only where the receiver could have taken it. */
static bool is_reset(const struct half *h, const struct segment *seg)
{
	int32_t d = seq_diff(seg->seq, h->next);

	return seg->flags & TCP_RST && (!h->known || (d > -FAR_AWAY && d <= MAX_AHEAD));
}

/* Who closed first: whose FIN the other's acknowledges, should the file have them the other way round. */
static void note_end(struct tcp_flow *f, unsigned side, const struct segment *seg)
{
	const struct half *other = &f->half[!side];
	struct stream *s = &f->s;

	if (s->ended == TCP_FINISHED && s->ended_by != side && seg->flags & TCP_FIN && other->fin && other->fin_ack == seg->seq + seg->len + 1)
		s->ended_by = (uint8_t)side;
	if (s->ended || !(seg->flags & (TCP_FIN | TCP_RST)))
		return;
	s->ended = seg->flags & TCP_RST ? TCP_RESET : TCP_FINISHED;
	s->ended_by = (uint8_t)side;
}

static void end_of_segment(struct tcp_table *t, struct tcp_entry *e)
{
	struct tcp_flow *f = e->flow;

	put_away_ignored(t, e);
	if (tcp_flow_is_done(e) || e->list == LIST_LINGER)
		return;
	if (f->half[0].fin_done && f->half[1].fin_done && !f->half[0].first && !f->half[1].first) {
		tcp_flow_close(t, e, CLOSE_FIN);
	} else if (f->s.saw_reset || (f->half[0].fin && f->half[1].fin)) {
		f->linger_ns = t->now_ns;
		tcp_flow_move(t, e, LIST_LINGER);
	}
}

static void count_late(struct tcp_table *t, struct tcp_entry *e, const struct segment *seg)
{
	t->stats.late++;
	if (!seg->len)
		return;
	t->stats.resumed += e->idle;
	e->idle = false;
}

/* Of a flow that is not over. */
static void take_in(struct tcp_table *t, struct tcp_flow *f, unsigned side, struct segment *seg)
{
	f->s.packets[side]++;
	learn(f, side, seg);
	if (is_reset(&f->half[side], seg)) {
		f->s.saw_reset = true;
		note_end(f, side, seg);
		seg->len = 0;                    /* what a reset carries is no data (RFC 9293 3.5.2) */
		seg->data = BYTES_NONE;
	} else if (seg->flags & TCP_SYN) {
		seg->seq++;
	}
	if (!(seg->flags & TCP_RST)) {
		note_end(f, side, seg);
		f->s.segments[side] += seg->len > 0;
		tcp_order_take(t, f, side, seg);
	}
	end_of_segment(t, f->entry);
}

static void take_segment(struct tcp_table *t, const struct ip_datagram *d, uint64_t packet, int64_t time_ns)
{
	struct segment seg = { .packet = packet, .time_ns = time_ns };
	struct tcp_entry *e;
	unsigned side;

	if (!read_segment(d, &seg)) {
		t->stats.malformed++;
		return;
	}
	t->stats.segments++;
	e = tcp_flow_find(t, d, seg.port, &side);
	if (e && begins_anew(e, side, &seg)) {
		tcp_flow_close(t, e, !tcp_flow_is_done(e) && e->flow->s.saw_reset ? CLOSE_RESET : CLOSE_REUSED);
		tcp_flow_forget(t, e);
		e = NULL;
	}
	if (!e && seg.flags & TCP_SYN)
		tcp_flow_gone_forget(t, d, seg.port);
	if (!e && tcp_flow_is_gone(t, d, seg.port)) {
		t->stats.late++;
		return;
	}
	if (!e) {
		side = (seg.flags & (TCP_SYN | TCP_ACK)) == (TCP_SYN | TCP_ACK);
		tcp_flow_make_room(t);
		e = tcp_flow_add(t, d, seg.port, side == 1, packet, time_ns)->entry;
	}
	tcp_flow_touch(t, e, time_ns);
	if (tcp_flow_is_done(e))
		count_late(t, e, &seg);
	else
		take_in(t, e->flow, side, &seg);
}

/* ---- UDP ---- */

static void take_datagram(struct tcp_table *t, const struct ip_datagram *d, uint64_t packet, int64_t time_ns)
{
	uint16_t port[2];
	struct tcp_entry *e;
	struct tcp_flow *f;
	struct bytes b;
	uint32_t cut;
	unsigned side;
	size_t n;

	if (d->payload.n < UDP_HEADER || get16(d->payload.p + 4) < UDP_HEADER) {
		t->stats.malformed++;
		return;
	}
	t->stats.datagrams++;
	port[0] = get16(d->payload.p);
	port[1] = get16(d->payload.p + 2);
	e = tcp_flow_find(t, d, port, &side);
	if (!e) {
		side = 0;
		tcp_flow_make_room(t);
		e = tcp_flow_add(t, d, port, false, packet, time_ns)->entry;
	}
	tcp_flow_touch(t, e, time_ns);
	if (tcp_flow_is_done(e))
		return;
	f = e->flow;
	f->s.packets[side]++;
	n = get16(d->payload.p + 4) - UDP_HEADER;
	b = bytes_slice(d->payload, UDP_HEADER, d->payload.n - UDP_HEADER);
	cut = b.n < n ? (uint32_t)(n - b.n) : 0;
	if (b.n > n)
		b.n = n;
	tcp_flow_open(t, f);
	f->s.packet = packet;
	if (!f->s.ignored)
		t->sink.datagram(t->sink.ctx, &f->s, side, b, cut, time_ns);
	f->s.offset[side] += n;
	put_away_ignored(t, e);
}

/* The clock by which streams are idle never runs backwards, and one wrong time
 * stamp far ahead must not close them all. */
static void advance_clock(struct tcp_table *t, int64_t time_ns)
{
	int64_t step = (int64_t)(t->limits.idle_s / 4 + 1) * SECOND_NS;

	if (t->now_ns == INT64_MIN)
		t->now_ns = time_ns;
	else if (time_ns > t->now_ns)
		t->now_ns = time_ns - t->now_ns > step ? t->now_ns + step : time_ns;
}

void tcp_take(struct tcp_table *t, const struct ip_datagram *d, uint64_t packet, int64_t time_ns)
{
	advance_clock(t, time_ns);
	if (d->protocol == IP_TCP)
		take_segment(t, d, packet, time_ns);
	else if (t->sink.datagram)
		take_datagram(t, d, packet, time_ns);
	tcp_flow_expire(t);
}

const char *tcp_gap_reason_text(enum gap_reason r)
{
	static const char *const texts[] = {
#define X(name, text) text,
		GAP_REASON_LIST(X)
#undef X
	};
	return (unsigned)r < ARRAY_LEN(texts) ? texts[r] : "?";
}

const char *tcp_close_reason_text(enum close_reason r)
{
	static const char *const texts[] = {
#define X(name, text) text,
		CLOSE_REASON_LIST(X)
#undef X
	};
	return (unsigned)r < ARRAY_LEN(texts) ? texts[r] : "?";
}
