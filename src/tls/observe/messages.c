/* What an observer does with each message: takes what it says, checks what can be
 * checked, and follows the keys. */
#include "tls/extension/extension.h"
#include "tls/keys/keys.h"
#include "tls/message/compressed.h"
#include "tls/message/message.h"
#include "tls/message/read.h"
#include "tls/message/status.h"
#include "tls/observe/observe.h"

/* ---- certificates ---- */

static enum status observe_certificate(struct observer *o)
{
	struct connection *c = &o->c;
	value_id values[MAX_CERTIFICATES];
	field_id fields[MAX_CERTIFICATES];
	size_t n = certificate_read(c, values, fields);

	observe_noted(certificate_context_check(c));
	observe_noted(certificate_some_check(c, n));
	course_certificates(&o->course, c->w.t, c->sender, values, n);
	if (c->sender == SIDE_CLIENT) {
		o->now.client_certificates = (unsigned)n;
		c->s.client_certificate_sent = n > 0;
	}
	if (n && !observe_checks(o))
		*(c->sender == SIDE_CLIENT ? &o->now.client_chain : &o->now.chain) = VERDICT_SKIPPED;
	if (n && o->cfg->verify && observe_checks(o))
		observe_chain(o, values, fields, n);
	else if (n && (observe_checks(o) || o->cfg->secrets.n_rsa))   /* else nobody asks for it */
		observe_leaf_key(c, values[0], &c->from->shown);
	if (n && c->sender == SIDE_SERVER && c->s.version >= VERSION_TLS13 && c->offer.asks_ocsp)
		observe_status(o, status_find(c));
	return ST_OK;
}

/* What is inside is looked at as if it had come alone. */
static enum status observe_compressed(struct observer *o)
{
	struct connection *c = &o->c;
	struct incoming outer;
	const enum status st = compressed_open(c, &outer);

	c->s.compressed[c->sender] = true;
	if (c->sender == SIDE_CLIENT)
		c->s.client_certificate_sent = true;   /* until its list is there and is empty */
	if (st == ST_UNSUPPORTED)
		*(c->sender == SIDE_CLIENT ? &o->now.client_chain : &o->now.chain) = VERDICT_UNJUDGED;
	if (st == ST_OK) {
		TRY(observe_certificate(o));
		c->msg = outer;
	}
	return ST_OK;                              /* whatever it holds, it was a message */
}

static enum status observe_certificate_status(struct observer *o)
{
	observe_status(o, status_find(&o->c));
	return ST_OK;
}

/* Only now is it known that none comes. */
static enum status observe_server_hello_done(struct observer *o)
{
	if (o->c.offer.asks_ocsp && !o->c.s.status_came)
		observe_status(o, (struct verify_shown){ 0, 0 });
	return ST_OK;
}

/* ---- the rest of the handshake ---- */

static enum status observe_certificate_request(struct observer *o)
{
	observe_noted(certificate_request_take(&o->c));
	o->now.client_auth = true;
	o->course.authorities = o->c.s.request_authorities;
	if (observe_is_later(o))
		observe_later_asked(o);
	return ST_OK;
}

static enum status observe_ticket(struct observer *o)
{
	field_id f = msg_field(&o->c, "ticket"), c = f ? trace_find_field(o->c.w.t, f, "content", 0) : 0;

	if (c)
		o->new_ticket = msg_bytes(&o->c, c);
	o->ticket_lifetime = msg_uint(&o->c, "ticket_lifetime_hint");
	if (o->c.s.version >= VERSION_TLS13)
		observe_psk_issued(o);
	return ST_OK;
}

/* For a later connection that resumes it, by the session id or the ticket. */
static void remember(struct observer *o)
{
	const struct connection *c = &o->c;
	struct saved_session s = {
		.version = c->s.version, .suite = o->now.suite_code, .ems = c->s.extended_master_secret,
		.secret = trace_bytes(c->w.t, c->secrets.master), .alpn = c->s.alpn ? trace_bytes(c->w.t, c->s.alpn) : BYTES_NONE,
	};

	session_cache_remember(o->cfg->sessions, o->session_id, &s);
	s.lifetime = o->ticket_lifetime;
	session_cache_remember(o->cfg->sessions, o->new_ticket, &s);
}

static enum status observe_finished(struct observer *o)
{
	struct connection *c = &o->c;
	enum side_id side = c->sender;

	if (observe_is_later(o)) {
		if (o->later.open && !o->transcript_broken && msg_field(c, "verify_data") && finished_take(c) != ST_OK)
			o->now.finished[side] = FINISHED_MISMATCH;
		return ST_OK;
	}
	o->now.finished[side] = FINISHED_UNCHECKED;
	c->from->sends_data = true;
	if (!msg_field(c, "verify_data") || o->transcript_broken || o->cfg->clear || !(c->s.version < VERSION_TLS13 ? c->secrets.master != 0 : observe_tls13_readable(o, side)))
		return ST_OK;
	if (finished_take(c) != ST_OK) {
		o->now.finished[side] = FINISHED_MISMATCH;
		return ST_OK;
	}
	o->now.finished[side] = FINISHED_VERIFIED;
	if (c->s.version < VERSION_TLS13)
		remember(o);
	return ST_OK;
}

static void after_client_hello(struct observer *o)
{
	if (observe_has_extension(&o->c, EXT_EARLY_DATA) && !o->retried)
		observe_tls13_early(o);
}

static void after_server_hello(struct observer *o)
{
	if (o->c.s.version < VERSION_TLS13)
		observe_tls13_refused(o);
	else if (!o->retried)
		observe_tls13_begin(o);
	o->now.resumed |= o->c.s.version >= VERSION_TLS13 && observe_psk_of_ticket(o);
}

static void after_finished(struct observer *o)
{
	if (o->c.s.version >= VERSION_TLS13)
		observe_tls13_finished(o);
}

static void observe_key_update(struct observer *o)
{
	if (o->c.s.version < VERSION_TLS13 || o->watched[o->c.sender].epoch != EPOCH_APPLICATION)
		return;
	o->watched[o->c.sender].updates++;
	o->now.key_updates[o->c.sender]++;
	if (observe_tls13_has_data_keys(o, o->c.sender) && keys_update(&o->c, o->c.sender) != ST_OK)
		observe_close_side(o, o->c.sender, CLOSED_INCOMPLETE);
}

static enum status observe_encrypted_extensions(struct observer *o)
{
	extensions_read(&o->c, IN_ENCRYPTED_EXTENSIONS);
	o->c.s.early.accepted = observe_has_extension(&o->c, EXT_EARLY_DATA);
	observe_protocol(o);
	return ST_OK;
}

/* What there is to take from a message, and what follows once it is part of the transcript. */
static const struct action {
	uint8_t type;
	enum status (*take)(struct observer *o);
	void (*then)(struct observer *o);
} actions[] = {
	{ HS_CLIENT_HELLO, observe_client_hello, after_client_hello },
	{ HS_SERVER_HELLO, observe_server_hello, after_server_hello },
	{ HS_CERTIFICATE, observe_certificate, NULL },
	{ HS_COMPRESSED_CERTIFICATE, observe_compressed, NULL },
	{ HS_CERTIFICATE_STATUS, observe_certificate_status, NULL },
	{ HS_SERVER_HELLO_DONE, observe_server_hello_done, NULL },
	{ HS_SERVER_KEY_EXCHANGE, observe_server_key_exchange, NULL },
	{ HS_CERTIFICATE_REQUEST, observe_certificate_request, NULL },
	{ HS_CERTIFICATE_VERIFY, observe_certificate_verify, NULL },
	{ HS_CLIENT_KEY_EXCHANGE, observe_client_key_exchange, observe_keys },
	{ HS_FINISHED, observe_finished, after_finished },
	{ HS_END_OF_EARLY_DATA, NULL, observe_tls13_early_over },
	{ HS_KEY_UPDATE, NULL, observe_key_update },
	{ HS_ENCRYPTED_EXTENSIONS, observe_encrypted_extensions, NULL },
	{ HS_NEW_SESSION_TICKET, observe_ticket, NULL },
};

static const struct action *action_of(uint8_t type)
{
	for (size_t i = 0; i < ARRAY_LEN(actions); i++)
		if (actions[i].type == type)
			return &actions[i];
	return NULL;
}

static bool finished_holds(enum finished_state s)
{
	return s == FINISHED_VERIFIED || s == FINISHED_UNCHECKED;
}

static void complete_check(struct observer *o)
{
	if (finished_holds(o->now.finished[0]) && finished_holds(o->now.finished[1]) && !o->now.complete) {
		o->now.complete = true;
		trace_current(o->c.w.t)->outcome.resumed = o->now.resumed;
		o->c.skips_data = o->cfg->brief;
		if (!observe_later_may_come(o))
			transcript_clear(&o->c.transcript);
		CONN_FACT(&o->c, EV_ESTABLISHED);
	}
}

/* Messages in whose fields somebody looks later: the offer, and what the other side asks for. */
static bool is_asked_for_again(uint8_t type)
{
	return type == HS_CLIENT_HELLO || type == HS_ENCRYPTED_EXTENSIONS || type == HS_CERTIFICATE_REQUEST;
}

/* What the message says is taken, and it joins the transcript that it belongs to. */
static enum status take(struct observer *o, uint8_t type, const struct action *a)
{
	const bool later = observe_is_later(o), answers = observe_later_enter(o, type);
	struct connection *c = &o->c;
	const enum status st = a && a->take ? a->take(o) : ST_OK;

	if (is_asked_for_again(type))
		o->lasting = trace_here(c->w.t);
	if (answers)
		observe_later_leave(o, type);
	else if (st == ST_OK && !later && !flow_is_beside(c->sender, MSG_HANDSHAKE(type)))
		transcript_append(&c->transcript, c->msg.value);
	return st;
}

static enum status observe_handshake(struct observer *o, uint8_t type)
{
	const uint16_t message = MSG_HANDSHAKE(type);
	const struct action *a = action_of(type);
	struct connection *c = &o->c;

	if (type != HS_CLIENT_HELLO)   /* with which a handshake begins anew */
		observe_order(o, message_identity(c, CT_HANDSHAKE, type));
	o->full = o->full || flow_is_full_only(c->sender, message);
	TRY(take(o, type, a));
	course_message(&o->course, c->sender, message_identity(c, CT_HANDSHAKE, type));
	observe_told(c);
	if (a && a->then)
		a->then(o);
	complete_check(o);
	return ST_OK;
}

/* ---- the other content types ---- */

/* Why there are no keys at ChangeCipherSpec. */
static enum closed no_protection(const struct observer *o)
{
	if (!o->any)
		return CLOSED_NO_START;
	if (!o->heard[0] || !o->heard[1])
		return CLOSED_ONE_DIRECTION;
	/* before ServerHello, and without a key exchange, only TLS 1.3 sends it (RFC 9846 E.4) */
	if (!o->now.has_server_hello && !o->full)
		return CLOSED_TLS13;
	for (size_t i = 0; i < 2; i++)   /* what would have given them was lost */
		if (o->watched[i].ended && o->no_secret == CLOSED_NO_KEY)
			return o->watched[i].why;
	return o->no_secret != CLOSED_NONE ? o->no_secret : CLOSED_NO_START;
}

static enum status observe_ccs(struct observer *o)
{
	struct connection *c = &o->c;
	enum side_id side = c->sender;
	const struct protection *p = keys_for(c, side, EPOCH_APPLICATION);

	observe_order(o, MSG_CCS);
	course_message(&o->course, side, MSG_CCS);
	if (!trace_unit(c->w.t, c->msg.unit)->problem)
		observe_noted(change_cipher_spec_take(c));
	if (c->s.version >= VERSION_TLS13)
		return ST_OK;
	if (!o->full && !c->secrets.master && !o->ccs_seen && o->no_secret == CLOSED_NO_KEY && !c->secrets.pre_master && side == SIDE_SERVER)
		observe_resume(o);
	o->ccs_seen = true;
	o->now.finished[side] = FINISHED_CLOSED;
	o->watched[side].opened = 0;
	if (p->suite) {
		TRY(keys_install(c, side, p));
		if (p->kind == PROTECT_STREAM_CIPHER && !c->from->protection.stream)
			observe_close_side(o, side, CLOSED_NO_PRIMITIVE);
		CONN_FACT(c, EV_KEYS_ACTIVE);
	} else {
		observe_close_side(o, side, no_protection(o));
	}
	return ST_OK;
}

/* A fatal one, or that one side does not want the handshake any more (RFC 9846 6.1): until something worse follows. */
static bool is_the_end(const struct observer *o, int level, int description)
{
	return level == ALERT_FATAL || (description == ALERT_USER_CANCELED && !o->now.complete);
}

static enum status observe_alert(struct observer *o)
{
	struct connection *c = &o->c;
	struct trace_outcome *out = &trace_current(c->w.t)->outcome;
	int level, description;

	alert_read(c, &level, &description);
	o->now.alerts_left_out += o->course.n_alerts == HANDSHAKE_MAX_ALERTS;
	course_alert(&o->course, c->sender, (unsigned)level, (unsigned)description);
	o->refused |= level == ALERT_FATAL && c->from->protection.kind == PROTECT_NONE && !o->now.complete;
	if (is_the_end(o, level, description) && (!out->alert || o->canceled)) {
		o->canceled = level != ALERT_FATAL;
		out->alert = code_name(&codes_alert, (uint32_t)description);
		out->alert_from = conn_sender(c);
	}
	return ST_OK;
}

static enum status observe_message(struct connection *c, uint8_t content_type, uint8_t handshake_type)
{
	struct observer *o = observer_of(c);

	observe_noted(message_decoded(c));   /* what can be read of a malformed message is still worth knowing */
	if (record_is_protected(c, &c->from->protection, c->from->last_type))
		o->watched[c->sender].opened++;
	switch (content_type) {
	case CT_HANDSHAKE:
		return observe_handshake(o, handshake_type);
	case CT_CHANGE_CIPHER_SPEC:
		return observe_ccs(o);
	case CT_ALERT:
		return observe_alert(o);
	case CT_APPLICATION_DATA:
		observe_order(o, MSG_DATA);
		course_message(&o->course, c->sender, MSG_DATA);
		application_data_read(&o->c);
		return ST_OK;
	case CT_HEARTBEAT:
		observe_heartbeat(o);
		return ST_OK;
	default:
		return ST_OK;
	}
}

/* Without its header. In a summary the record has no unit, and is not yet let go. */
static size_t record_size(const struct connection *c, unit_id record)
{
	return record ? trace_bytes(c->w.t, trace_unit(c->w.t, record)->value).n - 5 : (size_t)bytes_uint(bytes_slice(buf_bytes(&c->from->in), 3, 2));
}

static void observe_closed_record(struct connection *c, unit_id record)
{
	struct observer *o = observer_of(c);
	struct watched *s = &o->watched[c->sender];

	s->closed++;
	if (s->epoch == EPOCH_HANDSHAKE)
		o->transcript_broken = true;
	if (c->from->last_type != CT_CHANGE_CIPHER_SPEC && s->epoch != EPOCH_EARLY)
		course_sealed(&o->course, c->sender, record_size(c, record));
	if (c->w.t->brief)
		return;
	c->msg.unit = record;
	observe_closed(o, EV_RECORD_CLOSED, s->why)->unit = record;
}

/* Nothing follows from it: it was told, and what comes next is read as well. */
static void check_failed(struct connection *c, struct event *e, int alert)
{
	(void)alert;
	observer_of(c)->watched[c->sender].unfit |= e->type == EV_TAG_CHECKED;
}

const struct role observer_role = {
	.message = observe_message,
	.arrives = observe_tls13_arrives,
	.closed = observe_closed_record,
	.foreign = observe_foreign,
	.failed = check_failed,
	.signature = observe_signature,
	.takes_scheme = observe_scheme_listed,
	.last_content_type = CT_HEARTBEAT,
	.any_version = true,
	.resumes = true,
	.sides_apart = true,
};
