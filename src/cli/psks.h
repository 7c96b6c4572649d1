/* The pre-shared keys of the command line. */
#ifndef SLOWSHAKE_CLI_PSKS_H
#define SLOWSHAKE_CLI_PSKS_H

#include "cli/options.h"
#include "tls/config.h"

/* Zero-initialise; free with psks_free. Identities are the options' own. */
struct psks {
	struct external_psk *list;
	struct buf *keys;
	size_t n;
};

/* Each IDENTITY:HEX; the identity may hold colons. ST_USAGE with the sentence. */
enum status psks_read(const struct options *o, struct psks *p, struct error *err) MUST_USE;
void psks_free(struct psks *p);

#endif
