/* HMAC keys that stay open: the master secret's, those of the records. A value never
 * changes, so its id stands for the key. */
#include <stdlib.h>

#include "crypto/value_util.h"

enum { SLOTS = 4 };

struct value_keys {
	struct value_keys_slot {
		value_id of;             /* 0: not in use */
		enum hash_alg h;
		struct hmac_key key;
	} *slots;                        /* SLOTS of them, made when first used */
	unsigned next;                   /* to be used for another key */
};

struct value_keys *value_keys_new(void)
{
	return mem_alloc(sizeof(struct value_keys));
}

/* They are large, and nothing in them counts until they are used. */
static struct value_keys_slot *slots_new(void)
{
	struct value_keys_slot *slots = mem_realloc(NULL, SLOTS * sizeof(*slots));

	for (size_t i = 0; i < SLOTS; i++)
		slots[i].of = 0;
	return slots;
}

static void slot_close(struct value_keys_slot *s)
{
	if (s->of)
		hmac_key_close(&s->key);
	s->of = 0;
}

void value_keys_free(struct value_keys *k)
{
	if (!k)
		return;
	for (size_t i = 0; k->slots && i < SLOTS; i++)
		slot_close(&k->slots[i]);
	free(k->slots);
	free(k);
}

enum status value_key_open(struct work w, enum hash_alg h, value_id key, struct hmac_key *own, const struct hmac_key **out)
{
	struct value_keys_slot *s;

	*out = own;
	if (!w.keys)
		return hmac_key_open(own, h, trace_bytes(w.t, key));
	if (!w.keys->slots)
		w.keys->slots = slots_new();
	for (size_t i = 0; i < SLOTS; i++) {
		s = &w.keys->slots[i];
		*out = &s->key;
		if (s->of == key && s->h == h)
			return ST_OK;
	}
	s = &w.keys->slots[w.keys->next++ % SLOTS];
	slot_close(s);
	TRY(hmac_key_open(&s->key, h, trace_bytes(w.t, key)));
	s->of = key;
	s->h = h;
	*out = &s->key;
	return ST_OK;
}

void value_key_close(struct hmac_key *own, const struct hmac_key *opened)
{
	if (opened == own)
		hmac_key_close(own);
}
