/* The keys and the trusted CAs that a user gives for captures. */
#ifndef SLOWSHAKE_CLI_REPLAY_SETUP_H
#define SLOWSHAKE_CLI_REPLAY_SETUP_H

#include "cli/options.h"
#include "source/capture/replay.h"

/* `note` takes sentences about lines that are not read. The environment's key log counts where none is named. */
enum status replay_setup_keys(const struct options *o, struct replay_keys *keys, void (*note)(void *ctx, const char *text), struct error *err) MUST_USE;
/* How chains are checked, by the CAs and lists that *cfg owns from then on, also where it fails. */
enum status replay_setup_verify(const struct options *o, struct verify_config *cfg, struct error *err) MUST_USE;
void replay_setup_verify_free(struct verify_config *cfg);

#endif
