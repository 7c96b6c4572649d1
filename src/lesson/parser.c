#include "lesson/parser.h"

int lesson_parse_line(const struct lesson_parser *p, cmark_node *n)
{
	return cmark_node_get_start_line(n) + p->first_line;
}

struct lesson_block *lesson_parse_add_block(struct lesson_parser *p, enum lesson_block_kind kind, cmark_node *n, const char *text)
{
	struct lesson_block *b;

	if (!p->step) {
		lesson_report(p->r, p->l, lesson_parse_line(p, n), "text before the first step; a step begins with a heading: ## Title");
		p->step = segvec_add(&p->steps, sizeof(*p->step));
		*p->step = (struct lesson_step){ .line = lesson_parse_line(p, n), .title = "", .bound = true, .n_pages = 1 };
	}
	b = segvec_add(&p->blocks, sizeof(*b));
	*b = (struct lesson_block){ .kind = kind, .line = lesson_parse_line(p, n), .text = text };
	p->open = NULL;
	return b;
}

struct lesson_question *lesson_parse_add_question(struct lesson_parser *p, cmark_node *n, enum lesson_question_kind kind)
{
	struct lesson_question *q = arena_alloc(&p->l->arena, sizeof(*q));

	*q = (struct lesson_question){ .kind = kind, .line = lesson_parse_line(p, n), .index = p->l->n_questions++ };
	lesson_parse_add_block(p, LESSON_QUESTION, n, NULL)->question = q;
	return q;
}
