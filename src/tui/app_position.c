/* Where the reader stands: the event, what is shown of it and which byte; and the feed, which may have to bring the next event. */
#include "tui/app.h"

#include <stdio.h>
#include <time.h>

#include "view/text/describe.h"

enum { MAX_PUMP_MS = 60 };   /* a feed that says MORE and adds nothing: look at the keyboard between */

int64_t app_clock(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* ---- what is shown ---- */

void app_show(struct app *a, struct subject s)
{
	a->subject = s;
	tree_show(&a->tree, a->t, s);
	a->tree_top = a->why_top = 0;
	a->byte = app_bytes(a).off;
}

/* Shows what the current event speaks of. */
void app_sync(struct app *a)
{
	field_id field;

	a->jumped = false;
	app_show(a, subject_default(a->t, a->cursor.event, &field));
	if (field && tree_select_field(&a->tree, field))
		a->byte = app_bytes(a).off;
}

void app_focus(struct app *a, enum pane p)
{
	a->focus = p;
	if (p == PANE_FIELDS || p == PANE_HEX)
		a->middle = p;
}

struct tree_bytes app_bytes(const struct app *a)
{
	return tree_selected_bytes(&a->tree);
}

void app_select_byte(struct app *a, int64_t at)
{
	struct tree_bytes b = app_bytes(a);

	if (!b.bytes.n)
		return;
	at = at < 0 ? 0 : at >= (int64_t)b.bytes.n ? (int64_t)b.bytes.n - 1 : at;
	a->byte = (uint32_t)at;
	if (a->subject.kind == SUBJECT_UNIT)
		tree_select_field(&a->tree, trace_leaf_at(a->t, a->subject.id, a->byte));
	a->why_top = 0;
}

bool app_types(const struct app *a)
{
	return a->picker.kind || a->pages.typing || a->pending;
}

bool app_is_covered(const struct app *a)
{
	return a->blank || a->help || a->pages.kind || app_types(a);
}

/* ---- the feed ---- */

static void say_end(struct app *a)
{
	struct buf text = { 0 };

	if (trace_studied(a->t)->outcome.done)
		describe_outcome(a->t, &text);
	snprintf(a->message, sizeof(a->message), "End. %s", text.n ? buf_str(&text) : "");
	buf_free(&text);
}

/* Takes the wanted step if the trace has it by now. */
static bool try_wanted(struct app *a)
{
	bool moved = a->wanted == CMD_NEXT_STEP ? cursor_next_step(&a->cursor, a->t) : cursor_next(&a->cursor, a->t);

	if (!moved)
		return false;
	a->wanted = CMD_NONE;
	*a->message = 0;
	app_sync(a);
	return true;
}

static void want(struct app *a, enum command command)
{
	a->wanted = command;
	if (try_wanted(a))
		return;
	/* The rest of this message is passed over anyway: show how things stand. */
	if (command == CMD_NEXT_STEP && cursor_last(&a->cursor, a->t))
		app_sync(a);
	if (a->feed_state == FEED_DONE) {
		a->wanted = CMD_NONE;
		a->playing = false;
		say_end(a);
	}
}

void app_pump(struct app *a, int timeout_ms)
{
	uint32_t before = trace_n_events(a->t);
	int64_t deadline = app_clock() + MAX_PUMP_MS;

	if (!a->wanted)
		return;
	if (a->feed_state == FEED_DONE) {
		want(a, a->wanted);
		return;
	}
	do {
		a->feed_state = a->feed->pump(a->feed, timeout_ms);
	} while (trace_n_events(a->t) == before && a->feed_state == FEED_MORE && app_clock() < deadline);
	if (!try_wanted(a) && a->feed_state == FEED_DONE)
		want(a, a->wanted);
	else if (a->wanted && a->feed_state == FEED_WAITING)
		snprintf(a->message, sizeof(a->message), "waiting for %s to answer (Esc: stop waiting)",
			 a->options.waits_for ? a->options.waits_for : "the peer");
}

void app_fill(struct app *a, int64_t deadline)
{
	while (!a->feed->live && a->feed_state == FEED_MORE) {
		a->feed_state = a->feed->pump(a->feed, 0);
		if (!a->cursor.event && cursor_first(&a->cursor, a->t))
			app_sync(a);
		if (deadline >= 0 && app_clock() >= deadline)
			break;
	}
}

static void go(struct app *a, bool moved)
{
	if (moved)
		app_sync(a);
}

void app_step(struct app *a, enum command c)
{
	switch (c) {
	case CMD_NEXT: case CMD_NEXT_STEP: want(a, c); break;
	case CMD_BACK: go(a, cursor_back(&a->cursor, a->t)); break;
	case CMD_PREVIOUS_STEP: go(a, cursor_previous_step(&a->cursor, a->t)); break;
	case CMD_FIRST: go(a, cursor_first(&a->cursor, a->t)); break;
	case CMD_LAST: go(a, cursor_last(&a->cursor, a->t)); break;
	default: break;
	}
}
