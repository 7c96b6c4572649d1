/* compress_certificate (RFC 8879 3): in which form the sender reads certificates, of the server in ClientHello, of the client in
 * CertificateRequest. What comes of it is said where the certificate is made (message/compressed_certificate.c). */
#include "tls/extension/rows.h"
#include "tls/message/compressed.h"

static bool is_wanted(const struct connection *c)
{
	return wanted_by_tls13(c) && config_of(c)->compressions.n;
}

static void make(struct connection *c, struct items *it)
{
	items_add(it, "algorithms", conn_code_list(c, "algorithms", config_of(c)->compressions, &codes_certificate_compression));
}

static void hello_read(struct connection *c, field_id ext)
{
	c->offer.compressions = trace_find_field(c->w.t, ext, "algorithms", 0);
}

static void request_read(struct connection *c, field_id ext)
{
	c->s.request_compressions = trace_find_field(c->w.t, ext, "algorithms", 0);
}

/* RFC 8879 3: before TLS 1.3 it means nothing. */
static enum reason take(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	if (c->side == SIDE_NONE)                  /* what the client will do, its Certificate shows */
		return REASON_EXTENSION_NOTED;
	return c->s.version >= VERSION_TLS13 && compressed_algorithm(c) ? REASON_EXTENSION_USED : REASON_EXTENSION_NOT_USED;
}

const struct extension extension_compress_certificate = {
	.type = EXT_COMPRESS_CERTIFICATE,
	.in = {
		[IN_CLIENT_HELLO] = { .wanted = is_wanted, .make = make, .read = hello_read, .take = take },
		[IN_CERTIFICATE_REQUEST] = { .from = VERSION_TLS13, .wanted = is_wanted, .make = make, .read = request_read, .take = take },
	},
};
