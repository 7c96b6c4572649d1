#include "tls/endpoint.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "spec/without.h"
#include "tls/endpoint_state.h"
#include "tls/extension/extension.h"
#include "tls/message/alert.h"
#include "tls/message/message.h"
#include "tls/quirk.h"
#include "tls/record/record.h"
#include "tls/renegotiation.h"

struct endpoint *endpoint_new(struct trace *t, enum side_id side, const struct tls_config *cfg)
{
	struct endpoint *ep = mem_alloc(sizeof(*ep));

	assert(side != SIDE_NONE);
	conn_init(&ep->c, t, side, &endpoint_role);
	ep->c.w.rng = cfg->rng;
	ep->c.without = cfg->without;
	ep->c.tls13 = cfg->max_version >= VERSION_TLS13;
	ep->cfg = cfg;
	return ep;
}

void endpoint_free(struct endpoint *ep)
{
	if (!ep)
		return;
	conn_free(&ep->c);
	transcript_free(&ep->later.handshake);
	buf_free(&ep->out);
	buf_free(&ep->received);
	buf_free(&ep->to_send);
	buf_free(&ep->early_sent);
	free(ep->to_relay.p);
	free(ep->held.p);
	free(ep->waiting.p);
	free(ep);
}

void endpoint_feed(struct endpoint *ep, struct bytes bytes)
{
	if (ep->state == EP_HANDSHAKE || ep->state == EP_ESTABLISHED)
		buf_add(&ep->c.from->in, bytes);
}

void endpoint_feed_eof(struct endpoint *ep)
{
	ep->eof = true;
}

enum endpoint_state endpoint_state(const struct endpoint *ep)
{
	return ep->state;
}

bool endpoint_has_begun(const struct endpoint *ep)
{
	return flow_last(&ep->c) != NULL;
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

void endpoint_relay(struct endpoint *ep, value_id data)
{
	list_add(&ep->to_relay, &data, sizeof(data));
}

void endpoint_update_keys(struct endpoint *ep, bool request)
{
	ep->update_due = true;
	ep->update_requests = request;
}

void endpoint_renegotiate(struct endpoint *ep)
{
	ep->renegotiation_due = ep->c.s.version < VERSION_TLS13;
}

void endpoint_close(struct endpoint *ep)
{
	ep->close_wanted = true;
}

void endpoint_cancel(struct endpoint *ep)
{
	ep->cancel_wanted = true;
}

bool endpoint_peer_closed(const struct endpoint *ep)
{
	return ep->close_received;
}

void endpoint_abort(struct endpoint *ep, int alert)
{
	endpoint_fail(&ep->c, alert);
}

struct bytes endpoint_received(const struct endpoint *ep)
{
	return buf_bytes(&ep->received);
}

const struct credential *endpoint_own(const struct connection *c)
{
	return endpoint_seen(c)->own;
}

bool endpoint_asks_later(const struct connection *c)
{
	return config_of(c)->post_handshake_auth && config_of(c)->client_auth != CLIENT_AUTH_NONE && c->s.version >= VERSION_TLS13 &&
	       extension_offered(&c->offer, EXT_POST_HANDSHAKE_AUTH);
}

value_id endpoint_own_key(struct connection *c)
{
	struct endpoint *ep = endpoint_of(c);
	const struct private_key *k = ep->own ? ep->own->key : NULL;

	if (!ep->private_key && k)
		ep->private_key = trace_add_leaf(c->w.t, c->actor, OP_CONFIG,
						 c->side == SIDE_CLIENT ? "client_private_key" : "server_private_key", k->der);
	return ep->private_key;
}

value_id endpoint_given(struct connection *c, const char *label)
{
	const struct tls_config *cfg = config_of(c);
	value_id v;

	assert(cfg->n_given <= 32);
	for (size_t i = 0; i < cfg->n_given; i++)
		if (!(endpoint_seen(c)->given_taken >> i & 1) && strcmp(cfg->given[i].label, label) == 0) {
			endpoint_of(c)->given_taken |= UINT32_C(1) << i;
			v = trace_add_leaf(c->w.t, c->actor, OP_CONFIG, label, cfg->given[i].bytes);
			CONN_EVENT(c, EV_GIVEN, v);
			return v;
		}
	return 0;
}

/* ---- stepping ---- */

static void take_turn(struct connection *c, const struct flow_row *row)
{
	unit_id unit;

	if (quirk_detour(c))
		return;
	c->msg = (struct incoming){ 0 };
	trace_open_step(c->w.t, flow_row_title(row), c->actor);
	unit = row->make(c);
	if (!unit)
		return;
	endpoint_send(c, unit);
	if (message_done(c, row, trace_unit(c->w.t, unit)->value, true) != ST_OK)
		return;
	c->msg = (struct incoming){ 0 };
	if (!flow_turn(c))
		record_flush(c);
}

static bool has_data(const struct endpoint *ep)
{
	return ep->to_send.n || ep->to_relay.n;
}

/* What is this endpoint's to send now; NULL: nothing. */
static const struct flow_row *own_turn(const struct endpoint *ep)
{
	const struct flow_row *row = flow_turn(&ep->c);

	return row || !has_data(ep) ? row : flow_find(&ep->c, ep->c.side, MSG_DATA);
}

static bool is_over(const struct endpoint *ep)
{
	return ep->state == EP_CLOSED || ep->state == EP_FAILED;
}

static enum endpoint_did end_of_stream(struct endpoint *ep)
{
	if (ep->eof_told)
		return EP_OVER;
	ep->eof_told = true;
	CONN_FACT(&ep->c, EV_TCP_CLOSED);
	if (ep->close_sent && ep->state == EP_ESTABLISHED) {
		ep->state = EP_CLOSED;   /* RFC 5246 7.2.1: need not wait for the answer */
	} else if (ep->c.without & WITHOUT_CLOSE && ep->state == EP_ESTABLISHED) {
		CONN_FACT(&ep->c, EV_UNPROTECTED);
		ep->state = EP_CLOSED;
	} else {
		endpoint_give_up(&ep->c, "truncated", -1, ACTOR_NONE);
	}
	return EP_ACTED;
}

/* RFC 5246 7.2.1: who gets close_notify answers at once, and drops what it would have written; no longer so in RFC 9846 6.1. */
static bool discards_writes(const struct endpoint *ep)
{
	return ep->close_received && ep->c.s.version < VERSION_TLS13;
}

/* Only the peer has closed, and its end of the stream says nothing new. */
static bool is_half_closed(const struct endpoint *ep)
{
	return ep->state == EP_ESTABLISHED && ep->close_received && !ep->close_sent;
}

/* Part of a message came behind that which is to be answered now. Who has finished may have more to say (RFC 9846 4.7.1). */
static bool begun_too_early(const struct endpoint *ep)
{
	return ep->state == EP_HANDSHAKE && !ep->peer_finished && ep->c.from->hs_bytes;
}

enum endpoint_did endpoint_step(struct endpoint *ep)
{
	struct connection *c = &ep->c;
	const struct flow_row *row;
	enum status st;

	if (is_over(ep))
		return EP_OVER;
	if (endpoint_take_waiting(c))
		return EP_ACTED;
	/* RFC 5246 7.2.1: what comes after a closure alert is ignored */
	st = ep->close_received ? ST_MORE : record_take(c, ep->eof);
	if (st != ST_MORE) {
		c->msg = (struct incoming){ 0 };
		return EP_ACTED;
	}
	if (ep->state == EP_ESTABLISHED && ep->close_wanted && !ep->close_sent && (!has_data(ep) || discards_writes(ep))) {
		alert_close(c);
		return EP_ACTED;
	}
	if (ep->state == EP_HANDSHAKE && ep->cancel_wanted) {
		alert_cancel(c);
		return EP_ACTED;
	}
	if (ep->renegotiation_due && c->side == SIDE_CLIENT && ep->state == EP_ESTABLISHED)
		renegotiation_begin(c);
	row = own_turn(ep);
	if (row && begun_too_early(ep))
		return conn_check(c, message_expected(c), false, REASON_BEGUN_TOO_EARLY, ALERT_UNEXPECTED_MESSAGE) == ST_OK ? EP_IDLE : EP_ACTED;
	if (row && !ep->close_sent) {
		take_turn(c, row);
		return EP_ACTED;
	}
	if (ep->eof && !is_half_closed(ep))
		return end_of_stream(ep);
	return ep->state == EP_ESTABLISHED && !ep->close_sent ? EP_IDLE : EP_WANTS_INPUT;
}
