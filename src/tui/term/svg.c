#include "tui/term/svg.h"

#include <string.h>

#include "base/text.h"

/* Pixels; a character of most monospaced fonts is 0.6 em wide, and textLength makes it so for all. */
enum { FONT = 14, CELL_TENTHS = 84, ROW = 18, MARGIN = 8 };

/* What is the terminal's own in a theme. */
struct ground {
	uint32_t fg, bg;
};

#define NIGHT { 0xd7dae0, 0x16181d }
static const struct ground grounds[THEME_N] = {
	[THEME_TERMINAL] = NIGHT, [THEME_DARK] = NIGHT, [THEME_LIGHT] = { 0x1f2328, 0xffffff },
	[THEME_HIGH_CONTRAST] = { 0xffffff, 0x000000 }, [THEME_PROJECTOR] = { 0x000000, 0xffffff }, [THEME_MONO] = NIGHT,
};

/* A number of xterm's palette as RGB. */
static uint32_t palette(int n)
{
	static const uint32_t first[16] = {
		0x000000, 0xcd3131, 0x0dbc79, 0xe5e510, 0x2472c8, 0xbc3fbc, 0x11a8cd, 0xe5e5e5,
		0x666666, 0xf14c4c, 0x23d18b, 0xf5f543, 0x3b8eea, 0xd670d6, 0x29b8db, 0xffffff,
	};
	static const uint8_t levels[6] = { 0, 95, 135, 175, 215, 255 };

	if (n < 16)
		return first[n];
	if (n >= 232) {
		const uint32_t grey = (uint32_t)(8 + 10 * (n - 232));

		return grey << 16 | grey << 8 | grey;
	}
	n -= 16;
	return (uint32_t)levels[n / 36] << 16 | (uint32_t)levels[n / 6 % 6] << 8 | levels[n % 6];
}

static void put_tenths(struct buf *out, const char *name, int tenths)
{
	buf_printf(out, " %s=\"%d.%d\"", name, tenths / 10, tenths % 10);
}

static void put_char(struct buf *out, uint32_t c)
{
	switch (c) {
	case '&': buf_puts(out, "&amp;"); break;
	case '<': buf_puts(out, "&lt;"); break;
	case '>': buf_puts(out, "&gt;"); break;
	default: text_add_utf8(out, c);
	}
}

static void put_run(const struct cell *cells, int n, int x, int y, struct look look, struct ground ground, struct buf *out)
{
	uint32_t fg = look.fg == COLOUR_OWN ? ground.fg : palette(look.fg), bg = look.bg == COLOUR_OWN ? ground.bg : palette(look.bg);
	bool blank = true;

	if (look.attrs & LOOK_REVERSE) {
		const uint32_t swap = fg;

		fg = bg;
		bg = swap;
	}
	if (bg != ground.bg) {
		buf_puts(out, "<rect");
		put_tenths(out, "x", 10 * MARGIN + x * CELL_TENTHS);
		put_tenths(out, "width", n * CELL_TENTHS);
		buf_printf(out, " y=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n", MARGIN + y * ROW, ROW, bg);
	}
	for (int i = 0; i < n; i++)
		blank &= cells[i].c == ' ' || !cells[i].c;
	if (blank)
		return;
	buf_puts(out, "<text");
	put_tenths(out, "x", 10 * MARGIN + x * CELL_TENTHS);
	put_tenths(out, "textLength", n * CELL_TENTHS);
	buf_printf(out, " y=\"%d\" fill=\"#%06x\"%s%s%s>", MARGIN + y * ROW + 13, fg, look.attrs & LOOK_BOLD ? " font-weight=\"bold\"" : "",
		   look.attrs & LOOK_DIM ? " opacity=\"0.7\"" : "", look.attrs & LOOK_UNDERLINE ? " text-decoration=\"underline\"" : "");
	for (int i = 0; i < n; i++)
		if (cells[i].c)      /* 0: the right half of a wide character */
			put_char(out, cells[i].c);
	buf_puts(out, "</text>\n");
}

static void put_row(const struct grid *g, int y, enum theme theme, struct ground ground, struct buf *out)
{
	const struct cell *row = g->cells + (size_t)y * (size_t)g->w;

	for (int x = 0, end; x < g->w; x = end) {
		for (end = x + 1; end < g->w && row[end].role == row[x].role; end++)
			;
		put_run(row + x, end - x, x, y, theme_look(theme, row[x].role, 256), ground, out);
	}
}

void svg_draw(const struct grid *g, enum theme theme, const char *title, struct buf *out)
{
	const struct ground ground = grounds[theme];
	const int w = 2 * MARGIN + g->w * CELL_TENTHS / 10, h = 2 * MARGIN + g->h * ROW;

	buf_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" "
		   "font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"%d\" xml:space=\"preserve\">\n<title>",
		   w, h, w, h, FONT);
	for (size_t i = 0, n = strlen(title), len; i < n; i += len)
		put_char(out, text_utf8((const uint8_t *)title + i, n - i, &len));
	buf_printf(out, "</title>\n<rect width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#%06x\"/>\n", w, h, ground.bg);
	for (int y = 0; y < g->h; y++)
		put_row(g, y, theme, ground, out);
	buf_puts(out, "</svg>\n");
}
