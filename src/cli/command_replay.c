/* slowshake replay: the handshakes of a capture. slowshake explain: why they stay closed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/show.h"
#include "out/json.h"
#include "out/summary.h"
#include "out/text.h"
#include "source/files.h"
#include "source/replay.h"

enum form { FORM_SUMMARY_TEXT, FORM_SUMMARY_JSON, FORM_EXPLAIN, FORM_EVENTS_TEXT, FORM_EVENTS_JSON, FORM_KEEP };

struct replaying {
	const struct options *o;
	enum form form;
	struct buf line;
	struct trace *kept;              /* FORM_KEEP: the first trace that came */
	unsigned streams, handshakes, decrypted;
	enum status failed;              /* of standard output */
	struct error error;
};

static struct summary_place place_of(const struct replay_stream *s)
{
	return (struct summary_place){ s->number, s->udp, s->client, s->server, s->via, s->first_ns };
}

static void flush_line(struct replaying *r)
{
	if (r->failed == ST_OK && r->line.n)
		r->failed = show_text(&r->line, &r->error);
	buf_clear(&r->line);
}

static void show_handshakes(struct replaying *r, const struct replay_stream *s)
{
	static void (*const forms[])(const struct summary_place *, const struct handshake *, struct buf *) = {
		[FORM_SUMMARY_TEXT] = summary_text, [FORM_SUMMARY_JSON] = summary_json, [FORM_EXPLAIN] = summary_explain,
	};
	struct summary_place p = place_of(s);

	/* records, or what looked like them, without any hello */
	if (r->form == FORM_EXPLAIN && !observer_handshakes(s->observer)) {
		summary_not_tls(&p, "SSL 2.0, or records that are damaged from the start", &r->line);
		flush_line(r);
	}
	for (size_t i = 0; i < observer_handshakes(s->observer); i++) {
		const struct handshake *h = observer_handshake(s->observer, i);

		/* the middle of a conversation is no handshake: explain says what it is */
		if (r->form != FORM_EXPLAIN && !h->has_client_hello && !h->has_server_hello)
			continue;
		forms[r->form](&p, h, &r->line);
		flush_line(r);
	}
}

static void show_events(struct replaying *r, struct replay_stream *s)
{
	struct feed *f;
	char name[32];

	snprintf(name, sizeof(name), "stream %u", s->number);
	s->trace->scenario = arena_str(&s->trace->arena, name);
	s->trace->stream = (int64_t)s->number;
	f = replay_feed(s->trace);
	s->trace = NULL;
	if (r->failed == ST_OK && (r->form == FORM_EVENTS_JSON ? json_run(f, stdout) : text_run(f, stdout)) != ST_OK)
		r->failed = error_set(&r->error, ST_IO, "standard output cannot be written");
	f->free(f);
}

static void stream_done(void *ctx, struct replay_stream *s)
{
	struct replaying *r = ctx;

	if (!s->is_tls) {
		struct summary_place p = place_of(s);

		if (r->form == FORM_EXPLAIN)
			summary_not_tls(&p, s->looks_like, &r->line);
		flush_line(r);
		return;
	}
	r->streams++;
	r->handshakes += (unsigned)observer_handshakes(s->observer);
	for (size_t i = 0; i < observer_handshakes(s->observer); i++)
		r->decrypted += observer_handshake(s->observer, i)->decrypted;
	if (r->form <= FORM_EXPLAIN) {
		show_handshakes(r, s);
	} else if (r->form != FORM_KEEP) {
		show_events(r, s);
	} else if (!r->kept) {
		r->kept = s->trace;
		s->trace = NULL;
	}
}

static void note(void *ctx, const char *text)
{
	(void)ctx;
	complain(text);
}

/* ---- setting up ---- */

static enum status add_keys(const struct options *o, struct replay_keys *keys, struct error *err)
{
	const char *env = getenv("SSLKEYLOGFILE");

	for (size_t i = 0; i < o->n_keylogs; i++)
		TRY(replay_keys_log(keys, o->keylogs[i], note, NULL, err));
	for (size_t i = 0; i < o->n_rsa_keys; i++)
		TRY(replay_keys_rsa(keys, o->rsa_keys[i], err));
	if (!o->n_keylogs && env && *env && access(env, R_OK) == 0)
		TRY(replay_keys_log(keys, env, note, NULL, err));
	return ST_OK;
}

static enum status add_trust(const struct options *o, struct trust_store *trust, struct error *err)
{
	const char *path = o->ca ? o->ca : file_system_trust();
	struct buf content = { 0 };
	size_t skipped = 0;
	enum status st;

	if (!path)
		return ST_OK;
	st = file_read(path, &content, err);
	if (st == ST_OK)
		st = trust_add(trust, buf_bytes(&content), path, o->ca ? NULL : &skipped, err);
	buf_free(&content);
	return st;
}

static enum status read_all(const struct replay_options *ro, struct replaying *r, struct error *err)
{
	enum { PACKETS = 1024 };
	struct replay *replay;
	enum status st;

	TRY(replay_open(ro, &replay, err));
	while ((st = replay_read(replay, PACKETS, err)) == ST_OK && r->failed == ST_OK)
		continue;
	replay_close(replay);
	return st == ST_CLOSED || st == ST_OK ? ST_OK : st;
}

static enum form form_of(const struct options *o, enum output out)
{
	if (o->command == CMD_EXPLAIN)
		return FORM_EXPLAIN;
	if (o->summary)
		return out == OUTPUT_JSON ? FORM_SUMMARY_JSON : FORM_SUMMARY_TEXT;
	if (out == OUTPUT_TUI || o->n_exports)
		return FORM_KEEP;
	return out == OUTPUT_JSON ? FORM_EVENTS_JSON : FORM_EVENTS_TEXT;
}

static enum status show_kept(const struct options *o, struct replaying *r, enum output out, struct error *err)
{
	struct shown shown;
	struct feed *f;
	enum status st;

	if (!r->kept)
		return error_set(err, ST_NOT_FOUND, "%s: no TLS stream%s in it; see: slowshake explain %s", o->operand,
				 o->stream >= 0 ? " of that number" : "", o->operand);
	f = replay_feed(r->kept);
	st = show_feed(f, o, out, NULL, 0, &shown, err);
	f->free(f);
	return st;
}

static enum status replay(const struct options *o, struct replaying *r, struct replay_keys *keys, struct trust_store *trust,
			  struct error *err)
{
	struct verify_config verify = { .trust = trust, .now = o->time_given ? o->time : 0, .name = o->servername, .purpose = PURPOSE_SERVER };
	struct replay_options ro = {
		.path = o->operand, .keys = keys, .verify = &verify, .stream = o->stream, .brief = false, .ctx = r,
		.stream_done = stream_done, .note = note,
	};
	enum output out;

	TRY(show_check(o, &out, err));
	TRY(add_keys(o, keys, err));
	TRY(add_trust(o, trust, err));
	r->form = form_of(o, out);
	ro.brief = r->form <= FORM_EXPLAIN;
	TRY(read_all(&ro, r, err));
	if (r->failed != ST_OK) {
		*err = r->error;
		return r->failed;
	}
	return r->form == FORM_KEEP ? show_kept(o, r, out, err) : ST_OK;
}

int command_replay(const struct options *o)
{
	struct replaying r = { .o = o };
	struct replay_keys keys;
	struct trust_store *trust = trust_new();
	struct error err = { "" };
	enum status st;

	replay_keys_init(&keys);
	st = replay(o, &r, &keys, trust, &err);
	replay_keys_free(&keys);
	trust_free(trust);
	buf_free(&r.line);
	return st == ST_OK ? 0 : complain_exit(st == ST_USAGE ? st : ST_IO, &err);
}
