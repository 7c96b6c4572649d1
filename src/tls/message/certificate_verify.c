/* CertificateVerify (RFC 5246 7.4.8): the client proves that it holds the key. */
#include "tls/endpoint_state.h"
#include "tls/keys/keys.h"
#include "tls/message/items.h"
#include "tls/message/message.h"
#include "tls/message/signature.h"
#include "tls/quirk.h"

unit_id certificate_verify_make(struct connection *c)
{
	/* the party that errs forgets the first message */
	size_t skip = quirk_fires(c, QUIRK_CERT_VERIFY) ? 1 : 0;
	const struct signed_data messages = { transcript_values(&c->transcript) + skip, transcript_count(&c->transcript) - skip, NULL };
	struct items it = { .n = 0 };

	if (signature_make(c, EV_SIGNATURE_MADE, &messages, &it) != ST_OK)
		return 0;
	return message_build(c, HS_CERTIFICATE_VERIFY, it.v, it.n);
}

enum status certificate_verify_take(struct connection *c)
{
	const struct signed_data messages = { transcript_values(&c->transcript), transcript_count(&c->transcript), keys_signing };

	return signature_take(c, EV_SIGNATURE_CHECKED, &c->from->shown, &messages);
}
