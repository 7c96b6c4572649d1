/* Certificate (RFC 5246 7.4.2, 7.4.6): the server's, and the client's if it was asked. */
#include "tls/hello.h"

/* A client shows its certificate only if the server can use it: how many it shows. */
static size_t client_chooses(struct endpoint *ep)
{
	enum reason reason = credential_answers(ep);
	bool show = reason == REASON_CLIENT_CERT_FITS || reason == REASON_CLIENT_CERT_AUTHORITY;
	size_t n = show ? ep->cfg->own.n_chain : 0;
	struct event *e = EP_FACT(ep, EV_CERT_CHOSEN);

	e->arg[0] = (int64_t)n;
	e->verdict = reason == REASON_CLIENT_CERT_FITS || reason == REASON_CLIENT_CERT_NONE ? VERDICT_OK : VERDICT_WARN;
	e->reason = reason;
	ep->s.client_certificate_sent = show;
	return n;
}

unit_id certificate_make(struct endpoint *ep)
{
	size_t n = ep->role == ACTOR_CLIENT ? client_chooses(ep) : ep->cfg->own.n_chain;
	struct items it = { .n = 0 };

	if (n)
		credential_check_chain(ep);
	for (size_t i = 0; i < n && i < MAX_CERTIFICATES; i++)
		items_add(&it, "ASN.1Cert", trace_add_leaf(ep->w.t, ep->role, OP_CONFIG, "certificate", ep->cfg->own.chain[i]));
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
static enum reason key_fits(const struct endpoint *ep)
{
	const struct public_key *k = &ep->peer.key;
	struct rsa_key *rsa;

	if (k->kind != PUBLIC_RSA)
		return REASON_KEY_KIND;
	if (!ep->peer.may_encipher && !ep->cfg->insecure)
		return REASON_KEY_NOT_ENCIPHER;
	/* 00 02, at least eight bytes of padding, 00, and the secret */
	if (k->n.n < 2 + 8 + 1 + 48)
		return REASON_KEY_SMALL;
	if (crypto_rsa_new(k->n, k->e, BYTES_NONE, BYTES_NONE, BYTES_NONE, &rsa) != ST_OK)
		return REASON_PUBLIC_KEY_BROKEN;
	crypto_rsa_free(rsa);
	return REASON_NONE;
}

static enum status key_check(struct endpoint *ep)
{
	enum reason reason = key_fits(ep);
	value_id key = ep->peer.key.kind == PUBLIC_RSA ? ep->peer.key.n_value : ep->peer.key.point_value;
	struct event *e = ep_event(ep, EV_CERT_KEY_EXCHANGE, &key, key != 0);

	return ep_check(ep, e, reason == REASON_NONE, reason == REASON_NONE ? REASON_KEY_FITS : reason, ALERT_UNSUPPORTED_CERTIFICATE);
}

static enum status present_check(struct endpoint *ep, size_t n)
{
	bool required = ep->cfg->client_auth == CLIENT_AUTH_REQUIRE, holds = n || !required;
	struct event *e = EP_FACT(ep, EV_CERT_REQUIRED);

	e->arg[0] = (int64_t)n;
	return ep_check(ep, e, holds, holds ? REASON_NONE : REASON_CERTIFICATE_MISSING, ALERT_HANDSHAKE_FAILURE);
}

/* What failed ends nothing after all; nobody has read these events yet. */
static void overrule(struct endpoint *ep, event_id from)
{
	for (event_id id = from; id < trace_n_events(ep->w.t); id++)
		((struct event *)segvec_at(&ep->w.t->events, id))->fatal = false;
	EP_FACT(ep, EV_CERT_IGNORED);
}

enum status certificate_take(struct endpoint *ep)
{
	value_id values[MAX_CERTIFICATES];
	field_id fields[MAX_CERTIFICATES];
	struct verify_config cfg;
	size_t n = list_certificates(ep, values, fields);
	event_id before = trace_n_events(ep->w.t);

	ep_event(ep, EV_CERT_LIST, values, n)->arg[0] = (int64_t)n;
	if (ep->role == ACTOR_SERVER) {
		TRY(present_check(ep, n));
		ep->s.client_certificate_sent = n > 0;
		if (!n)
			return ST_OK;
	} else if (!n) {
		return ep_check(ep, EP_FACT(ep, EV_MESSAGE_DECODED), false, REASON_NO_SERVER_CERTIFICATE, ALERT_DECODE_ERROR);
	}
	cfg = ep->cfg->peer;
	if (cfg.name == ep->cfg->server_name)
		cfg.name_value = ep->s.server_name_value;
	verify_chain(ep->w, &cfg, values, fields, n, &ep->peer);
	if (!ep->peer.accepted && (!ep->cfg->insecure || !ep->peer.has_key))
		return refused(ep);
	if (!ep->peer.accepted)
		overrule(ep, before);
	ep->peer_certified = true;
	return ep->role == ACTOR_CLIENT ? key_check(ep) : ST_OK;
}
