#include "tui/panes/panes.h"
#include "tui/settings.h"
#include "view/screen/hex.h"

enum {
	FRAME_ROWS = 5,          /* header, three lines, footer */
	WHY_MIN = 5, WHY_MAX = 10,
	LEAST = 2, MIDDLE_LEAST = 3,   /* rows, whatever the user wants */
	FIELDS_MIN = 34,         /* columns below which fields and bytes take turns */
	FIELDS_LEAST = 24,       /* the same, if the user set the share */
};

unsigned layout_hex_per_line(int columns, bool *with_text)
{
	static const struct {
		unsigned n;
		bool text;
	} best[] = { { 32, true }, { 16, true }, { 16, false }, { 8, true }, { 8, false }, { 4, true } };

	for (size_t i = 0; i < sizeof(best) / sizeof(best[0]); i++)
		if (hexview_columns(best[i].n, best[i].text) <= columns) {
			*with_text = best[i].text;
			return best[i].n;
		}
	*with_text = false;
	return 4;
}

/* The most bytes a line that leave the fields enough room. */
static int hex_columns(int inner)
{
	static const struct {
		unsigned n;
		bool text;
		int fields;
	} best[] = { { 16, true, 40 }, { 16, false, 43 }, { 8, true, FIELDS_MIN } };
	int wanted = inner * tui_settings.bytes / 100;

	if (wanted)
		return wanted >= hexview_columns(4, false) && inner - wanted >= FIELDS_LEAST ? wanted : 0;
	for (size_t i = 0; i < sizeof(best) / sizeof(best[0]); i++) {
		int columns = hexview_columns(best[i].n, best[i].text);

		if (inner - columns >= best[i].fields)
			return columns;
	}
	return 0;
}

void layout_split(struct screen *s, struct rect middle, enum pane which)
{
	int hex = hex_columns(middle.w - 1);

	if (!hex) {
		s->panes[which] = middle;
		return;
	}
	s->divider = middle.x + middle.w - 1 - hex;
	s->panes[PANE_FIELDS] = (struct rect){ middle.x, middle.y, middle.w - 1 - hex, middle.h };
	s->panes[PANE_HEX] = (struct rect){ s->divider + 1, middle.y, hex, middle.h };
}

static int between(int n, int least, int most)
{
	return n < least ? least : n > most ? most : n;
}

/* The rows of the explanation and of the ladder; the rest is for what stands between. */
static int why_rows(int inner)
{
	if (!tui_settings.why)
		return between(inner * 32 / 100, WHY_MIN, WHY_MAX);
	return between(inner * tui_settings.why / 100, LEAST, inner - LEAST - MIDDLE_LEAST);
}

static int ladder_rows(int inner, int why)
{
	if (!tui_settings.ladder)
		return (inner - why) / 2;
	return between(inner * tui_settings.ladder / 100, LEAST, inner - why - MIDDLE_LEAST);
}

struct screen layout_screen(int w, int h, enum pane focus, enum pane middle, bool zoom)
{
	struct screen s = {
		.w = w, .h = h, .header = { 0, 0, w, 1 }, .lines = { 1, -1, -1 }, .divider = -1, .bottom = h - 1,
	};
	int inner = h - FRAME_ROWS, why = why_rows(inner), ladder = ladder_rows(inner, why), y = 2;

	if (zoom) {
		s.panes[focus] = (struct rect){ 1, 2, w - 2, h - 3 };
		return s;
	}
	s.panes[PANE_LADDER] = (struct rect){ 1, y, w - 2, ladder };
	y += ladder;
	s.lines[1] = y++;
	layout_split(&s, (struct rect){ 1, y, w - 2, inner - why - ladder }, middle);
	y += inner - why - ladder;
	s.lines[2] = y++;
	s.panes[PANE_WHY] = (struct rect){ 1, y, w - 2, why };
	return s;
}

/* The ladder at the left, the rest in two rows beside it. */
static struct screen beside_ladder(int w, int h, enum pane middle)
{
	struct screen s = { .w = w, .h = h, .header = { 0, 0, w, 1 }, .lines = { 1, -1, -1 }, .divider = -1, .bottom = h - 1, .left = w * 2 / 5 };
	const int inner = h - 4, share = tui_settings.why ? tui_settings.why : 38, why = between(inner * share / 100, WHY_MIN, inner - 2 * MIDDLE_LEAST);
	const struct rect right = { s.left + 1, 2, w - s.left - 2, inner - why };

	s.panes[PANE_LADDER] = (struct rect){ 1, 2, s.left - 1, h - 3 };
	layout_split(&s, right, middle);
	s.lines[2] = 2 + right.h;
	s.panes[PANE_WHY] = (struct rect){ right.x, s.lines[2] + 1, right.w, why };
	return s;
}

struct screen layout_app(int w, int h, enum pane focus, enum pane middle, bool zoom)
{
	enum { ORIGIN_FROM = 110, LADDER_FROM = 160, ORIGIN_SHARE = 46 };
	struct screen s = !zoom && w >= LADDER_FROM ? beside_ladder(w, h, middle) : layout_screen(w, h, focus, middle, zoom);
	struct rect *why = &s.panes[PANE_WHY];
	const int columns = why->w * ORIGIN_SHARE / 100;

	if (zoom || w < ORIGIN_FROM)
		return s;
	s.origin = (struct rect){ why->x + why->w - columns, why->y, columns, why->h };
	why->w -= columns + 1;
	return s;
}

struct screen layout_present(int w, int h, enum pane middle)
{
	struct screen s = { .w = w, .h = h, .header = { 0, 0, w, 1 }, .lines = { 1, -1, -1 }, .divider = -1, .bottom = h - 1 };
	const int inner = h - 4, ladder = inner * 55 / 100;

	s.panes[PANE_LADDER] = (struct rect){ 1, 2, w - 2, ladder };
	s.lines[2] = 2 + ladder;
	s.panes[middle == PANE_HEX ? PANE_HEX : PANE_WHY] = (struct rect){ 1, 3 + ladder, w - 2, inner - ladder };
	return s;
}
