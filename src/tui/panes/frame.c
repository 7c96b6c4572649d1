/* What surrounds the panes: the header, the lines with their titles, the footer
 * with its keys or a message. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "spec/codes.h"
#include "spec/events.h"
#include "tui/keys/keymap.h"
#include "tui/panes/panes.h"
#include "view/text/describe.h"

enum { H_LINE = 0x2500, V_LINE = 0x2502 };

static struct rect all_of(const struct grid *g)
{
	return (struct rect){ 0, 0, g->w, g->h };
}

/* ---- header ---- */

static void header_position(const struct app *a, struct buf *out)
{
	struct position p = cursor_position(&a->cursor, a->t);
	const char *more = trace_studied(a->t)->outcome.done ? "" : "+";

	buf_printf(out, "step %u/%u%s  event %u/%u%s ", p.step, p.steps, more, p.event, p.events, more);
	if (a->cursor.level)
		buf_printf(out, " level %u ", level_number(a->cursor.level));
}

static int header_width(const char *word)
{
	return word && *word ? text_width(word) + 2 : 0;
}

/* Adds "  word" as long as it fits; what stands first matters most. */
static int header_word(struct grid *g, int x, int end, enum role role, const char *word)
{
	if (!word || !*word || x + text_width(word) > end)
		return x;
	return grid_text(g, all_of(g), x, 0, role, word) + 2;
}

/* How it ended; of one that failed, why. */
static void say_outcome(const struct app *a, struct buf *out)
{
	const struct trace_outcome *o = &trace_studied(a->t)->outcome;

	buf_puts(out, o->outcome ? o->outcome : "");
	if (!o->outcome || strcmp(o->outcome, "failed") != 0)
		return;
	if (o->cause_text)
		buf_printf(out, ": %s", o->cause_text);
	else if (o->failed_check)
		buf_printf(out, " at: %s%s%s", event_specs[event_by_name(o->failed_check)].title, o->alert ? ", alert " : "", o->alert ? o->alert : "");
	else if (o->alert)
		buf_printf(out, ": alert %s", o->alert);
}

/* The program's name is what may go first when there is little room. */
void frame_header(struct app *a, struct grid *g)
{
	struct facts f = cursor_facts(a->t, a->cursor.event);
	struct buf ended = { 0 };
	const char *outcome = NULL;
	char room[CODE_TEXT_MAX];
	const char *version = f.version < 0 ? NULL : version_text((uint32_t)f.version, room);
	struct buf position = { 0 }, scenario = { 0 };
	int end, x = 1;

	if (f.over) {
		say_outcome(a, &ended);
		outcome = buf_str(&ended);
	}
	header_position(a, &position);
	end = g->w - text_width(buf_str(&position));
	grid_text(g, all_of(g), end, 0, ROLE_NORMAL, buf_str(&position));
	end -= 2;
	text_safe(&scenario, bytes_str(a->t->scenario ? a->t->scenario : ""));
	if (end - x >= header_width("slowshake") + header_width(buf_str(&scenario)) + header_width(outcome) +
			       header_width(version) + header_width(f.suite_name))
		x = header_word(g, x, end, ROLE_HEADING, "slowshake");
	x = header_word(g, x, end, ROLE_HEADING, buf_str(&scenario));
	if (outcome && text_width(outcome) > end - x)
		x = grid_fit(g, all_of(g), x, 0, end - x, ROLE_FAIL, outcome) + 2;
	else
		x = header_word(g, x, end, outcome && strcmp(outcome, "established") == 0 ? ROLE_OK : ROLE_FAIL, outcome);
	x = header_word(g, x, end, ROLE_NORMAL, version);
	header_word(g, x, end, ROLE_NORMAL, f.suite_name);
	buf_free(&ended);
	buf_free(&position);
	buf_free(&scenario);
}

/* ---- frame ---- */

/* A line down between two rows of the frame, joined to both. */
static void line_down(struct grid *g, int x, int from, int to)
{
	struct rect r = all_of(g);

	for (int y = from + 1; y < to; y++)
		grid_char(g, r, x, y, ROLE_FRAME, V_LINE);
	grid_char(g, r, x, from, ROLE_FRAME, 0x252c);
	grid_char(g, r, x, to, ROLE_FRAME, 0x2534);
}

void frame_lines(struct grid *g, const struct screen *s)
{
	struct rect r = all_of(g);

	for (int y = s->lines[0] + 1; y < s->bottom; y++) {
		grid_char(g, r, 0, y, ROLE_FRAME, V_LINE);
		grid_char(g, r, g->w - 1, y, ROLE_FRAME, V_LINE);
	}
	grid_repeat(g, r, 1, s->bottom, g->w - 2, ROLE_FRAME, H_LINE);
	grid_char(g, r, 0, s->bottom, ROLE_FRAME, 0x2514);
	grid_char(g, r, g->w - 1, s->bottom, ROLE_FRAME, 0x2518);
	if (s->left)
		line_down(g, s->left, s->lines[0], s->bottom);
	for (int i = 0; i < 3; i++) {
		const int y = s->lines[i], x = i ? s->left : 0;

		if (y < 0 || (i && y == s->lines[0]))
			continue;
		grid_repeat(g, r, x + 1, y, g->w - 2 - x, ROLE_FRAME, H_LINE);
		grid_char(g, r, x, y, ROLE_FRAME, i ? 0x251c : 0x250c);
		grid_char(g, r, g->w - 1, y, ROLE_FRAME, i ? 0x2524 : 0x2510);
	}
	if (s->left)
		grid_char(g, r, s->left, s->lines[0], ROLE_FRAME, 0x252c);
	if (s->divider >= 0)
		line_down(g, s->divider, s->panes[PANE_HEX].y - 1, s->panes[PANE_HEX].y + s->panes[PANE_HEX].h);
	if (s->origin.w)
		line_down(g, s->origin.x - 1, s->origin.y - 1, s->bottom);
}

int frame_title(struct grid *g, int x, int y, int width, bool focus, enum role role, const char *title)
{
	struct rect r = { 0, 0, x + width, g->h };

	if (width < 4)
		return x;
	x = grid_char(g, r, x, y, focus ? ROLE_FOCUS : ROLE_FRAME, focus ? '[' : ' ');
	x = grid_fit(g, r, x, y, width - 2, focus && role == ROLE_NORMAL ? ROLE_FOCUS : role, title);
	return grid_char(g, r, x, y, focus ? ROLE_FOCUS : ROLE_FRAME, focus ? ']' : ' ');
}

static void ladder_title(const struct app *a, struct grid *g, struct rect r)
{
	bool focus = a->focus == PANE_LADDER;

	struct ladder l = { .n = 0 };
	const int times = pane_ladder_times(a, r.w);

	if (times)
		frame_title(g, r.x + r.w - times, r.y - 1, times, focus, ROLE_DIM, times > PANE_DELTA ? "time (UTC)       after" : "after");
	r.w -= times;
	ladder_columns(&l, a->t);
	for (int i = 0; i < l.n_columns; i++) {
		const char *name = trace_actor(a->t, l.column[i])->name;
		int width = text_width(name) + 2, last = l.n_columns - 1;
		int x = i == 0 ? r.x + 1 : i == last ? r.x + r.w - 1 - width : r.x + i * r.w / last - width / 2;

		frame_title(g, x, r.y - 1, width, focus, pane_actor_role(l.column[i]), name);
	}
	if (l.n_columns == 2)
		frame_title(g, r.x + (r.w - 6) / 2, r.y - 1, 8, focus, ROLE_NORMAL, "wire");
}

/* "fields of ClientHello", and in the room that is left what v would show. */
static void fields_title(const struct app *a, struct grid *g, int x, int y, int width)
{
	struct key_word key = keymap_word(&keys_handshake, CMD_VIEW_NEXT);
	struct subject all[SUBJECT_MAX];
	size_t n = subject_list(a->t, a->cursor.event, all);
	struct buf text = { 0 };

	if (a->subject.kind == SUBJECT_UNIT)
		buf_printf(&text, "fields of %s", subject_name(a->t, a->subject));
	else if (a->subject.kind == SUBJECT_NONE)
		buf_puts(&text, "fields");
	else
		buf_puts(&text, a->subject.kind == SUBJECT_VALUES ? "values" : "where it comes from");
	x = frame_title(g, x, y, width - 2, a->focus == PANE_FIELDS, ROLE_NORMAL, buf_str(&text));
	width -= text_width(buf_str(&text)) + 4;
	buf_clear(&text);
	for (size_t i = 0; i < n; i++)
		if (!subject_equal(all[i], a->subject))
			buf_printf(&text, "%s%s%s", text.n ? "" : key.s, text.n ? ", " : ": ", subject_name(a->t, all[i]));
	if (text_width(buf_str(&text)) > width - 4) {
		buf_clear(&text);
		buf_printf(&text, "%s: %zu more", key.s, n - 1);
	}
	if (n > 1 && text_width(buf_str(&text)) <= width - 4)
		frame_title(g, x + 1, y, width - 1, false, ROLE_DIM, buf_str(&text));
	buf_free(&text);
}

static void hex_title(struct app *a, struct grid *g, int x, int y, int width)
{
	struct tree_bytes b = app_bytes(a);
	struct buf text = { 0 };

	buf_puts(&text, "bytes");
	if (b.value) {
		if (b.len == 1 && b.bytes.n > 1)
			buf_printf(&text, " %u", b.off);
		else if (b.len && b.len < b.bytes.n)
			buf_printf(&text, " %u-%u", b.off, b.off + b.len - 1);
		buf_printf(&text, " of %zu: ", b.bytes.n);
		text_safe(&text, bytes_str(b.name));
	}
	frame_title(g, x, y, width, a->focus == PANE_HEX, ROLE_NORMAL, buf_str(&text));
	buf_free(&text);
}

static void why_title(const struct app *a, struct grid *g, struct rect r)
{
	struct buf text = { 0 };
	enum why_kind kind = a->why.n ? a->why.paragraphs[0].kind : WHY_TEXT;

	buf_printf(&text, "why: %s", a->why.n ? why_text(&a->why, 0) : "");
	frame_title(g, r.x + 1, r.y - 1, r.w - 2, a->focus == PANE_WHY,
		   kind == WHY_FAIL ? ROLE_FAIL : kind == WHY_OK ? ROLE_OK : kind == WHY_WARN ? ROLE_WARN : ROLE_NORMAL,
		   buf_str(&text));
	buf_free(&text);
}

void frame_pane_title(struct app *a, struct grid *g, enum pane p, struct rect r, bool divided)
{
	if (p == PANE_LADDER)
		ladder_title(a, g, r);
	else if (p == PANE_FIELDS)
		fields_title(a, g, r.x + 1, r.y - 1, r.w - 1);
	else if (p == PANE_HEX)
		hex_title(a, g, r.x + !divided, r.y - 1, r.w - !divided);
	else
		why_title(a, g, r);
}

static void draw_titles(struct app *a, struct grid *g, const struct screen *s)
{
	for (int p = 0; p < PANE_N; p++)
		if (s->panes[p].w)
			frame_pane_title(a, g, (enum pane)p, s->panes[p], s->divider >= 0);
}

/* ---- footer ---- */

static int footer_width(const struct key_binding *b)
{
	char name[8];

	return text_width(keys_name(keymap_keys(b)[0], name)) + 1 + text_width(b->footer) + 2;
}

static bool in_footer(const struct key_binding *b, unsigned holds)
{
	return b->footer && keymap_keys(b)[0] && !(b->when & ~holds);
}

/* The keys that fit, the important ones first to stay, in the order of the list. */
void frame_keys(struct grid *g, int y, const struct key_table *t, unsigned holds)
{
	int room = g->w - 4, rank = -1, x = 2;
	char name[8];

	for (int want = 0; want < 64; want++)
		for (size_t i = 0; i < t->n; i++) {
			const struct key_binding *b = &t->rows[i];

			if (b->rank != want || !in_footer(b, holds))
				continue;
			if (footer_width(b) > room)
				goto draw;
			room -= footer_width(b);
			rank = want;
		}
draw:
	for (size_t i = 0; i < t->n; i++) {
		const struct key_binding *b = &t->rows[i];

		if (b->rank > rank || !in_footer(b, holds))
			continue;
		x = grid_char(g, all_of(g), x, y, ROLE_FRAME, ' ');
		x = grid_text(g, all_of(g), x, y, ROLE_HEADING, keys_name(keymap_keys(b)[0], name));
		x = grid_char(g, all_of(g), x, y, ROLE_NORMAL, ' ');
		x = grid_text(g, all_of(g), x, y, ROLE_NORMAL, b->footer);
		x = grid_char(g, all_of(g), x, y, ROLE_FRAME, ' ');
	}
}

static void message_until(struct grid *g, int y, int end, const char *text)
{
	struct rect r = { 0, 0, end - 2, g->h };

	grid_fit(g, r, 2, y, r.w - 2, ROLE_HEADING, text);
}

void frame_message(struct grid *g, int y, const char *text)
{
	message_until(g, y, g->w, text);
}

/* What matters where the reader is; how to step is told as long as it is new. */
static unsigned what_holds(const struct app *a)
{
	enum { NEW = 12 };   /* events */

	return (a->cursor.seen <= NEW ? WHEN_BEGIN : 0) | (tree_selected(&a->tree) ? WHEN_VALUE : 0) | (a->options.what_if ? WHEN_CHANGE : 0);
}

void frame_said(const struct app *a, struct grid *g, int y, const char *text)
{
	char name[8];
	const char *key = keys_name(a->last_key, name);
	int end = g->w;

	if (a->present && a->last_key) {
		end -= 8 + text_width(key);
		frame_title(g, end, y, text_width(key) + 5, true, ROLE_NORMAL, key);
	}
	message_until(g, y, end, text);
}

static void footer_draw(const struct app *a, struct grid *g, int y)
{
	struct buf text = { 0 };

	if (*a->message)
		buf_printf(&text, " %s ", a->message);
	if (!text.n && !a->present)
		frame_keys(g, y, &keys_handshake, what_holds(a));
	frame_said(a, g, y, buf_str(&text));
	buf_free(&text);
}

void frame_draw(struct app *a, struct grid *g, const struct screen *s)
{
	frame_header(a, g);
	frame_lines(g, s);
	draw_titles(a, g, s);
	footer_draw(a, g, s->bottom);
}

int frame_paragraphs_in(struct grid *g, struct rect r, enum role role, const char *text)
{
	int y = 0;

	while (*text) {
		size_t n = strcspn(text, "\n"), from = 0, start, len;
		char paragraph[1024], line[512];

		n = n < sizeof(paragraph) ? n : sizeof(paragraph) - 1;
		memcpy(paragraph, text, n);
		paragraph[n] = 0;
		while (grid_wrap(paragraph, r.w - 2, &from, &start, &len)) {
			len = len < sizeof(line) ? len : sizeof(line) - 1;
			memcpy(line, paragraph + start, len);
			line[len] = 0;
			if (y < r.h)
				grid_text(g, r, 1, y, role, line);
			y++;
		}
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return y;
}

int frame_paragraphs(struct grid *g, struct rect r, const char *text)
{
	return frame_paragraphs_in(g, r, ROLE_NORMAL, text);
}
