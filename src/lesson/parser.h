/* Between the files that read a lesson's Markdown. */
#ifndef SLOWSHAKE_LESSON_PARSER_H
#define SLOWSHAKE_LESSON_PARSER_H

#include <cmark.h>

#include "lesson/lesson.h"

/* A step while it is read. */
struct lesson_parser {
	struct lesson *l;
	struct lesson_report *r;
	int first_line;                 /* of what cmark sees, less one */
	struct lesson_step *step;       /* NULL before the first */
	struct segvec blocks;           /* of the current step */
	struct lesson_question *open;   /* a prediction that may still get its list */
	struct segvec steps;
};

/* The line of the file on which a node begins. */
int lesson_parse_line(const struct lesson_parser *p, cmark_node *n);
/* A block at the end of the current step; reported if no step has begun. */
struct lesson_block *lesson_parse_add_block(struct lesson_parser *p, enum lesson_block_kind kind, cmark_node *n, const char *text);
/* A question as a block of the step. */
struct lesson_question *lesson_parse_add_question(struct lesson_parser *p, cmark_node *n, enum lesson_question_kind kind);

/* Of lesson_parse_question.c: a block answer, predict or do; a list as the options of a
 * question; whether a list has boxes. */
void lesson_parse_asked(struct lesson_parser *p, cmark_node *n, enum lesson_question_kind kind, struct bytes text, int line);
void lesson_parse_options(struct lesson_parser *p, struct lesson_question *q, cmark_node *list);
bool lesson_parse_is_task_list(struct lesson_parser *p, cmark_node *list);

#endif
