/* What an endpoint does when a message goes out or is in, when a check fails, and when it is over. */
#include <string.h>

#include "tls/endpoint_state.h"
#include "tls/message/alert.h"
#include "tls/message/message.h"
#include "tls/message/signature.h"
#include "tls/record/record.h"
#include "tls/renegotiation.h"
#include "tls/resume/psk.h"
#include "tls/resume/resume.h"

void endpoint_send(struct connection *c, unit_id unit)
{
	c->msg.unit = unit;
	CONN_EVENT(c, EV_MESSAGE_BUILT, trace_unit(c->w.t, unit)->value);
	record_send(c, unit);
}

/* ---- the end ---- */

static void outcome_set(struct connection *c, const char *outcome, int alert, enum actor from)
{
	struct trace_outcome *o = &trace_current(c->w.t)->outcome;

	if (o->outcome && strcmp(o->outcome, "established") != 0)
		return;
	o->outcome = outcome;
	if (alert >= 0 && !o->alert) {
		o->alert = code_name(&codes_alert, (uint32_t)alert);
		o->alert_from = from;
	}
}

void endpoint_give_up(struct connection *c, const char *outcome, int alert, enum actor from)
{
	outcome_set(c, outcome, alert, from);
	endpoint_of(c)->state = EP_FAILED;
	CONN_FACT(c, EV_FAILED);
	if (alert >= 0)
		resume_forget(c);
	buf_clear(&c->from->in);
}

void endpoint_fail(struct connection *c, int alert)
{
	const struct endpoint *ep = endpoint_of(c);

	if (ep->state == EP_FAILED || ep->state == EP_CLOSED)
		return;
	alert_send(c, ALERT_FATAL, alert);
	endpoint_give_up(c, "failed", alert_spoken(c->s.version, alert), c->actor);
}

static void check_failed(struct connection *c, struct event *e, int alert)
{
	e->fatal = true;
	endpoint_fail(c, alert);
}

enum status endpoint_idle_limit(struct connection *c, enum idle kind)
{
	const unsigned warnings = config_of(c)->max_warnings, most = kind == IDLE_WARNING && warnings ? warnings : MAX_IDLE_RECORDS;

	if (++endpoint_of(c)->idle[kind] <= most)
		return ST_OK;
	return conn_check(c, message_expected(c), false, REASON_FLOOD, ALERT_UNEXPECTED_MESSAGE);
}

static enum status signature_judge(struct connection *c, const struct signature_check *k)
{
	enum reason reason = k->unfit != REASON_NONE ? k->unfit : k->st == ST_OK ? REASON_SIGNATURE_GOOD : REASON_SIGNATURE_BAD;

	return conn_check(c, signature_event(c, k), reason == REASON_SIGNATURE_GOOD, reason,
			  k->unfit == REASON_NONE ? ALERT_DECRYPT_ERROR : ALERT_ILLEGAL_PARAMETER);
}

/* Those that this party listed; before TLS 1.2 the key alone decides. */
static bool takes_scheme(const struct connection *c, uint16_t code)
{
	const struct code_list own = tls_config_schemes(config_of(c));

	return c->s.version < VERSION_TLS12 || code_listed(&own, code);
}

/* ---- a message is in ---- */

/* RFC 5246 7.4.1.1: a client that is in a handshake ignores it. TLS 1.3 has no such message (RFC 9846 4). */
static bool is_ignored(const struct connection *c, uint8_t content_type, uint8_t hs)
{
	return content_type == CT_HANDSHAKE && hs == HS_HELLO_REQUEST && c->side == SIDE_CLIENT && c->s.version < VERSION_TLS13;
}

static enum status hello_request_ignore(struct connection *c, struct event *expected)
{
	expected->verdict = VERDICT_SKIPPED;
	expected->reason = REASON_HELLO_REQUEST_IGNORED;
	TRY(message_decoded(c));
	return endpoint_idle_limit(c, IDLE_REQUEST);
}

/* Most end the connection or say nothing of it; one is an answer (RFC 6101 5.6.6), and so part of the order. */
static enum status alert_in(struct connection *c)
{
	const struct flow_row *row;

	TRY(message_decoded(c));
	row = msg_uint(c, "level") == ALERT_WARNING ? flow_find(c, c->sender, MSG_ALERT(msg_uint(c, "description"))) : NULL;
	if (!row)
		return alert_take(c);
	TRY(row->take(c));
	return message_done(c, row, c->msg.value, false);
}

/* A message that came early: as it stands, and what it is. */
struct waiting {
	struct incoming msg;
	uint8_t content_type, handshake_type;
};

enum { MAX_WAITING = 64 };

static bool is_closure(struct connection *c)
{
	return trace_unit(c->w.t, c->msg.unit)->problem == REASON_NONE && msg_uint(c, "description") == ALERT_CLOSE_NOTIFY;
}

/* What may follow the peer's Finished before it has seen ours: a client's data up to TLS 1.2 (RFC 7918 3), a server's data and
 * tickets in TLS 1.3 (RFC 9846 2, 4.7.1), and the end of all that. */
static bool may_wait(struct connection *c, uint8_t content_type, uint8_t hs)
{
	const struct endpoint *ep = endpoint_of(c);

	return ep->peer_finished && ep->state == EP_HANDSHAKE && ep->waiting.n < MAX_WAITING &&
	       (content_type == CT_APPLICATION_DATA || hs == HS_NEW_SESSION_TICKET || (content_type == CT_ALERT && is_closure(c)));
}

static enum status wait_for_own_turn(struct connection *c, struct event *expected, uint8_t content_type, uint8_t hs)
{
	struct waiting w = { c->msg, content_type, hs };

	expected->verdict = VERDICT_SKIPPED;
	expected->reason = REASON_MESSAGE_WAITS;
	list_add(&endpoint_of(c)->waiting, &w, sizeof(w));
	return ST_OK;
}

/* Looks it up in the flow, checks and applies it. */
static enum status message_in(struct connection *c, uint8_t content_type, uint8_t hs)
{
	const struct flow_row *row;
	value_id value = c->msg.value;
	struct event *e;

	if (content_type == CT_ALERT)
		return may_wait(c, content_type, hs) ? wait_for_own_turn(c, message_expected(c), content_type, hs) : alert_in(c);
	if (content_type == CT_HANDSHAKE && hs == HS_CLIENT_HELLO && c->side == SIDE_SERVER && renegotiation_is_taken(c))
		renegotiation_begin(c);
	row = flow_find(c, c->sender, message_identity(c, content_type, hs));
	e = message_expected(c);
	if (!row && is_ignored(c, content_type, hs))
		return hello_request_ignore(c, e);
	if (!row && may_wait(c, content_type, hs))
		return wait_for_own_turn(c, e, content_type, hs);
	TRY(conn_check(c, e, row != NULL, row ? REASON_LEGAL_NOW : REASON_NOT_LEGAL_NOW, ALERT_UNEXPECTED_MESSAGE));
	TRY(message_decoded(c));
	if (row->take)
		TRY(row->take(c));
	return message_done(c, row, value, false);
}

bool endpoint_take_waiting(struct connection *c)
{
	struct list *l = &endpoint_of(c)->waiting;

	if (!l->n || endpoint_of(c)->state != EP_ESTABLISHED)
		return false;
	for (size_t i = 0; i < l->n && endpoint_of(c)->state == EP_ESTABLISHED; i++) {
		const struct waiting w = LIST_AT(l, struct waiting, i);

		c->msg = w.msg;
		trace_set_step(c->w.t, trace_unit(c->w.t, w.msg.unit)->step);
		if (message_in(c, w.content_type, w.handshake_type) != ST_OK)
			break;
	}
	l->n = 0;
	c->msg = (struct incoming){ 0 };
	return true;
}

static bool divert(struct connection *c, uint8_t type, value_id value, size_t off)
{
	struct endpoint *ep = endpoint_of(c);

	if (!ep->diverts)
		return false;
	ep->diverted_type = type;
	ep->diverted = trace_add_slice(c->w.t, c->actor, value, off, trace_bytes(c->w.t, value).n - off, "content");
	return true;
}

/* An endpoint offers no heartbeat (RFC 6520), so none may come. */
const struct role endpoint_role = {
	.diverts = divert,
	.tests_primes = true,
	.message = message_in,
	.failed = check_failed,
	.passes = early_pass_over,
	.signature = signature_judge,
	.takes_scheme = takes_scheme,
	.flush = record_flush,
	.last_content_type = CT_APPLICATION_DATA,
};
