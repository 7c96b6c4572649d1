/* The whole way from a capture's bytes to TLS streams and key logs, with limits so low
 * that they are met. Whatever comes: every stream that is opened is closed once or
 * was ignored, and each direction's bytes and gaps follow one another. */
#include <stdlib.h>

#include "base/arena.h"
#include "fuzz.h"
#include "source/capture/capture.h"
#include "source/capture/keylog.h"

struct open_stream {
	uint64_t next[2];
	bool begun[2];
};

struct watcher {
	struct capture *c;
	struct keylog *keys;
	size_t open;
	unsigned sum;            /* of the bytes: decides what is ignored */
};

static void on_open(void *ctx, struct stream *s, const struct detected *d)
{
	struct watcher *w = ctx;

	if (s->user)
		fuzz_die("stream %u is opened twice", s->number);
	if (d->verdict != DETECT_TLS || d->client < 0 || d->client > 1)
		fuzz_die("stream %u: opened without being TLS", s->number);
	s->user = mem_alloc(sizeof(struct open_stream));
	w->open++;
}

static void let_go(struct watcher *w, struct stream *s)
{
	free(s->user);
	s->user = NULL;
	w->open--;
}

static void follow(struct watcher *w, struct stream *s, unsigned side, uint64_t n)
{
	struct open_stream *o = s->user;

	if (!o || s->ignored)
		fuzz_die("stream %u is not open", s->number);
	if (side > 1 || n == 0)
		fuzz_die("stream %u: side %u, %llu bytes", s->number, side, (unsigned long long)n);
	if (o->begun[side] && o->next[side] != s->offset[side])
		fuzz_die("stream %u: side %u stands at %llu, not %llu", s->number, side, (unsigned long long)s->offset[side],
			 (unsigned long long)o->next[side]);
	o->begun[side] = true;
	o->next[side] = s->offset[side] + n;
	(void)w;
}

static void on_data(void *ctx, struct stream *s, unsigned side, struct bytes b, int64_t time_ns)
{
	struct watcher *w = ctx;

	(void)time_ns;
	follow(w, s, side, b.n);
	for (size_t i = 0; i < b.n; i++)
		w->sum += b.p[i];
	if (w->sum % 16 == 0) {
		let_go(w, s);
		capture_ignore(w->c, s);
	}
}

static void on_gap(void *ctx, struct stream *s, unsigned side, uint64_t n, enum gap_reason reason, int64_t time_ns)
{
	(void)reason;
	(void)time_ns;
	follow(ctx, s, side, n);
}

static void on_close(void *ctx, struct stream *s, enum close_reason reason, int64_t time_ns)
{
	(void)reason;
	(void)time_ns;
	if (!s->user)
		fuzz_die("stream %u is closed and was not open", s->number);
	let_go(ctx, s);
}

static void on_other(void *ctx, struct stream *s, const struct detected *d)
{
	(void)ctx;
	if (s->user || d->verdict != DETECT_OTHER)
		fuzz_die("stream %u: TLS and something else", s->number);
}

static void on_secrets(void *ctx, struct bytes keylog)
{
	struct watcher *w = ctx;

	keylog_add(w->keys, keylog, "DSB", NULL, NULL);
}

static void on_note(void *ctx, const char *text)
{
	(void)ctx;
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			fuzz_die("a note that is not fit to print");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct tcp_limits limits = { .flows = 24, .open = 6, .pending = 4096, .pending_all = 16384, .idle_s = 60 };
	struct watcher w = { .keys = keylog_new() };
	const struct capture_sink sink = {
		.ctx = &w, .open = on_open, .data = on_data, .gap = on_gap, .close = on_close, .other = on_other,
		.secrets = on_secrets, .note = on_note,
	};
	struct error err = { "" };
	enum status st = capture_open_bytes(bytes_of(data, size), &sink, &limits, &w.c, &err);

	if (st == ST_OK) {
		while ((st = capture_read(w.c, 7, &err)) == ST_OK)
			;
		if (w.open)
			fuzz_die("%zu streams are open at the end", w.open);
		capture_close(w.c);
	}
	if ((st == ST_CLOSED) != (*err.text == 0))
		fuzz_die("%s: %s", status_name(st), err.text);
	keylog_add(w.keys, bytes_of(data, size), "text", NULL, NULL);
	keylog_free(w.keys);
	return 0;
}
