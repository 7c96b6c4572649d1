/* What is told of a row in full. */
#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"
#include "view/screen/list.h"

void list_detail_clear(struct list_detail *d)
{
	buf_clear(&d->text);
	d->n = 0;
}

void list_detail_free(struct list_detail *d)
{
	buf_free(&d->text);
	free(d->lines);
	*d = (struct list_detail){ 0 };
}

struct buf *list_detail_line(struct list_detail *d, enum list_tone tone, const char *label)
{
	if (d->n)
		buf_add_uint(&d->text, 1, 0);
	if (d->n == d->cap) {
		d->cap = d->cap ? 2 * d->cap : 16;
		d->lines = mem_realloc(d->lines, d->cap * sizeof(*d->lines));
	}
	d->lines[d->n++] = (struct list_line){ tone, label, d->text.n };
	return &d->text;
}

const char *list_detail_text(struct list_detail *d, size_t line)
{
	assert(line < d->n);
	return buf_str(&d->text) + d->lines[line].start;
}
