/* Two handshakes side by side as a list in the terminal: a row a message, below it what differs; Enter opens the one that
 * has it, at that message. */
#ifndef SLOWSHAKE_CLI_COMPARE_LIST_H
#define SLOWSHAKE_CLI_COMPARE_LIST_H

#include "cli/options.h"
#include "view/graph/contrast.h"

enum status compare_list_run(const struct options *o, const struct contrast *c, struct error *err) MUST_USE;

#endif
