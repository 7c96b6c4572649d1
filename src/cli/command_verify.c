/* slowshake verify: the certificate checklist alone. */
#include "cli/commands.h"
#include "cli/show.h"

int command_verify(const struct options *o)
{
	struct error err = { "" };

	return complain_exit(error_set(&err, ST_USAGE, "verify: %s: not yet", o->operand), &err);
}
