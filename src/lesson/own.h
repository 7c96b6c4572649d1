/* A lesson about a handshake that the learner brings: asked is what its trace says. */
#ifndef SLOWSHAKE_LESSON_OWN_H
#define SLOWSHAKE_LESSON_OWN_H

#include "trace/trace.h"

/* Adds the lesson's Markdown, in the format of lessons/README.md: questions only about what was seen, with the right answer
 * out of the trace. ST_NOT_FOUND with the sentence if there is too little to ask about. */
enum status lesson_own_write(const struct trace *t, struct buf *out, struct error *err) MUST_USE;

#endif
