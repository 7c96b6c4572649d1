#include "source/capture/tcp_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* ---- what waits ---- */

static void free_first(struct tcp_table *t, struct half *h)
{
	struct piece *p = h->first;

	h->first = p->next;
	if (!h->first)
		h->last = NULL;
	h->n_waiting--;
	h->bytes_waiting -= p->n;
	t->bytes_waiting -= p->n;
	free(p);
}

void tcp_order_drop(struct tcp_table *t, struct tcp_flow *f)
{
	for (unsigned side = 0; side < 2; side++)
		while (f->half[side].first)
			free_first(t, &f->half[side]);
	f->waited = 0;
}

static void insert_after(struct tcp_table *t, struct half *h, struct piece *before, const struct segment *seg,
			 uint32_t from, uint32_t to)
{
	uint32_t skip = from - seg->seq, n = skip < seg->data.n ? (uint32_t)seg->data.n - skip : 0;
	struct piece *p;

	if (n > to - from)
		n = to - from;
	p = mem_alloc(sizeof(*p) + n);
	p->seq = from;
	p->len = to - from;
	p->n = n;
	p->ack = seg->ack;
	p->has_ack = seg->flags & TCP_ACK;
	p->packet = seg->packet;
	p->time_ns = seg->time_ns;
	if (n)
		memcpy(p->data, seg->data.p + skip, n);
	p->next = before ? before->next : h->first;
	*(before ? &before->next : &h->first) = p;
	if (h->last == before)
		h->last = p;
	h->n_waiting++;
	h->bytes_waiting += n;
	t->bytes_waiting += n;
}

static bool bytes_differ(const struct piece *p, const struct segment *seg, uint32_t from, uint32_t to)
{
	uint32_t a = from - p->seq, b = from - seg->seq, n = to - from;

	if (a >= p->n || b >= seg->data.n)
		return false;
	if (n > p->n - a)
		n = p->n - a;
	if (n > seg->data.n - b)
		n = (uint32_t)seg->data.n - b;
	return memcmp(p->data + a, seg->data.p + b, n) != 0;
}

/* Keeps the parts of [from, end of seg) that do not wait already: the first bytes win. */
static void keep(struct tcp_table *t, struct tcp_flow *f, struct half *h, const struct segment *seg, uint32_t from)
{
	uint32_t end = seg->seq + seg->len;
	struct piece *before = NULL;

	if (h->last && seq_diff(from, h->last->seq + h->last->len) >= 0) {
		insert_after(t, h, h->last, seg, from, end);
		return;
	}
	for (struct piece *p = h->first; p && seq_diff(end, p->seq) > 0; before = p, p = p->next) {
		uint32_t p_end = p->seq + p->len;

		if (seq_diff(from, p_end) >= 0)
			continue;
		if (seq_diff(from, p->seq) < 0) {
			insert_after(t, h, before, seg, from, p->seq);
			from = p->seq;
		}
		if (bytes_differ(p, seg, from, seq_diff(end, p_end) < 0 ? end : p_end))
			f->s.conflicts++;
		from = p_end;
		if (seq_diff(end, from) <= 0)
			return;
	}
	insert_after(t, h, before, seg, from, end);
}

/* ---- to the sink ---- */

static void gap(struct tcp_table *t, struct tcp_flow *f, unsigned side, uint32_t n, enum gap_reason why, int64_t time_ns)
{
	tcp_flow_open(t, f);
	if (!f->s.ignored && n)
		t->sink.gap(t->sink.ctx, &f->s, side, n, why, time_ns);
	f->s.offset[side] += n;
	if (why != GAP_SNAPLEN) {
		f->half[side].lost = f->half[side].next;
		f->half[side].lost_end = f->half[side].next + n;
	}
	f->half[side].next += n;
}

/* What was told as missing is in the file after all, too far behind. */
static void note_late(struct tcp_table *t, struct tcp_flow *f, const struct half *h, const struct segment *seg)
{
	if (f->came_late || seq_diff(seg->seq, h->lost_end) >= 0 || seq_diff(seg->seq + seg->len, h->lost) <= 0 || !seg->data.n)
		return;
	f->came_late = true;
	t->stats.came_late++;
}

/* `len` bytes at next, of which `data` was captured. */
static void deliver(struct tcp_table *t, struct tcp_flow *f, unsigned side, struct bytes data, uint32_t len, uint64_t packet,
		    int64_t time_ns)
{
	tcp_flow_open(t, f);
	f->s.packet = packet;
	f->half[side].silent = false;
	if (data.n) {
		if (!f->s.ignored)
			t->sink.data(t->sink.ctx, &f->s, side, data, time_ns);
		f->s.offset[side] += data.n;
		f->half[side].next += (uint32_t)data.n;
	}
	if (len > data.n)
		gap(t, f, side, len - (uint32_t)data.n, GAP_SNAPLEN, time_ns);
}

/* Whoever sent this had bytes of the other side that we have not delivered. */
static bool is_ahead(const struct tcp_flow *f, unsigned side, bool has_ack, uint32_t ack)
{
	const struct half *other = &f->half[!side];

	return has_ack && other->known && !other->silent && ack - other->next - 1 < MAX_AHEAD;
}

static void finish(struct tcp_flow *f, unsigned side)
{
	struct half *h = &f->half[side];

	if (!h->fin || h->fin_done || h->first || h->next != h->fin_seq)
		return;
	h->fin_done = true;
	h->next++;
}

/* Delivers from both sides whatever can be; true if anything was. */
static bool advance(struct tcp_table *t, struct tcp_flow *f)
{
	bool any = false;

	for (unsigned side = 0, idle = 0; idle < 2; side = !side, idle++) {
		struct half *h = &f->half[side];

		while (h->first && h->first->seq == h->next && !is_ahead(f, side, h->first->has_ack, h->first->ack)) {
			struct piece *p = h->first;

			deliver(t, f, side, (struct bytes){ p->data, p->n }, p->len, p->packet, p->time_ns);
			free_first(t, h);
			idle = 0;
			any = true;
		}
		finish(f, side);
	}
	return any;
}

/* ---- giving up ---- */

static bool hole_is_acked(const struct tcp_flow *f, unsigned side)
{
	const struct half *h = &f->half[side], *other = &f->half[!side];

	return other->acked && other->ack - h->next - 1 < MAX_AHEAD;
}

/* Which side's first piece came first, of those that wait; -1: none does. */
static int stuck_side(const struct tcp_flow *f, bool only_acked)
{
	int best = -1;

	for (unsigned side = 0; side < 2; side++) {
		const struct half *h = &f->half[side];

		if (!h->first || (only_acked && h->first->seq != h->next && !hole_is_acked(f, side)))
			continue;
		if (best < 0 || h->first->packet < f->half[best].first->packet)
			best = (int)side;
	}
	return best;
}

/* Removes what the side's first piece waits for: its own hole, or the other side's. */
static void give_up(struct tcp_table *t, struct tcp_flow *f, unsigned side, enum gap_reason why)
{
	struct half *h = &f->half[side], *other = &f->half[!side];

	if (h->first->seq == h->next) {
		if (!other->first || other->first->seq == other->next) {
			other->silent = true;
			return;
		}
		side = !side;
		h = other;
	}
	gap(t, f, side, h->first->seq - h->next, hole_is_acked(f, side) ? GAP_ACKED : why, h->first->time_ns);
}

/* Everything that waits goes out; what was acknowledged only counts when only_acked. */
static void release(struct tcp_table *t, struct tcp_flow *f, bool only_acked, enum gap_reason why)
{
	int side;

	advance(t, f);
	while ((side = stuck_side(f, only_acked)) >= 0 && !f->s.ignored) {
		give_up(t, f, (unsigned)side, why);
		advance(t, f);
	}
	f->waited = 0;
}

/* Bytes at the end that were acknowledged and never came. */
static void tell_missing_tail(struct tcp_table *t, struct tcp_flow *f, unsigned side)
{
	struct half *h = &f->half[side], *other = &f->half[!side];
	int32_t n;

	if (!h->known || !other->acked || h->fin_done || !f->entry->opened || !f->s.packets[side])
		return;
	n = seq_diff(other->ack, h->next);
	if (h->fin && seq_diff(h->fin_seq, h->next) < n)
		n = seq_diff(h->fin_seq, h->next);
	/* a FIN that was not seen counts 1 in the acknowledgement; more than a window's worth is no acknowledgement */
	if (n > (h->fin ? 0 : 1) && n <= MAX_AHEAD)
		gap(t, f, side, (uint32_t)n, GAP_ACKED, f->packet_ns);
}

void tcp_order_flush(struct tcp_table *t, struct tcp_flow *f)
{
	if (f->half[0].first || f->half[1].first)
		release(t, f, false, GAP_LOST);
	if (!f->s.udp && !f->s.ignored)
		for (unsigned side = 0; side < 2; side++)
			tell_missing_tail(t, f, side);
}

/* After each packet while something waits. */
static void wait_or_give_up(struct tcp_table *t, struct tcp_flow *f, int64_t time_ns)
{
	const struct half *h = f->half;

	if (h[0].bytes_waiting > t->limits.pending || h[1].bytes_waiting > t->limits.pending ||
	    h[0].n_waiting > MAX_WAITING || h[1].n_waiting > MAX_WAITING || t->bytes_waiting > t->limits.pending_all) {
		release(t, f, false, GAP_LIMIT);
		return;
	}
	/* the other direction may stand behind this one in the file: a mirror of each, or captures that were merged */
	if (!f->s.packets[0] || !f->s.packets[1])
		return;
	if (stuck_side(f, true) < 0) {
		f->waited = 0;
		return;
	}
	if (f->waited++ == 0)
		f->wait_ns = time_ns;
	if (f->waited > WAIT_PACKETS || time_ns - f->wait_ns > SECOND_NS)
		release(t, f, true, GAP_ACKED);
}

/* ---- a segment comes ---- */

static void note_ack(struct half *h, const struct segment *seg)
{
	if (!(seg->flags & TCP_ACK) || (h->acked && seq_diff(seg->ack, h->ack) <= 0))
		return;
	h->ack = seg->ack;
	h->acked = true;
}

static void take_data(struct tcp_table *t, struct tcp_flow *f, unsigned side, const struct segment *seg)
{
	struct half *h = &f->half[side];
	int32_t old = seq_diff(h->next, seg->seq);

	if (old > 0) {
		f->s.retransmitted[side]++;
		note_late(t, f, h, seg);
	}
	if (old > 0 && (uint32_t)old >= seg->len)
		return;
	if (h->fin_done)
		return;
	if (old >= 0 && !h->first && !is_ahead(f, side, seg->flags & TCP_ACK, seg->ack)) {
		size_t skip = (size_t)old < seg->data.n ? (size_t)old : seg->data.n;

		deliver(t, f, side, bytes_slice(seg->data, skip, seg->data.n - skip), seg->len - (uint32_t)old, seg->packet,
			seg->time_ns);
		return;
	}
	if (old < 0)
		f->s.out_of_order[side]++;
	keep(t, f, h, seg, old > 0 ? h->next : seg->seq);
}

void tcp_order_take(struct tcp_table *t, struct tcp_flow *f, unsigned side, const struct segment *seg)
{
	struct half *h = &f->half[side];

	if (seg->len)
		take_data(t, f, side, seg);
	if (seg->flags & TCP_FIN && !h->fin) {
		h->fin = f->s.saw_fin[side] = true;
		h->fin_seq = seg->seq + seg->len;
		h->fin_ack = seg->ack;
	}
	note_ack(h, seg);
	if (f->half[0].first || f->half[1].first) {
		if (advance(t, f))
			f->waited = 0;
		if (f->half[0].first || f->half[1].first)
			wait_or_give_up(t, f, seg->time_ns);
		else
			f->waited = 0;
	}
	finish(f, 0);
	finish(f, 1);
}
