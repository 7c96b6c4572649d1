/* The sequences themselves. */
#include "tls/endpoint_state.h"
#include "tls/flow/flow.h"

/* ---- when a message is sent ---- */

static enum presence if_needed(bool needed)
{
	return needed ? REQUIRED : ABSENT;
}

/* The server decides when it sends; everybody else learns it from what comes. */
static enum presence wants_certificate(const struct connection *c)
{
	return c->actor != ACTOR_SERVER ? OPTIONAL : if_needed(config_of(c)->client_auth != CLIENT_AUTH_NONE);
}

static enum presence certificate_requested(const struct connection *c)
{
	return if_needed(c->s.certificate_requested);
}

static enum presence client_certified(const struct connection *c)
{
	return if_needed(c->s.client_certificate_sent);
}

static enum presence ticket_expected(const struct connection *c)
{
	return if_needed(c->s.ticket_expected);
}

static enum presence client_sends_data(const struct connection *c)
{
	return c->sides[SIDE_CLIENT].sends_data ? OPTIONAL : ABSENT;
}

static enum presence server_sends_data(const struct connection *c)
{
	return c->sides[SIDE_SERVER].sends_data ? OPTIONAL : ABSENT;
}

static enum presence handshake_over(const struct connection *c)
{
	return flow_is_over(c) ? OPTIONAL : ABSENT;
}

#define RULE(of, words) static const struct presence_rule rule_##of = { of, words }
RULE(wants_certificate, "if the server asks who it is");
RULE(certificate_requested, "if asked for; it may be empty");
RULE(client_certified, "if it showed a certificate");
RULE(ticket_expected, "if its ServerHello says so");
RULE(client_sends_data, "when both have finished");
RULE(server_sends_data, "when both have finished");
RULE(handshake_over, "to ask for another handshake");

/* ---- the sequences ---- */

#define HS(t) MSG_HANDSHAKE(HS_##t)
#define C ACTOR_CLIENT
#define S ACTOR_SERVER

/* clang-format off */
static const struct flow_row hello[] = {
	{ C, HS(CLIENT_HELLO),        NULL,                        client_hello_make,        client_hello_take,        NULL },
	{ S, HS(SERVER_HELLO),        NULL,                        server_hello_make,        server_hello_take,        NULL },
};

static const struct flow_row tls12_full[] = {
	{ S, HS(CERTIFICATE),         NULL,                        certificate_make,         certificate_take,         NULL },
	{ S, HS(CERTIFICATE_REQUEST), &rule_wants_certificate,     certificate_request_make, certificate_request_take, NULL },
	{ S, HS(SERVER_HELLO_DONE),   NULL,                        server_hello_done_make,   server_hello_done_take,   NULL },
	{ C, HS(CERTIFICATE),         &rule_certificate_requested, certificate_make,         certificate_take,         NULL },
	{ C, HS(CLIENT_KEY_EXCHANGE), NULL,                        client_key_exchange_make, client_key_exchange_take, client_key_exchange_then },
	{ C, HS(CERTIFICATE_VERIFY),  &rule_client_certified,      certificate_verify_make,  certificate_verify_take,  NULL },
	{ C, MSG_CCS,                 NULL,                        ccs_make,                 ccs_take,                 ccs_then },
	{ C, HS(FINISHED),            NULL,                        finished_make,            finished_take,            finished_then },
	{ S, HS(NEW_SESSION_TICKET),  &rule_ticket_expected,       NULL,                     new_session_ticket_take,  NULL },
	{ S, MSG_CCS,                 NULL,                        ccs_make,                 ccs_take,                 ccs_then },
	{ S, HS(FINISHED),            NULL,                        finished_make,            finished_take,            finished_then },
};

static const struct flow_row beside[] = {
	{ C, MSG_DATA,                &rule_client_sends_data,     application_data_make,    application_data_take,    NULL },
	{ S, MSG_DATA,                &rule_server_sends_data,     application_data_make,    application_data_take,    NULL },
	{ S, HS(HELLO_REQUEST),       &rule_handshake_over,        NULL,                     renegotiation_refuse,     NULL },
	{ C, HS(CLIENT_HELLO),        &rule_handshake_over,        NULL,                     renegotiation_refuse,     NULL },
};
/* clang-format on */

static const struct flow *const after_hello[] = { &flow_tls12_full, NULL };

const struct flow flow_hello = { "hello", "both say what they can, and the server chooses (RFC 5246 7.4.1)",
				 hello, ARRAY_LEN(hello), after_hello };
const struct flow flow_tls12_full = { "tls12_full", "a full handshake of TLS 1.2 (RFC 5246 7.3, figure 1; RFC 5077 3.3)",
				      tls12_full, ARRAY_LEN(tls12_full), NULL };
const struct flow flow_beside = { "beside", "in no order, beside the sequences (RFC 5246 7.4.1.1, 10)", beside, ARRAY_LEN(beside), NULL };

const struct flow *const flows[] = { &flow_hello, &flow_tls12_full, &flow_beside };
const size_t n_flows = ARRAY_LEN(flows);
