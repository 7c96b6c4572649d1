#include "view/screen/list.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"

void list_init(struct list *l, const struct list_column *columns, size_t n_columns, list_teller *tell, void *ctx)
{
	assert(n_columns && n_columns <= LIST_MAX_COLUMNS);
	*l = (struct list){ .columns = columns, .n_columns = n_columns, .tell = tell, .ctx = ctx };
}

void list_free(struct list *l)
{
	for (size_t i = 0; i < LIST_MAX_COLUMNS; i++)
		buf_free(&l->told.texts[i]);
	buf_free(&l->told.words);
	buf_free(&l->key_texts);
	free(l->keys);
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

const struct list_told *list_tell(struct list *l, const struct list_row *row)
{
	struct list_told *t = &l->told;

	memset(t->cells, 0, sizeof(t->cells));
	for (size_t i = 0; i < l->n_columns; i++)
		buf_clear(&t->texts[i]);
	buf_clear(&t->words);
	l->tell(l->ctx, row->id, t);
	for (size_t i = 0; i < l->n_columns; i++)
		if (!t->cells[i].text)
			t->cells[i].text = buf_str(&t->texts[i]);
	return t;
}

static void widen(struct list *l, size_t column, int width)
{
	if (width > l->widest[column])
		l->widest[column] = width;
}

static const char *key_text(const struct list *l, size_t i)
{
	return (const char *)l->key_texts.p + l->keys[i].text;
}

/* Neighbours often say the same, and so does a row that changes: then they share it. */
static void put_key(struct list *l, size_t i, const struct list_told *told)
{
	const struct list_cell *cell = &told->cells[l->key_column];
	uint32_t text = (uint32_t)l->key_texts.n;

	if (i < l->n_keys && strcmp(cell->text, key_text(l, i)) == 0)
		text = l->keys[i].text;
	else if (i && strcmp(cell->text, key_text(l, i - 1)) == 0)
		text = l->keys[i - 1].text;
	else
		buf_add(&l->key_texts, bytes_of((const uint8_t *)cell->text, strlen(cell->text) + 1));
	l->keys[i] = (struct list_key){ cell->number, text };
}

/* Of all rows, by the column that they are sorted by now. */
static void put_keys(struct list *l)
{
	if (l->key_column != l->sort) {
		buf_clear(&l->key_texts);
		l->n_keys = 0;
		l->key_column = l->sort;
	}
	for (; l->n_keys < l->n; l->n_keys++)
		put_key(l, l->n_keys, list_tell(l, &l->rows[l->n_keys]));
}

/* What is known of a row as soon as it is told. */
static void take_row(struct list *l, size_t i)
{
	const struct list_told *told = list_tell(l, &l->rows[i]);

	for (size_t k = 0; k < l->n_columns; k++)
		if (strlen(told->cells[k].text) > (size_t)l->widest[k])   /* no character is wider than its bytes */
			widen(l, k, text_width(told->cells[k].text));
	if (i > l->n_keys)
		return;
	put_key(l, i, told);
	l->n_keys += i == l->n_keys;
}

void list_add_row(struct list *l, uint32_t id, bool aside)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 64;
		l->rows = mem_realloc(l->rows, l->cap * sizeof(*l->rows));
		l->keys = mem_realloc(l->keys, l->cap * sizeof(*l->keys));
	}
	l->rows[l->n++] = (struct list_row){ .id = id, .aside = aside };
	take_row(l, l->n - 1);
	l->n_aside += aside;
	l->stale = true;
}

void list_set_row(struct list *l, size_t i)
{
	l->rows[i].looked = false;
	take_row(l, i);
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
	const struct list_key *x = &l->keys[a], *y = &l->keys[b];
	const bool first = l->rows[a].pressing, other = l->rows[b].pressing;
	int order = x->number < y->number ? -1 : x->number > y->number ? 1 : strcasecmp(key_text(l, a), key_text(l, b));

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

/* ---- what the query finds ---- */

static void lower(char *text)
{
	for (; *text; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text - 'A' + 'a');
}

/* All that a row says, in lower case. */
static void all_words(const struct list *l, const struct list_told *told, struct buf *out)
{
	for (size_t i = 0; i < l->n_columns; i++) {
		buf_puts(out, told->cells[i].text);
		buf_add(out, BYTES_LIT(" "));
	}
	buf_add(out, buf_bytes(&told->words));
	buf_str(out);
	lower((char *)out->p);
}

static bool has_words(const struct list *l, const char *text)
{
	char word[sizeof(l->query)];
	const char *q = l->query;

	while (*q) {
		size_t n = strcspn(q, " ");

		memcpy(word, q, n);
		word[n] = 0;
		lower(word);
		if (!strstr(text, word))
			return false;
		q += n;
		q += strspn(q, " ");
	}
	return true;
}

/* What was asked for is the whole of a cell, or of the words that came with the row: its name. */
static bool is_whole(const struct list *l, struct list_told *told)
{
	for (size_t i = 0; i < l->n_columns; i++)
		if (strcasecmp(told->cells[i].text, l->query) == 0)
			return true;
	return strcasecmp(buf_str(&told->words), l->query) == 0;
}

static void look(struct list *l, struct list_row *row, struct buf *room)
{
	if (row->looked)
		return;
	row->looked = true;
	row->match = row->whole = false;
	if (!*l->query)
		return;
	list_tell(l, row);
	buf_clear(room);
	all_words(l, &l->told, room);
	row->match = has_words(l, buf_str(room));
	row->whole = row->match && is_whole(l, &l->told);
}

/* What an earlier query did not find, one that says more does not find either. */
static void query_set(struct list *l, const char *query)
{
	const size_t n = strlen(query) < sizeof(l->query) ? strlen(query) : sizeof(l->query) - 1;
	const bool narrower = *l->query && strncmp(query, l->query, strlen(l->query)) == 0;

	memcpy(l->query, query, n);
	l->query[n] = 0;
	for (size_t i = 0; i < l->n; i++)
		l->rows[i].looked &= narrower && !l->rows[i].match;
}

/* Adds to what is shown the rows that came since. */
static void fill(struct list *l)
{
	struct buf room = { 0 };

	if (!l->settled)
		l->n_shown = l->n_matches = 0;
	if (l->n > l->cap_shown) {
		l->cap_shown = l->cap;
		l->shown = mem_realloc(l->shown, l->cap_shown * sizeof(*l->shown));
	}
	for (size_t i = l->settled; i < l->n; i++) {
		if (l->rows[i].aside && !l->all)
			continue;
		look(l, &l->rows[i], &room);
		l->n_matches += l->rows[i].match;
		if (l->rows[i].match || !l->only_matches || !*l->query)
			l->shown[l->n_shown++] = (uint32_t)i;
	}
	buf_free(&room);
}

void list_settle(struct list *l)
{
	uint32_t selected = l->at < l->n_shown ? l->shown[l->at] : UINT32_MAX;
	size_t before = l->at, old;

	if (!l->stale)
		return;
	l->stale = false;
	old = l->settled ? l->n_shown : 0;
	put_keys(l);
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

bool list_search_next(struct list *l, bool backwards, bool *wrapped)
{
	size_t n;

	list_settle(l);
	n = l->n_shown;
	for (size_t i = 1; *l->query && i <= n; i++) {
		size_t to = (l->at + (backwards ? n - i : i)) % n;

		if (!list_shown(l, to)->match)
			continue;
		*wrapped = backwards ? to >= l->at : to <= l->at;
		l->at = to;
		return true;
	}
	return false;
}

static bool go_to_whole(struct list *l)
{
	for (size_t i = 0; i < l->n_shown; i++) {
		const size_t to = (l->at + i) % l->n_shown;

		if (list_shown(l, to)->whole) {
			l->at = to;
			return true;
		}
	}
	return false;
}

bool list_search(struct list *l, const char *query, size_t from)
{
	bool wrapped;

	query_set(l, query);
	anew(l);
	if (l->only_matches)
		list_settle(l);
	list_go(l, from);
	if (!*l->query)
		return true;
	return go_to_whole(l) || (l->n_shown && list_shown(l, l->at)->match) || list_search_next(l, false, &wrapped);
}

size_t list_match_number(const struct list *l)
{
	size_t number = 0;

	if (!*l->query || l->at >= l->n_shown || !list_shown(l, l->at)->match)
		return 0;
	for (size_t i = 0; i <= l->at; i++)
		number += list_shown(l, i)->match;
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
