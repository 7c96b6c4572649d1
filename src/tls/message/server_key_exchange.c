/* ServerKeyExchange (RFC 5246 7.4.3): the server's part of an exchange that has one, signed together with both randoms. */
#include "tls/kex/kex.h"
#include "tls/message/message.h"
#include "tls/message/read.h"
#include "tls/message/signature.h"

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
