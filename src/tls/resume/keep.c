/* What goes from one connection to the next. */
#include "tls/endpoint_state.h"
#include "tls/extension/extension.h"
#include "tls/keys/keys.h"
#include "tls/kex/kex.h"
#include "tls/message/message.h"
#include "tls/resume/psk.h"
#include "tls/resume/resume.h"

void resume_begin(struct connection *c)
{
	struct stored_session *s = endpoint_of(c)->session;

	if (!c->secrets.master)
		c->secrets.master = session_value_of(&s->secret, c->w.t, c->actor, "master_secret");
	keys_log(c, CONN_EVENT(c, EV_SESSION_RESUMED, c->secrets.master), KEYLOG_CLIENT_RANDOM);
	keys_advance(c, KEYS_MASTER);
}

static struct bytes bytes_or_none(const struct trace *t, value_id v)
{
	return v ? trace_bytes(t, v) : BYTES_NONE;
}

/* With the certificates, if there were to be some. */
static bool nothing_wrong(const struct connection *c)
{
	if (c->s.psk.used)
		return c->s.psk.verified;
	return !kex_of(c->s.suite)->certificate || c->sides[SIDE_SERVER].shown.accepted;
}

struct saved_session resume_session(struct connection *c)
{
	const struct tls_config *cfg = config_of(c);
	const struct trace *t = c->w.t;
	const bool client = c->side == SIDE_CLIENT;
	const struct stored_session *before = endpoint_of(c)->session;
	const char *name = client ? cfg->server_name : c->s.server_name;

	return (struct saved_session){
		.version = c->s.version, .suite = (uint16_t)c->s.suite->code.value,
		.max_fragment_length = limits_fragment_code(c), .ems = c->s.extended_master_secret,
		.verified = client && (c->s.resumed ? before->s.verified : nothing_wrong(c)),
		.since = c->s.resumed_since ? c->s.resumed_since : cfg->peer.now,
		.lifetime = client ? c->s.ticket_lifetime : SESSION_LIFETIME,
		.secret = trace_bytes(t, c->secrets.master), .alpn = bytes_or_none(t, c->s.alpn),
		.server_name = name ? bytes_str(name) : BYTES_NONE, .client_certificates = bytes_or_none(t, c->s.client_certificates),
	};
}

/* A client keeps a ticket, or else the name that a new session has; a server what it gave a name. */
static enum reason what_to_keep(const struct connection *c)
{
	if (c->s.ticket)
		return c->side == SIDE_CLIENT ? REASON_KEPT_TICKET : REASON_KEPT_IN_TICKET;
	if (c->s.resumed)
		return REASON_NONE;
	return c->s.session_id && trace_bytes(c->w.t, c->s.session_id).n ? REASON_KEPT_BY_ID : REASON_KEPT_NOTHING;
}

static struct stored_session *store(struct connection *c)
{
	struct saved_session now = resume_session(c);
	struct stored_session *s = session_store_add(config_of(c)->sessions, &now);

	session_value_keep(&s->secret, c->w.t, c->secrets.master);
	if (c->s.ticket)
		session_value_keep(&s->ticket, c->w.t, c->s.ticket);
	else
		session_value_keep(&s->id, c->w.t, c->s.session_id);
	return s;
}

void resume_keep(struct connection *c)
{
	enum reason reason = config_of(c)->sessions && c->s.version < VERSION_TLS13 ? what_to_keep(c) : REASON_NONE;
	struct event *e;

	trace_current(c->w.t)->outcome.resumed = c->s.resumed || (c->s.psk.used && !c->s.psk.external);
	if (reason == REASON_NONE)
		return;
	if (reason == REASON_KEPT_TICKET || reason == REASON_KEPT_BY_ID)
		endpoint_of(c)->session = store(c);
	e = CONN_EVENT(c, EV_SESSION_KEPT, c->secrets.master);
	e->reason = reason;
}

/* RFC 9846 4.3.9: no ticket for who could not use it. */
unsigned resume_tickets(const struct connection *c)
{
	const struct tls_config *cfg = config_of(c);

	if (c->side != SIDE_SERVER || c->s.version < VERSION_TLS13 || !cfg->sessions || !cfg->session_ticket || !psk_is_usable(c))
		return 0;
	return cfg->tickets ? cfg->tickets : 1;
}

void resume_keep_ticket(struct connection *c, value_id psk)
{
	struct saved_session now = resume_session(c);
	struct stored_session *s;

	now.since = config_of(c)->peer.now;        /* the age is that of the ticket */
	now.secret = trace_bytes(c->w.t, psk);
	now.age_add = (uint32_t)bytes_uint(trace_bytes(c->w.t, c->s.ticket_age_add));
	now.max_early_data = c->s.ticket_early_data;
	s = session_store_add(config_of(c)->sessions, &now);
	session_value_keep(&s->secret, c->w.t, psk);
	session_value_keep(&s->ticket, c->w.t, c->s.ticket);
	CONN_EVENT(c, EV_SESSION_KEPT, psk)->reason = REASON_KEPT_TICKET;
}

void resume_forget(struct connection *c)
{
	struct endpoint *ep = endpoint_of(c);

	if (!ep->session)
		return;
	session_store_forget(ep->cfg->sessions, ep->session);
	ep->session = NULL;
	CONN_FACT(c, EV_SESSION_FORGOTTEN);
}
