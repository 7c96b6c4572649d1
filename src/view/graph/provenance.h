/* Where a value comes from, down to the leaves, and what became of it: trees over the
 * value graph. A value that stands in a tree already is named again, without what is
 * below it. */
#ifndef SLOWSHAKE_VIEW_GRAPH_PROVENANCE_H
#define SLOWSHAKE_VIEW_GRAPH_PROVENANCE_H

#include "trace/trace.h"

/* Which values use which: the inputs turned round, built once. */
struct uses {
	uint32_t n_values;       /* of the trace when it was built */
	uint32_t *first;         /* by value: where its users begin in `users`; one more than values */
	value_id *users;
};

/* Built anew if the trace has grown. */
void provenance_uses_build(struct uses *u, const struct trace *t);
void provenance_uses_free(struct uses *u);

enum provenance_way { PROVENANCE_BACK, PROVENANCE_FORTH };

struct provenance_row {
	value_id value;
	uint16_t depth;          /* 0: the value asked for */
	bool again;              /* its tree stands further up */
	bool leaf;               /* nothing below it */
	uint32_t fill;           /* > 0: so many constants and lengths side by side, the first is `value` */
};

struct provenance {
	struct provenance_row *rows;
	size_t n, cap;
	bool cut;                /* there was more than the limit */
	bool every;              /* set before building: constants and lengths each in a row of its own */
	struct uses uses;
	struct buf seen;
};

/* Builds the tree anew; depth 0 is the value alone, negative: to the end. */
void provenance_build(struct provenance *p, const struct trace *t, value_id v, enum provenance_way way, int depth);
void provenance_free(struct provenance *p);

/* One row as text without its indent, in at most `columns`: name, bytes, op, who, RFC. */
void provenance_say(const struct trace *t, const struct provenance_row *row, int columns, struct buf *out);
/* The RFC section where such a value is made; "" if none is known. Static. */
const char *provenance_rfc(const struct trace *t, value_id v);
/* The whole as text: what it was made of, then what it went into. */
void provenance_text(const struct trace *t, value_id v, struct buf *out);

#endif
