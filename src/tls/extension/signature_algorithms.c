/* signature_algorithms (RFC 5246 7.4.1.4.1): what the client can verify; signature_algorithms_cert (RFC 9846 4.3.3): where
 * that differs, what it can verify on certificates. A client of this program verifies there what it does in handshakes. */
#include "tls/extension/rows.h"
#include "tls/message/message.h"
#include "tls/schemes.h"

/* RFC 5246 7.4.1.4.1: who speaks no TLS 1.2 must not send it. */
static bool schemes_wanted(const struct connection *c)
{
	return config_of(c)->max_version >= VERSION_TLS12 && config_of(c)->quirk != QUIRK_NO_SCHEMES;
}

static void schemes_make(struct connection *c, struct items *it)
{
	items_add(it, "supported_signature_algorithms",
		  conn_code_list(c, "supported_signature_algorithms", tls_config_schemes(config_of(c)), &codes_signature_scheme));
}

static void schemes_read(struct connection *c, field_id ext)
{
	c->offer.schemes = trace_find_field(c->w.t, ext, "supported_signature_algorithms", 0);
}

static enum reason schemes_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	c->s.offered_schemes = msg_content(c, c->offer.schemes, "signature_algorithms offered");
	return REASON_SCHEMES_NOTED;
}

static enum reason request_take(struct connection *c, field_id ext, int *alert)
{
	(void)alert;
	c->s.request_schemes = msg_content(c, trace_find_field(c->w.t, ext, "supported_signature_algorithms", 0), "signature_algorithms that the server can check");
	return REASON_SCHEMES_NOTED;
}

const struct extension extension_signature_algorithms = {
	.type = EXT_SIGNATURE_ALGORITHMS,
	.in = {
		[IN_CLIENT_HELLO] = { .wanted = schemes_wanted, .make = schemes_make, .read = schemes_read, .take = schemes_take },
		[IN_CERTIFICATE_REQUEST] = { .wanted = schemes_wanted, .make = schemes_make, .take = request_take },
	},
};

static void cert_schemes_read(struct connection *c, field_id ext)
{
	c->offer.cert_schemes = trace_find_field(c->w.t, ext, "supported_signature_algorithms", 0);
}

static enum reason cert_schemes_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	c->s.offered_cert_schemes = msg_content(c, c->offer.cert_schemes, "signature_algorithms_cert offered");
	return REASON_CERT_SCHEMES_NOTED;
}

/* A client of this program shows the chain that it has. */
static enum reason request_cert_schemes_take(struct connection *c, field_id ext, int *alert)
{
	(void)c, (void)ext, (void)alert;
	return REASON_EXTENSION_NOT_USED;
}

const struct extension extension_signature_algorithms_cert = {
	.type = EXT_SIGNATURE_ALGORITHMS_CERT,
	.in = {
		[IN_CLIENT_HELLO] = { .read = cert_schemes_read, .take = cert_schemes_take },
		[IN_CERTIFICATE_REQUEST] = { .take = request_cert_schemes_take },
	},
};
