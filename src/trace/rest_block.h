/* What lasts of a stream that waits (trace/rest.h), as small as it can be: one piece of memory, and what it has on the shelf. */
#ifndef SLOWSHAKE_TRACE_REST_BLOCK_H
#define SLOWSHAKE_TRACE_REST_BLOCK_H

#include "trace/rest_shelf.h"
#include "trace/trace.h"

enum { REST_LENGTH_BITS = 26 };                  /* a message has at most 2^24 bytes, and a header */
struct rest_value {
	uint32_t off;            /* of its bytes: rest_block_at */
	uint32_t len : REST_LENGTH_BITS, op : 6;
};
_Static_assert(OP_N <= 64, "an operation has its bits");

struct rest_unit {
	value_id value;
	uint32_t n_fields;
	uint16_t version;
	uint8_t kind, sender, content_type, handshake_type;
	bool encrypted, altered;
	unsigned problem;
	field_id problem_field;
};

/* Behind it: units, values, fields (rest_field.h), bytes. Offsets in bytes go on in those that are shelved, one after the other. */
struct rest_block {
	uint32_t n_values, n_units, n_fields, n_shelved;
	size_t fields_size, size;     /* of the fields, of the bytes that are not shelved */
	struct shelved *shelved[];
};

static inline struct rest_unit *rest_block_units(const struct rest_block *b)
{
	return (struct rest_unit *)(uintptr_t)(b->shelved + b->n_shelved);
}

static inline struct rest_value *rest_block_values(const struct rest_block *b)
{
	return (struct rest_value *)(rest_block_units(b) + b->n_units);
}

static inline uint8_t *rest_block_fields(const struct rest_block *b)
{
	return (uint8_t *)(rest_block_values(b) + b->n_values);
}

static inline uint8_t *rest_block_bytes(const struct rest_block *b)
{
	return rest_block_fields(b) + b->fields_size;
}

/* The bytes at an offset. */
uint8_t *rest_block_at(const struct rest_block *b, uint32_t off);
/* Whether they lie in what the block has. */
bool rest_block_has(const struct rest_block *block, struct bytes b);
/* Gives back what is on the shelf, too. */
void rest_block_free(struct rest_block *b);

static inline bool rest_lies_in(struct bytes part, struct bytes whole)
{
	return (uintptr_t)part.p >= (uintptr_t)whole.p && (uintptr_t)part.p + part.n <= (uintptr_t)whole.p + whole.n;
}

#endif
