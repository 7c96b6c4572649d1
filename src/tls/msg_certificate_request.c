/* CertificateRequest (RFC 5246 7.4.4) and ServerHelloDone (7.4.5). */
#include "tls/hello.h"
#include "tls/schemes.h"

enum { MAX_NAMES = 64 };

unit_id certificate_request_make(struct endpoint *ep)
{
	const struct trust_store *trust = ep->cfg->peer.trust;
	struct trace *t = ep->w.t;
	struct items it = { .n = 0 };
	struct buf schemes_bytes = { 0 };

	items_uint(ep, &it, "ClientCertificateType", 1, CERT_TYPE_RSA_SIGN, &codes_client_cert_type);
	items_uint(ep, &it, "ClientCertificateType", 1, CERT_TYPE_ECDSA_SIGN, &codes_client_cert_type);
	scheme_list(&schemes_bytes);
	items_add(&it, "supported_signature_algorithms",
		  trace_show(t, trace_add_leaf(t, ep->role, OP_CONFIG, "supported_signature_algorithms", buf_bytes(&schemes_bytes)),
			     SHOW_CODES, &codes_signature_scheme));
	buf_free(&schemes_bytes);
	for (size_t i = 0; trust && i < trust_count(trust) && i < MAX_NAMES; i++)
		items_add(&it, "DistinguishedName", trace_show(t, trace_add_leaf(t, ep->role, OP_CONFIG, "DistinguishedName",
										trust_subject(trust, i)), SHOW_NAME, NULL));
	ep->s.certificate_requested = true;
	return message_build(ep, HS_CERTIFICATE_REQUEST, it.v, it.n);
}

enum status certificate_request_take(struct endpoint *ep)
{
	field_id list = msg_field(ep, "supported_signature_algorithms");
	struct event *e;
	int64_t n = 0;

	ep->s.certificate_requested = true;
	ep->s.request_types = msg_content(ep, msg_field(ep, "certificate_types"), "certificate_types");
	/* before TLS 1.2 there is no such list, and only an observer comes here */
	ep->s.request_schemes = list ? msg_content(ep, list, "supported_signature_algorithms") :
			    trace_add_leaf(ep->w.t, ep->role, OP_CONST, "supported_signature_algorithms", BYTES_NONE);
	ep->s.request_authorities = msg_field(ep, "certificate_authorities");
	for (field_id f = 0; (f = trace_find_field(ep->w.t, ep->s.request_authorities, "DistinguishedName", f)) != 0;)
		n++;
	e = EP_EVENT(ep, EV_CERT_REQUESTED, ep->s.request_types, ep->s.request_schemes);
	e->arg[0] = n;
	return ST_OK;
}

unit_id server_hello_done_make(struct endpoint *ep)
{
	return message_build(ep, HS_SERVER_HELLO_DONE, NULL, 0);
}

enum status server_hello_done_take(struct endpoint *ep)
{
	(void)ep;
	return ST_OK;
}
