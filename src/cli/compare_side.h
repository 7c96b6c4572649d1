/* One of two handshakes that are compared: a scenario, a fault, or a stream of a capture, by the word that names it. */
#ifndef SLOWSHAKE_CLI_COMPARE_SIDE_H
#define SLOWSHAKE_CLI_COMPARE_SIDE_H

#include "cli/options.h"
#include "trace/trace.h"

/* Its trace, complete, which is the caller's. ST_USAGE, ST_NOT_FOUND, ST_IO with the sentence. */
enum status compare_side_open(const struct options *o, const char *word, struct trace **out, struct error *err) MUST_USE;

#endif
