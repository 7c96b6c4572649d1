/* What leaves a live connection's socket; how it ends, and the one line that says why. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "source/live/http.h"
#include "source/live/internal.h"
#include "source/live/refusal.h"
#include "spec/codes.h"
#include "spec/events.h"
#include "tls/cause/cause.h"

enum { LINGER_MS = 300 };       /* for the peer to take our last bytes */

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0          /* then the program ignores SIGPIPE, as it does anyway */
#endif

enum status live_send(struct live *l, struct bytes b, size_t *sent)
{
	*sent = 0;
	while (*sent < b.n) {
		const ssize_t n = send(l->fd, b.p + *sent, b.n - *sent, MSG_NOSIGNAL);

		if (n >= 0)
			*sent += (size_t)n;
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			return ST_MORE;
		else if (errno != EINTR)
			return error_set(&l->error, ST_IO, "%s %s: the connection broke while sending: %s", live_peer_name(l),
					 buf_str(&l->peer), strerror(errno));
	}
	return ST_OK;
}

/* A socket that is closed with bytes unread resets the connection, and the peer
 * never sees our last alert: so say that we are done, and read what still comes. */
static void close_gently(struct live *l)
{
	uint8_t rest[LIVE_READ_SIZE];
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
	struct trace_outcome *o = &trace_current(l->feed.trace)->outcome;

	if (l->fd >= 0)
		close_gently(l);
	l->phase = PHASE_OVER;
	if (!o->outcome)
		o->outcome = "failed";
	o->done = true;
	return FEED_DONE;
}

/* The same parties, in another connection. */
static enum feed_state connect_again(struct live *l)
{
	struct trace *t = l->feed.trace;

	l->to_come--;
	endpoint_free(l->ep);
	l->ep = NULL;
	buf_clear(&l->first);
	buf_clear(&l->peer);
	address_write(&l->to, &l->peer);
	starttls_free(&l->starttls);
	l->waited_ms = l->spent_ms = 0;
	l->stage = STAGE_HANDSHAKE;
	l->n_bytes = l->answered = 0;
	l->data_sent = l->close_sent = l->eof = false;
	t->connection = t->studied = trace_add_connection(t, ACTOR_CLIENT, ACTOR_SERVER);
	l->phase = PHASE_OPEN;
	return FEED_MORE;
}

/* What was established has ended. */
static enum feed_state went_well(struct live *l)
{
	enum feed_state state = finish(l);

	return l->to_come ? connect_again(l) : state;
}

enum feed_state live_fail(struct live *l, enum status st)
{
	struct trace *t = l->feed.trace;
	struct trace_outcome *o = &trace_current(t)->outcome;
	value_id text = trace_add_leaf(t, live_actor(l), OP_CONFIG, "error", bytes_str(l->error.text));

	trace_show(t, text, SHOW_TEXT, NULL);
	trace_event_values(t, EV_IO_FAILED, ACTOR_NETWORK, text);
	l->status = st;
	if (!o->outcome)
		o->outcome = l->phase == PHASE_TLS && st != ST_LIMIT ? "truncated" : "failed";
	return finish(l);
}

enum feed_state live_stop(struct live *l)
{
	struct trace_outcome *o = &trace_current(l->feed.trace)->outcome;

	if (!o->outcome)
		o->outcome = "truncated";
	l->status = ST_CLOSED;
	error_set(&l->error, ST_CLOSED, "interrupted");
	return finish(l);
}

/* ---- why ---- */

/* The first bytes are no record of TLS. */
static bool came_no_tls(struct bytes first)
{
	return first.n && (http_speaks(first) || first.p[0] < CT_CHANGE_CIPHER_SPEC || first.p[0] > CT_HEARTBEAT || (first.n >= 2 && first.p[1] != 3));
}

/* By the rules that hold for captures as well. */
static void find_cause(struct live *l)
{
	const struct course_end end = { .how = l->reset ? END_RESET : l->eof ? END_FIN : END_NONE, .by = side_other(l->side) };
	const struct bytes first = buf_bytes(&l->first);
	const char *guess = http_speaks(first) ? "HTTP" : starttls_guess(first);
	struct trace *t = l->feed.trace;
	struct trace_outcome *o = &trace_current(t)->outcome;
	struct buf sentence = { 0 };
	const enum cause cause = cause_of_endpoint(l->ep, &end, l->side == SIDE_CLIENT && came_no_tls(first) ? guess ? guess : "" : NULL, &sentence);

	o->cause = cause_code(cause);
	if (o->cause)
		o->cause_text = arena_str(&t->arena, buf_str(&sentence));
	buf_free(&sentence);
}

/* What came instead, and what it may mean. */
static void tell_no_tls(struct live *l)
{
	const struct bytes first = buf_bytes(&l->first);
	const char *guess = l->side == SIDE_CLIENT && !l->starttls.protocol ? starttls_guess(first) : NULL;
	struct buf safe = { 0 };

	text_safe(&safe, first.n > 40 ? bytes_slice(first, 0, 40) : first);
	error_set(&l->error, ST_REFUSED, http_speaks(first) ? "%s %s speaks HTTP without TLS (\"%s\"): is the port right?" :
		  "%s %s does not speak TLS: its first bytes are \"%s\"%s%s", live_peer_name(l), buf_str(&l->peer), buf_str(&safe),
		  guess ? "; TLS begins there after a command, with --starttls " : "", guess ? guess : "");
	buf_free(&safe);
}

/* The one line for people after the TLS part is over: the cause's sentence, and what would help here. */
static void sum_up(struct live *l)
{
	struct buf line = { 0 };

	l->status = ST_REFUSED;
	if (came_no_tls(buf_bytes(&l->first))) {
		tell_no_tls(l);
		return;
	}
	buf_printf(&line, "%s %s: ", live_peer_name(l), buf_str(&l->peer));
	refusal_explain(l->feed.trace, l->side, l->tls, &line);
	error_set(&l->error, ST_REFUSED, "%s", buf_str(&line));
	buf_free(&line);
}

enum feed_state live_tls_over(struct live *l)
{
	const char *outcome = trace_current(l->feed.trace)->outcome.outcome;

	if (outcome && strcmp(outcome, "established") == 0)
		return went_well(l);
	if (outcome && strcmp(outcome, "truncated") == 0 && trace_last_event(l->feed.trace, l->feed.trace->connection, EV_ESTABLISHED)) {
		/* data may be missing, but the handshake stands */
		error_set(&l->error, ST_OK, "%s %s closed the connection without close_notify: data may have been cut off",
			  live_peer_name(l), buf_str(&l->peer));
		return went_well(l);
	}
	find_cause(l);
	sum_up(l);
	return finish(l);
}
