/* ServerKeyExchange (RFC 5246 7.4.3): the server's part of an exchange that has one, signed together with both randoms. */
#include "tls/kex/kex.h"
#include "tls/message/items.h"
#include "tls/message/message.h"
#include "tls/message/read.h"
#include "tls/message/signature.h"
#include "tls/quirk.h"

static enum status params_sign(struct connection *c, value_id params, struct items *it)
{
	/* the party that errs forgets the client's random */
	const size_t skip = quirk_fires(c, QUIRK_PARAMS) ? 1 : 0;
	const value_id data[] = { c->s.client_random, c->s.server_random, params };

	return signature_make(c, EV_PARAMS_SIGNED, &(struct signed_data){ data + skip, ARRAY_LEN(data) - skip, NULL }, it);
}

unit_id server_key_exchange_make(struct connection *c)
{
	struct items it = { .n = 0 };
	const value_id params = kex_of(c->s.suite)->server_make(c, &it);

	if (kex_signs(c->s.suite) && params_sign(c, params, &it) != ST_OK)
		return 0;
	return message_build(c, HS_SERVER_KEY_EXCHANGE, it.v, it.n);
}

enum status server_key_exchange_read(struct connection *c)
{
	field_id params = msg_field(c, "ServerDHParams");
	value_id data[3] = { c->s.client_random, c->s.server_random };

	if (!params)
		params = msg_field(c, "ServerECDHParams");
	if (!params || !msg_field(c, "signature") || !data[0] || !data[1])
		return ST_OK;
	data[2] = msg_value(c, params, "params");
	return signature_take(c, EV_PARAMS_SIGNATURE, &c->from->shown, &(struct signed_data){ data, ARRAY_LEN(data), NULL });
}

enum status server_key_exchange_take(struct connection *c)
{
	TRY(server_key_exchange_read(c));
	return kex_of(c->s.suite)->server_read(c);
}
