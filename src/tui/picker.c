#include "tui/picker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/app.h"
#include "tui/keys/keymap.h"
#include "view/text/describe.h"
#include "view/text/label.h"

void picker_free(struct picker *p)
{
	free(p->rows);
	*p = (struct picker){ .kind = PICKER_NONE };
}

/* ---- rows ---- */

static void add(struct picker *p, enum pick_kind kind, uint32_t id, unsigned rank)
{
	if (!rank)
		return;
	if (p->n == p->cap) {
		p->cap = p->cap ? 2 * p->cap : 64;
		p->rows = mem_realloc(p->rows, p->cap * sizeof(*p->rows));
	}
	p->rows[p->n++] = (struct pick){ kind, id, rank };
}

/* The first row of a command stands for all of it. */
static bool is_first(size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (keys_handshake.rows[i].command == keys_handshake.rows[row].command)
			return false;
	return keys_handshake.rows[row].help != NULL;
}

static void add_commands(struct app *a)
{
	struct picker *p = &a->picker;

	for (size_t i = 0; i < keys_handshake.n; i++) {
		const struct key_binding *b = &keys_handshake.rows[i];
		const char *name = keymap_name(b->command);
		const unsigned by_name = name ? match_rank(name, p->line.text) : MATCH_NONE, by_help = match_rank(b->help ? b->help : "", p->line.text);

		if (is_first(i))
			add(p, PICK_COMMAND, (uint32_t)i, 2 * (by_name > by_help ? by_name : by_help) + (by_name != MATCH_NONE));
	}
}

static void add_faults(struct app *a)
{
	struct picker *p = &a->picker;
	const char *summary, *name;

	for (size_t i = 0; a->options.fault && (name = a->options.fault(i, &summary)); i++) {
		const unsigned by_name = match_rank(name, p->line.text), by_summary = match_rank(summary, p->line.text);

		add(p, PICK_FAULT, (uint32_t)i, 2 * (by_name > by_summary ? by_name : by_summary));
	}
}

static void add_hits(struct app *a)
{
	struct picker *p = &a->picker;

	search_start(&a->search, a->t, p->line.text);
	for (size_t i = 0; i < a->search.n; i++)
		if (!a->last_shown || a->search.hits[i].event <= a->last_shown)
			add(p, PICK_HIT, (uint32_t)i, a->search.hits[i].rank);
}

static void add_events(struct app *a)
{
	struct picker *p = &a->picker;
	struct buf text = { 0 };

	for (event_id e = trace_n_events(a->t) > 1; e; e = level_next(a->t, a->cursor.level, e, false)) {
		const struct event *event = trace_event(a->t, e);

		if (a->last_shown && e > a->last_shown)
			break;
		buf_clear(&text);
		label_of_event(a->t, e, &text);
		buf_printf(&text, " %s %s %s %s", trace_actor(a->t, event->actor)->name, event->step ? trace_step(a->t, event->step)->title : "",
			   describe_verdict(event->verdict), event_specs[event->type].name);
		p->of++;
		/* in their own order, however well they fit */
		add(p, PICK_EVENT, e, match_rank(buf_str(&text), p->line.text) != MATCH_NONE);
	}
	buf_free(&text);
}

/* The place of the n-th message, as the header counts them; 0: there is none. */
static event_id message_place(const struct trace *t, unsigned n)
{
	event_id e = trace_n_events(t) > 1;

	while (e && cursor_position(&(struct cursor){ .event = e }, t).step < n)
		e = level_next_place(t, e, false);
	return n ? e : 0;
}

/* ":123" and "#5": an event, a message. */
static bool add_number(struct app *a)
{
	struct picker *p = &a->picker;
	const char *digits = p->line.text + (*p->line.text == '#');
	const event_id n = (event_id)strtoul(digits, NULL, 10);
	event_id e = *p->line.text == '#' ? message_place(a->t, n) : n;

	if (!*digits || strspn(digits, "0123456789") != strlen(digits))
		return *p->line.text == '#';
	if (e && e < trace_n_events(a->t) && (!a->last_shown || e <= a->last_shown))
		add(p, PICK_EVENT, e, MATCH_WHOLE);
	return true;
}

static int compare(const void *pa, const void *pb)
{
	const struct pick *a = pa, *b = pb;

	if (a->rank != b->rank)
		return a->rank > b->rank ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

static void add_all(struct app *a)
{
	struct picker *p = &a->picker;

	if (p->kind == PICKER_EVENTS)
		add_events(a);
	else if (p->kind == PICKER_FAULTS)
		add_faults(a);
	else if (p->kind == PICKER_FILE)
		add(p, PICK_FILE, 0, *p->line.text != 0);
	else if (p->kind == PICKER_SEARCH)
		add_hits(a);
	else if (!add_number(a)) {
		add_commands(a);
		add_faults(a);
		if (*p->line.text)
			add_hits(a);
	}
}

/* That of the reader's place. */
static void select_nearest(struct app *a)
{
	struct picker *p = &a->picker;
	const size_t best = p->kind == PICKER_SEARCH && a->search.n ? search_best(&a->search, a->cursor.event) : 0;

	p->selected = 0;
	for (size_t i = 0; i < p->n; i++)
		if (p->kind == PICKER_EVENTS ? p->rows[i].id <= a->cursor.event : p->kind == PICKER_SEARCH && p->rows[i].id == best)
			p->selected = i;
}

static void rebuild(struct app *a)
{
	struct picker *p = &a->picker;

	p->n = p->of = 0;
	p->top = 0;
	add_all(a);
	/* commands and faults stand as their tables have them until something is typed */
	if (p->n && *p->line.text && p->kind != PICKER_EVENTS)
		qsort(p->rows, p->n, sizeof(*p->rows), compare);
	select_nearest(a);
}

void picker_open(struct app *a, enum picker_kind kind, const char *text)
{
	a->picker.kind = kind;
	line_set(&a->picker.line, text);
	rebuild(a);
}

/* ---- what is chosen ---- */

static void say_nothing(struct app *a)
{
	const struct picker *p = &a->picker;

	if (!*p->line.text)
		return;
	if (p->kind == PICKER_SEARCH)
		snprintf(a->message, sizeof(a->message), "nothing found for \"%.60s\"%s", p->line.text,
			 trace_studied(a->t)->outcome.done ? "" : " in what has happened so far");
	else
		snprintf(a->message, sizeof(a->message), "there is nothing of the name \"%.60s\" here", p->line.text);
}

static void choose(struct app *a)
{
	struct picker *p = &a->picker;
	const struct pick *row = p->selected < p->n ? &p->rows[p->selected] : NULL;
	const bool empty = !*p->line.text && p->kind == PICKER_SEARCH;

	if (!row)
		say_nothing(a);
	p->kind = PICKER_NONE;
	if (row && !empty)
		p->chosen = *row;
}

void picker_move(struct app *a, long by)
{
	struct picker *p = &a->picker;
	long to = (long)p->selected + by;

	p->selected = to < 0 || !p->n ? 0 : to >= (long)p->n ? p->n - 1 : (size_t)to;
}

/* The arrows are those of every list; letters belong to the line. */
static long row_key(const struct picker *p, uint32_t key)
{
	enum { CTRL_N = 14, CTRL_P = 16 };

	switch (key) {
	case TK_UP: case CTRL_P: return -1;
	case TK_DOWN: case CTRL_N: case TK_TAB: return 1;
	case TK_BACKTAB: return -1;
	case TK_PAGE_UP: return -p->page;
	case TK_PAGE_DOWN: return p->page;
	default: return 0;
	}
}

bool picker_key(struct app *a, uint32_t key)
{
	struct picker *p = &a->picker;
	long by;

	p->chosen.rank = 0;
	if (!p->kind)
		return false;
	*a->message = 0;
	by = row_key(p, key);
	if (by) {
		picker_move(a, by);
		return true;
	}
	switch (line_key(&p->line, key)) {
	case LINE_DONE: choose(a); break;
	case LINE_GIVEN_UP: p->kind = PICKER_NONE; break;
	case LINE_CHANGED: rebuild(a); break;
	default: break;
	}
	return true;
}
