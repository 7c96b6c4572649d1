/* One lesson told and asked as text: what it holds, and what it prints. */
#ifndef SLOWSHAKE_CLI_LEARN_PLAIN_H
#define SLOWSHAKE_CLI_LEARN_PLAIN_H

#include <stdio.h>

#include "cli/options.h"
#include "lesson/lines.h"
#include "lesson/runs.h"
#include "lesson/state.h"

enum { PLAIN_COLUMNS = 76 };

struct plain {
	const struct options *o;
	struct lesson_state s;
	struct lesson_runs runs;
	struct lesson_lines lines;
	struct buf out;
	FILE *in;                /* standard input, or the answers */
	unsigned line;           /* of the answers */
	char *word;              /* the line read last, without its end */
	size_t cap;
	bool waits;              /* for Enter after each page */
	bool ended, any;         /* no more input; something was answered */
	bool tells;              /* nobody answers: all of it is printed, with a place for each answer */
	const struct lesson_world *world;
	bool keeps;              /* progress, as long as that works */
	size_t shown_step;       /* its title was printed; n_steps: none was */
};

/* Each adds to `out`. Text without its marks; the lines that were built, which are gone then. */
void plain_put_line(struct buf *out, const char *s);
void plain_put_lines(struct plain *p);
/* The lesson's title; the page, with its step's title if that is new; what is awaited; how it ended. */
void plain_put_title(struct plain *p);
void plain_put_page(struct plain *p, const struct trace *t);
void plain_put_prompt(struct plain *p, const struct lesson_question *q);
void plain_put_end(struct plain *p);
/* "[event 4 of 312] The client draws ..."; nothing for event 0. */
void plain_put_event(struct plain *p, const struct trace *t, event_id e);

#endif
