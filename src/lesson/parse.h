/* Markdown into a lesson. */
#ifndef SLOWSHAKE_LESSON_PARSE_H
#define SLOWSHAKE_LESSON_PARSE_H

#include "lesson/lesson.h"

/* Reads the file's content. `path` is what problems are told with; the folder that
 * it names is the lesson's id. Always gives a lesson: what is wrong stands in the
 * report and is left out. lesson_free it. */
struct lesson *lesson_parse(const char *path, struct bytes markdown, struct lesson_report *r);
void lesson_free(struct lesson *l);

#endif
