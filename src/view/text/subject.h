/* What the lower panes look at: the byte strings that an event speaks of. */
#ifndef SLOWSHAKE_VIEW_TEXT_SUBJECT_H
#define SLOWSHAKE_VIEW_TEXT_SUBJECT_H

#include "trace/trace.h"

enum subject_kind {
	SUBJECT_NONE,
	SUBJECT_UNIT,     /* a record, its plaintext, a message: id is the unit */
	SUBJECT_VALUES,   /* the values of an event: id is the event */
	SUBJECT_VALUE,    /* one value: id is the value */
};

struct subject {
	enum subject_kind kind;
	uint32_t id;
};

enum { SUBJECT_MAX = 12 };

bool subject_equal(struct subject a, struct subject b);
/* All that can be shown at `event`: the event's values, then the units of its
 * step that exist by then: records, plaintexts, messages. Returns how many. */
size_t subject_list(const struct trace *t, event_id event, struct subject out[SUBJECT_MAX]);
/* What the event itself is about: a part of its unit (then *field, may be NULL, is
 * that part, else 0), the unit as a whole, or its values. */
struct subject subject_default(const struct trace *t, event_id event, field_id *field);
/* "ClientHello", "record", "values"; static or in the trace. */
const char *subject_name(const struct trace *t, struct subject s);
/* The first event that speaks of the unit (or, if none does, of what it carries or
 * what carries it; else the first of its step). */
event_id subject_first_event(const struct trace *t, unit_id unit);

#endif
