/* Options whose argument is a name out of a table. Shared by the files of the command line only. */
#ifndef SLOWSHAKE_CLI_OPTION_NAMES_H
#define SLOWSHAKE_CLI_OPTION_NAMES_H

#include "cli/option_table.h"

/* "where: there is no arg; did you mean ...", or the hint if nothing is near. ST_USAGE. */
enum status option_refuse_name(struct error *err, const char *where, const char *arg, const char *const *names, size_t n,
			       const char *hint);

set_option option_suite, option_group, option_sigalg, option_compression, option_min_version, option_max_version, option_without;

enum status option_policy(struct options *o, const char *arg, struct error *err) MUST_USE;

#endif
