#include "source/capture/tcp_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { FIRST_SLOTS = 1024 };

void tcp_flow_table_init(struct tcp_table *t)
{
	t->seed = mem_seed(t);
	t->n_slots = FIRST_SLOTS;
	t->slots = mem_alloc(t->n_slots * sizeof(*t->slots));
}

/* ---- flows that are gone ---- */

/* 0 stands for a free slot. */
static uint64_t gone_key(uint64_t hash)
{
	return hash ? hash : 1;
}

/* Where the hash stands, or the free slot where it would. */
static uint64_t *gone_slot(const struct gone *g, uint64_t key)
{
	size_t i = (size_t)key & (g->cap - 1);

	while (g->slots[i] && g->slots[i] != key)
		i = (i + 1) & (g->cap - 1);
	return &g->slots[i];
}

static void gone_grow(struct gone *g)
{
	struct gone more = { .cap = g->cap ? 2 * g->cap : FIRST_SLOTS, .n = g->n };

	more.slots = mem_alloc(more.cap * sizeof(*more.slots));
	for (size_t i = 0; i < g->cap; i++)
		if (g->slots[i])
			*gone_slot(&more, g->slots[i]) = g->slots[i];
	free(g->slots);
	*g = more;
}

bool tcp_flow_gone_add(struct gone *g, uint64_t hash, size_t most)
{
	uint64_t *slot;

	if (g->n >= most)
		return false;
	if (2 * (g->n + 1) > g->cap)
		gone_grow(g);
	slot = gone_slot(g, gone_key(hash));
	g->n += *slot == 0;
	*slot = gone_key(hash);
	return true;
}

/* The ones behind it move up, as linear probing wants. */
static void gone_remove(struct gone *g, uint64_t *slot)
{
	size_t hole = (size_t)(slot - g->slots), i = hole;

	g->n--;
	for (;;) {
		size_t home;

		g->slots[hole] = 0;
		do {
			i = (i + 1) & (g->cap - 1);
			if (!g->slots[i])
				return;
			home = (size_t)g->slots[i] & (g->cap - 1);
		} while (hole <= i ? hole < home && home <= i : hole < home || home <= i);
		g->slots[hole] = g->slots[i];
		hole = i;
	}
}

/* ---- lists ---- */

static void unlink_entry(struct tcp_table *t, struct tcp_entry *e)
{
	struct tcp_flow_queue *q = &t->lists[e->list];

	*(e->newer ? &e->newer->older : &q->newest) = e->older;
	*(e->older ? &e->older->newer : &q->oldest) = e->newer;
	q->n--;
}

static void link_entry(struct tcp_table *t, struct tcp_entry *e, enum tcp_flow_list list)
{
	struct tcp_flow_queue *q = &t->lists[list];

	e->list = (uint8_t)list;
	e->newer = NULL;
	e->older = q->newest;
	*(q->newest ? &q->newest->newer : &q->oldest) = e;
	q->newest = e;
	q->n++;
}

void tcp_flow_move(struct tcp_table *t, struct tcp_entry *e, enum tcp_flow_list list)
{
	unlink_entry(t, e);
	link_entry(t, e, list);
}

bool tcp_flow_left(const struct tcp_entry *e, unsigned side, struct half_left *out)
{
	const struct half *h = tcp_flow_is_done(e) ? NULL : &e->flow->half[side];

	*out = h ? (struct half_left){ h->isn, h->next } : e->left[side];
	return h ? h->known : e->known[side];
}

void tcp_flow_touch(struct tcp_table *t, struct tcp_entry *e, int64_t time_ns)
{
	if (!tcp_flow_is_done(e)) {
		e->flow->last_ns = t->now_ns;
		e->flow->packet_ns = time_ns;
	}
	if (e->newer && e->list != LIST_LINGER)
		tcp_flow_move(t, e, (enum tcp_flow_list)e->list);
}

/* ---- the table ---- */

static uint64_t load64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 29;
}

/* The same for both directions: one end's hash and the other's, added. */
static uint64_t hash_end(const struct tcp_table *t, const struct ip_address *a, uint16_t port)
{
	return mix(mix(mix(t->seed, load64(a->b)), load64(a->b + 8)), port);
}

static bool is_end(const struct tcp_entry *e, unsigned side, const struct ip_address *a, uint16_t port)
{
	return e->port[side] == port && memcmp(&e->address[side], a, sizeof(*a)) == 0;
}

static uint64_t hash_of(const struct tcp_table *t, const struct ip_datagram *d, const uint16_t port[2])
{
	return mix(hash_end(t, &d->src, port[0]) + hash_end(t, &d->dst, port[1]), d->protocol);
}

struct tcp_entry *tcp_flow_find(struct tcp_table *t, const struct ip_datagram *d, const uint16_t port[2], unsigned *side)
{
	uint64_t hash = hash_of(t, d, port);
	const bool udp = d->protocol == IP_UDP, v6 = d->version == 6;

	for (struct tcp_entry *e = t->slots[hash & (t->n_slots - 1)]; e; e = e->chain) {
		if (e->hash != hash || e->udp != udp || e->v6 != v6)
			continue;
		for (*side = 0; *side < 2; ++*side)
			if (is_end(e, *side, &d->src, port[0]) && is_end(e, !*side, &d->dst, port[1]))
				return e;
	}
	return NULL;
}

static void grow(struct tcp_table *t)
{
	size_t n = t->n_slots * 2;
	struct tcp_entry **slots = mem_alloc(n * sizeof(*slots));

	for (size_t i = 0; i < t->n_slots; i++)
		for (struct tcp_entry *e = t->slots[i], *chain; e; e = chain) {
			chain = e->chain;
			e->chain = slots[e->hash & (n - 1)];
			slots[e->hash & (n - 1)] = e;
		}
	free(t->slots);
	t->slots = slots;
	t->n_slots = n;
}

bool tcp_flow_is_gone(const struct tcp_table *t, const struct ip_datagram *d, const uint16_t port[2])
{
	return t->gone.n && *gone_slot(&t->gone, gone_key(hash_of(t, d, port)));
}

void tcp_flow_gone_forget(struct tcp_table *t, const struct ip_datagram *d, const uint16_t port[2])
{
	uint64_t *slot = t->gone.n ? gone_slot(&t->gone, gone_key(hash_of(t, d, port))) : NULL;

	if (slot && *slot)
		gone_remove(&t->gone, slot);
}

static struct tcp_entry *entry_add(struct tcp_table *t, const struct ip_datagram *d, const uint16_t port[2], bool swapped)
{
	struct tcp_entry *e = mem_alloc(sizeof(*e));

	if (t->n_flows >= t->n_slots)
		grow(t);
	e->udp = d->protocol == IP_UDP;
	e->v6 = d->version == 6;
	e->address[swapped] = d->src;
	e->address[!swapped] = d->dst;
	e->port[swapped] = port[0];
	e->port[!swapped] = port[1];
	e->hash = hash_of(t, d, port);
	e->chain = t->slots[e->hash & (t->n_slots - 1)];
	t->slots[e->hash & (t->n_slots - 1)] = e;
	link_entry(t, e, LIST_NEW);
	t->n_flows++;
	return e;
}

struct tcp_flow *tcp_flow_add(struct tcp_table *t, const struct ip_datagram *d, const uint16_t port[2], bool swapped,
		      uint64_t packet, int64_t time_ns)
{
	struct tcp_entry *e = entry_add(t, d, port, swapped);
	struct tcp_flow *f = e->flow = mem_alloc(sizeof(*f));

	f->entry = e;
	f->s.udp = e->udp;
	f->s.version = d->version;
	f->s.address = e->address;
	f->s.port = e->port;
	f->s.number = e->udp ? t->stats.udp_streams++ : t->stats.tcp_streams++;
	f->s.first_packet = packet;
	f->s.first_ns = time_ns;
	f->last_ns = t->now_ns;
	return f;
}

void tcp_flow_remove(struct tcp_table *t, struct tcp_entry *e)
{
	struct tcp_entry **at = &t->slots[e->hash & (t->n_slots - 1)];

	while (*at != e)
		at = &(*at)->chain;
	*at = e->chain;
	unlink_entry(t, e);
	if (!tcp_flow_is_done(e))
		free(e->flow);
	free(e);
	t->n_flows--;
}

/* ---- opening ---- */

void tcp_flow_open(struct tcp_table *t, struct tcp_flow *f)
{
	if (f->entry->opened)
		return;
	f->entry->opened = true;
	if (f->entry->list == LIST_NEW)
		tcp_flow_move(t, f->entry, LIST_OPEN);
	t->sink.open(t->sink.ctx, &f->s);
}
