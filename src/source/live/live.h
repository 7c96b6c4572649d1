/* A handshake over a socket: the client of a real server, or the server of a real
 * client. One call of pump takes one step; nothing is read or sent in between. */
#ifndef SLOWSHAKE_SOURCE_LIVE_LIVE_H
#define SLOWSHAKE_SOURCE_LIVE_LIVE_H

#include "source/live/address.h"
#include "source/live/starttls.h"
#include "tls/config.h"
#include "trace/feed.h"

struct live_options {
	const struct tls_config *tls;   /* must outlive the feed */
	struct bytes data;              /* client: sent when established; server: the answer to what came, of HTTP the page */
	bool has_data;                  /* without: a client closes, a server says what it received and over what */
	unsigned reconnect;             /* client: so many times more, each when the connection before was established and has ended */
	const struct starttls_protocol *starttls;   /* client: the dialogue after which TLS begins; NULL: it begins at once */
	const char *starttls_host;      /* whom the dialogue names */
	bool renegotiate;               /* up to TLS 1.2: the client begins a further handshake before its data, or the server asks for one */
	bool key_update;                /* client, TLS 1.3: new keys before its data, and asks for the server's */
	/* Server: makes the answer to a request of HTTP, instead of `data`; whether the client may ask again over this
	 * connection. NULL: as above. */
	bool (*respond)(void *ctx, const struct trace *t, struct bytes request, struct buf *answer);
	void *respond_ctx;
	bool half_close;                /* client, TLS 1.3: closes behind its data, and then reads the answer */
	int timeout_ms;                 /* of waiting for the peer, for one thing to come */
	int stop_fd;                    /* readable: end as soon as possible; -1: none */
	const char *scenario;           /* what is run, for the trace */
};

/* Connects at the first call of pump. Never NULL: what goes wrong is in the trace. */
struct feed *live_connect(const struct address *to, const struct live_options *o);

struct listener;
/* ST_IO with the sentence if the address cannot be used. */
enum status listener_new(const struct address *at, struct listener **out, struct error *err) MUST_USE;
void listener_free(struct listener *l);
/* "127.0.0.1:4433", with the port that was chosen if it was 0. */
const char *listener_name(const struct listener *l);
/* Adds what a client on this machine writes for it: the same, but localhost for all addresses. */
void listener_reach(const struct listener *l, struct buf *out);
/* The server of the next client, whom it waits for at the first calls of pump. The
 * listener must outlive the feed. */
struct feed *live_serve(struct listener *l, const struct live_options *o);

/* No client has come yet (or the connection is not made yet). */
bool live_is_waiting(const struct feed *f);
/* How it went so far: ST_OK, or what ended it, with the sentence (may be NULL).
 * ST_IO: no connection was made. ST_TIMEOUT, ST_CLOSED, ST_REFUSED: it was made,
 * and the handshake failed. */
enum status live_result(const struct feed *f, const char **sentence);

#endif
