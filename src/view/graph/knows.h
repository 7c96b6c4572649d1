/* What a party knows at an event, as a list: the values that are random, given,
 * computed or secret, each once, in the order of the trace. */
#ifndef SLOWSHAKE_VIEW_GRAPH_KNOWS_H
#define SLOWSHAKE_VIEW_GRAPH_KNOWS_H

#include "trace/knowledge.h"

/* What a row is of. */
enum knows_group { KNOWS_PUBLIC, KNOWS_SECRETS, KNOWS_KEYS, KNOWS_DATA, KNOWS_GROUPS };
extern const char *const knows_group_names[KNOWS_GROUPS];

struct knows_row {
	enum knows_group group;
	value_id value;
	struct known_why why;    /* of that event: KNOWN_NOT if it comes later */
	bool secret;
};

struct knows {
	enum knower who;
	event_id event;
	struct knows_row *rows;
	size_t n, cap;
	size_t n_known;
	size_t known[KNOWS_GROUPS], of[KNOWS_GROUPS];   /* the same by group */
	size_t closed;           /* records that stay closed: nobody who reads this trace knows what is in them */
	bool lacks;              /* they, or a secret, or a part of the capture: what is known is not all there is */
};

/* Builds it anew. */
void knows_build(struct knows *k, const struct trace *t, enum knower who, event_id event);
/* By group, each in the order of the trace. */
void knows_sort(struct knows *k);
void knows_free(struct knows *k);

/* "made by itself", "computed: PRF", "out of EncryptedPreMasterSecret" ... */
void knows_say(const struct trace *t, const struct knows_row *row, struct buf *out);
/* The whole list as text of 80 columns: known from the start and seen, computed, not known. */
void knows_text(const struct trace *t, const struct knows *k, struct buf *out);

#endif
