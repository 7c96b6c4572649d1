/* Certificate (RFC 5246 7.4.2, 7.4.6): the server's, and the client's if it was asked. */
#include "tls/hello.h"
#include "tls/schemes.h"

/* A client shows its certificate only if it can prove that it holds the key. */
static bool may_show(const struct endpoint *ep)
{
	const struct credential *own = &ep->cfg->own;

	if (!own->key || !own->n_chain)
		return false;
	return ep->role == ACTOR_SERVER || scheme_choose(trace_bytes(ep->w.t, ep->s.request_schemes), own->key);
}

unit_id certificate_make(struct endpoint *ep)
{
	const struct credential *own = &ep->cfg->own;
	struct items it = { .n = 0 };
	bool show = may_show(ep);

	for (size_t i = 0; show && i < own->n_chain && i < MAX_CERTIFICATES; i++)
		items_add(&it, "ASN.1Cert", trace_add_leaf(ep->w.t, ep->role, OP_CONFIG, "certificate", own->chain[i]));
	if (ep->role == ACTOR_CLIENT) {
		EP_FACT(ep, EV_CERT_CHOSEN)->arg[0] = (int64_t)it.n;
		ep->s.client_certificate_sent = it.n > 0;
	}
	return message_build(ep, HS_CERTIFICATE, it.v, it.n);
}

/* The certificates of the message as values of this party. */
static size_t list_certificates(struct endpoint *ep, value_id *values, field_id *fields)
{
	struct trace *t = ep->w.t;
	field_id list = msg_field(ep, "certificate_list");
	size_t n = 0;

	for (field_id f = 0; n < MAX_CERTIFICATES && (f = trace_find_field(t, list, "ASN.1Cert", f)) != 0; n++) {
		values[n] = msg_content(ep, f, "certificate");
		fields[n] = trace_find_field(t, f, "Certificate", 0);
	}
	return n;
}

static enum status refused(struct endpoint *ep)
{
	struct trace_outcome *o = &ep->w.t->outcome;

	if (!o->failed_check && ep->peer.failed != EV_N)
		o->failed_check = event_specs[ep->peer.failed].name;
	endpoint_abort(ep, ep->peer.alert);
	return ST_REFUSED;
}

/* RFC 5246 7.4.2: the key must be one that the key exchange can use. */
static enum status key_check(struct endpoint *ep)
{
	bool kind = ep->peer.key.kind == PUBLIC_RSA, usage = ep->peer.may_encipher || ep->cfg->insecure;
	value_id key = kind ? ep->peer.key.n_value : ep->peer.key.point_value;
	struct event *e = ep_event(ep, EV_CERT_KEY_EXCHANGE, &key, key != 0);

	return ep_check(ep, e, kind && usage, !kind ? REASON_KEY_KIND : usage ? REASON_NONE : REASON_KEY_NOT_ENCIPHER,
			ALERT_UNSUPPORTED_CERTIFICATE);
}

static enum status present_check(struct endpoint *ep, size_t n)
{
	bool required = ep->cfg->client_auth == CLIENT_AUTH_REQUIRE, holds = n || !required;
	struct event *e = EP_FACT(ep, EV_CERT_REQUIRED);

	e->arg[0] = (int64_t)n;
	return ep_check(ep, e, holds, holds ? REASON_NONE : REASON_CERTIFICATE_MISSING, ALERT_HANDSHAKE_FAILURE);
}

enum status certificate_take(struct endpoint *ep)
{
	value_id values[MAX_CERTIFICATES];
	field_id fields[MAX_CERTIFICATES];
	size_t n = list_certificates(ep, values, fields);
	bool empty_ok = ep->role == ACTOR_SERVER;

	ep_event(ep, EV_CERT_LIST, values, n)->arg[0] = (int64_t)n;
	if (empty_ok) {
		TRY(present_check(ep, n));
		ep->s.client_certificate_sent = n > 0;
		if (!n)
			return ST_OK;
	}
	verify_chain(ep->w, &ep->cfg->peer, values, fields, n, &ep->peer);
	if (!ep->peer.accepted && (!ep->cfg->insecure || !ep->peer.has_key))
		return refused(ep);
	if (!ep->peer.accepted)
		EP_FACT(ep, EV_CERT_IGNORED);
	ep->peer_certified = true;
	return ep->role == ACTOR_CLIENT ? key_check(ep) : ST_OK;
}
