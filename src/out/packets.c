#include "out/packets.h"

#include <stdlib.h>

void packets_add(struct packets *l, event_id at, struct buf frame)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 64;
		l->p = mem_realloc(l->p, l->cap * sizeof(*l->p));
	}
	l->p[l->n] = (struct packet){ at, l->n, frame };
	l->n++;
}

static int by_time(const void *a, const void *b)
{
	const struct packet *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->nth < y->nth ? -1 : x->nth > y->nth;
}

void packets_sort(struct packets *l)
{
	if (l->n)
		qsort(l->p, l->n, sizeof(*l->p), by_time);
}

void packets_free(struct packets *l)
{
	for (size_t i = 0; i < l->n; i++)
		buf_free(&l->p[i].frame);
	free(l->p);
}
