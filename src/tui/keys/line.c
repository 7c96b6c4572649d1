#include "tui/keys/line.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tui/keys/keys.h"

void line_set(struct line *l, const char *text)
{
	snprintf(l->text, sizeof(l->text), "%s", text);
	l->at = strlen(l->text);
}

static size_t before(const struct line *l, size_t at)
{
	while (at && ((uint8_t)l->text[--at] & 0xc0) == 0x80)
		continue;
	return at;
}

static size_t behind(const struct line *l, size_t at)
{
	if (l->text[at])
		at++;
	while (((uint8_t)l->text[at] & 0xc0) == 0x80)
		at++;
	return at;
}

/* The begin of the word before the cursor. */
static size_t word_before(const struct line *l)
{
	size_t at = l->at;

	while (at && l->text[at - 1] == ' ')
		at--;
	while (at && l->text[at - 1] != ' ')
		at--;
	return at;
}

static enum line_state cut(struct line *l, size_t from, size_t to)
{
	if (from == to)
		return LINE_MOVED;
	memmove(l->text + from, l->text + to, strlen(l->text + to) + 1);
	l->at = from;
	return LINE_CHANGED;
}

static enum line_state insert(struct line *l, uint32_t key)
{
	struct buf c = { 0 };
	size_t n = strlen(l->text);

	if (key < 0x20 || (key >= 0x7f && key < 0xa0) || key >= 0x110000 || text_char_width(key) <= 0)
		return LINE_OTHER;
	text_add_utf8(&c, key);
	if (n + c.n < sizeof(l->text)) {
		memmove(l->text + l->at + c.n, l->text + l->at, n - l->at + 1);
		memcpy(l->text + l->at, c.p, c.n);
		l->at += c.n;
	}
	buf_free(&c);
	return LINE_CHANGED;
}

static enum line_state move(struct line *l, size_t to)
{
	l->at = to;
	return LINE_MOVED;
}

enum line_state line_key(struct line *l, uint32_t key)
{
	enum { CTRL_A = 1, CTRL_D = 4, CTRL_E = 5, CTRL_K = 11, CTRL_U = 21, CTRL_W = 23, CTRL_H = 8, LINE_FEED = 10 };

	switch (key) {
	case TK_ENTER: case LINE_FEED: return LINE_DONE;
	case TK_ESCAPE: return LINE_GIVEN_UP;
	case TK_BACKSPACE: case CTRL_H: return *l->text ? cut(l, before(l, l->at), l->at) : LINE_GIVEN_UP;
	case CTRL_D: return cut(l, l->at, behind(l, l->at));
	case CTRL_U: return cut(l, 0, l->at);
	case CTRL_K: return cut(l, l->at, strlen(l->text));
	case CTRL_W: return cut(l, word_before(l), l->at);
	case TK_LEFT: return move(l, before(l, l->at));
	case TK_RIGHT: return move(l, behind(l, l->at));
	case TK_HOME: case CTRL_A: return move(l, 0);
	case TK_END: case CTRL_E: return move(l, strlen(l->text));
	default: return insert(l, key);
	}
}
