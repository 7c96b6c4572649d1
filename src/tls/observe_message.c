/* What an observer does with each message: takes what it says, checks what can be
 * checked, and follows the keys. */
#include "tls/observe.h"
#include "tls/schemes.h"

/* ---- certificates ---- */

static size_t certificates(struct endpoint *ep, value_id *values, field_id *fields)
{
	field_id list = msg_field(ep, "certificate_list");
	size_t n = 0;

	for (field_id f = 0; list && n < MAX_CERTIFICATES && (f = trace_find_field(ep->w.t, list, "ASN.1Cert", f)) != 0; n++) {
		values[n] = msg_content(ep, f, "certificate");
		fields[n] = trace_find_field(ep->w.t, f, "Certificate", 0);
	}
	return n;
}

static enum status observe_certificate(struct observer *o)
{
	struct endpoint *ep = &o->ep;
	value_id values[MAX_CERTIFICATES];
	field_id fields[MAX_CERTIFICATES];
	size_t n = certificates(ep, values, fields);

	ep_event(ep, EV_CERT_LIST, values, n)->arg[0] = (int64_t)n;
	if (sender_side(ep) == SIDE_CLIENT) {
		o->now.client_certificates = (unsigned)n;
		if (n)
			observe_leaf_key(ep, values[0], &o->client_peer);
		return ST_OK;
	}
	if (n && o->cfg->verify)
		observe_chain(o, values, fields, n);
	else if (n)
		observe_leaf_key(ep, values[0], &ep->peer);
	return ST_OK;
}

/* ---- signatures ---- */

/* The scheme of a digitally-signed struct: named in TLS 1.2, fixed before it. */
static const struct scheme *signed_scheme(struct endpoint *ep, const struct public_key *key)
{
	return ep->facts.facts[SEL_VERSION] >= VERSION_TLS12 ? scheme_find((uint16_t)msg_uint(ep, "algorithm")) : scheme_before_tls12(key);
}

/* What the parts of a signature are called in the event, for viewers. */
static int signature_told(struct observer *o, enum event_type type, value_id signature, const struct signature_parts *p, uint16_t code,
			  bool holds)
{
	const value_id all[] = { signature, p->hash, p->block, p->inner, p->r, p->s };
	value_id values[ARRAY_LEN(all)];
	struct event *e;
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (all[i])
			values[n++] = all[i];
	e = ep_event(&o->ep, type, values, n);
	e->arg[0] = code;
	e->verdict = holds ? VERDICT_OK : VERDICT_FAIL;
	e->reason = holds ? REASON_SIGNATURE_GOOD : REASON_SIGNATURE_BAD;
	return holds ? SIGNATURE_OK : SIGNATURE_WRONG;
}

static int check_signature(struct observer *o, enum event_type type, const struct verify_result *signer,
			   const value_id *data, size_t n)
{
	struct endpoint *ep = &o->ep;
	struct signature_parts parts = { 0 };
	field_id f = msg_field(ep, "signature");
	value_id signature = f ? msg_content(ep, f, "signature") : 0;
	const struct scheme *s = signed_scheme(ep, &signer->key);
	enum status st;

	if (!signature || !s || !signer->has_key || !scheme_fits_public(s, &signer->key))
		return SIGNATURE_UNCHECKED;
	st = value_verify(ep->w, s->kind, s->hash, &signer->key, signature, data, n, &parts);
	if (st != ST_OK && st != ST_MISMATCH)
		return SIGNATURE_UNCHECKED;
	return signature_told(o, type, signature, &parts, (uint16_t)s->code.value, st == ST_OK);
}

/* SSL 3.0 signs hashes that the master secret goes into (RFC 6101 5.6.8): MD5 and SHA-1
 * side by side with an RSA key, SHA-1 alone with another. */
static int check_ssl30_signature(struct observer *o)
{
	struct endpoint *ep = &o->ep;
	const struct public_key *key = &o->client_peer.key;
	const struct scheme *s = scheme_before_tls12(key);
	field_id f = msg_field(ep, "signature");
	value_id signature = f ? msg_content(ep, f, "signature") : 0, hashes;
	struct signature_parts parts = { 0 };
	enum status st;

	if (!signature || !s || !o->client_peer.has_key || !ep->secrets.master || o->transcript_broken)
		return SIGNATURE_UNCHECKED;
	hashes = schedule_ssl30_hash(ep, "md5_hash and sha_hash", ACTOR_NONE);
	if (s->hash == HASH_SHA1)
		hashes = trace_add_slice(ep->w.t, ep->role, hashes, hash_size(HASH_MD5), hash_size(HASH_SHA1), "sha_hash");
	st = value_verify_hash(ep->w, s->kind, s->hash, key, signature, hashes, &parts);
	if (st != ST_OK && st != ST_MISMATCH)
		return SIGNATURE_UNCHECKED;
	return signature_told(o, EV_SIGNATURE_CHECKED, signature, &parts, (uint16_t)s->code.value, st == ST_OK);
}

static enum status observe_server_key_exchange(struct observer *o)
{
	struct endpoint *ep = &o->ep;
	field_id params = msg_field(ep, "ServerDHParams");
	value_id data[3];

	if (!params)
		params = msg_field(ep, "ServerECDHParams");
	if (!params || !msg_field(ep, "signature") || !ep->s.client_random || !ep->s.server_random)
		return ST_OK;
	data[0] = ep->s.client_random;
	data[1] = ep->s.server_random;
	data[2] = msg_value(ep, params, "params");
	o->now.key_exchange_signature = check_signature(o, EV_PARAMS_SIGNATURE, &ep->peer, data, 3);
	return ST_OK;
}

static enum status observe_certificate_verify(struct observer *o)
{
	o->now.client_signature = o->ep.s.version == VERSION_SSL30 ? check_ssl30_signature(o) :
				  check_signature(o, EV_SIGNATURE_CHECKED, &o->client_peer, o->ep.transcript.p, o->ep.transcript.n);
	return ST_OK;
}

/* ---- the rest of the handshake ---- */

static enum status observe_certificate_request(struct observer *o)
{
	o->now.client_auth = true;
	return certificate_request_take(&o->ep);
}

static enum status observe_ticket(struct observer *o)
{
	field_id f = msg_field(&o->ep, "ticket"), c = f ? trace_find_field(o->ep.w.t, f, "content", 0) : 0;

	if (c)
		o->new_ticket = msg_bytes(&o->ep, c);
	return ST_OK;
}

static enum status observe_finished(struct observer *o)
{
	struct endpoint *ep = &o->ep;
	enum side side = sender_side(ep);
	field_id f = msg_field(ep, "verify_data");
	value_id came, own;
	struct event *e;
	bool equal;

	o->now.finished[side] = FINISHED_UNCHECKED;
	if (!f || o->transcript_broken || !ep->secrets.master)
		return ST_OK;
	came = msg_value(ep, f, "verify_data received");
	own = schedule_verify_data(ep, ep->sender);
	equal = bytes_equal(trace_bytes(ep->w.t, came), trace_bytes(ep->w.t, own));
	e = EP_EVENT(ep, EV_FINISHED_COMPARED, came, own);
	e->field = f;
	e->verdict = equal ? VERDICT_OK : VERDICT_FAIL;
	e->reason = equal ? REASON_VALUES_EQUAL : REASON_VALUES_DIFFER;
	o->now.finished[side] = equal ? FINISHED_VERIFIED : FINISHED_MISMATCH;
	if (equal) {
		observe_remember(o, o->session_id);
		observe_remember(o, o->new_ticket);
	}
	return ST_OK;
}

static enum status observe_nothing(struct observer *o)
{
	(void)o;
	return ST_OK;
}

static const struct {
	uint8_t type;
	bool outside;                  /* not part of the transcript */
	bool full;                     /* not in a resumed handshake (RFC 5246 7.3) */
	enum status (*take)(struct observer *o);
	void (*then)(struct observer *o);
} messages[] = {
	{ HS_HELLO_REQUEST, true, false, observe_nothing, NULL },
	{ HS_CLIENT_HELLO, false, false, observe_client_hello, NULL },
	{ HS_SERVER_HELLO, false, false, observe_server_hello, NULL },
	{ HS_CERTIFICATE, false, true, observe_certificate, NULL },
	{ HS_SERVER_KEY_EXCHANGE, false, true, observe_server_key_exchange, NULL },
	{ HS_CERTIFICATE_REQUEST, false, true, observe_certificate_request, NULL },
	{ HS_SERVER_HELLO_DONE, false, true, observe_nothing, NULL },
	{ HS_CERTIFICATE_VERIFY, false, true, observe_certificate_verify, NULL },
	{ HS_CLIENT_KEY_EXCHANGE, false, true, observe_nothing, observe_keys },
	{ HS_FINISHED, false, false, observe_finished, NULL },
	{ HS_NEW_SESSION_TICKET, false, false, observe_ticket, NULL },
	{ HS_CERTIFICATE_STATUS, false, true, observe_nothing, NULL },
};

static bool finished_holds(enum finished_state s)
{
	return s == FINISHED_VERIFIED || s == FINISHED_UNCHECKED;
}

static void complete_check(struct observer *o)
{
	if (finished_holds(o->now.finished[0]) && finished_holds(o->now.finished[1]) && !o->now.complete) {
		o->now.complete = true;
		o->ep.observe_skips = o->cfg->brief;
		EP_FACT(&o->ep, EV_ESTABLISHED);
	}
}

static enum status observe_handshake(struct observer *o, uint8_t type)
{
	struct endpoint *ep = &o->ep;

	for (size_t i = 0; i < ARRAY_LEN(messages); i++) {
		if (messages[i].type != type)
			continue;
		o->full |= messages[i].full;
		TRY(messages[i].take(o));
		if (!messages[i].outside)
			list_add(&ep->transcript, &ep->msg.value, sizeof(value_id));
		if (messages[i].then)
			messages[i].then(o);
		complete_check(o);
		return ST_OK;
	}
	list_add(&ep->transcript, &ep->msg.value, sizeof(value_id));
	return ST_OK;
}

/* ---- the other content types ---- */

/* Why there are no keys at ChangeCipherSpec. */
static enum closed no_protection(const struct observer *o)
{
	if (!o->any)
		return CLOSED_NO_START;
	if (!o->heard[0] || !o->heard[1])
		return CLOSED_ONE_DIRECTION;
	/* before ServerHello, and without a key exchange, only TLS 1.3 sends it (RFC 9846 E.4) */
	if (!o->now.has_server_hello && !o->full)
		return CLOSED_TLS13;
	for (size_t i = 0; i < 2; i++)   /* what would have given them was lost */
		if (o->sides[i].ended && o->no_secret == CLOSED_NO_KEY)
			return o->sides[i].why;
	return o->no_secret != CLOSED_NONE ? o->no_secret : CLOSED_NO_START;
}

static enum status observe_ccs(struct observer *o)
{
	struct endpoint *ep = &o->ep;
	enum side side = sender_side(ep);
	const struct protection *p = side == SIDE_CLIENT ? &ep->secrets.write : &ep->secrets.read;

	if (ep->s.version >= VERSION_TLS13)
		return ST_OK;
	if (!o->full && !ep->secrets.master && !o->ccs_seen && o->no_secret == CLOSED_NO_KEY && !ep->secrets.pre_master && side == SIDE_SERVER)
		observe_resume(o);
	o->ccs_seen = true;
	o->now.finished[side] = FINISHED_CLOSED;
	o->sides[side].opened = 0;
	if (p->suite) {
		crypto_stream_free(ep->from->read.stream);
		ep->from->read = *p;
		if (p->kind == PROTECT_STREAM_CIPHER &&
		    crypto_stream_new(p->suite->cipher, trace_bytes(ep->w.t, p->key), &ep->from->read.stream) != ST_OK)
			observe_close_side(o, side, CLOSED_NO_PRIMITIVE);
		EP_FACT(ep, EV_KEYS_ACTIVE);
	} else {
		observe_close_side(o, side, no_protection(o));
	}
	return ST_OK;
}

static enum status observe_alert(struct observer *o)
{
	struct endpoint *ep = &o->ep;
	struct trace_outcome *out = &ep->w.t->outcome;
	int level = (int)msg_uint(ep, "level"), description = (int)msg_uint(ep, "description");
	struct event *e = EP_EVENT(ep, EV_ALERT_RECEIVED, ep->msg.value);

	e->arg[0] = level;
	e->arg[1] = description;
	if (o->now.n_alerts < HANDSHAKE_MAX_ALERTS)
		o->now.alerts[o->now.n_alerts++] = (uint8_t)description;
	o->refused |= level == ALERT_FATAL && ep->from->read.kind == PROTECT_NONE && !o->now.complete;
	if (level == ALERT_FATAL && !out->alert) {
		out->alert = code_name(&codes_alert, (uint32_t)description);
		out->alert_from = ep->sender;
	}
	return ST_OK;
}

static enum status observe_data(struct observer *o)
{
	struct endpoint *ep = &o->ep;
	struct bytes b = trace_bytes(ep->w.t, ep->msg.value);

	EP_EVENT(ep, EV_DATA_RECEIVED, trace_show(ep->w.t, trace_add_slice(ep->w.t, ep->role, ep->msg.value, 0, b.n, "data"), SHOW_TEXT, NULL));
	return ST_OK;
}

enum status observe_message(struct endpoint *ep, uint8_t content_type, uint8_t handshake_type)
{
	struct observer *o = observer_of(ep);

	if (ep->from->read.kind != PROTECT_NONE)
		o->sides[sender_side(ep)].opened++;
	switch (content_type) {
	case CT_HANDSHAKE:
		return observe_handshake(o, handshake_type);
	case CT_CHANGE_CIPHER_SPEC:
		return observe_ccs(o);
	case CT_ALERT:
		return observe_alert(o);
	case CT_APPLICATION_DATA:
		return observe_data(o);
	case CT_HEARTBEAT:
		observe_heartbeat(o);
		return ST_OK;
	default:
		return ST_OK;
	}
}

void observe_closed_record(struct endpoint *ep, unit_id record)
{
	struct observer *o = observer_of(ep);
	struct side_state *s = &o->sides[sender_side(ep)];

	s->closed++;
	if (ep->w.t->brief)
		return;
	ep->msg.unit = record;
	observe_closed(o, EV_RECORD_CLOSED, s->why)->unit = record;
}
