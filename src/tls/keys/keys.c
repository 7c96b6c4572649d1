#include "tls/keys/keys.h"

#include "tls/message/message.h"

enum status keys_install(struct connection *c, enum side_id id, const struct protection *p)
{
	struct side *side = &c->sides[id];

	if (side->hs_bytes && p->kind != PROTECT_OPAQUE)
		return conn_check(c, message_expected(c), false, REASON_SPLIT_BY_CCS, ALERT_UNEXPECTED_MESSAGE);
	if (c->role->flush && id == side_id(c->actor))
		c->role->flush(c);
	crypto_stream_free(side->protection.stream);
	side->protection = *p;
	return ST_OK;
}
