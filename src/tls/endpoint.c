#include "tls/endpoint.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tls/state.h"

struct endpoint *endpoint_new(struct trace *t, enum actor role, const struct tls_config *cfg)
{
	struct endpoint *ep = mem_alloc(sizeof(*ep));

	assert(role == ACTOR_CLIENT || role == ACTOR_SERVER);
	ep->w = (struct work){ t, role, cfg->rng, value_keys_new() };
	ep->role = role;
	ep->sender = actor_peer(role);
	ep->from = &ep->peer_half;
	ep->cfg = cfg;
	ep->facts.facts[SEL_VERSION] = VERSION_TLS12;   /* all that is made here */
	return ep;
}

void endpoint_free(struct endpoint *ep)
{
	if (!ep)
		return;
	buf_free(&ep->from->in);
	buf_free(&ep->out);
	buf_free(&ep->received);
	buf_free(&ep->to_send);
	free(ep->from->hs_parts.p);
	free(ep->held.p);
	transcript_clear(ep);
	value_keys_free(ep->w.keys);
	free(ep->transcript.p);
	free(ep);
}

void list_add(struct list *l, const void *element, size_t size)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 16;
		l->p = mem_realloc(l->p, l->cap * size);
	}
	memcpy((uint8_t *)l->p + l->n++ * size, element, size);
}

void endpoint_feed(struct endpoint *ep, struct bytes bytes)
{
	if (ep->state == EP_HANDSHAKE || ep->state == EP_ESTABLISHED)
		buf_add(&ep->from->in, bytes);
}

void endpoint_feed_eof(struct endpoint *ep)
{
	ep->eof = true;
}

enum endpoint_state endpoint_state(const struct endpoint *ep)
{
	return ep->state;
}

struct bytes endpoint_output(const struct endpoint *ep)
{
	return buf_bytes(&ep->out);
}

void endpoint_drain(struct endpoint *ep, size_t n)
{
	buf_drop(&ep->out, n);
}

void endpoint_write(struct endpoint *ep, struct bytes data)
{
	buf_add(&ep->to_send, data);
}

void endpoint_close(struct endpoint *ep)
{
	ep->close_wanted = true;
}

struct bytes endpoint_received(const struct endpoint *ep)
{
	return buf_bytes(&ep->received);
}

struct event *ep_event(struct endpoint *ep, enum event_type type, const value_id *values, size_t n)
{
	struct event *e = trace_add_event(ep->w.t, type, ep->role, values, n);

	e->unit = ep->msg.unit;
	return e;
}

value_id ep_const(struct endpoint *ep, const char *label, const char *text)
{
	return trace_show(ep->w.t, trace_add_leaf(ep->w.t, ep->role, OP_CONST, label, bytes_str(text)), SHOW_TEXT, NULL);
}

value_id ep_uint(struct endpoint *ep, enum value_op op, const char *label, unsigned width, uint64_t v)
{
	return trace_add_uint(ep->w.t, ep->role, op, label, width, v);
}

value_id ep_own_key(struct endpoint *ep)
{
	const struct private_key *k = ep->cfg->own.key;

	if (!ep->private_key && k)
		ep->private_key = trace_add_leaf(ep->w.t, ep->role, OP_CONFIG,
						 ep->role == ACTOR_CLIENT ? "client_private_key" : "server_private_key", k->der);
	return ep->private_key;
}

/* ---- stepping ---- */

void message_sent(struct endpoint *ep, unit_id unit)
{
	struct step *s = segvec_at(&ep->w.t->steps, trace_unit(ep->w.t, unit)->step);

	if (!s->unit)
		s->unit = unit;
	ep->msg.unit = unit;
	EP_EVENT(ep, EV_MESSAGE_BUILT, trace_unit(ep->w.t, unit)->value);
	record_send(ep, unit);
}

static void take_turn(struct endpoint *ep, const struct flow_row *row)
{
	unit_id unit;

	if (quirk_detour(ep))
		return;
	ep->msg = (struct incoming){ 0 };
	trace_open_step(ep->w.t, row->title, ep->role);
	unit = row->make(ep);
	if (!unit)
		return;
	message_sent(ep, unit);
	if (message_done(ep, row, trace_unit(ep->w.t, unit)->value, true) != ST_OK)
		return;
	ep->msg = (struct incoming){ 0 };
	if (!flow_turn(ep) || ep->at == AT_DATA)
		record_flush(ep);
}

static bool is_over(const struct endpoint *ep)
{
	return ep->state == EP_CLOSED || ep->state == EP_FAILED;
}

enum endpoint_did endpoint_step(struct endpoint *ep)
{
	const struct flow_row *row;
	enum status st;

	if (is_over(ep))
		return EP_OVER;
	/* RFC 5246 7.2.1: what comes after a closure alert is ignored */
	st = ep->close_received ? ST_MORE : record_take(ep);
	if (st != ST_MORE) {
		ep->msg = (struct incoming){ 0 };
		return EP_ACTED;
	}
	if (ep->state == EP_ESTABLISHED && ep->close_wanted && !ep->close_sent && (!ep->to_send.n || ep->close_received)) {
		alert_close(ep);
		return EP_ACTED;
	}
	row = flow_turn(ep);
	if (row && !ep->close_sent && (ep->at != AT_DATA || ep->to_send.n)) {
		take_turn(ep, row);
		return EP_ACTED;
	}
	if (ep->eof)
		return ep_end_of_stream(ep);
	return ep->state == EP_ESTABLISHED && !ep->close_sent ? EP_IDLE : EP_WANTS_INPUT;
}
