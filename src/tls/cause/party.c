/* The course of a handshake as one of its parties knows it: out of what it wrote into the trace. */
#include "spec/events.h"
#include "tls/cause/cause.h"
#include "tls/endpoint_state.h"
#include "tls/message/hello.h"
#include "tls/message/message.h"

static void message_take_in(struct course *k, struct connection *c, enum side_id side, unit_id id)
{
	const struct unit *u = trace_unit(c->w.t, id);
	struct parse_context facts = c->facts;

	if (u->content_type == CT_ALERT)
		return;
	/* whether a ServerHello asks for another hello its random says, which no longer is the current message */
	if (u->content_type == CT_HANDSHAKE && u->handshake_type == HS_SERVER_HELLO)
		c->facts.facts[SEL_HELLO_FORM] = hello_form(trace_bytes(c->w.t, u->value));
	course_message(k, side, message_identity(c, u->content_type, u->handshake_type));
	c->facts = facts;
	k->complete |= u->content_type == CT_APPLICATION_DATA;
}

/* What it shows itself is its own, and in the message no value. */
static void sent_take_in(struct course *k, struct connection *c, unit_id id)
{
	const struct unit *u = trace_unit(c->w.t, id);
	const struct credential *own = endpoint_own(c);
	int *n = &k->n_certificates[c->side];

	message_take_in(k, c, c->side, id);
	if (u->content_type != CT_HANDSHAKE || (u->handshake_type != HS_CERTIFICATE && u->handshake_type != HS_COMPRESSED_CERTIFICATE))
		return;
	*n = own ? (int)own->n_chain : 0;
	for (int i = 0; i < *n && i < COURSE_CERTIFICATES; i++)
		k->certificates[c->side][i] = own->chain[i];
}

static void event_take_in(struct course *k, struct connection *c, const struct event *e)
{
	const enum side_id peer = side_other(c->side);

	switch (e->type) {
	case EV_MESSAGE_SENT:
		sent_take_in(k, c, e->unit);
		break;
	case EV_MESSAGE_RECEIVED:
		message_take_in(k, c, peer, e->unit);
		break;
	case EV_CERT_LIST:
		course_certificates(k, c->w.t, peer, e->values, e->n_values);
		break;
	case EV_CERT_CHOSEN:
		k->n_certificates[SIDE_CLIENT] = (int)e->arg[0];
		break;
	case EV_ALERT_SENT:
	case EV_ALERT_RECEIVED:
		course_alert(k, e->type == EV_ALERT_SENT ? c->side : peer, (unsigned)e->arg[0], (unsigned)e->arg[1]);
		break;
	default:
		k->complete |= e->type == EV_ESTABLISHED;
	}
}

enum cause cause_of_endpoint(struct endpoint *ep, const struct course_end *end, const char *not_tls, struct buf *sentence)
{
	struct connection *c = &ep->c;
	const struct trace *t = c->w.t;
	const enum side_id peer = side_other(c->side);
	struct course k;

	course_begin(&k);
	for (event_id id = 1; id < trace_n_events(t); id++) {
		const struct event *e = trace_event(t, id);

		if (e->actor == c->actor && trace_event_connection(t, e) == t->connection)
			event_take_in(&k, c, e);
	}
	if (k.n_certificates[peer] > 0)
		course_verdict(&k, peer, &c->sides[peer].shown, ep->cfg->peer.trust);
	k.requested = c->s.certificate_requested;
	k.authorities = c->s.request_authorities;
	k.end = *end;
	k.not_tls = not_tls;
	return cause_find(c, &k, sentence);
}
