#include "cli/replay_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/text.h"
#include "source/capture/spool.h"
#include "tls/keys/session_cache.h"

enum { PACKETS = 256, LOOK_MS = 250 };

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void add_note(struct replay_list *l, const char *text)
{
	size_t n = strlen(l->note);

	if (n + strlen(text) + 2 < sizeof(l->note) && !strstr(l->note, text))
		snprintf(l->note + n, sizeof(l->note) - n, "%s%s", n ? " " : "", text);
}

static void note(void *ctx, const char *text)
{
	add_note(ctx, text);
}

/* ---- the first pass ---- */

/* Its row, while the stream was open; NULL: it has none. */
static struct open_row *open_row_of(struct replay_list *l, uint32_t stream, uint32_t index)
{
	for (size_t i = 0; i < l->n_open; i++)
		if (l->open[i].stream == stream && l->open[i].index == index)
			return &l->open[i];
	return NULL;
}

static void list_handshake(struct replay_list *l, const struct stream_summary *s, const struct handshake_summary *h, uint32_t index)
{
	struct open_row *open = open_row_of(l, s->number, index);
	const uint32_t row = (uint32_t)l->streams.n;

	if (open) {
		streams_set(&l->streams, open->row, s, h);
		if (!s->open)
			*open = l->open[--l->n_open];
	} else if (filter_holds(l->filter, s, h) && streams_add(&l->streams, s, h, index) && s->open) {
		l->open = mem_realloc(l->open, (l->n_open + 1) * sizeof(*l->open));
		l->open[l->n_open++] = (struct open_row){ s->number, index, row };
	}
}

static void list_open(void *ctx, const struct stream_summary *s, const struct trace *t, const struct handshake_summary *now)
{
	const size_t n = trace_n_handshakes(t);

	for (size_t i = 0; i < n; i++)
		list_handshake(ctx, s, trace_handshake(t, i), (uint32_t)i);
	if (now)
		list_handshake(ctx, s, now, (uint32_t)n);
}

static void list_stream(void *ctx, struct replay_stream *s)
{
	struct replay_list *l = ctx;
	struct stream_summary other = s->summary;
	size_t n = s->summary.is_tls ? trace_n_handshakes(s->trace) : 0;

	for (size_t i = 0; i < n; i++)
		list_handshake(l, &s->summary, trace_handshake(s->trace, i), (uint32_t)i);
	if (n)
		return;
	other.is_tls = false;
	if (s->summary.is_tls)
		other.looks_like = "SSL 2.0, or damaged records";
	if (filter_holds(l->filter, &other, NULL))
		streams_add(&l->streams, &other, NULL, 0);
}

static void end_reading(struct replay_list *l)
{
	if (l->streams.full) {
		char text[128];

		snprintf(text, sizeof(text), "Only the first %d rows are listed. --stream N opens any other; --summary tells all.", STREAMS_MAX);
		add_note(l, text);
	}
	replay_stop(l->reading);        /* what is still open is handed out, and so let go */
	replay_close(l->reading);
	l->reading = NULL;
}

/* What is still being written is waited for until then. */
static enum status read_some(struct replay_list *l, int64_t end_ms, struct error *err)
{
	struct spool *spool = l->in->spool;
	bool ended;
	const uint64_t size = spool ? spool_size(spool, &ended) : 0;
	enum status st = replay_read(l->reading, PACKETS, err);
	const int64_t left = end_ms - now_ms();

	if (st == ST_CLOSED && spool)
		return spool_failed(spool, err) == ST_OK ? ST_CLOSED : ST_IO;
	if (st != ST_WAIT)
		return st;
	if (now_ms() - l->looked_ms >= LOOK_MS) {
		replay_look(l->reading, list_open);
		l->looked_ms = now_ms();
	}
	if (!l->opening && left > 0)
		(void)spool_wait(spool, size, (int)left);
	return ST_OK;
}

static enum feed_state more(void *ctx, int ms)
{
	struct replay_list *l = ctx;
	int64_t end = now_ms() + ms;
	struct error err = { "" };
	enum status st = ST_OK;

	while (l->reading && st == ST_OK && !l->streams.full && now_ms() < end)
		st = read_some(l, end, &err);
	if (st != ST_OK && st != ST_CLOSED) {
		add_note(l, err.text);
		l->failed = st;
	}
	if (l->reading && (st != ST_OK || l->streams.full))
		end_reading(l);
	return l->reading ? FEED_MORE : FEED_DONE;
}

static void end_opening(struct replay_list *l)
{
	replay_stop(l->opening);
	replay_close(l->opening);
	l->opening = NULL;
}

static void stop(void *ctx)
{
	struct replay_list *l = ctx;

	if (l->opening) {
		end_opening(l);
		trace_free(l->opened);
		l->opened = NULL;
	}
	if (l->reading) {
		end_reading(l);
		add_note(l, "The file was not read to its end.");
	}
}

static void progress(void *ctx, uint64_t *done, uint64_t *size)
{
	struct replay_list *l = ctx;
	struct replay *r = l->reading ? l->reading : l->opening;

	if (r)
		replay_progress(r, done, size);
}

/* A file with one stream that has a handshake, and nothing to explain: that is what was meant. */
static bool at_once(void *ctx, uint32_t *id)
{
	struct replay_list *l = ctx;

	for (*id = 0; *id < l->streams.n && !streams_row(&l->streams, *id).stream.is_tls;)
		++*id;
	return l->streams.n_tls == 1 && l->streams.n_handshakes;
}

/* ---- one stream in full ---- */

static void keep_stream(void *ctx, struct replay_stream *s)
{
	struct replay_list *l = ctx;
	char name[32];

	if (!s->trace || l->opened)
		return;
	snprintf(name, sizeof(name), "stream %u", s->summary.number);
	s->trace->scenario = arena_str(&s->trace->arena, name);
	s->trace->stream = (int64_t)s->summary.number;
	l->opened = s->trace;
	s->trace = NULL;
}

static bool begin_opening(struct replay_list *l, uint32_t id, struct error *err)
{
	const struct stream_summary stream = streams_row(&l->streams, id).stream;
	struct replay_options o = l->options;

	if (!stream.is_tls && !stream.cause) {
		(void)error_set(err, ST_UNSUPPORTED, "This is not TLS: there is no handshake to open.");
		return false;
	}
	l->wanted = id;
	o.stream = (int64_t)stream.number;
	o.brief = false;
	o.follow = false;
	o.stream_done = keep_stream;
	o.note = NULL;
	return replay_input_open(l->in, &o, &l->opening, err) == ST_OK;
}

static enum feed_state open_row(void *ctx, uint32_t id, int ms, struct feed **out, event_id *first, struct error *err)
{
	struct replay_list *l = ctx;
	int64_t end = now_ms() + ms;
	enum status st = ST_OK;
	struct streams_row row;

	if (!l->opening && !begin_opening(l, id, err))
		return FEED_DONE;
	while (st == ST_OK && !l->opened && now_ms() < end)
		st = replay_read(l->opening, PACKETS, err);
	if (st == ST_OK && !l->opened)
		return FEED_MORE;
	end_opening(l);
	if (!l->opened) {
		(void)error_set(err, ST_NOT_FOUND, "The stream is no longer in the file: it has changed.");
		return FEED_DONE;
	}
	row = streams_row(&l->streams, l->wanted);
	*first = streams_event(l->opened, row.index);
	if (row.h.cause != CAUSE_NONE)
		*first = streams_failure(l->opened, *first);
	*out = replay_feed(l->opened);
	l->opened = NULL;
	return FEED_DONE;
}

/* ---- what the list asks ---- */

static void name(void *ctx, uint32_t id, struct buf *out)
{
	struct replay_list *l = ctx;

	streams_title(&l->streams, id, out);
}

static void detail(void *ctx, uint32_t id, struct list_detail *out)
{
	struct replay_list *l = ctx;

	streams_detail(&l->streams, id, out);
}

static void count(void *ctx, struct buf *out)
{
	struct replay_list *l = ctx;

	streams_count(&l->streams, out);
}

static const char *file_note(void *ctx)
{
	struct replay_list *l = ctx;

	return *l->note ? l->note : NULL;
}

static void set_title(struct replay_list *l)
{
	const char *slash = strrchr(l->in->path, '/');
	struct buf b = { 0 };

	text_safe(&b, bytes_str(strcmp(l->in->path, "-") == 0 ? "standard input" : slash ? slash + 1 : l->in->path));
	snprintf(l->title, sizeof(l->title), "%s", buf_str(&b));
	buf_free(&b);
}

enum status replay_list_open(struct replay_list *l, const struct replay_input *in, const struct replay_options *o, const struct filter *filter,
			     struct error *err)
{
	*l = (struct replay_list){ .in = in, .filter = filter, .options = *o, .sessions = session_cache_new() };
	l->options.stream = -1;
	l->options.brief = true;
	l->options.sessions = l->sessions;
	l->options.ctx = l;
	l->options.stream_done = list_stream;
	l->options.note = note;
	set_title(l);
	l->tui = (struct tui_list){
		.list = &l->streams.list, .title = l->title, .ctx = l, .name = name, .detail = detail, .count = count, .more = more,
		.stop = stop, .progress = progress, .note = file_note, .at_once = at_once, .open = open_row,
		.none = "No stream was found in this file, TLS or other.",
	};
	if (replay_input_follow(in, &l->options, &l->reading, err) != ST_OK) {
		session_cache_free(l->sessions);
		return ST_IO;
	}
	streams_init(&l->streams);
	return ST_OK;
}

void replay_list_free(struct replay_list *l)
{
	if (l->reading)
		end_reading(l);
	if (l->opening)
		end_opening(l);
	trace_free(l->opened);
	session_cache_free(l->sessions);
	streams_free(&l->streams);
	free(l->open);
}
