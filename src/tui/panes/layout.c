#include "tui/panes/panes.h"
#include "tui/settings.h"
#include "view/screen/hex.h"

enum {
	FRAME_ROWS = 2,          /* header and footer; above each row of panes a line */
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

/* What is hidden shows all the same while it has the keys. */
static bool is_shown(enum pane p, enum pane focus)
{
	return p == focus || !tui_settings.hide[p];
}

void layout_split(struct screen *s, struct rect middle, enum pane which)
{
	const enum pane other = which == PANE_HEX ? PANE_FIELDS : PANE_HEX;
	int hex = tui_settings.hide[other] ? 0 : hex_columns(middle.w - 1);

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

/* The rows of panes below each other: the explanation and the ladder have theirs, the rest is for what stands between. */
struct bands {
	bool ladder, middle, why;
	enum pane which;      /* of fields and bytes, where only one of them fits */
};

static struct bands bands_of(enum pane focus, enum pane middle)
{
	struct bands b = { is_shown(PANE_LADDER, focus), true, is_shown(PANE_WHY, focus), middle };

	if (!is_shown(middle, focus))
		b.which = middle == PANE_HEX ? PANE_FIELDS : PANE_HEX;
	b.middle = is_shown(b.which, focus);
	/* one pane there is, whatever the configuration says */
	b.ladder = b.ladder || (!b.middle && !b.why);
	return b;
}

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

struct screen layout_frame(int h)
{
	return (struct screen){ .lines = { 1, -1, -1 }, .divider = -1, .bottom = h - 1 };
}

struct screen layout_screen(int w, int h, enum pane focus, enum pane middle, bool zoom)
{
	struct screen s = layout_frame(h);
	const struct bands b = bands_of(focus, middle);
	const int inner = h - FRAME_ROWS - b.ladder - b.middle - b.why;
	const int why = !b.why ? 0 : b.ladder || b.middle ? why_rows(inner) : inner;
	const int ladder = !b.ladder ? 0 : b.middle ? ladder_rows(inner, why) : inner - why;
	int y = 2;

	if (zoom) {
		s.panes[focus] = (struct rect){ 1, 2, w - 2, h - 3 };
		return s;
	}
	if (b.ladder) {
		s.panes[PANE_LADDER] = (struct rect){ 1, y, w - 2, ladder };
		y += ladder + 1;
	}
	if (b.middle) {
		s.lines[1] = y - 1;
		layout_split(&s, (struct rect){ 1, y, w - 2, inner - why - ladder }, b.which);
		y += inner - why - ladder + 1;
	}
	if (b.why) {
		s.lines[2] = y - 1;
		s.panes[PANE_WHY] = (struct rect){ 1, y, w - 2, why };
	}
	return s;
}

/* The ladder at the left, the rest in two rows beside it. */
static struct screen beside_ladder(int w, int h, struct bands b)
{
	struct screen s = layout_frame(h);
	const int inner = h - 3 - (b.middle && b.why), share = tui_settings.why ? tui_settings.why : 38;
	const int why = !b.why ? 0 : b.middle ? between(inner * share / 100, WHY_MIN, inner - 2 * MIDDLE_LEAST) : inner;
	struct rect right;

	s.left = w * (tui_settings.left ? tui_settings.left : 40) / 100;
	right = (struct rect){ s.left + 1, 2, w - s.left - 2, inner - why };
	s.panes[PANE_LADDER] = (struct rect){ 1, 2, s.left - 1, h - 3 };
	if (b.middle)
		layout_split(&s, right, b.which);
	if (b.why && b.middle)
		s.lines[2] = 2 + right.h;
	if (b.why)
		s.panes[PANE_WHY] = (struct rect){ right.x, h - 1 - why, right.w, why };
	return s;
}

struct screen layout_app(int w, int h, enum pane focus, enum pane middle, bool zoom)
{
	enum { LADDER_FROM = 160, ORIGIN_SHARE = 46 };
	const struct bands b = bands_of(focus, middle);
	const bool beside = !zoom && w >= LADDER_FROM && b.ladder && (b.middle || b.why);
	struct screen s = beside ? beside_ladder(w, h, b) : layout_screen(w, h, focus, middle, zoom);
	struct rect *why = &s.panes[PANE_WHY];
	const int columns = why->w * ORIGIN_SHARE / 100;

	if (zoom || w < ORIGIN_FROM || !why->w || tui_settings.hide[PANE_N])
		return s;
	s.origin = (struct rect){ why->x + why->w - columns, why->y, columns, why->h };
	why->w -= columns + 1;
	return s;
}

struct screen layout_present(int w, int h, enum pane middle)
{
	struct screen s = layout_frame(h);
	const int inner = h - 4, ladder = inner * 55 / 100;

	s.panes[PANE_LADDER] = (struct rect){ 1, 2, w - 2, ladder };
	s.lines[2] = 2 + ladder;
	s.panes[middle == PANE_HEX ? PANE_HEX : PANE_WHY] = (struct rect){ 1, 3 + ladder, w - 2, inner - ladder };
	return s;
}
