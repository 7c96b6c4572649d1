/* The handshake messages so far, as both parties hash them (RFC 5246 7.4.9). */
#ifndef SLOWSHAKE_TLS_TRANSCRIPT_H
#define SLOWSHAKE_TLS_TRANSCRIPT_H

#include "crypto/value.h"
#include "tls/list.h"

struct connection;

struct transcript {
	struct list messages;                      /* value_id */
	struct value_run *run;                     /* the hash over the first n_run of them; NULL: not begun */
	enum hash_alg hash;                        /* of the run */
	size_t n_run;
};

void transcript_append(struct transcript *t, value_id message);
/* Nothing was said: a handshake begins. */
void transcript_clear(struct transcript *t);
void transcript_free(struct transcript *t);
/* The messages as values, for a signature over them all. */
static inline const value_id *transcript_values(const struct transcript *t)
{
	return t->messages.p;
}
static inline size_t transcript_count(const struct transcript *t)
{
	return t->messages.n;
}
/* The hash over all messages, under way: each is hashed once, when the hash is first asked for. Owned by the transcript. */
struct value_run *transcript_run(struct transcript *t, struct work w, enum hash_alg h);
/* The hash of all messages so far, told. */
value_id transcript_hash(struct connection *c, enum hash_alg h);

/* ---- TLS 1.3 ---- */
/* What CertificateVerify signs (RFC 9846 4.5.2): 64 blanks, the context string, a zero byte, and the hash. */
value_id transcript_signing(struct connection *c, enum hash_alg h, const char *context);
/* A HelloRetryRequest came (RFC 9846 4.1): what was said before it is one message from now on, message_hash, with its hash. */
void transcript_replace(struct connection *c, enum hash_alg h);
/* The hash of the messages so far and the beginning of the one that comes next: what a binder is over (RFC 9846 4.3.11.2). */
value_id transcript_hash_with(struct connection *c, enum hash_alg h, value_id beginning);
/* The same messages, to go on in another way beside this one (RFC 9846 4.7.2). `to` is empty; free it. */
void transcript_fork(const struct transcript *from, struct transcript *to);

#endif
