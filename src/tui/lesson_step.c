/* The handshake of a lesson's step: which one runs, where it stands, and how far it may be seen. */
#include "tui/lesson_screen.h"

#include <stdio.h>
#include <string.h>

#include "lesson/bind.h"
#include "lesson/goal.h"
#include "tui/settings.h"

void lesson_screen_say(struct lesson_screen *s, const char *text)
{
	snprintf(s->message, sizeof(s->message), "%.200s", text);
}

static enum pane pane_of(const char *name)
{
	for (int p = 0; name && p < PANE_N; p++)
		if (strcmp(settings_panes[p], name) == 0)
			return (enum pane)p;
	return PANE_LADDER;
}

/* Another handshake under the panes; for a class it stays for a class. */
static void put_app(struct lesson_screen *s, struct feed *f)
{
	if (s->has_app) {
		s->options.present = s->app.present;
		app_free(&s->app);
	}
	app_init(&s->app, f, &s->options);
	s->app.feed_state = FEED_DONE;
	s->redraw = s->redraw || s->app.redraw;
	s->app.redraw = false;
}

enum status lesson_screen_open(struct lesson_screen *s, size_t run, struct error *err)
{
	struct feed *f;

	if (s->has_app && s->run == run)
		return ST_OK;
	TRY(lesson_runs_get(&s->runs, run, &f, err));
	put_app(s, f);
	s->t = f->trace;
	s->has_app = true;
	s->run = run;
	return ST_OK;
}

/* The handshake that the learner let fail, where it does; the next step goes back to
 * the lesson's own. */
void lesson_screen_show_failure(struct lesson_screen *s, const char *fault)
{
	struct lesson_run run = s->owner->lesson->runs[lesson_state_step(s->owner->state)->run];
	event_id e = 1;
	struct error err;
	struct feed *f;

	run.fault = (struct lesson_text){ fault, 0 };
	if (s->owner->world->run(s->owner->world->ctx, &run, &f, &err) != ST_OK)
		return;
	put_app(s, f);
	if (s->other)
		s->other->free(s->other);
	s->other = f;
	s->run = RUN_OTHER;
	while (e + 1 < trace_n_events(s->app.t) && !trace_event(s->app.t, e)->fatal)
		e++;
	s->at = e;
	s->pane = PANE_LADDER;
	cursor_go(&s->app.cursor, s->app.t, e);
	app_sync(&s->app);
}

void lesson_screen_go(struct lesson_screen *s, event_id e)
{
	cursor_go(&s->app.cursor, s->app.t, e);
	app_sync(&s->app);
}

static void show_field(struct app *a, field_id f)
{
	app_show(a, (struct subject){ SUBJECT_UNIT, trace_field(a->t, f)->unit });
	tree_select_field(&a->tree, f);
	a->byte = app_bytes(a).off;
}

void lesson_screen_show(struct lesson_screen *s, field_id f, value_id v)
{
	if (f)
		show_field(&s->app, f);
	else if (v)
		app_show(&s->app, (struct subject){ SUBJECT_VALUE, v });
}

void lesson_screen_focus(struct lesson_screen *s, const struct lesson_step *step)
{
	struct error err;
	field_id f;
	value_id v;

	if (step->field.s && lesson_find_field(s->app.t, step->field.s, &f, &err) == ST_OK)
		lesson_screen_show(s, f, 0);
	else if (step->value.s && lesson_find_value(s->app.t, step->value.s, &v, &err) == ST_OK)
		lesson_screen_show(s, 0, v);
}

/* Shows what the step is about, wherever the learner was. */
void lesson_screen_return(struct lesson_screen *s)
{
	const struct lesson_step *step = lesson_state_step(s->owner->state);
	struct error err;

	s->in_app = s->app.zoom = false;
	if (s->run == RUN_OTHER) {
		lesson_screen_go(s, s->at);
		return;
	}
	s->pane = pane_of(step->pane.s);
	app_focus(&s->app, s->pane);
	if (!step->at.s || lesson_find_event(s->app.t, step->at.s, &s->at, &err) != ST_OK)
		s->at = 1;
	lesson_screen_go(s, s->at);
	lesson_screen_focus(s, step);
}

/* A prediction holds the engine back: nothing after the step's event is seen before. */
void lesson_screen_hold(struct lesson_screen *s)
{
	const struct lesson_question *q = lesson_state_awaited(s->owner->state);

	s->limit = q && q->kind == LESSON_PREDICT ? s->at : 0;
	/* nor is what was seen before still there to be read off */
	if (s->limit && s->app.cursor.event <= s->limit)
		s->app.cursor.seen = s->limit;
}

bool lesson_screen_selects(const struct lesson_question *q)
{
	return q && q->kind == LESSON_DO && lesson_goal_of(q->expr.s ? q->expr.s : "").kind != GOAL_ALERT;
}

static void keep(struct lesson_screen *s)
{
	const char *complaint = s->owner->keep ? s->owner->keep(s->owner->ctx) : NULL;

	if (complaint)
		lesson_screen_say(s, complaint);
}

/* After every move: the step's handshake, event and focus. */
void lesson_screen_arrive(struct lesson_screen *s)
{
	const struct lesson_state *st = s->owner->state;
	bool same = s->has_app && s->run == lesson_state_step(st)->run;
	struct error err;

	s->top = 0;
	s->picked = 0;
	s->typed[0] = 0;
	if (lesson_screen_open(s, lesson_state_step(st)->run, &err) != ST_OK) {
		lesson_screen_say(s, err.text);
		return;
	}
	if (s->shown_step != st->step || !same)
		lesson_screen_return(s);
	if (s->shown_step != st->step || st->over)
		keep(s);
	s->shown_step = st->step;
	lesson_screen_hold(s);
	s->in_app = false;
	s->task = lesson_screen_selects(lesson_state_awaited(st));
}
