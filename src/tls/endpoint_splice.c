#include "tls/endpoint_splice.h"

#include "tls/endpoint_state.h"
#include "tls/record/record.h"

void endpoint_divert(struct endpoint *ep)
{
	ep->diverts = true;
}

void endpoint_put_in(struct endpoint *ep, uint8_t type, value_id content)
{
	record_put_content(&ep->c, type, content);
}

bool endpoint_take_out(struct endpoint *ep, struct bytes record, uint8_t *type, value_id *content)
{
	struct connection *c = &ep->c;

	ep->diverted = 0;
	buf_add(&c->from->in, record);
	if (record_take(c, false) != ST_OK || !ep->diverted)
		return false;
	*type = ep->diverted_type;
	*content = ep->diverted;
	c->msg = (struct incoming){ 0 };
	return true;
}
