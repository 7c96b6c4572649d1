#include "tui/panes/panes.h"

int scroll_top(int top, int rows, int n, int at)
{
	if (top > at)
		top = at;
	if (top < at - rows + 1)
		top = at - rows + 1;
	return scroll_bound(top, rows, n);
}

int scroll_bound(int top, int rows, int n)
{
	if (top > n - rows)
		top = n - rows;
	return top < 0 ? 0 : top;
}

void scroll_arrows(struct grid *g, struct rect r, enum role role, int top, int n)
{
	if (top + r.h < n)
		grid_char(g, r, r.w - 1, r.h - 1, role, 0x2193);
	if (top > 0)
		grid_char(g, r, r.w - 1, 0, role, 0x2191);
}
