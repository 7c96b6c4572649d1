/* A lesson beside the handshake that it runs on: keys go in, a grid comes out. The
 * learner reads, answers, and may wander off through the trace; Esc brings him back. */
#ifndef SLOWSHAKE_TUI_LESSON_H
#define SLOWSHAKE_TUI_LESSON_H

#include "tui/tui.h"
#include "lesson/state.h"

/* The owner's side. */
struct tui_lesson {
	const struct lesson *lesson;
	const struct lesson_world *world;
	struct lesson_state *state;      /* where to begin; where it ended */
	bool notes;                      /* show the speaker's notes */
	const char *next;                /* what is said at the end about the lesson that follows; NULL: none does */
	bool goes_on;                    /* out: the learner wants that one */
	const char *note;                /* to be said, NULL: nothing; then it is NULL again */
	void *ctx;
	/* A step was begun, or the lesson was left: to keep progress. May complain: a
	 * sentence, valid until the next call, or NULL. May be NULL. */
	const char *(*keep)(void *ctx);
	/* Asked again and again: true if lesson and state have become other ones, in the same
	 * places. May leave a note either way. NULL: nobody changes them. */
	bool (*reload)(void *ctx, struct tui_lesson *l);
};

/* Runs until the user leaves it; results as tui_run. */
enum status tui_lesson_run(struct tui_lesson *l, const struct tui_options *o, struct error *err) MUST_USE;

#endif
