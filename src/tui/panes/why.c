#include <string.h>

#include "tui/panes/panes.h"

static enum role kind_role(enum why_kind kind)
{
	static const enum role roles[] = {
		[WHY_TITLE] = ROLE_HEADING, [WHY_OK] = ROLE_OK, [WHY_FAIL] = ROLE_FAIL, [WHY_WARN] = ROLE_WARN,
		[WHY_SKIPPED] = ROLE_HEADING, [WHY_TEXT] = ROLE_NORMAL, [WHY_VALUE] = ROLE_NORMAL, [WHY_RFC] = ROLE_DIM,
		[WHY_GAP] = ROLE_NORMAL,
	};

	return roles[kind];
}

/* Draws from row `y` (which may be above the pane) on; returns the row after it. */
static int draw_paragraph(struct grid *g, struct rect r, int y, enum role role, const char *text)
{
	size_t from = 0, start, len;
	char line[1024];

	while (grid_wrap(text, r.w - 2, &from, &start, &len)) {
		if (len >= sizeof(line))
			len = sizeof(line) - 1;
		memcpy(line, text + start, len);
		line[len] = 0;
		if (y >= 0 && y < r.h)
			grid_text(g, r, 1, y, role, line);
		y++;
	}
	return y;
}

static int draw_all(struct app *a, struct grid *g, struct rect r, int y)
{
	/* The first title stands in the frame. */
	for (size_t i = 1; i < a->why.n; i++) {
		const struct why_paragraph *p = &a->why.paragraphs[i];

		if (p->kind == WHY_GAP)
			y++;
		else
			y = draw_paragraph(g, r, y, kind_role(p->kind), why_text(&a->why, i));
	}
	return y;
}

void pane_why_draw(struct app *a, struct grid *g, struct rect r)
{
	struct rect nowhere = { r.x, r.y, r.w, 0 };
	int rows = draw_all(a, g, nowhere, 0);

	a->why_top = scroll_bound(a->why_top, r.h, rows);
	draw_all(a, g, r, -a->why_top);
	scroll_arrows(g, r, ROLE_DIM, a->why_top, rows);
}
