/* EndOfEarlyData (RFC 9846 4.6): what the client sends from here on is protected with the keys of the handshake. */
#include "tls/endpoint_state.h"
#include "tls/keys/keys.h"
#include "tls/message/message.h"

unit_id end_of_early_data_make(struct connection *c)
{
	return message_build(c, HS_END_OF_EARLY_DATA, NULL, 0);
}

enum status end_of_early_data_take(struct connection *c)
{
	(void)c;
	return ST_OK;
}

enum status end_of_early_data_then(struct connection *c, bool sent)
{
	(void)sent;
	c->s.early.over = true;
	c->sides[SIDE_CLIENT].sends_data = false;
	return keys_activate(c, SIDE_CLIENT, EPOCH_HANDSHAKE);
}
