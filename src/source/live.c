#include "source/live.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "source/socket.h"
#include "tls/endpoint.h"

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0          /* then the program ignores SIGPIPE, as it does anyway */
#endif

enum {
	READ_SIZE = 4096,
	MAX_BYTES = 4 << 20,        /* taken from one peer */
	MAX_EVENTS = 100000,        /* told about one peer */
	ANSWER_IDLE_MS = 500,       /* a client: the answer is complete when nothing came for so long */
	CLOSE_WAIT_MS = 3000,       /* for the peer's close_notify after ours */
	LINGER_MS = 300,            /* for the peer to take our last bytes */
};

enum phase { PHASE_OPEN, PHASE_HAND_OVER, PHASE_TLS, PHASE_OVER };

struct live {
	struct feed feed;           /* first: a feed is a live */
	const struct tls_config *tls;
	struct buf data;
	bool has_data;
	int timeout_ms, stop_fd;
	enum actor role;
	enum phase phase;
	struct address to;
	struct connecting connecting;
	struct listener *listener;
	struct endpoint *ep;
	int fd;
	struct buf peer;            /* its address */
	int waited_ms;              /* inside pump, for the peer, since the last thing that it did */
	size_t n_bytes;
	struct buf first;           /* the first bytes that came: is it TLS at all? */
	bool data_sent, close_sent, eof;
	size_t answered;            /* of endpoint_received when we last answered or looked */
	enum status status;
	struct error error;
};

struct listener {
	int fd;
	struct buf name;
};

static struct live *of(const struct feed *f)
{
	return (struct live *)(uintptr_t)f;
}

static const char *peer_name(const struct live *l)
{
	return l->role == ACTOR_CLIENT ? "the server" : "the client";
}

/* ---- ending ---- */

/* A socket that is closed with bytes unread resets the connection, and the peer
 * never sees our last alert: so say that we are done, and read what still comes. */
static void close_gently(struct live *l)
{
	uint8_t rest[READ_SIZE];
	int waited = 0;

	if (l->ep && !l->eof && shutdown(l->fd, SHUT_WR) == 0) {
		for (int i = 0; i < 64 && waited < LINGER_MS; i++) {
			if (socket_wait(l->fd, false, l->stop_fd, LINGER_MS - waited, &waited) != WAIT_READY ||
			    recv(l->fd, rest, sizeof(rest), 0) <= 0)
				break;
		}
	}
	close(l->fd);
	l->fd = -1;
}

static enum feed_state finish(struct live *l)
{
	struct trace_outcome *o = &l->feed.trace->outcome;

	if (l->fd >= 0)
		close_gently(l);
	l->phase = PHASE_OVER;
	if (!o->outcome)
		o->outcome = "failed";
	o->done = true;
	return FEED_DONE;
}

/* What no TLS event can tell: the socket failed, the peer stalls or floods. */
static enum feed_state fail(struct live *l, enum status st)
{
	struct trace *t = l->feed.trace;
	struct trace_outcome *o = &t->outcome;
	value_id text = trace_add_leaf(t, l->role, OP_CONFIG, "error", bytes_str(l->error.text));

	trace_show(t, text, SHOW_TEXT, NULL);
	trace_event_values(t, EV_IO_FAILED, ACTOR_NETWORK, text);
	l->status = st;
	if (!o->outcome)
		o->outcome = l->phase == PHASE_TLS && st != ST_LIMIT ? "truncated" : "failed";
	return finish(l);
}

static enum feed_state stop(struct live *l)
{
	struct trace_outcome *o = &l->feed.trace->outcome;

	if (!o->outcome)
		o->outcome = "truncated";
	l->status = ST_CLOSED;
	error_set(&l->error, ST_CLOSED, "interrupted");
	return finish(l);
}

static bool looks_like_http(struct bytes b)
{
	static const char *const starts[] = { "HTTP/", "GET ", "POST ", "HEAD ", "PUT ", "OPTIONS ", "CONNECT ", "<html", "<!DOC" };

	for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
		size_t n = strlen(starts[i]);

		if (b.n >= n && memcmp(b.p, starts[i], n) == 0)
			return true;
	}
	return false;
}

/* The one line for people after the TLS part is over. */
static void sum_up(struct live *l)
{
	const struct trace_outcome *o = &l->feed.trace->outcome;
	struct bytes first = buf_bytes(&l->first);
	const char *peer = buf_str(&l->peer);
	struct buf safe = { 0 };

	l->status = ST_REFUSED;
	text_safe(&safe, first.n > 40 ? bytes_slice(first, 0, 40) : first);
	if (first.n && looks_like_http(first))
		error_set(&l->error, ST_REFUSED, "%s %s speaks HTTP without TLS (\"%s\"): is the port right?", peer_name(l), peer,
			  buf_str(&safe));
	else if (first.n && (first.p[0] < CT_CHANGE_CIPHER_SPEC || first.p[0] > CT_HEARTBEAT))
		error_set(&l->error, ST_REFUSED, "%s %s does not speak TLS: its first bytes are \"%s\"", peer_name(l), peer,
			  buf_str(&safe));
	else if (o->alert && o->alert_from == l->role)
		error_set(&l->error, ST_REFUSED, "%s %s: the handshake failed at the check %s; alert sent: %s", peer_name(l), peer,
			  o->failed_check ? o->failed_check : "(none)", o->alert);
	else if (o->alert)
		error_set(&l->error, ST_REFUSED, "%s %s refused the handshake with the alert %s", peer_name(l), peer, o->alert);
	else
		error_set(&l->error, ST_REFUSED, "%s %s closed the connection %s", peer_name(l), peer,
			  first.n ? "in the middle of the handshake" : "without a word");
	buf_free(&safe);
}

static bool was_established(const struct live *l)
{
	const struct trace *t = l->feed.trace;

	for (event_id i = 1; i < trace_n_events(t); i++)
		if (trace_event(t, i)->type == EV_ESTABLISHED)
			return true;
	return false;
}

static enum feed_state tls_over(struct live *l)
{
	const char *outcome = l->feed.trace->outcome.outcome;

	if (outcome && strcmp(outcome, "established") == 0)
		return finish(l);
	if (outcome && strcmp(outcome, "truncated") == 0 && was_established(l)) {
		/* data may be missing, but the handshake stands */
		error_set(&l->error, ST_OK, "%s %s closed the connection without close_notify: data may have been cut off",
			  peer_name(l), buf_str(&l->peer));
		return finish(l);
	}
	sum_up(l);
	return finish(l);
}

/* ---- opening ---- */

static value_id address_value(struct live *l, const char *label, bool peer)
{
	struct buf name = { 0 };
	value_id v;

	socket_name(l->fd, peer, &name);
	v = trace_add_leaf(l->feed.trace, l->role, OP_CONFIG, label, buf_bytes(&name));
	buf_free(&name);
	return trace_show(l->feed.trace, v, SHOW_TEXT, NULL);
}

static enum feed_state opened(struct live *l, int fd)
{
	value_id local, peer;

	l->fd = fd;
	l->waited_ms = 0;
	l->phase = PHASE_HAND_OVER;
	buf_clear(&l->peer);
	socket_name(fd, true, &l->peer);
	trace_open_step(l->feed.trace, "TCP", ACTOR_NONE);
	local = address_value(l, "local address", false);
	peer = address_value(l, "peer's address", true);
	trace_event_values(l->feed.trace, EV_TCP_OPENED, l->role, local, peer);
	return FEED_MORE;
}

/* Time that may still pass: what the caller gives, and what is left of the limit. */
static int time_left(const struct live *l, int timeout_ms, int limit_ms)
{
	int left = l->waited_ms < limit_ms ? limit_ms - l->waited_ms : 0;

	return timeout_ms < 0 || left < timeout_ms ? left : timeout_ms;
}

static enum feed_state pump_connect(struct live *l, int timeout_ms)
{
	enum status st = ST_OK;

	if (!l->connecting.all)
		st = connecting_start(&l->connecting, &l->to, &l->error);
	if (st == ST_OK)
		st = connecting_wait(&l->connecting, &l->to, l->stop_fd, time_left(l, timeout_ms, l->timeout_ms), &l->waited_ms,
				     &l->error);
	if (st == ST_OK) {
		int fd = l->connecting.fd;

		l->connecting.fd = -1;
		connecting_free(&l->connecting);
		return opened(l, fd);
	}
	if (st == ST_CLOSED)
		return stop(l);
	if (st != ST_MORE)
		return fail(l, st);
	if (l->waited_ms < l->timeout_ms)
		return FEED_WAITING;
	error_set(&l->error, ST_IO, "%s:%s: no connection within %g s", l->to.host, l->to.port, l->timeout_ms / 1000.0);
	return fail(l, ST_IO);
}

static enum feed_state pump_accept(struct live *l, int timeout_ms)
{
	int waited = 0, fd;
	enum status st;

	switch (socket_wait(l->listener->fd, false, l->stop_fd, timeout_ms, &waited)) {
	case WAIT_STOP: return stop(l);
	case WAIT_TIMEOUT: return FEED_WAITING;
	case WAIT_READY: break;
	}
	st = socket_accept(l->listener->fd, &fd, &l->error);
	if (st == ST_MORE)
		return FEED_WAITING;
	return st == ST_OK ? opened(l, fd) : fail(l, st);
}

static enum feed_state pump_hand_over(struct live *l)
{
	trace_add_event(l->feed.trace, EV_TCP_HANDED, l->role, NULL, 0);
	l->ep = endpoint_new(l->feed.trace, l->role, l->tls);
	l->phase = PHASE_TLS;
	return FEED_MORE;
}

/* ---- bytes in and out ---- */

/* ST_OK: all is sent; ST_MORE: the socket takes no more now; ST_IO. */
static enum status send_output(struct live *l)
{
	struct bytes out;

	while (out = endpoint_output(l->ep), out.n) {
		ssize_t n = send(l->fd, out.p, out.n, MSG_NOSIGNAL);

		if (n >= 0) {
			endpoint_drain(l->ep, (size_t)n);
			continue;
		}
		if (errno == EINTR)
			continue;
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			return ST_MORE;
		return error_set(&l->error, ST_IO, "%s %s: the connection broke while sending: %s", peer_name(l),
				 buf_str(&l->peer), strerror(errno));
	}
	return ST_OK;
}

/* One read. A connection that was reset has ended, like any other end. */
static enum status receive(struct live *l)
{
	uint8_t bytes[READ_SIZE];
	ssize_t n = recv(l->fd, bytes, sizeof(bytes), 0);

	if (n < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK))
		return ST_MORE;
	if (n <= 0) {
		l->eof = true;
		endpoint_feed_eof(l->ep);
		return ST_OK;
	}
	if (l->first.n < 64)
		buf_add(&l->first, bytes_of(bytes, (size_t)n < 64 ? (size_t)n : 64));
	l->n_bytes += (size_t)n;
	if (l->n_bytes > MAX_BYTES || trace_n_events(l->feed.trace) > MAX_EVENTS)
		return error_set(&l->error, ST_LIMIT, "%s %s sends without end: stopped after %zu bytes", peer_name(l),
				 buf_str(&l->peer), l->n_bytes);
	endpoint_feed(l->ep, bytes_of(bytes, (size_t)n));
	return ST_OK;
}

/* How long to wait for the peer at this point. */
static int patience(const struct live *l)
{
	if (l->close_sent)
		return l->timeout_ms < CLOSE_WAIT_MS ? l->timeout_ms : CLOSE_WAIT_MS;
	if (l->role == ACTOR_CLIENT && l->data_sent && endpoint_received(l->ep).n && l->timeout_ms > ANSWER_IDLE_MS)
		return ANSWER_IDLE_MS;
	return l->timeout_ms;
}

/* Nothing came for as long as we wait. */
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
	error_set(&l->error, ST_TIMEOUT, "%s %s: nothing came for %g s; the handshake did not end", peer_name(l), buf_str(&l->peer),
		  l->timeout_ms / 1000.0);
	return fail(l, ST_TIMEOUT);
}

/* ST_OK: something came; ST_MORE: nothing within the caller's time. */
static enum status wait_for_peer(struct live *l, int timeout_ms)
{
	if (l->eof)
		return ST_OK;
	switch (socket_wait(l->fd, false, l->stop_fd, time_left(l, timeout_ms, patience(l)), &l->waited_ms)) {
	case WAIT_STOP: return ST_CLOSED;
	case WAIT_TIMEOUT: return ST_MORE;
	case WAIT_READY: break;
	}
	return receive(l);
}

/* ---- after the handshake ---- */

static void answer(struct live *l, size_t n)
{
	struct buf text = { 0 };

	buf_printf(&text, "slowshake received %zu byte%s\n", n, n == 1 ? "" : "s");
	endpoint_write(l->ep, l->has_data ? buf_bytes(&l->data) : buf_bytes(&text));
	buf_free(&text);
}

/* Established and nothing queued. True if there is something to do now. */
static bool act_established(struct live *l)
{
	size_t received = endpoint_received(l->ep).n;

	if (l->role == ACTOR_SERVER && received > l->answered) {
		answer(l, received - l->answered);
		l->answered = received;
		l->waited_ms = 0;
		return true;
	}
	if (l->role == ACTOR_CLIENT && l->has_data && !l->data_sent) {
		endpoint_write(l->ep, buf_bytes(&l->data));
		l->data_sent = true;
		return true;
	}
	if (l->role == ACTOR_CLIENT && !l->has_data && !l->close_sent) {
		endpoint_close(l->ep);
		l->close_sent = true;
		return true;
	}
	return false;
}

/* The socket takes no more for now. */
static enum feed_state wait_to_send(struct live *l, int timeout_ms)
{
	switch (socket_wait(l->fd, true, l->stop_fd, time_left(l, timeout_ms, l->timeout_ms), &l->waited_ms)) {
	case WAIT_STOP: return stop(l);
	case WAIT_READY: return FEED_MORE;
	case WAIT_TIMEOUT: break;
	}
	if (l->waited_ms < l->timeout_ms)
		return FEED_WAITING;
	error_set(&l->error, ST_TIMEOUT, "%s %s: took nothing for %g s", peer_name(l), buf_str(&l->peer), l->timeout_ms / 1000.0);
	return fail(l, ST_TIMEOUT);
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

static enum feed_state pump_tls(struct live *l, int timeout_ms)
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
			return tls_over(l);
		case EP_IDLE:
			if (act_established(l))
				continue;
			break;
		case EP_WANTS_INPUT:
			break;
		}
		st = wait_for_peer(l, timeout_ms);
		if (st == ST_CLOSED)
			return stop(l);
		if (st == ST_MORE)
			return l->waited_ms < patience(l) ? FEED_WAITING : out_of_patience(l);
		if (st != ST_OK)
			return fail(l, st);
	}
}

/* ---- the feed ---- */

static enum feed_state pump(struct feed *f, int timeout_ms)
{
	struct live *l = of(f);

	switch (l->phase) {
	case PHASE_OPEN: return l->listener ? pump_accept(l, timeout_ms) : pump_connect(l, timeout_ms);
	case PHASE_HAND_OVER: return pump_hand_over(l);
	case PHASE_TLS: return pump_tls(l, timeout_ms);
	case PHASE_OVER: break;
	}
	return FEED_DONE;
}

static int feed_fd(struct feed *f)
{
	const struct live *l = of(f);

	if (l->phase == PHASE_OPEN && l->listener)
		return l->listener->fd;
	return l->phase == PHASE_TLS ? l->fd : -1;
}

static void feed_free(struct feed *f)
{
	struct live *l = of(f);

	endpoint_free(l->ep);
	if (l->fd >= 0)
		close(l->fd);
	connecting_free(&l->connecting);
	trace_free(l->feed.trace);
	buf_free(&l->data);
	buf_free(&l->peer);
	buf_free(&l->first);
	free(l);
}

static struct live *live_new(enum actor role, const struct live_options *o)
{
	struct live *l = mem_alloc(sizeof(*l));

	l->feed = (struct feed){ trace_new(), true, pump, feed_fd, feed_free };
	l->feed.trace->scenario = arena_str(&l->feed.trace->arena, o->scenario);
	l->role = role;
	l->tls = o->tls;
	buf_add(&l->data, o->data);
	l->has_data = o->has_data;
	l->timeout_ms = o->timeout_ms;
	l->stop_fd = o->stop_fd;
	l->fd = -1;
	l->connecting.fd = -1;
	return l;
}

struct feed *live_connect(const struct address *to, const struct live_options *o)
{
	struct live *l = live_new(ACTOR_CLIENT, o);

	l->to = *to;
	buf_printf(&l->peer, "%s:%s", to->host, to->port);
	return &l->feed;
}

struct feed *live_serve(struct listener *listener, const struct live_options *o)
{
	struct live *l = live_new(ACTOR_SERVER, o);

	l->listener = listener;
	return &l->feed;
}

enum status listener_new(const struct address *at, struct listener **out, struct error *err)
{
	struct listener *l;
	int fd;

	TRY(socket_listen(at, &fd, err));
	l = mem_alloc(sizeof(*l));
	l->fd = fd;
	socket_name(fd, false, &l->name);
	*out = l;
	return ST_OK;
}

void listener_free(struct listener *l)
{
	if (!l)
		return;
	close(l->fd);
	buf_free(&l->name);
	free(l);
}

const char *listener_name(const struct listener *l)
{
	return (const char *)l->name.p;
}

bool live_is_waiting(const struct feed *f)
{
	return of(f)->phase == PHASE_OPEN;
}

enum status live_result(const struct feed *f, const char **sentence)
{
	const struct live *l = of(f);

	*sentence = *l->error.text ? l->error.text : NULL;
	return l->status;
}
