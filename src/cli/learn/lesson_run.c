#include "cli/learn/lesson_run.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/assets.h"
#include "out/keylog.h"
#include "out/pcapng.h"
#include "source/capture/replay.h"
#include "source/sim/whatif.h"
#include "spec/without.h"
#include "x509/verify/verify.h"

enum { BLOCK_SECRETS = 0x0000000a };

static const char *scenario_name(size_t i)
{
	return i < n_sim_scenarios ? sim_scenarios[i].name : NULL;
}

static const char *fault_name(size_t i)
{
	return i < n_sim_faults ? sim_faults[i].name : NULL;
}

/* The run with one byte changed; that without it is not shown. */
static enum status open_flipped(const struct sim_options *o, const char *flip, struct feed **out, struct error *err)
{
	struct feed *original;
	struct edit e;

	TRY(edit_parse(flip, &e, err));
	TRY(whatif_open(o, &e, &original, out, err));
	original->free(original);
	return ST_OK;
}

/* "sequence-numbers mac"; what is no such word was told by lesson_runs_check. */
static unsigned without_of(const char *words)
{
	unsigned bits = 0;
	char word[32];
	int used = 0;

	for (; sscanf(words, "%31s%n", word, &used) == 1; words += used)
		for (size_t i = 0; i < WITHOUT_N; i++)
			bits |= strcmp(without_specs[i].word, word) == 0 ? 1u << i : 0;
	return bits;
}

static enum status simulate(const struct lesson_run *run, struct feed **out, struct error *err)
{
	struct sim_options o = { .seed = run->seed.s };

	o.scenario = sim_find_scenario(run->scenario.s ? run->scenario.s : "default");
	if (!o.scenario)
		return error_set(err, ST_USAGE, "there is no scenario \"%.80s\"", run->scenario.s);
	o.without = without_of(run->without.s ? run->without.s : "");
	if (run->fault.s && !(o.fault = sim_find_fault(run->fault.s)))
		return error_set(err, ST_USAGE, "there is no fault \"%.80s\"", run->fault.s);
	TRY(run->flip.s ? open_flipped(&o, run->flip.s, out, err) : sim_open(&o, out, err));
	while ((*out)->pump(*out, 0) != FEED_DONE)
		continue;
	return ST_OK;
}

/* ---- seen from outside ---- */

/* A capture's blocks without the one that holds the secrets (little-endian: ours). */
static void drop_secrets(struct bytes file, struct buf *out)
{
	for (size_t at = 0; at + 12 <= file.n;) {
		const uint8_t *p = file.p + at;
		size_t n = p[4] | (size_t)p[5] << 8 | (size_t)p[6] << 16 | (size_t)p[7] << 24;

		if (n < 12 || at + n > file.n)
			break;
		if (p[0] != BLOCK_SECRETS || p[1] || p[2] || p[3])
			buf_add(out, bytes_slice(file, at, n));
		at += n;
	}
}

static void add_server_key(struct replay_keys *k)
{
	const struct asset *pem = asset_find("pki/server.key");
	struct error err;
	enum status st;

	assert(pem);
	st = replay_keys_rsa_bytes(k, pem->content, pem->name, &err);
	assert(st == ST_OK);
	(void)st;
}

static void keep(void *ctx, struct replay_stream *s)
{
	struct trace **kept = ctx;

	if (*kept)
		return;
	*kept = s->trace;
	s->trace = NULL;
}

/* Certificates are held against the CA that the client of the simulation trusts. */
static enum status read_capture(struct bytes file, struct replay_keys *keys, struct trace **out, struct error *err)
{
	struct trust_store *trust = trust_new();
	struct verify_config verify = { .trust = trust, .now = SIM_TIME, .purpose = PURPOSE_SERVER };
	struct replay_options o = { .keys = keys, .verify = &verify, .stream = -1, .ctx = out, .stream_done = keep };
	const struct asset *root = asset_find("pki/root.pem");
	struct replay *r;
	enum status st = trust_add(trust, root->content, root->name, NULL, err);

	if (st == ST_OK)
		st = replay_open_bytes(&o, file, &r, err);
	if (st == ST_OK) {
		while (replay_read(r, 1000, err) == ST_OK)
			continue;
		replay_close(r);
		st = *out ? ST_OK : error_set(err, ST_DECODE, "the capture of this handshake has no stream");
	}
	trust_free(trust);
	return st;
}

/* The run as somebody on the wire sees it, with the keys that the lesson gives him. */
static enum status watch(const struct lesson_run *run, const struct trace *seen, struct feed **out, struct error *err)
{
	struct buf file = { 0 }, bare = { 0 }, log = { 0 };
	struct replay_keys keys;
	struct trace *t = NULL;
	enum status st;

	pcapng_write(seen, &file);
	drop_secrets(buf_bytes(&file), &bare);
	replay_keys_init(&keys);
	if (strcmp(run->capture.s, "rsa key") == 0)
		add_server_key(&keys);
	if (strcmp(run->capture.s, "key log") == 0) {
		keylog_lines(seen, &log);
		keylog_add(keys.log, buf_bytes(&log), "key log", NULL, NULL);
		keys.log_given = true;
	}
	st = read_capture(buf_bytes(&bare), &keys, &t, err);
	if (st == ST_OK) {
		t->scenario = arena_str(&t->arena, "capture");
		*out = replay_feed(t);
	}
	replay_keys_free(&keys);
	buf_free(&file);
	buf_free(&bare);
	buf_free(&log);
	return st;
}

static enum status run_lesson(void *ctx, const struct lesson_run *run, struct feed **out, struct error *err)
{
	struct feed *f;
	enum status st;

	(void)ctx;
	st = simulate(run, &f, err);
	if (st != ST_OK)
		return st == ST_USAGE ? ST_IO : st;    /* what is wrong stands in a file */
	if (!run->capture.s) {
		*out = f;
		return ST_OK;
	}
	st = watch(run, f->trace, out, err);
	f->free(f);
	return st;
}

const struct lesson_world lesson_world = { scenario_name, fault_name, run_lesson, NULL };
