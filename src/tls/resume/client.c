/* The client offers a session that it kept, and looks at the answer. */
#include <string.h>

#include "tls/endpoint_state.h"
#include "tls/extension/extension.h"
#include "tls/message/message.h"
#include "tls/quirk.h"
#include "tls/resume/psk.h"
#include "tls/resume/resume.h"

enum {
	INVENTED_ID_SIZE = 32,
	/* Ours: a server may give 65535 bytes, which is what all extensions have together. The rest is for the others. */
	TICKET_OFFERED_MAX = 0xf000,
};

/* ---- the offer ---- */

/* Why the session cannot be offered; REASON_NONE: it can. */
static enum reason unfit(struct connection *c, const struct stored_session *s)
{
	const struct tls_config *cfg = config_of(c);

	if (!s)
		return REASON_RESUME_NONE_KEPT;
	if (saved_session_is_over(&s->s, cfg->peer.now) && !quirk_fires(c, QUIRK_STALE_SESSION))
		return REASON_RESUME_OVER;
	if (!s->s.verified && !cfg->insecure)
		return REASON_RESUME_NOT_VERIFIED;
	if (s->s.version < cfg->min_version || s->s.version > cfg->max_version)
		return REASON_RESUME_OTHER_VERSION;
	if (!tls_config_has_suite(cfg, s->s.suite) || !tls_config_has_key_for(cfg, suite_find(s->s.suite)))
		return REASON_RESUME_OTHER_SUITE;
	if (s->s.version >= VERSION_TLS13)
		return REASON_NONE;
	if (s->s.max_fragment_length != (cfg->record_size_limit ? 0 : cfg->max_fragment_length))
		return REASON_RESUME_OTHER_FRAGMENT_LENGTH;
	if (s->s.version == VERSION_SSL30)         /* which has no extensions */
		return REASON_NONE;
	/* RFC 7627 5.3: a session without it should not be offered; and one with it never without the extension */
	return s->s.ems == cfg->extended_master_secret ? REASON_NONE : REASON_RESUME_OTHER_EMS;
}

static enum reason offered_how(const struct connection *c, const struct stored_session *s)
{
	if (s->s.version >= VERSION_TLS13)
		return s->ticket.bytes.n <= TICKET_OFFERED_MAX ? REASON_RESUME_OFFER_PSK : REASON_RESUME_TICKET_LONG;
	if (s->ticket.bytes.n && config_of(c)->session_ticket)
		return s->ticket.bytes.n <= TICKET_OFFERED_MAX ? REASON_RESUME_OFFER_TICKET : REASON_RESUME_TICKET_LONG;
	return s->id.bytes.n ? REASON_RESUME_OFFER_ID : REASON_RESUME_NONE_KEPT;
}

/* RFC 5077 3.4: with a ticket the client may invent an id: if the server echoes it, it has taken the ticket. */
static value_id id_for(struct connection *c, struct stored_session *s, bool ticket)
{
	value_id id;

	if (!ticket)
		return session_value_of(&s->id, c->w.t, c->actor, "session_id");
	id = value_random(c->w, "session_id", INVENTED_ID_SIZE);
	CONN_EVENT(c, EV_RANDOM_DRAWN, id);
	return id;
}

void resume_offer(struct connection *c, struct items *it)
{
	const struct tls_config *cfg = config_of(c);
	struct stored_session *s = cfg->sessions ? session_store_for(cfg->sessions, bytes_str(cfg->server_name ? cfg->server_name : "")) : NULL;
	enum reason reason;
	struct event *e;

	if (!cfg->sessions) {
		psk_offer(c, NULL);
		return;
	}
	reason = unfit(c, s);
	if (reason == REASON_NONE)
		reason = offered_how(c, s);
	e = CONN_EVENT(c, EV_RESUME_OFFER, trace_show(c->w.t, trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "server",
									     bytes_str(cfg->server_name ? cfg->server_name : "")), SHOW_TEXT, NULL));
	e->reason = reason;
	psk_offer(c, reason == REASON_RESUME_OFFER_PSK ? s : NULL);
	early_offer(c);
	if (reason != REASON_RESUME_OFFER_TICKET && reason != REASON_RESUME_OFFER_ID)
		return;
	endpoint_of(c)->session = s;
	c->s.offered_ticket = reason == REASON_RESUME_OFFER_TICKET ? session_value_of(&s->ticket, c->w.t, c->actor, "ticket") : 0;
	if (c->s.offered_ticket && quirk_fires(c, QUIRK_TICKET))
		c->s.offered_ticket = quirk_altered_value(c, c->s.offered_ticket, trace_bytes(c->w.t, c->s.offered_ticket).n / 2, 1);
	c->s.offered_session_id = id_for(c, s, c->s.offered_ticket != 0);
	items_add(it, "session_id", c->s.offered_session_id);
}

/* ---- the answer ---- */

/* RFC 7627 5.3 is the only one that names an alert (5.2: handshake_failure); of the rest RFC 5246 7.4.1.3 says what must be, and
 * the alert is ours. */
static enum reason mismatch(const struct connection *c, const struct saved_session *s, int *alert)
{
	*alert = ALERT_ILLEGAL_PARAMETER;
	if (c->s.version != s->version)
		return REASON_RESUMED_OTHER_VERSION;
	if (c->s.suite->code.value != s->suite)
		return REASON_RESUMED_OTHER_SUITE;
	*alert = ALERT_HANDSHAKE_FAILURE;
	if (c->s.extended_master_secret != s->ems)
		return s->ems ? REASON_RESUMED_WITHOUT_EMS : REASON_RESUMED_WITH_EMS;
	return REASON_NONE;
}

enum status resume_answer_check(struct connection *c)
{
	const struct stored_session *s = endpoint_of(c)->session;
	enum reason reason;
	struct event *e;
	int alert;

	if (!c->s.resumed)
		return ST_OK;
	limits_resume(c, s->s.max_fragment_length);
	reason = mismatch(c, &s->s, &alert);
	e = CONN_EVENT(c, EV_RESUME_SESSION, msg_value(c, msg_field(c, "cipher_suite"), "cipher_suite"));
	e->arg[0] = s->s.suite;
	e->field = msg_field(c, "cipher_suite");
	return conn_check(c, e, reason == REASON_NONE, reason == REASON_NONE ? REASON_RESUMED_AS_KEPT : reason, alert);
}

void resume_answer_read(struct connection *c)
{
	struct endpoint *ep = endpoint_of(c);
	struct event *e;

	if (!ep->session)
		return;
	c->s.resumed = c->s.version < VERSION_TLS13 &&
		       bytes_equal(trace_bytes(c->w.t, c->s.offered_session_id), trace_bytes(c->w.t, c->s.session_id));
	e = CONN_EVENT(c, EV_RESUME_ANSWER, c->s.offered_session_id, c->s.session_id);
	e->field = msg_field(c, "session_id");
	e->verdict = c->s.resumed ? VERDICT_OK : VERDICT_WARN;
	e->reason = c->s.resumed ? REASON_RESUME_ACCEPTED : REASON_RESUME_REFUSED;
	if (!c->s.resumed)
		ep->session = NULL;
}
