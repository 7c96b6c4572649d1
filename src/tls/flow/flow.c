#include "tls/flow/flow.h"

#include "tls/endpoint_state.h"

static bool certificate_requested(const struct connection *c)
{
	return c->s.certificate_requested;
}

static bool certificate_not_requested(const struct connection *c)
{
	return !c->s.certificate_requested;
}

/* The server decides when it sends; the client learns it from what comes. */
static bool may_request(const struct connection *c)
{
	return c->actor == ACTOR_CLIENT || config_of(c)->client_auth != CLIENT_AUTH_NONE;
}

static bool need_not_request(const struct connection *c)
{
	return c->actor == ACTOR_CLIENT || config_of(c)->client_auth == CLIENT_AUTH_NONE;
}

static bool client_certified(const struct connection *c)
{
	return c->s.client_certificate_sent;
}

static bool client_not_certified(const struct connection *c)
{
	return !c->s.client_certificate_sent;
}

static bool ticket_expected(const struct connection *c)
{
	return c->s.ticket_expected;
}

static bool ticket_not_expected(const struct connection *c)
{
	return !c->s.ticket_expected;
}

#define HS(t) MSG_HANDSHAKE(HS_##t)
#define C ACTOR_CLIENT
#define S ACTOR_SERVER

const struct flow_row flow[] = {
	/* clang-format off */
	{ AT_CLIENT_HELLO,        C, HS(CLIENT_HELLO),        "ClientHello",        NULL,                      AT_SERVER_HELLO,        client_hello_make,        client_hello_take,        NULL },
	{ AT_SERVER_HELLO,        S, HS(SERVER_HELLO),        "ServerHello",        NULL,                      AT_SERVER_CERTIFICATE,  server_hello_make,        server_hello_take,        NULL },
	{ AT_SERVER_CERTIFICATE,  S, HS(CERTIFICATE),         "Certificate",        NULL,                      AT_CERTIFICATE_REQUEST, certificate_make,         certificate_take,         NULL },
	{ AT_CERTIFICATE_REQUEST, S, HS(CERTIFICATE_REQUEST), "CertificateRequest", may_request,               AT_SERVER_HELLO_DONE,   certificate_request_make, certificate_request_take, NULL },
	{ AT_CERTIFICATE_REQUEST, S, HS(SERVER_HELLO_DONE),   "ServerHelloDone",    need_not_request,          AT_CLIENT_CERTIFICATE,  server_hello_done_make,   server_hello_done_take,   NULL },
	{ AT_SERVER_HELLO_DONE,   S, HS(SERVER_HELLO_DONE),   "ServerHelloDone",    NULL,                      AT_CLIENT_CERTIFICATE,  server_hello_done_make,   server_hello_done_take,   NULL },
	{ AT_CLIENT_CERTIFICATE,  C, HS(CERTIFICATE),         "Certificate",        certificate_requested,     AT_CLIENT_KEY_EXCHANGE, certificate_make,         certificate_take,         NULL },
	{ AT_CLIENT_CERTIFICATE,  C, HS(CLIENT_KEY_EXCHANGE), "ClientKeyExchange",  certificate_not_requested, AT_CERTIFICATE_VERIFY,  client_key_exchange_make, client_key_exchange_take, client_key_exchange_then },
	{ AT_CLIENT_KEY_EXCHANGE, C, HS(CLIENT_KEY_EXCHANGE), "ClientKeyExchange",  NULL,                      AT_CERTIFICATE_VERIFY,  client_key_exchange_make, client_key_exchange_take, client_key_exchange_then },
	{ AT_CERTIFICATE_VERIFY,  C, HS(CERTIFICATE_VERIFY),  "CertificateVerify",  client_certified,          AT_CLIENT_CCS,          certificate_verify_make,  certificate_verify_take,  NULL },
	{ AT_CERTIFICATE_VERIFY,  C, MSG_CCS,                 "ChangeCipherSpec",   client_not_certified,      AT_CLIENT_FINISHED,     ccs_make,                 ccs_take,                 ccs_then },
	{ AT_CLIENT_CCS,          C, MSG_CCS,                 "ChangeCipherSpec",   NULL,                      AT_CLIENT_FINISHED,     ccs_make,                 ccs_take,                 ccs_then },
	{ AT_CLIENT_FINISHED,     C, HS(FINISHED),            "Finished",           NULL,                      AT_TICKET,              finished_make,            finished_take,            finished_then },
	{ AT_TICKET,              S, HS(NEW_SESSION_TICKET),  "NewSessionTicket",   ticket_expected,           AT_SERVER_CCS,          NULL,                     new_session_ticket_take,  NULL },
	{ AT_TICKET,              S, MSG_CCS,                 "ChangeCipherSpec",   ticket_not_expected,       AT_SERVER_FINISHED,     ccs_make,                 ccs_take,                 ccs_then },
	{ AT_SERVER_CCS,          S, MSG_CCS,                 "ChangeCipherSpec",   NULL,                      AT_SERVER_FINISHED,     ccs_make,                 ccs_take,                 ccs_then },
	{ AT_SERVER_FINISHED,     S, HS(FINISHED),            "Finished",           NULL,                      AT_DATA,                finished_make,            finished_take,            finished_then },
	{ AT_DATA,                C, MSG_DATA,                "application data",   NULL,                      AT_DATA,                application_data_make,    application_data_take,    NULL },
	{ AT_DATA,                S, MSG_DATA,                "application data",   NULL,                      AT_DATA,                application_data_make,    application_data_take,    NULL },
	{ AT_DATA,                S, HS(HELLO_REQUEST),       "HelloRequest",       NULL,                      AT_DATA,                NULL,                     renegotiation_refuse,     NULL },
	{ AT_DATA,                C, HS(CLIENT_HELLO),        "ClientHello",        NULL,                      AT_DATA,                NULL,                     renegotiation_refuse,     NULL },
	/* clang-format on */
};
const size_t n_flow = ARRAY_LEN(flow);

const char *flow_state_name(enum flow_state at)
{
	static const char *const names[] = {
		[AT_CLIENT_HELLO] = "waiting for ClientHello",
		[AT_SERVER_HELLO] = "waiting for ServerHello",
		[AT_SERVER_CERTIFICATE] = "waiting for the server's Certificate",
		[AT_CERTIFICATE_REQUEST] = "waiting for CertificateRequest or ServerHelloDone",
		[AT_SERVER_HELLO_DONE] = "waiting for ServerHelloDone",
		[AT_CLIENT_CERTIFICATE] = "waiting for the client's second flight",
		[AT_CLIENT_KEY_EXCHANGE] = "waiting for ClientKeyExchange",
		[AT_CERTIFICATE_VERIFY] = "waiting for CertificateVerify or ChangeCipherSpec",
		[AT_CLIENT_CCS] = "waiting for the client's ChangeCipherSpec",
		[AT_CLIENT_FINISHED] = "waiting for the client's Finished",
		[AT_TICKET] = "waiting for the server's last flight",
		[AT_SERVER_CCS] = "waiting for the server's ChangeCipherSpec",
		[AT_SERVER_FINISHED] = "waiting for the server's Finished",
		[AT_DATA] = "established",
	};
	return names[at];
}

const struct flow_row *flow_find(const struct connection *c, enum actor sender, uint16_t message)
{
	for (const struct flow_row *r = flow; r < flow + n_flow; r++)
		if (r->at == c->at && r->sender == sender && r->message == message && (!r->guard || r->guard(c)))
			return r;
	return NULL;
}

const struct flow_row *flow_turn(const struct connection *c)
{
	for (const struct flow_row *r = flow; r < flow + n_flow; r++)
		if (r->at == c->at && r->sender == c->actor && r->make && (!r->guard || r->guard(c)))
			return r;
	return NULL;
}

void flow_describe(const struct connection *c, enum actor sender, struct buf *out)
{
	bool any = false;

	for (const struct flow_row *r = flow; r < flow + n_flow; r++)
		if (r->at == c->at && r->sender == sender && (!r->guard || r->guard(c))) {
			buf_printf(out, "%s%s", any ? " or " : "", r->title);
			any = true;
		}
	if (!any)
		buf_puts(out, "nothing, because it has to speak itself");
}
