#include "view/text/why.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "spec/codes.h"
#include "spec/events.h"
#include "spec/layout.h"
#include "spec/reasons.h"
#include "view/text/describe.h"
#include "view/text/explain.h"
#include "view/text/label.h"
#include "view/text/meaning.h"
#include "view/text/moment.h"
#include "view/graph/origin.h"
#include "view/screen/secret.h"

enum { WORD_STEM = 6, VALUES_FIRST = 3 };

static void begin(struct why *w, enum why_kind kind)
{
	if (w->n == w->cap) {
		w->cap = w->cap ? 2 * w->cap : 32;
		w->paragraphs = mem_realloc(w->paragraphs, w->cap * sizeof(*w->paragraphs));
	}
	w->paragraphs[w->n].kind = kind;
	w->paragraphs[w->n++].start = w->text.n;
}

static void end(struct why *w)
{
	buf_add_uint(&w->text, 1, 0);
}

static void say(struct why *w, enum why_kind kind, const char *text)
{
	if (!text || !*text)
		return;
	begin(w, kind);
	buf_puts(&w->text, text);
	end(w);
}

const char *why_text(const struct why *w, size_t i)
{
	return (const char *)w->text.p + w->paragraphs[i].start;
}

void why_free(struct why *w)
{
	free(w->paragraphs);
	buf_free(&w->text);
	*w = (struct why){ 0 };
}

/* What it is and why it is there, as one paragraph. */
static void say_explanation(struct why *w, const struct explanation *x)
{
	if (!x || (!*x->what && !*x->why))
		return;
	begin(w, WHY_TEXT);
	buf_printf(&w->text, "%s%s%s", x->what, *x->what && *x->why ? " " : "", x->why);
	end(w);
}

/* Whether a word that begins like this one stands in the text. */
static bool has_word_like(const char *text, const char *word, size_t n)
{
	if (n > WORD_STEM)
		n = WORD_STEM;
	for (const char *p = text; *p; p++)
		if ((p == text || !isalnum((unsigned char)p[-1])) && strncasecmp(p, word, n) == 0)
			return true;
	return false;
}

/* Whether most words of `more` stand in `text` already: then it says nothing new. */
static bool repeats(const char *more, const char *text)
{
	unsigned n = 0, same = 0;

	while (*more) {
		size_t len = 0;

		while (isalnum((unsigned char)more[len]))
			len++;
		n += len > 0;
		same += len > 0 && has_word_like(text, more, len);
		more += len ? len : 1;
	}
	return same * 10 >= n * 6;
}

/* Whether the sentence has the value in full already. */
static bool is_told(const char *sentence, const struct trace *t, value_id v)
{
	struct buf text = { 0 };
	bool told;

	describe_value(t, v, 0, &text);
	told = text.n > 3 && strstr(sentence, buf_str(&text));
	buf_free(&text);
	return told;
}

/* A value with its bytes: hex stays on one line, names and texts are told in full. */
static void say_value(struct why *w, const struct trace *t, value_id v, int columns)
{
	const struct value *value = trace_value(t, v);
	int room = columns - text_width(value->label) - 2;

	begin(w, WHY_VALUE);
	text_safe(&w->text, bytes_str(value->label));
	buf_puts(&w->text, ": ");
	describe_value(t, v, value->show == SHOW_HEX ? room > 12 ? room : 12 : 4 * columns, &w->text);
	end(w);
}

static void say_rfc(struct why *w, const char *own, const struct explanation *x)
{
	const char *more = x && *x->rfc ? x->rfc : NULL;

	if (own && more && strstr(more, own))
		own = NULL;
	if (!own && !more)
		return;
	begin(w, WHY_RFC);
	buf_printf(&w->text, "%s%s%s", own ? own : "", own && more ? ", " : "", more ? more : "");
	end(w);
}

/* The values that are not to be seen elsewhere already, from number `from` on;
 * returns where it stopped, after `max` of them. */
static uint32_t say_values(struct why *w, const struct trace *t, event_id id, size_t sentence, const struct tree *shown,
			   int columns, uint32_t from, unsigned max)
{
	const struct event *e = trace_event(t, id);
	struct bytes unit = shown->subject.kind == SUBJECT_UNIT
				    ? trace_bytes(t, trace_unit(t, shown->subject.id)->value) : BYTES_NONE;
	uint32_t i;

	if (shown->subject.kind != SUBJECT_UNIT)
		return e->n_values;
	for (i = from; i < e->n_values && max; i++) {
		value_id v = e->values[i];

		if (!v || bytes_equal(trace_bytes(t, v), unit) || is_told(why_text(w, sentence), t, v))
			continue;
		say_value(w, t, v, columns);
		max--;
	}
	return i;
}

/* Before a sentence that lists so much that its end is out of sight: why it came
 * out as it did. */
static void say_conclusion(struct why *w, const struct trace *t, event_id id, int columns)
{
	struct buf text = { 0 };

	describe_event(t, id, &text);
	if (text.n > 4 * (size_t)columns) {
		buf_clear(&text);
		describe_reason(t, id, &text);
		say(w, WHY_TEXT, buf_str(&text));
	}
	buf_free(&text);
}

/* Of a capture: when the message of the step came. */
static void say_moment(struct why *w, const struct trace *t, step_id step)
{
	struct buf said = { 0 };

	moment_say(t, step, &said);
	if (said.n) {
		begin(w, WHY_VALUE);
		buf_printf(&w->text, "time: %s", buf_str(&said));
		end(w);
	}
	buf_free(&said);
}

static void explain_the_event(struct why *w, const struct trace *t, event_id id, const struct tree *shown, int columns)
{
	static const enum why_kind kinds[] = {
		[VERDICT_OK] = WHY_OK, [VERDICT_FAIL] = WHY_FAIL, [VERDICT_WARN] = WHY_WARN, [VERDICT_SKIPPED] = WHY_SKIPPED,
		[VERDICT_UNJUDGED] = WHY_WARN,
	};
	const struct event *e = trace_event(t, id);
	const struct event_spec *spec = &event_specs[e->type];
	const struct explanation *x = explain_event(spec->name, e->version);
	const struct explanation *reason = e->reason ? explain_reason(reason_name(e->reason)) : NULL;

	size_t sentence;
	uint32_t next;

	begin(w, e->verdict ? kinds[e->verdict] : WHY_TITLE);
	label_of_event(t, id, &w->text);
	if (e->verdict)
		buf_printf(&w->text, " - %s%s", describe_verdict(e->verdict), e->fatal ? ", this ends the connection" : "");
	end(w);
	say_conclusion(w, t, id, columns);
	sentence = w->n;
	begin(w, WHY_TEXT);
	describe_event(t, id, &w->text);
	end(w);
	say_moment(w, t, e->step);
	if (trace_studied(t)->outcome.done && id == trace_n_events(t) - 1) {
		begin(w, WHY_TEXT);
		describe_outcome(t, &w->text);
		end(w);
	}
	next = say_values(w, t, id, sentence, shown, columns, 0, VALUES_FIRST);
	say_explanation(w, reason);
	if (x && !repeats(x->what, why_text(w, sentence)))
		say_explanation(w, x);
	else if (x)
		say(w, WHY_TEXT, x->why);
	say_values(w, t, id, sentence, shown, columns, next, UINT32_MAX);
	say_rfc(w, event_text(e->type, e->version).rfc, x);
}

static const char *field_rfc(const struct trace *t, field_id f)
{
	for (; f; f = trace_field(t, f)->parent)
		if (trace_field(t, f)->layout->rfc)
			return trace_field(t, f)->layout->rfc;
	return NULL;
}

static void explain_the_field(struct why *w, const struct trace *t, field_id id, int columns)
{
	const struct field *f = trace_field(t, id);
	const struct unit *u = trace_unit(t, f->unit);
	const struct explanation *x = meaning_of_field(t, id), *of_value[MEANINGS_MAX];
	const size_t n = f->parent ? meaning_of_value(t, id, of_value) : 0;

	begin(w, WHY_TITLE);
	describe_field(t, id, columns, &w->text);
	end(w);
	if (f->malformed)
		say(w, WHY_FAIL, "These bytes do not have the form that the field must have.");
	if (!f->parent && u->kind == UNIT_MESSAGE && u->content_type == CT_HANDSHAKE)
		say_explanation(w, explain_message(code_name(&codes_handshake_type, u->handshake_type), u->version));
	say_explanation(w, x);
	for (size_t i = 0; i < n; i++)
		say_explanation(w, of_value[i]);
	begin(w, WHY_VALUE);
	if (f->len > 1)
		buf_printf(&w->text, "bytes %u to %u of ", f->off, f->off + f->len - 1);
	else
		buf_printf(&w->text, "%s %u of ", f->len ? "byte" : "empty, at byte", f->off);
	describe_unit(t, f->unit, &w->text);
	end(w);
	say_rfc(w, meaning_of_version(x) ? NULL : field_rfc(t, id), x);
}

/* RSA by itself; that name alone is a suite's, and there it is the key exchange. */
static const char *algorithm_of(const struct value *v)
{
	return v->op == OP_RSA_PUBLIC || v->op == OP_RSA_PRIVATE ? "RSA-power" : v->alg;
}

static void explain_the_value(struct why *w, const struct trace *t, value_id id, int columns)
{
	const struct value *v = trace_value(t, id);

	begin(w, WHY_TITLE);
	text_safe(&w->text, bytes_str(v->label));
	buf_printf(&w->text, ": %zu byte%s", v->bytes.n, v->bytes.n == 1 ? "" : "s");
	end(w);
	begin(w, WHY_TEXT);
	origin_say(t, id, &w->text);
	end(w);
	if (secret_is(t, id))
		say(w, WHY_TEXT, "Secret: whoever only listens on the wire does not learn it.");
	if (v->alg)
		say_explanation(w, explain_algorithm(algorithm_of(v)));
	begin(w, WHY_VALUE);
	describe_value(t, id, v->show == SHOW_HEX ? columns : 4 * columns, &w->text);
	end(w);
}

static void explain_the_selection(struct why *w, const struct trace *t, const struct tree *tree, int columns)
{
	const struct tree_row *row = tree_selected(tree);

	if (!row)
		return;
	if (row->field)
		explain_the_field(w, t, row->field, columns);
	else
		explain_the_value(w, t, row->value, columns);
}

/* A trace without an event yet: a live peer is at the other end. */
static void say_begin(struct why *w, const struct trace *t)
{
	say(w, WHY_TITLE, "nothing has happened yet");
	if (trace_studied(t)->outcome.done)
		return;
	say(w, WHY_TEXT, "This is a real connection, one step at a time: nothing is sent and nothing is read until you press space. "
			 "Then one thing happens, and everything stands still again.");
	say(w, WHY_TEXT, "The peer knows nothing of this. It only sees a slow partner, and may lose patience: some close a "
			 "connection that says nothing for a minute or so. Going back never sends anything.");
}

static void gap(struct why *w)
{
	begin(w, WHY_GAP);
	end(w);
}

void why_build(struct why *w, const struct trace *t, event_id event, const struct tree *selection, bool selection_first,
	       int columns)
{
	w->n = 0;
	buf_clear(&w->text);
	if (selection_first && tree_selected(selection)) {
		explain_the_selection(w, t, selection, columns);
		gap(w);
	}
	if (event)
		explain_the_event(w, t, event, selection, columns);
	else
		say_begin(w, t);
	if (!selection_first && tree_selected(selection)) {
		gap(w);
		explain_the_selection(w, t, selection, columns);
	}
}
