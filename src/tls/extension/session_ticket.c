/* session_ticket (RFC 5077 3.2): empty it asks for a ticket, with content it asks to go on with a session. */
#include "tls/extension/rows.h"
#include "tls/message/message.h"
#include "tls/resume/resume.h"

/* ---- ClientHello ---- */

static bool ticket_wanted(const struct connection *c)
{
	return wanted_before_tls13(c) && config_of(c)->session_ticket;
}

static void ticket_make(struct connection *c, struct items *it)
{
	if (c->s.offered_ticket)
		items_add(it, "ticket", c->s.offered_ticket);
}

static void ticket_read(struct connection *c, field_id ext)
{
	c->offer.ticket_field = trace_find_field(c->w.t, ext, "ticket", 0);
	c->offer.ticket = msg_bytes(c, c->offer.ticket_field);
}

static enum reason ticket_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	c->s.ticket_expected = resume_gives_ticket(c);
	if (c->s.ticket_expected)
		return c->s.resumed ? REASON_TICKET_RENEWED : REASON_TICKET_GIVEN;
	return c->s.resumed ? REASON_TICKET_STILL_GOOD : REASON_EXTENSION_NOT_USED;
}

/* ---- ServerHello ---- */

static bool ticket_promised(const struct connection *c)
{
	return c->s.ticket_expected;
}

static void promise_read(struct connection *c, field_id ext)
{
	(void)ext;
	c->s.ticket_expected = true;
}

static enum reason promise_take(struct connection *c, field_id ext, int *alert)
{
	(void)c, (void)ext, (void)alert;
	return REASON_TICKET_COMING;
}

static void promise_absent(struct connection *c)
{
	c->s.ticket_expected = false;
}

const struct extension extension_session_ticket = {
	.type = EXT_SESSION_TICKET,
	.in = {
		[IN_CLIENT_HELLO] = { .wanted = ticket_wanted, .make = ticket_make, .read = ticket_read, .take = ticket_take },
		[IN_SERVER_HELLO] = { .to = VERSION_TLS12, .wanted = ticket_promised, .read = promise_read, .take = promise_take, .absent = promise_absent },
	},
};
