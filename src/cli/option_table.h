/* The rows that the command line is made of: commands, options, and what each option does.
 * Shared by the files of the command line only (option_table.c, options.c, options_help.c). */
#ifndef SLOWSHAKE_CLI_OPTION_TABLE_H
#define SLOWSHAKE_CLI_OPTION_TABLE_H

#include "cli/options.h"

/* ST_USAGE: the argument is none. */
typedef enum status set_option(struct options *o, const char *arg, struct error *err);

struct option {
	const char *name;
	const char *arg;         /* NULL: takes none */
	unsigned commands;
	bool repeat;
	set_option *set;
	const char *help;
};

struct command_spec {
	const char *name, *operand;
	bool operand_needed;
	const char *help;
	bool many;               /* takes more operands than one */
	const char *instead;     /* to whom gives one too many: how it is said */
};

extern const struct command_spec command_specs[CMD_N];
extern const struct option option_rows[];
extern const size_t n_option_rows;

#endif
