#include "trace/rest_block.h"

#include <stdlib.h>

uint8_t *rest_block_at(const struct rest_block *b, uint32_t off)
{
	size_t rest = off, i = 0;

	if (rest < b->size)
		return rest_block_bytes(b) + rest;
	for (rest -= b->size; rest > b->shelved[i]->n; i++)
		rest -= b->shelved[i]->n + 1;
	return b->shelved[i]->bytes + rest;
}

void rest_block_free(struct rest_block *b)
{
	for (uint32_t i = 0; b && i < b->n_shelved; i++)
		trace_shelf_give_back(b->shelved[i]);
	free(b);
}

bool rest_block_has(const struct rest_block *block, struct bytes b)
{
	bool has = rest_lies_in(b, bytes_of(rest_block_bytes(block), block->size));

	for (uint32_t i = 0; !has && i < block->n_shelved; i++)
		has = rest_lies_in(b, bytes_of(block->shelved[i]->bytes, block->shelved[i]->n));
	return has;
}
