/* The sequences themselves. */
#include "tls/credential.h"
#include "tls/endpoint_state.h"
#include "tls/extension/extension.h"
#include "tls/flow/flow.h"
#include "tls/message/compressed.h"
#include "tls/message/message.h"
#include "tls/message/status.h"

/* ---- when a message is sent ---- */

static enum presence if_needed(bool needed)
{
	return needed ? REQUIRED : ABSENT;
}

/* What a message before it has decided. Where the sides are followed apart, that one may come to be seen later; in TLS 1.3
 * it stands before the server's Finished. */
static enum presence if_decided(const struct connection *c, bool needed)
{
	const bool seen = !c->role->sides_apart || (c->s.version >= VERSION_TLS13 && flow_is_done(c, SIDE_SERVER));

	return seen ? if_needed(needed) : OPTIONAL;
}

/* What TLS 1.3 has. */
static enum presence if_tls13(const struct connection *c)
{
	return c->tls13 && (!c->s.version || c->s.version >= VERSION_TLS13) ? OPTIONAL : ABSENT;
}

/* The suite says it; of some suites nobody here knows how they go. */
static const struct kx_spec *exchange(const struct connection *c)
{
	const struct kx_spec *k = c->s.suite ? &kx_specs[c->s.suite->kx] : NULL;

	return k && (k->method != KX_BY_OTHER || k->psk) ? k : NULL;
}

static enum presence shows_certificate(const struct connection *c)
{
	const struct kx_spec *k = exchange(c);

	return k ? if_needed(k->certificate) : OPTIONAL;
}

static enum presence staples_status(const struct connection *c)
{
	if (c->side == SIDE_SERVER)
		return if_needed(status_is_due(c));
	return c->s.status_promised || (c->side == SIDE_NONE && !c->s.server_random) ? OPTIONAL : ABSENT;
}

/* RFC 4279 2: a PSK suite sends a hint, if there is one; RFC 2246 D.1: an export suite a key, where the certificate's is too long. */
static enum presence sends_parameters(const struct connection *c)
{
	const struct kx_spec *k = exchange(c);
	bool hint = k && k->psk && !k->ephemeral;

	if (hint && c->side == SIDE_SERVER)
		return if_needed(config_of(c)->psk_hint.n > 0);
	return !k || hint || (k->method == KX_BY_RSA && k->export) ? OPTIONAL : if_needed(k->ephemeral);
}

/* RFC 4279 2: where a key that both have says who the client is, the server asks no more; RFC 5246 7.4.4: nor may one that
 * has not said who it is itself, unless it errs. */
static bool may_ask(const struct connection *c)
{
	const struct kx_spec *k = exchange(c);

	return !k || (k->certificate && !k->psk) || config_of(c)->quirk == QUIRK_ANONYMOUS_REQUEST;
}

/* The server decides when it sends; everybody else learns it from what comes. */
static enum presence wants_certificate(const struct connection *c)
{
	if (c->s.psk.used)                         /* RFC 9846 4.4.2 */
		return ABSENT;
	if (c->side == SIDE_SERVER)
		return if_needed(config_of(c)->client_auth != CLIENT_AUTH_NONE && !endpoint_asks_later(c) && may_ask(c));
	return exchange(c) && exchange(c)->psk ? ABSENT : OPTIONAL;
}

static enum presence certificate_requested(const struct connection *c)
{
	return if_decided(c, c->s.certificate_requested);
}

/* RFC 6101 5.6.6: in SSL 3.0 one of two answers, where TLS has an empty Certificate. */
static bool answers_by_alert(const struct connection *c)
{
	return c->s.version == VERSION_SSL30 && !c->role->sides_apart && c->s.certificate_requested;
}

static enum presence client_shows(const struct connection *c)
{
	if (!answers_by_alert(c))
		return certificate_requested(c);
	return c->side == SIDE_CLIENT ? if_needed(credential_has_answer(c)) : OPTIONAL;
}

static enum presence client_declines(const struct connection *c)
{
	if (!answers_by_alert(c))
		return ABSENT;
	return if_needed(c->side == SIDE_CLIENT ? !credential_has_answer(c) : !c->s.client_certificate_sent);
}

static enum presence client_certified(const struct connection *c)
{
	return if_decided(c, c->s.client_certificate_sent);
}

static enum presence ticket_expected(const struct connection *c)
{
	return if_decided(c, c->s.ticket_expected);
}

static enum presence client_sends_data(const struct connection *c)
{
	return c->sides[SIDE_CLIENT].sends_data ? OPTIONAL : ABSENT;
}

static enum presence server_sends_data(const struct connection *c)
{
	return c->sides[SIDE_SERVER].sends_data ? OPTIONAL : ABSENT;
}

/* RFC 9846 4.2.1: TLS 1.3 has no renegotiation, and a ClientHello that comes all the same is an unexpected_message. */
static enum presence handshake_over(const struct connection *c)
{
	return flow_is_over(c) && c->s.version < VERSION_TLS13 ? OPTIONAL : ABSENT;
}

/* RFC 5246 7.4.1.1: at any time; a client that is in a handshake ignores it, apart from this table. */
static enum presence any_time(const struct connection *c)
{
	if (c->side == SIDE_SERVER)
		return if_needed(handshake_over(c) != ABSENT && endpoint_seen(c)->renegotiation_due);
	return c->role->sides_apart ? (c->s.version < VERSION_TLS13 ? OPTIONAL : ABSENT) : handshake_over(c);
}

#define RULE(of, words) static const struct presence_rule rule_##of = { of, words }
RULE(shows_certificate, "if the key exchange has one");
RULE(staples_status, "if it has an OCSP response");
RULE(sends_parameters, "if the key exchange has some");
RULE(wants_certificate, "if the server asks who it is");
RULE(client_shows, "if asked for; it may be empty, but in SSL 3.0");
RULE(client_declines, "SSL 3.0: no_certificate, if asked for one");
RULE(client_certified, "if it showed a certificate");
RULE(ticket_expected, "if its ServerHello says so");
RULE(client_sends_data, "when both have finished");
RULE(server_sends_data, "when both have finished");
RULE(handshake_over, "before TLS 1.3: begins another");
RULE(any_time, "before TLS 1.3: asks for another");

/* ---- TLS 1.3 ---- */

/* What the server has decided when it answers the first ClientHello. */
static enum presence retries(const struct connection *c)
{
	if (c->side == SIDE_SERVER)
		return if_needed(c->s.retries);
	return if_tls13(c);
}

static enum presence was_retried(const struct connection *c)
{
	return c->side == SIDE_NONE && !c->s.version ? if_tls13(c) : if_needed(c->s.retried);
}

/* RFC 9846 E.4: once, as the first that follows its hello; who takes it takes it at any place (rule13_in_disguise). */
static enum presence disguises(const struct connection *c, enum side_id own)
{
	return if_needed(c->side == own && c->s.version >= VERSION_TLS13 && config_of(c)->compatibility && !c->s.disguised);
}

static enum presence server_disguises(const struct connection *c)
{
	return c->side != SIDE_SERVER || !msg_list(c, c->offer.session_id).n ? ABSENT : disguises(c, SIDE_SERVER);
}

static enum presence client_disguises(const struct connection *c)
{
	return c->side != SIDE_CLIENT ? ABSENT : disguises(c, SIDE_CLIENT);
}

static enum presence server_disguises_retry(const struct connection *c)
{
	return c->s.retried ? server_disguises(c) : ABSENT;
}

static enum presence client_disguises_retry(const struct connection *c)
{
	return c->s.retried ? client_disguises(c) : ABSENT;
}

/* RFC 9846 E.4: in front of early data. */
static enum presence client_disguises_early(const struct connection *c)
{
	return c->s.early.offered && !c->s.retried ? client_disguises(c) : ABSENT;
}

/* RFC 9846 5: until the Finished of who sends it. */
static enum presence in_disguise(const struct connection *c)
{
	return flow_is_done(c, c->sender) ? ABSENT : if_tls13(c);
}

static enum presence server_proves(const struct connection *c)
{
	return if_needed(!c->s.psk.used);
}

/* RFC 8879 4: instead of the other one. Who sends it knows which of the two it is, who takes it may have asked for it. */
static enum presence compresses(const struct connection *c, enum side_id sender, enum presence shown)
{
	if (shown == ABSENT || c->s.version < VERSION_TLS13)
		return ABSENT;
	if (c->side == sender)
		return compressed_algorithm(c) ? shown : ABSENT;
	return compressed_is_asked(c, sender) && !c->s.compressed[sender] ? OPTIONAL : ABSENT;
}

static enum presence shows_plainly(const struct connection *c, enum side_id sender, enum presence shown)
{
	return c->s.compressed[sender] || (c->side == sender && compresses(c, sender, shown) != ABSENT) ? ABSENT : shown;
}

static enum presence server_compresses(const struct connection *c)
{
	return compresses(c, SIDE_SERVER, server_proves(c));
}

static enum presence server_shows_plainly(const struct connection *c)
{
	return shows_plainly(c, SIDE_SERVER, server_proves(c));
}

static enum presence client_compresses(const struct connection *c)
{
	return compresses(c, SIDE_CLIENT, certificate_requested(c));
}

static enum presence client_shows_plainly(const struct connection *c)
{
	return shows_plainly(c, SIDE_CLIENT, certificate_requested(c));
}

static enum presence early_data_ends(const struct connection *c)
{
	const bool errs = c->side != SIDE_NONE && config_of(c)->quirk == QUIRK_NO_EARLY_END;

	return if_decided(c, c->s.early.accepted && !errs);
}

/* What is not an endpoint's own to send: once the sender has finished. */
static enum presence follows_finished(const struct connection *c, enum side_id sender)
{
	return c->s.version && !flow_is_done(c, sender) ? ABSENT : if_tls13(c);
}

static enum presence over_in_tls13(const struct connection *c)
{
	if (c->side == SIDE_SERVER)
		return if_needed(c->s.version >= VERSION_TLS13 && (flow_is_over(c) || endpoint_seen(c)->foreseen) && endpoint_seen(c)->tickets_due);
	if (c->side == SIDE_NONE)
		return follows_finished(c, SIDE_SERVER);
	return c->s.version >= VERSION_TLS13 && flow_is_over(c) ? OPTIONAL : ABSENT;
}

/* Its own, when it wants to or was asked to; the peer's at any time after the handshake. */
static enum presence updates(const struct connection *c, enum side_id sender)
{
	if (c->side == SIDE_NONE)
		return follows_finished(c, sender);
	if (c->s.version < VERSION_TLS13 || !flow_is_over(c))
		return ABSENT;
	return c->side == sender ? if_needed(endpoint_seen(c)->update_due || (endpoint_seen(c)->update_owed && endpoint_seen(c)->to_send.n)) : OPTIONAL;
}

static enum presence client_updates(const struct connection *c)
{
	return updates(c, SIDE_CLIENT);
}

static enum presence server_updates(const struct connection *c)
{
	return updates(c, SIDE_SERVER);
}

/* RFC 9846 4.7.2: once the handshake is over the server may ask who offered to be asked. */
static bool later_can_be(const struct connection *c)
{
	return c->s.version >= VERSION_TLS13 && flow_is_done(c, c->sender) &&
	       ((c->side == SIDE_NONE && !c->offer.random) || extension_offered(&c->offer, EXT_POST_HANDSHAKE_AUTH));
}

static enum presence asks_later(const struct connection *c)
{
	if (!later_can_be(c))
		return ABSENT;
	if (c->side == SIDE_NONE)
		return OPTIONAL;
	if (endpoint_seen(c)->later.next != LATER_NONE)
		return ABSENT;
	return c->side == SIDE_SERVER ? if_needed(endpoint_seen(c)->later.due) : OPTIONAL;
}

static enum presence answers_later(const struct connection *c, enum later_next message)
{
	if (!later_can_be(c))
		return ABSENT;
	if (c->side == SIDE_NONE)
		return OPTIONAL;
	if (endpoint_seen(c)->later.next != message)
		return ABSENT;
	return c->side == SIDE_CLIENT ? REQUIRED : OPTIONAL;
}

static enum presence shows_later(const struct connection *c)
{
	return shows_plainly(c, SIDE_CLIENT, answers_later(c, LATER_CERTIFICATE));
}

static enum presence compresses_later(const struct connection *c)
{
	return compresses(c, SIDE_CLIENT, answers_later(c, LATER_CERTIFICATE));
}

static enum presence proves_later(const struct connection *c)
{
	return answers_later(c, LATER_VERIFY);
}

static enum presence finishes_later(const struct connection *c)
{
	return answers_later(c, LATER_FINISHED);
}

RULE(asks_later, "TLS 1.3: who the client is, if it lets itself be asked then");
RULE(shows_later, "TLS 1.3: if asked for after the handshake");
RULE(compresses_later, "TLS 1.3: that, if the server asks for it so");
RULE(proves_later, "TLS 1.3: if it showed a certificate then");
RULE(finishes_later, "TLS 1.3: ends the answer");
RULE(retries, "TLS 1.3: for another key share");
RULE(was_retried, "TLS 1.3: if HelloRetryRequest came");
RULE(server_disguises, "to look like TLS 1.2");
RULE(client_disguises, "to look like TLS 1.2");
RULE(server_disguises_retry, "behind HelloRetryRequest instead");
RULE(client_disguises_retry, "behind HelloRetryRequest instead");
RULE(client_disguises_early, "in front of early data instead");
RULE(in_disguise, "TLS 1.3: for middleboxes");
RULE(server_proves, "unless a pre-shared key proves it");
RULE(server_shows_plainly, "unless a pre-shared key proves it");
RULE(server_compresses, "instead, if the client asks for it");
RULE(client_shows_plainly, "if asked for; it may be empty");
RULE(client_compresses, "instead, if the server asks for it");
RULE(early_data_ends, "if its early data was accepted");
RULE(over_in_tls13, "TLS 1.3: for the next handshake");
RULE(client_updates, "TLS 1.3: before its keys wear out");
RULE(server_updates, "TLS 1.3: before its keys wear out");

static bool resumes(const struct connection *c)
{
	return c->s.version < VERSION_TLS13 && (c->s.resumed || c->role->resumes);
}

static bool since_tls13(const struct connection *c)
{
	return c->s.version >= VERSION_TLS13;
}

static bool begins_anew(const struct connection *c)
{
	return c->s.version < VERSION_TLS13 && !c->s.resumed;
}

/* ---- the sequences ---- */

#define HS(t) MSG_HANDSHAKE(HS_##t)
#define C SIDE_CLIENT
#define S SIDE_SERVER

/* clang-format off */
static const struct flow_row hello[] = {
	{ C, HS(CLIENT_HELLO),        NULL,                        client_hello_make,        client_hello_take,        client_hello_then },
	{ C, MSG_CCS,                 &rule_client_disguises_early, disguise_make,           NULL,                     NULL },
	{ S, HS(HELLO_RETRY_REQUEST), &rule_retries,               hello_retry_request_make, hello_retry_request_take, NULL },
	{ S, MSG_CCS,                 &rule_server_disguises_retry, disguise_make,           NULL,                     NULL },
	{ C, MSG_CCS,                 &rule_client_disguises_retry, disguise_make,           NULL,                     NULL },
	{ C, HS(CLIENT_HELLO),        &rule_was_retried,           client_hello_again_make,  client_hello_again_take,  NULL },
	{ S, HS(SERVER_HELLO),        NULL,                        server_hello_make,        server_hello_take,        server_hello_then },
};

static const struct flow_row tls12_full[] = {
	{ S, HS(CERTIFICATE),         &rule_shows_certificate,     certificate_make,         certificate_take,         NULL },
	{ S, HS(CERTIFICATE_STATUS),  &rule_staples_status,      certificate_status_make,  certificate_status_take,  NULL },
	{ S, HS(SERVER_KEY_EXCHANGE), &rule_sends_parameters,      server_key_exchange_make, server_key_exchange_take, NULL },
	{ S, HS(CERTIFICATE_REQUEST), &rule_wants_certificate,     certificate_request_make, certificate_request_take, NULL },
	{ S, HS(SERVER_HELLO_DONE),   NULL,                        server_hello_done_make,   server_hello_done_take,   NULL },
	{ C, HS(CERTIFICATE),         &rule_client_shows,          certificate_make,         certificate_take,         NULL },
	{ C, MSG_ALERT(ALERT_NO_CERTIFICATE), &rule_client_declines, no_certificate_make,    no_certificate_take,      NULL },
	{ C, HS(CLIENT_KEY_EXCHANGE), NULL,                        client_key_exchange_make, client_key_exchange_take, client_key_exchange_then },
	{ C, HS(CERTIFICATE_VERIFY),  &rule_client_certified,      certificate_verify_make,  certificate_verify_take,  NULL },
	{ C, MSG_CCS,                 NULL,                        change_cipher_spec_make,  change_cipher_spec_take,  change_cipher_spec_then },
	{ C, HS(FINISHED),            NULL,                        finished_make,            finished_take,            finished_then },
	{ S, HS(NEW_SESSION_TICKET),  &rule_ticket_expected,       new_session_ticket_make,  new_session_ticket_take,  NULL },
	{ S, MSG_CCS,                 NULL,                        change_cipher_spec_make,  change_cipher_spec_take,  change_cipher_spec_then },
	{ S, HS(FINISHED),            NULL,                        finished_make,            finished_take,            finished_then },
};

/* The secret is that of an earlier handshake. */
static const struct flow_row tls12_resumed[] = {
	{ S, HS(NEW_SESSION_TICKET),  &rule_ticket_expected,       new_session_ticket_make,  new_session_ticket_take,  NULL },
	{ S, MSG_CCS,                 NULL,                        change_cipher_spec_make,  change_cipher_spec_take,  change_cipher_spec_then },
	{ S, HS(FINISHED),            NULL,                        finished_make,            finished_take,            finished_then },
	{ C, MSG_CCS,                 NULL,                        change_cipher_spec_make,  change_cipher_spec_take,  change_cipher_spec_then },
	{ C, HS(FINISHED),            NULL,                        finished_make,            finished_take,            finished_then },
};

static const struct flow_row tls13[] = {
	{ S, MSG_CCS,                 &rule_server_disguises,      disguise_make,            NULL,                     NULL },
	{ S, HS(ENCRYPTED_EXTENSIONS), NULL,                       encrypted_extensions_make, encrypted_extensions_take, NULL },
	{ S, HS(CERTIFICATE_REQUEST), &rule_wants_certificate,     certificate_request_make, certificate_request_take, NULL },
	{ S, HS(COMPRESSED_CERTIFICATE), &rule_server_compresses,  compressed_certificate_make, compressed_certificate_take, NULL },
	{ S, HS(CERTIFICATE),         &rule_server_shows_plainly,  certificate_make,         certificate_take,         NULL },
	{ S, HS(CERTIFICATE_VERIFY),  &rule_server_proves,         certificate_verify_make,  certificate_verify_take,  NULL },
	{ S, HS(FINISHED),            NULL,                        finished_make,            finished_take,            finished_then },
	{ C, MSG_CCS,                 &rule_client_disguises,      disguise_make,            NULL,                     NULL },
	{ C, HS(END_OF_EARLY_DATA),   &rule_early_data_ends,       end_of_early_data_make,   end_of_early_data_take,   end_of_early_data_then },
	{ C, HS(COMPRESSED_CERTIFICATE), &rule_client_compresses,  compressed_certificate_make, compressed_certificate_take, NULL },
	{ C, HS(CERTIFICATE),         &rule_client_shows_plainly,  certificate_make,         certificate_take,         NULL },
	{ C, HS(CERTIFICATE_VERIFY),  &rule_client_certified,      certificate_verify_make,  certificate_verify_take,  NULL },
	{ C, HS(FINISHED),            NULL,                        finished_make,            finished_take,            finished_then },
};

static const struct flow_row beside[] = {
	{ C, MSG_DATA,                &rule_client_sends_data,     application_data_make,    application_data_take,    NULL },
	{ S, MSG_DATA,                &rule_server_sends_data,     application_data_make,    application_data_take,    NULL },
	{ C, MSG_CCS,                 &rule_in_disguise,           NULL,                     disguise_take,            NULL },
	{ S, MSG_CCS,                 &rule_in_disguise,           NULL,                     disguise_take,            NULL },
	{ S, HS(NEW_SESSION_TICKET),  &rule_over_in_tls13,         session_ticket_make,      session_ticket_take,      NULL },
	{ S, HS(CERTIFICATE_REQUEST), &rule_asks_later,            later_request_make,       later_request_take,       NULL },
	{ C, HS(COMPRESSED_CERTIFICATE), &rule_compresses_later,   later_compressed_make,    later_compressed_take,    NULL },
	{ C, HS(CERTIFICATE),         &rule_shows_later,           later_certificate_make,   later_certificate_take,   NULL },
	{ C, HS(CERTIFICATE_VERIFY),  &rule_proves_later,          later_verify_make,        later_verify_take,        NULL },
	{ C, HS(FINISHED),            &rule_finishes_later,        later_finished_make,      later_finished_take,      NULL },
	{ C, HS(KEY_UPDATE),          &rule_client_updates,        key_update_make,          key_update_take,          key_update_then },
	{ S, HS(KEY_UPDATE),          &rule_server_updates,        key_update_make,          key_update_take,          key_update_then },
	{ S, HS(HELLO_REQUEST),       &rule_any_time,              hello_request_make,       hello_request_take,       NULL },
	{ C, HS(CLIENT_HELLO),        &rule_handshake_over,        NULL,                     renegotiation_refuse,     NULL },
};
/* clang-format on */

static const struct flow *const after_hello[] = { &flow_tls12_full, &flow_tls12_resumed, &flow_tls13, NULL };

const struct flow flow_hello = { "hello", "both say what they can, and the server chooses (RFC 5246 7.4.1, RFC 9846 4.2)",
				 hello, ARRAY_LEN(hello), after_hello, NULL };
const struct flow flow_tls12_full = { "tls12_full", "a full handshake of TLS 1.2 (RFC 5246 7.3, figure 1; RFC 5077 3.3)",
				      tls12_full, ARRAY_LEN(tls12_full), NULL, begins_anew };
const struct flow flow_tls12_resumed = { "tls12_resumed", "TLS 1.2 with the secret of an earlier handshake (RFC 5246 7.3, figure 2; RFC 5077 3.1)",
					 tls12_resumed, ARRAY_LEN(tls12_resumed), NULL, resumes };
const struct flow flow_tls13 = { "tls13", "a handshake of TLS 1.3, after ServerHello all encrypted (RFC 9846 2, figures 1 to 4)",
				 tls13, ARRAY_LEN(tls13), NULL, since_tls13 };
const struct flow flow_beside = { "beside", "in no order, beside the sequences (RFC 5246 7.4.1.1, 10; RFC 9846 4.7, 5)", beside, ARRAY_LEN(beside), NULL, NULL };

const struct flow *const flow_all[] = { &flow_hello, &flow_tls12_full, &flow_tls12_resumed, &flow_tls13, &flow_beside };
const size_t flow_all_n = ARRAY_LEN(flow_all);
