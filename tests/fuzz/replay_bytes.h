/* A capture in memory, all the way to what is said of it. */
#ifndef SLOWSHAKE_TESTS_REPLAY_BYTES_H
#define SLOWSHAKE_TESTS_REPLAY_BYTES_H

#include <stdlib.h>

#include "fuzz.h"
#include "out/json.h"
#include "out/summary.h"
#include "source/capture/replay.h"
#include "x509/verify/verify.h"

enum { REPLAY_PACKETS = 1024, REPLAY_MOST_EVENTS = 1 << 20 };

struct replay_bytes {
	struct replay_keys *keys;
	const struct verify_config *verify;
	FILE *null;              /* events go here, told as JSON; NULL: nowhere */
	bool brief;              /* only what a summary needs is made */
	bool check;              /* the trace's fields are held against their rules */
	size_t handshakes, decrypted;
};

static void replay_bytes_say(struct replay_bytes *b, const struct replay_stream *s)
{
	struct buf out = { 0 };

	if (!s->summary.is_tls)
		summary_not_tls(&s->summary, &out);
	for (size_t i = 0; s->summary.is_tls && i < trace_n_handshakes(s->trace); i++) {
		const struct handshake_summary *h = trace_handshake(s->trace, i);

		summary_text(&s->summary, h, &out);
		summary_explain(&s->summary, h, &out);
		summary_json(&s->summary, h, &out);
		b->handshakes++;
		b->decrypted += h->decrypted;
		if (h->decrypted != (h->reason == CLOSED_NONE) && h->decrypted)
			fuzz_die("decrypted, and closed for a reason");
	}
	buf_free(&out);
}

static void replay_bytes_done(void *ctx, struct replay_stream *s)
{
	struct replay_bytes *b = ctx;

	replay_bytes_say(b, s);
	if (!s->summary.is_tls || !b->null)
		return;
	if (b->check)
		fuzz_check_trace(s->trace, false);
	if (trace_n_events(s->trace) < REPLAY_MOST_EVENTS) {
		struct feed *f = replay_feed(s->trace);

		s->trace = NULL;
		if (json_run(f, b->null) != ST_OK)
			fuzz_die("/dev/null cannot be written");
		f->free(f);
	}
}

static void replay_bytes_note(void *ctx, const char *text)
{
	(void)ctx;
	if (!text || !text[0])
		fuzz_die("a note without words");
}

static void replay_bytes_run(struct replay_bytes *b, struct bytes content)
{
	struct replay_options o = {
		.keys = b->keys, .verify = b->verify, .stream = -1, .brief = b->brief, .ctx = b,
		.stream_done = replay_bytes_done, .note = replay_bytes_note,
	};
	struct error err = { "" };
	struct replay *r;
	enum status st;

	if (replay_open_bytes(&o, content, &r, &err) != ST_OK) {
		if (!err.text[0])
			fuzz_die("refused without a sentence");
		return;
	}
	while ((st = replay_read(r, REPLAY_PACKETS, &err)) == ST_OK)
		continue;
	if (st != ST_CLOSED && !err.text[0])
		fuzz_die("ended without a sentence");
	replay_close(r);
}

#endif
