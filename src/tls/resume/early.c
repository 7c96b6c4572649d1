/* Early data (RFC 9846 2.3, 4.3.10, 8): sent before the server has answered, under keys of a pre-shared key alone. */
#include "tls/endpoint_state.h"
#include "tls/keys/keys.h"
#include "tls/message/message.h"
#include "tls/quirk.h"
#include "tls/record/record.h"
#include "tls/resume/psk.h"

enum { RECORD_OVERHEAD = 256 };                /* ours: what a record may have beside its data, where it is passed over unopened */

/* ---- the client ---- */

static enum reason unfit(const struct connection *c)
{
	const struct endpoint *ep = endpoint_seen(c);

	if (!ep->n_psks || !ep->psks[0].session)
		return REASON_EARLY_NO_TICKET;
	return ep->psks[0].session->s.max_early_data ? REASON_NONE : REASON_EARLY_NOT_ALLOWED;
}

void early_offer(struct connection *c)
{
	struct endpoint *ep = endpoint_of(c);
	enum reason why = unfit(c);
	struct event *e;

	if (!config_of(c)->early_data.n || c->s.retried)
		return;
	e = CONN_FACT(c, EV_EARLY_OFFERED);
	c->s.early.offered = why == REASON_NONE;
	if (c->s.early.offered) {
		c->s.early.left = ep->psks[0].session->s.max_early_data;
		e->arg[0] = c->s.early.left;
		if (quirk_fires(c, QUIRK_EARLY_TOO_LONG))
			c->s.early.left = (uint32_t)config_of(c)->early_data.n;
	}
	e->reason = c->s.early.offered ? REASON_EARLY_ALLOWED : why;
	buf_add(&ep->to_send, config_of(c)->early_data);
}

/* What was sent goes again in front of what was not. */
static void send_again(struct endpoint *ep)
{
	buf_add(&ep->early_sent, buf_bytes(&ep->to_send));
	buf_clear(&ep->to_send);
	buf_add(&ep->to_send, buf_bytes(&ep->early_sent));
	buf_clear(&ep->early_sent);
}

bool early_may_be_accepted(const struct connection *c)
{
	return c->s.early.offered && c->s.psk.used && !c->s.psk.selected;
}

enum status early_refused(struct connection *c)
{
	struct event *e;

	if (!c->s.early.offered || c->s.early.accepted || c->s.early.over)
		return ST_OK;
	e = CONN_FACT(c, EV_EARLY_ANSWER);
	e->verdict = VERDICT_WARN;
	e->reason = c->s.retried ? REASON_EARLY_RETRY :
		    c->s.version >= VERSION_TLS13 && c->s.psk.used ? REASON_EARLY_NOT_TAKEN : REASON_EARLY_WITHOUT_PSK;
	c->s.early.over = true;
	own_side(c)->sends_data = false;
	send_again(endpoint_of(c));
	return ST_OK;
}

static bool same_protocol(struct connection *c, struct bytes then)
{
	return bytes_equal(then, c->s.alpn ? trace_bytes(c->w.t, c->s.alpn) : BYTES_NONE);
}

/* RFC 9846 4.3.10 says when a server may take it; the alert for one that took it all the same is ours. */
enum status early_taken(struct connection *c)
{
	const struct saved_session *s = &endpoint_of(c)->psks[0].session->s;
	const enum reason reason = s->suite != c->s.suite->code.value ? REASON_EARLY_OTHER_SUITE :
				   !same_protocol(c, s->alpn) ? REASON_EARLY_OTHER_PROTOCOL : REASON_EARLY_TAKEN_BY_SERVER;

	return conn_check(c, CONN_FACT(c, EV_EARLY_ANSWER), reason == REASON_EARLY_TAKEN_BY_SERVER, reason, ALERT_ILLEGAL_PARAMETER);
}

/* ---- the server ---- */

/* RFC 9846 4.3.10: all that early data goes by must be as it was; 8.1, 8.3: and it must not have come before. */
/* Ours: the same ClientHello may have come too early by the window the first time, and too late by it the second; whatever comes later than
 * that its age gives away. So long each ticket is remembered. */
static utc_time spent_keep(const struct connection *c)
{
	return 2 * psk_age_window(c);
}

static enum reason refused(struct connection *c)
{
	const struct tls_config *cfg = config_of(c);
	const field_id first = trace_find_field(c->w.t, c->offer.psks, "identity", 0);
	static const enum reason spent[] = {
		[SPENT_NOW] = REASON_NONE, [SPENT_BEFORE] = REASON_EARLY_AGAIN, [SPENT_NO_ROOM] = REASON_EARLY_NO_ROOM,
	};

	if (c->s.retries)
		return REASON_EARLY_RETRY;
	if (!c->s.psk.used || c->s.psk.selected)
		return REASON_EARLY_WITHOUT_PSK;
	if (!cfg->max_early_data || !c->s.psk.early_data)
		return REASON_EARLY_NOT_ALLOWED;
	if (c->s.psk.suite != c->s.suite->code.value)
		return REASON_EARLY_OTHER_SUITE;
	if (!same_protocol(c, c->s.psk.alpn ? trace_bytes(c->w.t, c->s.psk.alpn) : BYTES_NONE))
		return REASON_EARLY_OTHER_PROTOCOL;
	if (cfg->early_data_unguarded)
		return REASON_NONE;
	if (!c->s.psk.fresh)
		return REASON_AGE_OFF;
	return spent[session_store_spend(cfg->sessions, msg_list(c, first), cfg->peer.now, spent_keep(c))];
}

void early_decide(struct connection *c)
{
	enum reason why;
	struct event *e;

	if (!c->s.early.offered)
		return;
	why = refused(c);
	e = CONN_FACT(c, EV_EARLY_DECIDED);
	c->s.early.accepted = why == REASON_NONE;
	e->verdict = c->s.early.accepted ? VERDICT_OK : VERDICT_WARN;
	e->reason = why != REASON_NONE ? why : config_of(c)->early_data_unguarded ? REASON_EARLY_UNGUARDED : REASON_EARLY_TAKEN;
	c->s.early.left = config_of(c)->max_early_data;
	e->arg[0] = c->s.early.left;
}

static bool opens(const struct connection *c, struct bytes record)
{
	const struct protection *p = &c->from->protection;

	return p->kind == PROTECT_TLS13 && record_try(c->w.t, p, record);
}

/* RFC 9846 4.3.10: behind a HelloRetryRequest by the content type; else all that does not open, up to what might have come. */
enum status early_pass_over(struct connection *c, value_id value)
{
	const struct bytes record = trace_bytes(c->w.t, value);
	const uint32_t most = config_of(c)->max_early_data ? config_of(c)->max_early_data : MAX_PLAINTEXT;
	struct event *e;
	bool holds;

	if (c->side != SIDE_SERVER || !c->s.early.offered || c->s.early.accepted || c->s.early.over || record.p[0] != CT_APPLICATION_DATA)
		return ST_MORE;
	if (opens(c, record)) {
		c->s.early.over = true;
		return ST_MORE;
	}
	endpoint_of(c)->early_passed += record.n > RECORD_OVERHEAD ? record.n - RECORD_OVERHEAD : 1;
	holds = endpoint_of(c)->early_passed <= most;
	trace_pass_over(c->w.t, conn_sender(c), c->msg.unit);
	e = CONN_EVENT(c, EV_EARLY_PASSED, value);
	e->arg[0] = (int64_t)record.n;
	return conn_check(c, e, holds, holds ? REASON_EARLY_PASSED : REASON_EARLY_TOO_LONG, ALERT_UNEXPECTED_MESSAGE);
}

enum status early_count(struct connection *c, size_t n)
{
	const bool holds = n <= c->s.early.left;
	struct event *e;

	if (c->side != SIDE_SERVER || !c->s.early.accepted || c->s.early.over)
		return ST_OK;
	e = CONN_FACT(c, EV_EARLY_COUNTED);
	e->arg[0] = (int64_t)n;
	e->arg[1] = c->s.early.left;
	c->s.early.left -= holds ? (uint32_t)n : 0;
	return conn_check(c, e, holds, holds ? REASON_EARLY_WITHIN : REASON_EARLY_TOO_LONG, ALERT_UNEXPECTED_MESSAGE);
}

/* What the client will say is EndOfEarlyData and Finished, and nothing in them is secret from the server. */
void early_foresee(struct connection *c)
{
	static const uint8_t end[] = { HS_END_OF_EARLY_DATA, 0, 0, 0 };
	const uint8_t head[] = { HS_FINISHED, 0, 0, (uint8_t)hash_size(c->s.suite->prf) };
	struct transcript said = c->transcript;
	value_id parts[2];

	c->transcript = (struct transcript){ 0 };
	transcript_fork(&said, &c->transcript);
	transcript_append(&c->transcript, trace_add_leaf(c->w.t, c->actor, OP_CONST, "EndOfEarlyData to come", bytes_of(end, sizeof(end))));
	parts[0] = trace_add_leaf(c->w.t, c->actor, OP_CONST, "head", bytes_of(head, sizeof(head)));
	parts[1] = keys_finished(c, SIDE_CLIENT);
	transcript_append(&c->transcript, trace_add_concat(c->w.t, c->actor, "Finished to come", parts, ARRAY_LEN(parts)));
	keys_advance(c, KEYS_CLIENT_FINISHED);
	transcript_free(&c->transcript);
	c->transcript = said;
}

/* ---- both ---- */

enum status early_begin(struct connection *c)
{
	const struct offered_psk *first = endpoint_of(c)->psks;

	if (c->side == SIDE_CLIENT ? !c->s.early.offered || c->s.retried : !c->s.early.accepted)
		return ST_OK;
	if (c->side == SIDE_CLIENT) {              /* until ServerHello says what is; the hello is still in a record of no version */
		record_flush(c);
		c->s.version = VERSION_TLS13;
		c->s.suite = suite_find(first->session->s.suite);
		keys_use_psk(c, first->key, first->early);
	}
	keys_advance(c, KEYS_EARLY);
	c->sides[SIDE_CLIENT].sends_data = true;
	return keys_activate(c, SIDE_CLIENT, EPOCH_EARLY);
}
