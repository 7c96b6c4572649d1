/* NewSessionTicket (RFC 5077 3.3). */
#include "tls/connection.h"

enum status new_session_ticket_take(struct connection *c)
{
	c->s.ticket_expected = false;
	return ST_OK;
}
