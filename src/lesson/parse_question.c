/* Questions in the Markdown of a lesson: lists with boxes, and the blocks answer,
 * predict and do. */
#include <string.h>

#include "lesson/inline.h"
#include "lesson/keys.h"
#include "lesson/parser.h"

void lesson_parse_asked(struct lesson_parser *p, cmark_node *n, enum lesson_question_kind kind, struct bytes text, int line)
{
	static const char *const names[] = { [LESSON_ANSWER] = "is", [LESSON_PREDICT] = "ask", [LESSON_DO] = "goal" };
	struct lesson_question *q = lesson_parse_add_question(p, n, kind);
	const struct lesson_key keys[] = {
		{ names[kind], &q->expr }, { "right", &q->right }, { "wrong", &q->wrong }, { "hint", &q->hint },
	};

	lesson_keys_read(p->l, text, line, keys, ARRAY_LEN(keys), p->r);
	if (!q->expr.s)
		lesson_report(p->r, p->l, line, "a question without a right answer: the line \"%s: ...\" is missing", names[kind]);
	if (kind == LESSON_PREDICT)
		p->open = q;
}

/* All of an item but its first paragraph, as one text. */
static struct lesson_text feedback_of(struct lesson_parser *p, cmark_node *item)
{
	cmark_node *first = cmark_node_first_child(item), *n = first ? cmark_node_next(first) : NULL;
	struct lesson_text text = { NULL, n ? lesson_parse_line(p, n) : 0 };
	struct buf all = { 0 };

	for (; n; n = cmark_node_next(n)) {
		const char *part = lesson_inline(p->l, n, lesson_parse_line(p, n), p->r);

		buf_printf(&all, "%s%s", all.n ? " " : "", part);
	}
	if (all.n)
		text.s = arena_str(&p->l->arena, buf_str(&all));
	buf_free(&all);
	return text;
}

/* "[x] text": its box; 0 if it has none. */
static char box_of(const char *text)
{
	return text[0] == '[' && text[1] && text[2] == ']' && text[3] == ' ' && strchr("xX ", text[1]) ? text[1] : 0;
}

/* A prediction's option begins with `what the engine gives`. */
static void take_key(struct lesson_parser *p, struct lesson_option *o)
{
	const char *s = o->text.s, *end = *s == LESSON_MARK_ON ? strchr(s, LESSON_MARK_OFF) : NULL;
	struct buf told = { 0 };
	char *key;

	if (!end) {
		lesson_report(p->r, p->l, o->line, "an option of a prediction begins with the answer it stands for, between backquotes");
		o->key = "";
		return;
	}
	key = arena_str(&p->l->arena, s + 1);
	key[end - s - 1] = 0;
	o->key = key;
	/* "48: as many as ..." for people */
	if (end[1] == ' ' && end[2]) {
		buf_add(&told, bytes_of(s, (size_t)(end + 1 - s)));
		buf_printf(&told, ":%s", end + 1);
		o->text.s = arena_str(&p->l->arena, buf_str(&told));
		buf_free(&told);
	}
}

static void read_option(struct lesson_parser *p, struct lesson_option *o, cmark_node *item, bool predict)
{
	cmark_node *first = cmark_node_first_child(item);
	const char *text = first ? lesson_inline(p->l, first, lesson_parse_line(p, item), p->r) : "";
	char box = box_of(text);

	*o = (struct lesson_option){ .line = lesson_parse_line(p, item), .right = box == 'x' || box == 'X' };
	if (box)
		text += 4;
	if (predict && box)
		lesson_report(p->r, p->l, o->line, "a prediction has no boxes: the engine says which answer is right");
	if (!predict && !box)
		lesson_report(p->r, p->l, o->line, "an answer without a box; write - [x] right or - [ ] wrong");
	o->text = (struct lesson_text){ text, o->line };
	o->feedback = feedback_of(p, item);
	if (predict)
		take_key(p, o);
	if (!o->feedback.s)
		lesson_report(p->r, p->l, o->line, "an answer without feedback: say why it is right or wrong, indented below it");
}

void lesson_parse_options(struct lesson_parser *p, struct lesson_question *q, cmark_node *list)
{
	size_t n = 0, right = 0;

	for (cmark_node *i = cmark_node_first_child(list); i; i = cmark_node_next(i))
		n++;
	if (n > LESSON_MAX_OPTIONS)
		lesson_report(p->r, p->l, q->line, "%zu answers; more than %d have no number key", n, LESSON_MAX_OPTIONS);
	q->options = arena_alloc(&p->l->arena, (n + 1) * sizeof(*q->options));
	for (cmark_node *i = cmark_node_first_child(list); i && q->n_options < LESSON_MAX_OPTIONS; i = cmark_node_next(i)) {
		read_option(p, &q->options[q->n_options], i, q->kind == LESSON_PREDICT);
		right += q->options[q->n_options++].right;
	}
	if (q->kind == LESSON_PREDICT)
		return;
	if (!right)
		lesson_report(p->r, p->l, q->line, "a question without a right answer: no box has an x");
	if (n < 2)
		lesson_report(p->r, p->l, q->line, "a question with one answer is none");
	q->kind = right > 1 ? LESSON_CHOICES : LESSON_CHOICE;
}

bool lesson_parse_is_task_list(struct lesson_parser *p, cmark_node *list)
{
	cmark_node *item = cmark_node_first_child(list), *first = item ? cmark_node_first_child(item) : NULL;
	struct lesson_report none = { 0 };
	bool yes = first && box_of(lesson_inline(p->l, first, 0, &none));

	lesson_report_free(&none);
	return yes;
}
