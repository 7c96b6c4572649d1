#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "crypto/psa_util.h"

static void draw_system(void *ctx, const char *role, const char *purpose, uint8_t *out, size_t n)
{
	(void)ctx, (void)role, (void)purpose;
	if (n && psa_generate_random(out, n) != PSA_SUCCESS) {
		fputs("slowshake: the system gives no random bytes\n", stderr);
		abort();
	}
}

struct rng crypto_rng_system(void)
{
	return (struct rng){ draw_system, NULL };
}

/* How far each (role, purpose) has been read. */
struct stream {
	struct stream *next;
	char *role, *purpose;
	uint64_t pos;
};

struct seeded {
	char *seed;
	struct stream *streams;
};

static struct stream *seeded_stream(struct seeded *s, const char *role, const char *purpose)
{
	struct stream *st = s->streams;

	while (st && (strcmp(st->role, role) != 0 || strcmp(st->purpose, purpose) != 0))
		st = st->next;
	if (!st) {
		st = mem_alloc(sizeof(*st));
		st->role = mem_strdup(role);
		st->purpose = mem_strdup(purpose);
		st->next = s->streams;
		s->streams = st;
	}
	return st;
}

static void seeded_block(const struct seeded *s, const struct stream *st, uint64_t k, uint8_t out[HASH_MAX])
{
	static const char tag[] = "slowshake rng";
	uint8_t number[8];
	const struct bytes parts[] = {
		bytes_of(tag, sizeof(tag)), bytes_of(s->seed, strlen(s->seed) + 1),
		bytes_of(st->role, strlen(st->role) + 1), bytes_of(st->purpose, strlen(st->purpose) + 1),
		bytes_of(number, sizeof(number)),
	};

	for (int i = 0; i < 8; i++)
		number[i] = (uint8_t)(k >> (8 * (7 - i)));
	if (crypto_hash(HASH_SHA256, parts, ARRAY_LEN(parts), out) != ST_OK)
		abort();
}

static void draw_seeded(void *ctx, const char *role, const char *purpose, uint8_t *out, size_t n)
{
	struct seeded *s = ctx;
	struct stream *st = seeded_stream(s, role, purpose);
	const size_t size = hash_size(HASH_SHA256);
	uint8_t block[HASH_MAX];

	while (n) {
		const size_t off = (size_t)(st->pos % size), take = n < size - off ? n : size - off;

		seeded_block(s, st, st->pos / size, block);
		memcpy(out, block + off, take);
		out += take;
		n -= take;
		st->pos += take;
	}
}

struct rng crypto_rng_seeded(const char *seed)
{
	struct seeded *s = mem_alloc(sizeof(*s));

	s->seed = mem_strdup(seed);
	return (struct rng){ draw_seeded, s };
}

void crypto_rng_free(struct rng *r)
{
	struct seeded *s = r->ctx;

	if (s && r->draw == draw_seeded) {
		while (s->streams) {
			struct stream *next = s->streams->next;

			free(s->streams->role);
			free(s->streams->purpose);
			free(s->streams);
			s->streams = next;
		}
		free(s->seed);
		free(s);
	}
	*r = (struct rng){ NULL, NULL };
}
