#include "lesson/measure.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "lesson/bind.h"
#include "lesson/judge.h"
#include "view/text/describe.h"

enum {
	ENOUGH = 6,             /* fewer questions say nothing about a habit */
	MUCH_LONGER = 12,       /* columns */
};

/* ---- length ---- */

static int shown_width(const struct trace *t, const char *text)
{
	struct buf out = { 0 };
	struct error err;
	int width = lesson_fill(t, text, &out, &err) == ST_OK ? text_width(buf_str(&out)) : text_width(text);

	buf_free(&out);
	return width;
}

static void measure_length(struct lesson_measure *m, const struct lesson *l, const struct lesson_question *q, size_t right, const struct trace *t,
			   struct lesson_report *r)
{
	int is = shown_width(t, q->options[right].text.s), other = 0;

	for (size_t i = 0; i < q->n_options; i++) {
		int width = i == right ? 0 : shown_width(t, q->options[i].text.s);

		other = width > other ? width : other;
	}
	m->longest += is > other;
	if (is > other + MUCH_LONGER && 2 * is > 3 * other)
		lesson_warn(r, l, q->options[right].line, "the right answer is much longer than the others (%d columns, %d): it can be told by that", is, other);
}

/* ---- what stands there already ---- */

static bool is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The word, and not as a part of another. */
static bool has_word(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
		if ((at == text || !is_word_char(at[-1])) && !is_word_char(at[n]))
			return true;
	return false;
}

static void add_text(struct buf *out, const struct trace *t, const char *text)
{
	struct error err;

	buf_puts(out, " ");
	if (text && lesson_fill(t, text, out, &err) != ST_OK)
		buf_puts(out, text);
}

/* What the learner has before his eyes when he is asked: the step down to the question, and what it has in focus. */
static void add_shown(struct buf *out, const struct trace *t, const struct lesson_step *s, const struct lesson_question *q)
{
	struct error err;
	field_id f;
	value_id v;

	add_text(out, t, s->title);
	for (size_t b = 0; b < s->n_blocks && s->blocks[b].question != q; b++)
		if (s->blocks[b].kind != LESSON_SPEAKER)
			add_text(out, t, s->blocks[b].text);
	buf_puts(out, " ");
	if (s->field.s && lesson_find_field(t, s->field.s, &f, &err) == ST_OK)
		describe_field(t, f, 0, out);
	if (s->value.s && lesson_find_value(t, s->value.s, &v, &err) == ST_OK)
		describe_value(t, v, 0, out);
}

/* "yes" and "no" stand everywhere. */
static bool tells_nothing(const char *key)
{
	static const char *const words[] = { "yes", "no", "none", "ok", "fail", "established", "failed", "0", "1", "2" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(words[i], key) == 0)
			return true;
	return false;
}

static void measure_giveaway(const struct lesson *l, const struct lesson_step *s, const struct lesson_question *q, size_t right,
			     const struct trace *t, struct lesson_report *r)
{
	const char *key = q->options[right].key;
	struct buf shown = { 0 };
	bool others = false;

	if (!key || tells_nothing(key))
		return;
	add_shown(&shown, t, s, q);
	for (size_t i = 0; i < q->n_options; i++)
		others = others || (i != right && has_word(buf_str(&shown), q->options[i].key));
	if (has_word(buf_str(&shown), key) && !others)
		lesson_warn(r, l, q->options[right].line, "\"%.60s\" stands in the step before it is asked for, and no other answer does: it is given away", key);
	buf_free(&shown);
}

/* ---- which one is meant ---- */

/* "knows:thief data" asks of the first; it can be another than the text speaks of, and then the wrong answer is held to be right. */
static void measure_which(const struct lesson *l, const struct lesson_question *q, const struct trace *t, struct lesson_report *r)
{
	struct buf first = { 0 }, other = { 0 };
	struct error err;
	bool alike = true;
	char expr[160];

	if (!q->expr.s || strncmp(q->expr.s, "knows:", 6) != 0 || strpbrk(q->expr.s, "#") || has_word(q->expr.s, "last"))
		return;
	alike = lesson_eval(t, q->expr.s, &first, &err) == ST_OK;
	for (unsigned n = 2; alike; n++) {
		buf_clear(&other);
		snprintf(expr, sizeof(expr), "%.140s #%u", q->expr.s, n);
		if (lesson_eval(t, expr, &other, &err) != ST_OK)
			break;
		alike = strcmp(buf_str(&other), buf_str(&first)) == 0;
	}
	if (!alike)
		lesson_warn(r, l, q->expr.line, "there are several of \"%.60s\", of which not all are known alike; write #1, #2 ... or last", strchr(q->expr.s, ' ') + 1);
	buf_free(&first);
	buf_free(&other);
}

/* ---- all ---- */

void lesson_measure_question(struct lesson_measure *m, const struct lesson *l, const struct lesson_step *s, const struct lesson_question *q,
			     const struct trace *t, struct lesson_report *r)
{
	uint32_t options = lesson_judge_options(q, t);
	size_t right = 0;

	if (!options || options & (options - 1))
		return;
	while (!(options & 1u << right))
		right++;
	m->asked++;
	m->placed[right]++;
	measure_length(m, l, q, right, t, r);
	measure_giveaway(l, s, q, right, t, r);
	measure_which(l, q, t, r);
}

void lesson_measure_end(const struct lesson_measure *m, const struct lesson *l, struct lesson_report *r)
{
	if (m->asked < ENOUGH)
		return;
	for (size_t i = 0; i < LESSON_MAX_OPTIONS; i++)
		if (3 * m->placed[i] > 2 * m->asked)
			lesson_warn(r, l, 1, "the right answer is shown as number %zu in %u of %u questions; another seed shuffles them anew", i + 1, m->placed[i], m->asked);
	if (2 * m->longest > m->asked)
		lesson_warn(r, l, 1, "the right answer is the longest in %u of %u questions", m->longest, m->asked);
}
