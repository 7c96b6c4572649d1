/* "key: value" lines: the header of a lesson and its fenced blocks. */
#ifndef SLOWSHAKE_LESSON_KEYS_H
#define SLOWSHAKE_LESSON_KEYS_H

#include "lesson/lesson.h"

struct lesson_key {
	const char *name;
	struct lesson_text *to;
};

/* Reads the lines into the keys. A line that begins with a blank goes on with the
 * value before it; # begins a remark. `line` is the one before the first. */
void lesson_keys_read(struct lesson *l, struct bytes text, int line, const struct lesson_key *keys, size_t n,
		      struct lesson_report *r);
/* The header between its two lines of dashes: the bytes it takes, 0 if there is
 * none, and how many lines those are. Fills in the lesson and its first run. */
size_t lesson_header_read(struct lesson *l, struct bytes file, int *lines, struct lesson_report *r);

#endif
