/* Linear text for pipes, paper and screen readers: append-only, no colour, at
 * most 80 columns unless a single word is longer. */
#ifndef SLOWSHAKE_OUT_TEXT_H
#define SLOWSHAKE_OUT_TEXT_H

#include <stdio.h>

#include "base/status.h"
#include "trace/feed.h"

struct text_writer;
struct text_writer *text_writer_new(const struct trace *t, FILE *out);
void text_writer_free(struct text_writer *w);
/* Prints what the trace has got since the last call; ST_IO if the file cannot be
 * written (errno says why). */
enum status text_writer_update(struct text_writer *w) MUST_USE;
/* The same, then how it ended. */
enum status text_writer_finish(struct text_writer *w) MUST_USE;

/* Pumps the feed to its end, printing as it goes. */
enum status text_run(struct feed *f, FILE *out) MUST_USE;

#endif
