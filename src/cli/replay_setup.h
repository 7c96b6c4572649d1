/* The keys and the trusted CAs that a user gives for captures. */
#ifndef SLOWSHAKE_CLI_REPLAY_SETUP_H
#define SLOWSHAKE_CLI_REPLAY_SETUP_H

#include "cli/options.h"
#include "source/capture/replay.h"

/* `note` takes sentences about lines that are not read. The environment's key log counts where none is named. */
enum status replay_setup_keys(const struct options *o, struct replay_keys *keys, void (*note)(void *ctx, const char *text), struct error *err) MUST_USE;
enum status replay_setup_trust(const struct options *o, struct trust_store *trust, struct error *err) MUST_USE;

#endif
