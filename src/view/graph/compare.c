#include "view/graph/compare.h"

#include <string.h>

#include "base/text.h"
#include "spec/codes.h"
#include "spec/events.h"
#include "view/text/describe.h"

enum { HEADER = 5 };      /* of a record */

/* ---- the same event? ---- */

static bool same_values(const struct trace *a, const struct event *x, const struct trace *b, const struct event *y)
{
	if (x->n_values != y->n_values)
		return false;
	for (uint32_t i = 0; i < x->n_values; i++)
		if (!x->values[i] != !y->values[i] || !bytes_equal(trace_bytes(a, x->values[i]), trace_bytes(b, y->values[i])))
			return false;
	return true;
}

static bool same_unit(const struct trace *a, const struct event *x, const struct trace *b, const struct event *y)
{
	if (!x->unit != !y->unit)
		return false;
	return !x->unit || bytes_equal(trace_bytes(a, trace_unit(a, x->unit)->value), trace_bytes(b, trace_unit(b, y->unit)->value));
}

static bool same_event(const struct trace *a, const struct event *x, const struct trace *b, const struct event *y)
{
	return x->type == y->type && x->actor == y->actor && x->verdict == y->verdict && x->reason == y->reason && x->fatal == y->fatal &&
	       x->arg[0] == y->arg[0] && x->arg[1] == y->arg[1] && same_values(a, x, b, y) && same_unit(a, x, b, y);
}

/* ---- building ---- */

/* The changed record follows the one that was sent: its unit is the altered one. */
static void find_byte(struct compare *c, const struct trace *t)
{
	struct bytes sent = trace_bytes(t, trace_unit(t, c->record)->value);

	for (unit_id id = c->record + 1; id < trace_n_units(t); id++) {
		const struct unit *u = trace_unit(t, id);
		struct bytes came = trace_bytes(t, u->value);

		if (u->kind != UNIT_RECORD || !u->altered || u->sender != trace_unit(t, c->record)->sender)
			continue;
		for (c->at = 0; c->at < sent.n && c->at < came.n && sent.p[c->at] == came.p[c->at];)
			c->at++;
		c->was = c->at < sent.n ? sent.p[c->at] : 0;
		c->is = c->at < came.n ? came.p[c->at] : 0;
		return;
	}
}

static void find_parting(struct compare *c, const struct trace *a, const struct trace *b)
{
	event_id i = 1, j = 1;

	for (;; i++, j++) {
		if (j < trace_n_events(b) && trace_event(b, j)->type == EV_FAULT && trace_event(b, j)->actor == ACTOR_NETWORK) {
			c->fault = j;
			c->record = trace_event(b, j)->unit;
			j++;
		}
		if (i >= trace_n_events(a) || j >= trace_n_events(b) || !same_event(a, trace_event(a, i), b, trace_event(b, j)))
			break;
	}
	c->parts[0] = i < trace_n_events(a) ? i : 0;
	c->parts[1] = j < trace_n_events(b) ? j : 0;
}

/* Whether the original has a failed check of this kind by this actor too. */
static bool failed_before(const struct trace *a, const struct event *e)
{
	for (event_id i = 1; i < trace_n_events(a); i++)
		if (trace_event(a, i)->type == e->type && trace_event(a, i)->actor == e->actor && trace_event(a, i)->verdict == VERDICT_FAIL &&
		    trace_event(a, i)->reason == e->reason)
			return true;
	return false;
}

static void find_notice(struct compare *c, const struct trace *a, const struct trace *b)
{
	for (event_id j = c->parts[1]; j && j < trace_n_events(b); j++) {
		const struct event *e = trace_event(b, j);

		if (e->verdict == VERDICT_FAIL && !c->doubt && !failed_before(a, e))
			c->doubt = j;
		if (e->verdict == VERDICT_FAIL && e->fatal && !c->noticed)
			c->noticed = j;
		if (c->noticed && e->type == EV_ALERT_SENT && !c->alert)
			c->alert = j;
	}
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

void compare_build(struct compare *c, const struct trace *original, const struct trace *changed)
{
	*c = (struct compare){ 0 };
	find_parting(c, original, changed);
	if (c->record)
		find_byte(c, changed);
	find_notice(c, original, changed);
	c->same_end = same_text(trace_studied(original)->outcome.outcome, trace_studied(changed)->outcome.outcome) && same_text(trace_studied(original)->outcome.alert, trace_studied(changed)->outcome.alert) &&
		      same_text(trace_studied(original)->outcome.failed_check, trace_studied(changed)->outcome.failed_check);
}

event_id compare_original(const struct compare *c, event_id changed)
{
	if (c->parts[1] && changed >= c->parts[1])
		return 0;
	return c->fault && changed >= c->fault ? changed - 1 : changed;
}

/* ---- words ---- */

/* The message that has the byte, if it goes in the clear, and where in it. */
static unit_id message_at(const struct trace *t, unit_id record, uint32_t at, uint32_t *off)
{
	for (unit_id id = 1; id < trace_n_units(t); id++) {
		const struct unit *u = trace_unit(t, id);

		if (u->kind == UNIT_MESSAGE && u->carrier == record && at >= u->carrier_off && at - u->carrier_off < trace_bytes(t, u->value).n) {
			*off = at - u->carrier_off;
			return id;
		}
	}
	return 0;
}

void compare_say_change(const struct compare *c, const struct trace *t, struct buf *out)
{
	uint32_t off = c->at;
	unit_id unit = c->record ? message_at(t, c->record, c->at, &off) : 0;
	field_id f;

	if (!c->record) {
		text_safe(out, bytes_str(t->scenario ? t->scenario : "nothing was changed"));
		return;
	}
	if (!unit)
		unit = c->record;
	f = trace_leaf_at(t, unit, off);
	if (trace_unit(t, unit)->kind != UNIT_RECORD) {
		buf_printf(out, "byte %u of %s", off, describe_unit_name(t, unit));
	} else {
		buf_printf(out, "byte %u of %sthe ", off < HEADER ? off : off - HEADER, off < HEADER ? "" : "the fragment of ");
		describe_unit(t, unit, out);
	}
	if (f) {
		buf_puts(out, ", in ");
		trace_field_path(t, f, out);
	}
	buf_printf(out, ": %02x became %02x", c->was, c->is);
}

static void put_sentence(struct buf *out, struct buf *words)
{
	enum { COLUMNS = 80 };
	const char *s = buf_str(words);
	int at = 0;

	while (*s) {
		size_t len = strcspn(s, " ");
		char word[512];
		int width;

		len = len < sizeof(word) ? len : sizeof(word) - 1;
		memcpy(word, s, len);
		word[len] = 0;
		width = text_width(word);
		if (at && at + 1 + width > COLUMNS) {
			buf_puts(out, "\n");
			at = 0;
		} else if (at) {
			buf_puts(out, " ");
			at++;
		}
		buf_puts(out, word);
		at += width;
		s += len + strspn(s + len, " ");
	}
	buf_puts(out, "\n");
	buf_clear(words);
}

static void put_event(const struct trace *t, event_id id, struct buf *out)
{
	buf_printf(out, "event %u (%s", id, describe_event_title(t, id));
	if (trace_event(t, id)->step)
		buf_printf(out, ", %s", trace_step(t, trace_event(t, id)->step)->title);
	buf_puts(out, ")");
}

static void say_parting(const struct compare *c, const struct trace *b, struct buf *w)
{
	if (!c->parts[0] && !c->parts[1]) {
		buf_puts(w, "Nothing else changes: event by event the two stories are the same.");
		return;
	}
	buf_puts(w, "Without and with the change, the two stories part at ");
	if (c->parts[1])
		put_event(b, c->parts[1], w);
	else
		buf_puts(w, "the end: with the change it breaks off");
	buf_puts(w, ".");
}

static void say_check(const struct trace *t, event_id id, struct buf *w)
{
	const struct event *e = trace_event(t, id);

	buf_printf(w, " at event %u, by the check %s (%s): ", id, event_specs[e->type].name, describe_event_title(t, id));
	describe_event(t, id, w);
}

/* "The server" at the begin of a sentence. */
static void say_who(const struct trace *t, event_id id, const char *does, struct buf *w)
{
	size_t at = w->n;

	buf_puts(w, trace_actor(t, trace_event(t, id)->actor)->text);
	w->p[at] = (uint8_t)(w->p[at] - 'a' + 'A');
	buf_puts(w, does);
	say_check(t, id, w);
}

static void say_notice(const struct compare *c, const struct trace *b, struct buf *w)
{
	if (c->doubt && c->doubt != c->noticed) {
		say_who(b, c->doubt, c->noticed ? " has a first sign of it" : " notices, and goes on,", w);
		buf_puts(w, " ");
	}
	if (c->noticed)
		say_who(b, c->noticed, " notices", w);
	else if (!c->doubt && c->same_end)
		buf_puts(w, "Nobody notices.");
	else if (!c->doubt)
		buf_puts(w, "Nobody can tell: each waits for the other, until one of them loses patience.");
}

static void say_alert(const struct compare *c, const struct trace *b, struct buf *w)
{
	const char *name;

	if (!c->alert)
		return;
	name = code_name(&codes_alert, (uint32_t)trace_event(b, c->alert)->arg[1]);
	buf_printf(w, "The answer is the alert %s.", name ? name : "of that number");
}

void compare_words(const struct compare *c, const struct trace *original, const struct trace *changed, struct buf *w)
{
	buf_puts(w, c->record ? "Changed on the wire: " : "What is different: ");
	compare_say_change(c, changed, w);
	buf_puts(w, ".\n");
	say_parting(c, changed, w);
	buf_puts(w, "\n");
	say_notice(c, changed, w);
	buf_puts(w, "\n");
	if (c->alert) {
		say_alert(c, changed, w);
		buf_puts(w, "\n");
	}
	buf_puts(w, "Without it: ");
	describe_outcome(original, w);
	buf_puts(w, "\nWith it: ");
	describe_outcome(changed, w);
	buf_puts(w, "\n");
}

void compare_text(const struct compare *c, const struct trace *original, const struct trace *changed, struct buf *out)
{
	struct buf all = { 0 }, one = { 0 };

	buf_puts(out, "What the change did\n-------------------\n");
	compare_words(c, original, changed, &all);
	for (const char *s = buf_str(&all); *s; s += strcspn(s, "\n") + 1) {
		buf_add(&one, bytes_of(s, strcspn(s, "\n")));
		put_sentence(out, &one);
	}
	buf_free(&all);
	buf_free(&one);
}
