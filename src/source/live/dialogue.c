/* What is said before TLS, over the socket and in the trace. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "source/live/internal.h"
#include "spec/events.h"

/* Without what ends the line, and not all of a long one. */
static void shown(struct bytes b, struct buf *out)
{
	while (b.n && (b.p[b.n - 1] == '\n' || b.p[b.n - 1] == '\r'))
		b.n--;
	text_safe(out, bytes_slice(b, 0, b.n < 200 ? b.n : 200));
}

static struct event *tell(struct live *l, enum event_type type, enum value_op op, struct bytes b)
{
	struct trace *t = l->feed.trace;
	const value_id v = trace_show(t, trace_add_leaf(t, live_actor(l), op, "in clear", b), SHOW_TEXT, NULL);

	return trace_event_values(t, type, live_actor(l), v);
}

static enum feed_state refused(struct live *l, const struct starttls_step *s)
{
	struct buf text = { 0 };

	shown(buf_bytes(&s->bytes), &text);
	error_set(&l->error, ST_REFUSED, "%s %s, %s: %s It said: \"%s\"", live_peer_name(l), buf_str(&l->peer),
		  starttls_via(l->starttls.protocol), reason_sentence(s->reason), buf_str(&text));
	buf_free(&text);
	return live_fail(l, ST_REFUSED);
}

static enum status hear(struct live *l)
{
	uint8_t bytes[LIVE_READ_SIZE];
	ssize_t n = recv(l->fd, bytes, sizeof(bytes), 0);

	if (n < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK))
		return ST_OK;
	if (n <= 0)
		return error_set(&l->error, ST_REFUSED, "%s %s closed the connection before TLS began (%s)%s", live_peer_name(l), buf_str(&l->peer),
				 starttls_via(l->starttls.protocol), l->starttls.came.n ? ", in the middle of an answer" : "");
	starttls_add(&l->starttls, bytes_of(bytes, (size_t)n));
	return ST_OK;
}

static enum feed_state wait_on_socket(struct live *l, int timeout_ms)
{
	enum status st = ST_OK;
	size_t sent = 0;

	switch (socket_wait(l->fd, l->to_say.n, l->stop_fd, live_time_left(l, timeout_ms, l->timeout_ms), &l->waited_ms)) {
	case WAIT_STOP:
		return live_stop(l);
	case WAIT_READY:
		st = l->to_say.n ? live_send(l, buf_bytes(&l->to_say), &sent) : hear(l);
		buf_drop(&l->to_say, sent);
		if (st == ST_MORE)
			st = ST_OK;
		return st == ST_OK ? FEED_MORE : live_fail(l, st);
	case WAIT_TIMEOUT:
		break;
	}
	if (l->waited_ms < l->timeout_ms)
		return FEED_WAITING;
	error_set(&l->error, ST_TIMEOUT, "%s %s: %s did not come to TLS within %g s", live_peer_name(l), buf_str(&l->peer),
		  starttls_via(l->starttls.protocol), l->timeout_ms / 1000.0);
	return live_fail(l, ST_TIMEOUT);
}

/* What is there without waiting: bytes behind the last answer must be seen before TLS begins. */
static enum feed_state ready(struct live *l)
{
	int waited = 0;

	if (socket_wait(l->fd, false, -1, 0, &waited) == WAIT_READY && hear(l) == ST_OK && l->starttls.came.n)
		return FEED_MORE;
	l->waited_ms = 0;
	l->phase = PHASE_HAND_OVER;
	return FEED_MORE;
}

static enum feed_state act(struct live *l, const struct starttls_step *s, int timeout_ms)
{
	struct event *e;

	switch (s->kind) {
	case STARTTLS_WAIT:
		return wait_on_socket(l, timeout_ms);
	case STARTTLS_READY:
		return ready(l);
	case STARTTLS_SAY:
		tell(l, EV_STARTTLS_SAID, OP_CONST, buf_bytes(&s->bytes));
		buf_add(&l->to_say, buf_bytes(&s->bytes));
		return FEED_MORE;
	case STARTTLS_HEARD:
	case STARTTLS_REFUSED:
		e = tell(l, EV_STARTTLS_HEARD, OP_WIRE, buf_bytes(&s->bytes));
		e->verdict = s->kind == STARTTLS_HEARD ? VERDICT_OK : VERDICT_FAIL;
		e->reason = s->reason;
		break;
	}
	return s->kind == STARTTLS_HEARD ? FEED_MORE : refused(l, s);
}

enum feed_state live_pump_dialogue(struct live *l, int timeout_ms)
{
	struct starttls_step step = { .kind = STARTTLS_WAIT };
	enum feed_state state;

	if (l->to_say.n)
		return wait_on_socket(l, timeout_ms);
	starttls_next(&l->starttls, &step);
	state = act(l, &step, timeout_ms);
	buf_free(&step.bytes);
	return state;
}
