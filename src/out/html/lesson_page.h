/* A lesson as a page: its text with the handshake's parts beside it, and the answers, folded away, at the end. */
#ifndef SLOWSHAKE_OUT_HTML_LESSON_PAGE_H
#define SLOWSHAKE_OUT_HTML_LESSON_PAGE_H

#include "lesson/lesson.h"
#include "lesson/runs.h"

struct lesson_page_options {
	bool no_answers;         /* for a class */
	bool notes;              /* those for the speaker, too */
};

/* `runs`: of that lesson. Fails if a handshake cannot be run, with the sentence. */
enum status lesson_page_write(const struct lesson *l, struct lesson_runs *runs, const struct lesson_page_options *o, struct buf *out,
			      struct error *err) MUST_USE;

#endif
