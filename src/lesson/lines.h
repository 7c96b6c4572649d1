/* A page of a lesson in lines of text, wrapped: what the Lesson pane and plain
 * text show, and what the checker measures. */
#ifndef SLOWSHAKE_LESSON_LINES_H
#define SLOWSHAKE_LESSON_LINES_H

#include "lesson/state.h"

enum lesson_line_kind {
	LINE_TEXT, LINE_HEADING, LINE_CODE, LINE_SPEAKER, LINE_OPTION, LINE_CHOSEN, LINE_RIGHT, LINE_WRONG, LINE_HINT, LINE_GAP,
};

struct lesson_line {
	enum lesson_line_kind kind;
	size_t start;            /* in text, runs to a NUL; with marks */
	bool marked;             /* a mark from the line before is still on */
};

struct lesson_lines {
	struct lesson_line *lines;
	size_t n, cap;
	struct buf text;
};

enum lesson_part {
	LESSON_PART_TEXT = 1,      /* what stands outside of the question */
	LESSON_PART_QUESTION = 2,
	LESSON_PART_FEEDBACK = 4,  /* the answer just given, or the last right one */
	LESSON_PART_SPEAKER = 8,
};

/* Builds anew the page on which the state stands, for its trace. */
void lesson_lines_page(struct lesson_lines *l, const struct lesson_state *s, const struct trace *t, int width, unsigned parts);
/* Any text in lines of one kind, added; `lead` stands before its first line. */
void lesson_lines_add(struct lesson_lines *l, enum lesson_line_kind kind, const char *lead, const char *text, int width);
void lesson_lines_clear(struct lesson_lines *l);
void lesson_lines_free(struct lesson_lines *l);
const char *lesson_line_text(const struct lesson_lines *l, size_t i);

#endif
