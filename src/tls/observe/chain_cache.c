/* Verdicts on certificate chains that were seen before: in a summary a chain is checked
 * once for each name and second. */
#include <stdlib.h>
#include <string.h>

#include "tls/observe/observe.h"

enum { SLOTS = 256, MAX_CACHED = 1 << 14 };

/* A slot is overwritten by the next that falls on it. */
struct chain_entry {
	struct bytes message;            /* the Certificate message; owned */
	char *name;                      /* owned */
	utc_time now;
	struct verify_result result;     /* its key's parts lie in `message` */
};

struct chain_cache {
	struct chain_entry slots[SLOTS];
};

struct chain_cache *chain_cache_new(void)
{
	return mem_alloc(sizeof(struct chain_cache));
}

static void entry_free(struct chain_entry *e)
{
	free((void *)(uintptr_t)e->message.p);
	free(e->name);
	*e = (struct chain_entry){ 0 };
}

void chain_cache_free(struct chain_cache *c)
{
	for (size_t i = 0; c && i < SLOTS; i++)
		entry_free(&c->slots[i]);
	free(c);
}

static const char *name_of(const struct verify_config *cfg)
{
	return cfg->name ? cfg->name : "";
}

/* The end of a Certificate message is a signature: as good as a hash. */
static struct chain_entry *slot_of(struct chain_cache *c, struct bytes message, const struct verify_config *cfg)
{
	uint64_t h = (uint64_t)cfg->now + strlen(name_of(cfg));

	for (size_t i = message.n < 8 ? 0 : message.n - 8; i < message.n; i++)
		h = h * 31 + message.p[i];
	return &c->slots[h % SLOTS];
}

/* Makes the parts of the key point into `to` where they pointed into `from`; false if one lies elsewhere. */
static bool key_moved(struct public_key *k, struct bytes from, struct bytes to)
{
	struct bytes *const parts[] = { &k->n, &k->e, &k->point, &k->p, &k->q, &k->g, &k->y };

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		uintptr_t off = (uintptr_t)parts[i]->p - (uintptr_t)from.p;

		if (!parts[i]->n)
			continue;
		if (off > from.n || parts[i]->n > from.n - off)
			return false;
		parts[i]->p = to.p + off;
	}
	return true;
}

bool chain_cache_find(struct chain_cache *c, struct bytes message, const struct verify_config *cfg, struct verify_result *out)
{
	const struct chain_entry *e = slot_of(c, message, cfg);

	if (!e->message.n || e->now != cfg->now || !bytes_equal(e->message, message) || strcmp(e->name, name_of(cfg)) != 0)
		return false;
	*out = e->result;
	return key_moved(&out->key, e->message, message);
}

void chain_cache_put(struct chain_cache *c, struct bytes message, const struct verify_config *cfg, const struct verify_result *r)
{
	struct chain_entry *e = slot_of(c, message, cfg);
	uint8_t *copy;

	entry_free(e);
	if (!message.n || message.n > MAX_CACHED)
		return;
	copy = mem_alloc(message.n);
	memcpy(copy, message.p, message.n);
	*e = (struct chain_entry){ .message = { copy, message.n }, .name = mem_strdup(name_of(cfg)), .now = cfg->now, .result = *r };
	if (!key_moved(&e->result.key, message, e->message))
		entry_free(e);
	e->result.key.n_value = e->result.key.e_value = e->result.key.point_value = 0;   /* ids of another trace */
	e->result.key.p_value = e->result.key.q_value = e->result.key.g_value = e->result.key.y_value = 0;
}
