/* A capture as a source: each TLS stream in it becomes a trace of its own, written
 * by an observer. A stream that is over is handed out and let go, so that memory
 * does not grow with the file. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_REPLAY_H
#define SLOWSHAKE_SOURCE_CAPTURE_REPLAY_H

#include "source/capture/capture.h"
#include "source/capture/keylog.h"
#include "tls/observe/observer.h"
#include "trace/feed.h"
#include "x509/keyfile.h"

/* What the user gives; shared by all streams. */
struct replay_keys {
	struct keylog *log;              /* owned */
	struct keyfile *rsa;             /* owned, n_rsa of them */
	struct observer_key *keys;
	size_t n_rsa;
	struct external_psk *psks;       /* owned, with what they point to */
	size_t n_psks;
	bool log_given;                  /* a key log file was named (a DSB counts when it is met) */
	bool follow;                     /* the handshakes happen now: key logs grow, and what is missing is waited for a moment */
	struct followed *logs;           /* owned: the key log files */
	size_t n_logs;
	unsigned in_vain;                /* waits in a row after which it was still missing */
};
void replay_keys_init(struct replay_keys *k);
void replay_keys_free(struct replay_keys *k);
/* Adds a key log file; bad lines are told to `complain` (may be NULL). */
enum status replay_keys_log(struct replay_keys *k, const char *path, keylog_complain *complain, void *ctx, struct error *err) MUST_USE;
/* Adds an RSA private key (PEM or DER; PKCS #1 or PKCS #8). */
enum status replay_keys_rsa(struct replay_keys *k, const char *path, struct error *err) MUST_USE;
/* The same for what stands in memory; `path` is its name. */
enum status replay_keys_rsa_bytes(struct replay_keys *k, struct bytes content, const char *path, struct error *err) MUST_USE;

/* Adds a pre-shared key; copied. */
void replay_keys_psk(struct replay_keys *k, const struct external_psk *psk);

/* What an observer asks for them; `k` must outlive it. */
struct observer_secrets replay_keys_secrets(struct replay_keys *k);

/* One stream that is over (or, for what is not TLS, known). Valid during the call. */
struct replay_stream {
	struct stream_summary summary;
	unsigned elsewhere;              /* the rank of the process that looked at it: ask team_receive; 0: here */
	struct trace *trace;             /* with its handshakes' summaries; NULL if it is not TLS; the sink may take it (set to NULL) */
};

struct team;
struct replay_options {
	const char *path;                /* "-": standard input */
	struct spool *spool;             /* borrowed: what is read in place of the path; NULL: none */
	bool follow;                     /* of the spool what is still to come, too */
	struct replay_keys *keys;        /* a DSB of the file is added to it */
	const struct verify_config *verify;   /* now 0: the time of the capture; name NULL: server_name */
	int64_t stream;                  /* this tcp.stream only; -1: all */
	bool clear;                      /* records are in clear, whatever TLS says (source/capture/paste.h) */
	bool finished_only;              /* with `brief`: signatures and chains are not checked */
	bool brief;                      /* what a summary needs and no more */
	struct team *team;               /* borrowed: who shares the work (source/capture/team.h); NULL: nobody */
	struct session_cache *sessions;  /* borrowed: sessions of an earlier pass over the file; NULL: its own */
	void *ctx;
	void (*stream_done)(void *ctx, struct replay_stream *s);
	void (*note)(void *ctx, const char *text);   /* about the file; may be NULL */
};

struct replay;
/* ST_WAIT: not even its beginning has come. */
enum status replay_open(const struct replay_options *o, struct replay **out, struct error *err) MUST_USE;
/* The same for bytes in memory, which stay the caller's; o->path is not looked at. */
enum status replay_open_bytes(const struct replay_options *o, struct bytes content, struct replay **out, struct error *err) MUST_USE;
/* Up to n packets: ST_OK more may follow, ST_WAIT but not now (only with `follow`), ST_CLOSED the end; else the file is cut or
 * broken (what was read before has been handed out), with the sentence. */
enum status replay_read(struct replay *r, uint64_t n, struct error *err) MUST_USE;
/* Of `follow`: the TLS streams that are open, as they are by now; the trace of each holds the handshakes that are over, `now`
 * (NULL: there is none) is the one under way. */
void replay_look(struct replay *r, void (*look)(void *ctx, const struct stream_summary *s, const struct trace *t, const struct handshake_summary *now));
void replay_progress(const struct replay *r, uint64_t *done, uint64_t *size);
/* As if the capture ended here: what is open is handed out. */
void replay_stop(struct replay *r);
void replay_close(struct replay *r);

/* A finished trace as a feed, which then owns it. */
struct feed *replay_feed(struct trace *t);

#endif
