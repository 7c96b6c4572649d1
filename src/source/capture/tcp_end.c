/* How flows end: closed at the sink, for a reason; then only remembered; then forgotten. */
#include "source/capture/tcp_int.h"

#include <stdlib.h>

void tcp_flow_put_away(struct tcp_table *t, struct tcp_entry *e)
{
	struct tcp_flow *f = e->flow;

	tcp_order_drop(t, f);
	for (unsigned side = 0; side < 2; side++) {
		e->known[side] = f->half[side].known;
		e->left[side] = (struct half_left){ f->half[side].isn, f->half[side].next };
	}
	free(f);
	tcp_flow_move(t, e, LIST_DONE);
}

static void tell_close(struct tcp_table *t, struct tcp_flow *f, enum close_reason reason)
{
	if (!f->s.ignored)
		tcp_order_flush(t, f);
	if (f->entry->opened && !f->s.ignored)
		t->sink.close(t->sink.ctx, &f->s, reason, f->packet_ns);
	if (!f->entry->opened && !f->s.ignored && !f->s.udp && t->sink.empty && reason != CLOSE_EVICTED)
		t->sink.empty(t->sink.ctx, &f->s);
}

void tcp_flow_close(struct tcp_table *t, struct tcp_entry *e, enum close_reason reason)
{
	bool watched;

	if (tcp_flow_is_done(e))
		return;
	watched = e->opened && !e->flow->s.ignored;
	tell_close(t, e->flow, reason);
	t->stats.evicted += watched && reason == CLOSE_EVICTED;
	e->idle = watched && reason == CLOSE_IDLE;
	e->replaceable = reason == CLOSE_FIN || reason == CLOSE_RESET;
	tcp_flow_put_away(t, e);
}

/* Of one that lingers. */
static enum close_reason over_by(const struct tcp_entry *e)
{
	return e->flow->s.saw_reset ? CLOSE_RESET : CLOSE_FIN;
}

void tcp_flow_expire(struct tcp_table *t)
{
	const struct tcp_flow_queue *open = &t->lists[LIST_OPEN], *linger = &t->lists[LIST_LINGER];
	int64_t patience = (int64_t)t->limits.idle_s * SECOND_NS;

	while (linger->n && (linger->n > LINGERING || t->now_ns - linger->oldest->flow->linger_ns > SECOND_NS))
		tcp_flow_close(t, linger->oldest, over_by(linger->oldest));
	while (open->n > t->limits.open)
		tcp_flow_close(t, open->oldest, CLOSE_EVICTED);
	if (t->limits.idle_s != UINT32_MAX)
		while (open->n && t->now_ns - open->oldest->flow->last_ns > patience)
			tcp_flow_close(t, open->oldest, CLOSE_IDLE);
}

void tcp_flow_forget(struct tcp_table *t, struct tcp_entry *e)
{
	if (!tcp_flow_is_done(e))
		tcp_order_drop(t, e->flow);
	tcp_flow_remove(t, e);
}

/* One that did not end in sight may go on. */
static void forget_for_room(struct tcp_table *t, struct tcp_entry *e)
{
	if (e->udp || e->replaceable)
		;
	else if (e->opened)
		t->stats.mistaken += !tcp_flow_gone_add(&t->gone, e->hash, t->limits.gone);
	else
		t->stats.forgotten++;
	tcp_flow_forget(t, e);
}

/* Room among the flows is made of those that are over or have no data: none with data is let go for it. */
_Static_assert(TCP_FLOWS > TCP_OPEN + LINGERING + 1, "the limit of open streams is the one that is reached and told");
void tcp_flow_make_room(struct tcp_table *t)
{
	if (t->n_flows < t->limits.flows)
		return;
	if (t->lists[LIST_DONE].n == 0) {
		struct tcp_entry *e = t->lists[LIST_LINGER].n ? t->lists[LIST_LINGER].oldest :
				 t->lists[LIST_NEW].n ? t->lists[LIST_NEW].oldest : t->lists[LIST_OPEN].oldest;

		tcp_flow_close(t, e, e->list == LIST_LINGER ? over_by(e) : CLOSE_EVICTED);
	}
	forget_for_room(t, t->lists[LIST_DONE].oldest);
}

void tcp_flow_table_free(struct tcp_table *t)
{
	for (size_t i = 0; i < LIST_N; i++)
		for (struct tcp_entry *e = t->lists[i].newest, *older; e; e = older) {
			older = e->older;
			tcp_flow_forget(t, e);
		}
	free(t->slots);
	free(t->gone.slots);
}
