#include "out/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "spec/events.h"
#include "spec/layout.h"
#include "view/text/describe.h"
#include "view/text/moment.h"

enum { COLUMNS = 80, EVENT_INDENT = 6, TREE_INDENT = 6 };

struct text_writer {
	const struct trace *t;
	FILE *out;
	struct buf line;
	event_id next;           /* first event not printed */
	step_id step;            /* of the last event printed */
	struct buf units, values, steps;   /* one byte each: printed already */
};

struct text_writer *text_writer_new(const struct trace *t, FILE *out)
{
	struct text_writer *w = mem_alloc(sizeof(*w));

	w->t = t;
	w->out = out;
	w->next = 1;
	return w;
}

void text_writer_free(struct text_writer *w)
{
	if (!w)
		return;
	buf_free(&w->line);
	buf_free(&w->units);
	buf_free(&w->values);
	buf_free(&w->steps);
	free(w);
}

/* Marks id in a set; true if it was not in it. */
static bool mark(struct buf *set, uint32_t id)
{
	while (set->n <= id)
		buf_add_uint(set, 1, 0);
	if (set->p[id])
		return false;
	set->p[id] = 1;
	return true;
}

static void put_indent(struct text_writer *w, int n)
{
	for (int i = 0; i < n; i++)
		fputc(' ', w->out);
}

/* The length of the word, or of the part of it that fills a line; the columns it takes. */
static size_t word_part(const char *s, size_t len, int room, int *width)
{
	size_t i = 0, n;

	*width = 0;
	for (; i < len; i += n) {
		int w = text_char_width(text_utf8((const uint8_t *)s + i, len - i, &n));

		if (*width + w > room && i)
			break;
		*width += w;
	}
	return i;
}

/* Text broken at blanks; the first line continues at column `at`, further ones begin at `indent`. */
static void put_wrapped(struct text_writer *w, const char *s, int at, int indent)
{
	bool first = true;

	while (*s) {
		size_t len = strcspn(s, " "), n;
		int width;

		if (!len) {
			s++;
			continue;
		}
		n = word_part(s, len, COLUMNS - indent, &width);
		if (!first && at + 1 + width > COLUMNS) {
			fputc('\n', w->out);
			put_indent(w, indent);
			at = indent;
		} else if (!first) {
			fputc(' ', w->out);
			at++;
		}
		fwrite(s, 1, n, w->out);
		at += width;
		s += n;
		first = false;
	}
	fputc('\n', w->out);
}

static void put_hex(struct text_writer *w, struct bytes b, int indent)
{
	size_t per_line = (size_t)(COLUMNS - indent) / 2;

	if (per_line > 32)
		per_line = 32;
	if (per_line < 8)
		per_line = 8;
	for (size_t off = 0; off < b.n; off += per_line) {
		size_t n = b.n - off < per_line ? b.n - off : per_line;

		buf_clear(&w->line);
		text_hex(&w->line, bytes_slice(b, off, n), 0);
		put_indent(w, indent);
		fprintf(w->out, "%s\n", buf_str(&w->line));
	}
}

/* "name: " stands in w->line; the value follows on the line, or as hex below. */
static void put_named(struct text_writer *w, int indent, struct bytes b, enum show show, const struct code_table *codes)
{
	int used = indent + text_width(buf_str(&w->line));

	show = describe_show(b, show);
	if (show == SHOW_HEX && b.n && used + 2 * (int)b.n > COLUMNS) {
		put_indent(w, indent);
		buf_printf(&w->line, "%zu bytes", b.n);
		put_wrapped(w, buf_str(&w->line), indent, indent + 2);
		put_hex(w, b, indent + 2);
		return;
	}
	describe_bytes(b, show, codes, 0, &w->line);
	put_indent(w, indent);
	put_wrapped(w, buf_str(&w->line), indent, indent + 2);
}

static void put_field(struct text_writer *w, field_id id)
{
	const struct field *f = trace_field(w->t, id);
	int depth = f->depth > 12 ? 12 : f->depth, indent = TREE_INDENT + 6 + 2 * depth, room;

	put_indent(w, TREE_INDENT);
	fprintf(w->out, "%5u ", f->off);
	put_indent(w, 2 * depth);
	buf_clear(&w->line);
	if (f->leaf && !f->malformed && describe_show(trace_field_bytes(w->t, id), f->layout->show) != SHOW_HEX) {
		describe_field(w->t, id, 0, &w->line);
		put_wrapped(w, buf_str(&w->line), indent, indent + 2);
		return;
	}
	describe_field_name(w->t, id, &w->line);
	room = COLUMNS - indent - text_width(buf_str(&w->line)) - 2;
	if (!f->leaf || (2 * (int)f->len <= room && !f->malformed)) {
		buf_puts(&w->line, ": ");
		describe_field_value(w->t, id, room < 20 ? 20 : room, &w->line);
		put_wrapped(w, buf_str(&w->line), indent, indent + 2);
		return;
	}
	buf_printf(&w->line, ": %u bytes%s", f->len, f->malformed ? " that cannot be read" : "");
	fprintf(w->out, "%s\n", buf_str(&w->line));
	put_hex(w, trace_field_bytes(w->t, id), indent + 2);
}

static void put_unit(struct text_writer *w, unit_id id)
{
	const struct unit *u = trace_unit(w->t, id);

	if (!mark(&w->units, id))
		return;
	buf_clear(&w->line);
	describe_unit(w->t, id, &w->line);
	if (u->kind == UNIT_RECORD || u->kind == UNIT_PLAINTEXT)
		buf_printf(&w->line, ", sequence number %llu", (unsigned long long)u->seq);
	buf_puts(&w->line, ", byte by byte:");
	put_indent(w, EVENT_INDENT);
	put_wrapped(w, buf_str(&w->line), EVENT_INDENT, EVENT_INDENT + 2);
	if (!u->n_fields)
		put_hex(w, trace_bytes(w->t, u->value), TREE_INDENT + 2);
	for (field_id f = u->first_field; f < u->first_field + u->n_fields; f++)
		put_field(w, f);
}

/* A value, in full, the first time that an event speaks of it; not again where the
 * unit has the same bytes. */
static void put_value(struct text_writer *w, value_id id, unit_id unit)
{
	const struct value *v;
	value_id whole = unit ? trace_unit(w->t, unit)->value : 0;

	if (!id || id == whole || !mark(&w->values, id))
		return;
	v = trace_value(w->t, id);
	buf_clear(&w->line);
	describe_origin_ids(w->t, id, &w->line);
	if (whole && bytes_equal(v->bytes, trace_bytes(w->t, whole))) {
		buf_puts(&w->line, " = the bytes of ");
		describe_unit(w->t, unit, &w->line);
		put_indent(w, EVENT_INDENT);
		put_wrapped(w, buf_str(&w->line), EVENT_INDENT, EVENT_INDENT + 2);
		return;
	}
	buf_puts(&w->line, " = ");
	put_named(w, EVENT_INDENT, v->bytes, v->show, v->codes);
}

/* Of a capture: when, and how long after what came before. */
static void put_moment(struct text_writer *w, step_id id)
{
	struct buf said = { 0 };

	moment_say(w->t, id, &said);
	if (said.n)
		fprintf(w->out, "    %s\n", buf_str(&said));
	buf_free(&said);
}

static void put_step(struct text_writer *w, step_id id)
{
	const struct step *s = trace_step(w->t, id);
	bool again = !mark(&w->steps, id);

	w->step = id;
	buf_clear(&w->line);
	buf_printf(&w->line, "Step %u%s: ", id, again ? " (continued)" : "");
	describe_step(w->t, id, &w->line);
	if (s->unit) {
		size_t n = trace_bytes(w->t, trace_unit(w->t, s->unit)->value).n;

		buf_printf(&w->line, ", %zu byte%s", n, n == 1 ? "" : "s");
	}
	fprintf(w->out, "\n%s\n", buf_str(&w->line));
	for (int i = text_width(buf_str(&w->line)); i > 0; i--)
		fputc('-', w->out);
	fputc('\n', w->out);
	if (!again)
		put_moment(w, id);
}

static void put_event(struct text_writer *w, event_id id)
{
	const struct event *e = trace_event(w->t, id);
	const char *verdict = describe_verdict(e->verdict), *rfc = event_text(e->type, e->version).rfc;

	if (e->step && e->step != w->step)
		put_step(w, e->step);
	fprintf(w->out, "%5u %s: %s%s%s%s%s%s%s\n", id, trace_actor(w->t, e->actor)->name, describe_event_title(w->t, id),
		*verdict ? ": " : "", verdict, e->fatal ? ", fatal" : "",
		rfc ? " (" : "", rfc ? rfc : "", rfc ? ")" : "");
	buf_clear(&w->line);
	describe_event(w->t, id, &w->line);
	put_indent(w, EVENT_INDENT);
	put_wrapped(w, buf_str(&w->line), EVENT_INDENT, EVENT_INDENT);
	for (uint32_t i = 0; i < e->n_values; i++)
		put_value(w, e->values[i], e->unit);
	if (e->unit)
		put_unit(w, e->unit);
}

static enum status written(struct text_writer *w)
{
	return fflush(w->out) != 0 || ferror(w->out) ? ST_IO : ST_OK;
}

static void put_heading(struct text_writer *w)
{
	buf_clear(&w->line);
	buf_puts(&w->line, "slowshake");
	if (w->t->scenario) {
		buf_puts(&w->line, ": ");
		text_safe(&w->line, bytes_str(w->t->scenario));
	}
	if (w->t->seed) {
		buf_puts(&w->line, ", seed ");
		text_safe(&w->line, bytes_str(w->t->seed));
	}
	put_wrapped(w, buf_str(&w->line), 0, 0);
}

enum status text_writer_update(struct text_writer *w)
{
	uint32_t n = trace_n_events(w->t);

	if (w->next == 1 && n > 1)
		put_heading(w);
	for (; w->next < n; w->next++)
		put_event(w, w->next);
	return written(w);
}

enum status text_writer_finish(struct text_writer *w)
{
	TRY(text_writer_update(w));
	buf_clear(&w->line);
	describe_outcome(w->t, &w->line);
	fputs("\nOutcome\n-------\n", w->out);
	put_wrapped(w, buf_str(&w->line), 0, 0);
	return written(w);
}

enum status text_run(struct feed *f, FILE *out)
{
	struct text_writer *w = text_writer_new(f->trace, out);
	enum feed_state state;
	enum status st;

	do {
		state = f->pump(f, -1);
		st = text_writer_update(w);
	} while (state != FEED_DONE && st == ST_OK);
	if (st == ST_OK)
		st = text_writer_finish(w);
	text_writer_free(w);
	return st;
}
