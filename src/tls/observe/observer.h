/* The third role: reads a handshake between two others, out of the bytes that
 * went over the wire. Same messages, same records, same key schedule as an
 * endpoint; it makes nothing, and it needs to be given a secret. */
#ifndef SLOWSHAKE_TLS_OBSERVER_H
#define SLOWSHAKE_TLS_OBSERVER_H

#include "spec/keylog.h"
#include "tls/cause/course.h"
#include "tls/config.h"
#include "tls/keys/session_cache.h"
#include "trace/handshake.h"
#include "x509/verify/verify.h"

/* An RSA key of the server's that the user has. */
struct observer_key {
	const struct private_key *key;
	struct bytes n;                 /* its modulus, no leading zeros */
};

/* Verdicts on certificate chains that were seen before, at the same second, for the
 * same name: in a summary a chain is checked once. */
struct chain_cache;
struct chain_cache *chain_cache_new(void);
void chain_cache_free(struct chain_cache *c);

/* Fingerprints of hellos that offered the same. */
struct fingerprint_cache;
struct fingerprint_cache *fingerprint_cache_new(void);
void fingerprint_cache_free(struct fingerprint_cache *c);

/* Where secrets come from. Each returns empty bytes when it has none. */
struct observer_secrets {
	struct bytes (*master)(void *ctx, struct bytes client_random);       /* CLIENT_RANDOM lines */
	struct bytes (*pre_master)(void *ctx, struct bytes encrypted);       /* RSA lines: by the first 8 bytes */
	struct bytes (*pre_master_by_random)(void *ctx, struct bytes client_random);   /* PMS_CLIENT_RANDOM lines */
	struct bytes (*master_by_session)(void *ctx, struct bytes session_id);         /* RSA Session-ID lines */
	struct bytes (*traffic)(void *ctx, enum keylog_label label, struct bytes client_random);   /* TLS 1.3; empty: it has none */
	void *ctx;
	bool any;                       /* some key log was given */
	const struct observer_key *rsa;
	size_t n_rsa;
	const struct external_psk *psks;
	size_t n_psks;
};

struct observer_config {
	struct observer_secrets secrets;
	struct session_cache *sessions;          /* shared by all streams of a file; NULL: none */
	struct chain_cache *chains;              /* the same; used only with `brief` */
	struct fingerprint_cache *fingerprints;  /* the same */
	const struct verify_config *verify;      /* how the chain is checked; NULL: it is not */
	const char *(*looks_like)(struct bytes b);   /* what bytes that are no TLS begin like, NULL: not known; may be NULL */
	bool clear;                              /* what comes was decrypted by somebody else: nothing ever closes */
	bool finished_only;                      /* with `brief`: signatures and chains are not checked */
	bool brief;                              /* only what a summary needs */
	size_t kept;                             /* bytes that may be kept of one stream; 0: 64 MiB. More is not read, and it is said */
};

struct observer;
/* Writes into the trace, a summary of each handshake too (trace/handshake.h). The config must outlive the observer. */
struct observer *observer_new(struct trace *t, const struct observer_config *cfg);
void observer_free(struct observer *o);

/* With `brief`: the observer, which is gone then, and what it will ask its trace for again, as small as it can be. The trace
 * is as if it were new, for another one. To be unpacked (and then freed), into a trace that is as if it were new. What is
 * long goes on the shelf (trace/rest_shelf.h), which must outlive the observer. */
struct observer_packed;
struct trace_shelf;
struct observer_packed *observer_pack(struct observer *o, struct trace_shelf *shelf);
struct observer *observer_unpack(struct observer_packed *p, struct trace *t);

/* Bytes that `from` sent, in order. */
void observer_feed(struct observer *o, enum side_id from, struct bytes bytes, utc_time when);
/* Bytes are missing here: nothing more of this direction can be read. `how` is a sentence about it. */
void observer_gap(struct observer *o, enum side_id from, uint64_t n, bool snaplen, const char *how);
/* The direction begins in the middle: what came before is not in the capture. */
void observer_no_start(struct observer *o, enum side_id from);
/* Whoever reads the file had no room for the stream any more: it ends here for the observer, not for the parties. */
void observer_evicted(struct observer *o);
/* What there is to say of the handshake under way, as if nothing more came; nothing is told to the trace. False: there is
 * none. Texts as in trace/handshake.h, valid until the observer goes on. */
bool observer_so_far(const struct observer *o, struct handshake_summary *out);
/* The stream is over. `both` says whether both directions had packets, `end` how TCP ended (NULL: not known). */
void observer_end(struct observer *o, bool both, const struct course_end *end);

#endif
