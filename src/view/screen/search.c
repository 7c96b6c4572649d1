#include "view/screen/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "spec/events.h"
#include "view/text/describe.h"
#include "view/screen/match.h"
#include "view/text/label.h"

enum { MAX_HITS = 5000 };

void search_free(struct search *s)
{
	free(s->hits);
	*s = (struct search){ 0 };
}

static void add_hit(struct search *s, struct search_hit hit)
{
	if (!hit.event || !hit.rank || s->n >= MAX_HITS)
		return;
	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 64;
		s->hits = mem_realloc(s->hits, s->cap * sizeof(*s->hits));
	}
	s->hits[s->n++] = hit;
}

/* A name in full goes before a content in full, and both before what has more in it; a value before what only speaks of it. */
enum { RANK_NAME = 2 * MATCH_WHOLE, RANK_CONTENT = RANK_NAME - 1 };

static unsigned rank_of(const struct search *s, const char *name, const char *content)
{
	const unsigned by_name = match_rank(name, s->words), by_content = match_rank(content, s->words);

	if (by_name == MATCH_WHOLE)
		return RANK_NAME;
	if (by_content == MATCH_WHOLE)
		return RANK_CONTENT;
	if (by_name > MATCH_SCATTERED)
		return MATCH_INSIDE + by_name;
	return by_content > MATCH_SCATTERED ? MATCH_INSIDE : 0;
}

static void search_events(struct search *s, const struct trace *t)
{
	struct buf title = { 0 }, text = { 0 };

	for (event_id e = 1; e < trace_n_events(t); e++) {
		const char *name = event_specs[trace_event(t, e)->type].name;
		unsigned rank;

		buf_clear(&title);
		buf_clear(&text);
		label_of_event(t, e, &title);
		buf_printf(&text, "%s\n", describe_verdict(trace_event(t, e)->verdict));
		describe_event(t, e, &text);
		rank = rank_of(s, buf_str(&title), buf_str(&text));
		add_hit(s, (struct search_hit){ .event = e, .rank = rank < rank_of(s, name, "") ? rank_of(s, name, "") : rank });
	}
	buf_free(&title);
	buf_free(&text);
}

/* The first event that speaks of the field itself, else of its unit. */
static event_id event_of_field(const struct trace *t, field_id f, event_id of_unit)
{
	for (event_id e = of_unit ? of_unit : 1; e < trace_n_events(t); e++)
		if (trace_event(t, e)->field == f)
			return e;
	return of_unit;
}

static void search_unit(struct search *s, const struct trace *t, unit_id id, struct bytes hex)
{
	const struct unit *u = trace_unit(t, id);
	event_id of_unit = subject_first_event(t, id);
	struct bytes all = trace_bytes(t, u->value);
	struct buf name = { 0 }, text = { 0 };

	for (field_id f = u->first_field; f < u->first_field + u->n_fields; f++) {
		unsigned rank;

		buf_clear(&name);
		buf_clear(&text);
		describe_field_name(t, f, &name);
		if (trace_field(t, f)->leaf)
			describe_field_value(t, f, 0, &text);
		rank = rank_of(s, buf_str(&name), buf_str(&text));
		if (rank)
			add_hit(s, (struct search_hit){ .event = event_of_field(t, f, of_unit), .field = f, .rank = rank });
	}
	for (size_t at = bytes_find(all, 0, hex); at < all.n; at = bytes_find(all, at + 1, hex))
		add_hit(s, (struct search_hit){ .event = of_unit, .field = trace_leaf_at(t, id, (uint32_t)at), .rank = RANK_CONTENT });
	buf_free(&name);
	buf_free(&text);
}

static void search_values(struct search *s, const struct trace *t, struct bytes hex)
{
	struct buf text = { 0 };

	for (value_id v = 1; v < trace_n_values(t); v++) {
		const struct value *value = trace_value(t, v);
		unsigned rank;

		if (!value->event)
			continue;
		buf_clear(&text);
		if (value->show != SHOW_HEX)
			describe_value(t, v, 0, &text);
		rank = rank_of(s, value->label, buf_str(&text));
		rank += rank == RANK_NAME;
		if (!rank && bytes_find(value->bytes, 0, hex) < value->bytes.n)
			rank = RANK_CONTENT;
		add_hit(s, (struct search_hit){ .event = value->event, .value = v, .rank = rank });
	}
	buf_free(&text);
}

static int compare_hits(const void *pa, const void *pb)
{
	const struct search_hit *a = pa, *b = pb;

	if (a->event != b->event)
		return a->event < b->event ? -1 : 1;
	if (a->value != b->value)
		return a->value < b->value ? -1 : 1;
	return a->field < b->field ? -1 : a->field > b->field;
}

static void look(struct search *s, const struct trace *t)
{
	struct buf hex = { 0 };
	size_t n = 0;

	s->n = 0;
	s->n_events = trace_n_events(t);
	if (!*s->words)
		return;
	/* One byte alone is too common to mean the byte. */
	if (text_unhex(s->words, &hex) != ST_OK || hex.n < 2)
		buf_clear(&hex);
	search_events(s, t);
	for (unit_id u = 1; u < trace_n_units(t); u++)
		search_unit(s, t, u, buf_bytes(&hex));
	search_values(s, t, buf_bytes(&hex));
	buf_free(&hex);
	if (s->n)
		qsort(s->hits, s->n, sizeof(*s->hits), compare_hits);
	for (size_t i = 0; i < s->n; i++)
		if (!n || compare_hits(&s->hits[n - 1], &s->hits[i]) != 0)
			s->hits[n++] = s->hits[i];
		else if (s->hits[i].rank > s->hits[n - 1].rank)
			s->hits[n - 1].rank = s->hits[i].rank;
	s->n = n;
}

void search_start(struct search *s, const struct trace *t, const char *words)
{
	size_t n = strlen(words);

	if (n >= sizeof(s->words))
		n = sizeof(s->words) - 1;
	memmove(s->words, words, n);
	s->words[n] = 0;
	look(s, t);
}

void search_refresh(struct search *s, const struct trace *t)
{
	if (s->n_events != trace_n_events(t))
		look(s, t);
}

size_t search_from(const struct search *s, struct search_hit place, bool backwards, bool *wrapped)
{
	*wrapped = false;
	if (!s->n)
		return 0;
	if (!backwards) {
		for (size_t i = 0; i < s->n; i++)
			if (compare_hits(&s->hits[i], &place) > 0)
				return i;
		*wrapped = true;
		return 0;
	}
	for (size_t i = s->n; i-- > 0;)
		if (compare_hits(&s->hits[i], &place) < 0)
			return i;
	*wrapped = true;
	return s->n - 1;
}

size_t search_best(const struct search *s, event_id from)
{
	size_t best = s->n;

	for (size_t i = 0; i < s->n; i++)
		if (best == s->n || s->hits[i].rank > s->hits[best].rank ||
		    (s->hits[i].rank == s->hits[best].rank && s->hits[best].event <= from && s->hits[i].event > from))
			best = i;
	return best;
}
