#include "tui/term/ansi.h"

#include "base/text.h"

/* layer: 38 foreground, 48 background. */
static void put_colour(int layer, int colour, struct buf *out)
{
	if (colour == COLOUR_OWN)
		return;
	if (colour & COLOUR_RGB)
		buf_printf(out, ";%d;2;%d;%d;%d", layer, colour >> 16 & 255, colour >> 8 & 255, colour & 255);
	else
		buf_printf(out, ";%d;5;%d", layer, colour);
}

static void put_look(struct look look, struct buf *out)
{
	static const struct {
		unsigned attr, number;
	} attrs[] = { { LOOK_BOLD, 1 }, { LOOK_DIM, 2 }, { LOOK_UNDERLINE, 4 }, { LOOK_REVERSE, 7 } };

	buf_puts(out, "\033[0");
	for (size_t i = 0; i < ARRAY_LEN(attrs); i++)
		if (look.attrs & attrs[i].attr)
			buf_printf(out, ";%u", attrs[i].number);
	put_colour(38, look.fg, out);
	put_colour(48, look.bg, out);
	buf_puts(out, "m");
}

static void put_row(const struct grid *g, int y, enum theme theme, int colours, struct buf *out)
{
	const struct cell *row = g->cells + (size_t)y * (size_t)g->w;

	buf_printf(out, "\033[%d;1H", y + 1);
	for (int x = 0; x < g->w; x++) {
		if (!x || row[x].role != row[x - 1].role)
			put_look(theme_look(theme, row[x].role, colours), out);
		if (row[x].c)      /* 0: the right half of a wide character */
			text_add_utf8(out, row[x].c);
	}
}

static bool same_row(const struct grid *a, const struct grid *b, int y)
{
	const size_t from = (size_t)y * (size_t)a->w;

	for (size_t i = from; i < from + (size_t)a->w; i++)
		if (a->cells[i].c != b->cells[i].c || a->cells[i].role != b->cells[i].role)
			return false;
	return true;
}

void ansi_draw(const struct grid *g, const struct grid *before, enum theme theme, int colours, struct buf *out)
{
	if (!before)
		buf_puts(out, "\033[?25l\033[2J");
	for (int y = 0; y < g->h; y++)
		if (!before || !same_row(g, before, y))
			put_row(g, y, theme, colours, out);
	buf_puts(out, "\033[0m");
}
