/* The traces that the streams of a capture are written into. For a summary only those that went on last have one; the others
 * are packed (observer_pack), since a capture may have very many open at once, of which each says little. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_BENCH_H
#define SLOWSHAKE_SOURCE_CAPTURE_BENCH_H

#include "tls/observe/observer.h"

enum { BENCH_AWAKE = 64 };               /* streams that are not packed */

/* One stream's place. */
struct bench_place {
	struct observer *observer;       /* NULL: nobody looks at it here, or it is packed */
	struct trace *trace;             /* the same */
	struct observer_packed *packed;
	struct bench_place *newer, *older;
};

struct bench {
	bool brief;
	struct trace *spare[BENCH_AWAKE];
	size_t n_spare, n_awake;
	struct trace_shelf *shelf;       /* of those that are packed; NULL: none was */
	struct bench_place *newest, *oldest;   /* brief: of those that are awake, by when they went on */
};

/* A stream begins: its trace and its observer, of whom cfg is. */
void bench_begin(struct bench *b, struct bench_place *p, const struct observer_config *cfg);
/* It goes on: its trace is there, and its observer awake. */
void bench_turn_to(struct bench *b, struct bench_place *p);
/* It is over, after bench_turn_to; p->trace NULL: somebody took the trace. */
void bench_end(struct bench *b, struct bench_place *p);
/* Whether somebody looks at it here. */
static inline bool bench_has(const struct bench_place *p) { return p->observer || p->packed; }
/* When all streams are over. */
void bench_free(struct bench *b);

#endif
