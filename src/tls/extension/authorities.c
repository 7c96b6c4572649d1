/* certificate_authorities (RFC 9846 4.3.4): the names of those whose certificates the sender trusts. */
#include "tls/endpoint_state.h"
#include "tls/extension/rows.h"
#include "tls/message/message.h"

enum { MAX_NAMES = 64 };

void authorities_make(struct connection *c, struct items *it)
{
	const struct trust_store *trust = config_of(c)->peer.trust;

	for (size_t i = 0; trust && i < trust_count(trust) && i < MAX_NAMES; i++)
		items_add(it, "DistinguishedName", trace_show(c->w.t, trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "DistinguishedName",
										     trust_subject(trust, i)), SHOW_NAME, NULL));
}

static bool authorities_wanted(const struct connection *c)
{
	return config_of(c)->peer.trust && trust_count(config_of(c)->peer.trust);
}

static void authorities_read(struct connection *c, field_id ext)
{
	c->s.request_authorities = trace_find_field(c->w.t, ext, "authorities", 0);
}

static enum reason authorities_take(struct connection *c, field_id ext, int *alert)
{
	(void)c, (void)ext, (void)alert;
	return REASON_AUTHORITIES_NOTED;
}

const struct extension extension_certificate_authorities = {
	.type = EXT_CERTIFICATE_AUTHORITIES,
	.in = {
		[IN_CERTIFICATE_REQUEST] = { .wanted = authorities_wanted, .make = authorities_make, .read = authorities_read, .take = authorities_take },
	},
};
