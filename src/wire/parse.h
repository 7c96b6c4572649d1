/* Bytes <-> field trees by the layouts of spec/. The builder makes the same tree
 * that the parser would. */
#ifndef SLOWSHAKE_WIRE_PARSE_H
#define SLOWSHAKE_WIRE_PARSE_H

#include "spec/layout.h"
#include "trace/trace.h"

/* Facts of the connection that a layout may depend on (enum selector). */
struct parse_context {
	uint32_t facts[SEL_N];
	bool cut;                /* the bytes end before the unit does: what is there of a vector is read all the same */
};

/* What was wrong, when something was. Bytes that could not be read become one
 * malformed leaf, so that the leaves still cover the unit. */
struct parse_error {
	unsigned reason;         /* enum reason; REASON_NONE: nothing */
	field_id field;          /* the malformed field */
	uint32_t off;            /* in the unit */
};

/* Adds the fields of `unit` (which has none yet) by the layout; all bytes must be used. */
enum status parse_unit(struct trace *t, unit_id unit, const struct layout *layout,
		       const struct parse_context *ctx, struct parse_error *err);

/* One item for the builder: the value of the field `name`, in the order of the
 * layout. A composite (vector, list, struct, switch) may be given whole, without
 * its length prefix. Lists take elements as long as the next item's name is that
 * of the element or of its first leaf. */
struct build_item {
	const char *name;
	value_id value;
};
/* The bytes alone, as one CONCAT value. */
value_id build_value(struct trace *t, enum actor actor, const char *label, const struct layout *layout, const struct parse_context *ctx,
		     const struct build_item *items, size_t n);
/* Builds the bytes as one CONCAT value and its unit (kind, sender), fields parsed.
 * Items that do not fit the layout assert: only the engine calls this. */
unit_id build_unit(struct trace *t, enum unit_kind kind, enum actor sender, const char *label,
		   const struct layout *layout, const struct parse_context *ctx,
		   const struct build_item *items, size_t n);

#endif
