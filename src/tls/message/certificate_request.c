/* CertificateRequest (RFC 5246 7.4.4). */
#include "tls/credential.h"
#include "tls/endpoint_state.h"
#include "tls/message/items.h"
#include "tls/message/message.h"
#include "tls/schemes.h"

enum { MAX_NAMES = 64 };

unit_id certificate_request_make(struct connection *c)
{
	const struct trust_store *trust = config_of(c)->peer.trust;
	struct trace *t = c->w.t;
	struct items it = { .n = 0 };
	struct buf schemes_bytes = { 0 };

	items_uint(c, &it, "ClientCertificateType", 1, CERT_TYPE_RSA_SIGN, &codes_client_cert_type);
	items_uint(c, &it, "ClientCertificateType", 1, CERT_TYPE_ECDSA_SIGN, &codes_client_cert_type);
	scheme_list(tls_config_schemes(config_of(c)), &schemes_bytes);
	items_add(&it, "supported_signature_algorithms",
		  conn_codes(c, "supported_signature_algorithms", &schemes_bytes, &codes_signature_scheme));
	for (size_t i = 0; trust && i < trust_count(trust) && i < MAX_NAMES; i++)
		items_add(&it, "DistinguishedName", trace_show(t, trace_add_leaf(t, c->actor, OP_CONFIG, "DistinguishedName",
										trust_subject(trust, i)), SHOW_NAME, NULL));
	c->s.certificate_requested = true;
	return message_build(c, HS_CERTIFICATE_REQUEST, it.v, it.n);
}

enum status certificate_request_take(struct connection *c)
{
	field_id list = msg_field(c, "supported_signature_algorithms");
	struct event *e;
	int64_t n = 0;

	c->s.certificate_requested = true;
	c->s.request_types = msg_content(c, msg_field(c, "certificate_types"), "certificate_types");
	/* before TLS 1.2 there is no such list, and only an observer comes here */
	c->s.request_schemes = list ? msg_content(c, list, "supported_signature_algorithms") :
			    trace_add_leaf(c->w.t, c->actor, OP_CONST, "supported_signature_algorithms", BYTES_NONE);
	c->s.request_authorities = msg_field(c, "certificate_authorities");
	for (field_id f = 0; (f = trace_find_field(c->w.t, c->s.request_authorities, "DistinguishedName", f)) != 0;)
		n++;
	e = CONN_EVENT(c, EV_CERT_REQUESTED, c->s.request_types, c->s.request_schemes);
	e->arg[0] = n;
	return ST_OK;
}
