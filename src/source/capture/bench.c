#include "source/capture/bench.h"

#include <assert.h>

#include "trace/rest_shelf.h"

enum { SPARE_BYTES = 1 << 16 };          /* what was larger is not kept for the next stream */

static void unlink_place(struct bench *b, struct bench_place *p)
{
	*(p->newer ? &p->newer->older : &b->newest) = p->older;
	*(p->older ? &p->older->newer : &b->oldest) = p->newer;
	p->newer = p->older = NULL;
	b->n_awake--;
}

static void link_place(struct bench *b, struct bench_place *p)
{
	p->older = b->newest;
	*(b->newest ? &b->newest->newer : &b->oldest) = p;
	b->newest = p;
	b->n_awake++;
}

/* As if it were new: one that is not in use, or that of whoever was silent for longest. */
static struct trace *trace_take(struct bench *b)
{
	struct bench_place *p = b->oldest;
	struct trace *t;

	if (b->n_spare)
		return b->spare[--b->n_spare];
	if (b->brief && b->n_awake == BENCH_AWAKE) {
		unlink_place(b, p);
		t = p->trace;
		if (!b->shelf)
			b->shelf = trace_shelf_new();
		p->packed = observer_pack(p->observer, b->shelf);
		p->observer = NULL;
		p->trace = NULL;
		return t;
	}
	t = trace_new();
	t->brief = b->brief;
	return t;
}

void bench_begin(struct bench *b, struct bench_place *p, const struct observer_config *cfg)
{
	p->trace = trace_take(b);
	p->observer = observer_new(p->trace, cfg);
	if (b->brief)
		link_place(b, p);
}

void bench_turn_to(struct bench *b, struct bench_place *p)
{
	if (!b->brief || b->newest == p)
		return;
	if (p->trace) {
		unlink_place(b, p);
	} else {
		p->trace = trace_take(b);
		p->observer = observer_unpack(p->packed, p->trace);
		p->packed = NULL;
	}
	link_place(b, p);
}

void bench_end(struct bench *b, struct bench_place *p)
{
	observer_free(p->observer);
	if (b->brief)
		unlink_place(b, p);
	if (!b->brief || !p->trace || trace_handed(p->trace) > SPARE_BYTES) {
		trace_free(p->trace);
		return;
	}
	assert(b->n_spare < BENCH_AWAKE);
	trace_clear(p->trace);
	p->trace->brief = true;
	b->spare[b->n_spare++] = p->trace;
}

void bench_free(struct bench *b)
{
	while (b->n_spare)
		trace_free(b->spare[--b->n_spare]);
	trace_shelf_free(b->shelf);
}
