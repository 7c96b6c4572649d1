/* What keys and the mouse do in a list. */
#include "tui/list.h"

#include <stdio.h>
#include <string.h>

#include "tui/keys/keymap.h"
#include "tui/keys/mouse.h"
#include "tui/settings.h"

static void say_match(struct list_screen *s, bool found, bool wrapped)
{
	if (!*s->list->query)
		snprintf(s->message, sizeof(s->message), "There is no search: %s begins one.", keymap_word(&keys_list, CMD_SEARCH).s);
	else if (!found)
		snprintf(s->message, sizeof(s->message), "no row has: %s", s->list->query);
	else
		snprintf(s->message, sizeof(s->message), "match %zu of %zu: %s%s", list_match_number(s->list), s->list->n_matches,
			 s->list->query, wrapped ? " (round the end)" : "");
}

static void search_next(struct list_screen *s, bool backwards)
{
	bool wrapped = false, found = list_search_next(s->list, backwards, &wrapped);

	say_match(s, found, wrapped);
}

/* Changes the query; each letter looks anew from where the search began. */
static void query_key(struct list_screen *s, uint32_t key)
{
	size_t n = strlen(s->query);

	if (key == TK_ESCAPE) {
		s->typing = false;
		*s->query = 0;
		list_search(s->list, "", s->from);
		return;
	}
	if (key == TK_ENTER || key == 10) {
		s->typing = false;
		list_settle(s->list);
		say_match(s, s->list->n_matches != 0, false);
		if (!*s->query)
			*s->message = 0;
		return;
	}
	if (key == TK_BACKSPACE || key == 8) {
		if (!n)
			s->typing = false;
		else
			s->query[n - 1] = 0;
	} else if (key >= 0x20 && key < 0x7f && n + 1 < sizeof(s->query)) {
		s->query[n] = (char)key;
		s->query[n + 1] = 0;
	} else if (key == TK_DOWN || key == TK_UP) {
		bool wrapped;

		list_search_next(s->list, key == TK_UP, &wrapped);
		return;
	}
	list_search(s->list, s->query, s->from);
}

static void scroll(struct list_screen *s, int by)
{
	if (s->zoom)
		s->detail_top += by;
	else
		list_move(s->list, by);
}

static void filter(struct list_screen *s)
{
	if (!*s->list->query) {
		say_match(s, false, false);
		return;
	}
	list_show_matches(s->list, !s->list->only_matches);
	list_settle(s->list);
	snprintf(s->message, sizeof(s->message), s->list->only_matches ? "only the rows that match (%zu): %s   %s shows all again" :
		 "all rows; %zu with: %s", s->list->n_matches, s->list->query, keymap_word(&keys_list, CMD_ONLY_MATCHES).s);
}

static void sort_by(struct list_screen *s, bool other_way)
{
	if (other_way)
		list_sort_reverse(s->list);
	else
		list_sort_next(s->list, s->visible);
	list_settle(s->list);
	snprintf(s->message, sizeof(s->message), "sorted by %s%s   %s next column   %s the other way round",
		 s->list->columns[s->list->sort].title, s->list->reverse ? ", the last first" : "", keymap_word(&keys_list, CMD_SORT).s,
		 keymap_word(&keys_list, CMD_SORT_REVERSE).s);
}

static void show_all(struct list_screen *s)
{
	if (!s->list->n_aside) {
		snprintf(s->message, sizeof(s->message), "No row is left aside: these are all.");
		return;
	}
	list_show_all(s->list, !s->list->all);
	snprintf(s->message, sizeof(s->message), s->list->all ? "with the %zu rows that stand aside" : "without the %zu rows that stand aside",
		 s->list->n_aside);
}

static void next_failure(struct list_screen *s)
{
	if (!list_next_pressing(s->list))
		snprintf(s->message, sizeof(s->message), "No row shows a failure.");
}

/* Esc ends what is on top. */
static void clear(struct list_screen *s)
{
	if (s->zoom) {
		s->zoom = false;
	} else if (*s->list->query) {
		list_show_matches(s->list, false);
		list_settle(s->list);
		list_search(s->list, "", s->list->at);
		*s->query = 0;
	} else if (list_screen_reads(s)) {
		list_screen_stop(s);
	}
}

static void quit(struct list_screen *s)
{
	if (list_screen_reads(s))
		list_screen_stop(s);
	else
		s->quit = true;
}

static void next_theme(struct list_screen *s)
{
	settings_next_theme();
	s->redraw = true;
	snprintf(s->message, sizeof(s->message), "theme %s", theme_names[settings_theme()]);
}

static void run(struct list_screen *s, enum command c)
{
	const struct list_row *row = list_selected(s->list);

	switch (c) {
	case CMD_OPEN:
		if (row)
			list_screen_choose(s, row->id);
		break;
	case CMD_UP: scroll(s, -1); break;
	case CMD_DOWN: scroll(s, 1); break;
	case CMD_PAGE_UP: scroll(s, -s->page); break;
	case CMD_PAGE_DOWN: scroll(s, s->page); break;
	case CMD_FIRST: s->zoom ? (void)(s->detail_top = 0) : list_go(s->list, 0); break;
	case CMD_LAST: s->zoom ? (void)(s->detail_top = 1 << 20) : list_go(s->list, SIZE_MAX); break;
	case CMD_SEARCH:
		s->typing = true;
		s->zoom = false;
		*s->query = 0;
		list_show_matches(s->list, false);
		list_settle(s->list);
		s->from = s->list->at;
		break;
	case CMD_SEARCH_NEXT: search_next(s, false); break;
	case CMD_SEARCH_PREVIOUS: search_next(s, true); break;
	case CMD_ONLY_MATCHES: filter(s); break;
	case CMD_SORT: sort_by(s, false); break;
	case CMD_SORT_REVERSE: sort_by(s, true); break;
	case CMD_ALL: show_all(s); break;
	case CMD_NEXT_FAILURE: next_failure(s); break;
	case CMD_ZOOM: s->zoom = !s->zoom && row; break;
	case CMD_CLEAR: clear(s); break;
	case CMD_HELP: s->help = true; s->help_top = 0; break;
	case CMD_THEME: next_theme(s); break;
	case CMD_REDRAW: s->redraw = true; break;
	case CMD_QUIT: quit(s); break;
	case CMD_NONE:
		snprintf(s->message, sizeof(s->message), "that key does nothing here   %s help", keymap_word(&keys_list, CMD_HELP).s);
		break;
	default: break;
	}
}

static void help_key(struct list_screen *s, enum command c)
{
	int by = c == CMD_UP ? -1 : c == CMD_DOWN ? 1 : c == CMD_PAGE_UP ? -s->page : c == CMD_PAGE_DOWN ? s->page : 0;

	s->help_top += by;
	if (!by)
		s->help = false;
}

void list_screen_key(struct list_screen *s, uint32_t key)
{
	enum command c = keymap_find(&keys_list, key, PANE_LADDER);
	size_t at = s->list->at;
	int x, y;

	if (key == TK_NONE || key == TK_RESIZE || key == TK_SIGNAL)
		return;
	*s->message = 0;
	s->asked = true;
	if (keys_mouse_of(key, &x, &y)) {
		if (mouse_list(s, key))
			run(s, CMD_OPEN);
	} else if (s->opening) {
		if (c == CMD_CLEAR || c == CMD_QUIT)
			list_screen_stop(s);
	} else if (s->help) {
		help_key(s, c);
	} else if (s->typing) {
		query_key(s, key);
	} else {
		run(s, c);
	}
	if (s->list->at != at && c != CMD_ZOOM)
		s->detail_top = 0;
}
