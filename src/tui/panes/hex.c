#include <stdio.h>

#include "tui/panes/panes.h"
#include "view/screen/hex.h"

static enum role byte_role(const struct app *a, const struct hexview *h, uint32_t off)
{
	if (off == h->at && a->focus == PANE_HEX)
		return ROLE_CURSOR;
	/* a message as a whole shows its fields */
	if (hexview_lit(h, off) && (h->len < h->bytes.n || a->subject.kind != SUBJECT_UNIT))
		return ROLE_SELECTION;
	return a->subject.kind == SUBJECT_UNIT ? pane_field_role(a->t, trace_leaf_at(a->t, a->subject.id, off)) : ROLE_NORMAL;
}

static void draw_line(struct app *a, struct grid *g, struct rect r, int y, const struct hexview *h, uint32_t line, bool text)
{
	uint32_t first = line * h->per_line, off;
	int x = 4, column = 5 + 3 * (int)h->per_line + 2;
	char hex[8];

	snprintf(hex, sizeof(hex), "%04x", first & 0xffff);
	grid_text(g, r, 0, y, ROLE_DIM, hex);
	for (off = first; off < first + h->per_line && off < h->bytes.n; off++) {
		char gap = hexview_gap(h, off, false);
		bool joined = gap == ' ' && off > first && hexview_lit(h, off) && hexview_lit(h, off - 1);

		x = grid_char(g, r, x, y, joined && h->len < h->bytes.n ? ROLE_SELECTION : ROLE_HEADING, (uint32_t)gap);
		snprintf(hex, sizeof(hex), "%02x", h->bytes.p[off]);
		x = grid_text(g, r, x, y, byte_role(a, h, off), hex);
		if (text) {
			uint8_t c = h->bytes.p[off];

			grid_char(g, r, column + (int)(off - first), y, byte_role(a, h, off), c >= 0x20 && c < 0x7f ? c : '.');
		}
	}
	grid_char(g, r, x, y, ROLE_HEADING, (uint32_t)hexview_gap(h, off, true));
}

void pane_hex_draw(struct app *a, struct grid *g, struct rect r)
{
	struct tree_bytes b = app_bytes(a);
	struct hexview h = { .bytes = b.bytes, .off = b.off, .len = b.len, .at = a->byte };
	uint32_t n, top;
	bool text;

	h.per_line = layout_hex_per_line(r.w, &text);
	a->hex_columns = r.w;
	n = hexview_n_lines(&h);
	top = hexview_top(&h, (unsigned)r.h);
	if (!n)
		grid_text(g, r, 1, 0, ROLE_DIM, b.value ? "An empty byte string." : "No bytes belong to this event.");
	for (int y = 0; y < r.h && top + (uint32_t)y < n; y++)
		draw_line(a, g, r, y, &h, top + (uint32_t)y, text);
}
