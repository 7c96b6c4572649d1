/* TCP put together: what comes in is a line of words, what goes out is one too.
 *
 * A:S            SYN (A:S7 another initial number, A:Sd10 with 10 bytes), B:S is a SYN+ACK
 * A:0-100        the bytes 0 to 99 that A sends; ^n: it acknowledges n bytes of B (else as
 *                many as B has sent in this line so far); cn: only n were captured; x: other
 *                bytes than the stream really has
 * A:100F  A:100R FIN or RST at 100
 * A:^50          acknowledges only; *n: n times
 * +s             s seconds pass
 * Words that begin with another letter pair (C:, D:) are a second connection.
 *
 * Out: open0, A0-100, gapA20:reason (L lost, A acked, S snaplen, M limit), close:reason.
 * Every case is run with initial numbers that wrap at once, soon, and not at all. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "base/status.h"
#include "packets.h"
#include "source/capture/tcp.h"

struct script {
	struct tcp_table *t;
	struct buf out;
	uint32_t isn;            /* A's; B's is isn + 1000000 */
	uint32_t shift[6];       /* of A to F: a later SYN changes it */
	uint32_t sent[6];        /* the highest offset so far */
	int64_t now_ns;
	uint64_t packet;
	char ignore_at;          /* the sink ignores the stream at the first data of this side */
	bool numbers;            /* streams are named: open3, C3:.. */
};

static uint8_t byte_at(unsigned side, uint64_t offset)
{
	return (uint8_t)(offset * 7 + offset / 251 + (side & 1) * 100);
}

/* ---- the sink ---- */

static void on_open(void *ctx, struct stream *s)
{
	struct script *x = ctx;

	buf_printf(&x->out, "open%u ", (unsigned)s->number);
}

static void on_data(void *ctx, struct stream *s, unsigned side, struct bytes b, int64_t time_ns)
{
	struct script *x = ctx;
	uint64_t from = s->offset[side];
	bool right = true;

	(void)time_ns;
	for (size_t i = 0; i < b.n; i++)
		right = right && b.p[i] == byte_at(side, from + i);
	if (x->numbers)
		buf_printf(&x->out, "%u", (unsigned)s->number);
	buf_printf(&x->out, "%c%llu-%llu%s ", 'A' + (int)side, (unsigned long long)from, (unsigned long long)(from + b.n),
		   right ? "" : "x");
	if (x->ignore_at == 'A' + (int)side)
		tcp_ignore(x->t, s);
}

static void on_gap(void *ctx, struct stream *s, unsigned side, uint64_t n, enum gap_reason reason, int64_t time_ns)
{
	struct script *x = ctx;

	(void)s;
	(void)time_ns;
	buf_printf(&x->out, "gap%c%llu:%c ", 'A' + (int)side, (unsigned long long)n, "LASM"[reason]);
}

static void on_close(void *ctx, struct stream *s, enum close_reason reason, int64_t time_ns)
{
	static const char *const names[] = { "fin", "rst", "end", "reused", "idle", "evicted" };
	struct script *x = ctx;

	(void)time_ns;
	if (x->numbers)
		buf_printf(&x->out, "%u", (unsigned)s->number);
	buf_printf(&x->out, "close:%s ", names[reason]);
}

static void on_datagram(void *ctx, struct stream *s, unsigned side, struct bytes b, uint32_t cut, int64_t time_ns)
{
	struct script *x = ctx;

	(void)time_ns;
	buf_printf(&x->out, "%u%c%zu", (unsigned)s->number, 'A' + (int)side, b.n);
	buf_printf(&x->out, cut ? "-%u " : " ", (unsigned)cut);
}

/* ---- the words ---- */

static unsigned long number(const char **p)
{
	char *end;
	unsigned long v = strtoul(*p, &end, 10);

	*p = end;
	return v;
}

struct word {
	unsigned side;
	uint32_t from, to, ack, captured, times, isn;
	bool has_ack, has_captured, wrong, syn;
	unsigned flags;
};

static void parse_option(struct word *w, const char **p)
{
	switch (*(*p)++) {
	case '^': w->ack = (uint32_t)number(p); w->has_ack = true; break;
	case 'c': w->captured = (uint32_t)number(p); w->has_captured = true; break;
	case 'x': w->wrong = true; break;
	case 'F': w->flags |= FIN; break;
	case 'R': w->flags |= RST; break;
	case '*': w->times = (uint32_t)number(p); break;
	case 'd': w->to = (uint32_t)number(p); break;
	default: fail_msg("no such option: %s", *p - 1);
	}
}

static struct word parse_word(const struct script *x, const char *p)
{
	struct word w = { .side = (unsigned)(*p - 'A'), .times = 1 };

	p += 2;
	w.from = w.to = x->sent[w.side];
	if (*p == 'S') {
		p++;
		w.syn = true;
		w.flags = SYN;
		w.isn = (uint32_t)number(&p);
		w.from = w.to = 0;
	} else if (*p >= '0' && *p <= '9') {
		w.from = w.to = (uint32_t)number(&p);
		if (*p == '-') {
			p++;
			w.to = (uint32_t)number(&p);
		}
	}
	while (*p && *p != ' ')
		parse_option(&w, &p);
	return w;
}

static void send_word(struct script *x, const struct word *w)
{
	unsigned peer = w->side ^ 1;
	uint32_t ack;
	struct buf data = { 0 }, tcp = { 0 };
	struct ip_datagram d = { .version = 4, .protocol = IP_TCP };
	bool acks = !w->syn || w->side & 1;

	if (w->syn && x->shift[w->side] != x->isn + (w->side & 1 ? 1000000 : 0) + w->isn) {
		x->shift[w->side] = x->isn + (w->side & 1 ? 1000000 : 0) + w->isn;
		x->sent[w->side] = 0;
	}
	ack = w->has_ack ? w->ack : x->sent[peer];
	for (uint32_t i = w->from; i < w->to; i++)
		buf_add_uint(&data, 1, byte_at(w->side, i) ^ (w->wrong ? 0xff : 0));
	put_tcp(&tcp, w->side & 1 ? 443 : 1000 + w->side, w->side & 1 ? 1000 + peer : 443,
		x->shift[w->side] + w->from + (w->syn ? 0 : 1), acks ? x->shift[peer] + 1 + ack : 0, w->flags | (acks ? ACK : 0),
		buf_bytes(&data));
	d.src.b[0] = d.dst.b[0] = 10;
	d.src.b[3] = w->side & 1 ? 2 : 1;
	d.dst.b[3] = w->side & 1 ? 1 : 2;
	d.payload = buf_bytes(&tcp);
	if (w->has_captured) {
		d.missing = (uint32_t)data.n - w->captured;
		d.payload.n -= d.missing;
	}
	for (uint32_t i = 0; i < w->times; i++)
		tcp_take(x->t, &d, ++x->packet, x->now_ns += 1000);
	if (w->to > x->sent[w->side])
		x->sent[w->side] = w->to;
	buf_free(&data);
	buf_free(&tcp);
}

static void play(struct script *x, const char *p)
{
	while (*p) {
		if (*p == '+') {
			p++;
			x->now_ns += (int64_t)number(&p) * 1000000000;
		} else {
			struct word w = parse_word(x, p);

			send_word(x, &w);
			p += strcspn(p, " ");
		}
		p += strspn(p, " ");
	}
}

static unsigned run_case(const char *in, const char *out, const struct tcp_limits *limits, char ignore_at, bool numbers)
{
	unsigned failed = 0;
	static const uint32_t isns[] = { 1000, UINT32_MAX, UINT32_MAX - 150, UINT32_MAX - 1000000 - 50, INT32_MAX - 100 };

	for (size_t i = 0; i < ARRAY_LEN(isns); i++) {
		struct script x = { .isn = isns[i], .now_ns = 1000000000, .ignore_at = ignore_at, .numbers = numbers };
		const struct tcp_sink sink = { &x, on_open, on_data, on_gap, on_close, on_datagram };

		for (unsigned side = 0; side < 4; side++)
			x.shift[side] = x.isn + (side & 1 ? 1000000 : 0);
		x.t = tcp_new(&sink, limits);
		play(&x, in);
		tcp_end(x.t);
		tcp_free(x.t);
		if (x.out.n)
			x.out.n--;
		if (strcmp(buf_str(&x.out), out) != 0) {
			print_error("%s (initial number %u)\n  gives %s\n  not   %s\n", in, (unsigned)isns[i], buf_str(&x.out), out);
			failed++;
		}
		buf_free(&x.out);
	}
	return failed;
}

static const struct {
	const char *in, *out;
} cases[] = {
	/* as it should be */
	{ "A:S B:S A:^0 A:0-100 B:0-50 A:100F B:50F A:^51", "open0 A0-100 B0-50 close:fin" },
	{ "A:S B:S A:^0", "" },
	{ "A:S B:S A:0-10 A:10R", "open0 A0-10 close:rst" },
	{ "A:S B:S A:0-10", "open0 A0-10 close:end" },
	{ "A:S B:S A:0-10F B:0-5F", "open0 A0-10 B0-5 close:fin" },
	{ "A:Sd10 B:S^10 A:10-20", "open0 A0-10 A10-20 close:end" },
	{ "A:Sd10 B:S^0 A:0-20", "open0 A0-10 A10-20 close:end" },
	/* order */
	{ "A:S B:S A:0-100 A:200-300 A:100-200", "open0 A0-100 A100-200 A200-300 close:end" },
	{ "A:S B:S A:200-300 A:100-200 A:0-100", "open0 A0-100 A100-200 A200-300 close:end" },
	{ "A:S B:S A:40-50 A:20-30 A:0-10 A:30-40 A:10-20", "open0 A0-10 A10-20 A20-30 A30-40 A40-50 close:end" },
	{ "A:S B:S A:10F A:0-10 B:0F", "open0 A0-10 close:fin" },
	{ "A:S B:S A:0-10 A:20F B:0F A:10-20", "open0 A0-10 A10-20 close:fin" },
	/* retransmission and overlap: the first bytes win */
	{ "A:S B:S A:0-100 A:0-100x A:100-200", "open0 A0-100 A100-200 close:end" },
	{ "A:S B:S A:0-100 A:50-150 A:0-200", "open0 A0-100 A100-150 A150-200 close:end" },
	{ "A:S B:S A:0-100 A:50x A:99-100x A:100-101", "open0 A0-100 A100-101 close:end" },
	{ "A:S B:S A:50-100 A:0-200x", "open0 A0-50x A50-100 A100-200x close:end" },
	{ "A:S B:S A:20-30 A:40-50 A:10-60x A:0-10", "open0 A0-10 A10-20x A20-30 A30-40x A40-50 A50-60x close:end" },
	{ "A:S B:S A:20-40x A:10-30 A:30-50 A:0-10", "open0 A0-10 A10-20 A20-40x A40-50 close:end" },
	{ "A:S B:S A:20-40 A:20-40x A:25-35x A:0-20", "open0 A0-20 A20-40 close:end" },
	{ "A:S A:S B:S B:S A:0-10 A:S B:S A:0-20", "open0 A0-10 A10-20 close:end" },
	/* keep-alives */
	{ "A:S B:S A:0-10 A:9^0 A:9-10x B:^10 A:10-20", "open0 A0-10 A10-20 close:end" },
	/* holes: waited for, until the end */
	{ "A:S B:S A:0-10 A:20-30", "open0 A0-10 gapA10:L A20-30 close:end" },
	{ "A:S B:S A:0-10 A:20-30 A:40-50 B:0-5^10", "open0 A0-10 B0-5 gapA10:L A20-30 gapA10:L A40-50 close:end" },
	{ "A:S B:S A:0-10 A:20-30 B:^10*100 +100 A:10-20", "open0 A0-10 A10-20 A20-30 close:end" },
	{ "A:S B:S A:10-20 A:20R", "open0 gapA10:L A10-20 close:rst" },
	{ "A:S B:S A:10-20 A:20R A:0-10", "open0 A0-10 A10-20 close:rst" },
	{ "A:S B:S A:10-20 A:20R +2 B:^0 A:0-10", "open0 gapA10:L A10-20 close:rst" },
	{ "A:S B:S A:10-20 A:20F B:0F A:0-10", "open0 A0-10 A10-20 close:fin" },
	{ "A:S B:S A:10-20 A:20F B:0F^0", "open0 gapA10:L A10-20 close:fin" },
	/* holes that the receiver has acknowledged: nobody will send that again */
	{ "A:S B:S A:0-10 A:20-30 B:^30*40 A:30-40", "open0 A0-10 gapA10:A A20-30 A30-40 close:end" },
	{ "A:S B:S A:0-10 A:20-30 B:^30 +2 B:^30 A:30-40", "open0 A0-10 gapA10:A A20-30 A30-40 close:end" },
	{ "A:S B:S A:0-10 A:20-30 B:^30*20 A:10-20", "open0 A0-10 A10-20 A20-30 close:end" },
	/* cause before effect: an answer waits for what it answers */
	{ "A:S B:S B:0-10^20 A:0-20^0", "open0 A0-20 B0-10 close:end" },
	{ "A:S B:S B:0-10^20 B:10-20^20 A:0-10^0 A:10-20^0", "open0 A0-10 A10-20 B0-10 B10-20 close:end" },
	{ "A:S B:S A:0-10 A:20-30 B:0-5^30 A:10-20^0 A:30-40^5", "open0 A0-10 A10-20 A20-30 B0-5 A30-40 close:end" },
	{ "A:S B:S A:0-10 A:20-30 B:0-5^30 +2 A:30-40^5", "open0 A0-10 gapA10:A A20-30 B0-5 A30-40 close:end" },
	/* ... but not for ever, and not for a side that is not there */
	{ "A:S B:S B:0-10^20 B:10-20^20 +2 B:20-30^20 A:0-20^0", "open0 B0-10 B10-20 B20-30 A0-20 close:end" },
	{ "A:S B:S B:0-10^20 +2 B:10-20^30 B:20-30^40", "open0 B0-10 B10-20 B20-30 gapA40:A close:end" },
	{ "B:S^0 B:0-10^20 B:10-20^30", "open0 B0-10 B10-20 close:end" },
	{ "A:S A:0-10 A:10-20^10 A:20-30^30", "open0 A0-10 A10-20 A20-30 close:end" },
	/* an acknowledgement from nowhere */
	{ "A:S B:S A:0-10 B:0-5^90000000 A:10-20", "open0 A0-10 B0-5 A10-20 close:end" },
	/* bytes at the end that were acknowledged and are not there */
	{ "A:S B:S A:0-10 B:^30", "open0 A0-10 gapA20:A close:end" },
	{ "A:S B:S A:0-10 B:^11", "open0 A0-10 close:end" },
	{ "A:S B:S A:0-10 A:15F B:^16", "open0 A0-10 gapA5:A close:end" },
	/* the beginning is missing */
	{ "A:100-200 B:50-60 A:200-300", "open0 A0-100x B0-10x A100-200x close:end" },
	{ "B:0-10^20 A:20-30^10", "open0 A0-10x B0-10x close:end" },
	{ "A:^0 A:0-10 B:0-10", "open0 A0-10 B0-10 close:end" },
	{ "A:S A:^0 A:0-10^0 B:0-10", "open0 A0-10 B0-10 close:end" },
	{ "A:S A:0-10^0 B:5-10", "open0 A0-10 gapB5:L B5-10 close:end" },
	/* the data before its SYN */
	{ "A:0-10^0 A:S B:S B:0-5", "open0 A0-10 B0-5 close:end" },
	/* snaplen */
	{ "A:S B:S A:0-100c60 A:100-200c60", "open0 A0-60 gapA40:S A100-160 gapA40:S close:end" },
	{ "A:S B:S A:0-100c0 A:100-110", "open0 gapA100:S A100-110 close:end" },
	{ "A:S B:S A:100-200c60 A:0-100", "open0 A0-100 A100-160 gapA40:S close:end" },
	{ "A:S B:S A:0-100c60 A:50-120 B:^120", "open0 A0-60 gapA40:S A100-120 close:end" },
	{ "A:S B:S A:0-100 A:50-200c20 B:^200", "open0 A0-100 gapA100:S close:end" },
	/* the ports again */
	{ "A:S B:S A:0-10 A:10F B:0F A:S5000000 B:S7000000 A:0-5", "open0 A0-10 close:fin open1 A0-5 close:end" },
	{ "A:S B:S A:0-10 A:S5000000 B:S7000000 A:0-5", "open0 A0-10 close:reused open1 A0-5 close:end" },
	{ "A:S B:S A:0-10 A:20-30 A:S5000000 A:0-5^0", "open0 A0-10 gapA10:L A20-30 close:reused open1 A0-5 close:end" },
	{ "A:S B:S A:10R A:S5000000 B:S A:0-10", "open1 A0-10 close:end" },
	{ "A:S B:S A:0-10 A:10F B:0F A:0-10 B:^11 A:S", "open0 A0-10 close:fin" },
	/* a server that offers several initial numbers; the one that is acknowledged counts */
	{ "A:S B:S B:S9000000 A:0-10 B:0-10", "open0 A0-10 B0-10 close:end" },
	{ "A:S B:S9000000 B:S A:0-10 B:S9000000 A:10-20 B:0-10", "open0 A0-10 A10-20 B0-10 close:end" },
	{ "A:S B:S A:0-10 B:0-10 B:S9000000 B:0-5", "open0 A0-10 B0-10 close:reused open1 B0-5 close:end" },
	/* resets out of nowhere */
	{ "A:S B:S A:0-10 A:900000000R^0 +5 B:^10 A:10-20", "open0 A0-10 A10-20 close:end" },
	{ "A:S B:S A:0-10 A:1000R^0 +5 B:^10 A:10-20", "open0 A0-10 close:rst" },
	/* two at once */
	{ "A:S C:S B:S D:S C:0-10 A:0-20 D:0-5 B:0-6", "open1 A0-10 open0 A0-20 B0-5 B0-6 close:end close:end" },
};

static void streams(void **state)
{
	unsigned failed = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		failed += run_case(cases[i].in, cases[i].out, NULL, 0, false);
	assert_int_equal(failed, 0);
}

static const struct {
	struct tcp_limits limits;
	char ignore_at;
	const char *in, *out;
} limited[] = {
	{ { .pending = 100 }, 0, "A:S B:S A:10-60 A:60-110 A:120-130", "open0 gapA10:M 0A10-60 0A60-110 gapA10:M 0A120-130 0close:end" },
	{ { .pending = 1000, .pending_all = 100 }, 0, "A:S B:S A:10-60 C:S D:S C:10-60 C:60-70",
	  "open1 gapA10:M 1A10-60 1A60-70 open0 gapA10:L 0A10-60 0close:end 1close:end" },
	{ { .idle_s = 100 }, 0, "A:S B:S A:0-10 +24 C:S +24 C:0-5 +24 C:^0 +24 C:^0 +24 C:^0 A:10-20",
	  "open0 0A0-10 open1 1A0-5 0close:idle 1close:end" },
	/* one wrong time stamp closes nothing */
	{ { .idle_s = 100 }, 0, "A:S B:S A:0-10 +100000 C:S A:10-20 C:0-5", "open0 0A0-10 0A10-20 open1 1A0-5 0close:end 1close:end" },
	{ { .open = 1 }, 0, "A:S C:S A:0-10 C:0-10 A:10-20 C:10-20", "open0 0A0-10 open1 1A0-10 0close:evicted 1A10-20 1close:end" },
	{ { .flows = 1 }, 0, "A:S C:S A:0-10 C:0-10", "open2 2A0-10 2close:evicted open3 3A0-10 3close:end" },
	/* the rest of a stream that was let go is known as such, also when the flow is forgotten, until a SYN begins anew */
	{ { .flows = 1 }, 0, "A:S A:0-10 C:S A:10-20 C:0-10 A:20-30", "open0 0A0-10 0close:evicted open1 1A0-10 1close:end" },
	{ { .flows = 1 }, 0, "A:S A:0-10 C:S C:0-10 A:S A:0-10 C:10-20",
	  "open0 0A0-10 0close:evicted open1 1A0-10 1close:evicted open2 2A0-10 2close:end" },
	{ { .flows = 1 }, 0, "A:0-10 C:0-10 A:10-20 C:10-20 A:20-30", "open0 0A0-10 0close:evicted open1 1A0-10 1A10-20 1close:end" },
	{ { 0 }, 'A', "A:S B:S A:0-10 B:0-10 A:10-20 A:20F B:10F", "open0 0A0-10" },
	{ { 0 }, 'B', "A:S B:S A:0-10 B:20-30 B:10-20 B:0-10 A:10-20", "open0 0A0-10 0B0-10" },
};

static void limits(void **state)
{
	unsigned failed = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(limited); i++)
		failed += run_case(limited[i].in, limited[i].out, &limited[i].limits, limited[i].ignore_at, true);
	assert_int_equal(failed, 0);
}

/* What is told of a capture because a limit was reached. */
static void counts(void **state)
{
	unsigned failed = 0;
	static const struct { struct tcp_limits limits; const char *in; uint64_t forgotten, mistaken, came_late, evicted; } rows[] = {
		{ { 0 }, "A:S B:S A:0-10 C:S A:10-20 C:0-10 A:0-10", 0, 0, 0, 0 },
		{ { .flows = 1 }, "A:S C:S A:0-10", 2, 0, 0, 0 },                        /* without data, and then again */
		{ { .flows = 1 }, "A:S B:0R C:S +2 C:0-10", 0, 0, 0, 0 },                 /* the first was refused, and is over */
		{ { .flows = 1, .gone = 1 }, "A:S A:0-10 C:S C:0-10 E:S E:0-10", 0, 1, 0, 2 },
		{ { .flows = 1, .gone = 2 }, "A:S A:0-10 C:S C:0-10 E:S E:0-10", 0, 0, 0, 2 },
		{ { .open = 1 }, "A:S C:S A:0-10 C:0-10 A:10-20 C:10-20", 0, 0, 0, 1 },
		{ { .pending = 100 }, "A:S B:S A:10-60 A:60-120 A:0-10", 0, 0, 1, 0 },    /* what was missing stands behind */
		{ { .pending = 100 }, "A:S B:S A:10-60 A:60-120 A:0-5 A:5-10", 0, 0, 1, 0 },   /* one stream, once */
		{ { .pending = 100 }, "A:S B:S A:10-60 A:60-120 A:20-50", 0, 0, 0, 0 },   /* sent again, and never missed */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct script x = { .now_ns = 1 };
		const struct tcp_sink sink = { &x, on_open, on_data, on_gap, on_close, NULL };
		const struct tcp_stats *s;

		x.shift[1] = x.shift[3] = 1000000;
		x.t = tcp_new(&sink, &rows[i].limits);
		play(&x, rows[i].in);
		s = tcp_statistics(x.t);
		if (s->forgotten != rows[i].forgotten || s->mistaken != rows[i].mistaken || s->came_late != rows[i].came_late || s->evicted != rows[i].evicted) {
			print_error("%s: forgotten %d, mistaken %d, late %d, evicted %d\n", rows[i].in, (int)s->forgotten, (int)s->mistaken,
				    (int)s->came_late, (int)s->evicted);
			failed++;
		}
		tcp_free(x.t);
		buf_free(&x.out);
	}
	assert_int_equal(failed, 0);
}

/* Many holes wait in at most 512 pieces; then they are gaps. */
static void many_pieces(void **state)
{
	struct script x = { .now_ns = 1 };
	const struct tcp_sink sink = { &x, on_open, on_data, on_gap, on_close, NULL };
	unsigned gaps = 0;

	(void)state;
	x.shift[1] = 1000000;
	x.t = tcp_new(&sink, NULL);
	play(&x, "A:S B:S");
	for (unsigned i = 0; i < 600; i++) {
		struct word w = { .from = 2 * i + 1, .to = 2 * i + 2, .times = 1, .has_ack = true };

		send_word(&x, &w);
	}
	for (const char *p = buf_str(&x.out); (p = strstr(p, "gapA1:M")); p++)
		gaps++;
	assert_int_equal(gaps, 513);
	tcp_free(x.t);
	buf_free(&x.out);
}

/* The numbers of streams, ends of a stream, and counts. */
static void facts(void **state)
{
	struct script x = { .now_ns = 1 };
	const struct tcp_sink sink = { &x, on_open, on_data, on_gap, on_close, NULL };

	(void)state;
	x.shift[1] = x.shift[3] = 1000000;
	x.t = tcp_new(&sink, NULL);
	play(&x, "A:S B:S A:0-10 A:0-10 D:0-10 C:^10 C:0-20 A:10F B:0F A:^1");
	assert_int_equal(tcp_statistics(x.t)->tcp_streams, 2);
	assert_int_equal(tcp_statistics(x.t)->segments, 10);
	assert_int_equal(tcp_statistics(x.t)->late, 1);
	tcp_free(x.t);
	buf_free(&x.out);
}

static void take_udp(struct script *x, unsigned from, unsigned to, size_t n, unsigned length, uint32_t missing)
{
	static const uint8_t zeros[100];
	struct buf b = { 0 };
	struct ip_datagram d = { .version = 4, .protocol = IP_UDP, .missing = missing };

	put_udp(&b, from, to, bytes_of(zeros, n));
	if (length) {
		b.p[4] = (uint8_t)(length >> 8);
		b.p[5] = (uint8_t)length;
	}
	d.payload = buf_bytes(&b);
	tcp_take(x->t, &d, ++x->packet, x->now_ns += 1000);
	buf_free(&b);
}

static void datagrams(void **state)
{
	struct script x = { .now_ns = 1 };
	const struct tcp_sink sink = { &x, on_open, on_data, on_gap, on_close, on_datagram };

	(void)state;
	x.t = tcp_new(&sink, NULL);
	take_udp(&x, 1000, 53, 10, 0, 0);
	take_udp(&x, 53, 1000, 20, 0, 0);
	take_udp(&x, 1001, 53, 30, 38 + 12, 12);         /* cut by the snaplen */
	take_udp(&x, 1000, 53, 30, 18, 0);               /* padding behind it */
	take_udp(&x, 1000, 53, 30, 7, 0);                /* a length that cannot be */
	tcp_end(x.t);
	assert_string_equal(buf_str(&x.out), "open0 0A10 0B20 open1 1A30-12 0A10 close:end close:end ");
	assert_int_equal(tcp_statistics(x.t)->malformed, 1);
	tcp_free(x.t);
	buf_free(&x.out);
}

/* Any header: random bytes neither crash nor make a stream go wrong. */
static void any_header(void **state)
{
	struct script x = { .now_ns = 1 };
	const struct tcp_sink sink = { &x, on_open, on_data, on_gap, on_close, NULL };
	uint32_t r = 1;

	(void)state;
	x.t = tcp_new(&sink, &(struct tcp_limits){ .flows = 16, .open = 4, .pending = 500, .pending_all = 1000 });
	for (unsigned i = 0; i < 200000; i++) {
		uint8_t p[60];
		struct ip_datagram d = { .version = 4, .protocol = IP_TCP, .payload = { p, 20 + i % 40 } };

		for (size_t k = 0; k < sizeof(p); k++)
			p[k] = (uint8_t)((r = r * 1664525 + 1013904223) >> 24);
		p[0] = p[2] = p[4] = p[5] = p[8] = p[9] = 0;
		p[1] &= 1;
		p[3] &= 3;
		p[6] &= 1;
		p[10] &= 1;
		p[12] = (uint8_t)(0x50 | (p[12] & (i % 64 ? 0 : 0xff)));
		d.missing = r >> 28 == 0 ? r >> 20 & 0xff : 0;
		d.src.b[0] = p[1];
		d.dst.b[0] = p[1] ^ 1;
		tcp_take(x.t, &d, i, (int64_t)i * 1000000);
		buf_clear(&x.out);
	}
	tcp_end(x.t);
	tcp_free(x.t);
	buf_free(&x.out);
}

UNIT_GROUP(tcp)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(streams),
		cmocka_unit_test(limits),
		cmocka_unit_test(counts),
		cmocka_unit_test(many_pieces),
		cmocka_unit_test(facts),
		cmocka_unit_test(datagrams),
		cmocka_unit_test(any_header),
	};

	return cmocka_run_group_tests_name("tcp", tests, NULL, NULL);
}
