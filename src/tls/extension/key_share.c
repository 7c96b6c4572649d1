/* key_share (RFC 9846 4.3.8): the public values of the key agreement, one each way. */
#include "spec/groups.h"
#include "tls/endpoint_state.h"
#include "tls/extension/rows.h"
#include "tls/kex/group.h"
#include "tls/message/message.h"

static void share_make(struct connection *c, struct items *it)
{
	value_id public = group_key_make(c);

	items_uint(c, it, "group", 2, c->s.group->code.value, &codes_named_group);
	items_add(it, "key_exchange", public);
}

/* ---- ClientHello ---- */

/* The first group that TLS 1.3 can go by. */
static const struct group *first_choice(const struct connection *c)
{
	const struct code_list own = group_list(c);
	size_t i = 0;

	while (i + 1 < own.n && group_find(own.codes[i])->to < VERSION_TLS13)
		i++;
	return group_find(own.codes[i]);
}

/* One share: for the group that it likes best, or the one that it was asked for. A retry that asks for none gets the same. */
static void shares_make(struct connection *c, struct items *it)
{
	if (c->s.retried && !c->s.retry_group) {
		items_uint(c, it, "group", 2, c->s.group->code.value, &codes_named_group);
		items_add(it, "key_exchange", c->secrets.own_public);
		return;
	}
	group_use(c, c->s.retried ? c->s.retry_group : first_choice(c));
	share_make(c, it);
}

static bool shares_wanted(const struct connection *c)
{
	return wanted_by_tls13(c) && config_of(c)->quirk != QUIRK_NO_SHARES;
}

static void shares_read(struct connection *c, field_id ext)
{
	c->offer.shares = trace_find_field(c->w.t, ext, "client_shares", 0);
}

static bool is_twice(struct connection *c, field_id list)
{
	uint8_t seen[0x10000 / 8] = { 0 };

	for (field_id f = 0; (f = trace_find_field(c->w.t, list, "group", f)) != 0;)
		if (bit_seen(seen, (size_t)bytes_uint(msg_bytes(c, f))))
			return true;
	return false;
}

/* RFC 9846 4.3.8: a client must not send two for one group, and a server may look. */
static enum reason shares_take(struct connection *c, field_id ext, int *alert)
{
	if (c->s.version < VERSION_TLS13)
		return REASON_EXTENSION_NOT_USED;
	if (!is_twice(c, ext))
		return REASON_EXTENSION_USED;
	*alert = ALERT_ILLEGAL_PARAMETER;
	return REASON_SHARE_TWICE;
}

/* ---- HelloRetryRequest ---- */

static bool group_is_asked(const struct connection *c)
{
	return c->s.retries && config_of(c)->quirk != QUIRK_EMPTY_RETRY;
}

static void group_ask(struct connection *c, struct items *it)
{
	items_uint(c, it, "selected_group", 2, c->s.group->code.value, &codes_named_group);
}

/* RFC 9846 4.3.8: one that was offered, and for which no share was sent. */
static enum reason group_asked(struct connection *c, field_id ext, int *alert)
{
	const uint16_t code = (uint16_t)bytes_uint(msg_bytes(c, trace_find_field(c->w.t, ext, "selected_group", 0)));
	const struct group *g = group_find(code);

	*alert = ALERT_ILLEGAL_PARAMETER;
	if (!g || !code_listed_in(trace_bytes(c->w.t, c->s.offered_groups), code))
		return REASON_GROUP_NOT_OFFERED;
	if (g == c->s.group)
		return REASON_SHARE_SENT_ALREADY;
	*alert = ALERT_NONE;
	c->s.retry_group = g;
	return REASON_GROUP_ASKED_FOR;
}

/* ---- ServerHello ---- */

static bool is_shared(const struct connection *c)
{
	return !c->s.psk.alone;
}

/* The share itself is looked at, and the secret computed, when ServerHello is complete. */
static enum reason answer_take(struct connection *c, field_id ext, int *alert)
{
	uint16_t group = (uint16_t)bytes_uint(msg_bytes(c, trace_find_field(c->w.t, ext, "group", 0)));

	if (group != c->s.group->code.value) {
		*alert = ALERT_ILLEGAL_PARAMETER;
		return REASON_SHARE_NOT_OFFERED;
	}
	return REASON_EXTENSION_USED;
}

const struct extension extension_key_share = {
	.type = EXT_KEY_SHARE,
	.in = {
		[IN_CLIENT_HELLO] = { .wanted = shares_wanted, .make = shares_make, .read = shares_read, .take = shares_take },
		[IN_HELLO_RETRY_REQUEST] = { .wanted = group_is_asked, .make = group_ask, .take = group_asked },
		[IN_SERVER_HELLO] = { .from = VERSION_TLS13, .wanted = is_shared, .make = share_make, .take = answer_take },
	},
};
