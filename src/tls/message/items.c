#include "tls/message/items.h"

#include <assert.h>

void items_add(struct items *it, const char *name, value_id v)
{
	assert(it->n < ARRAY_LEN(it->v));
	it->v[it->n++] = (struct build_item){ name, v };
}

void items_uint(struct connection *c, struct items *it, const char *name, unsigned width, uint32_t v, const struct code_table *codes)
{
	value_id id = conn_uint(c, OP_CONST, name, width, v);

	items_add(it, name, codes ? trace_show(c->w.t, id, SHOW_CODE, codes) : id);
}
