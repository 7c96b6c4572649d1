/* The screen of a lesson without a terminal, for tui.c and for tests. */
#ifndef SLOWSHAKE_TUI_LESSON_SCREEN_H
#define SLOWSHAKE_TUI_LESSON_SCREEN_H

#include "tui/app.h"
#include "tui/lesson.h"
#include "lesson/lines.h"
#include "lesson/runs.h"

enum { RUN_OTHER = LESSON_MAX_RUNS };   /* the handshake that the learner chose */

struct lesson_screen {
	struct tui_lesson *owner;
	struct tui_options options;
	struct lesson_runs runs;
	struct app app;                  /* on the handshake of the step */
	bool has_app, in_app;            /* in_app: the handshake's panes have the keys */
	size_t run;                      /* which it shows; RUN_OTHER: what the learner chose */
	struct feed *other;              /* that one, owned */
	const struct trace *t;           /* of the step: what the text speaks of */
	size_t shown_step;               /* whose focus was set */
	enum pane pane;                  /* what the step wants beside the text */
	event_id at, limit;              /* of the step; limit: the learner has to predict first, 0: none */
	struct lesson_lines lines;
	int top, page;
	bool task;                       /* a task was arrived at: its pane is to have the keys */
	bool to_end;                     /* the end of the text matters most: an answer was given */
	char typed[64];
	uint32_t picked;                 /* options, where several are right */
	bool help, quit, redraw, notes;
	int help_top;
	bool outline;                    /* the list of the steps, over everything */
	size_t outline_at;               /* the selected one */
	int outline_top, outline_rows;   /* first row drawn; how many there are room for */
	char message[256];               /* until the next key */
};

/* ST_UNSUPPORTED and the like with the sentence if a handshake cannot be run. */
enum status lesson_screen_init(struct lesson_screen *s, struct tui_lesson *owner, const struct tui_options *o, struct error *err) MUST_USE;
void lesson_screen_free(struct lesson_screen *s);
/* Whether letters go into an answer. */
bool lesson_screen_types(const struct lesson_screen *s);
void lesson_screen_key(struct lesson_screen *s, uint32_t key);
/* Autoplay of the handshake, as app_tick. */
int lesson_screen_tick(struct lesson_screen *s, int64_t now);
void lesson_screen_draw(struct lesson_screen *s, struct grid *g);
/* Says the owner's note, once. */
void lesson_screen_note(struct lesson_screen *s);
/* The owner's lesson and state are other ones. */
enum status lesson_screen_reloaded(struct lesson_screen *s, struct error *err) MUST_USE;

/* ---- between the files of the screen ---- */

/* Of lesson_step.c: a sentence for the footer; to an event; how far the handshake may be
 * seen now; the handshake that the learner let fail. */
void lesson_screen_say(struct lesson_screen *s, const char *text);
void lesson_screen_go(struct lesson_screen *s, event_id e);
void lesson_screen_hold(struct lesson_screen *s);
/* Whether a question asks to select something in a pane. */
bool lesson_screen_selects(const struct lesson_question *q);
/* A field or value under the cursor, whichever is not 0. */
void lesson_screen_show(struct lesson_screen *s, field_id f, value_id v);
void lesson_screen_show_failure(struct lesson_screen *s, const char *fault);
/* A run of the lesson under the panes; what the step wants to be looked at; back to the step
 * from wherever the learner was; after every move: the step's handshake, event and focus. */
enum status lesson_screen_open(struct lesson_screen *s, size_t run, struct error *err) MUST_USE;
void lesson_screen_focus(struct lesson_screen *s, const struct lesson_step *step);
void lesson_screen_return(struct lesson_screen *s);
void lesson_screen_arrive(struct lesson_screen *s);
/* Of lesson_answer.c: a number key; Enter where several are right; x; whether the question
 * wants letters, and a key that may be one of them (true: it was). */
void lesson_screen_choose(struct lesson_screen *s, const struct lesson_question *q, size_t i);
void lesson_screen_submit(struct lesson_screen *s, const struct lesson_question *q);
void lesson_screen_give_up(struct lesson_screen *s);
bool lesson_screen_wants_text(const struct lesson_question *q);
bool lesson_screen_type(struct lesson_screen *s, const struct lesson_question *q, uint32_t key);
/* Of lesson_outline.c: the steps as a list, which are done, and the way to one; true: the key was for it. */
void lesson_outline_open(struct lesson_screen *s);
bool lesson_outline_key(struct lesson_screen *s, uint32_t key);
void lesson_outline_draw(struct lesson_screen *s, struct grid *g);
/* Of lesson.c: the keys go to that pane. */
void lesson_screen_enter(struct lesson_screen *s, enum pane p);

#endif
