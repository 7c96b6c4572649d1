/* A page that asks: lines with names, each edited as in a shell, and under a line for a file the files that there are.
 * What is wrong with an answer is said in place. */
#ifndef SLOWSHAKE_TUI_FORM_H
#define SLOWSHAKE_TUI_FORM_H

#include "base/status.h"
#include "tui/keys/line.h"
#include "tui/term/grid.h"
#include "tui/tui.h"

/* An answer that is offered, whole. */
struct form_name {
	const char *text;           /* the caller's; NULL: no more */
	const char *tag;            /* what it is, in a word; static */
	bool kept;                  /* from one time to the next: it can be forgotten */
};

struct form_field {
	const char *label, *help;   /* static */
	bool file;                  /* its answer names a file: those that fit are listed */
	struct line line;
	struct form_name *names;    /* other answers that are offered before the files; the caller's */
	size_t n_names;
};

struct tui_form {
	const char *title, *enter;  /* what it is for; what Enter does. Static. */
	struct form_field *fields;  /* the caller's */
	size_t n;
	const char *error;          /* what was wrong the last time; NULL: nothing */
	void (*forget)(const char *name);   /* of one that is kept; NULL: nothing is */
};

/* *given: the answers are to be taken; false: the user left. Results as tui_run. */
enum status tui_form_run(struct tui_form *f, const struct tui_options *o, bool *given, struct error *err) MUST_USE;

/* ---- without a terminal, for tui.c and for tests ---- */

enum { FORM_OFFERS = 1024 };

/* What is offered for the line: a name, or a file in the folder that is typed. */
struct form_offer {
	char *answer;               /* owned; folders end in a slash */
	size_t shown;               /* from here on it is written in the list: a folder is not said again */
	struct form_name *name;     /* NULL: a file */
};

struct form_screen {
	struct tui_form *owner;
	struct tui_options options;
	size_t at;                  /* the field that has the keys */
	struct form_offer offers[FORM_OFFERS];   /* those that fit what stands in the line */
	size_t n_offers, picked;    /* picked: index + 1; 0: none, the line holds */
	int top;
	bool quit, given;
};

void form_screen_init(struct form_screen *s, struct tui_form *owner, const struct tui_options *o);
void form_screen_free(struct form_screen *s);
void form_screen_key(struct form_screen *s, uint32_t key);
void form_screen_draw(struct form_screen *s, struct grid *g);

#endif
