/* A live connection as a feed: opening it, and what the outside sees. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/live/internal.h"
#include "spec/events.h"
#include "tls/cause/cause.h"

struct listener {
	int fd;
	struct buf name;
};

static struct live *of(const struct feed *f)
{
	return (struct live *)(uintptr_t)f;
}

/* ---- opening ---- */

static value_id address_value(struct live *l, const char *label, bool peer)
{
	struct buf name = { 0 };
	value_id v;

	socket_name(l->fd, peer, &name);
	v = trace_add_leaf(l->feed.trace, live_actor(l), OP_CONFIG, label, buf_bytes(&name));
	buf_free(&name);
	return trace_show(l->feed.trace, v, SHOW_TEXT, NULL);
}

static void open_step(struct trace *t)
{
	char title[32];

	snprintf(title, sizeof(title), "TCP, connection %u", t->connection + 1u);
	trace_open_step(t, t->connection ? arena_str(&t->arena, title) : "TCP", ACTOR_NONE);
}

static enum feed_state opened(struct live *l, int fd)
{
	value_id local, peer;

	l->fd = fd;
	l->waited_ms = 0;
	l->phase = l->starttls.protocol ? PHASE_DIALOGUE : PHASE_HAND_OVER;
	buf_clear(&l->peer);
	socket_name(fd, true, &l->peer);
	open_step(l->feed.trace);
	local = address_value(l, "local address", false);
	peer = address_value(l, "peer's address", true);
	trace_event_values(l->feed.trace, EV_TCP_OPENED, live_actor(l), local, peer);
	return FEED_MORE;
}

/* There was no connection: in the words that hold for captures as well, with what would help. */
static enum feed_state never_came(struct live *l, enum cause cause)
{
	struct trace *t = l->feed.trace;
	struct trace_outcome *o = &trace_current(t)->outcome;
	struct buf sentence = { 0 };
	value_id server;

	cause_of_tcp(cause, buf_str(&l->peer), 0, &sentence);
	o->cause = cause_code(cause);
	o->cause_text = arena_str(&t->arena, buf_str(&sentence));
	server = trace_show(t, trace_add_leaf(t, live_actor(l), OP_CONFIG, "peer's address", buf_bytes(&l->peer)), SHOW_TEXT, NULL);
	open_step(t);
	trace_event_values(t, cause == CAUSE_SYN_REFUSED ? EV_TCP_REFUSED : EV_TCP_UNANSWERED, live_actor(l), server);
	error_set(&l->error, ST_IO, "%s %s", buf_str(&sentence), cause_help(cause));
	buf_free(&sentence);
	return live_fail(l, ST_IO);
}

static enum feed_state pump_connect(struct live *l, int timeout_ms)
{
	enum status st = ST_OK;

	if (!l->connecting.all)
		st = connecting_start(&l->connecting, &l->to, &l->error);
	if (st == ST_OK)
		st = connecting_wait(&l->connecting, &l->to, l->stop_fd, live_time_left(l, timeout_ms, l->timeout_ms), &l->waited_ms,
				     &l->error);
	if (st == ST_OK) {
		int fd = l->connecting.fd;

		l->connecting.fd = -1;
		connecting_free(&l->connecting);
		return opened(l, fd);
	}
	if (st == ST_CLOSED)
		return live_stop(l);
	if (st != ST_MORE)
		return l->connecting.refused ? never_came(l, CAUSE_SYN_REFUSED) : live_fail(l, st);
	return l->waited_ms < l->timeout_ms ? FEED_WAITING : never_came(l, CAUSE_SYN_UNANSWERED);
}

static enum feed_state pump_accept(struct live *l, int timeout_ms)
{
	int waited = 0, fd;
	enum status st;

	switch (socket_wait(l->listener->fd, false, l->stop_fd, timeout_ms, &waited)) {
	case WAIT_STOP: return live_stop(l);
	case WAIT_TIMEOUT: return FEED_WAITING;
	case WAIT_READY: break;
	}
	st = socket_accept(l->listener->fd, &fd, &l->error);
	if (st == ST_MORE)
		return FEED_WAITING;
	return st == ST_OK ? opened(l, fd) : live_fail(l, st);
}

static enum feed_state pump_hand_over(struct live *l)
{
	trace_add_event(l->feed.trace, EV_TCP_HANDED, live_actor(l), NULL, 0);
	l->ep = endpoint_new(l->feed.trace, l->side, l->tls);
	l->phase = PHASE_TLS;
	return FEED_MORE;
}

/* ---- the feed ---- */

static enum feed_state pump(struct feed *f, int timeout_ms)
{
	struct live *l = of(f);

	switch (l->phase) {
	case PHASE_OPEN: return l->listener ? pump_accept(l, timeout_ms) : pump_connect(l, timeout_ms);
	case PHASE_DIALOGUE: return live_pump_dialogue(l, timeout_ms);
	case PHASE_HAND_OVER: return pump_hand_over(l);
	case PHASE_TLS: return live_pump_tls(l, timeout_ms);
	case PHASE_OVER: break;
	}
	return FEED_DONE;
}

static int feed_fd(struct feed *f)
{
	const struct live *l = of(f);

	if (l->phase == PHASE_OPEN && l->listener)
		return l->listener->fd;
	return l->phase == PHASE_TLS || l->phase == PHASE_DIALOGUE ? l->fd : -1;
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
	starttls_free(&l->starttls);
	buf_free(&l->to_say);
	free(l);
}

static struct live *live_new(enum side_id side, const struct live_options *o)
{
	struct live *l = mem_alloc(sizeof(*l));

	l->feed = (struct feed){ trace_new(), true, pump, feed_fd, feed_free };
	l->feed.trace->began = o->tls->peer.now;
	l->feed.trace->scenario = arena_str(&l->feed.trace->arena, o->scenario);
	l->side = side;
	l->tls = o->tls;
	buf_add(&l->data, o->data);
	l->has_data = o->has_data;
	l->respond = o->respond;
	l->respond_ctx = o->respond_ctx;
	l->timeout_ms = o->timeout_ms;
	l->stop_fd = o->stop_fd;
	l->to_come = o->reconnect;
	l->key_update = o->key_update;
	l->renegotiate = o->renegotiate;
	l->half_close = o->half_close;
	l->starttls = (struct starttls){ .protocol = o->starttls, .host = o->starttls_host };
	l->fd = -1;
	l->connecting.fd = -1;
	return l;
}

struct feed *live_connect(const struct address *to, const struct live_options *o)
{
	struct live *l = live_new(SIDE_CLIENT, o);

	l->to = *to;
	address_write(to, &l->peer);
	return &l->feed;
}

struct feed *live_serve(struct listener *listener, const struct live_options *o)
{
	struct live *l = live_new(SIDE_SERVER, o);

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

void listener_reach(const struct listener *l, struct buf *out)
{
	const char *name = listener_name(l), *port = strrchr(name, ':');

	if (strncmp(name, "0.0.0.0:", 8) == 0 || strncmp(name, "[::]:", 5) == 0)
		buf_printf(out, "localhost%s", port);
	else
		buf_puts(out, name);
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
