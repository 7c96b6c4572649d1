/* Authentication after the handshake (RFC 9846 4.7.2): the server asks a client that offered post_handshake_auth, and its answer
 * is signed with the messages of the handshake and the request. One request at a time. */
#include "tls/endpoint_state.h"
#include "tls/message/message.h"
#include "tls/quirk.h"

enum { CONTEXT_SIZE = 16 };

/* What is signed and finished from here on are the handshake, the request and what answers it. */
static void begin(struct connection *c, value_id request)
{
	struct later *l = &endpoint_of(c)->later;

	l->handshake = c->transcript;
	c->transcript = (struct transcript){ 0 };
	transcript_fork(&l->handshake, &c->transcript);
	transcript_append(&c->transcript, request);
	c->s.compressed[SIDE_CLIENT] = false;
	c->secrets.tls13.later = true;
	l->next = LATER_CERTIFICATE;
}

static void end(struct connection *c)
{
	struct later *l = &endpoint_of(c)->later;

	transcript_free(&c->transcript);
	c->transcript = l->handshake;
	l->handshake = (struct transcript){ 0 };
	c->secrets.tls13.later = false;
	l->next = LATER_NONE;
	c->sides[SIDE_CLIENT].sends_data = true;
}

/* Nothing else may come in between (RFC 9846 4.7.2). */
static void go_on(struct connection *c, value_id message, enum later_next next)
{
	transcript_append(&c->transcript, message);
	endpoint_of(c)->later.next = next;
	c->sides[SIDE_CLIENT].sends_data = false;
}

static enum later_next after_certificate(const struct connection *c)
{
	return c->s.client_certificate_sent ? LATER_VERIFY : LATER_FINISHED;
}

/* ---- the request ---- */

unit_id later_request_make(struct connection *c)
{
	unit_id unit;

	if (!c->s.request_context || config_of(c)->quirk != QUIRK_CONTEXT_AGAIN) {
		c->s.request_context = value_random(c->w, "certificate_request_context", CONTEXT_SIZE);
		CONN_EVENT(c, EV_RANDOM_DRAWN, c->s.request_context);
	}
	unit = certificate_request_make(c);
	endpoint_of(c)->later.due = false;
	begin(c, trace_unit(c->w.t, unit)->value);
	return unit;
}

enum status later_request_take(struct connection *c)
{
	const value_id request = c->msg.value;

	c->s.request_schemes = 0;
	c->s.request_authorities = 0;
	TRY(certificate_request_take(c));
	begin(c, request);
	return ST_OK;
}

/* ---- the answer ---- */

/* As in the handshake. */
static unit_id answer(struct connection *c, unit_id unit, enum later_next next)
{
	if (unit)
		go_on(c, trace_unit(c->w.t, unit)->value, next);
	return unit;
}

unit_id later_certificate_make(struct connection *c)
{
	const unit_id unit = certificate_make(c);

	return answer(c, unit, after_certificate(c));
}

unit_id later_compressed_make(struct connection *c)
{
	const unit_id unit = compressed_certificate_make(c);

	return answer(c, unit, after_certificate(c));
}

static enum status certificate_in(struct connection *c, enum status (*take)(struct connection *c))
{
	const value_id message = c->msg.value;

	c->s.client_certificate_sent = false;
	TRY(take(c));
	go_on(c, message, after_certificate(c));
	return ST_OK;
}

enum status later_certificate_take(struct connection *c)
{
	return certificate_in(c, certificate_take);
}

enum status later_compressed_take(struct connection *c)
{
	return certificate_in(c, compressed_certificate_take);
}

unit_id later_verify_make(struct connection *c)
{
	return answer(c, certificate_verify_make(c), LATER_FINISHED);
}

enum status later_verify_take(struct connection *c)
{
	const value_id message = c->msg.value;

	TRY(certificate_verify_take(c));
	go_on(c, message, LATER_FINISHED);
	return ST_OK;
}

unit_id later_finished_make(struct connection *c)
{
	const unit_id unit = finished_make(c);

	end(c);
	return unit;
}

enum status later_finished_take(struct connection *c)
{
	TRY(finished_take(c));
	end(c);
	endpoint_of(c)->later.due = quirk_fires(c, QUIRK_CONTEXT_AGAIN);
	return ST_OK;
}
