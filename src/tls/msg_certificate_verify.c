/* CertificateVerify (RFC 5246 7.4.8): the client proves that it holds the key. */
#include "tls/schemes.h"
#include "tls/state.h"

/* What the parts of a signature are called in the event, for viewers. */
static size_t signature_values(const struct signature_parts *p, value_id signature, value_id *out)
{
	const value_id all[] = { signature, p->hash, p->block, p->inner, p->r, p->s };
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (all[i])
			out[n++] = all[i];
	return n;
}

unit_id certificate_verify_make(struct endpoint *ep)
{
	const struct private_key *key = ep->cfg->own.key;
	const struct scheme *s = scheme_choose(trace_bytes(ep->w.t, ep->s.request_schemes), key);
	/* the party that errs forgets the first message */
	size_t skip = ep_quirk(ep, QUIRK_CERT_VERIFY) ? 1 : 0, n;
	struct signature_parts parts = { 0 };
	struct build_item items[2];
	value_id values[6];
	struct event *e;

	if (value_sign(ep->w, s->kind, s->hash, key, ep_own_key(ep), (value_id *)ep->transcript.p + skip, ep->transcript.n - skip, &parts) != ST_OK) {
		endpoint_abort(ep, ALERT_INTERNAL_ERROR);
		return 0;
	}
	n = signature_values(&parts, parts.signature, values);
	e = ep_event(ep, EV_SIGNATURE_MADE, values, n);
	e->arg[0] = s->code.value;
	items[0] = (struct build_item){ "algorithm", trace_show(ep->w.t, ep_uint(ep, OP_CONFIG, "algorithm", 2, s->code.value), SHOW_CODE, &codes_signature_scheme) };
	items[1] = (struct build_item){ "signature", parts.signature };
	return message_build(ep, HS_CERTIFICATE_VERIFY, items, 2);
}

enum status certificate_verify_take(struct endpoint *ep)
{
	uint16_t code = (uint16_t)msg_uint(ep, "algorithm");
	const struct scheme *s = scheme_find_spoken(code);
	value_id signature = msg_content(ep, msg_field(ep, "signature"), "signature"), values[6];
	struct signature_parts parts = { 0 };
	bool usage = ep->peer.may_sign || ep->cfg->insecure, fits = s && scheme_fits_public(s, &ep->peer.key) && usage, holds = false;
	struct event *e;

	if (fits)
		holds = value_verify(ep->w, s->kind, s->hash, &ep->peer.key, signature, ep->transcript.p, ep->transcript.n, &parts) == ST_OK;
	e = ep_event(ep, EV_SIGNATURE_CHECKED, values, signature_values(&parts, signature, values));
	e->arg[0] = code;
	return ep_check(ep, e, holds, !usage ? REASON_KEY_NOT_SIGN : !fits ? REASON_SIGNATURE_ALGORITHM : holds ? REASON_SIGNATURE_GOOD : REASON_SIGNATURE_BAD,
			fits ? ALERT_DECRYPT_ERROR : ALERT_ILLEGAL_PARAMETER);
}
