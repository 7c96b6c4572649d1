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

/* One share, for the group that it likes best. */
static void shares_make(struct connection *c, struct items *it)
{
	group_use(c, group_find(group_list(c).codes[0]));
	share_make(c, it);
}

static void shares_read(struct connection *c, field_id ext)
{
	c->offer.shares = trace_find_field(c->w.t, ext, "client_shares", 0);
}

static enum reason shares_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	return c->s.version >= VERSION_TLS13 ? REASON_EXTENSION_USED : REASON_EXTENSION_NOT_USED;
}

/* ---- ServerHello ---- */

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
		[IN_CLIENT_HELLO] = { .wanted = wanted_by_tls13, .make = shares_make, .read = shares_read, .take = shares_take },
		[IN_SERVER_HELLO] = { .from = VERSION_TLS13, .wanted = wanted_always, .make = share_make, .take = answer_take },
	},
};
