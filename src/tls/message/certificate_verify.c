/* CertificateVerify (RFC 5246 7.4.8): the client proves that it holds the key. */
#include "tls/endpoint_state.h"
#include "tls/message/message.h"
#include "tls/quirk.h"
#include "tls/schemes.h"

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

unit_id certificate_verify_make(struct connection *c)
{
	const struct private_key *key = config_of(c)->own.key;
	const struct scheme *s = scheme_choose(trace_bytes(c->w.t, c->s.request_schemes), key);
	/* the party that errs forgets the first message */
	size_t skip = quirk_fires(c, QUIRK_CERT_VERIFY) ? 1 : 0, n;
	struct signature_parts parts = { 0 };
	struct build_item items[2];
	value_id values[6];
	struct event *e;

	if (value_sign(c->w, s->kind, s->hash, key, endpoint_own_key(c), (value_id *)c->transcript.p + skip, c->transcript.n - skip, &parts) != ST_OK) {
		endpoint_fail(c, ALERT_INTERNAL_ERROR);
		return 0;
	}
	n = signature_values(&parts, parts.signature, values);
	e = conn_event(c, EV_SIGNATURE_MADE, values, n);
	e->arg[0] = s->code.value;
	items[0] = (struct build_item){ "algorithm", trace_show(c->w.t, conn_uint(c, OP_CONFIG, "algorithm", 2, s->code.value), SHOW_CODE, &codes_signature_scheme) };
	items[1] = (struct build_item){ "signature", parts.signature };
	return message_build(c, HS_CERTIFICATE_VERIFY, items, 2);
}

enum status certificate_verify_take(struct connection *c)
{
	uint16_t code = (uint16_t)msg_uint(c, "algorithm");
	const struct scheme *s = scheme_find_spoken(code);
	value_id signature = msg_content(c, msg_field(c, "signature"), "signature"), values[6];
	struct signature_parts parts = { 0 };
	bool usage = c->from->shown.may_sign || config_of(c)->insecure, fits = s && scheme_fits_public(s, &c->from->shown.key) && usage, holds = false;
	struct event *e;

	if (fits)
		holds = value_verify(c->w, s->kind, s->hash, &c->from->shown.key, signature, c->transcript.p, c->transcript.n, &parts) == ST_OK;
	e = conn_event(c, EV_SIGNATURE_CHECKED, values, signature_values(&parts, signature, values));
	e->arg[0] = code;
	return conn_check(c, e, holds, !usage ? REASON_KEY_NOT_SIGN : !fits ? REASON_SIGNATURE_ALGORITHM : holds ? REASON_SIGNATURE_GOOD : REASON_SIGNATURE_BAD,
			fits ? ALERT_DECRYPT_ERROR : ALERT_ILLEGAL_PARAMETER);
}
