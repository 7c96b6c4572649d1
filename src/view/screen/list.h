/* A list to choose from, undrawn: rows of columns of text, sorted by one of them,
 * searched, some left aside; and where the reader stands in it. What a row says its owner
 * tells when it is asked: of many rows few are seen. */
#ifndef SLOWSHAKE_VIEW_SCREEN_LIST_H
#define SLOWSHAKE_VIEW_SCREEN_LIST_H

#include "base/bytes.h"

enum { LIST_MAX_COLUMNS = 16 };

enum list_tone { LIST_PLAIN, LIST_DIM, LIST_GOOD, LIST_BAD, LIST_CAUTION, LIST_TITLE };

struct list_column {
	const char *title;
	int min, max;            /* screen columns that it takes at least, if the texts need them, and at most */
	int rank;                /* when there is little room, the highest goes first */
	const char *help;        /* what stands in it, in a few words; NULL: that is clear */
	bool right;              /* flush right: numbers */
	bool keep_end;           /* when it is cut, its end matters more than its beginning */
};

struct list_cell {
	const char *text;        /* safe, UTF-8, one line; NULL: empty */
	int64_t number;          /* sorted by this, then by the text */
	enum list_tone tone;
};

/* What a row says. Its owner sets a cell's text to one that stays, or writes it into `texts`. */
struct list_told {
	struct list_cell cells[LIST_MAX_COLUMNS];
	struct buf texts[LIST_MAX_COLUMNS];  /* of a cell whose own is NULL */
	struct buf words;                    /* what a search finds besides the cells */
};
/* Everything is empty before. */
typedef void list_teller(void *ctx, uint32_t id, struct list_told *out);

struct list_row {
	uint32_t id;             /* whose it is: its owner's number */
	bool aside;              /* shown only when all are */
	bool pressing;           /* stands first, until the reader sorts by something else */
	bool looked, match, whole;   /* what follows is known; the query finds it, and is the whole of a cell or of its words */
};

struct list {
	const struct list_column *columns;   /* the caller's */
	size_t n_columns;
	list_teller *tell;
	void *ctx;
	struct list_told told;   /* the row that was asked for last */
	struct list_row *rows;   /* in the order in which they came */
	size_t n, cap, n_aside;
	struct list_key {
		int64_t number;
		uint32_t text;   /* where in key_texts; ends with a NUL */
	} *keys;                 /* what the rows are sorted by */
	size_t n_keys, key_column;           /* so many are there, of that column */
	struct buf key_texts;
	int widest[LIST_MAX_COLUMNS];
	uint32_t *shown;         /* indices of rows, sorted */
	size_t n_shown, cap_shown, at;       /* at: the selected one */
	size_t sort;             /* column */
	bool reverse, all, only_matches;
	char query[64];          /* words, all of which a row must have; "" for no search */
	size_t n_matches;        /* of the rows that show (or would, if they were not filtered) */
	size_t settled;          /* so many of the rows are in `shown` already, or are not to be */
	bool stale, follow;      /* list_settle has something to do; also of the first row it keeps track */
};

/* Sorted by the first column. list_free releases what it holds. */
void list_init(struct list *l, const struct list_column *columns, size_t n_columns, list_teller *tell, void *ctx);
void list_free(struct list *l);
/* Its owner can tell it from now on. */
void list_add_row(struct list *l, uint32_t id, bool aside);
/* The i-th that came says something else now. */
void list_set_row(struct list *l, size_t i);
/* What it says; valid until another is asked for. */
const struct list_told *list_tell(struct list *l, const struct list_row *row);
/* Sorts and filters, if rows or settings changed; the selected row stays selected,
 * unless it is the first, and rows came or were sorted: then whatever is first is. To be called before rows are drawn; the functions below do it themselves. */
void list_settle(struct list *l);
/* The i-th that came is one that stands first. */
void list_press(struct list *l, size_t i);
/* To the next of them, round the end; false: there is none. */
bool list_next_pressing(struct list *l);

/* The selected row; NULL if none shows. */
const struct list_row *list_selected(struct list *l);
/* The i-th that shows. */
const struct list_row *list_shown(const struct list *l, size_t i);
void list_move(struct list *l, int64_t by);
void list_go(struct list *l, size_t at);

/* By the next column of those in `visible` (a bit each), or the same the other way round. */
void list_sort_next(struct list *l, uint32_t visible);
void list_sort_reverse(struct list *l);
void list_show_all(struct list *l, bool all);
void list_show_matches(struct list *l, bool only);

/* Sets the query and goes to the first match at or after `from`, round the end: one of which the query is the whole of a
 * cell, or of its words, goes before all others; false
 * (and `from` is selected) if there is none. */
bool list_search(struct list *l, const char *query, size_t from);
/* To the next match, round the end; false if there is none. */
bool list_search_next(struct list *l, bool backwards, bool *wrapped);
/* Which match the selected row is, from 1; 0: it is none. */
size_t list_match_number(const struct list *l);

/* Shares `room` screen columns out, one blank between two: the width of each column,
 * 0 for one that does not show (no room, or nothing in it). */
void list_widths(const struct list *l, int room, int widths[LIST_MAX_COLUMNS]);

/* What is told of a row in full: lines of safe text, to be wrapped. */
struct list_detail {
	struct list_line {
		enum list_tone tone;
		const char *label;   /* static; NULL: none */
		size_t start;        /* in text; runs to a NUL */
	} *lines;
	size_t n, cap;
	struct buf text;
};
void list_detail_clear(struct list_detail *d);
void list_detail_free(struct list_detail *d);
/* Begins a line: what is added to the buffer until the next one belongs to it. */
struct buf *list_detail_line(struct list_detail *d, enum list_tone tone, const char *label);
const char *list_detail_text(struct list_detail *d, size_t line);

#endif
