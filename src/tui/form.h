/* A page that asks: lines with names, each edited as in a shell, and under a line for a file the files that there are.
 * What is wrong with an answer is said in place. */
#ifndef SLOWSHAKE_TUI_FORM_H
#define SLOWSHAKE_TUI_FORM_H

#include "base/status.h"
#include "tui/keys/line.h"
#include "tui/term/grid.h"
#include "tui/tui.h"

struct form_field {
	const char *label, *help;   /* static */
	bool file;                  /* its answer names a file: those that fit are listed */
	struct line line;
};

struct tui_form {
	const char *title, *enter;  /* what it is for; what Enter does. Static. */
	struct form_field *fields;  /* the caller's */
	size_t n;
	const char *error;          /* what was wrong the last time; NULL: nothing */
};

/* *given: the answers are to be taken; false: the user left. Results as tui_run. */
enum status tui_form_run(struct tui_form *f, const struct tui_options *o, bool *given, struct error *err) MUST_USE;

/* ---- without a terminal, for tui.c and for tests ---- */

enum { FORM_FILES = 512 };

struct form_screen {
	struct tui_form *owner;
	struct tui_options options;
	size_t at;                  /* the field that has the keys */
	char *files[FORM_FILES];    /* names that fit what stands in the line; folders end in a slash */
	size_t n_files, picked;     /* picked: index + 1; 0: none, the line holds */
	int top;
	bool quit, given;
};

void form_screen_init(struct form_screen *s, struct tui_form *owner, const struct tui_options *o);
void form_screen_free(struct form_screen *s);
void form_screen_key(struct form_screen *s, uint32_t key);
void form_screen_draw(struct form_screen *s, struct grid *g);

#endif
