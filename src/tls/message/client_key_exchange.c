/* ClientKeyExchange (RFC 5246 7.4.7): what it says is the key exchange's to know. */
#include "tls/kex/kex.h"
#include "tls/keys/keys.h"
#include "tls/message/items.h"
#include "tls/message/message.h"

unit_id client_key_exchange_make(struct connection *c)
{
	struct items it = { .n = 0 };

	return kex_of(c->s.suite)->client_make(c, &it) == ST_OK ? message_build(c, HS_CLIENT_KEY_EXCHANGE, it.v, it.n) : 0;
}

enum status client_key_exchange_take(struct connection *c)
{
	return kex_of(c->s.suite)->client_read(c);
}

enum status client_key_exchange_then(struct connection *c, bool sent)
{
	(void)sent;
	keys_advance(c, KEYS_PRE_MASTER);
	return ST_OK;
}
