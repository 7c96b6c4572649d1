/* How the pages look. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tui/panes/panes.h"
#include "view/text/describe.h"
#include "view/text/label.h"
#include "view/graph/origin.h"
#include "view/screen/secret.h"

enum { DETAIL_MIN = 3, DETAIL_MAX = 10, MAX_DEPTH = 12 };

/* ---- rows ---- */

static void put_origin(const struct app *a, struct grid *g, struct rect r, int y, size_t i, bool current)
{
	const struct provenance_row *row = &a->pages.tree.rows[i];
	int indent = 2 * (row->depth < MAX_DEPTH ? row->depth : MAX_DEPTH);
	enum role role = row->again && !row->leaf ? ROLE_DIM : secret_is(a->t, row->value) && !row->fill ? ROLE_SECRET : ROLE_NORMAL;
	struct buf text = { 0 };

	provenance_say(a->t, row, r.w - 2 - indent, &text);
	grid_fit(g, r, 1 + indent, y, r.w - 2 - indent, current ? ROLE_CURSOR : role, buf_str(&text));
	buf_free(&text);
}

/* The message that brought it, or in which it is made by somebody else. */
static void put_message(const struct app *a, struct grid *g, struct rect r, int x, int y, const struct knows_row *row, enum role role)
{
	const event_id e = row->why.how == KNOWN_NOT ? origin_event(a->t, row->value) : row->why.since;
	const step_id step = e && e <= a->pages.knows.event ? trace_event(a->t, e)->step : 0;

	if (e)
		grid_fit(g, r, x, y, r.w - 1 - x, role, step ? trace_step(a->t, step)->title : "");
}

static void put_knows(const struct app *a, struct grid *g, struct rect r, int y, size_t i, bool current)
{
	enum { LABEL = 26, HOW = 20, MESSAGE = 20, WIDE = 100 };
	const struct knows_row *row = &a->pages.knows.rows[i];
	const struct value *v = trace_value(a->t, row->value);
	const bool known = row->why.how != KNOWN_NOT, first = !i || a->pages.knows.rows[i - 1].group != row->group;
	const char *group = first ? knows_group_names[row->group] : "";
	enum role role = current ? ROLE_CURSOR : !known ? ROLE_DIM : row->secret ? ROLE_SECRET : ROLE_NORMAL;
	const int at_message = 4 + LABEL + HOW + 6, at_bytes = at_message + MESSAGE, end = r.w - 1 - (first ? text_width(group) + 1 : 0);
	struct buf text = { 0 };

	/* what this event brought stands out */
	if (known && row->why.since == a->pages.knows.event)
		grid_char(g, r, 1, y, ROLE_WARN, g->ascii ? '*' : '+');
	else
		grid_char(g, r, 1, y, known ? ROLE_OK : ROLE_DIM, known ? 0x2713 : 0x00b7);
	text_safe(&text, bytes_str(v->label));
	grid_fit(g, r, 3, y, LABEL - 1, role, buf_str(&text));
	buf_clear(&text);
	if (known) {
		buf_printf(&text, "%5u ", row->why.since);
		knows_say(a->t, row, &text);
	} else {
		buf_puts(&text, "      not known");
	}
	grid_fit(g, r, 3 + LABEL, y, HOW + 6, role, buf_str(&text));
	buf_clear(&text);
	/* where there is little room, its bytes stand below */
	put_message(a, g, (struct rect){ r.x, r.y, r.w >= WIDE ? at_bytes : end, r.h }, at_message, y, row, role);
	if (r.w >= WIDE) {
		describe_bytes(v->bytes, describe_show(v->bytes, v->show == SHOW_TEXT ? SHOW_TEXT : SHOW_HEX), NULL, end - at_bytes, &text);
		grid_fit(g, r, at_bytes, y, end - at_bytes, role, buf_str(&text));
	}
	/* the first of a group says its name */
	grid_text(g, r, r.w - 1 - text_width(group), y, ROLE_DIM, group);
	buf_free(&text);
}

static void put_schedule(const struct app *a, struct grid *g, struct rect r, int y, size_t i, bool current)
{
	enum { LABEL = 41, HOW = 46 };
	const struct schedule *s = &a->pages.schedule;
	const struct schedule_row *row = &s->rows[i];
	const bool made = row->value != 0;
	enum role role = current ? ROLE_CURSOR : made ? ROLE_SECRET : ROLE_DIM;
	int room = r.w - LABEL - 5;
	struct buf text = { 0 };

	grid_char(g, r, 1, y, made ? ROLE_OK : ROLE_DIM, made ? 0x2713 : 0x00b7);
	schedule_branches(s, i, &text);
	grid_text(g, r, 3, y, ROLE_FRAME, buf_str(&text));
	grid_fit(g, r, 3 + 2 * row->depth, y, LABEL - 2 * row->depth - 1, role, row->label);
	buf_clear(&text);
	if (room > HOW + 20) {
		grid_fit(g, r, 3 + LABEL, y, HOW, ROLE_DIM, row->how);
		room -= HOW + 1;
	}
	if (made)
		describe_bytes(trace_bytes(a->t, row->value), SHOW_HEX, NULL, room, &text);
	grid_fit(g, r, r.w - 1 - room, y, room, made ? ROLE_NORMAL : ROLE_DIM, made ? buf_str(&text) : schedule_missing(s, i));
	buf_free(&text);
}

/* One side of the page: an event, or nothing. */
static void put_side(const struct trace *t, event_id id, struct grid *g, struct rect r, int y, enum role role, bool current)
{
	struct buf text = { 0 };
	const struct event *e;
	const char *sign = "";

	if (!id || id >= trace_n_events(t))
		return;
	e = trace_event(t, id);
	buf_printf(&text, "%4u %s ", id, trace_actor(t, e->actor)->name);
	label_of_event(t, id, &text);
	if (e->verdict == VERDICT_FAIL || e->verdict == VERDICT_UNJUDGED) {
		role = pane_verdict_role(e->verdict);
		sign = pane_verdict_sign(e->verdict);
	}
	grid_fit(g, r, 0, y, r.w - (*sign ? 1 + text_width(sign) : 0), current ? ROLE_CURSOR : role, buf_str(&text));
	if (*sign)
		grid_text(g, r, r.w - text_width(sign), y, pane_verdict_role(e->verdict), sign);
	buf_free(&text);
}

static void put_beside(const struct app *a, struct grid *g, struct rect r, int y, size_t i, bool current)
{
	const struct pages *p = &a->pages;
	const struct trace *original = (p->in_changed ? p->original : a->feed)->trace;
	event_id right = (event_id)i + 1, left = right;
	bool parted = p->compare.parts[1] && right >= p->compare.parts[1];
	struct rect l = { r.x + 1, r.y, (r.w - 3) / 2, r.h }, s = { r.x + 2 + (r.w - 3) / 2, r.y, r.w - 3 - (r.w - 3) / 2, r.h };

	if (p->compare.fault && right >= p->compare.fault)
		left = right == p->compare.fault ? 0 : right - 1;
	/* what differs is marked by a sign, not by its looks alone */
	grid_char(g, r, l.w + 1, y, parted || right == p->compare.fault ? ROLE_WARN : ROLE_FRAME, parted || right == p->compare.fault ? 0x2260 : 0x2502);
	put_side(original, left, g, l, y, parted ? ROLE_DIM : ROLE_NORMAL, false);
	put_side(p->changed->trace, right, g, s, y, parted ? ROLE_HEADING : right == p->compare.fault ? ROLE_WARN : ROLE_NORMAL, current);
}

/* ---- the detail below ---- */

static void say_value(const struct app *a, value_id v, struct buf *out)
{
	event_id e = origin_event(a->t, v);

	origin_say(a->t, v, out);
	if (e) {
		buf_printf(out, " (event %u, ", e);
		buf_puts(out, trace_step(a->t, trace_event(a->t, e)->step)->title);
		buf_puts(out, ")");
	}
	buf_puts(out, "\n");
	if (secret_is(a->t, v))
		buf_puts(out, "Secret: whoever only listens on the wire does not learn it.\n");
	describe_bytes(trace_bytes(a->t, v), describe_show(trace_bytes(a->t, v), trace_value(a->t, v)->show), trace_value(a->t, v)->codes, 160, out);
}

static void say_secret(const struct app *a, const struct schedule_row *row, struct buf *out)
{
	buf_printf(out, "%s: %s.\n", row->label, row->how);
	if (row->value)
		say_value(a, row->value, out);
	else
		buf_puts(out, row->known ? "It is not made yet: Space goes on." : "It is not made, so far as this trace goes.");
}

static void say_beside(const struct app *a, struct buf *out)
{
	const struct pages *p = &a->pages;
	const struct trace *original = (p->in_changed ? p->original : a->feed)->trace;
	const char *change = p->changed->trace->scenario;

	/* a fault may have a scenario of its own */
	if (change && original->scenario)
		buf_printf(out, "To repeat it: slowshake run %s%s%s%s%s\n", strncmp(change, "--flip", 6) == 0 ? original->scenario : "",
			   strncmp(change, "--flip", 6) == 0 ? " " : "", change, original->seed ? " --seed " : "", original->seed ? original->seed : "");
	compare_words(&p->compare, original, p->changed->trace, out);
}

static void say_detail(const struct app *a, struct buf *out)
{
	const struct pages *p = &a->pages;

	if (p->kind == PAGE_BESIDE)
		say_beside(a, out);
	else if (p->kind == PAGE_ORIGIN && p->selected < p->tree.n)
		say_value(a, p->tree.rows[p->selected].value, out);
	else if (p->kind == PAGE_KNOWS && p->selected < p->knows.n)
		say_value(a, p->knows.rows[p->selected].value, out);
	else if (p->kind == PAGE_SCHEDULE && p->selected < p->schedule.n)
		say_secret(a, &p->schedule.rows[p->selected], out);
}

/* ---- all of it ---- */

static void say_title(const struct app *a, struct buf *out)
{
	const struct pages *p = &a->pages;
	unsigned any = 0;

	if (p->kind == PAGE_BESIDE) {
		buf_puts(out, "the original, and with ");
		compare_say_change(&p->compare, p->changed->trace, out);
	} else if (p->kind == PAGE_KNOWS) {
		buf_printf(out, "%s knows at event %u", knower_name(p->who), a->cursor.event);
		for (int i = 0; i < KNOWS_GROUPS; i++)
			if (p->knows.of[i])
				buf_printf(out, "%s %s %zu/%zu", any++ ? "," : ":", knows_group_names[i], p->knows.known[i], p->knows.of[i]);
		if (p->knows.closed)
			buf_printf(out, "; %zu record%s closed", p->knows.closed, p->knows.closed == 1 ? " stays" : "s stay");
	} else if (p->kind == PAGE_SCHEDULE) {
		schedule_title(a->t, &p->schedule, out);
	} else {
		buf_puts(out, p->way == PROVENANCE_BACK ? "where it comes from: " : "what became of it: ");
		text_safe(out, bytes_str(trace_value(a->t, p->value)->label));
	}
}

static void draw_rows(struct app *a, struct grid *g, struct rect r)
{
	static void (*const put[])(const struct app *, struct grid *, struct rect, int, size_t, bool) = {
		[PAGE_ORIGIN] = put_origin, [PAGE_KNOWS] = put_knows, [PAGE_SCHEDULE] = put_schedule, [PAGE_BESIDE] = put_beside,
	};
	struct pages *p = &a->pages;
	size_t n = pages_rows(a);
	int selected = (int)p->selected;

	p->rows = r.h;
	if (p->kind == PAGE_BESIDE && (selected < p->top || selected >= p->top + r.h))
		p->top = selected - r.h / 2;
	p->top = scroll_top(p->top, r.h, (int)n, selected);
	for (int y = 0; y < r.h && (size_t)(p->top + y) < n; y++)
		put[p->kind](a, g, r, y, (size_t)(p->top + y), p->top + y == selected);
	if (!n)
		grid_text(g, r, 1, 0, ROLE_DIM, "Nothing yet.");
	scroll_arrows(g, r, ROLE_DIM, p->top, (int)n);
}

void pages_draw(struct app *a, struct grid *g)
{
	struct screen s = layout_frame(g->h);
	struct rect measure = { 1, 0, g->w - 2, 0 };
	struct buf text = { 0 }, title = { 0 };
	int detail, rows;

	if (a->pages.help) {
		a->pages.rows = frame_help_keys_draw(g, &keys_pages, NULL, 0, &a->pages.help_top);
		return;
	}
	say_detail(a, &text);
	detail = frame_paragraphs(g, measure, buf_str(&text));
	detail = detail < DETAIL_MIN ? DETAIL_MIN : detail > DETAIL_MAX ? DETAIL_MAX : detail;
	if (detail > (g->h - 4) / 2)
		detail = (g->h - 4) / 2;
	/* of one height as long as the page stands, so that moving does not make it jump */
	if (a->pages.kind != PAGE_BESIDE)
		detail = g->h < 24 ? 4 : 5;
	rows = g->h - 4 - detail;
	s.lines[2] = 2 + rows;
	frame_header(a, g);
	frame_lines(g, &s);
	say_title(a, &title);
	frame_title(g, 2, 1, g->w - 4, true, ROLE_NORMAL, buf_str(&title));
	draw_rows(a, g, (struct rect){ 1, 2, g->w - 2, rows });
	frame_paragraphs(g, (struct rect){ 1, s.lines[2] + 1, g->w - 2, detail }, buf_str(&text));
	if (*a->message) {
		buf_clear(&title);
		buf_printf(&title, " %s ", a->message);
		frame_message(g, s.bottom, buf_str(&title));
	} else {
		frame_keys(g, s.bottom, &keys_pages, 0);
	}
	buf_free(&text);
	buf_free(&title);
}
