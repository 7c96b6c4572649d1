/* slowshake replay: the handshakes of a capture. slowshake explain: why they stay closed. */
#include <stdio.h>
#include <stdlib.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/recent.h"
#include "cli/replay_list.h"
#include "cli/replay_rows.h"
#include "cli/replay_setup.h"
#include "cli/report.h"
#include "cli/say.h"
#include "cli/show.h"
#include "out/json.h"
#include "out/summary.h"
#include "out/text.h"
#include "source/capture/replay.h"
#include "source/capture/team.h"
#include "spec/layout.h"
#include "tls/keys/session_cache.h"
#include "x509/verify/verify.h"

enum form { FORM_SUMMARY_TEXT, FORM_SUMMARY_JSON, FORM_EXPLAIN, FORM_EVENTS_TEXT, FORM_EVENTS_JSON, FORM_KEEP };

struct replaying {
	const struct options *o;
	enum form form;
	struct replay_input in;
	struct session_cache *sessions;  /* of earlier passes; NULL: there was none */
	struct progress progress;
	struct team *team;               /* NULL: this process alone */
	bool pasted;                     /* standard input was no capture, and became one: explain tells it byte by byte */
	bool prompt;                     /* somebody waits for each line */
	struct replay_rows rows;
	struct buf line;
	struct trace *kept;              /* FORM_KEEP: the first trace that came */
	unsigned streams;                /* that have a handshake */
	bool any, any_told;              /* streams that came; those that summaries tell of */
	bool enough;                     /* the rest of the file need not be read */
	bool resumed_unknown;            /* what it is resumed from is in no stream that was looked at */
	int signal;                      /* that ended the terminal interface, 0: none */
	enum status failed;              /* of standard output */
	struct error error;
};

static void flush_line(struct replaying *r)
{
	progress_make_way(&r->progress);
	if (r->failed == ST_OK && r->line.n)
		r->failed = say_text(&r->line, &r->error);
	r->enough = r->failed != ST_OK;
	buf_clear(&r->line);
}

/* What there is to say of a stream is in the line. */
static void deliver(struct replaying *r)
{
	enum { AT_ONCE = 1 << 15 };

	struct buf packed = { 0 };

	if (r->team && team_rank(r->team)) {
		replay_rows_pack(&r->rows, buf_bytes(&r->line), &packed);
		team_send(r->team, buf_bytes(&packed));
		buf_clear(&r->line);
	} else if (r->prompt || r->line.n >= AT_ONCE) {
		flush_line(r);
	}
	buf_free(&packed);
}

static void name_trace(struct replay_stream *s)
{
	char name[32];

	snprintf(name, sizeof(name), "stream %u", s->summary.number);
	s->trace->scenario = arena_str(&s->trace->arena, name);
	s->trace->stream = (int64_t)s->summary.number;
}

static void show_events(struct replaying *r, struct replay_stream *s)
{
	struct feed *f;

	name_trace(s);
	f = replay_feed(s->trace);
	s->trace = NULL;
	progress_make_way(&r->progress);
	if (r->failed == ST_OK && report_wanted(r->o))
		r->failed = report_run(f, NULL, r->o, r->form == FORM_EVENTS_JSON ? OUTPUT_JSON : OUTPUT_PLAIN, &r->error);
	else if (r->failed == ST_OK && (r->form == FORM_EVENTS_JSON ? json_run(f, stdout) : text_run(f, stdout)) != ST_OK)
		r->failed = say_stdout_failed(&r->error);
	r->enough = r->failed != ST_OK;
	f->free(f);
}

static bool has_hello(const struct replay_stream *s)
{
	for (size_t i = 0; i < trace_n_handshakes(s->trace); i++)
		if (handshake_has_hello(trace_handshake(s->trace, i)))
			return true;
	return false;
}

/* The first with a handshake, or else the first. */
static void keep_trace(struct replaying *r, struct replay_stream *s)
{
	bool hello = has_hello(s);

	r->streams += hello;
	if (r->kept && !(hello && r->streams == 1))
		return;
	trace_free(r->kept);
	name_trace(s);
	r->kept = s->trace;
	s->trace = NULL;
}

/* What the whole team has said until then is shown. */
static bool team_is_well(struct replaying *r)
{
	struct error err;

	if (r->failed != ST_OK)
		return false;
	if (!r->team || team_rank(r->team) || team_check(r->team, &err) == ST_OK)
		return true;
	flush_line(r);
	r->failed = team_check(r->team, &r->error);
	r->enough = true;
	return false;
}

/* Of a stream that another process looked at. */
static void receive(struct replaying *r, unsigned rank)
{
	struct buf packed = { 0 };

	if (team_receive(r->team, rank, &packed, &r->error) == ST_OK) {
		replay_rows_unpack(&r->rows, buf_bytes(&packed), &r->line);
		deliver(r);
	} else {
		(void)team_is_well(r);
	}
	buf_free(&packed);
}

static void stream_done(void *ctx, struct replay_stream *s)
{
	struct replaying *r = ctx;

	if (!team_is_well(r))
		return;
	r->any = true;
	r->any_told |= s->summary.is_tls || s->trace || (r->form < FORM_EXPLAIN && s->summary.cause != CAUSE_NONE);
	if (!s->summary.is_tls && (r->form <= FORM_EXPLAIN || !s->trace)) {
		replay_rows_add(&r->rows, s, &r->line);
		deliver(r);
	} else if (s->elsewhere) {
		receive(r, s->elsewhere);
	} else if (r->form <= FORM_EXPLAIN) {
		replay_rows_add(&r->rows, s, &r->line);
		deliver(r);
	} else if (!replay_rows_wanted(&r->rows, s)) {
		return;
	} else if (r->form == FORM_KEEP) {
		keep_trace(r, s);
	} else {
		show_events(r, s);
	}
}

static void note(void *ctx, const char *text)
{
	struct replaying *r = ctx;

	if (r)
		progress_hide(&r->progress);
	say_error(text);
}

/* ---- setting up ---- */

static enum form form_of(const struct options *o, enum output out)
{
	if (o->command == CMD_EXPLAIN && out != OUTPUT_JSON)
		return FORM_EXPLAIN;
	if (o->summary || o->command == CMD_EXPLAIN)
		return out == OUTPUT_JSON ? FORM_SUMMARY_JSON : FORM_SUMMARY_TEXT;
	if (out == OUTPUT_TUI || o->n_exports)
		return FORM_KEEP;
	return out == OUTPUT_JSON ? FORM_EVENTS_JSON : FORM_EVENTS_TEXT;
}

/* ---- one stream, which may be resumed from another ---- */

static void probe_done(void *ctx, struct replay_stream *s)
{
	struct replaying *r = ctx;

	if (!s->summary.is_tls)
		return;
	r->enough = true;
	for (size_t i = 0; i < trace_n_handshakes(s->trace); i++) {
		const struct handshake_summary *h = trace_handshake(s->trace, i);

		/* the key of a ticket may follow from a pre-shared key that was given */
		if (h->reason == CLOSED_RESUMED_UNKNOWN || (h->reason == CLOSED_TLS13 && h->resumed && r->o->n_psks))
			r->resumed_unknown = true;
	}
}

static void only_sessions(void *ctx, struct replay_stream *s)
{
	(void)ctx, (void)s;
}

/* A file that is cut has streams all the same, and the pass that shows them says it. */
static void pass_quietly(struct replaying *r, struct replay_options *o, const bool *enough)
{
	struct error err;

	if (replay_input_pass(&r->in, o, &r->progress, enough, &err) != ST_OK)
		progress_hide(&r->progress);
}

/* If that stream is resumed, the others are read first, for their sessions. */
static enum status look_for_sessions(struct replaying *r, const struct replay_options *ro, struct error *err)
{
	struct replay_options o = *ro;

	o.brief = true;
	o.note = NULL;
	o.stream_done = probe_done;
	TRY(replay_input_hold(&r->in, err));
	pass_quietly(r, &o, &r->enough);
	r->enough = false;
	if (!r->resumed_unknown)
		return ST_OK;
	r->sessions = o.sessions = session_cache_new();
	o.stream = -1;
	o.stream_done = only_sessions;
	pass_quietly(r, &o, NULL);
	return ST_OK;
}

/* ---- what is shown when all is read ---- */

static enum status no_stream(const struct replaying *r, struct error *err)
{
	const struct options *o = r->o;

	if (replay_rows_none(&r->rows))
		return error_set(err, ST_NOT_FOUND, "%s: --filter takes none of the %zu in it", o->operand, r->rows.totals.left_out);
	if (o->stream >= 0)
		return error_set(err, ST_NOT_FOUND, "%s: there is no TLS stream %lld in it; see: slowshake replay %s --summary", o->operand,
				 (long long)o->stream, o->operand);
	return error_set(err, ST_NOT_FOUND, "%s: no TLS stream in it; see: slowshake explain %s", o->operand, o->operand);
}

static enum status show_kept(const struct options *o, struct replaying *r, enum output out, struct error *err)
{
	struct shown shown;
	struct feed *f;
	enum status st;

	if (!r->kept)
		return no_stream(r, err);
	if (o->n_exports && o->stream < 0 && r->streams > 1)
		return error_set(err, ST_USAGE, "%s: it has %u streams with a handshake, and --export writes one: say which with --stream N; "
				 "see: slowshake replay %s --summary", o->operand, r->streams, o->operand);
	f = replay_feed(r->kept);
	r->kept = NULL;
	st = show_feed(f, o, out, 0, &shown, err);
	r->signal = st == ST_OK ? shown.signal : 0;
	f->free(f);
	return st;
}

static enum status show_list(struct replaying *r, const struct replay_options *ro, struct error *err)
{
	struct tui_options t = show_tui_options(r->o);
	struct replay_list l;
	enum status st;

	TRY(replay_list_open(&l, &r->in, ro, r->rows.filter, err));
	st = tui_list_run(&l.tui, &t, err);
	r->signal = st == ST_CLOSED ? tui_signal() : 0;
	/* it was said there, where it is gone by now */
	if (l.failed != ST_OK && (st == ST_OK || st == ST_CLOSED))
		st = error_set(err, l.failed, "%s: %s", r->in.path, l.note);
	else if (*l.note)
		say_error(l.note);
	replay_list_free(&l);
	return st == ST_CLOSED ? ST_OK : st;
}

static void say_none_fits(size_t n)
{
	char text[80];

	snprintf(text, sizeof(text), "--filter takes none of them: %zu %s looked at", n, n == 1 ? "was" : "were");
	say_error(text);
}

/* Nothing would be said at all: why. A stream that was asked for and is not there is an error. */
static enum status say_nothing_there(const struct replaying *r, struct error *err)
{
	const struct options *o = r->o;
	struct buf text = { 0 };

	if (r->form != FORM_KEEP && replay_rows_none(&r->rows)) {
		say_none_fits(r->rows.totals.left_out);
		return ST_OK;
	}
	if (r->form == FORM_KEEP || r->any_told || (r->form == FORM_EXPLAIN && r->any))
		return ST_OK;
	if (o->stream >= 0)
		return no_stream(r, err);
	text_safe(&text, bytes_str(o->operand));
	buf_puts(&text, r->form == FORM_EXPLAIN ? ": no TCP stream in it, and no UDP that is known here: there is nothing to explain" :
		 ": no TLS stream in it; slowshake explain says what else there is");
	say_error(buf_str(&text));
	buf_free(&text);
	return ST_OK;
}

/* A long file is read by several processes, where its streams are only summed up. */
static void share_work(struct replaying *r, struct replay_options *ro)
{
	struct stat st;
	unsigned n;

	if (!ro->brief || ro->stream >= 0 || r->in.held || stat(r->in.path, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	n = team_size((uint64_t)st.st_size, ro->keys->log_given || ro->keys->n_rsa || ro->keys->n_psks);
	if (n > 1)
		ro->team = r->team = team_start(n);
	if (r->team && team_rank(r->team))
		r->progress.on = false;
}

/* Below what explain says of each: what was good for something, and how many came to what. */
static void say_in_all(struct replaying *r, const struct replay_keys *keys)
{
	totals_keys(&r->rows.totals, keylog_connections(keys->log), keys->n_rsa, &r->line);
	totals_text(&r->rows.totals, &r->line);
}

static bool is_list(const struct options *o)
{
	return o->stream < 0 && !o->n_exports;
}

static enum status show_all(struct replaying *r, struct replay_options *ro, enum output out, struct error *err)
{
	const struct options *o = r->o;
	struct error cut = { "" }, lost;
	enum status st, ended;

	static void (*const forms[])(const struct stream_summary *, const struct handshake_summary *, struct buf *) = {
		[FORM_SUMMARY_TEXT] = summary_text, [FORM_SUMMARY_JSON] = summary_json, [FORM_EXPLAIN] = summary_explain, [FORM_KEEP] = NULL,
	};

	r->form = r->pasted && o->command == CMD_EXPLAIN && out != OUTPUT_JSON ? FORM_EVENTS_TEXT : form_of(o, out);
	r->rows.row = forms[r->form];
	r->rows.all = r->form == FORM_EXPLAIN;
	ro->brief = r->form <= FORM_EXPLAIN;
	if (out == OUTPUT_TUI && r->form == FORM_KEEP && is_list(o))
		return show_list(r, ro, err);
	if (o->finished_only && !ro->brief)
		return error_set(err, ST_USAGE, "--verify finished: not where every event is told; with --summary, explain or in the list");
	r->prompt = isatty(STDOUT_FILENO) || strcmp(o->operand, "-") == 0;
	progress_begin(&r->progress, strcmp(o->operand, "-") == 0 ? "standard input" : o->operand);
	if (o->stream >= 0)
		TRY(look_for_sessions(r, ro, err));
	ro->sessions = r->sessions;
	share_work(r, ro);
	st = replay_input_pass(&r->in, ro, &r->progress, &r->enough, &cut);
	if (r->form == FORM_EXPLAIN && (r->any || st == ST_OK) && !(r->team && team_rank(r->team)))
		say_in_all(r, ro->keys);
	flush_line(r);
	if (r->team && (ended = team_end(r->team, &lost)) != ST_OK && r->failed == ST_OK) {
		r->failed = ended;
		r->error = lost;
	}
	if (r->failed == ST_OK && r->form == FORM_KEEP && (st == ST_OK || r->kept))
		r->failed = show_kept(o, r, out, &r->error);
	if (r->failed == ST_OK && st == ST_OK)
		r->failed = say_nothing_there(r, &r->error);
	*err = r->failed != ST_OK ? r->error : cut;
	return r->failed != ST_OK ? r->failed : st;
}

/* Standard input holds the capture: keys come from the terminal itself. */
static enum status keys_from_terminal(struct replaying *r, struct error *err)
{
	const bool standard = strcmp(r->in.path, "-") == 0;
	const int fd = standard ? open("/dev/tty", O_RDWR | O_CLOEXEC) : -1;

	if (standard && fd < 0)
		return ST_OK;            /* the check that follows says what is missing */
	TRY(is_list(r->o) ? replay_input_keep(&r->in, err) : replay_input_hold(&r->in, err));
	if (!standard)
		return ST_OK;
	dup2(fd, STDIN_FILENO);
	close(fd);
	return ST_OK;
}

/* Standard input is no sign against it: it may be the capture. */
static bool wants_terminal(const struct options *o)
{
	if (o->output != OUTPUT_DEFAULT)
		return o->output == OUTPUT_TUI;
	return o->command == CMD_REPLAY && !o->summary && !o->n_exports && !report_wanted(o) && isatty(STDOUT_FILENO);
}

static enum status replay(const struct options *o, struct replaying *r, struct replay_keys *keys, struct verify_config *verify,
			  struct error *err)
{
	struct replay_options ro = {
		.keys = keys, .verify = verify, .stream = o->stream, .ctx = r, .stream_done = stream_done, .note = note,
		.finished_only = o->finished_only,
	};
	enum output out;
	enum status st;
	bool live;

	if (o->summary && o->n_exports)
		return error_set(err, ST_USAGE, "--export: not with --summary; choose one");
	if (report_wanted(o) && (o->summary || o->n_exports))
		return error_set(err, ST_USAGE, "--%s: not with --why, --knows, --schedule or --recipe", o->summary ? "summary" : "export");
	TRY(replay_input_paste(&r->in, &r->pasted, err));
	live = replay_input_is_live(&r->in);
	if (wants_terminal(o))
		TRY(keys_from_terminal(r, err));
	TRY(show_check(o, &out, err));
	if (o->filter)
		TRY(filter_new(o->filter, "--filter", &r->rows.filter, err));
	TRY(replay_setup_keys(o, keys, note, err));
	TRY(replay_setup_verify(o, verify, err));
	keys->follow = keys->n_logs && !r->in.held && live;
	st = show_all(r, &ro, out, err);
	if (st == ST_OK && out == OUTPUT_TUI)
		recent_add(o->operand);
	return st;
}

int command_replay(const struct options *o)
{
	struct replaying r = { .o = o, .in = { .path = o->operand } };
	struct replay_keys keys;
	struct verify_config verify = { 0 };
	struct error err = { "" };
	enum status st;

	replay_keys_init(&keys);
	st = replay(o, &r, &keys, &verify, &err);
	replay_keys_free(&keys);
	replay_setup_verify_free(&verify);
	filter_free(r.rows.filter);
	trace_free(r.kept);
	session_cache_free(r.sessions);
	replay_input_free(&r.in);
	buf_free(&r.line);
	if (r.signal)
		return 128 + r.signal;
	return st == ST_OK ? 0 : say_error_exit(st == ST_USAGE ? st : ST_IO, &err);
}
