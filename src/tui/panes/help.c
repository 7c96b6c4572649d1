/* What stands in place of the panes: the help that a table of keys makes, and that the terminal is too small. */
#include <stdio.h>

#include "base/text.h"
#include "tui/keys/keymap.h"
#include "tui/panes/panes.h"

static struct rect all_of(const struct grid *g)
{
	return (struct rect){ 0, 0, g->w, g->h };
}

/* What has no key any more is not in the help. */
static bool in_help(const struct key_binding *b)
{
	return b->help && (keymap_keys(b)[0] || !b->keys[0]);
}

/* Columns that the keys take, and how many rows there are. */
static int help_size(const struct key_table *t, int *rows)
{
	struct buf text = { 0 };
	int column = 0;

	*rows = 0;
	for (size_t i = 0; i < t->n; i++) {
		buf_clear(&text);
		keymap_names(&t->rows[i], &text);
		*rows += in_help(&t->rows[i]);
		column = text_width(buf_str(&text)) > column ? text_width(buf_str(&text)) : column;
	}
	buf_free(&text);
	return column;
}

static void help_row(struct grid *g, struct rect r, int y, int column, const struct key_binding *b)
{
	struct buf text = { 0 };

	keymap_names(b, &text);
	grid_text(g, r, 0, y, ROLE_HEADING, buf_str(&text));
	grid_fit(g, r, column + 2, y, r.w - column - 2, ROLE_NORMAL, b->help);
	buf_free(&text);
}

static void help_words(struct grid *g, struct rect r, int y, const struct help_word *words, size_t n)
{
	int column = 0;

	for (size_t i = 0; i < n; i++)
		column = text_width(words[i].word) > column ? text_width(words[i].word) : column;
	for (size_t i = 0; i < n; i++, y++) {
		if (y < 0)
			continue;
		grid_text(g, r, 0, y, ROLE_HEADING, words[i].word);
		grid_fit(g, r, column + 2, y, r.w - column - 2, ROLE_NORMAL, words[i].text);
	}
}

int frame_help_keys_draw(struct grid *g, const struct key_table *t, const struct help_word *words, size_t n_words, int *top)
{
	struct screen s = layout_frame(g->h);
	struct rect r = { 2, 1, g->w - 4, g->h - 2 };
	int n, column = help_size(t, &n), y = 0;
	char line[80];

	n += n_words ? 1 + (int)n_words : 0;
	*top = scroll_bound(*top, r.h, n);
	s.lines[0] = 0;
	frame_lines(g, &s);
	frame_title(g, 2, 0, g->w - 4, true, ROLE_NORMAL, t->title);
	for (size_t i = 0; i < t->n; i++)
		if (in_help(&t->rows[i]) && y++ >= *top)
			help_row(g, r, y - 1 - *top, column, &t->rows[i]);
	help_words(g, r, y + 1 - *top, words, n_words);
	if (n > r.h)
		snprintf(line, sizeof(line), " %s, %s: scroll; any other key closes this help ", keymap_word(&keys_handshake, CMD_UP).s,
			 keymap_word(&keys_handshake, CMD_DOWN).s);
	frame_message(g, g->h - 1, n > r.h ? line : " any key closes this help ");
	return r.h;
}

void frame_help_draw(struct app *a, struct grid *g)
{
	a->page = frame_help_keys_draw(g, &keys_handshake, NULL, 0, &a->help_top);
}

void frame_too_small_draw(struct grid *g)
{
	char line[3][64];

	snprintf(line[0], sizeof(line[0]), "too small");
	snprintf(line[1], sizeof(line[1]), "needed: %dx%d", SCREEN_MIN_W, SCREEN_MIN_H);
	snprintf(line[2], sizeof(line[2]), "now:    %dx%d", g->w, g->h);
	for (int i = 0; i < 3; i++)
		grid_text(g, all_of(g), g->w > 16 ? (g->w - 14) / 2 : 0, g->h > 3 ? (g->h - 3) / 2 + i : i,
			  i ? ROLE_NORMAL : ROLE_HEADING, line[i]);
}
