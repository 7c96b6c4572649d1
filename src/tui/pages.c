#include "tui/pages.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tui/app.h"
#include "tui/follow.h"
#include "tui/keys/keymap.h"
#include "view/text/describe.h"
#include "view/graph/origin.h"
#include "view/graph/recipe.h"

/* ---- what is selected in the panes ---- */

/* The value that the selection is, or was before it was joined, cut or sent. */
value_id pages_value(const struct app *a)
{
	const struct tree_row *row = tree_selected(&a->tree);
	struct tree_bytes b = app_bytes(a);

	if (a->focus == PANE_HEX && b.value && a->byte < b.bytes.n)
		return origin_of_span(a->t, b.value, a->byte, 1);
	if (!row)
		return 0;
	return row->field ? origin_of_field(a->t, row->field) : row->value;
}

/* ---- rows ---- */

size_t pages_rows(const struct app *a)
{
	const struct pages *p = &a->pages;
	const struct trace *original;
	size_t left, right;

	switch (p->kind) {
	case PAGE_ORIGIN: return p->tree.n;
	case PAGE_KNOWS: return p->knows.n;
	case PAGE_SCHEDULE: return p->schedule.n;
	case PAGE_BESIDE:
		original = (p->in_changed ? p->original : a->feed)->trace;
		left = trace_n_events(original) - 1 + (p->compare.fault != 0);
		right = trace_n_events(p->changed->trace) - 1;
		return left > right ? left : right;
	default: return 0;
	}
}

static void rebuild(struct app *a)
{
	struct pages *p = &a->pages;
	size_t n;

	if (p->kind == PAGE_ORIGIN)
		provenance_build(&p->tree, a->t, p->value, p->way, -1);
	else if (p->kind == PAGE_KNOWS) {
		knows_build(&p->knows, a->t, p->who, a->cursor.event);
		knows_sort(&p->knows);
	}
	else if (p->kind == PAGE_SCHEDULE)
		schedule_build(&p->schedule, a->t, p->schedule.who, a->cursor.event ? a->cursor.event : 1);
	n = pages_rows(a);
	if (p->selected >= n)
		p->selected = n ? n - 1 : 0;
}

/* The value of the selected row, 0 if there is none. */
static value_id row_value(const struct app *a)
{
	const struct pages *p = &a->pages;

	if (p->kind == PAGE_ORIGIN && p->selected < p->tree.n)
		return p->tree.rows[p->selected].value;
	if (p->kind == PAGE_KNOWS && p->selected < p->knows.n)
		return p->knows.rows[p->selected].value;
	if (p->kind == PAGE_SCHEDULE && p->selected < p->schedule.n)
		return p->schedule.rows[p->selected].value;
	return 0;
}

/* ---- opening and closing ---- */

void pages_open(struct app *a, enum page_kind kind)
{
	struct pages *p = &a->pages;
	value_id v = kind == PAGE_ORIGIN ? pages_value(a) : 0;

	if (kind == PAGE_ORIGIN && !v) {
		snprintf(a->message, sizeof(a->message), "nothing is selected: go on to an event that has bytes");
		return;
	}
	p->kind = kind;
	p->selected = 0;
	p->top = 0;
	p->value = v;
	p->way = PROVENANCE_BACK;
	if (kind == PAGE_KNOWS && !knowledge_has(knowledge_of(a->t), p->who))
		p->who = KNOWER_EAVESDROPPER;
	if (kind == PAGE_SCHEDULE && !schedule_has(a->t, p->schedule.who))
		p->schedule.who = schedule_next(a->t, ACTOR_CLIENT, 1);
	if (kind == PAGE_BESIDE)      /* where they part stands in the middle of the page */
		p->selected = p->compare.parts[1] ? p->compare.parts[1] - 1 : 0;
	rebuild(a);
}

void pages_free(struct app *a)
{
	struct pages *p = &a->pages;

	pages_leave(a);
	provenance_free(&p->tree);
	knows_free(&p->knows);
	schedule_free(&p->schedule);
	buf_free(&p->copy);
	if (p->changed)
		p->changed->free(p->changed);
}

/* ---- what if ---- */

/* The panes show this feed from now on. */
static void show_feed(struct app *a, struct feed *f, enum feed_state state, struct cursor at)
{
	a->feed = f;
	a->t = f->trace;
	a->feed_state = state;
	a->cursor = at;
	a->n_back = 0;
	a->wanted = CMD_NONE;
	a->playing = false;
	search_free(&a->search);
	a->search = (struct search){ 0 };
	a->found = (struct search_hit){ 0 };
	app_sync(a);
}

static void enter_changed(struct app *a, event_id event)
{
	struct pages *p = &a->pages;
	struct cursor at = { 0 };

	if (!p->in_changed) {
		p->original = a->feed;
		p->original_cursor = a->cursor;
		p->original_subject = a->subject;
		p->original_state = a->feed_state;
	}
	p->in_changed = true;
	p->kind = PAGE_NONE;
	cursor_go(&at, p->changed->trace, event ? event : 1);
	at.seen = trace_n_events(p->changed->trace) - 1;
	show_feed(a, p->changed, FEED_DONE, at);
	snprintf(a->message, sizeof(a->message), "This is what came of the change. Esc: the original again   c: both side by side");
}

bool pages_leave(struct app *a)
{
	struct pages *p = &a->pages;

	if (!p->in_changed)
		return false;
	p->in_changed = false;
	show_feed(a, p->original, p->original_state, p->original_cursor);
	app_show(a, p->original_subject);
	snprintf(a->message, sizeof(a->message), "This is the original again. c: change something else");
	return true;
}

/* The byte that c is about: under the cursor of the hex pane, or the first of the field. */
static bool byte_chosen(struct app *a)
{
	struct tree_bytes b = app_bytes(a);

	if (a->subject.kind != SUBJECT_UNIT || !b.bytes.n) {
		snprintf(a->message, sizeof(a->message), "c changes a byte on the wire: select one of what is sent (v)");
		return false;
	}
	a->pages.unit = a->subject.id;
	a->pages.off = a->byte < b.bytes.n ? a->byte : b.off;
	return true;
}

static uint8_t old_byte(const struct app *a)
{
	return trace_bytes(a->t, trace_unit(a->t, a->pages.unit)->value).p[a->pages.off];
}

static void ask_byte(struct app *a)
{
	snprintf(a->message, sizeof(a->message), "byte %u of %s is %02x; new (hex): %s_  Enter: run  Tab: a fault  Esc: back", a->pages.off,
		 describe_unit_name(a->t, a->pages.unit), old_byte(a), a->pages.digits);
}

void pages_change(struct app *a)
{
	struct pages *p = &a->pages;

	if (p->in_changed) {
		pages_open(a, PAGE_BESIDE);
		return;
	}
	if (!a->options.what_if) {
		snprintf(a->message, sizeof(a->message), "what if is for handshakes in process: slowshake run");
		return;
	}
	if (!byte_chosen(a)) {
		if (a->options.fault)
			picker_open(a, PICKER_FAULTS, "");
		return;
	}
	p->typing = true;
	p->digits[0] = 0;
	ask_byte(a);
}

/* Plays the changed run to its end and lays it beside the original. */
static void run_beside(struct app *a, struct feed *f, const struct error *err)
{
	struct pages *p = &a->pages;

	if (!f) {
		snprintf(a->message, sizeof(a->message), "%.240s", err->text);
		return;
	}
	while (f->pump(f, 0) != FEED_DONE)
		continue;
	app_fill(a, -1);
	if (p->changed)
		p->changed->free(p->changed);
	p->changed = f;
	compare_build(&p->compare, a->t, f->trace);
	pages_open(a, PAGE_BESIDE);
}

static void run_change(struct app *a, uint8_t now)
{
	struct pages *p = &a->pages;
	struct error err = { "" };

	if (now == old_byte(a)) {
		snprintf(a->message, sizeof(a->message), "that is what the byte is already");
		return;
	}
	run_beside(a, a->options.what_if(a->options.what_if_ctx, p->unit, p->off, now ^ old_byte(a), &err), &err);
}

void pages_fault(struct app *a, size_t fault)
{
	struct error err = { "" };

	run_beside(a, a->options.what_if_fault(a->options.what_if_ctx, fault, &err), &err);
}

static void byte_key(struct app *a, uint32_t key)
{
	struct pages *p = &a->pages;
	size_t n = strlen(p->digits);

	*a->message = 0;
	if (key == TK_TAB && a->options.fault) {
		p->typing = false;
		picker_open(a, PICKER_FAULTS, "");
		return;
	}
	if (key == TK_ESCAPE || (key == TK_ENTER && !n)) {
		p->typing = false;
		return;
	}
	if (key == TK_ENTER || key == 10) {
		p->typing = false;
		run_change(a, (uint8_t)strtoul(p->digits, NULL, 16));
		return;
	}
	if ((key == TK_BACKSPACE || key == 8) && n)
		p->digits[n - 1] = 0;
	else if (key < 0x7f && isxdigit((int)key) && n < 2)
		memcpy(p->digits + n, (char[2]){ (char)key, 0 }, 2);
	ask_byte(a);
}

/* ---- copying ---- */

static void copy_value(struct app *a, value_id v, struct bytes b, bool recipe)
{
	struct buf *out = &a->pages.copy;

	buf_clear(out);
	if (recipe)
		recipe_text(a->t, v, out);
	else
		text_hex(out, b, 0);
	if (recipe)
		snprintf(a->message, sizeof(a->message), "copied: the command that computes %.60s", trace_value(a->t, v)->label);
	else
		snprintf(a->message, sizeof(a->message), "copied as hex: %zu byte%s of %.60s", b.n, b.n == 1 ? "" : "s", trace_value(a->t, v)->label);
}

void pages_copy(struct app *a, bool recipe)
{
	struct tree_bytes b = app_bytes(a);
	value_id v = recipe ? pages_value(a) : b.value;

	if (!v)
		snprintf(a->message, sizeof(a->message), "nothing is selected: go on to an event that has bytes");
	else
		copy_value(a, v, b.len ? bytes_slice(b.bytes, b.off, b.len) : b.bytes, recipe);
}

/* ---- keys ---- */

static void move(struct app *a, long by)
{
	struct pages *p = &a->pages;
	long to = (long)p->selected + by, n = (long)pages_rows(a);

	p->selected = to < 0 || !n ? 0 : to >= n ? (size_t)n - 1 : (size_t)to;
}

/* To where the selected row leads: the panes show it. */
static void jump(struct app *a)
{
	struct pages *p = &a->pages;
	value_id v = row_value(a);

	if (p->kind == PAGE_BESIDE) {
		enter_changed(a, (event_id)p->selected + 1 < trace_n_events(p->changed->trace) ? (event_id)p->selected + 1 :
									 trace_n_events(p->changed->trace) - 1);
		return;
	}
	if (!v)
		return;
	p->kind = PAGE_NONE;
	follow_value(a, v);
}

static void next_party(struct app *a, int by)
{
	struct pages *p = &a->pages;

	do
		p->who = (enum knower)(((int)p->who + by + KNOWER_N) % KNOWER_N);
	while (!knowledge_has(knowledge_of(a->t), p->who));
	rebuild(a);
}

static void turn(struct app *a, int by)
{
	struct pages *p = &a->pages;

	if (p->kind == PAGE_KNOWS)
		next_party(a, by);
	if (p->kind == PAGE_SCHEDULE) {
		p->schedule.who = schedule_next(a->t, p->schedule.who, by);
		rebuild(a);
	}
	if (p->kind != PAGE_ORIGIN)
		return;
	p->value = row_value(a) ? row_value(a) : p->value;
	p->way = p->way == PROVENANCE_BACK ? PROVENANCE_FORTH : PROVENANCE_BACK;
	p->selected = 0;
	rebuild(a);
}

static void step(struct app *a, enum command c)
{
	if (a->pages.kind != PAGE_KNOWS && a->pages.kind != PAGE_SCHEDULE)
		return;
	app_step(a, c);
	rebuild(a);
}

static void page_command(struct app *a, enum command c)
{
	struct pages *p = &a->pages;

	switch (c) {
	case CMD_UP: move(a, -1); break;
	case CMD_DOWN: move(a, 1); break;
	case CMD_PAGE_UP: move(a, -p->rows); break;
	case CMD_PAGE_DOWN: move(a, p->rows); break;
	case CMD_FIRST: move(a, -(long)pages_rows(a)); break;
	case CMD_LAST: move(a, (long)pages_rows(a)); break;
	case CMD_FOLLOW: jump(a); break;
	case CMD_TURN: turn(a, 1); break;
	case CMD_TURN_BACK: turn(a, -1); break;
	case CMD_NEXT: case CMD_BACK: case CMD_NEXT_STEP: case CMD_PREVIOUS_STEP: step(a, c); break;
	case CMD_COPY:
	case CMD_COPY_RECIPE:
		if (row_value(a))
			copy_value(a, row_value(a), trace_bytes(a->t, row_value(a)), c == CMD_COPY_RECIPE);
		break;
	case CMD_ORIGIN: p->kind = p->kind == PAGE_ORIGIN ? PAGE_NONE : p->kind; break;
	case CMD_KNOWS: p->kind = p->kind == PAGE_KNOWS ? PAGE_NONE : p->kind; break;
	case CMD_SCHEDULE: p->kind = p->kind == PAGE_SCHEDULE ? PAGE_NONE : p->kind; break;
	case CMD_LEAVE: p->kind = PAGE_NONE; break;
	case CMD_HELP: p->help = true; p->help_top = 0; break;
	case CMD_REDRAW: a->redraw = true; break;
	case CMD_NONE:
		snprintf(a->message, sizeof(a->message), "that key does nothing on this page   %s help   %s back", keymap_word(&keys_pages, CMD_HELP).s,
			 keymap_word(&keys_pages, CMD_LEAVE).s);
		break;
	default: break;
	}
}

static void help_key(struct pages *p, uint32_t key)
{
	enum command c = keymap_find(&keys_pages, key, PANE_LADDER);
	int by = c == CMD_UP ? -1 : c == CMD_DOWN ? 1 : c == CMD_PAGE_UP ? -p->rows : c == CMD_PAGE_DOWN ? p->rows : 0;

	p->help_top += by;
	p->help = by != 0;
}

bool pages_key(struct app *a, uint32_t key)
{
	struct pages *p = &a->pages;

	if (p->typing) {
		byte_key(a, key);
		return true;
	}
	if (!p->kind)
		return false;
	*a->message = 0;
	if (p->help)
		help_key(p, key);
	else
		page_command(a, keymap_find(&keys_pages, key, PANE_LADDER));
	return true;
}
