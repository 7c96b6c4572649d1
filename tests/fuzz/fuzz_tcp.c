/* Segments of TCP in any order. Each is 8 bytes: bits 0 to 2 the connection, 3 the side, 4 to 7 FIN, SYN, RST, ACK; 2 bytes where it
 * stands, 2 what it acknowledges, 1 how much it carries (by 16), 1 how much of that was captured (of 255), 1 how much time passes.
 * A byte says where it stands: what is delivered must have none twice, none out of order, and none that was left out. */
#include <stdlib.h>

#include "base/arena.h"
#include "fuzz.h"
#include "source/capture/tcp.h"

enum { SEGMENT = 8, SEGMENTS_MAX = 4000, FIN = 1, SYN = 2, RST = 4, ACK = 16, HEADER = 20 };

struct seen {
	bool begun[2], some[2];
	uint64_t next[2];
	uint8_t base[2];
};

struct watcher {
	size_t open;
};

static void on_open(void *ctx, struct stream *s)
{
	struct watcher *w = ctx;

	if (s->user)
		fuzz_die("stream %u is opened twice", s->number);
	s->user = mem_alloc(sizeof(struct seen));
	w->open++;
}

static struct seen *follow(struct stream *s, unsigned side, uint64_t n)
{
	struct seen *seen = s->user;

	if (!seen || side > 1 || !n)
		fuzz_die("stream %u: side %u, %llu bytes", s->number, side, (unsigned long long)n);
	if (seen->begun[side] && seen->next[side] != s->offset[side])
		fuzz_die("stream %u: stands at %llu, not %llu", s->number, (unsigned long long)s->offset[side], (unsigned long long)seen->next[side]);
	seen->begun[side] = true;
	seen->next[side] = s->offset[side] + n;
	return seen;
}

static void on_data(void *ctx, struct stream *s, unsigned side, struct bytes b, int64_t time_ns)
{
	struct seen *seen = follow(s, side, b.n);

	(void)ctx, (void)time_ns;
	if (!seen->some[side])
		seen->base[side] = (uint8_t)(b.p[0] - s->offset[side]);
	seen->some[side] = true;
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] != (uint8_t)(seen->base[side] + s->offset[side] + i))
			fuzz_die("stream %u: byte %llu is another one", s->number, (unsigned long long)(s->offset[side] + i));
}

static void on_gap(void *ctx, struct stream *s, unsigned side, uint64_t n, enum gap_reason reason, int64_t time_ns)
{
	(void)ctx, (void)time_ns;
	follow(s, side, n);
	if (!tcp_gap_reason_text(reason))
		fuzz_die("a gap without a reason");
}

static void on_close(void *ctx, struct stream *s, enum close_reason reason, int64_t time_ns)
{
	struct watcher *w = ctx;

	(void)time_ns;
	if (!s->user || !tcp_close_reason_text(reason))
		fuzz_die("stream %u is closed and was not open", s->number);
	free(s->user);
	s->user = NULL;
	w->open--;
}

static uint32_t first_of(unsigned connection, unsigned side)
{
	return (connection & 1 ? 0xfffffff0u : 1000u * connection) + 77u * side;
}

static void segment(struct tcp_table *t, const uint8_t *p, uint64_t packet, int64_t time_ns)
{
	const unsigned connection = p[0] & 7, side = p[0] >> 3 & 1, flags = p[0] >> 4;
	const uint32_t seq = first_of(connection, side) + (uint32_t)(p[1] << 8 | p[2]), n = p[5] * 16u;
	struct ip_datagram d = { .version = 4, .protocol = IP_TCP };
	struct buf b = { 0 };

	buf_add_uint(&b, 2, side ? 443 : 1000 + connection);
	buf_add_uint(&b, 2, side ? 1000 + connection : 443);
	buf_add_uint(&b, 4, seq);
	buf_add_uint(&b, 4, first_of(connection, !side) + (uint32_t)(p[3] << 8 | p[4]));
	buf_add_uint(&b, 2, 5u << 12 | (flags & 1 ? FIN : 0) | (flags & 2 ? SYN : 0) | (flags & 4 ? RST : 0) | (flags & 8 ? ACK : 0));
	buf_add_uint(&b, 2, 65535);
	buf_add_uint(&b, 4, 0);
	/* SYN stands in front of the first byte */
	for (uint32_t i = 0; i < n; i++)
		buf_add_uint(&b, 1, (uint8_t)(seq + i + (flags & 2 ? 1 : 0)));
	d.src.b[3] = side ? 2 : 1;
	d.dst.b[3] = side ? 1 : 2;
	d.missing = p[6] < 200 ? 0 : n * (255u - p[6]) / 255u;
	d.payload = bytes_of(b.p, b.n - d.missing);
	tcp_take(t, &d, packet, time_ns);
	buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct tcp_limits limits = { .flows = 6, .open = 4, .pending = 8192, .pending_all = 16384, .gone = 16, .idle_s = 60 };
	struct watcher w = { 0 };
	const struct tcp_sink sink = { .ctx = &w, .open = on_open, .data = on_data, .gap = on_gap, .close = on_close };
	struct tcp_table *t = tcp_new(&sink, &limits);
	int64_t now = 0;

	for (size_t n = 0; n < SEGMENTS_MAX && (n + 1) * SEGMENT <= size; n++) {
		const uint8_t *p = data + n * SEGMENT;

		now += p[7] < 128 ? p[7] * 1000000ll : (p[7] - 127) * 1000000000ll;
		segment(t, p, n + 1, now);
	}
	tcp_end(t);
	if (w.open)
		fuzz_die("%zu streams are open at the end", w.open);
	tcp_free(t);
	return 0;
}
