/* The items of a message that is being put together. */
#ifndef SLOWSHAKE_TLS_ITEMS_H
#define SLOWSHAKE_TLS_ITEMS_H

#include "tls/connection.h"

struct items {
	struct build_item v[128];
	size_t n;
};
void items_add(struct items *it, const char *name, value_id v);
void items_uint(struct connection *c, struct items *it, const char *name, unsigned width, uint32_t v, const struct code_table *codes);

#endif
