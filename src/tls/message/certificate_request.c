/* CertificateRequest (RFC 5246 7.4.4). */
#include "tls/credential.h"
#include "tls/endpoint_state.h"
#include "tls/extension/extension.h"
#include "tls/kex/kex.h"
#include "tls/message/items.h"
#include "tls/message/message.h"
#include "tls/schemes.h"

enum { MAX_NAMES = 64 };

static size_t names_listed(const struct connection *c)
{
	size_t n = 0;

	for (field_id f = 0; c->s.request_authorities && (f = trace_find_field(c->w.t, c->s.request_authorities, "DistinguishedName", f)) != 0;)
		n++;
	return n;
}

/* RFC 9846 4.4.2: what may be shown stands in extensions. */
static unit_id make_tls13(struct connection *c)
{
	struct items it = { .n = 0 };
	unit_id unit;

	if (config_of(c)->quirk == QUIRK_REQUEST_CONTEXT)
		c->s.request_context = conn_uint(c, OP_CONFIG, "certificate_request_context", 1, 0);
	if (c->s.request_context)
		items_add(&it, "certificate_request_context", c->s.request_context);
	extensions_make(c, IN_CERTIFICATE_REQUEST, &it);
	c->s.certificate_requested = true;
	unit = message_build(c, HS_CERTIFICATE_REQUEST, it.v, it.n);
	c->s.request_compressions = trace_find_field(c->w.t, trace_unit(c->w.t, unit)->first_field, "algorithms", 0);
	return unit;
}

/* RFC 9846 4.4.2: empty in the handshake, and afterwards one that no other request of the connection has. */
static enum reason context_unfit(const struct connection *c, struct bytes context)
{
	const struct list *used = &c->request_contexts;

	if (!flow_is_over(c))
		return context.n ? REASON_CONTEXT_NOT_EMPTY : REASON_NONE;
	for (size_t i = 0; i < used->n; i++)
		if (bytes_equal(trace_bytes(c->w.t, LIST_AT(used, value_id, i)), context))
			return REASON_CONTEXT_USED;
	return REASON_NONE;
}

static enum status context_check(struct connection *c, field_id field)
{
	const enum reason why = context_unfit(c, trace_bytes(c->w.t, c->s.request_context));
	struct event *e;

	if (why != REASON_NONE) {
		e = CONN_EVENT(c, EV_REQUEST_CONTEXT, c->s.request_context);
		e->field = field;
		return conn_check(c, e, false, why, ALERT_ILLEGAL_PARAMETER);   /* ours: the RFC names none */
	}
	list_add(&c->request_contexts, &c->s.request_context, sizeof(c->s.request_context));
	return ST_OK;
}

static enum status take_tls13(struct connection *c)
{
	const field_id context = msg_field(c, "certificate_request_context");
	struct event *e;

	c->s.certificate_requested = true;
	c->s.request_compressions = 0;
	c->s.request_context = msg_content(c, context, "certificate_request_context");
	TRY(context_check(c, context));
	extensions_read(c, IN_CERTIFICATE_REQUEST);
	TRY(extensions_take(c, IN_CERTIFICATE_REQUEST));
	if (!c->s.request_schemes)
		return conn_check(c, CONN_FACT(c, EV_MESSAGE_DECODED), false, REASON_SCHEMES_ABSENT, ALERT_MISSING_EXTENSION);
	e = CONN_EVENT(c, EV_CERT_REQUESTED, c->s.request_context, c->s.request_schemes);
	e->arg[0] = (int64_t)names_listed(c);
	return ST_OK;
}

static void schemes_make(struct connection *c, struct items *it)
{
	items_add(it, "supported_signature_algorithms",
		  conn_code_list(c, "supported_signature_algorithms", tls_config_schemes(config_of(c)), &codes_signature_scheme));
}

unit_id certificate_request_make(struct connection *c)
{
	struct items it = { .n = 0 };

	if (c->s.version >= VERSION_TLS13)
		return make_tls13(c);
	items_uint(c, &it, "ClientCertificateType", 1, CERT_TYPE_RSA_SIGN, &codes_client_cert_type);
	if (c->s.version > VERSION_SSL30)
		items_uint(c, &it, "ClientCertificateType", 1, CERT_TYPE_ECDSA_SIGN, &codes_client_cert_type);
	if (c->s.version >= VERSION_TLS12)
		schemes_make(c, &it);
	authorities_make(c, &it);
	c->s.certificate_requested = true;
	return message_build(c, HS_CERTIFICATE_REQUEST, it.v, it.n);
}

/* RFC 5246 7.4.4: who has not said who it is may not ask it. */
static enum status anonymous_check(struct connection *c)
{
	if (!c->s.suite || !kex_is_anonymous(c->s.suite))
		return ST_OK;
	return conn_check(c, CONN_FACT(c, EV_REQUEST_ENTITLED), false, REASON_ANONYMOUS_ASKS, ALERT_HANDSHAKE_FAILURE);
}

enum status certificate_request_take(struct connection *c)
{
	field_id list = msg_field(c, "supported_signature_algorithms");
	struct event *e;

	if (c->s.version >= VERSION_TLS13)
		return take_tls13(c);
	c->s.certificate_requested = true;
	c->s.request_types = msg_content(c, msg_field(c, "certificate_types"), "certificate_types");
	/* before TLS 1.2 there is no such list */
	c->s.request_schemes = list ? msg_content(c, list, "supported_signature_algorithms") :
			    trace_add_leaf(c->w.t, c->actor, OP_CONST, "supported_signature_algorithms", BYTES_NONE);
	c->s.request_authorities = msg_field(c, "certificate_authorities");
	e = CONN_EVENT(c, EV_CERT_REQUESTED, c->s.request_types, c->s.request_schemes);
	e->arg[0] = (int64_t)names_listed(c);
	return anonymous_check(c);
}
