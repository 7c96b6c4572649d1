/* Rows of a list of handshakes, kept small: a capture may have very many, and most are alike but for a few words. */
#include <stdlib.h>
#include <string.h>

#include "view/screen/streams.h"

enum { WORD = sizeof(uint64_t), WORDS = (sizeof(struct streams_row) + WORD - 1) / WORD, ALIKE = 8 };
static_assert(WORDS <= 64, "a bit each");

/* Of a row's words those that its model has otherwise, and which they are. */
struct streams_packed {
	uint64_t map;
	size_t model;
	uint64_t words[];
};

static const size_t texts[] = {
	offsetof(struct streams_row, stream.client), offsetof(struct streams_row, stream.server), offsetof(struct streams_row, stream.via),
	offsetof(struct streams_row, stream.looks_like), offsetof(struct streams_row, stream.cause_text), offsetof(struct streams_row, h.server_name),
	offsetof(struct streams_row, h.chain_failed), offsetof(struct streams_row, h.client_chain_failed), offsetof(struct streams_row, h.cause_text),
	offsetof(struct streams_row, h.looks_like),
};

static const char **text_at(const struct streams_row *row, size_t i)
{
	return (const char **)(void *)((char *)(uintptr_t)row + texts[i]);
}

static bool same_text(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* The texts become the list's: the model's where it says the same, or the last row's. */
static void own_texts(struct streams *s, struct streams_row *row, const struct streams_row *model)
{
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		const char **const text = text_at(row, i), *const other = model ? *text_at(model, i) : NULL, *const last = *text_at(&s->last, i);

		if (*text)
			*text = same_text(*text, other) ? other : same_text(*text, last) ? last : arena_str(&s->arena, *text);
	}
}

/* What only a trace has is gone with it. */
static void forget_others(struct handshake_summary *h)
{
	h->alpn = h->alpn_offered = h->ja3 = h->ja4 = NULL;
	for (size_t i = 0; i < ARRAY_LEN(h->alerts); i++)
		h->alerts[i].answers = NULL;
}

static size_t differences(const uint64_t *a, const uint64_t *b, uint64_t *map)
{
	size_t n = 0;

	*map = 0;
	for (size_t i = 0; i < WORDS; i++)
		if (a[i] != b[i]) {
			*map |= UINT64_C(1) << i;
			n++;
		}
	return n;
}

static size_t add_model(struct streams *s, const struct streams_row *row)
{
	s->models = mem_realloc(s->models, (s->n_models + 1) * sizeof(*s->models));
	s->models[s->n_models] = *row;
	return s->n_models++;
}

struct streams_row streams_row(const struct streams *s, uint32_t id)
{
	const struct streams_packed *p = s->rows[id];
	uint64_t words[WORDS] = { 0 };
	struct streams_row row;
	size_t n = 0;

	memcpy(words, &s->models[p->model], sizeof(row));
	for (uint64_t left = p->map; left; left &= left - 1)
		words[__builtin_ctzll(left)] = p->words[n++];
	memcpy(&row, words, sizeof(row));
	return row;
}

void streams_put(struct streams *s, uint32_t id, const struct streams_row *from)
{
	uint64_t words[WORDS] = { 0 }, model[WORDS] = { 0 }, map;
	struct streams_row row = *from;
	struct streams_packed *p;
	size_t n = 0, at = s->n_models ? s->n_models - 1 : add_model(s, &(struct streams_row){ .index = 0 });

	forget_others(&row.h);
	own_texts(s, &row, &s->models[at]);
	memcpy(words, &row, sizeof(row));
	memcpy(model, &s->models[at], sizeof(row));
	if (differences(words, model, &map) > ALIKE && s->n_models < STREAMS_MODELS) {
		at = add_model(s, &row);
		map = 0;
	}
	p = arena_alloc(&s->arena, sizeof(*p) + (size_t)__builtin_popcountll(map) * WORD);
	p->map = map;
	p->model = at;
	for (uint64_t left = map; left; left &= left - 1)
		p->words[n++] = words[__builtin_ctzll(left)];
	s->last = row;
	s->rows[id] = p;
}
