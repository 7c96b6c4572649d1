/* A live connection from the first record to the last. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/socket.h>

#include "source/live/http.h"
#include "source/live/internal.h"

enum {
	MAX_BYTES = 4 << 20,        /* taken from one peer */
	MAX_EVENTS = 100000,        /* told about one peer */
	DATA_TIMES = 10,            /* established, a peer may take so many times the time for a handshake */
	ANSWER_IDLE_MS = 500,       /* a client: the answer is complete when nothing came for so long */
	NEXT_REQUEST_MS = 2000,     /* for a request, where others may wait to be served; browsers connect in case, too */
	CLOSE_WAIT_MS = 3000,       /* for the peer's close_notify after ours */
};

/* Each stage has a time that the peer cannot renew by sending a byte now and then. */
static int stage_limit(const struct live *l)
{
	switch (l->stage) {
	case STAGE_HANDSHAKE: return l->timeout_ms;
	case STAGE_DATA: return l->timeout_ms > INT_MAX / DATA_TIMES ? INT_MAX : DATA_TIMES * l->timeout_ms;
	case STAGE_CLOSING: break;
	}
	return l->timeout_ms < CLOSE_WAIT_MS ? l->timeout_ms : CLOSE_WAIT_MS;
}

/* Before TLS 1.3 the other direction is closed with it. */
static bool closes_by_halves(const struct live *l)
{
	return l->half_close && trace_current(l->feed.trace)->version >= VERSION_TLS13;
}

/* Nothing is waited for but the end. */
static bool is_closing(const struct live *l)
{
	return l->close_sent && !closes_by_halves(l);
}

static void stage_update(struct live *l)
{
	enum stage now = is_closing(l) ? STAGE_CLOSING : endpoint_state(l->ep) == EP_ESTABLISHED ? STAGE_DATA : STAGE_HANDSHAKE;

	if (now != l->stage)
		l->spent_ms = 0;
	l->stage = now;
}

static bool stage_is_over(const struct live *l)
{
	return l->spent_ms >= stage_limit(l);
}

/* For the caller's time at most, for `limit_ms` since the peer did something, and to the end of the stage. */
static enum wait_result wait_on(struct live *l, bool write, int timeout_ms, int limit_ms)
{
	int left = live_time_left(l, timeout_ms, limit_ms), stage_left, before = l->waited_ms;
	enum wait_result w;

	stage_update(l);
	stage_left = stage_limit(l) - l->spent_ms;
	w = socket_wait(l->fd, write, l->stop_fd, left < stage_left ? left : stage_left > 0 ? stage_left : 0, &l->waited_ms);
	l->spent_ms += l->waited_ms - before;
	return w;
}

/* ST_OK: all is sent; ST_MORE: the socket takes no more now; ST_IO. */
static enum status send_output(struct live *l)
{
	struct bytes out;
	enum status st = ST_OK;

	while (st == ST_OK && (out = endpoint_output(l->ep), out.n)) {
		size_t n;

		st = live_send(l, out, &n);
		endpoint_drain(l->ep, n);
	}
	return st;
}

/* One read. A connection that was reset has ended, like any other end. */
static enum status receive(struct live *l)
{
	uint8_t bytes[LIVE_READ_SIZE];
	ssize_t n = recv(l->fd, bytes, sizeof(bytes), 0);

	if (n < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK))
		return ST_MORE;
	if (n <= 0) {
		l->eof = true;
		l->reset = n < 0 && errno == ECONNRESET;
		endpoint_feed_eof(l->ep);
		return ST_OK;
	}
	if (l->first.n < 64)
		buf_add(&l->first, bytes_of(bytes, (size_t)n < 64 ? (size_t)n : 64));
	l->n_bytes += (size_t)n;
	if (l->n_bytes > MAX_BYTES || trace_n_events(l->feed.trace) > MAX_EVENTS)
		return error_set(&l->error, ST_LIMIT, "%s %s sends without end: stopped after %zu bytes", live_peer_name(l),
				 buf_str(&l->peer), l->n_bytes);
	endpoint_feed(l->ep, bytes_of(bytes, (size_t)n));
	return ST_OK;
}

/* How long to wait for the peer at this point. */
static int patience(const struct live *l)
{
	if (is_closing(l))
		return l->timeout_ms < CLOSE_WAIT_MS ? l->timeout_ms : CLOSE_WAIT_MS;
	if (l->respond && endpoint_state(l->ep) == EP_ESTABLISHED && l->timeout_ms > NEXT_REQUEST_MS)
		return NEXT_REQUEST_MS;
	if (l->side == SIDE_CLIENT && l->data_sent && endpoint_received(l->ep).n && l->timeout_ms > ANSWER_IDLE_MS)
		return ANSWER_IDLE_MS;
	return l->timeout_ms;
}

/* Nothing came for as long as we wait, or too little in all. */
static enum feed_state out_of_patience(struct live *l)
{
	l->waited_ms = 0;
	if (l->close_sent) {
		endpoint_feed_eof(l->ep);   /* RFC 5246 7.2.1: need not wait for the answer */
		return FEED_MORE;
	}
	if (endpoint_state(l->ep) == EP_ESTABLISHED) {
		endpoint_close(l->ep);
		l->close_sent = true;
		return FEED_MORE;
	}
	if (l->n_bytes)
		error_set(&l->error, ST_TIMEOUT, "%s %s: the handshake did not end within %g s, although %zu bytes came; --timeout gives it more",
			  live_peer_name(l), buf_str(&l->peer), l->timeout_ms / 1000.0, l->n_bytes);
	else
		error_set(&l->error, ST_TIMEOUT, "%s %s: nothing came for %g s; the handshake did not end", live_peer_name(l), buf_str(&l->peer),
			  l->timeout_ms / 1000.0);
	return live_fail(l, ST_TIMEOUT);
}

/* ST_OK: something came; ST_MORE: nothing within the caller's time. */
static enum status wait_for_peer(struct live *l, int timeout_ms)
{
	if (l->eof)
		return ST_OK;
	switch (wait_on(l, false, timeout_ms, patience(l))) {
	case WAIT_STOP: return ST_CLOSED;
	case WAIT_TIMEOUT: return ST_MORE;
	case WAIT_READY: break;
	}
	return receive(l);
}

/* ---- after the handshake ---- */

/* The answer to the first request that came. */
static size_t respond(struct live *l, struct bytes came)
{
	const size_t n = http_head_size(came);
	struct buf text = { 0 };

	l->last_answer = !l->respond(l->respond_ctx, l->feed.trace, bytes_slice(came, 0, n), &text);
	endpoint_write(l->ep, buf_bytes(&text));
	buf_free(&text);
	return n;
}

/* The answer to what came, and to how much of it: 0 of a request that is not all there yet. */
static size_t answer(struct live *l, struct bytes came)
{
	const struct trace_outcome *o = &trace_current(l->feed.trace)->outcome;
	static const struct bytes own_head = { (const uint8_t *)"HTTP/", 5 };
	struct buf text = { 0 }, http = { 0 };
	enum http_come what = http_came(came);
	bool whole = l->data.n >= own_head.n && bytes_equal(bytes_slice(buf_bytes(&l->data), 0, own_head.n), own_head);

	if (what == HTTP_PART)
		return 0;
	if (what == HTTP_WHOLE && l->respond)
		return respond(l, came);
	if (l->has_data)
		buf_add(&text, buf_bytes(&l->data));
	else
		buf_printf(&text, "slowshake received %zu byte%s over %s, %s\n", came.n, came.n == 1 ? "" : "s", o->version, o->cipher_suite);
	if (what == HTTP_WHOLE && !whole)
		http_answer(came, buf_bytes(&text), &http);
	endpoint_write(l->ep, http.n ? buf_bytes(&http) : buf_bytes(&text));
	l->last_answer = what == HTTP_WHOLE;
	buf_free(&text);
	buf_free(&http);
	return came.n;
}

static bool close_now(struct live *l)
{
	if (l->close_sent)
		return false;
	endpoint_close(l->ep);
	l->close_sent = true;
	return true;
}

/* To the client, if it said something new; it may have closed behind that. */
static bool act_server(struct live *l)
{
	struct bytes received = endpoint_received(l->ep);
	size_t n;

	if (l->last_answer)
		return close_now(l);
	n = received.n > l->answered ? answer(l, bytes_slice(received, l->answered, received.n - l->answered)) : 0;
	if (!n)
		return endpoint_peer_closed(l->ep) && close_now(l);
	l->answered += n;
	l->waited_ms = 0;
	return true;
}

/* Established and nothing queued. True if there is something to do now. */
static bool act_established(struct live *l)
{
	if (l->renegotiate && !l->renegotiated) {
		endpoint_renegotiate(l->ep);
		l->renegotiated = true;
		return true;
	}
	if (l->side == SIDE_SERVER)
		return act_server(l);
	if (l->key_update && !l->keys_updated) {
		endpoint_update_keys(l->ep, true);
		l->keys_updated = true;
		return true;
	}
	if (l->has_data && !l->data_sent) {
		endpoint_write(l->ep, buf_bytes(&l->data));
		l->data_sent = true;
		return true;
	}
	return (!l->has_data || closes_by_halves(l) || endpoint_peer_closed(l->ep)) && close_now(l);
}

/* The socket takes no more for now. */
static enum feed_state wait_to_send(struct live *l, int timeout_ms)
{
	switch (wait_on(l, true, timeout_ms, l->timeout_ms)) {
	case WAIT_STOP: return live_stop(l);
	case WAIT_READY: return FEED_MORE;
	case WAIT_TIMEOUT: break;
	}
	if (l->waited_ms < l->timeout_ms && !stage_is_over(l))
		return FEED_WAITING;
	error_set(&l->error, ST_TIMEOUT, "%s %s: took nothing for %g s", live_peer_name(l), buf_str(&l->peer), l->timeout_ms / 1000.0);
	return live_fail(l, ST_TIMEOUT);
}

static enum feed_state flush(struct live *l, int timeout_ms)
{
	switch (send_output(l)) {
	case ST_OK: return FEED_MORE;
	case ST_MORE: return wait_to_send(l, timeout_ms);
	default: break;
	}
	/* what the peer said before it closed may explain it: read on */
	endpoint_drain(l->ep, endpoint_output(l->ep).n);
	while (!l->eof && receive(l) == ST_OK)
		continue;
	l->eof = true;
	endpoint_feed_eof(l->ep);
	return FEED_MORE;
}

enum feed_state live_pump_tls(struct live *l, int timeout_ms)
{
	for (;;) {
		enum feed_state state;
		enum status st;

		while (endpoint_output(l->ep).n)
			if ((state = flush(l, timeout_ms)) != FEED_MORE)
				return state;
		switch (endpoint_step(l->ep)) {
		case EP_ACTED:
			l->waited_ms = 0;
			return endpoint_output(l->ep).n ? flush(l, timeout_ms) : FEED_MORE;
		case EP_OVER:
			return live_tls_over(l);
		case EP_IDLE:
			if (act_established(l))
				continue;
			break;
		case EP_WANTS_INPUT:
			break;
		}
		st = wait_for_peer(l, timeout_ms);
		if (st == ST_CLOSED)
			return live_stop(l);
		if (st == ST_MORE)
			return l->waited_ms < patience(l) && !stage_is_over(l) ? FEED_WAITING : out_of_patience(l);
		if (st != ST_OK)
			return live_fail(l, st);
	}
}
