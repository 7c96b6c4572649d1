/* Where lessons are: those that ship are part of the program (base/assets.h), others
 * are files. */
#ifndef SLOWSHAKE_CLI_LEARN_LESSON_FIND_H
#define SLOWSHAKE_CLI_LEARN_LESSON_FIND_H

#include "lesson/parse.h"

/* The lessons that ship, in their order: "01-handshake" ..., NULL behind the last. */
const char *lesson_shipped(size_t i);
/* "Next: slowshake learn NAME (title)." for the lesson that follows the one with that id;
 * NULL if none does, or if it does not ship. The text is in the buffer. */
const char *lesson_next(const char *id, struct buf *out);
/* The id of that one, NULL as above. */
const char *lesson_following(const char *id);
/* A lesson by its id, its id without the number, or its number; or by a path (a folder
 * or a file: whatever has a slash or ends in .md). In the language of the environment if
 * there is a translation. Problems go to the report. ST_USAGE, ST_IO with the sentence. */
enum status lesson_load(const char *name, struct lesson **out, struct lesson_report *r, struct error *err) MUST_USE;
/* A folder's lesson.md, or a file. */
enum status lesson_load_path(const char *path, struct lesson **out, struct lesson_report *r, struct error *err) MUST_USE;
/* A file as it is. */
enum status lesson_load_file(const char *path, struct lesson **out, struct lesson_report *r, struct error *err) MUST_USE;
/* The lesson.md beside a translation; NULL if there is none. */
struct lesson *lesson_load_source(const struct lesson *translation);

#endif
