/* The files that a command reads, which nothing may be written onto. */
#ifndef SLOWSHAKE_CLI_INPUTS_H
#define SLOWSHAKE_CLI_INPUTS_H

#include "cli/options.h"

/* ST_USAGE if `path` is one of them, by whatever name; `what` is the option that names it. */
enum status inputs_guard(const struct options *o, const char *what, const char *path, struct error *err) MUST_USE;

#endif
