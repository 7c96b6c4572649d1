/* Search over all that a trace holds so far: events by title, sentence, verdict and name;
 * fields by name and value; values by label and content; and, when the words are
 * hexadecimal bytes, the bytes themselves. What fits, and how well: match.h. */
#ifndef SLOWSHAKE_VIEW_SCREEN_SEARCH_H
#define SLOWSHAKE_VIEW_SCREEN_SEARCH_H

#include "view/text/subject.h"

struct search_hit {
	event_id event;     /* where to go */
	field_id field;     /* what was found there: one of the two, or none: the event */
	value_id value;
	unsigned rank;      /* the more the better: a name that fits whole, what holds just that, names in part, the rest */
};

struct search {
	char words[64];
	struct search_hit *hits;   /* in the order of the trace */
	size_t n, cap;
	uint32_t n_events;         /* how far it has looked */
};

void search_free(struct search *s);
/* Looks anew for `words` (cut to what fits). */
void search_start(struct search *s, const struct trace *t, const char *words);
/* Looks again if the trace has grown. */
void search_refresh(struct search *s, const struct trace *t);
/* Index of the nearest hit after (or, backwards, before) the place, going round at
 * the end. The place is the last hit taken, or an event. s->n if there is no hit. */
size_t search_from(const struct search *s, struct search_hit place, bool backwards, bool *wrapped);

/* Index of the hit of the highest rank, of several the next one behind the event, of those behind it the first; s->n
 * if there is none. */
size_t search_best(const struct search *s, event_id from);

#endif
