/* Two traces side by side: the same run, once as it was and once with something
 * changed on the way. Where they part, who noticed, by which check, which alert. */
#ifndef SLOWSHAKE_VIEW_GRAPH_COMPARE_H
#define SLOWSHAKE_VIEW_GRAPH_COMPARE_H

#include "trace/trace.h"

struct compare {
	event_id fault;          /* in the changed one: the event that changes something; 0: none */
	unit_id record;          /* ... in this record (as it was sent) ... */
	uint32_t at;             /* ... this byte ... */
	uint8_t was, is;
	event_id parts[2];       /* the first events that differ, in the original and in the changed one; 0: it ends before */
	event_id doubt;          /* in the changed one: the first check that fails and did not fail before; 0: none */
	event_id noticed;        /* the first such that ends the connection; 0: none */
	event_id alert;          /* the alert that was sent after it; 0: none */
	bool same_end;           /* both came to the same outcome */
};

/* Both traces must be complete for `noticed` and `same_end` to mean anything. */
void compare_build(struct compare *c, const struct trace *original, const struct trace *changed);
/* The event of the original at the place of one of the changed trace: the same up to where they part, then 0. */
event_id compare_original(const struct compare *c, event_id changed);
/* "byte 41 of ClientHello (cipher_suites[0]), 00 -> 80"; if no byte was changed on the wire, what the changed trace is called. */
void compare_say_change(const struct compare *c, const struct trace *changed, struct buf *out);
/* What it came to, paragraphs of one line each. */
void compare_words(const struct compare *c, const struct trace *original, const struct trace *changed, struct buf *out);
/* The same with a title, in lines of at most 80 columns. */
void compare_text(const struct compare *c, const struct trace *original, const struct trace *changed, struct buf *out);

#endif
