/* early_data (RFC 9846 4.3.10): data right behind the ClientHello; that the server takes it; with how much of it a ticket may come. */
#include "tls/extension/rows.h"
#include "tls/message/message.h"
#include "tls/resume/psk.h"

static bool early_wanted(const struct connection *c)
{
	return c->s.early.offered && (!c->s.retried || config_of(c)->quirk == QUIRK_EARLY_AFTER_RETRY);
}

static enum reason early_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext;
	if (c->s.version < VERSION_TLS13)
		return REASON_EXTENSION_NOT_USED;
	if (c->s.retried) {                        /* RFC 9846 4.2.2: a second hello has none */
		*alert = ALERT_ILLEGAL_PARAMETER;
		return REASON_EARLY_AFTER_RETRY;
	}
	c->s.early.offered = true;                 /* what becomes of it is decided when the protocol is */
	return REASON_EXTENSION_USED;
}

static bool answer_wanted(const struct connection *c)
{
	return c->s.early.accepted || (c->s.early.offered && config_of(c)->quirk == QUIRK_EARLY_ANSWER);
}

static enum reason answer_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext;
	if (!early_may_be_accepted(c)) {
		*alert = ALERT_ILLEGAL_PARAMETER;
		return REASON_EARLY_WRONG_PSK;
	}
	c->s.early.accepted = true;
	return REASON_EXTENSION_USED;
}

static bool limit_wanted(const struct connection *c)
{
	return config_of(c)->max_early_data > 0;
}

static void limit_make(struct connection *c, struct items *it)
{
	items_add(it, "max_early_data_size", conn_uint(c, OP_CONFIG, "max_early_data_size", 4, config_of(c)->max_early_data));
}

static enum reason limit_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	c->s.ticket_early_data = msg_uint(c, "max_early_data_size");
	return REASON_EARLY_LIMIT_NOTED;
}

const struct extension extension_early_data = {
	.type = EXT_EARLY_DATA,
	.in = {
		[IN_CLIENT_HELLO] = { .wanted = early_wanted, .take = early_take },
		[IN_ENCRYPTED_EXTENSIONS] = { .wanted = answer_wanted, .take = answer_take },
		[IN_NEW_SESSION_TICKET] = { .wanted = limit_wanted, .make = limit_make, .take = limit_take },
	},
};
