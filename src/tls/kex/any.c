/* The key exchange of TLS 1.3: no suite names it. Who a party is and how both come to a secret is agreed on beside the suite
 * (RFC 9846 4.3.3, 4.3.7): any key that signs will do, if the peer lists a scheme for it. */
#include "tls/endpoint_state.h"
#include "tls/kex/kex.h"
#include "tls/message/signature.h"
#include "tls/schemes.h"

static enum reason key_unfit(const struct suite *s, const struct verify_result *shown)
{
	(void)s;
	return shown->may_sign ? REASON_NONE : REASON_KEY_NOT_SIGN;
}

static enum reason cannot_serve(const struct connection *c, const struct suite *s, const struct credential *own)
{
	(void)s;
	if (!c->offer.schemes)
		return REASON_SCHEMES_MISSING;
	return scheme_choose(c->s.version, signature_schemes_offered(c), tls_config_signs(config_of(c)), own->key) ? REASON_NONE : REASON_NO_COMMON_SIGNATURE;
}

const struct kex kex_any = {
	.method = KX_BY_OTHER, .certificate = true,
	.key_unfit = key_unfit, .key_event = EV_CERT_SIGNS, .key_fits = REASON_KEY_SIGNS,
	.cannot_serve = cannot_serve, .no_key = REASON_NO_SIGNING_KEY, .by_group = true,
};
