#include "tls/message/status.h"

#include "tls/endpoint_state.h"
#include "tls/message/message.h"
#include "x509/verify/ocsp.h"

bool status_is_stapled(const struct connection *c)
{
	const struct credential *own = c->side == SIDE_SERVER ? endpoint_own(c) : NULL;

	return own && own->staple.n && c->offer.asks_ocsp && !c->s.resumed && !c->s.psk.used;
}

bool status_is_due(const struct connection *c)
{
	const struct credential *own = endpoint_own(c);

	return status_is_stapled(c) || (config_of(c)->quirk == QUIRK_STATUS_UNASKED && own && own->staple.n);
}

void status_items(struct connection *c, struct items *it)
{
	items_uint(c, it, "status_type", 1, STATUS_OCSP, &codes_status_type);
	items_add(it, "response", trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "OCSP response", endpoint_own(c)->staple));
}

struct verify_shown status_find(struct connection *c)
{
	struct trace *t = c->w.t;
	field_id list = msg_field(c, "certificate_list"), in = list ? trace_find_field(t, list, "CertificateEntry", 0) : c->msg.root;
	const field_id f = in ? trace_find_field(t, in, "OCSPResponse", 0) : 0;

	return f ? (struct verify_shown){ msg_value(c, f, "OCSP response"), f } : (struct verify_shown){ 0, 0 };
}

bool status_judge(struct connection *c, struct verify_shown response, utc_time now)
{
	const struct ocsp_question q = {
		.certificate = c->from->shown.certificate, .issuer = c->from->shown.issuer, .response = response, .now = now,
	};
	struct ocsp_verdict verdict;

	c->s.status_came = response.value != 0;
	ocsp_judge(c->w, &q, &verdict);
	ocsp_apply(&verdict, &c->from->shown);
	return verdict.accepted;
}
