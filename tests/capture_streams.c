/* What the capture floor finds in files, for tests and for people.
 * usage: capture_streams [--quiet] FILE...
 * One line a stream: tab-separated kind (tls, other, udp), number, side 0, side 1, what it is,
 * which side is the client, ClientHellos and ServerHellos in the clear, bytes and
 * gaps of each direction, how it ended. --quiet: only the last line, the sums. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "source/capture/capture.h"

/* One direction's records, as far as the handshake is in the clear. */
struct skim {
	uint8_t head[5];
	unsigned n_head;
	size_t record_left;
	uint8_t message[4];
	unsigned n_message;
	size_t message_left;
	bool first, ciphered, over;
};

struct seen {
	struct detected d;
	struct skim skim[2];
	unsigned hellos[2];
	uint64_t bytes[2], gaps[2];
	char reasons[64];
};

struct sums {
	bool quiet;
	uint64_t tls, other, client_hellos, server_hellos, bytes, gaps, secrets, notes;
};

static void skim_message(struct seen *s, struct skim *k, struct bytes b)
{
	for (size_t i = 0; i < b.n; ) {
		if (k->message_left) {
			size_t n = b.n - i < k->message_left ? b.n - i : k->message_left;

			k->message_left -= n;
			i += n;
			continue;
		}
		k->message[k->n_message++] = b.p[i++];
		if (k->n_message < 4)
			continue;
		k->n_message = 0;
		k->message_left = (size_t)k->message[1] << 16 | (size_t)k->message[2] << 8 | k->message[3];
		if (k->message[0] == 1 || k->message[0] == 2)
			s->hellos[k->message[0] - 1]++;
	}
}

/* TLS 1.3 sends hellos in the clear after a ChangeCipherSpec that means nothing. */
static void skim_late_hello(struct seen *s, const struct skim *k, struct bytes b)
{
	if (b.n >= 4 && (b.p[0] == 1 || b.p[0] == 2) && b.p[1] == 0 && ((size_t)b.p[2] << 8 | b.p[3]) + 4 == k->record_left)
		s->hellos[b.p[0] - 1]++;
}

static void skim_records(struct seen *s, unsigned side, struct bytes b)
{
	struct skim *k = &s->skim[side];

	for (size_t i = 0; i < b.n && !k->over; ) {
		if (k->record_left) {
			size_t n = b.n - i < k->record_left ? b.n - i : k->record_left;

			if (k->head[0] == 22 && !k->ciphered)
				skim_message(s, k, bytes_slice(b, i, n));
			else if (k->head[0] == 22 && k->first)
				skim_late_hello(s, k, bytes_slice(b, i, n));
			k->first = false;
			k->record_left -= n;
			i += n;
			continue;
		}
		k->head[k->n_head++] = b.p[i++];
		if (k->n_head == 3 && k->head[0] & 0x80) {
			s->hellos[0] += k->head[2] == 1;
			k->record_left = ((size_t)(k->head[0] & 0x7f) << 8 | k->head[1]) - 1;
			k->head[0] = 0;
			k->n_head = 0;
		}
		if (k->n_head == 5) {
			k->n_head = 0;
			k->record_left = (size_t)k->head[3] << 8 | k->head[4];
			k->over = k->head[0] < 20 || k->head[0] > 24;
			k->ciphered |= k->head[0] == 20;
			k->first = true;
		}
	}
}

static void print_ends(const struct stream *s)
{
	struct buf b = { 0 };

	for (unsigned i = 0; i < 2; i++) {
		ip_endpoint_text(&s->address[i], s->version, s->port[i], false, &b);
		buf_puts(&b, "\t");
	}
	fputs(buf_str(&b), stdout);
	buf_free(&b);
}

static void on_open(void *ctx, struct stream *s, const struct detected *d)
{
	struct seen *seen = mem_alloc(sizeof(*seen));

	(void)ctx;
	seen->d = *d;
	s->user = seen;
}

static void on_data(void *ctx, struct stream *s, unsigned side, struct bytes b, int64_t time_ns)
{
	struct seen *seen = s->user;

	(void)ctx;
	(void)time_ns;
	seen->bytes[side] += b.n;
	skim_records(seen, side, b);
}

static void on_gap(void *ctx, struct stream *s, unsigned side, uint64_t n, enum gap_reason reason, int64_t time_ns)
{
	static const char letters[] = { [GAP_LOST] = 'L', [GAP_ACKED] = 'A', [GAP_SNAPLEN] = 'S', [GAP_LIMIT] = 'M', [GAP_UNALIGNED] = 'U' };
	struct seen *seen = s->user;
	size_t at = strlen(seen->reasons);

	(void)ctx;
	(void)time_ns;
	seen->gaps[side] += n;
	if (at + 1 < sizeof(seen->reasons))
		seen->reasons[at] = letters[reason];
	seen->skim[side].over |= reason != GAP_UNALIGNED;
}

static void on_close(void *ctx, struct stream *s, enum close_reason reason, int64_t time_ns)
{
	static const char *const names[] = { "FIN", "RST", "end", "reused", "idle", "evicted" };
	struct seen *seen = s->user;
	struct sums *sums = ctx;

	(void)time_ns;
	sums->tls++;
	sums->client_hellos += seen->hellos[0];
	sums->server_hellos += seen->hellos[1];
	sums->bytes += seen->bytes[0] + seen->bytes[1];
	sums->gaps += seen->gaps[0] + seen->gaps[1];
	if (!sums->quiet) {
		printf("tls\t%u\t", s->number);
		print_ends(s);
		printf("%s\t%d%s\t%u\t%u\t%llu+%llu\t%llu+%llu%s%s\t%s\n", seen->d.via ? seen->d.via : "", seen->d.client,
		       seen->d.client_guessed ? "?" : "", seen->hellos[0], seen->hellos[1],
		       (unsigned long long)seen->bytes[0], (unsigned long long)seen->bytes[1],
		       (unsigned long long)seen->gaps[0], (unsigned long long)seen->gaps[1], *seen->reasons ? " " : "",
		       seen->reasons, names[reason]);
	}
	free(seen);
}

static void on_other(void *ctx, struct stream *s, const struct detected *d)
{
	struct sums *sums = ctx;

	sums->other++;
	if (sums->quiet)
		return;
	printf("%s\t%u\t", s->udp ? "udp" : "other", s->number);
	print_ends(s);
	printf("%s\n", d->protocol ? d->protocol : "?");
}

static void on_secrets(void *ctx, struct bytes keylog)
{
	struct sums *sums = ctx;

	sums->secrets += keylog.n;
}

static void on_note(void *ctx, const char *text)
{
	struct sums *sums = ctx;

	sums->notes++;
	if (!sums->quiet)
		printf("note\t%s\n", text);
}

static int read_file(const char *path, struct sums *sums)
{
	const struct capture_sink sink = {
		.ctx = sums, .open = on_open, .data = on_data, .gap = on_gap, .close = on_close, .other = on_other,
		.secrets = on_secrets, .note = on_note,
	};
	struct capture *c;
	struct error err;
	enum status st;

	st = capture_open(path, &sink, NULL, &c, &err);
	if (st != ST_OK) {
		printf("refused\t%s\n", err.text);
		return 1;
	}
	while ((st = capture_read(c, 10000, &err)) == ST_OK)
		;
	if (st != ST_CLOSED)
		printf("cut\t%s\n", err.text);
	const struct capture_stats *all = capture_statistics(c);
	const struct tcp_stats *tcp = capture_tcp_statistics(c);

	printf("file\tpackets %llu\ttcp %u\tudp %u\ttls %llu\tdtls %llu\tquic %llu\tother %llu\t",
	       (unsigned long long)all->packets, tcp->tcp_streams, tcp->udp_streams, (unsigned long long)all->tls,
	       (unsigned long long)all->dtls, (unsigned long long)all->quic, (unsigned long long)all->other);
	for (unsigned w = WALK_OTHER; w < WALK_N; w++)
		if (all->walk[w])
			printf("%llu: %s; ", (unsigned long long)all->walk[w], link_walk_text((enum walk)w));
	printf("\thellos %llu+%llu\tbytes %llu\tgaps %llu\tsecrets %llu\n", (unsigned long long)sums->client_hellos,
	       (unsigned long long)sums->server_hellos, (unsigned long long)sums->bytes, (unsigned long long)sums->gaps,
	       (unsigned long long)sums->secrets);
	capture_close(c);
	return 0;
}

int main(int argc, char **argv)
{
	bool quiet = argc > 1 && strcmp(argv[1], "--quiet") == 0;
	int bad = 0;

	for (int i = 1 + quiet; i < argc; i++) {
		struct sums sums = { .quiet = quiet };

		if (argc - quiet > 2)
			printf("== %s\n", argv[i]);
		bad |= read_file(argv[i], &sums);
	}
	return bad;
}
