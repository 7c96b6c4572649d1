/* Bytes in lines of hexadecimal, with a lit span and one byte under the cursor. */
#ifndef SLOWSHAKE_VIEW_SCREEN_HEX_H
#define SLOWSHAKE_VIEW_SCREEN_HEX_H

#include "trace/trace.h"

struct hexview {
	struct bytes bytes;
	uint32_t off, len;     /* lit */
	uint32_t at;           /* byte under the cursor */
	unsigned per_line;     /* bytes a line, at least 1 */
};

/* How many bytes fit a line of `columns`: 32, 16, 8 or 4 (at least 4). A line is
 * an offset of four digits, a blank, 3 columns a byte and one for a closing
 * bracket; with text 1 more column and one for each byte. */
unsigned hexview_per_line(int columns, bool with_text);
int hexview_columns(unsigned per_line, bool with_text);

uint32_t hexview_n_lines(const struct hexview *h);
/* The first line to draw so that the lit span and above all the cursor are seen in
 * a window of `lines`. */
uint32_t hexview_top(const struct hexview *h, unsigned lines);
bool hexview_lit(const struct hexview *h, uint32_t off);
/* What stands between byte off - 1 and off of a line: '[' where the lit span begins,
 * ']' where it ends, else ' '. `line_end`: after the line's last byte. */
char hexview_gap(const struct hexview *h, uint32_t off, bool line_end);

#endif
