#include "tui/lesson_screen.h"

#include <stdio.h>

#include "tui/keys/keymap.h"
#include "tui/keys/mouse.h"
#include "tui/panes/panes.h"
#include "lesson/bind.h"
#include "lesson/ending.h"
#include "lesson/judge.h"

/* ---- the handshake's panes ---- */

/* Back from where the handshake must not be seen yet. */
static bool hold_back(struct lesson_screen *s, event_id seen)
{
	if (!s->limit || s->app.cursor.event <= s->limit)
		return false;
	lesson_screen_go(s, s->limit);
	lesson_screen_focus(s, lesson_state_step(s->owner->state));
	s->app.cursor.seen = seen;
	s->app.playing = false;
	lesson_screen_say(s, "the engine waits for your prediction");
	return true;
}

int lesson_screen_tick(struct lesson_screen *s, int64_t now)
{
	event_id seen = s->app.cursor.seen;
	int tick = app_tick(&s->app, now);

	return hold_back(s, seen) ? -1 : tick;
}

/* The learner says: what is selected is it. */
static void confirm(struct lesson_screen *s)
{
	const struct tree_row *row = tree_selected(&s->app.tree);

	if (!row || s->run == RUN_OTHER) {
		lesson_screen_say(s, "nothing is selected here");
		return;
	}
	s->to_end = true;
	if (lesson_judge_selection(s->owner->state, s->app.t, row->field, row->value))
		s->in_app = s->app.zoom = false;
	else
		lesson_screen_say(s, buf_str(&s->owner->state->feedback));
}

/* The key goes to the handshake; a prediction may have to be made before. */
static void app_takes(struct lesson_screen *s, uint32_t key)
{
	event_id seen = s->app.cursor.seen;

	s->app.last_shown = s->limit;
	app_key(&s->app, key);
	if (s->app.wanted)
		app_pump(&s->app, 0);
	s->quit = s->app.quit;
	s->redraw = s->redraw || s->app.redraw;
	s->app.redraw = false;
	hold_back(s, seen);
}

/* Under the text only what changes the screen; what moves through the handshake waits until its panes have the keys. */
static void handshake_key(struct lesson_screen *s, uint32_t key)
{
	static const enum command everywhere[] = { CMD_COMMANDS, CMD_PRESENT, CMD_BLANK, CMD_THEME };
	const enum command c = keymap_command(key, PANE_LADDER);
	char name[8];

	for (size_t i = 0; i < ARRAY_LEN(everywhere); i++)
		if (c == everywhere[i]) {
			app_takes(s, key);
			return;
		}
	if (key == TK_OTHER)     /* as a button that is let go */
		return;
	snprintf(s->message, sizeof(s->message), c == CMD_NONE ? "%s does nothing here   %s help" : "%s is a key of the handshake: %s goes to its panes",
		 keys_name(key, name), keymap_word(&keys_lesson, c == CMD_NONE ? CMD_HELP : CMD_PANE_NEXT).s);
}

void lesson_screen_enter(struct lesson_screen *s, enum pane p)
{
	s->in_app = true;
	app_focus(&s->app, p);
}

/* Round through the panes, from the one that the step wants, and back to the text. */
static void pane_key(struct lesson_screen *s, int by)
{
	enum pane last = (enum pane)((s->pane + PANE_N - 1) % PANE_N), next = (enum pane)((s->app.focus + PANE_N + by) % PANE_N);

	if (!s->in_app)
		lesson_screen_enter(s, by > 0 ? s->pane : last);
	else if (s->app.focus == (by > 0 ? last : s->pane))
		s->in_app = s->app.zoom = false;
	else
		lesson_screen_enter(s, next);
}

/* ---- keys ---- */

static bool is_away(const struct lesson_screen *s)
{
	return s->in_app || s->app.cursor.event != s->at;
}

static void escape(struct lesson_screen *s)
{
	if (is_away(s)) {
		lesson_screen_return(s);
		lesson_screen_hold(s);
	} else {
		s->quit = s->options.list;
	}
}

static void go_on(struct lesson_screen *s)
{
	const struct lesson_question *q = lesson_state_awaited(s->owner->state);

	if (q && q->kind == LESSON_CHOICES && s->picked)
		lesson_screen_submit(s, q);
	else if (q)
		snprintf(s->message, sizeof(s->message), q->kind == LESSON_DO ? "do it first; %s shows how" : "answer first; %s shows the answer",
			 keymap_word(&keys_lesson, CMD_SHOW_ANSWER).s);
	else if (s->owner->state->over && s->owner->next)
		s->quit = s->owner->goes_on = true;
	else if (s->owner->state->over)
		s->quit = s->options.list;
	else if (lesson_state_next(s->owner->state))
		lesson_screen_arrive(s);
}

static void lesson_takes(struct lesson_screen *s, uint32_t key)
{
	switch (keymap_find(&keys_lesson, key, PANE_LADDER)) {
	case CMD_NEXT: go_on(s); break;
	case CMD_BACK:
		if (lesson_state_back(s->owner->state))
			lesson_screen_arrive(s);
		break;
	case CMD_UP: s->top--; break;
	case CMD_DOWN: s->top++; break;
	case CMD_PAGE_UP: s->top -= s->page; break;
	case CMD_PAGE_DOWN: s->top += s->page; break;
	case CMD_PANE_NEXT: pane_key(s, 1); break;
	case CMD_PANE_PREVIOUS: pane_key(s, -1); break;
	case CMD_SHOW_ANSWER: lesson_screen_give_up(s); break;
	case CMD_OUTLINE: lesson_outline_open(s); break;
	case CMD_NOTES: s->notes = !s->notes; break;
	case CMD_LEAVE: escape(s); break;
	case CMD_HELP: s->help = true; s->help_top = 0; break;
	case CMD_QUIT: s->quit = true; break;
	case CMD_REDRAW: s->redraw = true; break;
	default: handshake_key(s, key);
	}
}

bool lesson_screen_types(const struct lesson_screen *s)
{
	return !s->in_app && !s->help && lesson_screen_wants_text(lesson_state_awaited(s->owner->state));
}

static void help_key(struct lesson_screen *s, uint32_t key)
{
	enum command c = keymap_command(key, PANE_WHY);
	int by = c == CMD_UP ? -1 : c == CMD_DOWN ? 1 : c == CMD_PAGE_UP ? -s->page : c == CMD_PAGE_DOWN ? s->page : 0;

	s->help_top += by;
	s->help = by != 0;
}

/* Over the text the wheel scrolls it, a click gives it the keys; the rest is the handshake's. */
static void take_mouse(struct lesson_screen *s, uint32_t key)
{
	int x, y;
	enum mouse what = keys_mouse_of(key, &x, &y);
	int by = what == MOUSE_UP ? -3 : what == MOUSE_DOWN ? 3 : 0;

	if (s->help) {
		s->help_top += by;
	} else if (app_is_covered(&s->app) || mouse_over_pane(&s->app, key)) {
		s->in_app = s->in_app || what == MOUSE_CLICK;
		app_takes(s, key);
	} else {
		s->top += by;
		s->in_app = s->in_app && what != MOUSE_CLICK;
	}
}

/* An answer; afterwards why each one is right or wrong; at the end a step to repeat. */
static bool take_number(struct lesson_screen *s, const struct lesson_question *q, size_t i)
{
	struct lesson_state *state = s->owner->state;
	const struct lesson_question *past = lesson_state_question(state);
	size_t steps[LESSON_MAX_REPEATS];

	if (q && q->n_options) {
		lesson_screen_choose(s, q, i);
	} else if (!q && past && past->n_options && !s->in_app) {
		lesson_judge_look(state, s->t, i);
		s->to_end = true;
	} else if (state->over && !s->in_app && i < lesson_ending_repeats(state, steps)) {
		lesson_state_repeat(state, steps[i]);
		lesson_screen_arrive(s);
	} else {
		return false;
	}
	return true;
}

static bool is_task(const struct lesson_question *q)
{
	return q && q->kind == LESSON_DO;
}

void lesson_screen_key(struct lesson_screen *s, uint32_t key)
{
	const struct lesson_question *q = lesson_state_awaited(s->owner->state);
	enum command c = keymap_command(key, s->app.focus);
	int x, y;

	if (key == TK_NONE || key == TK_RESIZE || key == TK_SIGNAL)
		return;
	s->message[0] = s->app.message[0] = 0;
	s->app.last_key = key;
	if (lesson_outline_key(s, key))
		return;
	if (keys_mouse_of(key, &x, &y))
		take_mouse(s, key);
	else if (s->help)
		help_key(s, key);
	else if (app_is_covered(&s->app))
		app_takes(s, key);
	else if (!s->in_app && lesson_screen_wants_text(q) && lesson_screen_type(s, q, key))
		return;
	else if (key >= '1' && key <= '9' && take_number(s, q, key - '1'))
		return;
	else if (s->in_app && is_task(q) && keymap_find(&keys_lesson, key, PANE_LADDER) == CMD_SHOW_ANSWER)
		lesson_screen_give_up(s);
	else if (!s->in_app)
		lesson_takes(s, key);
	else if (c == CMD_PANE_NEXT || c == CMD_PANE_PREVIOUS)
		pane_key(s, c == CMD_PANE_NEXT ? 1 : -1);
	else if (c == CMD_LEAVE)
		escape(s);
	else if (c == CMD_FOLD && lesson_screen_selects(q))
		confirm(s);
	else
		app_takes(s, key);
}

/* ---- from beginning to end ---- */

void lesson_screen_note(struct lesson_screen *s)
{
	if (s->owner->note)
		lesson_screen_say(s, s->owner->note);
	s->owner->note = NULL;
}

enum status lesson_screen_init(struct lesson_screen *s, struct tui_lesson *owner, const struct tui_options *o, struct error *err)
{
	*s = (struct lesson_screen){ .owner = owner, .options = *o, .notes = owner->notes };
	s->options.first = 0;
	lesson_runs_init(&s->runs, owner->lesson, owner->world);
	s->shown_step = owner->lesson->n_steps;
	lesson_screen_note(s);
	TRY(lesson_screen_open(s, lesson_state_step(owner->state)->run, err));
	s->shown_step = owner->state->step;
	lesson_screen_return(s);
	lesson_screen_hold(s);
	s->task = lesson_screen_selects(lesson_state_awaited(owner->state));
	return ST_OK;
}

void lesson_screen_free(struct lesson_screen *s)
{
	if (s->has_app)
		app_free(&s->app);
	if (s->other)
		s->other->free(s->other);
	lesson_runs_free(&s->runs);
	lesson_lines_free(&s->lines);
}

enum status lesson_screen_reloaded(struct lesson_screen *s, struct error *err)
{
	struct tui_lesson *owner = s->owner;
	struct tui_options o = s->options;

	lesson_screen_free(s);
	return lesson_screen_init(s, owner, &o, err);
}
