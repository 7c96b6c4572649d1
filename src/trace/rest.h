/* A trace with `brief` serves many streams in turns: what lasts of the one that waits is packed, and unpacked when it
 * goes on. What lasts are the values and byte strings that its owner names, and the units and fields up to a mark. */
#ifndef SLOWSHAKE_TRACE_REST_H
#define SLOWSHAKE_TRACE_REST_H

#include "trace/trace.h"

struct trace_shelf;
/* Of one stream; zeroed: nothing was packed, as of a stream that begins. Texts stay where they are. */
struct trace_rest {
	struct rest_block *block;
	struct arena texts;
	struct segvec handshakes;
	struct trace_connection connection;   /* the only one */
	size_t handed;
};

/* Whoever walks over what an owner names: it gives the address of each id (0: none) and byte string that it will ask for
 * again; ids and pointers are put right there. The same ones, in the same order, each time. */
struct trace_walker {
	void (*value)(struct trace_walker *w, value_id *id);
	void (*bytes)(struct trace_walker *w, struct bytes *b);
};
typedef void trace_walk(void *owner, struct trace_walker *w);

/* Packs; the trace is then as if it were new. `lasting` of the same stream only grows. Units and fields keep their ids, fields lose their values. What
 * is long goes on the shelf (trace/rest_shelf.h; NULL: there is none), which must outlive r. */
void trace_rest(struct trace *t, struct trace_rest *r, struct trace_shelf *shelf, struct trace_mark lasting, trace_walk *walk, void *owner);
/* Unpacks into a trace that is as if it were new. r must live until the next trace_rest of the same stream. */
void trace_wake(struct trace *t, struct trace_rest *r);
void trace_rest_free(struct trace_rest *r);

#endif
