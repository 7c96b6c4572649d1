/* How a picker looks: the line that is typed, the rows, and what the selected one is about. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tui/keys/keymap.h"
#include "tui/panes/panes.h"
#include "view/text/describe.h"
#include "view/text/label.h"
#include "view/text/moment.h"

enum { DETAIL_ROWS = 3, FIRST_ROW = 3, TIME_FROM = 100, TIME_WIDTH = 16 };

static const struct {
	const char *title, *prompt, *enter;
} words[PICKER_N] = {
	[PICKER_COMMANDS] = { "commands, faults; values, fields and events by name; 123: event 123; #5: message 5", "command: ", "do it" },
	[PICKER_EVENTS] = { "events", "only: ", "go there" },
	[PICKER_SEARCH] = { "search", "search: ", "go there" },
	[PICKER_FILE] = { "write this handshake to a file", "file: ", "write it" },
	[PICKER_FAULTS] = { "what if: the faults", "fault: ", "run with it" },
};

/* ---- rows ---- */

/* "  38 client  ClientHello        record header checked        12:00:10.123456  OK" */
static void put_event(const struct app *a, struct grid *g, struct rect r, int y, event_id e, enum role role)
{
	enum { NUMBER = 6, PARTY = 10, MESSAGE = 20 };
	const struct event *event = trace_event(a->t, e);
	const char *sign = pane_verdict_sign(event->verdict);
	const int party = NUMBER, message = party + PARTY, what = r.w < 76 ? message : message + MESSAGE;
	int end = r.w - 1 - (*sign ? text_width(sign) + 1 : 0);
	struct buf text = { 0 };
	char number[16];
	int64_t ns;

	snprintf(number, sizeof(number), "%4u", e);
	grid_text(g, r, 1, y, ROLE_DIM, number);
	grid_fit(g, r, party, y, PARTY - 1, pane_actor_role(event->actor), trace_actor(a->t, event->actor)->name);
	if (what > message)
		grid_fit(g, r, message, y, MESSAGE - 1, role, event->step ? trace_step(a->t, event->step)->title : "start");
	if (*sign)
		grid_text(g, r, end + 1, y, pane_verdict_role(event->verdict), sign);
	end = r.w >= TIME_FROM ? r.w - 1 - TIME_WIDTH : end;
	if (r.w >= TIME_FROM && trace_event_time(a->t, e, &ns)) {
		end -= TIME_WIDTH;
		moment_clock(ns, &text);
		grid_text(g, r, end, y, ROLE_DIM, buf_str(&text));
	}
	buf_clear(&text);
	label_of_event(a->t, e, &text);
	grid_fit(g, r, what, y, end - what, role, buf_str(&text));
	buf_free(&text);
}

/* A word of its kind, a name, and what is to be said of it. */
static void put_words(struct grid *g, struct rect r, int y, const char *kind, const char *name, const char *text, enum role role)
{
	enum { KIND = 9, NAME = 28 };
	const int width = r.w < 76 ? NAME - 6 : NAME;

	grid_fit(g, r, 1, y, KIND - 1, ROLE_DIM, kind);
	grid_fit(g, r, 1 + KIND, y, width - 1, role, name);
	grid_fit(g, r, 1 + KIND + width, y, r.w - 2 - KIND - width, role, text);
}

static void put_hit(const struct app *a, struct grid *g, struct rect r, int y, const struct search_hit *h, enum role role)
{
	struct buf name = { 0 }, text = { 0 };

	if (h->field) {
		describe_field_name(a->t, h->field, &name);
		buf_printf(&text, "%s: ", describe_unit_name(a->t, trace_field(a->t, h->field)->unit));
		describe_field_value(a->t, h->field, r.w - 40, &text);
	} else if (h->value) {
		text_safe(&name, bytes_str(trace_value(a->t, h->value)->label));
		buf_printf(&text, "event %u, %s: ", h->event, trace_actor(a->t, trace_value(a->t, h->value)->actor)->name);
		describe_value(a->t, h->value, r.w - 40, &text);
	} else {
		label_of_event(a->t, h->event, &name);
		buf_printf(&text, "event %u, %s, %s", h->event, trace_actor(a->t, trace_event(a->t, h->event)->actor)->name,
			   trace_step(a->t, trace_event(a->t, h->event)->step)->title);
	}
	put_words(g, r, y, h->field ? "field" : h->value ? "value" : "event", buf_str(&name), buf_str(&text), role);
	buf_free(&name);
	buf_free(&text);
}

static void put_command(struct grid *g, struct rect r, int y, size_t row, enum role role)
{
	const struct key_binding *b = &keys_handshake.rows[row];
	struct buf keys = { 0 };

	keymap_names(b, &keys);
	put_words(g, r, y, buf_str(&keys), keymap_name(b->command) ? keymap_name(b->command) : "", b->help, role);
	buf_free(&keys);
}

static const char *typed_name(const struct app *a)
{
	return a->picker.line.text;
}

static void put_row(const struct app *a, struct grid *g, struct rect r, int y, const struct pick *row, enum role role)
{
	const char *summary = "", *name;

	switch (row->kind) {
	case PICK_COMMAND: put_command(g, r, y, row->id, role); break;
	case PICK_FAULT:
		name = a->options.fault(row->id, &summary);
		put_words(g, r, y, "what if", name, summary, role);
		break;
	case PICK_FILE: put_words(g, r, y, "write", typed_name(a), "what its name ends in says what it is to be", role); break;
	case PICK_HIT: put_hit(a, g, r, y, &a->search.hits[row->id], role); break;
	default: put_event(a, g, r, y, row->id, role);
	}
}

static void put_rows(struct app *a, struct grid *g, struct rect r)
{
	static const char *const hints[] = {
		"Type what to look for: a name, a word, bytes in hex (16 03 03).", "NAME.pcapng, .keys, .html or .md: a capture, a key log, a page, a text.",
	};
	struct picker *p = &a->picker;
	const int selected = (int)p->selected;

	p->page = r.h;
	if (!p->top && selected >= r.h)
		p->top = selected - r.h / 2;
	p->top = scroll_top(p->top, r.h, (int)p->n, selected);
	for (int y = 0; y < r.h && (size_t)(p->top + y) < p->n; y++) {
		put_row(a, g, r, y, &p->rows[p->top + y], p->top + y == selected ? ROLE_HEADING : ROLE_NORMAL);
		if (p->top + y == selected)
			grid_paint(g, r, 0, y, r.w, ROLE_CURSOR);
	}
	if (!p->n)
		grid_text(g, r, 1, 0, ROLE_DIM, *p->line.text ? "Nothing has that." : hints[p->kind == PICKER_FILE]);
	scroll_arrows(g, r, ROLE_DIM, p->top, (int)p->n);
}

/* ---- around them ---- */

static void say_detail(const struct app *a, struct buf *out)
{
	const struct picker *p = &a->picker;
	const struct pick *row = p->selected < p->n ? &p->rows[p->selected] : NULL;
	const char *summary = "", *name;

	if (!row)
		return;
	if (row->kind == PICK_EVENT)
		describe_event(a->t, row->id, out);
	else if (row->kind == PICK_HIT)
		describe_event(a->t, a->search.hits[row->id].event, out);
	else if (row->kind == PICK_COMMAND)
		buf_puts(out, keys_handshake.rows[row->id].help);
	else if (row->kind == PICK_FAULT && (name = a->options.fault(row->id, &summary)))
		buf_printf(out, "The same handshake with the fault %s: %s. On the command line: --fault %s", name, summary, name);
}

static void put_title(const struct app *a, struct grid *g)
{
	const struct picker *p = &a->picker;
	struct buf text = { 0 };

	buf_puts(&text, words[p->kind].title);
	if (p->kind == PICKER_EVENTS && a->cursor.level)
		buf_printf(&text, " of level %u, %s: %zu of %u", level_number(a->cursor.level), level_names[a->cursor.level], p->of,
			   trace_n_events(a->t) - 1);
	frame_title(g, 2, 1, g->w - 4, true, ROLE_NORMAL, buf_str(&text));
	buf_free(&text);
}

/* Columns up to the cursor. */
static int cursor_column(const struct line *l)
{
	char text[sizeof(l->text)];

	memcpy(text, l->text, l->at);
	text[l->at] = 0;
	return text_width(text);
}

static void put_line(const struct app *a, struct grid *g)
{
	struct rect r = { 1, 2, g->w - 2, 1 };
	const struct picker *p = &a->picker;
	char count[32];
	int x;

	x = grid_text(g, r, 1, 0, ROLE_DIM, words[p->kind].prompt);
	grid_text(g, r, x, 0, ROLE_HEADING, p->line.text);
	x += cursor_column(&p->line);
	if (p->line.text[p->line.at])
		grid_paint(g, r, x, 0, 1, ROLE_CURSOR);
	else
		grid_char(g, r, x, 0, ROLE_HEADING, '_');
	snprintf(count, sizeof(count), " %zu", p->n);
	if (*p->line.text || p->kind == PICKER_EVENTS)
		grid_text(g, r, r.w - 1 - (int)strlen(count), 0, ROLE_DIM, count);
}

void picker_draw(struct app *a, struct grid *g)
{
	const int rows = g->h - FIRST_ROW - DETAIL_ROWS - 2;
	struct screen s = layout_frame(g->h);
	struct buf text = { 0 };

	s.lines[2] = FIRST_ROW + rows;
	frame_header(a, g);
	frame_lines(g, &s);
	put_title(a, g);
	put_line(a, g);
	put_rows(a, g, (struct rect){ 1, FIRST_ROW, g->w - 2, rows });
	say_detail(a, &text);
	frame_paragraphs(g, (struct rect){ 1, s.lines[2] + 1, g->w - 2, DETAIL_ROWS }, buf_str(&text));
	buf_clear(&text);
	buf_printf(&text, " Enter %s   Up Down   ^U ^W clear   Esc back ", words[a->picker.kind].enter);
	frame_message(g, s.bottom, buf_str(&text));
	buf_free(&text);
}
