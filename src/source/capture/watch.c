/* Streams of which it is not known yet what they speak, and those whose directions wait for a record. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "source/capture/capture_int.h"

enum { MAX_PIECES = 256, MAX_WATCHED = 8 << 20, WATCH_COST = 512 };

/* In s->detector as long as nothing came that had to be kept. */
struct watch watch_fresh;
/* In s->detector of UDP after STUN: DTLS may follow on the same ports (RFC 8842). */
struct watch watch_after_stun;

/* ---- what it is ---- */

void watch_drop(struct capture *c, struct watch *w)
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

void watch_free(struct capture *c, struct stream *s)
{
	struct watch *w = s->detector;

	if (w && w != &watch_fresh && w != &watch_after_stun) {
		if (w->in_use) {
			w->ignored = true;
			return;
		}
		watch_drop(c, w);
	}
	s->detector = NULL;
}

struct watch *watch_of(struct capture *c, struct stream *s)
{
	struct watch *w = s->detector;

	if (w != &watch_fresh)
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

void watch_tell_other(struct capture *c, struct stream *s, const struct detected *d)
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

void watch_hand_on(struct capture *c, struct stream *s, unsigned side, struct bytes b, int64_t time_ns)
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

bool watch_decide(struct capture *c, struct stream *s, bool ended)
{
	struct watch *w = s->detector;
	struct detected d = verdict_on(c, w, ended);

	d.cut = w->cut && !d.protocol;
	d.lost = w->lost && !d.protocol;

	if (d.verdict == DETECT_OTHER)
		watch_tell_other(c, s, &d);
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

void watch_keep(struct capture *c, struct stream *s, unsigned side, struct bytes b, int64_t time_ns)
{
	struct watch *w = watch_of(c, s);

	w->last[side] = w->bytes[side].n;
	buf_add(&w->bytes[side], b);
	c->watched += b.n;
	add_piece(w, &(struct watched_piece){ (uint8_t)side, b.n, s->packet, time_ns });
	watch_decide(c, s, false);
}

enum detect_verdict watch_decide_at_once(struct capture *c, struct stream *s, unsigned side, struct bytes b)
{
	struct detect_side sides[2] = { { .from_start = s->saw_start[0] }, { .from_start = s->saw_start[1] } };
	struct detected d;

	sides[side].bytes = b;
	d = detect_stream(sides);
	if (d.verdict == DETECT_OTHER)
		watch_tell_other(c, s, &d);
	if (d.verdict != DETECT_TLS)
		return d.verdict;
	if (d.offset[side] || d.no_start[!side])
		return DETECT_MORE;
	s->detector = NULL;
	open_tls(c, s, &d);
	return DETECT_TLS;
}

void watch_break_off(struct capture *c, struct stream *s, unsigned side, uint64_t n, enum gap_reason why)
{
	struct watch *w = watch_of(c, s);
	size_t kept = 0;

	c->watched -= w->bytes[side].n;
	buf_clear(&w->bytes[side]);
	w->last[side] = 0;
	w->from_start[side] = false;
	w->cut |= why == GAP_SNAPLEN;
	w->lost |= why != GAP_SNAPLEN;
	w->base[side] = s->offset[side] + n;
	for (size_t i = 0; i < w->n_pieces; i++)
		if (w->pieces[i].side != side)
			w->pieces[kept++] = w->pieces[i];
	w->n_pieces = kept;
}
