#include "tls/renegotiation.h"

#include "tls/endpoint_state.h"
#include "tls/message/alert.h"

/* What the handshake before agreed on, until the further one is answered. */
static void keep(struct endpoint *ep)
{
	struct connection *c = &ep->c;

	ep->before = (struct before){ .s = c->s, .secrets = c->secrets, .facts = c->facts, .offer = c->offer };
	for (size_t i = 0; i < ARRAY_LEN(c->sides); i++) {
		ep->before.places[i] = c->sides[i].place;
		ep->before.shown[i] = c->sides[i].shown;
	}
}

bool renegotiation_is_taken(const struct connection *c)
{
	const struct tls_config *cfg = config_of(c);

	return cfg->renegotiates && (c->renegotiation.secure || cfg->ignores_renegotiation_info) && c->s.version > VERSION_SSL30 &&
	       c->s.version < VERSION_TLS13 && endpoint_seen(c)->state == EP_ESTABLISHED && !endpoint_seen(c)->close_sent;
}

enum status renegotiation_refuse(struct connection *c)
{
	TRY(endpoint_idle_limit(c, IDLE_REQUEST));
	if (c->s.version == VERSION_SSL30) {       /* which cannot say no without ending all (RFC 5746 4.5) */
		endpoint_fail(c, ALERT_HANDSHAKE_FAILURE);
		return ST_REFUSED;
	}
	alert_send(c, ALERT_WARNING, ALERT_NO_RENEGOTIATION);
	return ST_OK;
}

/* RFC 9846 4.2.1: the version stays; so nothing else is offered or taken. */
static void hold_version(struct endpoint *ep, uint16_t version)
{
	ep->again = *ep->cfg;
	ep->again.min_version = ep->again.max_version = version;
	if (ep->again.renegotiates_anew && ep->c.side == SIDE_CLIENT)
		ep->again.sessions = NULL;
	ep->cfg = &ep->again;
	ep->c.tls13 = false;
	ep->c.s.version = version;
	ep->c.facts.facts[SEL_VERSION] = version;
}

void renegotiation_begin(struct connection *c)
{
	struct endpoint *ep = endpoint_of(c);
	const uint16_t version = c->s.version;

	keep(ep);
	conn_begin(c);
	hold_version(ep, version);
	ep->state = EP_HANDSHAKE;
	ep->renegotiation_due = ep->peer_finished = false;
	ep->own = NULL;
	ep->session = NULL;
	ep->n_psks = 0;
}

void renegotiation_drop(struct connection *c)
{
	struct endpoint *ep = endpoint_of(c);

	if (c->side != SIDE_CLIENT || c->renegotiation.number < 2 || ep->state != EP_HANDSHAKE)
		return;
	c->s = ep->before.s;
	c->secrets = ep->before.secrets;
	c->facts = ep->before.facts;
	c->offer = ep->before.offer;
	for (size_t i = 0; i < ARRAY_LEN(c->sides); i++) {
		c->sides[i].place = ep->before.places[i];
		c->sides[i].shown = ep->before.shown[i];
	}
	c->renegotiation.number--;
	ep->state = EP_ESTABLISHED;
	CONN_FACT(c, EV_RENEGOTIATION_DROPPED);
}
