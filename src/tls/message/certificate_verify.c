/* CertificateVerify (RFC 5246 7.4.8): the client proves that it holds the key. */
#include "tls/endpoint_state.h"
#include "tls/message/message.h"
#include "tls/message/signature.h"
#include "tls/quirk.h"
#include "tls/schemes.h"

unit_id certificate_verify_make(struct connection *c)
{
	const struct private_key *key = config_of(c)->own.key;
	const struct scheme *s = scheme_choose(trace_bytes(c->w.t, c->s.request_schemes), key);
	/* the party that errs forgets the first message */
	size_t skip = quirk_fires(c, QUIRK_CERT_VERIFY) ? 1 : 0;
	struct signature_parts parts = { 0 };
	struct build_item items[2];

	if (value_sign(c->w, s->kind, s->hash, key, endpoint_own_key(c), transcript_values(&c->transcript) + skip, transcript_count(&c->transcript) - skip, &parts) != ST_OK) {
		endpoint_fail(c, ALERT_INTERNAL_ERROR);
		return 0;
	}
	signature_event(c, EV_SIGNATURE_MADE, parts.signature, &parts, (uint16_t)s->code.value);
	items[0] = (struct build_item){ "algorithm", trace_show(c->w.t, conn_uint(c, OP_CONFIG, "algorithm", 2, s->code.value), SHOW_CODE, &codes_signature_scheme) };
	items[1] = (struct build_item){ "signature", parts.signature };
	return message_build(c, HS_CERTIFICATE_VERIFY, items, 2);
}

enum status certificate_verify_take(struct connection *c)
{
	uint16_t code = (uint16_t)msg_uint(c, "algorithm");
	const struct scheme *s = scheme_find_spoken(code);
	value_id signature = msg_content(c, msg_field(c, "signature"), "signature");
	struct signature_parts parts = { 0 };
	bool usage = c->from->shown.may_sign, fits = s && scheme_fits_public(s, &c->from->shown.key) && usage, holds = false;
	struct event *e;

	if (fits)
		holds = value_verify(c->w, s->kind, s->hash, &c->from->shown.key, signature, transcript_values(&c->transcript), transcript_count(&c->transcript), &parts) == ST_OK;
	e = signature_event(c, EV_SIGNATURE_CHECKED, signature, &parts, code);
	return conn_check(c, e, holds, !usage ? REASON_KEY_NOT_SIGN : !fits ? REASON_SIGNATURE_ALGORITHM : holds ? REASON_SIGNATURE_GOOD : REASON_SIGNATURE_BAD,
			fits ? ALERT_DECRYPT_ERROR : ALERT_ILLEGAL_PARAMETER);
}
