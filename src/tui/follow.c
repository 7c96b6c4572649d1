#include "tui/follow.h"

#include <stdio.h>
#include <string.h>

#include "tui/keys/keymap.h"
#include "view/graph/origin.h"

struct place follow_place(const struct app *a)
{
	const struct tree_row *row = tree_selected(&a->tree);

	return (struct place){ a->cursor.event, a->subject, row ? row->key : 0, a->focus };
}

void follow_remember(struct app *a)
{
	enum { MAX = sizeof(a->back) / sizeof(a->back[0]) };

	if (a->n_back == MAX)
		memmove(a->back, a->back + 1, --a->n_back * sizeof(a->back[0]));
	a->back[a->n_back++] = follow_place(a);
}

void follow_go(struct app *a, struct place p)
{
	cursor_go(&a->cursor, a->t, p.event);
	app_sync(a);
	app_show(a, p.subject);
	for (size_t i = 0; i < a->tree.n; i++)
		if (a->tree.rows[i].key == p.row)
			a->tree.selected = i;
	if (p.subject.kind == SUBJECT_UNIT && p.row)
		tree_select_field(&a->tree, (field_id)p.row);
	a->byte = app_bytes(a).off;
	app_focus(a, p.focus);
}

void follow_back(struct app *a)
{
	if (a->n_back)
		follow_go(a, a->back[--a->n_back]);
	else
		snprintf(a->message, sizeof(a->message), "%s goes back to where a jump began: there is no such place yet",
			 keymap_word(&keys_handshake, CMD_RETURN).s);
}

void follow_event(struct app *a, event_id e)
{
	follow_remember(a);
	if (cursor_go(&a->cursor, a->t, e))
		app_sync(a);
}

/* Goes to the event that made v, and selects it there. */
static void show_value(struct app *a, value_id v)
{
	event_id e = origin_event(a->t, v);
	struct buf text = { 0 };

	if (e) {
		cursor_go(&a->cursor, a->t, e);
		app_sync(a);
		app_show(a, (struct subject){ SUBJECT_VALUES, e });
	}
	if (!tree_select_value(&a->tree, v))
		app_show(a, (struct subject){ SUBJECT_VALUE, v });
	a->byte = app_bytes(a).off;
	a->jumped = true;
	origin_say(a->t, v, &text);
	snprintf(a->message, sizeof(a->message), "%s   %s further, %s back", buf_str(&text), keymap_word(&keys_handshake, CMD_FOLLOW).s,
		 keymap_word(&keys_handshake, CMD_RETURN).s);
	buf_free(&text);
}

void follow_value(struct app *a, value_id v)
{
	follow_remember(a);
	show_value(a, v);
}

static void say_origin(struct app *a, value_id v)
{
	struct buf text = { 0 };

	origin_say(a->t, v, &text);
	snprintf(a->message, sizeof(a->message), "This is where it begins. %s", buf_str(&text));
	buf_free(&text);
}

void follow_origin(struct app *a)
{
	const struct tree_row *row = tree_selected(&a->tree);
	value_id v;

	if (!row) {
		snprintf(a->message, sizeof(a->message), "nothing is selected: go on to an event that has bytes");
		return;
	}
	v = row->field ? origin_of_field(a->t, row->field) : row->value;
	/* At the place where it was made already: go on to what it was made from. */
	if (!row->field && !row->user && (!origin_event(a->t, v) || origin_event(a->t, v) == a->cursor.event ||
					  a->subject.kind == SUBJECT_VALUE)) {
		value_id next = origin_next(a->t, v);

		if (!next) {
			say_origin(a, v);
			return;
		}
		v = next;
	}
	follow_remember(a);
	show_value(a, v);
}

static void take_hit(struct app *a, size_t i, bool wrapped)
{
	struct search_hit h = a->search.hits[i];

	a->found = h;
	cursor_go(&a->cursor, a->t, h.event);
	app_sync(a);
	if (h.field) {
		app_show(a, (struct subject){ SUBJECT_UNIT, trace_field(a->t, h.field)->unit });
		tree_select_field(&a->tree, h.field);
	} else if (h.value) {
		app_show(a, (struct subject){ SUBJECT_VALUES, h.event });
		tree_select_value(&a->tree, h.value);
	}
	a->byte = app_bytes(a).off;
	a->jumped = h.field || h.value;
	snprintf(a->message, sizeof(a->message), "match %zu of %zu for \"%s\"%s   %s next, %s back", i + 1,
		 a->search.n, a->search.words, wrapped ? ", from the other end" : "", keymap_word(&keys_handshake, CMD_SEARCH_NEXT).s,
		 keymap_word(&keys_handshake, CMD_RETURN).s);
}

static void find(struct app *a, struct search_hit from, bool backwards)
{
	bool wrapped;
	size_t i;

	search_refresh(&a->search, a->t);
	i = search_from(&a->search, from, backwards, &wrapped);
	if (i < a->search.n)
		take_hit(a, i, wrapped);
	else
		snprintf(a->message, sizeof(a->message), "nothing found for \"%s\"%s", a->search.words,
			 trace_studied(a->t)->outcome.done ? "" : " in what has happened so far");
}

void follow_hit(struct app *a, size_t i)
{
	follow_remember(a);
	take_hit(a, i, false);
}

void follow_search(struct app *a, bool backwards)
{
	struct search_hit from = { .event = a->cursor.event };

	if (!*a->search.words) {
		snprintf(a->message, sizeof(a->message), "n repeats a search: press / and type what to look for");
		return;
	}
	if (a->found.event == a->cursor.event)
		from = a->found;
	find(a, from, backwards);
}
