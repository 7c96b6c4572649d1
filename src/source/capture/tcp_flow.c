#include "source/capture/tcp_int.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"

enum { FIRST_SLOTS = 1024 };

void tcp_flow_table_init(struct tcp_table *t)
{
	struct timespec now = { 0 };

	/* no result depends on it: it keeps a made-up capture from aiming at one chain */
	clock_gettime(CLOCK_REALTIME, &now);
	t->seed = (uint64_t)now.tv_nsec << 32 ^ (uint64_t)now.tv_sec ^ (uint64_t)(uintptr_t)t;
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

static void unlink_flow(struct tcp_table *t, struct tcp_flow *f)
{
	struct tcp_flow_queue *q = &t->lists[f->list];

	*(f->newer ? &f->newer->older : &q->newest) = f->older;
	*(f->older ? &f->older->newer : &q->oldest) = f->newer;
	q->n--;
}

static void link_flow(struct tcp_table *t, struct tcp_flow *f, enum tcp_flow_list list)
{
	struct tcp_flow_queue *q = &t->lists[list];

	f->list = list;
	f->newer = NULL;
	f->older = q->newest;
	*(q->newest ? &q->newest->newer : &q->oldest) = f;
	q->newest = f;
	q->n++;
}

void tcp_flow_move(struct tcp_table *t, struct tcp_flow *f, enum tcp_flow_list list)
{
	unlink_flow(t, f);
	link_flow(t, f, list);
}

struct half_left tcp_flow_left(const struct tcp_flow *f, unsigned side)
{
	const struct half *h = f->half ? &f->half[side] : NULL;

	return h ? (struct half_left){ h->known, h->isn_known, h->isn, h->next } : f->left[side];
}

void tcp_flow_touch(struct tcp_table *t, struct tcp_flow *f, int64_t time_ns)
{
	f->last_ns = t->now_ns;
	f->packet_ns = time_ns;
	if (f->newer && f->list != LIST_LINGER)
		tcp_flow_move(t, f, f->list);
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

static bool is_end(const struct tcp_flow *f, unsigned side, const struct ip_address *a, uint16_t port)
{
	return f->s.port[side] == port && memcmp(&f->s.address[side], a, sizeof(*a)) == 0;
}

static uint64_t hash_of(const struct tcp_table *t, const struct ip_datagram *d, const uint16_t port[2])
{
	return mix(hash_end(t, &d->src, port[0]) + hash_end(t, &d->dst, port[1]), d->protocol);
}

struct tcp_flow *tcp_flow_find(struct tcp_table *t, const struct ip_datagram *d, const uint16_t port[2], unsigned *side)
{
	uint64_t hash = hash_of(t, d, port);
	bool udp = d->protocol == IP_UDP;

	for (struct tcp_flow *f = t->slots[hash & (t->n_slots - 1)]; f; f = f->chain) {
		if (f->hash != hash || f->s.udp != udp || f->s.version != d->version)
			continue;
		for (*side = 0; *side < 2; ++*side)
			if (is_end(f, *side, &d->src, port[0]) && is_end(f, !*side, &d->dst, port[1]))
				return f;
	}
	return NULL;
}

static void grow(struct tcp_table *t)
{
	size_t n = t->n_slots * 2;
	struct tcp_flow **slots = mem_alloc(n * sizeof(*slots));

	for (size_t i = 0; i < t->n_slots; i++)
		for (struct tcp_flow *f = t->slots[i], *chain; f; f = chain) {
			chain = f->chain;
			f->chain = slots[f->hash & (n - 1)];
			slots[f->hash & (n - 1)] = f;
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

struct tcp_flow *tcp_flow_add(struct tcp_table *t, const struct ip_datagram *d, const uint16_t port[2], bool swapped,
		      uint64_t packet, int64_t time_ns)
{
	struct tcp_flow *f = mem_alloc(sizeof(*f));

	f->half = mem_alloc(2 * sizeof(*f->half));
	if (t->n_flows >= t->n_slots)
		grow(t);
	f->s.udp = d->protocol == IP_UDP;
	f->s.version = d->version;
	f->s.address[swapped] = d->src;
	f->s.address[!swapped] = d->dst;
	f->s.port[swapped] = port[0];
	f->s.port[!swapped] = port[1];
	f->s.number = f->s.udp ? t->stats.udp_streams++ : t->stats.tcp_streams++;
	f->s.first_packet = packet;
	f->s.first_ns = time_ns;
	f->last_ns = t->now_ns;
	f->hash = hash_of(t, d, port);
	f->chain = t->slots[f->hash & (t->n_slots - 1)];
	t->slots[f->hash & (t->n_slots - 1)] = f;
	link_flow(t, f, LIST_NEW);
	t->n_flows++;
	return f;
}

void tcp_flow_remove(struct tcp_table *t, struct tcp_flow *f)
{
	struct tcp_flow **at = &t->slots[f->hash & (t->n_slots - 1)];

	while (*at != f)
		at = &(*at)->chain;
	*at = f->chain;
	unlink_flow(t, f);
	free(f->half);
	free(f);
	t->n_flows--;
}

/* ---- opening ---- */

void tcp_flow_open(struct tcp_table *t, struct tcp_flow *f)
{
	if (f->opened)
		return;
	f->opened = true;
	if (f->list == LIST_NEW)
		tcp_flow_move(t, f, LIST_OPEN);
	t->sink.open(t->sink.ctx, &f->s);
}
