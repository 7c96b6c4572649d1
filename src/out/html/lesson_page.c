#include "out/html/lesson_page.h"

#include <string.h>

#include "base/text.h"
#include "lesson/bind.h"
#include "lesson/judge.h"
#include "out/html/markup.h"
#include "spec/events.h"
#include "spec/layout.h"
#include "view/text/describe.h"
#include "view/text/meaning.h"

enum { SHOWN_BYTES = 512, VALUE = 64 };

struct lesson_page {
	const struct lesson *l;
	const struct trace *t;      /* of the step */
	const struct lesson_page_options *o;
	struct buf *out;
};

/* ---- text ---- */

/* With its placeholders filled in, and what stands out as emphasis. */
static void put_text(const struct lesson_page *p, const char *text)
{
	struct buf filled = { 0 };
	struct error err;
	const char *s;
	bool on = false;

	if (lesson_fill(p->t, text, &filled, &err) != ST_OK)
		buf_clear(&filled);
	for (s = filled.n ? buf_str(&filled) : text; *s;) {
		const size_t n = strcspn(s, (const char[]){ LESSON_MARK_ON, LESSON_MARK_OFF, 0 });
		struct buf part = { 0 };

		buf_add(&part, bytes_of(s, n));
		html_text(p->out, buf_str(&part));
		buf_free(&part);
		s += n;
		if (!*s)
			break;
		if (on != (*s == LESSON_MARK_ON))
			buf_puts(p->out, on ? "</em>" : "<em>");
		on = *s++ == LESSON_MARK_ON;
	}
	buf_puts(p->out, on ? "</em>" : "");
	buf_free(&filled);
}

static void put_element(const struct lesson_page *p, const char *open, const char *text, const char *close)
{
	buf_puts(p->out, open);
	put_text(p, text);
	buf_printf(p->out, "%s\n", close);
}

/* ---- questions ---- */

static void put_options(const struct lesson_page *p, const struct lesson_question *q)
{
	buf_puts(p->out, "<ol class=\"options\">\n");
	for (size_t i = 0; i < q->n_options; i++)
		put_element(p, "<li>", q->options[i].text.s, "</li>");
	buf_puts(p->out, "</ol>\n");
}

static void put_question(const struct lesson_page *p, const struct lesson_question *q)
{
	static const char *const what[] = {
		[LESSON_CHOICE] = "One of them is right.", [LESSON_CHOICES] = "Which of them are right?", [LESSON_ANSWER] = "Your answer:",
		[LESSON_PREDICT] = "What will happen?", [LESSON_DO] = "To be done in the program.",
	};

	buf_printf(p->out, "<div class=\"question\" id=\"question-%zu\"><p><b>Question %zu.</b> %s", q->index + 1, q->index + 1, what[q->kind]);
	if (!p->o->no_answers)
		buf_printf(p->out, " <a href=\"#answer-%zu\">Answer</a>", q->index + 1);
	buf_puts(p->out, "</p>\n");
	if (q->n_options)
		put_options(p, q);
	else
		buf_puts(p->out, "<p class=\"blank\"></p>\n");
	buf_puts(p->out, "</div>\n");
}

static void put_answer(const struct lesson_page *p, size_t step, const struct lesson_question *q)
{
	struct buf answer = { 0 };

	lesson_judge_answer(q, p->t, &answer);
	buf_printf(p->out, "<details id=\"answer-%zu\"><summary>Answer %zu, of step %zu</summary><p>", q->index + 1, q->index + 1, step + 1);
	put_text(p, buf_str(&answer));
	buf_printf(p->out, " <a href=\"#question-%zu\">The question</a></p></details>\n", q->index + 1);
	buf_free(&answer);
}

/* ---- blocks ---- */

static void put_block(const struct lesson_page *p, const struct lesson_block *b)
{
	switch (b->kind) {
	case LESSON_PARAGRAPH: put_element(p, "<p>", b->text, "</p>"); break;
	case LESSON_HEADING: put_element(p, "<h3>", b->text, "</h3>"); break;
	case LESSON_CODE: put_element(p, "<pre>", b->text, "</pre>"); break;
	case LESSON_ITEM:
		buf_printf(p->out, "<li class=\"in%u\">", b->indent < 3 ? b->indent : 3);
		if (strcmp(b->bullet, "-") != 0)
			buf_printf(p->out, "%s ", b->bullet);
		put_element(p, "", b->text, "</li>");
		break;
	case LESSON_SPEAKER:
		if (p->o->notes)
			put_element(p, "<p class=\"speaker\"><b>For the speaker:</b> ", b->text, "</p>");
		break;
	case LESSON_QUESTION: put_question(p, b->question); break;
	case LESSON_PAGE: break;
	}
}

static void put_blocks(const struct lesson_page *p, const struct lesson_step *s)
{
	bool in_list = false;

	for (size_t i = 0; i < s->n_blocks; i++) {
		const bool item = s->blocks[i].kind == LESSON_ITEM;

		if (item != in_list)
			buf_puts(p->out, item ? "<ul class=\"items\">\n" : "</ul>\n");
		in_list = item;
		put_block(p, &s->blocks[i]);
	}
	buf_puts(p->out, in_list ? "</ul>\n" : "");
}

/* ---- the handshake beside it ---- */

static void put_hex(const struct lesson_page *p, struct bytes b)
{
	struct buf hex = { 0 };

	text_hex(&hex, b, ' ');
	buf_puts(p->out, buf_str(&hex));
	buf_free(&hex);
}

/* The bytes of a message with a part of it marked; of a long one what is around the part. */
static void put_marked(const struct lesson_page *p, struct bytes all, size_t off, size_t n)
{
	const size_t from = all.n <= SHOWN_BYTES || off < SHOWN_BYTES / 2 ? 0 : off - SHOWN_BYTES / 2;
	const size_t end = all.n - from <= SHOWN_BYTES ? all.n : from + SHOWN_BYTES, part = off + n < end ? n : end - off;

	buf_puts(p->out, from ? "<p class=\"bytes\">... " : "<p class=\"bytes\">");
	put_hex(p, bytes_slice(all, from, off - from));
	buf_puts(p->out, " <mark>");
	put_hex(p, bytes_slice(all, off, part));
	buf_puts(p->out, "</mark> ");
	put_hex(p, bytes_slice(all, off + part, end - off - part));
	buf_puts(p->out, end < all.n ? " ...</p>\n" : "</p>\n");
}

static void put_field(const struct lesson_page *p, field_id id)
{
	const struct field *f = trace_field(p->t, id);
	const struct unit *u = trace_unit(p->t, f->unit);
	const struct explanation *e = meaning_of_field(p->t, id);
	struct buf text = { 0 };

	describe_unit(p->t, f->unit, &text);
	buf_puts(p->out, "<h3>");
	html_text(p->out, buf_str(&text));
	buf_puts(p->out, "</h3>\n");
	put_marked(p, trace_bytes(p->t, u->value), f->off, f->len);
	buf_clear(&text);
	describe_field(p->t, id, VALUE, &text);
	buf_puts(p->out, "<p><mark>");
	html_text(p->out, buf_str(&text));
	buf_puts(p->out, "</mark>");
	if (e) {
		buf_puts(p->out, " ");
		html_text(p->out, e->what);
		html_cite(p->out, e->rfc);
	}
	buf_puts(p->out, "</p>\n");
	buf_free(&text);
}

static void put_value(const struct lesson_page *p, value_id v)
{
	struct buf text = { 0 };

	describe_origin(p->t, v, &text);
	buf_puts(p->out, "<p>");
	html_text(p->out, buf_str(&text));
	buf_puts(p->out, "</p>\n");
	put_marked(p, trace_bytes(p->t, v), 0, trace_bytes(p->t, v).n);
	buf_free(&text);
}

static void put_event(const struct lesson_page *p, event_id id)
{
	const struct event *e = trace_event(p->t, id);
	struct buf text = { 0 };

	buf_printf(p->out, "<p><b>%s: ", trace_actor(p->t, e->actor)->name);
	html_text(p->out, describe_event_title(p->t, id));
	buf_puts(p->out, "</b> ");
	describe_event(p->t, id, &text);
	html_text(p->out, buf_str(&text));
	html_cite(p->out, event_text(e->type, e->version).rfc);
	buf_puts(p->out, "</p>\n");
	buf_free(&text);
}

static void put_beside(const struct lesson_page *p, const struct lesson_step *s)
{
	struct error err;
	event_id e;
	field_id f;
	value_id v;

	buf_puts(p->out, "<div class=\"beside\">\n");
	if (p->t->scenario) {
		buf_puts(p->out, "<p class=\"dim\">Handshake: ");
		html_foreign(p->out, bytes_str(p->t->scenario));
		buf_puts(p->out, "</p>\n");
	}
	if (s->at.s && lesson_find_event(p->t, s->at.s, &e, &err) == ST_OK)
		put_event(p, e);
	if (s->field.s && lesson_find_field(p->t, s->field.s, &f, &err) == ST_OK)
		put_field(p, f);
	else if (s->value.s && lesson_find_value(p->t, s->value.s, &v, &err) == ST_OK)
		put_value(p, v);
	buf_puts(p->out, "</div>\n");
}

/* ---- the whole ---- */

static enum status turn_to(struct lesson_page *p, struct lesson_runs *runs, size_t step, struct error *err)
{
	struct feed *f;

	TRY(lesson_runs_get(runs, p->l->steps[step].run, &f, err));
	p->t = f->trace;
	return ST_OK;
}

static void put_head(const struct lesson_page *p)
{
	const struct html_head head = { .language = *p->l->language ? p->l->language : "en", .skip_to = "step-1", .skip = "To the first step" };
	struct buf title = { 0 };

	html_text(&title, p->l->title);
	html_open(p->out, &head, buf_bytes(&title));
	buf_free(&title);
	buf_puts(p->out, "<p>");
	html_text(p->out, p->l->summary);
	buf_printf(p->out, " About %u minutes.", p->l->minutes);
	if (*p->l->needs && strcmp(p->l->needs, "nothing") != 0) {
		buf_puts(p->out, " Needed before: ");
		html_text(p->out, p->l->needs);
		buf_puts(p->out, ".");
	}
	buf_puts(p->out, "</p>\n</header>\n");
}

static enum status put_contents(struct lesson_page *p, struct lesson_runs *runs, struct error *err)
{
	buf_puts(p->out, "<nav aria-label=\"Steps\">\n<ol>\n");
	for (size_t i = 0; i < p->l->n_steps; i++) {
		TRY(turn_to(p, runs, i, err));
		buf_printf(p->out, "<li><a href=\"#step-%zu\">", i + 1);
		put_text(p, p->l->steps[i].title);
		buf_puts(p->out, "</a></li>\n");
	}
	buf_puts(p->out, "</ol>\n</nav>\n");
	return ST_OK;
}

static enum status put_steps(struct lesson_page *p, struct lesson_runs *runs, struct error *err)
{
	for (size_t i = 0; i < p->l->n_steps; i++) {
		TRY(turn_to(p, runs, i, err));
		buf_printf(p->out, "<section class=\"step\" aria-labelledby=\"step-%zu\">\n<h2 id=\"step-%zu\">%zu. ", i + 1, i + 1, i + 1);
		put_text(p, p->l->steps[i].title);
		buf_puts(p->out, "</h2>\n<div class=\"told\">\n");
		put_blocks(p, &p->l->steps[i]);
		buf_puts(p->out, "</div>\n");
		put_beside(p, &p->l->steps[i]);
		buf_puts(p->out, "</section>\n");
	}
	return ST_OK;
}

static enum status put_answers(struct lesson_page *p, struct lesson_runs *runs, struct error *err)
{
	buf_puts(p->out, "<section class=\"answers\" aria-labelledby=\"answers\">\n<h2 id=\"answers\">Answers</h2>\n");
	for (size_t i = 0; i < p->l->n_steps; i++) {
		TRY(turn_to(p, runs, i, err));
		for (size_t k = 0; k < p->l->steps[i].n_blocks; k++)
			if (p->l->steps[i].blocks[k].question)
				put_answer(p, i, p->l->steps[i].blocks[k].question);
	}
	buf_puts(p->out, "</section>\n");
	return ST_OK;
}

enum status lesson_page_write(const struct lesson *l, struct lesson_runs *runs, const struct lesson_page_options *o, struct buf *out, struct error *err)
{
	struct lesson_page p = { .l = l, .o = o, .out = out };

	put_head(&p);
	TRY(put_contents(&p, runs, err));
	buf_puts(out, "<main>\n");
	TRY(put_steps(&p, runs, err));
	if (!o->no_answers && l->n_questions)
		TRY(put_answers(&p, runs, err));
	buf_puts(out, "</main>\n</body>\n</html>\n");
	return ST_OK;
}
