/* Tables of tests/vectors: one case a line, columns apart by blanks, bytes as
 * hex ("-": none), comments after #. */
#ifndef SLOWSHAKE_TESTS_VECTORS_H
#define SLOWSHAKE_TESTS_VECTORS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

enum { VECTOR_COLUMNS = 12 };

struct vector_row {
	char *column[VECTOR_COLUMNS];
	size_t n;
	struct buf bytes[VECTOR_COLUMNS];
};

typedef void vector_check(struct vector_row *row);

static inline struct bytes vector_bytes(struct vector_row *row, size_t i)
{
	struct buf *b = &row->bytes[i];

	assert_true(i < row->n);
	buf_clear(b);
	if (strcmp(row->column[i], "-") != 0)
		assert_int_equal(text_unhex(row->column[i], b), ST_OK);
	return buf_bytes(b);
}

static inline FILE *vector_open(const char *table)
{
	const char *root = getenv("SLOWSHAKE_SOURCE");
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/vectors/%s", root ? root : ".", table);
	f = fopen(path, "r");
	if (!f)
		fail_msg("cannot read %s: set SLOWSHAKE_SOURCE to the source folder", path);
	return f;
}

/* Calls `check` for each row of the table; each must have so many columns.
 * Returns the number of rows. */
static inline size_t vector_each(const char *table, size_t columns, vector_check *check)
{
	FILE *f = vector_open(table);
	char *line = NULL;
	size_t cap = 0, rows = 0;

	while (getline(&line, &cap, f) > 0) {
		struct vector_row row = { 0 };

		for (char *p = strtok(line, " \n"); p && row.n < VECTOR_COLUMNS; p = strtok(NULL, " \n"))
			row.column[row.n++] = p;
		if (!row.n || row.column[0][0] == '#')
			continue;
		if (row.n != columns)
			fail_msg("%s: %s has %zu columns", table, row.column[0], row.n);
		check(&row);
		for (size_t i = 0; i < row.n; i++)
			buf_free(&row.bytes[i]);
		rows++;
	}
	free(line);
	fclose(f);
	return rows;
}

static inline void assert_hex_equal(const char *name, const uint8_t *got, struct bytes want)
{
	struct buf a = { 0 }, b = { 0 };

	if (want.n && memcmp(got, want.p, want.n) != 0) {
		text_hex(&a, bytes_of(got, want.n), 0);
		text_hex(&b, want, 0);
		fail_msg("%s: %s is not %s", name, buf_str(&a), buf_str(&b));
	}
}

#endif
