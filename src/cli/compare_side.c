#include "cli/compare_side.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/replay_input.h"
#include "cli/replay_setup.h"
#include "cli/say.h"
#include "source/sim/sim.h"
#include "x509/verify/verify.h"

/* ---- in process ---- */

static enum status open_sim(const struct options *o, const struct sim_options *sim, struct trace **out, struct error *err)
{
	struct sim_options with = *sim;
	struct feed *f;

	with.seed = o->seed;
	with.server_name = o->servername;
	with.time_given = o->time_given && !o->time_of_capture;
	with.time = o->time;
	TRY(sim_open(&with, &f, err));
	while (f->pump(f, -1) != FEED_DONE)
		continue;
	*out = f->trace;
	f->trace = trace_new();          /* the feed frees one */
	f->free(f);
	return ST_OK;
}

/* ---- a stream of a capture ---- */

struct wanted {
	int64_t stream;
	struct trace *trace;
};

/* The one that was asked for; else the first with a hello. */
static void take(void *ctx, struct replay_stream *s)
{
	struct wanted *w = ctx;

	if (w->trace || !s->summary.is_tls)
		return;
	for (size_t i = 0; i < trace_n_handshakes(s->trace) || w->stream >= 0; i++) {
		if (w->stream < 0 && !handshake_has_hello(trace_handshake(s->trace, i)))
			continue;
		w->trace = s->trace;
		s->trace = NULL;
		return;
	}
}

static void note(void *ctx, const char *text)
{
	(void)ctx;
	say_error(text);
}

static enum status read_capture(const struct options *o, const char *path, struct wanted *w, struct replay_keys *keys, struct verify_config *verify,
				struct error *err)
{
	struct replay_options ro = { .keys = keys, .verify = verify, .stream = w->stream, .ctx = w, .stream_done = take };
	const struct replay_input in = { .path = path };
	enum status st;

	TRY(replay_setup_keys(o, keys, note, err));
	TRY(replay_setup_verify(o, verify, err));
	st = replay_input_pass(&in, &ro, NULL, NULL, err);
	if (st == ST_OK && !w->trace)
		st = error_set(err, ST_NOT_FOUND, "%s: there is no such handshake in it; see: slowshake replay %s --summary", path, path);
	return w->trace ? ST_OK : st;
}

static enum status open_capture(const struct options *o, const char *path, int64_t stream, struct trace **out, struct error *err)
{
	struct verify_config verify = { 0 };
	struct wanted w = { .stream = stream };
	struct replay_keys keys;
	enum status st;

	replay_keys_init(&keys);
	st = read_capture(o, path, &w, &keys, &verify, err);
	replay_keys_free(&keys);
	replay_setup_verify_free(&verify);
	if (st == ST_OK)
		*out = w.trace;
	else
		trace_free(w.trace);
	return st;
}

/* "good.pcap#3": the file and the number; a file of that very name goes first. */
static enum status split(const char *word, char path[1024], int64_t *stream, struct error *err)
{
	const char *mark = access(word, R_OK) == 0 ? NULL : strrchr(word, '#');
	const size_t n = mark ? (size_t)(mark - word) : strlen(word);

	*stream = -1;
	if (n >= 1024)
		return error_set(err, ST_USAGE, "compare: the name of the file is too long");
	memcpy(path, word, n);
	path[n] = 0;
	if (!mark)
		return ST_OK;
	if (!mark[1] || strlen(mark + 1) > 9 || strspn(mark + 1, "0123456789") != strlen(mark + 1))
		return error_set(err, ST_USAGE, "compare: \"%.60s\" is no number of a stream; write FILE#N", mark + 1);
	*stream = strtol(mark + 1, NULL, 10);
	return ST_OK;
}

enum status compare_side_open(const struct options *o, const char *word, struct trace **out, struct error *err)
{
	const struct sim_options sim = { .scenario = sim_find_scenario(word), .fault = sim_find_fault(word) };
	char path[1024];
	int64_t stream;

	if (sim.scenario || sim.fault)
		return open_sim(o, &(struct sim_options){ .scenario = sim.scenario, .fault = sim.scenario ? NULL : sim.fault }, out, err);
	TRY(split(word, path, &stream, err));
	if (access(path, R_OK) != 0)
		return error_set(err, ST_USAGE, "compare: \"%.100s\" is no scenario (slowshake list scenarios), no fault (slowshake list faults), and no file that can be read", word);
	return open_capture(o, path, stream, out, err);
}
