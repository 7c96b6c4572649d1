/* Answers in the Lesson pane: chosen by number, typed in, given up. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lesson/bind.h"
#include "lesson/judge.h"
#include "tui/keys/keymap.h"
#include "tui/lesson_screen.h"

static void after_answer(struct lesson_screen *s, const struct lesson_question *q)
{
	const struct lesson_state *st = s->owner->state;
	event_id e;

	s->to_end = true;
	s->picked = 0;
	lesson_screen_hold(s);
	if (q->kind != LESSON_PREDICT || st->answers[q->index].mark == LESSON_OPEN || !q->expr.s)
		return;
	/* the engine goes on, to where it can be seen */
	e = lesson_expr_event(s->app.t, q->expr.s);
	if (e > s->at)
		lesson_screen_go(s, e);
	s->pane = s->pane == PANE_LADDER ? PANE_LADDER : PANE_WHY;
}

static void answer_text(struct lesson_screen *s, const char *text)
{
	const struct lesson_question *q = lesson_state_awaited(s->owner->state);
	struct error err;
	bool fault;

	if (!q)
		return;
	fault = q->kind == LESSON_DO;
	if (lesson_judge_text(s->owner->state, s->t, s->owner->world, text, &err) != ST_OK) {
		lesson_screen_say(s, err.text);
		return;
	}
	after_answer(s, q);
	if (s->owner->state->right && fault)
		lesson_screen_show_failure(s, text);
	if (s->owner->state->right)
		s->typed[0] = 0;
}

void lesson_screen_choose(struct lesson_screen *s, const struct lesson_question *q, size_t i)
{
	char text[2] = { (char)('1' + i), 0 };

	if (i >= q->n_options)
		return;
	if (q->kind == LESSON_CHOICES)
		s->picked ^= 1u << i;
	else
		answer_text(s, text);
}

void lesson_screen_submit(struct lesson_screen *s, const struct lesson_question *q)
{
	char text[2 * LESSON_MAX_OPTIONS + 1];
	size_t n = 0;

	for (size_t i = 0; i < q->n_options; i++)
		if (s->picked & 1u << i) {
			text[n++] = (char)('1' + i);
			text[n++] = ' ';
		}
	text[n] = 0;
	if (n)
		answer_text(s, text);
	else
		lesson_screen_say(s, "choose with the number keys first");
}

/* Moves to where the learner should have gone. */
static void show_target(struct lesson_screen *s, const struct lesson_question *q)
{
	struct lesson_goal goal = lesson_goal_of(q->expr.s ? q->expr.s : "");
	field_id f;
	value_id v;

	if (s->run == RUN_OTHER)
		return;
	lesson_goal_target(s->app.t, &goal, &f, &v);
	lesson_screen_show(s, f, v);
	s->pane = s->pane == PANE_LADDER ? PANE_FIELDS : s->pane;
	s->in_app = s->app.zoom = false;
}

void lesson_screen_give_up(struct lesson_screen *s)
{
	const struct lesson_question *q = lesson_state_awaited(s->owner->state);
	struct buf text = { 0 };

	if (!q) {
		lesson_screen_say(s, "there is no question here");
		return;
	}
	if (lesson_screen_selects(q))
		show_target(s, q);
	lesson_judge_answer(q, s->t, &text);
	lesson_state_show(s->owner->state, buf_str(&text));
	buf_free(&text);
	s->typed[0] = 0;
	after_answer(s, q);
}

/* ---- typing ---- */

bool lesson_screen_wants_text(const struct lesson_question *q)
{
	return q && !q->n_options && !lesson_screen_selects(q);
}

/* The fault that is meant by its beginning, if there is only one. */
static const char *complete(const struct lesson_screen *s, const struct lesson_question *q)
{
	const char *found = NULL;
	size_t n = strlen(s->typed);

	for (size_t i = 0; q->kind == LESSON_DO && s->owner->world->fault(i); i++) {
		const char *name = s->owner->world->fault(i);

		if (strcmp(name, s->typed) == 0)
			return name;
		if (strncmp(name, s->typed, n) != 0)
			continue;
		if (found)
			return s->typed;
		found = name;
	}
	return found ? found : s->typed;
}

/* The names that begin like what was typed, for the footer. */
static void say_matches(struct lesson_screen *s, const struct lesson_question *q)
{
	size_t n = 0;

	if (q->kind != LESSON_DO)
		return;
	s->message[0] = 0;
	for (size_t i = 0; s->owner->world->fault(i) && n + 40 < sizeof(s->message); i++)
		if (strncmp(s->owner->world->fault(i), s->typed, strlen(s->typed)) == 0)
			n += (size_t)snprintf(s->message + n, sizeof(s->message) - n, "%s%s", n ? "  " : "", s->owner->world->fault(i));
	if (!n)
		lesson_screen_say(s, "no fault begins like this");
}

/* True if the key belongs to what is being typed. */
bool lesson_screen_type(struct lesson_screen *s, const struct lesson_question *q, uint32_t key)
{
	enum command c = keymap_find(&keys_lesson, key, PANE_LADDER);
	size_t n = strlen(s->typed);

	if (key == TK_ENTER || key == 10) {
		answer_text(s, n ? complete(s, q) : "");
		return true;
	}
	if (key == TK_BACKSPACE || key == 8) {
		if (!n)
			return false;
		s->typed[n - 1] = 0;
		say_matches(s, q);
		return true;
	}
	if (key == TK_ESCAPE && n) {
		s->typed[0] = 0;
		return true;
	}
	/* nothing that is typed in begins with these */
	if (!n && (c == CMD_QUIT || c == CMD_SHOW_ANSWER || !(key < 0x7f && isalnum((int)key))))
		return false;
	if (key < 0x20 || key >= 0x7f)
		return false;
	if (n + 1 < sizeof(s->typed)) {
		s->typed[n] = (char)key;
		s->typed[n + 1] = 0;
	}
	say_matches(s, q);
	return true;
}
