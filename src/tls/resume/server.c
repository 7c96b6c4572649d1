/* The server decides whether it goes on with the session that a client asks for. */
#include "tls/endpoint_state.h"
#include "tls/extension/extension.h"
#include "tls/message/message.h"
#include "tls/quirk.h"
#include "tls/resume/resume.h"
#include "tls/resume/ticket.h"

/* A session that was asked for. */
struct asked {
	struct saved_session s;
	struct stored_session *stored;             /* NULL: it came in a ticket */
	value_id id;                               /* session_id, as it came */
	value_id secret, suite;                    /* 0: stored */
};

/* ---- is it there? ---- */

static enum reason by_id(struct connection *c, struct asked *out)
{
	CONN_EVENT(c, EV_SESSION_ID, out->id)->reason = REASON_SESSION_ASKED;
	out->stored = session_store_by_id(config_of(c)->sessions, trace_bytes(c->w.t, out->id));
	if (!out->stored)
		return REASON_RESUME_UNKNOWN;
	out->s = out->stored->s;
	return saved_session_is_over(&out->s, config_of(c)->peer.now) ? REASON_RESUME_STORED_OVER : REASON_NONE;
}

/* RFC 5077 3.4: where a ticket came, the id says nothing of a session. */
static enum reason by_ticket(struct connection *c, struct asked *out)
{
	struct ticket_state state = { .key_before = false };
	enum reason reason;

	CONN_EVENT(c, EV_SESSION_ID, out->id)->reason = trace_bytes(c->w.t, out->id).n ? REASON_SESSION_INVENTED : REASON_SESSION_NONE_BUT_TICKET;
	reason = ticket_open(c, msg_value(c, c->offer.ticket_field, "ticket"), &state);
	out->s = state.s;
	out->secret = state.secret;
	out->suite = state.suite;
	c->s.ticket_is_old = state.key_before;
	return reason == REASON_NONE ? REASON_NONE : REASON_RESUME_BAD_TICKET;
}

/* ---- does it fit this hello? ---- */

static bool ems_came(const struct connection *c)
{
	return extension_offered(&c->offer, EXT_EXTENDED_MASTER_SECRET);
}

static enum reason fits(struct connection *c, const struct saved_session *s)
{
	if (s->version != c->s.version)
		return REASON_RESUME_OTHER_VERSION;
	if (!code_listed_in(msg_list(c, c->offer.suites), s->suite) || !tls_config_has_suite(config_of(c), s->suite))
		return REASON_RESUME_OTHER_SUITE;
	if (!bytes_equal(s->server_name, msg_bytes(c, c->offer.server_name)))
		return REASON_RESUME_OTHER_NAME;
	if (config_of(c)->client_auth == CLIENT_AUTH_REQUIRE && !s->client_certificates.n)
		return REASON_RESUME_NO_CERTIFICATE;
	/* RFC 8449 5: where record_size_limit stands beside it, it does not count */
	if (s->max_fragment_length != (c->offer.record_size_limit ? 0 : c->offer.max_fragment_length))
		return REASON_RESUME_OTHER_FRAGMENT_LENGTH;
	if (s->version == VERSION_SSL30)           /* which has no extensions */
		return REASON_NONE;
	/* RFC 7627 5.3: never without the extended master secret */
	if (!s->ems)
		return ems_came(c) ? REASON_RESUME_OTHER_EMS : REASON_RESUME_LEGACY;
	return s->ems && !config_of(c)->extended_master_secret ? REASON_RESUME_EMS_OFF : REASON_NONE;
}

/* ---- the decision ---- */

/* The value of a suite that is not the session's. */
static value_id another_suite(struct connection *c, uint16_t code)
{
	const struct tls_config *cfg = config_of(c);
	uint16_t other = cfg->suites[cfg->suites[0] == code && cfg->n_suites > 1];

	c->s.suite = suite_find(other);
	return conn_uint(c, OP_CONFIG, "cipher_suite", 2, other);
}

static void go_on(struct connection *c, struct asked *a)
{
	endpoint_of(c)->session = a->stored;
	c->s.session_id = a->id;
	c->s.resumed = true;
	c->s.suite = suite_find(a->s.suite);
	c->s.resumed_since = a->s.since;
	if (a->stored)
		a->secret = session_value_of(&a->stored->secret, c->w.t, c->actor, "master_secret");
	if (!a->suite)
		a->suite = conn_uint(c, OP_CONFIG, "cipher_suite", 2, a->s.suite);
	if (quirk_fires(c, QUIRK_RESUMED_SUITE))
		a->suite = another_suite(c, a->s.suite);
	c->s.common_suites = a->suite;
	c->secrets.master = a->secret;
	if (a->s.client_certificates.n)
		c->s.client_certificates = trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "certificate_list", a->s.client_certificates);
}

static enum reason accepted(const struct asked *a)
{
	return a->stored ? REASON_RESUME_BY_ID : REASON_RESUME_BY_TICKET;
}

static bool ticket_came(const struct connection *c)
{
	return config_of(c)->session_ticket && c->offer.ticket.n && c->s.version > VERSION_SSL30;
}

bool resume_asked(const struct connection *c)
{
	return config_of(c)->sessions && c->s.version < VERSION_TLS13 && (ticket_came(c) || msg_list(c, c->offer.session_id).n);
}

enum status resume_decide(struct connection *c)
{
	struct asked a = { .stored = NULL };
	bool ticket = ticket_came(c);
	enum reason reason;
	struct event *e;

	if (!resume_asked(c))
		return ST_OK;
	a.id = msg_content(c, c->offer.session_id, "session_id");
	reason = ticket ? by_ticket(c, &a) : by_id(c, &a);
	e = CONN_FACT(c, EV_RESUME_DECIDED);
	e->field = ticket ? c->offer.ticket_field : c->offer.session_id;
	if (reason == REASON_NONE && a.s.ems && !ems_came(c))   /* RFC 7627 5.3: not even a full handshake */
		return conn_check(c, e, false, REASON_RESUME_WITHOUT_EMS, ALERT_HANDSHAKE_FAILURE);
	if (reason == REASON_NONE)
		reason = fits(c, &a.s);
	e->verdict = reason != REASON_NONE ? VERDICT_WARN : VERDICT_OK;
	e->reason = reason != REASON_NONE ? reason : accepted(&a);
	if (reason == REASON_NONE)
		go_on(c, &a);
	return ST_OK;
}

bool resume_gives_ticket(const struct connection *c)
{
	const struct tls_config *cfg = config_of(c);

	return cfg->sessions && cfg->session_ticket && c->s.version < VERSION_TLS13 && (!c->s.resumed || c->s.ticket_is_old);
}
