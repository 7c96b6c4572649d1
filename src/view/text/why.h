/* The explanation: what happens in an event and why, and what the selected field
 * or value is. Paragraphs of safe text, to be wrapped by whoever draws them. */
#ifndef SLOWSHAKE_VIEW_TEXT_WHY_H
#define SLOWSHAKE_VIEW_TEXT_WHY_H

#include "view/screen/tree.h"

enum why_kind {
	WHY_TITLE,      /* of the event or the field */
	WHY_OK, WHY_FAIL, WHY_WARN, WHY_SKIPPED,   /* a verdict, with its word */
	WHY_TEXT,
	WHY_VALUE,      /* "label: bytes" */
	WHY_RFC,
	WHY_GAP,        /* an empty line between two subjects */
};

struct why {
	struct why_paragraph {
		enum why_kind kind;
		size_t start;          /* in text; runs to a NUL */
	} *paragraphs;
	size_t n, cap;
	struct buf text;
};

/* Builds it anew: the event first, then the selection; or, if selection_first,
 * the other way round. `selection` may have no row. `columns`: width of the lines
 * that it will be wrapped to, so that hex is cut to fit. */
void why_build(struct why *why, const struct trace *t, event_id event, const struct tree *selection,
	       bool selection_first, int columns);
const char *why_text(const struct why *why, size_t paragraph);
void why_free(struct why *why);

#endif
