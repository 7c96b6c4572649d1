/* What the program says beside a trace: lines on standard error, text on standard output. */
#ifndef SLOWSHAKE_CLI_SAY_H
#define SLOWSHAKE_CLI_SAY_H

#include "base/bytes.h"
#include "base/status.h"

/* "slowshake: ..." on standard error, made safe. */
void say_error(const char *sentence);
/* From here on sentences go there instead, the first of them (NULL: to standard error again). */
void say_keep(struct error *err);
/* Complains and gives the exit code that the status stands for. */
int say_error_exit(enum status st, const struct error *err);
/* The sentence for standard output that cannot be written (errno says why). */
enum status say_stdout_failed(struct error *err);
/* Writes text to standard output. */
enum status say_text(const struct buf *text, struct error *err) MUST_USE;

#endif
