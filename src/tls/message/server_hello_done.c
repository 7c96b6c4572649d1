/* ServerHelloDone (RFC 5246 7.4.5): empty. */
#include "tls/message/message.h"

unit_id server_hello_done_make(struct connection *c)
{
	return message_build(c, HS_SERVER_HELLO_DONE, NULL, 0);
}

enum status server_hello_done_take(struct connection *c)
{
	(void)c;
	return ST_OK;
}
