/* The inside of a Markdown node as one line of text. */
#ifndef SLOWSHAKE_LESSON_INLINE_H
#define SLOWSHAKE_LESSON_INLINE_H

#include <cmark.h>

#include "lesson/lesson.h"

/* In the lesson's arena: code and emphasis between marks, line breaks as blanks,
 * control characters left out; what cannot be shown is reported. */
const char *lesson_inline(struct lesson *l, cmark_node *n, int line, struct lesson_report *r);

#endif
