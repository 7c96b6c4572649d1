#include "tls/message/signature.h"

struct event *signature_event(struct connection *c, enum event_type type, value_id signature, const struct signature_parts *p, uint16_t code)
{
	const value_id all[] = { signature, p->hash, p->block, p->inner, p->r, p->s };
	value_id values[ARRAY_LEN(all)];
	struct event *e;
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (all[i])
			values[n++] = all[i];
	e = conn_event(c, type, values, n);
	e->arg[0] = code;
	return e;
}
