/* CertificateVerify (RFC 5246 7.4.8, RFC 9846 4.5.2): who showed a certificate proves that it holds the key. */
#include "tls/endpoint_state.h"
#include "tls/keys/keys.h"
#include "tls/message/items.h"
#include "tls/message/message.h"
#include "tls/message/signature.h"
#include "tls/quirk.h"

static const char *const contexts[] = {
	[SIDE_CLIENT] = "TLS 1.3, client CertificateVerify",
	[SIDE_SERVER] = "TLS 1.3, server CertificateVerify",
};

/* `content`: room for what TLS 1.3 signs. Up to TLS 1.2 it is the messages themselves, behind the first `skip`. */
static struct signed_data what_is_signed(struct connection *c, enum side_id signer, size_t skip, value_id *content)
{
	if (c->s.version < VERSION_TLS13)
		return (struct signed_data){ transcript_values(&c->transcript) + skip, transcript_count(&c->transcript) - skip, skip ? NULL : keys_signing };
	/* who errs says that it is the other one */
	*content = transcript_signing(c, c->s.suite->prf, contexts[skip ? !signer : signer]);
	return (struct signed_data){ content, 1, NULL };
}

unit_id certificate_verify_make(struct connection *c)
{
	/* the party that errs forgets the first message */
	size_t skip = quirk_fires(c, QUIRK_CERT_VERIFY) ? 1 : 0;
	value_id content;
	const struct signed_data what = what_is_signed(c, c->side, skip, &content);
	struct items it = { .n = 0 };

	if (signature_make(c, EV_SIGNATURE_MADE, &what, &it) != ST_OK)
		return 0;
	return message_build(c, HS_CERTIFICATE_VERIFY, it.v, it.n);
}

enum status certificate_verify_take(struct connection *c)
{
	value_id content;
	const struct signed_data what = what_is_signed(c, c->sender, 0, &content);

	return signature_take(c, EV_SIGNATURE_CHECKED, &c->from->shown, &what);
}
