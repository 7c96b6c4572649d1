#include "view/screen/list.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

enum { WORDS = 250 };                      /* of most rows */

void list_init(struct list *l, const struct list_column *columns, size_t n_columns)
{
	assert(n_columns && n_columns <= LIST_MAX_COLUMNS);
	*l = (struct list){ .columns = columns, .n_columns = n_columns };
}

void list_free(struct list *l)
{
	arena_free(&l->arena);
	free(l->rows);
	free(l->shown);
	*l = (struct list){ 0 };
}

/* What is in order already need not be so any more. */
static void anew(struct list *l)
{
	l->stale = true;
	l->settled = 0;
}

/* ---- rows ---- */

/* Neighbours often say the same: then they share it. */
static const char *keep(struct list *l, const char *text, const char *above)
{
	if (!text || !*text)
		return "";
	return above && (text == above || strcmp(text, above) == 0) ? above : arena_str(&l->arena, text);
}

static void lower(char *text)
{
	for (; *text; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text - 'A' + 'a');
}

static const char *words_of(struct list *l, const struct list_row *row, const char *words)
{
	struct buf b = { 0 };
	char *all;

	buf_reserve(&b, WORDS);
	for (size_t i = 0; i < l->n_columns; i++) {
		buf_puts(&b, row->cells[i].text);
		buf_add(&b, BYTES_LIT(" "));
	}
	buf_puts(&b, words ? words : "");
	all = arena_str(&l->arena, buf_str(&b));
	lower(all);
	buf_free(&b);
	return all;
}

static void widen(struct list *l, size_t column, int width)
{
	if (width > l->widest[column])
		l->widest[column] = width;
}

static void fill_row(struct list *l, struct list_row *row, const struct list_cell *above, const struct list_cell *cells, const char *words)
{
	row->cells = arena_alloc(&l->arena, l->n_columns * sizeof(*cells));
	for (size_t i = 0; i < l->n_columns; i++) {
		row->cells[i] = cells[i];
		row->cells[i].text = keep(l, cells[i].text, above ? above[i].text : NULL);
		if (above && row->cells[i].text == above[i].text)
			continue;
		if (strlen(row->cells[i].text) > (size_t)l->widest[i])   /* no character is wider than its bytes */
			widen(l, i, text_width(row->cells[i].text));
	}
	row->words = words_of(l, row, words);
}

void list_add_row(struct list *l, uint32_t id, bool aside, const struct list_cell *cells, const char *words)
{
	struct list_row row = { .id = id, .aside = aside };

	fill_row(l, &row, l->n ? l->rows[l->n - 1].cells : NULL, cells, words);
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 64;
		l->rows = mem_realloc(l->rows, l->cap * sizeof(*l->rows));
	}
	l->rows[l->n++] = row;
	l->n_aside += aside;
	l->stale = true;
}

void list_set_row(struct list *l, size_t i, const struct list_cell *cells, const char *words)
{
	fill_row(l, &l->rows[i], l->rows[i].cells, cells, words);
	anew(l);
}

void list_press(struct list *l, size_t i)
{
	l->rows[i].pressing = true;
	if (i < l->settled)
		anew(l);
}

/* ---- order ---- */

static bool in_order(const struct list *l, uint32_t a, uint32_t b)
{
	const struct list_cell *x = &l->rows[a].cells[l->sort], *y = &l->rows[b].cells[l->sort];
	const bool first = l->rows[a].pressing, other = l->rows[b].pressing;
	int order = x->number < y->number ? -1 : x->number > y->number ? 1 : strcasecmp(x->text, y->text);

	if (first != other && l->sort == 0 && !l->reverse)
		return first;
	return l->reverse ? order >= 0 : order <= 0;
}

static void merge(const struct list *l, const uint32_t *from, uint32_t *to, size_t a, size_t b, size_t end)
{
	size_t mid = b;

	for (size_t i = a; i < end; i++)
		to[i] = b >= end || (a < mid && in_order(l, from[a], from[b])) ? from[a++] : from[b++];
}

/* Stable, so that rows that are alike keep the order in which they came. */
static void sort(const struct list *l, uint32_t *ids, size_t n)
{
	uint32_t *from = ids, *to = mem_alloc((n ? n : 1) * sizeof(*to)), *t;

	for (size_t width = 1; width < n; width *= 2) {
		for (size_t a = 0; a < n; a += 2 * width)
			merge(l, from, to, a, a + width < n ? a + width : n, a + 2 * width < n ? a + 2 * width : n);
		t = from;
		from = to;
		to = t;
	}
	if (from != ids) {
		memcpy(to, from, n * sizeof(*to));
		to = from;
	}
	free(to);
}

/* Where in the first n, which are in order, that row belongs: behind those that are alike. */
static size_t place_of(const struct list *l, size_t n, uint32_t id)
{
	size_t from = 0, to = n;

	while (from < to) {
		const size_t middle = from + (to - from) / 2;

		if (in_order(l, l->shown[middle], id))
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* Puts what is shown from `old` on, in order by itself, among what is before it. Most of what comes belongs to the end. */
static void join(const struct list *l, size_t old)
{
	const size_t first = old < l->n_shown ? place_of(l, old, l->shown[old]) : old, n = l->n_shown - first;
	uint32_t *copy;

	if (first == old)
		return;
	copy = mem_alloc(n * sizeof(*copy));
	memcpy(copy, l->shown + first, n * sizeof(*copy));
	merge(l, copy, l->shown + first, 0, old - first, n);
	free(copy);
}

/* Adds to what is shown the rows that came since. */
static void fill(struct list *l)
{
	if (!l->settled)
		l->n_shown = l->n_matches = 0;
	if (l->n > l->cap_shown) {
		l->cap_shown = l->cap;
		l->shown = mem_realloc(l->shown, l->cap_shown * sizeof(*l->shown));
	}
	for (size_t i = l->settled; i < l->n; i++) {
		bool match;

		if (l->rows[i].aside && !l->all)
			continue;
		match = *l->query && list_matches(l, &l->rows[i]);
		l->n_matches += match;
		if (match || !l->only_matches || !*l->query)
			l->shown[l->n_shown++] = (uint32_t)i;
	}
}

void list_settle(struct list *l)
{
	uint32_t selected = l->at < l->n_shown ? l->shown[l->at] : UINT32_MAX;
	size_t before = l->at, old;

	if (!l->stale)
		return;
	l->stale = false;
	old = l->settled ? l->n_shown : 0;
	fill(l);
	l->settled = l->n;
	sort(l, l->shown + old, l->n_shown - old);
	join(l, old);
	l->at = l->n_shown && before >= l->n_shown ? l->n_shown - 1 : before;
	/* whoever stands on top stays there, whatever comes in or is sorted above */
	for (size_t i = 0; (before || l->follow) && i < l->n_shown; i++)
		if (l->shown[i] == selected)
			l->at = i;
	l->follow = false;
	if (!l->n_shown)
		l->at = 0;
}

void list_sort_next(struct list *l, uint32_t visible)
{
	size_t next = l->sort;

	for (size_t i = 1; i <= l->n_columns; i++) {
		next = (l->sort + i) % l->n_columns;
		if (visible & 1u << next)
			break;
	}
	l->sort = next;
	l->reverse = false;
	anew(l);
}

void list_sort_reverse(struct list *l)
{
	l->reverse = !l->reverse;
	anew(l);
}

void list_show_all(struct list *l, bool all)
{
	l->all = all;
	l->follow = true;
	anew(l);
}

void list_show_matches(struct list *l, bool only)
{
	l->only_matches = only;
	l->follow = true;
	anew(l);
}

/* ---- moving ---- */

bool list_next_pressing(struct list *l)
{
	list_settle(l);
	for (size_t i = 1; i <= l->n_shown; i++)
		if (l->rows[l->shown[(l->at + i) % l->n_shown]].pressing) {
			list_go(l, (l->at + i) % l->n_shown);
			return true;
		}
	return false;
}

const struct list_row *list_shown(const struct list *l, size_t i)
{
	assert(i < l->n_shown);
	return &l->rows[l->shown[i]];
}

const struct list_row *list_selected(struct list *l)
{
	list_settle(l);
	return l->n_shown ? list_shown(l, l->at) : NULL;
}

void list_go(struct list *l, size_t at)
{
	list_settle(l);
	l->at = !l->n_shown ? 0 : at < l->n_shown ? at : l->n_shown - 1;
}

void list_move(struct list *l, int64_t by)
{
	int64_t to = (int64_t)l->at + by;

	list_go(l, to < 0 ? 0 : (size_t)to);
}

/* ---- search ---- */

bool list_matches(const struct list *l, const struct list_row *row)
{
	char word[sizeof(l->query)];
	const char *q = l->query;

	while (*q) {
		size_t n = strcspn(q, " ");

		memcpy(word, q, n);
		word[n] = 0;
		lower(word);
		if (!strstr(row->words, word))
			return false;
		q += n;
		q += strspn(q, " ");
	}
	return true;
}

bool list_search_next(struct list *l, bool backwards, bool *wrapped)
{
	size_t n;

	list_settle(l);
	n = l->n_shown;
	for (size_t i = 1; *l->query && i <= n; i++) {
		size_t to = (l->at + (backwards ? n - i : i)) % n;

		if (!list_matches(l, list_shown(l, to)))
			continue;
		*wrapped = backwards ? to >= l->at : to <= l->at;
		l->at = to;
		return true;
	}
	return false;
}

/* What was asked for is the whole of a cell, or of the words that came with the row: its name. */
static bool matches_whole(const struct list *l, const struct list_row *row)
{
	const char *words = row->words;
	bool whole = false;

	for (size_t i = 0; i < l->n_columns; i++) {
		whole = whole || strcasecmp(row->cells[i].text, l->query) == 0;
		words += strlen(row->cells[i].text) + 1;
	}
	return whole || strcasecmp(words, l->query) == 0;
}

static bool go_to_whole(struct list *l)
{
	for (size_t i = 0; i < l->n_shown; i++) {
		const size_t to = (l->at + i) % l->n_shown;

		if (matches_whole(l, list_shown(l, to))) {
			l->at = to;
			return true;
		}
	}
	return false;
}

bool list_search(struct list *l, const char *query, size_t from)
{
	size_t n = strlen(query) < sizeof(l->query) ? strlen(query) : sizeof(l->query) - 1;
	bool wrapped;

	memcpy(l->query, query, n);
	l->query[n] = 0;
	anew(l);
	if (l->only_matches)
		list_settle(l);
	list_go(l, from);
	if (!*l->query)
		return true;
	return go_to_whole(l) || (l->n_shown && list_matches(l, list_shown(l, l->at))) || list_search_next(l, false, &wrapped);
}

size_t list_match_number(const struct list *l)
{
	size_t number = 0;

	if (!*l->query || l->at >= l->n_shown || !list_matches(l, list_shown(l, l->at)))
		return 0;
	for (size_t i = 0; i <= l->at; i++)
		number += list_matches(l, list_shown(l, i));
	return number;
}

/* ---- columns ---- */

/* What a column would like to have: its texts in full, and its title. */
static int wish(const struct list *l, size_t i)
{
	const struct list_column *c = &l->columns[i];
	int title = text_width(c->title), want = l->widest[i] > title ? l->widest[i] : title;

	return !l->widest[i] ? 0 : want > c->max ? c->max : want;
}

static int least(const struct list *l, size_t i)
{
	int want = wish(l, i);

	return want < l->columns[i].min ? want : l->columns[i].min;
}

void list_widths(const struct list *l, int room, int widths[LIST_MAX_COLUMNS])
{
	int left = room + 1;

	memset(widths, 0, LIST_MAX_COLUMNS * sizeof(*widths));
	/* at their least, the important ones first; then those grow in the same order */
	for (int rank = 0; rank < LIST_MAX_COLUMNS; rank++)
		for (size_t i = 0; i < l->n_columns; i++)
			if (l->columns[i].rank == rank && least(l, i) && least(l, i) + 1 <= left) {
				widths[i] = least(l, i);
				left -= widths[i] + 1;
			}
	for (int rank = 0; rank < LIST_MAX_COLUMNS; rank++)
		for (size_t i = 0; i < l->n_columns; i++) {
			int more = wish(l, i) - widths[i];

			if (l->columns[i].rank != rank || !widths[i])
				continue;
			more = more < left ? more : left;
			widths[i] += more;
			left -= more;
		}
}

/* ---- details ---- */

void list_detail_clear(struct list_detail *d)
{
	buf_clear(&d->text);
	d->n = 0;
}

void list_detail_free(struct list_detail *d)
{
	buf_free(&d->text);
	free(d->lines);
	*d = (struct list_detail){ 0 };
}

struct buf *list_detail_line(struct list_detail *d, enum list_tone tone, const char *label)
{
	if (d->n)
		buf_add_uint(&d->text, 1, 0);
	if (d->n == d->cap) {
		d->cap = d->cap ? 2 * d->cap : 16;
		d->lines = mem_realloc(d->lines, d->cap * sizeof(*d->lines));
	}
	d->lines[d->n++] = (struct list_line){ tone, label, d->text.n };
	return &d->text;
}

const char *list_detail_text(struct list_detail *d, size_t line)
{
	assert(line < d->n);
	return buf_str(&d->text) + d->lines[line].start;
}
