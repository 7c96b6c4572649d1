/* What is wrong in a lesson, a line each: FILE:LINE: sentence. */
#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "lesson/lesson.h"

static void add_line(struct lesson_report *r, const struct lesson *l, int line, const char *kind, const char *fmt, va_list ap)
{
	char sentence[600];

	vsnprintf(sentence, sizeof(sentence), fmt, ap);
	text_safe(&r->text, bytes_str(l->path));
	buf_printf(&r->text, ":%d: %s", line > 0 ? line : 1, kind);
	text_safe(&r->text, bytes_str(sentence));
	buf_puts(&r->text, "\n");
}

void lesson_report(struct lesson_report *r, const struct lesson *l, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_line(r, l, line, "", fmt, ap);
	va_end(ap);
	r->n++;
}

void lesson_warn(struct lesson_report *r, const struct lesson *l, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_line(r, l, line, "warning: ", fmt, ap);
	va_end(ap);
	r->warnings++;
}

void lesson_report_free(struct lesson_report *r)
{
	buf_free(&r->text);
	*r = (struct lesson_report){ 0 };
}
