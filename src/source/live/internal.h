/* What the files of a live connection share; nobody else includes it. */
#ifndef SLOWSHAKE_SOURCE_LIVE_INTERNAL_H
#define SLOWSHAKE_SOURCE_LIVE_INTERNAL_H

#include "source/live/live.h"
#include "source/live/socket.h"
#include "source/live/starttls.h"
#include "tls/endpoint.h"

enum { LIVE_READ_SIZE = 4096 };

enum phase { PHASE_OPEN, PHASE_DIALOGUE, PHASE_HAND_OVER, PHASE_TLS, PHASE_OVER };

struct live {
	struct feed feed;           /* first: a feed is a live */
	const struct tls_config *tls;
	struct buf data;
	bool has_data;
	bool (*respond)(void *ctx, const struct trace *t, struct bytes request, struct buf *answer);   /* as in live_options */
	void *respond_ctx;
	int timeout_ms, stop_fd;
	unsigned to_come;           /* further connections */
	enum side_id side;
	enum phase phase;
	struct address to;
	struct starttls starttls;   /* its protocol NULL: TLS begins at once */
	struct buf to_say;          /* of the dialogue, not sent yet */
	struct connecting connecting;
	struct listener *listener;
	struct endpoint *ep;
	int fd;
	struct buf peer;            /* its address */
	int waited_ms;              /* inside pump, for the peer, since the last thing that it did */
	enum stage { STAGE_HANDSHAKE, STAGE_DATA, STAGE_CLOSING } stage;
	int spent_ms;               /* inside pump, for the peer, in all of this stage */
	size_t n_bytes;
	struct buf first;           /* the first bytes that came: is it TLS at all? */
	bool half_close;            /* wanted */
	bool key_update, keys_updated;   /* wanted; done */
	bool renegotiate, renegotiated;
	bool data_sent, close_sent, eof, reset;   /* reset: TCP ended so, by the peer */
	size_t answered;            /* of endpoint_received when we last answered or looked */
	bool last_answer;           /* after it we close */
	enum status status;
	struct error error;
};

/* "the server" or "the client": the one at the other end. */
static inline const char *live_peer_name(const struct live *l)
{
	return l->side == SIDE_CLIENT ? "the server" : "the client";
}

/* Who we are in the trace. */
static inline enum actor live_actor(const struct live *l)
{
	return trace_current(l->feed.trace)->parties[l->side];
}

/* Time that may still pass: what the caller gives, and what is left of the limit. */
static inline int live_time_left(const struct live *l, int timeout_ms, int limit_ms)
{
	int left = l->waited_ms < limit_ms ? limit_ms - l->waited_ms : 0;

	return timeout_ms < 0 || left < timeout_ms ? left : timeout_ms;
}

/* ---- end.c ---- */

/* As much of it as the socket takes. ST_OK: all; ST_MORE: it takes no more now; ST_IO with the sentence in l->error. *sent is
 * set in each case. */
enum status live_send(struct live *l, struct bytes b, size_t *sent) MUST_USE;

/* Each of these closes the socket, completes the outcome and gives FEED_DONE. */

/* What no TLS event can tell: the socket failed, the peer stalls or floods; the
 * sentence stands in l->error. */
enum feed_state live_fail(struct live *l, enum status st);
/* The user interrupted it. */
enum feed_state live_stop(struct live *l);
/* The endpoint is over; says in l->error why, if it failed. */
enum feed_state live_tls_over(struct live *l);

/* ---- dialogue.c ---- */

/* One step of what is said before TLS. */
enum feed_state live_pump_dialogue(struct live *l, int timeout_ms);

/* ---- tls.c ---- */

/* One step of the endpoint, with the bytes that it needs or makes. */
enum feed_state live_pump_tls(struct live *l, int timeout_ms);

#endif
