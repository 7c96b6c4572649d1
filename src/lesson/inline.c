#include "lesson/inline.h"

#include "base/text.h"

static void put_mark(struct buf *out, char mark)
{
	buf_add_uint(out, 1, (uint8_t)mark);
}

/* A writer's own control characters must not pass for marks. */
static void put_text(struct buf *out, const char *s)
{
	for (; s && *s; s++)
		if ((unsigned char)*s >= 0x20 && *s != 0x7f)
			buf_add_uint(out, 1, (uint8_t)*s);
		else
			buf_puts(out, " ");
}

static void enter(struct buf *out, cmark_node *n, const struct lesson *l, int line, struct lesson_report *r)
{
	switch (cmark_node_get_type(n)) {
	case CMARK_NODE_TEXT:
		put_text(out, cmark_node_get_literal(n));
		break;
	case CMARK_NODE_CODE:
		put_mark(out, LESSON_MARK_ON);
		put_text(out, cmark_node_get_literal(n));
		put_mark(out, LESSON_MARK_OFF);
		break;
	case CMARK_NODE_EMPH: case CMARK_NODE_STRONG:
		put_mark(out, LESSON_MARK_ON);
		break;
	case CMARK_NODE_SOFTBREAK: case CMARK_NODE_LINEBREAK:
		buf_puts(out, " ");
		break;
	case CMARK_NODE_PARAGRAPH: case CMARK_NODE_ITEM:
		if (out->n && out->p[out->n - 1] != ' ')
			buf_puts(out, " ");
		break;
	case CMARK_NODE_IMAGE:
		lesson_report(r, l, line, "an image cannot be shown in a terminal");
		break;
	case CMARK_NODE_HTML_INLINE: case CMARK_NODE_HTML_BLOCK:
		lesson_report(r, l, line, "HTML is not shown; write Markdown");
		break;
	case CMARK_NODE_CODE_BLOCK:
		lesson_report(r, l, line, "a fenced block cannot stand inside of something else");
		break;
	default:
		break;
	}
}

const char *lesson_inline(struct lesson *l, cmark_node *n, int line, struct lesson_report *r)
{
	cmark_iter *iter = cmark_iter_new(n);
	cmark_event_type event;
	struct buf out = { 0 };
	const char *text;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *at = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(at);

		if (event == CMARK_EVENT_ENTER)
			enter(&out, at, l, line, r);
		else if (type == CMARK_NODE_EMPH || type == CMARK_NODE_STRONG)
			put_mark(&out, LESSON_MARK_OFF);
	}
	cmark_iter_free(iter);
	text = arena_str(&l->arena, buf_str(&out));
	buf_free(&out);
	return text;
}
