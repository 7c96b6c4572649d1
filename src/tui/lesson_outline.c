/* The steps of a lesson as a list: where one is, which questions are answered, and Enter goes to a step. A teacher jumps as
 * he likes; what was not answered stays open, so that no lesson is done by it. */
#include <stdio.h>

#include "lesson/bind.h"
#include "tui/keys/keymap.h"
#include "tui/lesson_screen.h"
#include "tui/panes/panes.h"

enum { FIRST_ROW = 2, NUMBER = 6, STATE = 14 };

void lesson_outline_open(struct lesson_screen *s)
{
	s->outline = true;
	s->outline_at = s->owner->state->step;
	s->outline_top = 0;
}

/* ---- rows ---- */

/* The step's questions: how many there are, and how many of them are solved, and told. */
struct tally {
	size_t n, solved, shown;
};

static struct tally tally_of(const struct lesson_state *st, size_t step)
{
	const struct lesson_step *of = &st->lesson->steps[step];
	struct tally t = { 0 };

	for (size_t i = 0; i < of->n_blocks; i++) {
		const struct lesson_question *q = of->blocks[i].question;

		t.n += q != NULL;
		t.solved += q && st->answers[q->index].mark == LESSON_SOLVED;
		t.shown += q && st->answers[q->index].mark == LESSON_SHOWN;
	}
	return t;
}

static enum role put_state(const struct lesson_state *st, size_t step, struct buf *out)
{
	const struct tally t = tally_of(st, step);
	const size_t open = t.n - t.solved - t.shown;

	if (!t.n) {
		buf_puts(out, step < st->step || st->over ? "read" : "");
		return ROLE_DIM;
	}
	if (open == t.n)
		buf_printf(out, t.n == 1 ? "a question" : "%zu questions", t.n);
	else if (open)
		buf_printf(out, "%zu of %zu open", open, t.n);
	else
		buf_puts(out, t.shown ? "answer shown" : "\xe2\x9c\x93 solved");
	return open ? ROLE_NORMAL : t.shown ? ROLE_WARN : ROLE_OK;
}

/* Its title may speak of its handshake, which is run for that. */
static void put_title(struct lesson_screen *s, size_t step, struct buf *out)
{
	const struct lesson_step *of = &s->owner->lesson->steps[step];
	struct error err;
	struct feed *f;

	if (lesson_runs_get(&s->runs, of->run, &f, &err) != ST_OK || lesson_fill(f->trace, of->title, out, &err) != ST_OK)
		buf_puts(out, of->title);
}

static void put_row(struct lesson_screen *s, struct grid *g, struct rect r, int y, size_t step)
{
	const struct lesson_state *st = s->owner->state;
	const bool here = step == st->step && !st->over, selected = step == s->outline_at;
	struct buf text = { 0 }, state = { 0 };
	const enum role role = put_state(st, step, &state);
	char number[24];

	snprintf(number, sizeof(number), "%3zu", step + 1);
	grid_text(g, r, 1, y, ROLE_DIM, number);
	if (here)
		grid_char(g, r, NUMBER - 1, y, ROLE_HEADING, 0x25b8);
	put_title(s, step, &text);
	grid_fit(g, r, NUMBER + 1, y, r.w - NUMBER - STATE - 3, selected || here ? ROLE_HEADING : ROLE_NORMAL, buf_str(&text));
	grid_fit(g, r, r.w - STATE - 1, y, STATE, role, buf_str(&state));
	if (selected)
		grid_paint(g, r, 0, y, r.w, ROLE_CURSOR);
	buf_free(&text);
	buf_free(&state);
}

void lesson_outline_draw(struct lesson_screen *s, struct grid *g)
{
	const struct lesson_score score = lesson_state_score(s->owner->state);
	struct rect r = { 1, FIRST_ROW, g->w - 2, g->h - FIRST_ROW - 1 };
	const size_t n = s->owner->lesson->n_steps;
	const struct screen frame = layout_frame(g->h);
	struct buf text = { 0 };

	s->outline_rows = r.h;
	s->outline_top = scroll_top(s->outline_top, r.h, (int)n, (int)s->outline_at);
	frame_lines(g, &frame);
	buf_printf(&text, "%zu steps", n);
	if (score.questions)
		buf_printf(&text, ", %zu of %zu questions solved", score.solved, score.questions);
	frame_title(g, 2, 1, g->w - 4, true, ROLE_NORMAL, buf_str(&text));
	for (int y = 0; y < r.h && (size_t)(s->outline_top + y) < n; y++)
		put_row(s, g, r, y, (size_t)(s->outline_top + y));
	scroll_arrows(g, r, ROLE_DIM, s->outline_top, (int)n);
	buf_clear(&text);
	buf_puts(&text, " ");
	keymap_hint(&text, &keys_pages, CMD_FOLLOW, "go there");
	keymap_hint(&text, &keys_pages, CMD_LEAVE, "back");
	frame_message(g, frame.bottom, buf_str(&text));
	buf_free(&text);
}

/* ---- keys ---- */

static void move(struct lesson_screen *s, long by)
{
	const long n = (long)s->owner->lesson->n_steps, to = (long)s->outline_at + by;

	s->outline_at = to < 0 ? 0 : to >= n ? (size_t)(n - 1) : (size_t)to;
}

static void go(struct lesson_screen *s)
{
	s->outline = false;
	lesson_state_go(s->owner->state, s->outline_at);
	lesson_screen_arrive(s);
}

static void click(struct lesson_screen *s, int y)
{
	const size_t row = (size_t)(s->outline_top + y - FIRST_ROW);

	if (y < FIRST_ROW || y >= FIRST_ROW + s->outline_rows || row >= s->owner->lesson->n_steps)
		return;
	if (row == s->outline_at)
		go(s);
	s->outline_at = row;
}

bool lesson_outline_key(struct lesson_screen *s, uint32_t key)
{
	int x, y;

	if (!s->outline)
		return false;
	switch (keys_mouse_of(key, &x, &y)) {
	case MOUSE_UP: move(s, -1); return true;
	case MOUSE_DOWN: move(s, 1); return true;
	case MOUSE_CLICK: click(s, y); return true;
	default: break;
	}
	switch (keymap_find(&keys_pages, key, PANE_LADDER)) {
	case CMD_UP: move(s, -1); break;
	case CMD_DOWN: move(s, 1); break;
	case CMD_PAGE_UP: move(s, -s->outline_rows); break;
	case CMD_PAGE_DOWN: move(s, s->outline_rows); break;
	case CMD_FIRST: move(s, -(long)s->owner->lesson->n_steps); break;
	case CMD_LAST: move(s, (long)s->owner->lesson->n_steps); break;
	case CMD_FOLLOW: go(s); break;
	case CMD_REDRAW: s->redraw = true; break;
	case CMD_LEAVE: s->outline = false; break;
	default: s->outline = keymap_find(&keys_lesson, key, PANE_LADDER) != CMD_OUTLINE;
	}
	return true;
}
