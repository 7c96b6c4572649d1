#include "tls/keys/session_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct session_entry {
	struct session_entry *next;
	uint64_t when;
	size_t n_id, n_packed;
	uint8_t bytes[];               /* id, then the session, packed */
};

enum { BUCKETS = 1 << 14 };

struct session_cache {
	struct session_entry *buckets[BUCKETS];
	size_t n;
	bool left_out;
	struct session_peers peers;
};

struct session_cache *session_cache_new(void)
{
	return mem_alloc(sizeof(struct session_cache));
}

void session_cache_free(struct session_cache *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct session_entry *e = c->buckets[i], *next; e; e = next) {
			next = e->next;
			free(e);
		}
	free(c);
}

void session_cache_share(struct session_cache *c, const struct session_peers *peers)
{
	c->peers = *peers;
}

/* Where the entry hangs, or where a new one may. */
static struct session_entry **place(struct session_cache *c, struct bytes id)
{
	struct session_entry **at;
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < id.n; i++)
		h = (h ^ id.p[i]) * 16777619u;
	at = &c->buckets[h % BUCKETS];
	while (*at && !bytes_equal(bytes_of((*at)->bytes, (*at)->n_id), id))
		at = &(*at)->next;
	return at;
}

bool session_cache_put(struct session_cache *c, struct bytes id, struct bytes packed, uint64_t when)
{
	struct session_entry **at = place(c, id), *e = *at;

	if (e && (e->when > when || bytes_equal(bytes_of(e->bytes + e->n_id, e->n_packed), packed)))
		return false;
	if (e) {
		*at = e->next;
		free(e);
		c->n--;
	}
	if (c->n >= SESSIONS_MAX) {
		c->left_out = true;
		if (c->peers.left_out)
			c->peers.left_out(c->peers.ctx);
		return false;
	}
	e = mem_alloc(sizeof(*e) + id.n + packed.n);
	e->when = when;
	e->n_id = id.n;
	e->n_packed = packed.n;
	memcpy(e->bytes, id.p, id.n);
	memcpy(e->bytes + id.n, packed.p, packed.n);
	e->next = *at;
	*at = e;
	c->n++;
	return true;
}

bool session_cache_left_out(const struct session_cache *c)
{
	return c && c->left_out;
}

bool session_cache_find(struct session_cache *c, struct bytes id, struct saved_session *out)
{
	const struct session_entry *e;

	if (!c || !id.n)
		return false;
	if (c->peers.catch_up)
		c->peers.catch_up(c->peers.ctx, c);
	e = *place(c, id);
	return e && saved_session_unpack(bytes_of(e->bytes + e->n_id, e->n_packed), out) == ST_OK;
}

void session_cache_remember(struct session_cache *c, struct bytes id, const struct saved_session *s)
{
	struct buf packed = { 0 };

	if (!c || !id.n)
		return;
	saved_session_pack(s, &packed);
	if (session_cache_put(c, id, buf_bytes(&packed), c->peers.now ? c->peers.now(c->peers.ctx) : 0) && c->peers.tell)
		c->peers.tell(c->peers.ctx, id, buf_bytes(&packed));
	buf_free(&packed);
}
