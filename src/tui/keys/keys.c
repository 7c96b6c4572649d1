#include "tui/keys/keys.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

/* The order is that of the help. */
static const struct key_binding handshake_bindings[] = {
	{ CMD_NEXT, IN_ALL, { ' ' }, "next", 3, "next event that the level shows", WHEN_BEGIN },
	{ CMD_BACK, IN_ALL, { TK_BACKSPACE, 8 }, "back", 14, "back by one", WHEN_BEGIN },
	{ CMD_NEXT, IN_LADDER | IN_WHY, { TK_RIGHT, 'l' }, NULL, 0, "next (ladder, why)" },
	{ CMD_BACK, IN_LADDER | IN_WHY, { TK_LEFT, 'h' }, NULL, 0, "back (ladder, why)" },
	{ CMD_UP, IN_ALL, { TK_UP, 'k' }, NULL, 0, "row above; in the ladder: back" },
	{ CMD_DOWN, IN_ALL, { TK_DOWN, 'j' }, NULL, 0, "row below; in the ladder: next" },
	{ CMD_NEXT_STEP, IN_ALL, { ']' }, "next message", 10, "next message, where it is on the wire" },
	{ CMD_PREVIOUS_STEP, IN_ALL, { '[' }, NULL, 0, "message before, where it is on the wire" },
	{ CMD_FIRST, IN_ALL, { 'g', TK_HOME }, NULL, 0, "first event" },
	{ CMD_LAST, IN_ALL, { 'G', TK_END }, NULL, 0, "last event so far" },
	{ CMD_LEVEL_1, IN_ALL, { '1' }, NULL, 0, "level 1: the messages, and what fails" },
	{ CMD_LEVEL_2, IN_ALL, { '2' }, NULL, 0, "level 2: checks and decisions as well" },
	{ CMD_LEVEL_3, IN_ALL, { '3' }, NULL, 0, "level 3: everything that is done" },
	{ CMD_COMMANDS, IN_ALL, { ':', 16 }, "commands", 2, "every command, fault, name; :123 is event 123" },
	{ CMD_EVENTS, IN_ALL, { 'e' }, "events", 8, "the events as a list, narrowed as you type" },
	{ CMD_SEARCH, IN_ALL, { '/' }, "search", 7, "search events, fields, values, hex (16 03 03)" },
	{ CMD_SEARCH_NEXT, IN_ALL, { 'n' }, NULL, 0, "next match" },
	{ CMD_SEARCH_PREVIOUS, IN_ALL, { 'N' }, NULL, 0, "match before" },
	{ CMD_TO_MESSAGE, IN_ALL, { '#' }, NULL, 0, "to a message by its number: #5" },
	{ CMD_NEXT_FAILURE, IN_ALL, { 'F' }, NULL, 0, "next failure" },
	{ CMD_NEXT_DECISION, IN_ALL, { 'D' }, NULL, 0, "next decision: what was chosen" },
	{ CMD_NEXT_SECRET, IN_ALL, { 'S' }, NULL, 0, "next secret or key" },
	{ CMD_MARK, IN_ALL, { 'm' }, NULL, 0, "mark this place with a letter" },
	{ CMD_TO_MARK, IN_ALL, { '\'' }, NULL, 0, "to the mark of a letter" },
	{ CMD_RETURN, IN_ALL, { 'b' }, NULL, 0, "back to where the jump began" },
	{ CMD_PANE_NEXT, IN_ALL, { TK_TAB }, "pane", 9, "next pane: ladder, fields, bytes, why" },
	{ CMD_PANE_PREVIOUS, IN_ALL, { TK_BACKTAB }, NULL, 0, "pane before" },
	{ CMD_LEFT, IN_FIELDS | IN_HEX, { TK_LEFT, 'h' }, NULL, 0, "fold, then go out (fields); byte before (bytes)" },
	{ CMD_RIGHT, IN_FIELDS | IN_HEX, { TK_RIGHT, 'l' }, NULL, 0, "unfold, then go in (fields); next byte (bytes)" },
	{ CMD_PAGE_UP, IN_ALL, { TK_PAGE_UP }, NULL, 0, "a screenful up" },
	{ CMD_PAGE_DOWN, IN_ALL, { TK_PAGE_DOWN }, NULL, 0, "a screenful down" },
	{ CMD_FOLD, IN_ALL, { TK_ENTER, 10 }, NULL, 0, "fold or unfold the selected row" },
	{ CMD_VIEW_NEXT, IN_ALL, { 'v' }, "view", 11, "show values, record, plaintext, message in turn" },
	{ CMD_VIEW_PREVIOUS, IN_ALL, { 'V' }, NULL, 0, "show the one before" },
	{ CMD_ORIGIN, IN_ALL, { 'o' }, "origin", 4, "what the value was made of, and what it made", WHEN_VALUE },
	{ CMD_FOLLOW, IN_ALL, { 'f' }, NULL, 0, "follow what is selected to where it was made" },
	{ CMD_KNOWS, IN_ALL, { 'w' }, "who knows", 5, "who knows what at this event" },
	{ CMD_SCHEDULE, IN_ALL, { 's' }, NULL, 0, "the key schedule, as far as it has come" },
	{ CMD_CHANGE, IN_ALL, { 'c' }, "what if", 6, "what if: another byte on the wire, or a fault", WHEN_CHANGE },
	{ CMD_COPY, IN_ALL, { 'y' }, NULL, 0, "copy the selected bytes as hex" },
	{ CMD_COPY_RECIPE, IN_ALL, { 'Y' }, NULL, 0, "copy the openssl command for the selected value" },
	{ CMD_EXPORT, IN_ALL, { 'E' }, NULL, 0, "write it to a file: .pcapng .keys .html .md" },
	{ CMD_ZOOM, IN_ALL, { 'z' }, "zoom", 12, "give the pane the whole screen, or it back" },
	{ CMD_LARGER, IN_ALL, { '>' }, NULL, 0, "make the pane larger" },
	{ CMD_SMALLER, IN_ALL, { '<' }, NULL, 0, "make the pane smaller" },
	{ CMD_HIDE, IN_ALL, { '_' }, NULL, 0, "hide the pane" },
	{ CMD_SHOW_ALL, IN_ALL, { '0' }, NULL, 0, "every pane, in its usual size" },
	{ CMD_ORIGIN_PANE, IN_ALL, { 'O' }, NULL, 0, "what a value is made of: hide it, or show it" },
	{ CMD_AUTOPLAY, IN_ALL, { 'p' }, "play", 13, "play by itself, or stop" },
	{ CMD_FASTER, IN_ALL, { '+', '=' }, NULL, 0, "play faster" },
	{ CMD_SLOWER, IN_ALL, { '-' }, NULL, 0, "play slower" },
	{ CMD_PRESENT, IN_ALL, { 'P' }, NULL, 0, "for a class: messages, far apart, keys shown" },
	{ CMD_BLANK, IN_ALL, { '.' }, NULL, 0, "blank the screen until the next key" },
	{ CMD_THEME, IN_ALL, { 'T' }, NULL, 0, "next theme" },
	{ CMD_SAVE, IN_ALL, { 'W' }, NULL, 0, "write these settings into your configuration" },
	{ CMD_MOUSE, IN_ALL, { 'M' }, NULL, 0, "mouse on or off: wheel, panes, rows, bytes" },
	{ CMD_REDRAW, IN_ALL, { 12 }, NULL, 0, "draw the screen anew" },
	{ CMD_HELP, IN_ALL, { '?' }, "help", 1, "this help" },
	{ CMD_LEAVE, IN_ALL, { TK_ESCAPE }, NULL, 0, "to the original (after c); to the list (replay)" },
	{ CMD_QUIT, IN_ALL, { 'q' }, "quit", 0, "quit; to the list, if it was opened there" },
};

const struct key_table keys_handshake = { handshake_bindings, sizeof(handshake_bindings) / sizeof(handshake_bindings[0]), "help: every key" };

static const struct key_binding page_bindings[] = {
	{ CMD_LEAVE, IN_ALL, { TK_ESCAPE, 'q' }, "back", 0, "back to the panes" },
	{ CMD_FOLLOW, IN_ALL, { TK_ENTER, 10, 'f' }, "go there", 1, "show it in the panes; b leads back" },
	{ CMD_TURN, IN_ALL, { TK_TAB, TK_RIGHT, 'l' }, "other view", 3, "backwards or forwards from this value; the next party" },
	{ CMD_TURN_BACK, IN_ALL, { TK_BACKTAB, TK_LEFT, 'h' }, NULL, 0, "the same the other way round" },
	{ CMD_UP, IN_ALL, { TK_UP, 'k' }, NULL, 0, "row above" },
	{ CMD_DOWN, IN_ALL, { TK_DOWN, 'j' }, NULL, 0, "row below" },
	{ CMD_PAGE_UP, IN_ALL, { TK_PAGE_UP }, NULL, 0, "a screenful of rows up" },
	{ CMD_PAGE_DOWN, IN_ALL, { TK_PAGE_DOWN }, NULL, 0, "a screenful of rows down" },
	{ CMD_FIRST, IN_ALL, { 'g', TK_HOME }, NULL, 0, "first row" },
	{ CMD_LAST, IN_ALL, { 'G', TK_END }, NULL, 0, "last row" },
	{ CMD_NEXT, IN_ALL, { ' ' }, NULL, 0, "next event (who knows what, key schedule)" },
	{ CMD_BACK, IN_ALL, { TK_BACKSPACE, 8 }, NULL, 0, "back one event (who knows what, key schedule)" },
	{ CMD_NEXT_STEP, IN_ALL, { ']' }, NULL, 0, "next message (who knows what, key schedule)" },
	{ CMD_PREVIOUS_STEP, IN_ALL, { '[' }, NULL, 0, "message before (who knows what, key schedule)" },
	{ CMD_COPY, IN_ALL, { 'y' }, "copy", 4, "copy the bytes of the row as hex" },
	{ CMD_COPY_RECIPE, IN_ALL, { 'Y' }, NULL, 0, "copy the openssl command that computes them" },
	{ CMD_MOUSE, IN_ALL, { 'M' }, NULL, 0, "mouse on or off: wheel, panes, rows, bytes" },
	{ CMD_REDRAW, IN_ALL, { 12 }, NULL, 0, "draw the screen anew" },
	{ CMD_HELP, IN_ALL, { '?' }, "help", 2, "this help" },
	{ CMD_ORIGIN, IN_ALL, { 'o' }, NULL, 0, NULL },
	{ CMD_KNOWS, IN_ALL, { 'w' }, NULL, 0, NULL },
	{ CMD_SCHEDULE, IN_ALL, { 's' }, NULL, 0, NULL },
};

const struct key_table keys_pages = { page_bindings, sizeof(page_bindings) / sizeof(page_bindings[0]), "help: the keys of a page" };

static const struct key_binding list_bindings[] = {
	{ CMD_OPEN, IN_ALL, { TK_ENTER, 10 }, "open", 1, "open the selected row" },
	{ CMD_UP, IN_ALL, { TK_UP, 'k' }, NULL, 0, "row above" },
	{ CMD_DOWN, IN_ALL, { TK_DOWN, 'j' }, NULL, 0, "row below" },
	{ CMD_PAGE_UP, IN_ALL, { TK_PAGE_UP }, NULL, 0, "a screenful of rows up" },
	{ CMD_PAGE_DOWN, IN_ALL, { TK_PAGE_DOWN }, NULL, 0, "a screenful of rows down" },
	{ CMD_FIRST, IN_ALL, { 'g', TK_HOME }, NULL, 0, "first row" },
	{ CMD_LAST, IN_ALL, { 'G', TK_END }, NULL, 0, "last row" },
	{ CMD_SEARCH, IN_ALL, { '/' }, "search", 3, "search all that is told of a row, as you type" },
	{ CMD_SEARCH_NEXT, IN_ALL, { 'n' }, NULL, 0, "next row that matches" },
	{ CMD_SEARCH_PREVIOUS, IN_ALL, { 'N' }, NULL, 0, "row before that matches" },
	{ CMD_ONLY_MATCHES, IN_ALL, { 'f' }, "filter", 7, "only the rows that match, or all again" },
	{ CMD_SORT, IN_ALL, { 's' }, "sort", 4, "sort by the next column" },
	{ CMD_SORT_REVERSE, IN_ALL, { 'S' }, NULL, 0, "sort the other way round" },
	{ CMD_NEXT_FAILURE, IN_ALL, { 'F' }, NULL, 0, "the next row that failed" },
	{ CMD_ALL, IN_ALL, { 'a' }, "all", 5, "rows left aside as well (replay: not TLS)" },
	{ CMD_ZOOM, IN_ALL, { 'z' }, "details", 6, "details on the whole screen, or the list again" },
	{ CMD_CLEAR, IN_ALL, { TK_ESCAPE }, NULL, 0, "end the search; stop reading the file" },
	{ CMD_THEME, IN_ALL, { 'T' }, NULL, 0, "next theme" },
	{ CMD_MOUSE, IN_ALL, { 'M' }, NULL, 0, "mouse on or off: wheel, panes, rows, bytes" },
	{ CMD_REDRAW, IN_ALL, { 12 }, NULL, 0, "draw the screen anew" },
	{ CMD_HELP, IN_ALL, { '?' }, "help", 2, "this help" },
	{ CMD_QUIT, IN_ALL, { 'q' }, "quit", 0, "quit; stop reading the file" },
};

const struct key_table keys_list = { list_bindings, sizeof(list_bindings) / sizeof(list_bindings[0]), "help: every key of the list" };

static const struct key_binding lesson_bindings[] = {
	{ CMD_NEXT, IN_ALL, { ' ', TK_ENTER, 10, TK_RIGHT }, "next", 1, "next page or step of the lesson" },
	{ CMD_BACK, IN_ALL, { TK_BACKSPACE, 8, TK_LEFT }, "back", 2, "page or step before" },
	{ CMD_ANSWER, IN_ALL, { 0 }, NULL, 0, "1 to 9: an answer; several are right: choose, then Enter" },
	{ CMD_SHOW_ANSWER, IN_ALL, { 'x' }, NULL, 0, "give up: show the answer" },
	{ CMD_PANE_NEXT, IN_ALL, { TK_TAB }, "panes", 3, "to the panes of the handshake; all their keys hold there" },
	{ CMD_PANE_PREVIOUS, IN_ALL, { TK_BACKTAB }, NULL, 0, "the same the other way round" },
	{ CMD_LEAVE, IN_ALL, { TK_ESCAPE }, NULL, 0, "back to the lesson's step; from there to the menu" },
	{ CMD_UP, IN_ALL, { TK_UP, 'k' }, NULL, 0, "text up" },
	{ CMD_DOWN, IN_ALL, { TK_DOWN, 'j' }, NULL, 0, "text down" },
	{ CMD_PAGE_UP, IN_ALL, { TK_PAGE_UP }, NULL, 0, "text up by a screenful" },
	{ CMD_PAGE_DOWN, IN_ALL, { TK_PAGE_DOWN }, NULL, 0, "text down by a screenful" },
	{ CMD_OUTLINE, IN_ALL, { 'o' }, NULL, 0, "the steps of the lesson; Enter goes to one" },
	{ CMD_NOTES, IN_ALL, { 's' }, NULL, 0, "show the notes for the speaker, or hide them" },
	{ CMD_MOUSE, IN_ALL, { 'M' }, NULL, 0, "mouse on or off: wheel, panes, rows, bytes" },
	{ CMD_REDRAW, IN_ALL, { 12 }, NULL, 0, "draw the screen anew" },
	{ CMD_HELP, IN_ALL, { '?' }, "help", 4, "this help" },
	{ CMD_QUIT, IN_ALL, { 'q' }, "quit", 0, "quit; how far you got is kept" },
};

const struct key_table keys_lesson = { lesson_bindings, sizeof(lesson_bindings) / sizeof(lesson_bindings[0]), "help: the keys of a lesson" };

static const struct {
	uint32_t key;
	const char *name;
	const char *script;   /* other name in a key script, or NULL */
} names[] = {
	{ ' ', "space", NULL },       { TK_TAB, "Tab", NULL },
	{ TK_ENTER, "Enter", NULL },  { TK_ESCAPE, "Esc", NULL },
	{ TK_BACKSPACE, "Bksp", "backspace" },
	{ TK_UP, "Up", NULL },        { TK_DOWN, "Down", NULL },
	{ TK_LEFT, "Left", NULL },    { TK_RIGHT, "Right", NULL },
	{ TK_HOME, "Home", NULL },    { TK_END, "End", NULL },
	{ TK_PAGE_UP, "PgUp", NULL }, { TK_PAGE_DOWN, "PgDn", NULL },
	{ TK_BACKTAB, "S-Tab", "backtab" }, { 12, "^L", NULL },
	{ 8, "", NULL },              { 10, "", NULL },
	{ '<', "<", "lt" },
};

const char *keys_name(uint32_t key, char text[8])
{
	struct buf utf8 = { 0 };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].key == key)
			return names[i].name;
	if (key >= TK_F1 && key < TK_F1 + TK_F_N) {
		snprintf(text, 8, "F%u", key - TK_F1 + 1);
	} else if (key < 0x20) {
		snprintf(text, 8, "^%c", (char)(key + '@'));
	} else if (key < 0x110000) {
		text_add_utf8(&utf8, key);
		snprintf(text, 8, "%s", buf_str(&utf8));
	} else {
		snprintf(text, 8, "?");
	}
	buf_free(&utf8);
	return text;
}

size_t keys_all_names(const char **out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && n < max; i++)
		if (strlen(names[i].name) > 1)
			out[n++] = names[i].name;
	return n;
}

/* "^A", "Ctrl-A": the code of the control key, 0 if it is none. */
static uint32_t control_key(const char *name)
{
	const char *letter = name[0] == '^' ? name + 1 : strncasecmp(name, "ctrl-", 5) == 0 ? name + 5 : "";
	uint32_t key = *letter && !letter[1] && isalpha((unsigned char)*letter) ? (uint32_t)(*letter & 0x1f) : 0;

	/* they end, stop and go on */
	return key == 3 || key == 17 || key == 19 || key == 26 ? TK_OTHER : key == 8 ? TK_BACKSPACE : key == 10 ? TK_ENTER : key;
}

uint32_t keys_from_name(const char *name)
{
	size_t n = strlen(name), len = 0;
	uint32_t c = n ? text_utf8((const uint8_t *)name, n, &len) : 0;
	unsigned f;
	char rest;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (n > 1 && (strcasecmp(names[i].name, name) == 0 || (names[i].script && strcasecmp(names[i].script, name) == 0)))
			return names[i].key;
	if (strcasecmp(name, "hash") == 0)
		return '#';
	if (control_key(name))
		return control_key(name);
	if ((*name == 'F' || *name == 'f') && sscanf(name + 1, "%2u%c", &f, &rest) == 1 && f >= 1 && f <= TK_F_N)
		return TK_F1 + f - 1;
	return len == n && c > 0x20 && (c < 0x7f || c >= 0xa0) && c != 0xfffd && text_char_width(c) > 0 ? c : 0;
}

/* ---- the mouse ---- */

enum { MOUSE_SHIFT = 28, PLACE_BITS = 12 };
#define MOUSE_KEY 0x80000000u

uint32_t keys_mouse(enum mouse what, int x, int y)
{
	const uint32_t most = (1u << PLACE_BITS) - 1;

	return MOUSE_KEY | (uint32_t)what << MOUSE_SHIFT | ((uint32_t)y & most) << PLACE_BITS | ((uint32_t)x & most);
}

enum mouse keys_mouse_of(uint32_t key, int *x, int *y)
{
	const uint32_t most = (1u << PLACE_BITS) - 1;
	bool is = key & MOUSE_KEY;

	*x = is ? (int)(key & most) : -1;
	*y = is ? (int)(key >> PLACE_BITS & most) : -1;
	return is ? (enum mouse)(key >> MOUSE_SHIFT & 3) : MOUSE_NONE;
}

/* "<click:X,Y>", "<wheelup:X,Y>", "<wheeldown:X,Y>", without the brackets. */
static uint32_t mouse_from_script(const char *s)
{
	static const char *const what[] = { "click:", "wheelup:", "wheeldown:" };
	int x, y;

	for (int i = 0; i < 3; i++)
		if (strncmp(s, what[i], strlen(what[i])) == 0 && sscanf(s + strlen(what[i]), "%d,%d>", &x, &y) == 2)
			return keys_mouse((enum mouse)(i + MOUSE_CLICK), x, y);
	return TK_OTHER;
}

uint32_t keys_from_script(const char **script)
{
	const char *s = *script, *end;
	size_t len;
	uint32_t c;

	if (!*s)
		return TK_NONE;
	end = *s == '<' ? strchr(s, '>') : NULL;
	if (end) {
		size_t n = (size_t)(end - s) - 1;

		*script = end + 1;
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
			const char *name = names[i].script ? names[i].script : names[i].name;

			if (n && strlen(name) == n && strncasecmp(name, s + 1, n) == 0)
				return names[i].key;
		}
		return mouse_from_script(s + 1);
	}
	c = text_utf8((const uint8_t *)s, strlen(s), &len);
	*script = s + len;
	return c;
}
