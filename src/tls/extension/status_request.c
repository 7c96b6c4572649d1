/* status_request (RFC 6066 8): the client would like the server to hand on what its CA says of the certificate. TLS 1.2 answers
 * here that CertificateStatus will follow; in TLS 1.3 the response stands beside the certificate (RFC 9846 4.5.1). What it
 * says is judged by message/status.c. */
#include "tls/extension/rows.h"
#include "tls/message/message.h"
#include "tls/message/status.h"

static bool is_wanted(const struct connection *c)
{
	return config_of(c)->status_request;
}

static void hello_make(struct connection *c, struct items *it)
{
	items_uint(c, it, "status_type", 1, STATUS_OCSP, &codes_status_type);
}

static void hello_read(struct connection *c, field_id ext)
{
	const field_id f = trace_find_field(c->w.t, ext, "status_type", 0);

	c->offer.asks_ocsp = f && bytes_uint(msg_bytes(c, f)) == STATUS_OCSP;
}

static void hello_absent(struct connection *c)
{
	c->offer.asks_ocsp = false;
}

static enum reason hello_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	return status_is_stapled(c) ? REASON_EXTENSION_USED : REASON_EXTENSION_NOT_USED;
}

/* ---- the answer of TLS 1.2 ---- */

static void answer_read(struct connection *c, field_id ext)
{
	(void)ext;
	c->s.status_promised = true;
}

static void answer_absent(struct connection *c)
{
	c->s.status_promised = false;
}

static enum reason answer_take(struct connection *c, field_id ext, int *alert)
{
	(void)c, (void)ext, (void)alert;
	return REASON_STATUS_FOLLOWS;
}

/* ---- beside a certificate of TLS 1.3 ---- */

/* RFC 9846 4.5.1: a client's stands there only if the server's CertificateRequest asked, and no endpoint here does. */
static enum reason entry_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext;
	if (c->sender == SIDE_SERVER)
		return REASON_EXTENSION_USED;
	*alert = ALERT_UNSUPPORTED_EXTENSION;
	return REASON_EXTENSION_NOT_OFFERED;
}

static enum reason request_take(struct connection *c, field_id ext, int *alert)
{
	(void)c, (void)ext, (void)alert;
	return REASON_EXTENSION_NOT_USED;
}

const struct extension extension_status_request = {
	.type = EXT_STATUS_REQUEST,
	.in = {
		[IN_CLIENT_HELLO] = { .wanted = is_wanted, .make = hello_make, .read = hello_read, .take = hello_take, .absent = hello_absent },
		[IN_SERVER_HELLO] = { .to = VERSION_TLS12, .wanted = status_is_stapled, .read = answer_read, .take = answer_take, .absent = answer_absent },
		[IN_CERTIFICATE_REQUEST] = { .from = VERSION_TLS13, .take = request_take },
		[IN_CERTIFICATE_ENTRY] = { .from = VERSION_TLS13, .wanted = status_is_stapled, .make = status_items, .take = entry_take },
	},
};
