/* Certificate (RFC 5246 7.4.2, 7.4.6): the server's, and the client's if it was asked. */
#include "tls/credential.h"
#include "tls/endpoint_state.h"
#include "tls/extension/extension.h"
#include "tls/kex/group.h"
#include "tls/kex/kex.h"
#include "tls/message/compressed.h"
#include "tls/message/items.h"
#include "tls/message/message.h"
#include "tls/message/read.h"
#include "tls/message/signature.h"
#include "tls/message/status.h"
#include "tls/quirk.h"

/* What it means to have none, in that version. */
static enum reason none(const struct connection *c)
{
	return c->s.version == VERSION_SSL30 ? REASON_CLIENT_CERT_ALERT : REASON_CLIENT_CERT_NONE;
}

/* A client shows its certificate only if the server can use it. */
size_t certificate_choose(struct connection *c)
{
	enum reason reason = credential_take_answer(c);
	const struct credential *own = endpoint_own(c);
	size_t n = own ? own->n_chain : 0;
	struct event *e = CONN_FACT(c, EV_CERT_CHOSEN);

	e->arg[0] = (int64_t)n;
	e->verdict = reason == REASON_CLIENT_CERT_FITS || reason == REASON_CLIENT_CERT_NONE ? VERDICT_OK : VERDICT_WARN;
	e->reason = reason == REASON_CLIENT_CERT_NONE ? none(c) : reason;
	c->s.client_certificate_sent = n > 0;
	return n;
}

/* TLS 1.3 has extensions beside each (RFC 9846 4.5.1). */
static const char *entry_name(const struct connection *c)
{
	return c->s.version >= VERSION_TLS13 ? "cert_data" : "ASN.1Cert";
}

static value_id request_answered(struct connection *c)
{
	const bool any = trace_bytes(c->w.t, c->s.request_context).n > 0;   /* in the handshake it is empty */

	return any && quirk_fires(c, QUIRK_OTHER_CONTEXT) ? quirk_altered_value(c, c->s.request_context, 0, 1) : c->s.request_context;
}

bool certificate_items(struct connection *c, struct items *it)
{
	size_t n = c->side == SIDE_CLIENT ? certificate_choose(c) : endpoint_own(c)->n_chain;

	if (n && quirk_fires(c, QUIRK_EMPTY_CERTIFICATE))
		n = 0;
	if (n)
		credential_check_chain(c);
	if (n && c->side == SIDE_CLIENT && signature_choose(c) != ST_OK)
		return false;
	if (c->s.request_context && c->side == SIDE_CLIENT)
		items_add(it, "certificate_request_context", request_answered(c));
	for (size_t i = 0; i < n && i < MAX_CERTIFICATES; i++) {
		items_add(it, entry_name(c), trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "certificate", endpoint_own(c)->chain[i]));
		if (!i && c->s.version >= VERSION_TLS13)
			extensions_make(c, IN_CERTIFICATE_ENTRY, it);
	}
	if (c->s.version >= VERSION_TLS13 && quirk_fires(c, QUIRK_ENTRY_EXTENSION))
		items_uint(c, it, "extension_type", 2, EXT_EXTENDED_MASTER_SECRET, &codes_extension);
	return true;
}

unit_id certificate_make(struct connection *c)
{
	struct items it = { .n = 0 };

	return certificate_items(c, &it) ? message_build(c, HS_CERTIFICATE, it.v, it.n) : 0;
}

size_t certificate_read(struct connection *c, value_id *values, field_id *fields)
{
	struct trace *t = c->w.t;
	field_id list = msg_field(c, "certificate_list");
	size_t n = 0;

	for (field_id f = 0; list && n < MAX_CERTIFICATES && (f = trace_find_field(t, list, entry_name(c), f)) != 0; n++) {
		values[n] = msg_content(c, f, "certificate");
		fields[n] = trace_find_field(t, f, "Certificate", 0);
	}
	conn_event(c, EV_CERT_LIST, values, n)->arg[0] = (int64_t)n;
	return n;
}

static enum status refused(struct connection *c)
{
	struct trace_outcome *o = &trace_current(c->w.t)->outcome;

	if (!o->failed_check && c->from->shown.failed != EV_N) {
		o->failed_check = event_specs[c->from->shown.failed].name;
		o->unjudged = c->from->shown.unjudged;
	}
	endpoint_fail(c, c->from->shown.alert);
	return ST_REFUSED;
}

/* RFC 8422 5.3 binds the server; to the client it leaves what to do about it. */
static bool curve_unasked(const struct connection *c, const struct public_key *k)
{
	return c->s.version < VERSION_TLS13 && k->kind == PUBLIC_EC && k->curve && !group_curve_allowed(c, k->curve);
}

static enum status key_check(struct connection *c)
{
	const struct public_key *k = &c->from->shown.key;
	const struct kex *kex = kex_of(c->s.suite);
	enum reason unfit = kex->key_unfit(c->s.suite, &c->from->shown);
	value_id key = k->kind == PUBLIC_RSA ? k->n_value : k->point_value;
	struct event *e = conn_event(c, kex->key_event, &key, key != 0);

	TRY(conn_check(c, e, unfit == REASON_NONE, unfit == REASON_NONE ? kex->key_fits : unfit, ALERT_UNSUPPORTED_CERTIFICATE));
	if (curve_unasked(c, k)) {
		e->verdict = VERDICT_WARN;
		e->reason = REASON_KEY_CURVE_NOT_LISTED;
	}
	return ST_OK;
}

enum status certificate_present_check(struct connection *c, size_t n)
{
	bool required = config_of(c)->client_auth == CLIENT_AUTH_REQUIRE, holds = n || !required;
	struct event *e = CONN_FACT(c, EV_CERT_REQUIRED);

	e->arg[0] = (int64_t)n;
	return conn_check(c, e, holds, holds ? REASON_NONE : REASON_CERTIFICATE_MISSING,
			  c->s.version >= VERSION_TLS13 ? ALERT_CERTIFICATE_REQUIRED : ALERT_HANDSHAKE_FAILURE);
}

enum status certificate_accept(struct connection *c, event_id before)
{
	if (c->from->shown.accepted)
		return ST_OK;
	if (!config_of(c)->insecure || !c->from->shown.has_key)
		return refused(c);
	trace_end_nothing(c->w.t, before);
	CONN_FACT(c, EV_CERT_IGNORED);
	return ST_OK;
}

/* RFC 9846 4.5.1: a client says which request it answers, a server that it answers none. */
enum status certificate_context_check(struct connection *c)
{
	const struct bytes asked = c->sender == SIDE_CLIENT && c->s.request_context ? trace_bytes(c->w.t, c->s.request_context) : BYTES_NONE;
	struct event *e;
	value_id came;
	field_id f;
	bool same;

	if (c->s.version < VERSION_TLS13)
		return ST_OK;
	f = msg_field(c, "certificate_request_context");
	if (!f)
		return ST_OK;                      /* the message is malformed, and that was said */
	came = msg_content(c, f, "certificate_request_context");
	same = bytes_equal(trace_bytes(c->w.t, came), asked);
	e = CONN_EVENT(c, EV_CERT_CONTEXT, came);
	e->field = f;
	return conn_check(c, e, same, same ? REASON_CONTEXT_SAME : REASON_CONTEXT_OTHER, ALERT_ILLEGAL_PARAMETER);
}

/* What stands beside each certificate (RFC 9846 4.5.1). */
static enum status entries_check(struct connection *c)
{
	const field_id list = msg_field(c, "certificate_list");

	if (c->s.version < VERSION_TLS13)
		return ST_OK;
	for (field_id entry = 0; list && (entry = trace_find_field(c->w.t, list, "CertificateEntry", entry)) != 0;) {
		field_id f = trace_find_field(c->w.t, entry, "extensions", 0);

		while (f && trace_field(c->w.t, f)->parent != entry)   /* a certificate has some of its own */
			f = trace_find_field(c->w.t, entry, "extensions", f);
		TRY(extensions_take_of(c, IN_CERTIFICATE_ENTRY, f));
	}
	return ST_OK;
}

/* RFC 5246 7.4.2, RFC 9846 4.5.1 */
enum status certificate_some_check(struct connection *c, size_t n)
{
	if (n || c->sender == SIDE_CLIENT || trace_unit(c->w.t, c->msg.unit)->problem)
		return ST_OK;
	return conn_check(c, CONN_FACT(c, EV_MESSAGE_DECODED), false, REASON_NO_SERVER_CERTIFICATE, ALERT_DECODE_ERROR);
}

/* RFC 8737 3; the alert is ours: the RFC says only that the validation fails. */
static enum status challenge_protocol_check(struct connection *c)
{
	const bool agreed = c->s.alpn && bytes_equal(trace_bytes(c->w.t, c->s.alpn), BYTES_LIT("acme-tls/1"));

	if (!config_of(c)->peer.acme)
		return ST_OK;
	return conn_check(c, conn_event(c, EV_ACME_PROTOCOL, &c->s.alpn, c->s.alpn != 0), agreed, agreed ? REASON_ACME_AGREED : REASON_ACME_NO_PROTOCOL,
			  ALERT_HANDSHAKE_FAILURE);
}

static bool usage_is_let_be(const struct connection *c)
{
	const struct tls_config *cfg = config_of(c);
	const bool old_rsa = c->s.version < VERSION_TLS13 && c->from->shown.key.kind == PUBLIC_RSA;

	return cfg->insecure && (cfg->key_usage == USAGE_LET_BE || (cfg->key_usage == USAGE_HOLDS_BUT_OLD_RSA && old_rsa));
}

enum status certificate_take(struct connection *c)
{
	value_id values[MAX_CERTIFICATES];
	field_id fields[MAX_CERTIFICATES];
	struct verify_config cfg;
	size_t n = certificate_read(c, values, fields);
	event_id before = trace_n_events(c->w.t);

	TRY(certificate_context_check(c));
	TRY(entries_check(c));
	if (!n && c->s.version == VERSION_SSL30)   /* RFC 6101 5.6.2: there is no empty list */
		return conn_check(c, CONN_FACT(c, EV_MESSAGE_DECODED), false, REASON_EMPTY_LIST_SSL30, ALERT_ILLEGAL_PARAMETER);
	if (c->side == SIDE_SERVER) {
		TRY(certificate_present_check(c, n));
		c->s.client_certificate_sent = n > 0;
		if (n && config_of(c)->sessions)
			c->s.client_certificates = msg_content(c, msg_field(c, "certificate_list"), "certificate_list");
		if (!n)
			return ST_OK;
	}
	TRY(certificate_some_check(c, n));
	TRY(challenge_protocol_check(c));
	cfg = config_of(c)->peer;
	if (cfg.name == config_of(c)->server_name)
		cfg.name_value = c->s.server_name_value;
	verify_chain(c->w, &cfg, values, fields, n, &c->from->shown);
	if (usage_is_let_be(c))
		c->from->shown.may_sign = c->from->shown.may_encipher = true;
	if (c->side == SIDE_CLIENT && c->offer.asks_ocsp && c->s.version >= VERSION_TLS13)
		(void)status_judge(c, status_find(c), cfg.now);
	TRY(certificate_accept(c, before));
	return c->side == SIDE_CLIENT ? key_check(c) : ST_OK;
}
