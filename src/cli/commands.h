/* What the commands do, after the command line was read. */
#ifndef SLOWSHAKE_CLI_COMMANDS_H
#define SLOWSHAKE_CLI_COMMANDS_H

#include "cli/options.h"

/* Exit codes of the program. */
enum { EXIT_ESTABLISHED = 0, EXIT_HANDSHAKE = 1, EXIT_USAGE = 2, EXIT_IO = 3 };

int command_run(const struct options *o);
int command_connect(const struct options *o);
int command_serve(const struct options *o);
int command_verify(const struct options *o);
int command_replay(const struct options *o);   /* replay and explain */
int command_compare(const struct options *o);
int command_learn(const struct options *o);
int command_lesson(const struct options *o);
int command_notes(const struct options *o);
int command_list(const struct options *o);

#endif
