/* Two endpoints of the demo PKI, each with a trace of its own, and a wire between
 * them that a test can stop after any record, cut, or write on itself. */
#ifndef SLOWSHAKE_TESTS_DUEL_H
#define SLOWSHAKE_TESTS_DUEL_H

#include "../peer.h"
#include "check_trace.h"

#include <stdlib.h>

#include "source/party.h"
#include "tls/endpoint_state.h"
#include "tls/record/record.h"

enum { DUEL_TIME = 1781524800 };   /* 2026-06-15, within the validity of the demo PKI */

struct duel_side {
	struct trace *t;
	struct rng rng;
	struct party party;
	struct endpoint *ep;
};

struct duel {
	struct duel_side side[2];          /* client, server */
	bool owned;
};

enum { DUEL_CLIENT, DUEL_SERVER };

static inline struct endpoint *duel_ep(struct duel *d, enum actor role)
{
	return d->side[role == ACTOR_SERVER].ep;
}

/* A party of the demo PKI. */
static inline void duel_party(struct party *p, int i, struct rng rng)
{
	party_init(p, i ? SIDE_SERVER : SIDE_CLIENT, rng, DUEL_TIME);
	if (i)
		party_demo_credential(p, "pki/server.pem", "pki/server.key");
	party_demo_trust(p, i ? "pki/client-ca.pem" : "pki/root.pem");
	if (!i)
		p->tls.server_name = p->tls.peer.name = "server.example";
}

/* The parties as configured; change d->side[..].party.tls before duel_begin. With
 * `owned` they are made anew, and may be given other credentials; without, they share
 * the keys that were read for the first duel. */
static inline void duel_init_as(struct duel *d, bool owned)
{
	static struct party kept[2];
	static bool made;

	d->owned = owned;
	for (int i = 0; i < 2; i++) {
		struct duel_side *s = &d->side[i];

		s->t = trace_new();
		s->rng = crypto_rng_seeded("duel");
		s->ep = NULL;
		if (owned || !made)
			duel_party(owned ? &s->party : &kept[i], i, s->rng);
		if (!owned)
			s->party = kept[i];
		s->party.tls.rng = s->rng;
	}
	made |= !owned;
}

static inline void duel_init(struct duel *d)
{
	duel_init_as(d, false);
}

static inline void duel_begin(struct duel *d)
{
	for (int i = 0; i < 2; i++)
		d->side[i].ep = endpoint_new(d->side[i].t, i ? SIDE_SERVER : SIDE_CLIENT, &d->side[i].party.tls);
}

static inline void duel_free(struct duel *d)
{
	for (int i = 0; i < 2; i++) {
		endpoint_free(d->side[i].ep);
		if (d->owned)
			party_free(&d->side[i].party);
		crypto_rng_free(&d->side[i].rng);
		trace_free(d->side[i].t);
	}
}

/* Steps until it waits or is over; fails if it never does. */
static inline enum endpoint_did duel_settle(struct endpoint *ep)
{
	for (int i = 0; i < 1000000; i++) {
		enum endpoint_did did = endpoint_step(ep);

		if (did != EP_ACTED)
			return did;
	}
	fail_msg("the endpoint never comes to rest");
	return EP_OVER;
}

/* The first record of what `from` has to send, taken off it; empty if there is none. */
static inline struct buf duel_take_record(struct endpoint *from)
{
	struct bytes out = endpoint_output(from);
	struct buf b = { 0 };

	if (out.n < 5)
		return b;
	buf_add(&b, bytes_slice(out, 0, 5 + (size_t)bytes_uint(bytes_slice(out, 3, 2))));
	endpoint_drain(from, b.n);
	return b;
}

/* Carries one record from one to the other; false if there is none. */
static inline bool duel_carry(struct endpoint *from, struct endpoint *to)
{
	struct buf b = duel_take_record(from);
	bool any = b.n > 0;

	endpoint_feed(to, buf_bytes(&b));
	buf_free(&b);
	return any;
}

/* Places in a handshake, by the messages that may come next: the first one that may, or the other. */
enum duel_place {
	AT_CLIENT_HELLO, AT_SERVER_HELLO, AT_SERVER_CERTIFICATE, AT_CERTIFICATE_REQUEST, AT_CLIENT_CERTIFICATE, AT_CERTIFICATE_VERIFY,
	AT_TICKET,
};

static const struct duel_next {
	const char *name;
	enum side_id sender;
	uint16_t message, other;
} duel_places[] = {
	[AT_CLIENT_HELLO] = { "ClientHello", SIDE_CLIENT, MSG_HANDSHAKE(HS_CLIENT_HELLO), 0 },
	[AT_SERVER_HELLO] = { "ServerHello", SIDE_SERVER, MSG_HANDSHAKE(HS_SERVER_HELLO), 0 },
	[AT_SERVER_CERTIFICATE] = { "the server's Certificate", SIDE_SERVER, MSG_HANDSHAKE(HS_CERTIFICATE), 0 },
	[AT_CERTIFICATE_REQUEST] = { "CertificateRequest or ServerHelloDone", SIDE_SERVER, MSG_HANDSHAKE(HS_SERVER_HELLO_DONE),
				     MSG_HANDSHAKE(HS_CERTIFICATE_REQUEST) },
	[AT_CLIENT_CERTIFICATE] = { "the client's second flight", SIDE_CLIENT, MSG_HANDSHAKE(HS_CERTIFICATE),
				    MSG_HANDSHAKE(HS_CLIENT_KEY_EXCHANGE) },
	[AT_CERTIFICATE_VERIFY] = { "CertificateVerify or ChangeCipherSpec", SIDE_CLIENT, MSG_HANDSHAKE(HS_CERTIFICATE_VERIFY), MSG_CCS },
	[AT_TICKET] = { "the server's last flight", SIDE_SERVER, MSG_HANDSHAKE(HS_NEW_SESSION_TICKET), MSG_CCS },
};

static inline bool duel_at(const struct endpoint *ep, enum duel_place at)
{
	const struct duel_next *p = &duel_places[at];

	return flow_find(&ep->c, p->sender, p->message) || (p->other && flow_find(&ep->c, p->sender, p->other));
}

/* Where it stands, for a message of a test that expected another place. */
static inline const char *duel_where(const struct endpoint *ep)
{
	for (size_t i = 0; i < ARRAY_LEN(duel_places); i++)
		if (duel_at(ep, (enum duel_place)i))
			return duel_places[i].name;
	return flow_is_over(&ep->c) ? "the end" : "another place";
}

/* Plays until `victim` waits at that place in the handshake. */
static inline void duel_until(struct duel *d, enum actor victim, enum duel_place at)
{
	struct endpoint *ep = duel_ep(d, victim), *peer = duel_ep(d, peer_of(victim));

	for (int i = 0; i < 100; i++) {
		duel_settle(ep);
		if (duel_at(ep, at))
			return;
		while (duel_carry(ep, peer))
			continue;
		duel_settle(peer);
		if (!duel_carry(peer, ep))
			break;
	}
	fail_msg("the handshake never came to %s, but to %s", duel_places[at].name, duel_where(ep));
}

/* Plays until both wait. */
static inline void duel_play(struct duel *d)
{
	bool moved = true;

	while (moved) {
		moved = false;
		for (int i = 0; i < 2; i++) {
			duel_settle(d->side[i].ep);
			while (duel_carry(d->side[i].ep, d->side[1 - i].ep))
				moved = true;
		}
	}
}

/* The peer's hand: sends what the victim does not expect, with the peer's own keys. */
static inline void duel_send(struct endpoint *from, uint8_t content_type, struct bytes content)
{
	struct trace *t = from->c.w.t;
	value_id v = trace_add_leaf(t, from->c.actor, OP_CONFIG, "content", content);
	struct build_item item = { "data", v };
	unit_id unit = build_unit(t, UNIT_MESSAGE, from->c.actor, "content", &layout_application_data, NULL, &item, content.n > 0);

	trace_edit_unit(t, unit)->content_type = content_type;
	trace_open_step(t, "attack", from->c.actor);
	record_send(&from->c, unit);
}

#endif
