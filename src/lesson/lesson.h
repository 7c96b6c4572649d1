/* A lesson as it was written: what lesson_parse reads out of the Markdown of
 * lessons/<id>/lesson.md (the format is described in lessons/README.md). Nothing
 * in it knows a trace; names are text until lesson_bind.h looks them up. All of it
 * lives in the lesson's arena and ends with lesson_free. */
#ifndef SLOWSHAKE_LESSON_LESSON_H
#define SLOWSHAKE_LESSON_LESSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "trace/feed.h"

/* The room that a page has on the smallest screen, 60x18. */
enum { LESSON_COLUMNS = 56, LESSON_ROWS = 12 };
/* A lesson has no more than this of anything: pages of people, not data. */
enum { LESSON_MAX_STEPS = 200, LESSON_MAX_OPTIONS = 9, LESSON_MAX_RUNS = 32 };

/* Words that stand out are put between these two; they take no column. */
#define LESSON_MARK_ON '\1'
#define LESSON_MARK_OFF '\2'

/* A text and the line that it stands on; NULL: it is not there. */
struct lesson_text {
	const char *s;
	int line;
};

/* One handshake that a lesson lets run. */
struct lesson_run {
	struct lesson_text scenario, fault, seed;
	struct lesson_text without;   /* protections that are left out, with blanks between: words of spec/without.h */
	struct lesson_text flip;      /* a byte changed on its way: MESSAGE:OFFSET[:MASK] */
	struct lesson_text capture;   /* seen from outside: "no keys", "key log", "rsa key" */
};

enum lesson_question_kind {
	LESSON_CHOICE,      /* one option is right */
	LESSON_CHOICES,     /* several are */
	LESSON_ANSWER,      /* a number, bytes or a word is typed in */
	LESSON_PREDICT,     /* what the engine will do: options, or typed in if there are none */
	LESSON_DO,          /* a state is to be reached */
};

struct lesson_option {
	int line;
	size_t written;             /* its place in the file, from 1: shown are they shuffled */
	bool right;                 /* by its box; a prediction's is found out */
	const char *key;            /* predict: what the engine must give for it to be right */
	struct lesson_text text;
	struct lesson_text feedback;
};

struct lesson_question {
	enum lesson_question_kind kind;
	int line;
	size_t index;               /* among the questions of the lesson */
	struct lesson_text expr;    /* answer: is; predict: ask; do: goal */
	struct lesson_text right, wrong, hint;
	struct lesson_option *options;
	size_t n_options;
};

enum lesson_block_kind {
	LESSON_PARAGRAPH, LESSON_HEADING, LESSON_ITEM, LESSON_CODE, LESSON_SPEAKER, LESSON_PAGE, LESSON_QUESTION,
};

struct lesson_block {
	enum lesson_block_kind kind;
	int line;
	unsigned indent;            /* item: how deep, from 0 */
	const char *bullet;         /* item: "-" or "2." */
	const char *text;           /* NULL: page, question */
	struct lesson_question *question;
};

struct lesson_step {
	int line;
	const char *title;
	bool bound;                 /* its step block was there */
	struct lesson_text at;      /* the event at which it begins */
	struct lesson_text field, value;   /* what is in focus; at most one of them */
	struct lesson_text pane;    /* "ladder" "fields" "bytes" "why"; NULL: ladder */
	size_t run;                 /* index of lesson.runs */
	struct lesson_block *blocks;
	size_t n_blocks, n_pages;   /* pages: at least 1 */
};

struct lesson {
	struct arena arena;
	const char *path, *id, *language;   /* language: "" for lesson.md, "fr" for lesson.fr.md */
	const char *title, *summary, *needs;
	unsigned minutes;
	struct lesson_text source;  /* translation: hash of the lesson.md that it was made from */
	char hash[17];              /* of this file */
	struct lesson_run runs[LESSON_MAX_RUNS];
	size_t n_runs;
	struct lesson_step *steps;
	size_t n_steps, n_questions;
};

/* What is wrong with lessons: lines "PATH:LINE: SENTENCE". */
struct lesson_report {
	struct buf text;
	unsigned n;
	unsigned warnings;          /* lines that say "warning: "; the lesson can be shown all the same */
};
void lesson_warn(struct lesson_report *r, const struct lesson *l, int line, const char *fmt, ...) PRINTF_LIKE(4, 5);
void lesson_report(struct lesson_report *r, const struct lesson *l, int line, const char *fmt, ...) PRINTF_LIKE(4, 5);
void lesson_report_free(struct lesson_report *r);

/* What a lesson runs on; the caller's, since a view knows no source. */
struct lesson_world {
	const char *(*scenario)(size_t i);   /* names, NULL behind the last */
	const char *(*fault)(size_t i);
	/* The handshake to its end. The feed is the caller's to free. */
	enum status (*run)(void *ctx, const struct lesson_run *run, struct feed **out, struct error *err);
	void *ctx;
};

#endif
