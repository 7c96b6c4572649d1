#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tui/panes/panes.h"
#include "view/text/label.h"
#include "view/text/moment.h"

enum { SIDE_MIN = 19, GUTTER = 2, WIRE_MIN = 12, SIGN_MIN = 1, DELTA_FROM = 74, TIME_FROM = 110 };

const char *pane_verdict_sign(enum verdict v)
{
	static const char *const signs[] = { "", "✓ OK", "✗ FAILED", "! warning", "- not checked", "? cannot be judged" };

	return signs[v];
}

enum role pane_verdict_role(enum verdict v)
{
	static const enum role roles[] = { ROLE_NORMAL, ROLE_OK, ROLE_FAIL, ROLE_WARN, ROLE_DIM, ROLE_WARN };

	return roles[v];
}

enum role pane_actor_role(enum actor a)
{
	return a == ACTOR_CLIENT ? ROLE_CLIENT : a == ACTOR_SERVER ? ROLE_SERVER : ROLE_NORMAL;
}

static enum role row_role(const struct ladder_row *row)
{
	switch (row->when) {
	case LADDER_CURRENT:
		return ROLE_HEADING;
	case LADDER_PAST:
		return row->kind == LADDER_EVENT ? ROLE_DIM : pane_actor_role(row->actor);
	default:
		return ROLE_DIM;
	}
}

/* Text in the middle of [x, x + w). */
static void centre(struct grid *g, struct rect r, int x, int y, int w, enum role role, const char *text)
{
	int n = text_width(text);

	if (n > w)
		n = w;
	grid_fit(g, r, x + (w - n) / 2, y, n, role, text);
}

static void arrow(struct grid *g, struct rect r, int x, int y, int w, const struct ladder_row *row)
{
	static const struct {
		const char *encrypted, *altered;
		bool detail;
	} words[] = {
		{ " encrypted", ", altered", true }, { " encr.", ", altered", true }, { " encrypted", ", altered", false },
		{ " encr.", " altered", false }, { " enc", " !", false }, { "", " !", false },
	};
	enum role role = row->when == LADDER_SEEN || row->when == LADDER_NEXT ? ROLE_DIM : row->encrypted ? ROLE_CLOSED : pane_actor_role(row->actor);
	bool dotted = row->when == LADDER_NEXT || !row->carried;
	bool to_right = row->from < row->to;
	char label[64];

	for (int i = 0; i < w; i++)
		if (!dotted)
			grid_char(g, r, x + i, y, role, row->encrypted ? 0x2550 : 0x2500);
		else if (i % 2 == 0)
			grid_char(g, r, x + i, y, ROLE_DIM, 0xb7);
	grid_char(g, r, to_right ? x + w - 1 : x, y, dotted ? ROLE_DIM : role, to_right ? 0x25b6 : 0x25c0);
	/* The longest label that leaves something of the arrow. */
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (row->when == LADDER_NEXT)
			snprintf(label, sizeof(label), " next ");
		else if (!row->carried)
			snprintf(label, sizeof(label), " not sent yet ");
		else if (!row->bytes)
			return;
		else
			snprintf(label, sizeof(label), " %u B%s%s%s%s ", row->bytes, row->encrypted ? words[i].encrypted : "",
				 row->altered ? words[i].altered : "", words[i].detail && row->detail ? ": " : "",
				 words[i].detail && row->detail ? row->detail : "");
		if (text_width(label) <= w - 3)
			break;
	}
	if (text_width(label) <= w - 3)
		centre(g, r, x + 1, y, w - 2, row->altered && !dotted ? ROLE_WARN : role, label);
}

static void draw_phase(struct grid *g, struct rect r, int y, const struct ladder_row *row)
{
	char text[128];

	snprintf(text, sizeof(text), "%s· %s ·%s%s", row->when == LADDER_NEXT ? "next: " : "", row->title,
		 row->verdict ? " " : "", pane_verdict_sign(row->verdict));
	centre(g, r, 0, y, r.w, row->verdict ? pane_verdict_role(row->verdict) : row_role(row), text);
}

/* The title at the sender's end, the verdict at the other, the arrow between them; a long title takes of the arrow. */
static void draw_wide(struct grid *g, struct rect r, int y, const struct ladder_row *row, int side)
{
	const bool to_right = row->from < row->to;
	const char *sign = pane_verdict_sign(row->verdict);
	const int wire = r.w - 2 * (side + GUTTER), most = side + wire - WIRE_MIN;
	const int width = text_width(row->title) < most ? text_width(row->title) : most;
	const int taken = width < side ? 0 : width + 1 - side;

	grid_fit(g, r, to_right ? GUTTER : r.w - GUTTER - width, y, width, row_role(row), row->title);
	arrow(g, r, GUTTER + side + (to_right ? taken : 0), y, wire - taken, row);
	if (row->verdict)
		grid_text(g, r, to_right ? r.w - GUTTER - text_width(sign) : GUTTER, y, pane_verdict_role(row->verdict), sign);
}

/* The same where there is no room for two such ends: the verdict takes of the arrow, at least its sign. */
static void draw_narrow(struct grid *g, struct rect r, int y, const struct ladder_row *row)
{
	const bool to_right = row->from < row->to;
	int width = text_width(row->title), room = r.w - GUTTER - width - 1, sign = text_width(pane_verdict_sign(row->verdict));

	if (sign && room - sign - 1 < 3)
		sign = SIGN_MIN;
	room -= sign ? sign + 1 : 0;
	grid_fit(g, r, to_right ? 1 : r.w - 1 - width, y, width, row_role(row), row->title);
	arrow(g, r, to_right ? width + 2 : r.w - 2 - width - room, y, room, row);
	if (sign)
		grid_fit(g, r, to_right ? r.w - sign : 0, y, sign, pane_verdict_role(row->verdict), pane_verdict_sign(row->verdict));
}

/* Where that column stands in a width. */
static int column_at(const struct ladder *l, int w, int column)
{
	return column * (w - 1) / (l->n_columns - 1);
}

static void draw_message(struct grid *g, struct rect r, int y, const struct ladder *l, const struct ladder_row *row)
{
	int left, right, side;

	if (row->from < 0 || row->to < 0) {
		draw_phase(g, r, y, row);
		return;
	}
	for (int i = 1; i < l->n_columns - 1; i++)
		grid_char(g, r, column_at(l, r.w, i), y, ROLE_DIM, 0x2502);
	left = row->from < row->to ? row->from : row->to;
	right = row->from < row->to ? row->to : row->from;
	/* a lane ends before the line of a column between others, and begins behind it */
	left = left ? column_at(l, r.w, left) + 1 : 0;
	right = right < l->n_columns - 1 ? column_at(l, r.w, right) : r.w;
	r.x += left;
	r.w = right - left;
	side = r.w / 4 > SIDE_MIN ? r.w / 4 : SIDE_MIN;
	if (r.w - 2 * (side + GUTTER) >= WIRE_MIN)
		draw_wide(g, r, y, row, side);
	else
		draw_narrow(g, r, y, row);
}

static void draw_event(const struct app *a, struct grid *g, struct rect r, int y, const struct ladder_row *row)
{
	bool current = row->when == LADDER_CURRENT, last = row->from == a->ladder.n_columns - 1;
	struct buf label = { 0 };
	char tail[64] = "", count[32] = "";
	int width, x, room = r.w - 2 * GUTTER, sign;

	if (row->actor == ACTOR_NETWORK)
		buf_puts(&label, "network: ");
	label_of_event(a->t, row->event, &label);
	if (row->verdict)
		snprintf(tail, sizeof(tail), "  %s", pane_verdict_sign(row->verdict));
	if (current)
		snprintf(count, sizeof(count), "  %u/%u", row->index, row->count);
	sign = text_width(tail);
	room -= sign + (int)strlen(count);
	width = text_width(buf_str(&label)) < room ? text_width(buf_str(&label)) : room;
	x = last ? GUTTER + room - width : row->from == 0 ? GUTTER : (r.w - width) / 2;
	if (current)
		grid_char(g, r, last ? r.w - 1 : x - GUTTER, y, ROLE_HEADING, last ? 0x25c2 : 0x25b8);
	x = grid_fit(g, r, x, y, room, row_role(row), buf_str(&label));
	x = grid_text(g, r, x, y, current || row->verdict != VERDICT_OK ? pane_verdict_role(row->verdict) : row_role(row), tail);
	grid_text(g, r, x, y, ROLE_DIM, count);
	buf_free(&label);
}

int pane_ladder_times(const struct app *a, int w)
{
	int64_t ns;

	if (w < DELTA_FROM || !trace_event_time(a->t, 1, &ns))
		return 0;
	return w < TIME_FROM ? PANE_DELTA : PANE_TIME;
}

/* At the right end of the row: how long after the message before it came, and before that when. */
static void draw_time(const struct app *a, struct grid *g, struct rect r, int y, int times, const struct ladder_row *row)
{
	struct buf text = { 0 };
	int64_t ns, delta;

	const step_id step = trace_event(a->t, row->event)->step;

	if (row->when == LADDER_NEXT || !moment_of_step(a->t, step, &ns, &delta))
		return;
	if (times == PANE_DELTA) {
		moment_short(delta, &text);
	} else {
		moment_clock(ns, &text);
		buf_puts(&text, delta < 0 ? " " : " +");
		moment_delta(delta, &text);
	}
	if (step == 1 && times == PANE_DELTA)
		buf_clear(&text);          /* there is none before it */
	grid_fit(g, r, r.w - times + 1 + (times - 1 - text_width(buf_str(&text))), y, times - 1, row_role(row), buf_str(&text));
	buf_free(&text);
}

void pane_ladder_draw(struct app *a, struct grid *g, struct rect r)
{
	const int apart = a->present && !a->zoom ? 2 : 1, shown = r.h / apart;
	unsigned events = a->present ? 1 : (unsigned)(r.h >= 12 ? r.h - 6 : r.h / 2);
	const int times = pane_ladder_times(a, r.w);
	struct rect lane = r;
	size_t top;

	lane.w -= times;
	ladder_build(&a->ladder, a->t, &a->cursor, events);
	/* What comes next stays in sight below the current event, the rest goes up. */
	top = a->ladder.current + 2 > (size_t)shown ? a->ladder.current + 2 - (size_t)shown : 0;
	if (a->ladder.n < top + (size_t)shown)
		top = a->ladder.n > (size_t)shown ? a->ladder.n - (size_t)shown : 0;
	a->ladder_top = top;
	if (!a->ladder.n)
		centre(g, lane, 0, r.h / 2, lane.w, ROLE_DIM, "Nothing has happened yet: press space.");
	for (int i = 0; i < shown && top + (size_t)i < a->ladder.n; i++) {
		const struct ladder_row *row = &a->ladder.rows[top + (size_t)i];
		const int y = i * apart;

		if (row->kind == LADDER_MESSAGE)
			draw_message(g, lane, y, &a->ladder, row);
		else
			draw_event(a, g, lane, y, row);
		if (times && row->kind == LADDER_MESSAGE)
			draw_time(a, g, r, y, times, row);
	}
}
