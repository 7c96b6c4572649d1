#include "tui/marks.h"

#include <stdio.h>

#include "tui/follow.h"
#include "tui/keys/keymap.h"
#include "tui/settings.h"

static const enum level levels[] = { LEVEL_MESSAGES, LEVEL_CHECKS, LEVEL_EVERYTHING };

void marks_level(struct app *a, enum command c)
{
	static const char *const what[LEVEL_N] = {
		[LEVEL_MESSAGES] = "the messages as they are on the wire, and what fails", [LEVEL_CHECKS] = "checks and decisions as well",
		[LEVEL_EVERYTHING] = "all that is done",
	};

	a->cursor.level = levels[c - CMD_LEVEL_1];
	settings_set_level(a->cursor.level);
	snprintf(a->message, sizeof(a->message), "level %u, %s: %s", level_number(a->cursor.level), level_names[a->cursor.level], what[a->cursor.level]);
}

void marks_theme(struct app *a)
{
	settings_next_theme();
	a->redraw = true;
	snprintf(a->message, sizeof(a->message), a->present ? "theme %s, for this class" : "theme %s   %s keeps it", theme_names[settings_theme()],
		 keymap_word(&keys_handshake, CMD_SAVE).s);
}

/* One goes by messages, in colours that a projector leaves apart. */
void marks_present(struct app *a)
{
	a->present = tui_settings.projected = !a->present;
	a->cursor.level = a->present ? LEVEL_MESSAGES : settings_level();
	a->focus = a->present ? PANE_LADDER : a->focus;
	a->redraw = true;
	if (a->present)
		snprintf(a->message, sizeof(a->message), "for a class: message by message   %s blanks the screen   %s as before",
			 keymap_word(&keys_handshake, CMD_BLANK).s, keymap_word(&keys_handshake, CMD_PRESENT).s);
}

void marks_goal(struct app *a, enum command c)
{
	static const struct {
		enum command command;
		enum level_goal goal;
		const char *name;
	} goals[] = {
		{ CMD_NEXT_FAILURE, LEVEL_FAILURE, "failure" }, { CMD_NEXT_DECISION, LEVEL_DECISION, "decision" },
		{ CMD_NEXT_SECRET, LEVEL_SECRET, "secret" },
	};

	for (size_t i = 0; i < ARRAY_LEN(goals); i++) {
		event_id e = goals[i].command == c ? level_next_goal(a->t, goals[i].goal, a->cursor.event) : 0;

		if (e)
			follow_event(a, e);
		else if (goals[i].command == c)
			snprintf(a->message, sizeof(a->message), "no %s behind this event%s   %s: the first event", goals[i].name,
				 trace_studied(a->t)->outcome.done ? "" : " so far", keymap_word(&keys_handshake, CMD_FIRST).s);
	}
}

void marks_ask(struct app *a, enum command c)
{
	a->pending = c;
	snprintf(a->message, sizeof(a->message), c == CMD_MARK ? "mark this place with a letter, a to z (Esc: no)" : "go to the mark of which letter? (Esc: none)");
}

bool marks_key(struct app *a, uint32_t key)
{
	const enum command c = a->pending;
	struct place *mark;

	if (!c)
		return false;
	a->pending = CMD_NONE;
	*a->message = 0;
	if (key == TK_ESCAPE)
		return true;
	if (key < 'a' || key > 'z') {
		snprintf(a->message, sizeof(a->message), "a mark is a letter, a to z");
		return true;
	}
	mark = &a->marks[key - 'a'];
	if (c == CMD_MARK) {
		*mark = follow_place(a);
		snprintf(a->message, sizeof(a->message), "mark %c is event %u   %s%c leads here", (char)key, mark->event,
			 keymap_word(&keys_handshake, CMD_TO_MARK).s, (char)key);
	} else if (!mark->event || mark->event >= trace_n_events(a->t)) {
		snprintf(a->message, sizeof(a->message), "there is no mark %c here: %s%c makes one", (char)key, keymap_word(&keys_handshake, CMD_MARK).s,
			 (char)key);
	} else {
		follow_remember(a);
		follow_go(a, *mark);
	}
	return true;
}
