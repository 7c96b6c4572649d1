/* Two handshakes side by side, whoever made them: their messages aligned, what one says and the other does not, where
 * they part, and which secrets each party knows at the end. */
#ifndef SLOWSHAKE_VIEW_GRAPH_CONTRAST_H
#define SLOWSHAKE_VIEW_GRAPH_CONTRAST_H

#include "trace/knowledge.h"
#include "trace/trace.h"

/* What two messages of one kind do not have in common under one name: "cipher_suites". */
struct contrast_difference {
	const char *name;
	const char *only[2];     /* joined by ", "; NULL: nothing */
};

struct contrast_row {
	enum side_id sender;
	const char *title;       /* "ClientHello"; static */
	unit_id unit[2];         /* 0: the other one alone has it */
	size_t first, n;         /* in `differences` */
};

/* Names of secrets that one knows at the end. */
struct contrast_knower {
	enum knower who;
	bool there[2];           /* the trace tells of that party */
	size_t n[2];             /* how many it knows */
	const char *only[2];     /* those that it knows in this one alone; NULL: none */
};

struct contrast {
	const struct trace *of[2];
	struct arena arena;
	struct contrast_row *rows;
	size_t n;
	struct contrast_difference *differences;
	size_t n_differences, cap_differences;
	struct contrast_knower knowers[KNOWER_N];
	size_t n_knowers;
	size_t parts;            /* the row at which they part; n: nowhere */
};

/* Both traces complete, and longer there than this. */
void contrast_build(struct contrast *c, const struct trace *a, const struct trace *b);
void contrast_free(struct contrast *c);
/* "ClientHello: cipher_suites differ" */
void contrast_say_row(const struct contrast *c, size_t row, struct buf *out);
/* All of it; `names` are what the two are called. */
void contrast_text(const struct contrast *c, const char *const names[2], struct buf *out);

#endif
