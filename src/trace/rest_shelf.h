/* Long byte strings of streams that wait (trace/rest.h), each kept once however many have it: many streams of a capture show
 * the same certificates. */
#ifndef SLOWSHAKE_TRACE_REST_SHELF_H
#define SLOWSHAKE_TRACE_REST_SHELF_H

#include "base/bytes.h"

enum { SHELF_LEAST = 256 };              /* bytes; what is shorter is not worth it */

struct trace_shelf;
struct shelved {
	struct trace_shelf *shelf;
	struct shelved *chain;           /* the same slot */
	uint64_t hash;
	size_t n;
	uint32_t users;
	uint8_t bytes[];                 /* n, and a zero */
};

struct trace_shelf *trace_shelf_new(void);
/* With all that is on it. */
void trace_shelf_free(struct trace_shelf *s);
/* The same bytes, to be given back. */
struct shelved *trace_shelf_take(struct trace_shelf *s, struct bytes b);
void trace_shelf_give_back(struct shelved *b);

#endif
