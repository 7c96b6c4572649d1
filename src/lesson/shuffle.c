#include "lesson/shuffle.h"

static uint64_t mix_text(uint64_t h, const char *s)
{
	for (; *s; s++)
		h = (h ^ (uint8_t)*s) * 0x100000001b3u;
	return (h ^ '/') * 0x100000001b3u;
}

/* splitmix64: its low bits are as good as its high ones, which FNV's are not */
static uint64_t draw(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static void shuffle_question(const struct lesson *l, struct lesson_question *q)
{
	uint64_t state = mix_text(0xcbf29ce484222325u, l->id);

	state = mix_text(state, l->runs[0].seed.s ? l->runs[0].seed.s : "0") + q->index;
	for (size_t i = 0; i < q->n_options; i++)
		q->options[i].written = i + 1;
	for (size_t i = q->n_options; i > 1; i--) {
		size_t j = draw(&state) % i;
		struct lesson_option o = q->options[i - 1];

		q->options[i - 1] = q->options[j];
		q->options[j] = o;
	}
}

void lesson_shuffle(struct lesson *l)
{
	for (size_t i = 0; i < l->n_steps; i++)
		for (size_t b = 0; b < l->steps[i].n_blocks; b++)
			if (l->steps[i].blocks[b].question)
				shuffle_question(l, l->steps[i].blocks[b].question);
}

size_t lesson_shuffle_shown(const struct lesson_question *q, size_t written)
{
	for (size_t i = 0; i < q->n_options; i++)
		if (q->options[i].written == written)
			return i + 1;
	return 0;
}
