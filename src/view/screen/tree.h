/* The tree of the "fields" pane: the fields of a unit, or the values of an event
 * with what each was made from. Rows that are folded away are not in it. */
#ifndef SLOWSHAKE_VIEW_SCREEN_TREE_H
#define SLOWSHAKE_VIEW_SCREEN_TREE_H

#include "view/text/subject.h"

struct tree_row {
	uint64_t key;       /* names the row: a field id, or the path to a value */
	uint16_t depth;
	bool foldable, open;
	field_id field;     /* one of the two */
	value_id value;
	value_id user;      /* a value row: the value that was made from it, 0 for a root */
};

struct tree_fold {
	uint64_t key;
	bool open;
	bool automatic;     /* opened to show the selection; forgotten when that moves on */
};

struct tree {
	const struct trace *t;
	struct subject subject;
	struct tree_row *rows;
	size_t n, cap;
	size_t selected;    /* row index; 0 if there is no row */
	struct tree_fold *folds;
	size_t n_folds, cap_folds;
};

/* Zero-initialise; tree_free releases the rows, not the trace. */
void tree_free(struct tree *tree);
/* Shows the subject; the first row is selected. */
void tree_show(struct tree *tree, const struct trace *t, struct subject s);
/* Select, opening what encloses it. False if it is not in the tree. */
bool tree_select_field(struct tree *tree, field_id f);
bool tree_select_value(struct tree *tree, value_id v);   /* the first row with it: roots before parts */
bool tree_move(struct tree *tree, long rows);
/* Opens or closes the selected row; to_parent selects the row that encloses it. */
bool tree_set_open(struct tree *tree, bool open);
bool tree_to_parent(struct tree *tree);
/* The selected row, or NULL. */
const struct tree_row *tree_selected(const struct tree *tree);

/* The bytes that belong to the selection, and the part of them to be lit: for a
 * field the unit's bytes and the field's span; for a value its bytes, and the
 * span that its user took of it (a slice), else all. */
struct tree_bytes {
	struct bytes bytes;
	uint32_t off, len;
	value_id value;     /* whose bytes they are */
	const char *name;   /* of that value or unit; static or in the trace */
};
struct tree_bytes tree_selected_bytes(const struct tree *tree);

/* Text of a row without its indent: name, and what it holds in at most `width` columns. */
void tree_row_name(const struct tree *tree, const struct tree_row *row, struct buf *out);
void tree_row_text(const struct tree *tree, const struct tree_row *row, int width, struct buf *out);

#endif
