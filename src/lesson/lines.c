#include "lesson/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lesson/bind.h"

void lesson_lines_clear(struct lesson_lines *l)
{
	l->n = 0;
	buf_clear(&l->text);
}

void lesson_lines_free(struct lesson_lines *l)
{
	free(l->lines);
	buf_free(&l->text);
	*l = (struct lesson_lines){ 0 };
}

const char *lesson_line_text(const struct lesson_lines *l, size_t i)
{
	return (const char *)l->text.p + l->lines[i].start;
}

static void add_line(struct lesson_lines *l, enum lesson_line_kind kind, const char *lead, const char *text, size_t n, bool marked)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 32;
		l->lines = mem_realloc(l->lines, l->cap * sizeof(*l->lines));
	}
	l->lines[l->n++] = (struct lesson_line){ kind, l->text.n, marked };
	buf_puts(&l->text, lead);
	buf_add(&l->text, bytes_of(text, n));
	buf_add_uint(&l->text, 1, 0);
}

/* How much of the text stands on one line: words, or a piece of one that is too long. */
static size_t line_length(const char *text, int width)
{
	size_t n = strlen(text), blank = 0, i, step;
	int used = 0;

	for (i = 0; i < n; i += step) {
		int w = text_char_width(text_utf8((const uint8_t *)text + i, n - i, &step));

		if (text[i] == ' ')
			blank = i;
		if (used + w > width && i)
			return blank ? blank : i;
		used += w;
	}
	return n;
}

void lesson_lines_add(struct lesson_lines *l, enum lesson_line_kind kind, const char *lead, const char *text, int width)
{
	int indent = text_width(lead);
	char blanks[32];
	bool marked = false;

	snprintf(blanks, sizeof(blanks), "%*s", indent, "");
	do {
		size_t n = line_length(text, width > indent + 8 ? width - indent : 8);

		add_line(l, kind, lead, text, n, marked);
		for (size_t i = 0; i < n; i++)
			if (text[i] == LESSON_MARK_ON || text[i] == LESSON_MARK_OFF)
				marked = text[i] == LESSON_MARK_ON;
		text += n + strspn(text + n, " ");
		lead = blanks;
	} while (*text);
}

static void add_gap(struct lesson_lines *l)
{
	if (l->n && l->lines[l->n - 1].kind != LINE_GAP)
		add_line(l, LINE_GAP, "", "", 0, false);
}

static void add_filled(struct lesson_lines *l, enum lesson_line_kind kind, const char *lead, const char *text,
		       const struct trace *t, int width)
{
	struct buf out = { 0 };
	struct error err;

	if (lesson_fill(t, text, &out, &err) == ST_OK || out.n)
		lesson_lines_add(l, kind, lead, buf_str(&out), width);
	buf_free(&out);
}

/* Lines as they are; they are cut where they are too long, not wrapped. */
static void add_code(struct lesson_lines *l, enum lesson_line_kind kind, const char *text, const struct trace *t)
{
	struct buf out = { 0 };
	struct error err;

	if (lesson_fill(t, text, &out, &err) != ST_OK && !out.n)
		return;
	for (size_t i = 0; i < out.n; i++)
		if (out.p[i] < 0x20 && out.p[i] != '\n')
			out.p[i] = ' ';
	for (const char *s = buf_str(&out); *s;) {
		size_t n = strcspn(s, "\n");

		add_line(l, kind, "  ", s, n, false);
		s += n + (s[n] == '\n');
	}
	buf_free(&out);
}

static void add_text_block(struct lesson_lines *l, const struct lesson_block *b, const struct trace *t, int width, unsigned parts)
{
	char lead[48];

	switch (b->kind) {
	case LESSON_PARAGRAPH:
		add_gap(l);
		add_filled(l, LINE_TEXT, "", b->text, t, width);
		break;
	case LESSON_HEADING:
		add_gap(l);
		add_filled(l, LINE_HEADING, "", b->text, t, width);
		break;
	case LESSON_ITEM:
		snprintf(lead, sizeof(lead), "%*s%-1s ", (int)(b->indent > 4 ? 4 : b->indent) * 2, "", b->bullet);
		add_filled(l, LINE_TEXT, lead, b->text, t, width);
		break;
	case LESSON_CODE:
		add_code(l, LINE_CODE, b->text, t);
		break;
	case LESSON_SPEAKER:
		if (parts & LESSON_PART_SPEAKER)
			add_filled(l, LINE_SPEAKER, "| ", b->text, t, width);
		break;
	default:
		break;
	}
}

static void add_options(struct lesson_lines *l, const struct lesson_state *s, const struct lesson_question *q,
			const struct trace *t, int width)
{
	const struct lesson_answer *a = &s->answers[q->index];
	char lead[32];

	for (size_t i = 0; i < q->n_options; i++) {
		bool chosen = a->chosen & 1u << i;

		snprintf(lead, sizeof(lead), "%c%zu) ", chosen ? '>' : ' ', i + 1);
		add_filled(l, chosen ? LINE_CHOSEN : LINE_OPTION, lead, q->options[i].text.s, t, width);
	}
}

static void add_feedback_lines(struct lesson_lines *l, const struct lesson_state *s, const struct lesson_question *q, int width)
{
	struct buf text = { 0 };
	bool shown = s->answers[q->index].mark == LESSON_SHOWN;

	if (s->looked)
		buf_printf(&text, "%zu) ", s->looked);
	shown = shown && !s->looked;
	buf_printf(&text, "%s %s", s->right ? "Right." : shown ? "The answer:" : s->partly ? "Not all yet." : "Not so.", buf_str((struct buf *)&s->feedback));
	add_gap(l);
	lesson_lines_add(l, s->right ? LINE_RIGHT : shown ? LINE_HINT : LINE_WRONG, "", buf_str(&text), width);
	buf_free(&text);
}

void lesson_lines_page(struct lesson_lines *l, const struct lesson_state *s, const struct trace *t, int width, unsigned parts)
{
	const struct lesson_question *q;
	size_t first, end;

	lesson_lines_clear(l);
	if (s->over)
		return;
	lesson_state_blocks(s, &first, &end);
	for (size_t i = first; i < end; i++) {
		const struct lesson_block *b = &lesson_state_step(s)->blocks[i];

		if (!b->question && parts & LESSON_PART_TEXT)
			add_text_block(l, b, t, width, parts);
		else if (b->question && parts & LESSON_PART_QUESTION) {
			if (b->question->n_options)
				add_gap(l);
			add_options(l, s, b->question, t, width);
		}
	}
	q = lesson_state_question(s);
	if (q && s->answered && parts & LESSON_PART_FEEDBACK)
		add_feedback_lines(l, s, q, width);
}
