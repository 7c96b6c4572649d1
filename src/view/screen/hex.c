#include "view/screen/hex.h"

int hexview_columns(unsigned per_line, bool with_text)
{
	return 5 + 3 * (int)per_line + 1 + (with_text ? 1 + (int)per_line : 0);
}

unsigned hexview_per_line(int columns, bool with_text)
{
	unsigned n = 32;

	while (n > 4 && hexview_columns(n, with_text) > columns)
		n /= 2;
	return n;
}

uint32_t hexview_n_lines(const struct hexview *h)
{
	return (uint32_t)((h->bytes.n + h->per_line - 1) / h->per_line);
}

uint32_t hexview_top(const struct hexview *h, unsigned lines)
{
	uint32_t n = hexview_n_lines(h), first = h->off / h->per_line, at = h->at / h->per_line;
	uint32_t last = h->len ? (h->off + h->len - 1) / h->per_line : first, top;

	if (n <= lines)
		return 0;
	/* The span in the middle if it fits, else from its first line on. */
	top = last - first + 1 <= lines ? first - (first < (lines - (last - first + 1)) / 2 ? first : (lines - (last - first + 1)) / 2)
					: first;
	if (at < top)
		top = at;
	if (at >= top + lines)
		top = at - lines + 1;
	return top > n - lines ? n - lines : top;
}

bool hexview_lit(const struct hexview *h, uint32_t off)
{
	return off >= h->off && off - h->off < h->len;
}

char hexview_gap(const struct hexview *h, uint32_t off, bool line_end)
{
	if (h->len && off == h->off && !line_end)
		return '[';
	if (h->len && off == h->off + h->len && (line_end || off % h->per_line))
		return ']';
	return ' ';
}
