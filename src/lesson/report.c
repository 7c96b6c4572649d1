/* What is wrong in a lesson, a line each: FILE:LINE: sentence. */
#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "lesson/lesson.h"

void lesson_report(struct lesson_report *r, const struct lesson *l, int line, const char *fmt, ...)
{
	char sentence[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(sentence, sizeof(sentence), fmt, ap);
	va_end(ap);
	text_safe(&r->text, bytes_str(l->path));
	buf_printf(&r->text, ":%d: ", line > 0 ? line : 1);
	text_safe(&r->text, bytes_str(sentence));
	buf_puts(&r->text, "\n");
	r->n++;
}

void lesson_report_free(struct lesson_report *r)
{
	buf_free(&r->text);
	*r = (struct lesson_report){ 0 };
}
