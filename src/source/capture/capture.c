#include "source/capture/capture_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { MAX_DATAGRAMS = 8, MAX_STUN = 256 };

/* ---- from TCP ---- */

static void on_open(void *ctx, struct stream *s)
{
	(void)ctx;
	s->detector = &watch_fresh;
}

static void on_data(void *ctx, struct stream *s, unsigned side, struct bytes b, int64_t time_ns)
{
	struct capture *c = ctx;
	struct watch *w = s->detector;
	enum detect_verdict v = w == &watch_fresh ? watch_decide_at_once(c, s, side, b) : !w || w->decided ? DETECT_TLS : DETECT_MORE;

	if (v == DETECT_MORE)
		watch_keep(c, s, side, b, time_ns);
	else if (!s->ignored)
		watch_hand_on(c, s, side, b, time_ns);
}

static void on_gap(void *ctx, struct stream *s, unsigned side, uint64_t n, enum gap_reason why, int64_t time_ns)
{
	struct capture *c = ctx;
	struct watch *w = s->detector;

	if (!w || w->decided)
		c->sink.gap(c->sink.ctx, s, side, n, why, time_ns);
	else
		watch_break_off(c, s, side, n, why);
}

static void on_close(void *ctx, struct stream *s, enum close_reason reason, int64_t time_ns)
{
	struct capture *c = ctx;
	struct watch *w = s->detector;

	if (s->udp) {
		if (w == &watch_after_stun)
			watch_tell_other(c, s, &(struct detected){ .verdict = DETECT_OTHER, .client = -1, .protocol = "STUN" });
		watch_free(c, s);
		return;
	}
	if (w && !w->decided) {
		watch_of(c, s);
		if (!watch_decide(c, s, true))
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
		s->detector = &watch_after_stun;
	if (s->detector == &watch_after_stun && n < MAX_STUN && (!d.protocol || strcmp(d.protocol, "DTLS") != 0))
		return;
	if (s->detector == &watch_after_stun && !d.protocol)
		d.protocol = "STUN";
	if (d.protocol)
		watch_tell_other(c, s, &d);
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

enum status capture_open_spool(struct spool *spool, bool follow, const struct capture_sink *sink, struct capture **out, struct error *err)
{
	struct capture *c = mem_alloc(sizeof(*c));
	enum status st;

	capture_file_of_spool(&c->file, spool, follow);
	st = begin(c, sink, NULL, err);
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
		const enum status st = pcap_next(c->pcap, &p, &c->error);

		if (st == ST_WAIT)
			return st;
		c->ended = st;
		if (st == ST_OK)
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
