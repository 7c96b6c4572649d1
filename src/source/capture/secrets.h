/* The secrets that a capture file carries (pcapng's Decryption Secrets Blocks), before anything else of it is read. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_SECRETS_H
#define SLOWSHAKE_SOURCE_CAPTURE_SECRETS_H

#include "base/bytes.h"

/* The secrets of a file, those behind its packets too, a block at a time: to be asked before capture_open. Nothing happens
 * for what is no regular file: it can be read only once. */
void capture_secrets(const char *path, void (*secrets)(void *ctx, struct bytes keylog), void *ctx);
void capture_secrets_bytes(struct bytes content, void (*secrets)(void *ctx, struct bytes keylog), void *ctx);

#endif
