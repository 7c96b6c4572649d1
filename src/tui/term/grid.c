#include "tui/term/grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

void grid_resize(struct grid *g, int w, int h)
{
	g->w = w < 1 ? 1 : w;
	g->h = h < 1 ? 1 : h;
	g->cells = mem_realloc(g->cells, (size_t)g->w * (size_t)g->h * sizeof(*g->cells));
	grid_clear(g);
}

void grid_free(struct grid *g)
{
	free(g->cells);
	*g = (struct grid){ 0 };
}

void grid_clear(struct grid *g)
{
	for (int i = 0; i < g->w * g->h; i++)
		g->cells[i] = (struct cell){ ' ', ROLE_NORMAL };
}

static uint32_t to_ascii(uint32_t c)
{
	static const struct {
		uint32_t from, to;
	} map[] = {
		{ 0x2500, '-' }, { 0x2501, '-' }, { 0x2502, '|' }, { 0x2550, '=' }, { 0x2551, '|' },
		{ 0x25b6, '>' }, { 0x25c0, '<' }, { 0x25b8, '>' }, { 0x25c2, '<' }, { 0x25be, 'v' },
		{ 0x2190, '<' }, { 0x2192, '>' }, { 0x2191, '^' }, { 0x2193, 'v' },
		{ 0x2026, '~' }, { 0x00b7, '.' }, { 0x2713, '+' }, { 0x2717, 'x' }, { 0x2014, '-' }, { 0x2013, '-' },
		{ 0x2018, '\'' }, { 0x2019, '\'' }, { 0x201c, '"' }, { 0x201d, '"' },
		{ 0x00d7, 'x' }, { 0x2260, '#' }, { 0x00a0, ' ' },
	};

	for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++)
		if (map[i].from == c)
			return map[i].to;
	return c >= 0x2500 && c < 0x2580 ? '+' : '?';
}

/* Controls, invisible characters, and those that turn the order of others. */
static bool is_unsafe(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || (c >= 0xd800 && c < 0xf900) ||
	       c == 0xfeff || (c >= 0xfff0 && c <= 0xfffb) || c >= 0xe0000;
}

static uint32_t clean(const struct grid *g, uint32_t c)
{
	if (is_unsafe(c))
		return '?';
	return c > 0x7e && g->ascii ? to_ascii(c) : c;
}

static int clean_width(uint32_t c)
{
	return c < 0x7f ? 1 : text_char_width(c);
}

static struct cell *cell_at(struct grid *g, struct rect r, int x, int y)
{
	if (x < 0 || y < 0 || x >= r.w || y >= r.h)
		return NULL;
	x += r.x;
	y += r.y;
	return x < 0 || y < 0 || x >= g->w || y >= g->h ? NULL : &g->cells[y * g->w + x];
}

/* Writing over half of a wide character leaves no other half behind. */
static void split_wide(struct grid *g, int x, int y)
{
	struct cell *row = &g->cells[y * g->w];

	if (!row[x].c && x > 0)
		row[x - 1].c = ' ';
	if (x + 1 < g->w && !row[x + 1].c)
		row[x + 1].c = ' ';
}

int grid_char(struct grid *g, struct rect r, int x, int y, enum role role, uint32_t c)
{
	struct cell *cell;
	int width;

	c = clean(g, c);
	width = clean_width(c);
	if (width < 1)
		return x;   /* a combining mark: left out */
	cell = cell_at(g, r, x, y);
	if (cell && (width == 1 || cell_at(g, r, x + 1, y))) {
		split_wide(g, r.x + x, r.y + y);
		*cell = (struct cell){ c, role };
		if (width == 2) {
			split_wide(g, r.x + x + 1, r.y + y);
			cell[0].c = c;
			cell[1] = (struct cell){ 0, role };
		}
	}
	return x + width;
}

int grid_text(struct grid *g, struct rect r, int x, int y, enum role role, const char *text)
{
	size_t n = strlen(text), len;

	for (size_t i = 0; i < n && x < r.w; i += len)
		x = grid_char(g, r, x, y, role, text_utf8((const uint8_t *)text + i, n - i, &len));
	return x;
}

/* Columns as this grid would draw it. */
static int drawn_width(const struct grid *g, const char *text)
{
	size_t n = strlen(text), len;
	int w = 0;

	for (size_t i = 0; i < n; i += len)
		w += clean_width(clean(g, text_utf8((const uint8_t *)text + i, n - i, &len)));
	return w;
}

int grid_fit(struct grid *g, struct rect r, int x, int y, int width, enum role role, const char *text)
{
	struct rect part = r;

	if (width > r.w - x)
		width = r.w - x;
	if (width <= 0)
		return x;
	if (drawn_width(g, text) <= width)
		return grid_text(g, r, x, y, role, text);
	part.w = x + width - 1;
	grid_text(g, part, x, y, role, text);
	return grid_char(g, r, x + width - 1, y, role == ROLE_NORMAL ? ROLE_DIM : role, 0x2026);
}

void grid_repeat(struct grid *g, struct rect r, int x, int y, int n, enum role role, uint32_t c)
{
	for (int i = 0; i < n; i++)
		grid_char(g, r, x + i, y, role, c);
}

void grid_paint(struct grid *g, struct rect r, int x, int y, int n, enum role role)
{
	for (int i = 0; i < n; i++) {
		struct cell *cell = cell_at(g, r, x + i, y);

		if (cell)
			cell->role = role;
	}
}

bool grid_wrap(const char *text, int width, size_t *from, size_t *start, size_t *len)
{
	size_t n = strlen(text), i, step, blank = 0;
	int columns = 0;

	while (text[*from] == ' ')
		++*from;
	*start = *from;
	if (*from >= n)
		return false;
	for (i = *from; i < n; i += step) {
		int w = text_char_width(text_utf8((const uint8_t *)text + i, n - i, &step));

		if (text[i] == ' ')
			blank = i;
		if (columns + w > width && i > *from)
			break;
		columns += w;
	}
	if (i < n && blank > *from && text[i] != ' ')
		i = blank;
	*len = i - *start;
	*from = i;
	return true;
}

static void dump_row(const struct grid *g, int y, bool roles, struct buf *out)
{
	static const char letters[ROLE_N] = " dhSCsofw.FcvxABDE";
	size_t start = out->n;

	for (int x = 0; x < g->w; x++) {
		const struct cell *c = &g->cells[y * g->w + x];

		if (roles)
			buf_add_uint(out, 1, (uint8_t)letters[c->role]);
		else if (c->c)
			text_add_utf8(out, c->c);
	}
	while (out->n > start && out->p[out->n - 1] == ' ')
		out->n--;
	buf_puts(out, "\n");
}

void grid_dump(const struct grid *g, bool roles, struct buf *out)
{
	for (int y = 0; y < g->h; y++)
		dump_row(g, y, false, out);
	for (int y = 0; roles && y < g->h; y++)
		dump_row(g, y, true, out);
}
